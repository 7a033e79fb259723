//! The tables of a page as people read them: headings, cells, and where each cell leads.

use crate::browser::Reply;

/// A cell: its text, and where it leads.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

impl Cell {
    /// The figure as a whole number: minor units of money, hundredths of nothing else.
    pub(crate) fn number(&self) -> i64 {
        digits(&self.text)
    }
}

/// A table of a page.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// The digits of a text as one number, with its sign.
pub(crate) fn digits(text: &str) -> i64 {
    let number: String = text.chars().filter(char::is_ascii_digit).collect();
    let sign = if text.starts_with(['-', '\u{2212}']) { -1 } else { 1 };
    number.parse::<i64>().unwrap_or_default() * sign
}

/// A piece of markup without its tags.
pub(crate) fn plain(markup: &str) -> String {
    let mut text = String::new();
    let mut inside = !markup.starts_with('<') && markup.contains('>');
    for letter in markup.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => (),
        }
    }
    unescaped(text.trim())
}

/// What an attribute's text means.
pub(crate) fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
}

/// The text of a cell, and its first address.
pub(crate) fn cell(markup: &str) -> Cell {
    let href = markup.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).map(unescaped);
    Cell { text: plain(markup), href }
}

/// The tables of a page, but for the charts' own.
pub(crate) fn tables(page: &Reply) -> Vec<Table> {
    let of = |table: &str| {
        let table = table.split("</table>").next().unwrap();
        let headings = table.split("<th").skip(1).filter(|part| !part.starts_with("ead"));
        let headings: Vec<String> = headings.map(|part| plain(part.split("</th>").next().unwrap())).collect();
        let rows = table.split("<tr").skip(1).map(|row| {
            row.split("<td").skip(1).map(|part| cell(part.split("</td>").next().unwrap())).collect()
        });
        Table { headings, rows: rows.filter(|row: &Vec<Cell>| !row.is_empty()).collect() }
    };
    let all = page.body.split("<table").skip(1).map(of);
    all.filter(|table| table.headings.first().is_some_and(|first| first != "Date")).collect()
}
