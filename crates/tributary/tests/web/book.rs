//! Reads a workbook back: its cells as texts and numbers. Anything that is alive in a spreadsheet is refused.

use std::io::{Cursor, Read};
use zip::ZipArchive;

/// One cell as the workbook holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// The digits, as written.
    Number(String),
}

/// Columns whose numbers are shares: hundredths of a percent in a workbook are parts of one.
const SHARES: [&str; 2] = ["Conversion", "Refund rate"];

/// All rows of all sheets, headings first and once.
pub(crate) fn rows(from: &str, bytes: &[u8]) -> Vec<Vec<Cell>> {
    let mut book = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = book.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in &names {
        let alive = ["externalLink", "vbaProject", "connections", "worksheets/_rels", "activeX"];
        assert!(!alive.iter().any(|part| name.contains(part)), "{from}: the workbook has {name}");
    }
    let shared = if names.iter().any(|name| name == "xl/sharedStrings.xml") {
        texts(&part(&mut book, "xl/sharedStrings.xml"), "si")
    } else {
        Vec::new()
    };
    let mut all = Vec::new();
    for number in 1.. {
        let name = format!("xl/worksheets/sheet{number}.xml");
        if !names.contains(&name) {
            break;
        }
        let sheet = part(&mut book, &name);
        for alive in ["<f>", "<f ", "<hyperlink", "<oleObject", "<img", "<script"] {
            assert!(!sheet.contains(alive), "{from}: {name} has {alive}");
        }
        let found = elements(&sheet, "row").into_iter().map(|(_, inside)| row(inside, &shared));
        all.extend(found.skip(usize::from(number > 1)));
    }
    all
}

/// That a workbook and a text have the same cells in the same places.
pub(crate) fn equals(from: &str, book: &[Vec<Cell>], (headings, rows): (&[String], &[Vec<String>])) {
    assert_eq!(book.len(), rows.len() + 1, "{from}: rows of the workbook and of the text");
    let named: Vec<Cell> = headings.iter().map(|heading| Cell::Text(heading.clone())).collect();
    assert_eq!(book[0], named, "{from}");
    for (sheet, text) in book[1..].iter().zip(rows) {
        for (place, (heading, text)) in headings.iter().zip(text).enumerate() {
            let cell = sheet.get(place).unwrap_or(&Cell::Empty);
            assert!(is_same(heading, text, cell), "{from}: {heading} is {text:?} and {cell:?}");
        }
        assert!(sheet.len() <= headings.len(), "{from}: {sheet:?}");
    }
}

fn is_same(heading: &str, text: &str, cell: &Cell) -> bool {
    match cell {
        Cell::Empty => text.is_empty(),
        Cell::Text(told) => text == told || text == format!("'{told}"),
        Cell::Number(digits) if text.contains('T') => serial(text) == scaled(digits, 10),
        Cell::Number(digits) if SHARES.contains(&heading) => scaled(text, 2) == scaled(digits, 4),
        Cell::Number(digits) => scaled(text, 4).is_some() && scaled(text, 4) == scaled(digits, 4),
    }
}

/// A decimal as a whole number of its last place.
pub(crate) fn scaled(digits: &str, places: usize) -> Option<i128> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    (part.len() <= places).then(|| format!("{whole}{part:0<places$}").parse().ok())?
}

/// `2026-06-02T09:14:00+02:00` in days since the end of 1899, ten places of them.
fn serial(moment: &str) -> Option<i128> {
    let local: jiff::civil::DateTime = moment.get(..19)?.parse().ok()?;
    let days = jiff::civil::date(1899, 12, 30).until(local.date()).ok()?.get_days();
    let seconds =
        i128::from(local.hour()) * 3_600 + i128::from(local.minute()) * 60 + i128::from(local.second());
    Some(i128::from(days) * 10_000_000_000 + seconds * 10_000_000_000 / 86_400)
}

fn part(book: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> String {
    let mut text = String::new();
    book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The cells of a row, each in its place.
fn row(inside: &str, shared: &[String]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (head, inside) in elements(inside, "c") {
        let place = column(attribute(head, "r").unwrap());
        cells.resize(place, Cell::Empty);
        let value = || elements(inside, "v").first().map(|(_, digits)| (*digits).to_owned());
        cells.push(match attribute(head, "t") {
            Some("inlineStr") => Cell::Text(texts(inside, "is").concat()),
            Some("s") => Cell::Text(shared[value().unwrap().parse::<usize>().unwrap()].clone()),
            Some("str" | "e" | "b") => panic!("a calculated cell: {head} {inside}"),
            _ => value().map_or(Cell::Empty, Cell::Number),
        });
    }
    cells
}

/// `B7` is in the second column, which is 1.
fn column(at: &str) -> usize {
    let letters = at.bytes().take_while(u8::is_ascii_uppercase);
    letters.fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1) - 1
}

/// The head and the inside of each element of a name; the writer never nests an element in its own kind.
fn elements<'a>(xml: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    for start in xml.match_indices(&open).map(|(at, _)| at + open.len()) {
        let rest = &xml[start..];
        if !rest.starts_with([' ', '>', '/']) {
            continue;
        }
        let (head, rest) = rest.split_once('>').unwrap();
        let inside = if head.ends_with('/') { "" } else { rest.split(&close).next().unwrap() };
        found.push((head, inside));
    }
    found
}

/// The texts inside each element of a name.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let text = |(_, inside): (&str, &str)| -> String {
        elements(inside, "t").into_iter().map(|(_, text)| unescaped(text)).collect()
    };
    elements(xml, name).into_iter().map(text).collect()
}

fn attribute<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&apos;", "'").replace("&#39;", "'").replace("&amp;", "&")
}
