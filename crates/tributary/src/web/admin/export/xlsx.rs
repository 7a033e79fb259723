//! XLSX: written row by row to a temporary file, then sent. Numbers, moments and days are numbers with a format;
//! texts are strings and never formulas.

use super::cell::{Cell, Column, Kind, decimal, local};
use super::walk::Walk;
use crate::lang::{Dir, Lang};
use axum::body::{Body, Bytes};
use futures_util::stream;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::fs::File;
use std::io::{Read, Seek};
use tokio::sync::mpsc;
use tributary_core::Timestamp;
use tributary_engine::Error;

/// A sheet holds 1,048,576 rows; a longer list goes on in another sheet.
const ROWS_MAX: u32 = 1_000_000;
/// The most characters that a cell takes.
const TEXT_MAX: usize = 32_767;
/// Pages on their way between the database and the file.
const QUEUE: usize = 2;
const CHUNK: usize = 64 * 1024;
const DAY_SECONDS: i64 = 86_400;

/// What the file is made of, apart from its rows.
struct Plan {
    title: String,
    columns: Vec<Column>,
    zone: TimeZone,
    reader: Lang,
}

/// The file, once it is whole.
pub(super) async fn body(mut walk: Walk) -> Result<Body, Error> {
    let plan = Plan {
        title: walk.export.title.clone(),
        columns: walk.columns.clone(),
        zone: walk.export.zone.clone(),
        reader: walk.export.reader,
    };
    let (rows, incoming) = mpsc::channel(QUEUE);
    let written = tokio::task::spawn_blocking(move || write(&plan, incoming));
    while let Some(batch) = walk.next().await? {
        if rows.send(batch).await.is_err() {
            break; // the writer stopped, and says why below
        }
    }
    drop(rows);
    let file = written.await.map_err(|_| Error::Broken("the workbook's writer stopped".to_owned()))??;
    Ok(sent(file))
}

fn sent(file: File) -> Body {
    let chunks = stream::try_unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut chunk = Vec::with_capacity(CHUNK);
            let size = u64::try_from(CHUNK).unwrap_or_default();
            Read::by_ref(&mut file).take(size).read_to_end(&mut chunk)?;
            Ok::<_, std::io::Error>((!chunk.is_empty()).then(|| (Bytes::from(chunk), file)))
        });
        read.await.map_err(std::io::Error::other)?
    });
    Body::from_stream(chunks)
}

fn write(plan: &Plan, mut incoming: mpsc::Receiver<Vec<Vec<Cell>>>) -> Result<File, Error> {
    let io = |error| Error::Io("a temporary file".to_owned(), error);
    let mut sheets = Sheets { formats: Formats::new(), book: Workbook::new(), sheet: 0, row: ROWS_MAX, plan };
    sheets.turn()?;
    while let Some(batch) = incoming.blocking_recv() {
        for row in &batch {
            sheets.write(row)?;
        }
    }
    let mut file = tempfile::tempfile().map_err(io)?;
    sheets.book.save_to_writer(&mut file).map_err(broken)?;
    file.rewind().map_err(io)?;
    Ok(file)
}

struct Sheets<'a> {
    plan: &'a Plan,
    formats: Formats,
    book: Workbook,
    /// How many there are.
    sheet: usize,
    /// The next row of the last one.
    row: u32,
}

impl Sheets<'_> {
    fn write(&mut self, row: &[Cell]) -> Result<(), Error> {
        if self.row >= ROWS_MAX {
            self.turn()?;
        }
        let sheet = self.book.worksheet_from_index(self.sheet - 1).map_err(broken)?;
        for (place, cell) in (0_u16..).zip(row) {
            put(sheet, (self.row, place), cell, (&self.formats, &self.plan.zone)).map_err(broken)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Starts another sheet.
    fn turn(&mut self) -> Result<(), Error> {
        self.sheet += 1;
        let name = sheet_name(&self.plan.title, self.sheet);
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(broken)?;
        start(sheet, &name, self.plan, &self.formats).map_err(broken)?;
        self.row = 1;
        Ok(())
    }
}

fn start(sheet: &mut Worksheet, name: &str, plan: &Plan, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    sheet.set_right_to_left(plan.reader.dir() == Dir::Rtl);
    for (place, column) in (0_u16..).zip(&plan.columns) {
        sheet.set_column_width_pixels(place, width(column.kind))?;
    }
    for (place, column) in (0_u16..).zip(&plan.columns) {
        sheet.write_string_with_format(0, place, &column.heading, &formats.heading)?;
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    cell: &Cell,
    (formats, zone): (&Formats, &TimeZone),
) -> Result<(), XlsxError> {
    let mut number = |digits: &str, format: &Format| {
        // Parsed, not computed: the number in the file is the one nearest to these digits.
        let value: f64 = digits.parse().unwrap_or_default();
        sheet.write_number_with_format(row, place, value, format).map(|_| ())
    };
    match cell {
        Cell::Empty => Ok(()),
        Cell::Text(text) => sheet.write_string(row, place, shortened(text)).map(|_| ()),
        Cell::Count(count) => number(&count.to_string(), &formats.count),
        Cell::Money(minor, currency) => {
            let exponent = u32::from(currency.exponent());
            number(&decimal(*minor, exponent), formats.money(exponent))
        }
        Cell::At(at) => number(&serial(*at, zone), &formats.instant),
        Cell::Percent(bps) => number(&decimal(*bps, 4), &formats.percent),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(TEXT_MAX).collect()
}

/// Days since the end of 1899, as spreadsheets count.
fn days(day: Date) -> i64 {
    const EPOCH: Date = jiff::civil::date(1899, 12, 30);
    EPOCH.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// Days and their part since the end of 1899 on the store's clock, to the second.
fn serial(at: Timestamp, zone: &TimeZone) -> String {
    let local = local(at, zone);
    let (hours, minutes) = (i64::from(local.hour()), i64::from(local.minute()));
    let seconds = (hours * 60 + minutes) * 60 + i64::from(local.second());
    format!("{}.{:010}", days(local.date()), seconds * 10_000_000_000 / DAY_SECONDS)
}

/// A name as sheets may have it.
fn sheet_name(title: &str, number: usize) -> String {
    let title: String = title.chars().filter(|letter| !"[]:*?/\\'".contains(*letter)).take(24).collect();
    if number == 1 { title } else { format!("{title} {number}") }
}

const fn width(kind: Kind) -> u32 {
    match kind {
        Kind::Text => 170,
        Kind::Instant => 150,
        Kind::Money => 100,
        Kind::Count | Kind::Percent | Kind::Currency => 80,
    }
}

struct Formats {
    heading: Format,
    count: Format,
    money: [Format; 5],
    instant: Format,
    percent: Format,
}

impl Formats {
    fn new() -> Self {
        let of = |code: &str| Format::new().set_num_format(code);
        Self {
            heading: Format::new().set_bold(),
            count: of("#,##0"),
            money: ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"].map(of),
            instant: of("yyyy-mm-dd hh:mm:ss"),
            percent: of("0.00%"),
        }
    }

    fn money(&self, exponent: u32) -> &Format {
        let place = usize::try_from(exponent).unwrap_or_default();
        self.money.get(place).unwrap_or(&self.count)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of `map_err`")]
fn broken(error: XlsxError) -> Error {
    Error::Broken(format!("XLSX: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_the_days_that_spreadsheets_count() {
        let at = tributary_engine::clock::parse_rfc3339("2026-06-02T07:14:00Z").unwrap();
        let zone = TimeZone::get("Europe/Stockholm").unwrap();
        assert_eq!(serial(at, &zone), "46175.3847222222");
        assert_eq!(days(jiff::civil::date(1900, 3, 1)), 61);
    }

    #[test]
    fn names_of_sheets_are_short_and_plain() {
        assert_eq!(sheet_name("Links & codes", 1), "Links & codes");
        assert_eq!(sheet_name("a/b:c [d]", 2), "abc d 2");
    }
}
