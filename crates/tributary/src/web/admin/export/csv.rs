//! CSV as spreadsheets open it: UTF-8 with its mark, lines ended as the standard says, and no text that could be read as
//! a formula.

use super::cell::{Cell, decimal, iso};
use super::walk::Walk;
use crate::spreadsheet::safe;
use axum::body::{Body, Bytes};
use futures_util::stream;
use jiff::tz::TimeZone;
use tributary_engine::Error;

const BOM: &[u8] = "\u{feff}".as_bytes();

/// The file, as its reader takes it.
pub(super) fn body(walk: Walk) -> Body {
    let written = stream::try_unfold((walk, true), |(mut walk, first)| async move {
        let Some(rows) = walk.next().await? else { return Ok::<_, Error>(None) };
        let mut out = Vec::with_capacity(64 * 1024);
        if first {
            out.extend_from_slice(BOM);
            let headings = walk.columns.iter().map(|column| safe(&column.heading));
            write(&mut out, std::iter::once(headings.collect()))?;
        }
        let zone = &walk.export.zone;
        write(&mut out, rows.iter().map(|row| row.iter().map(|cell| text(cell, zone)).collect()))?;
        Ok(Some((Bytes::from(out), (walk, false))))
    });
    Body::from_stream(written)
}

/// A file of texts alone, the headings first.
pub(in crate::web) fn texts(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Error> {
    let mut out = BOM.to_vec();
    write(&mut out, rows.map(|row| row.iter().map(|text| safe(text)).collect()))?;
    Ok(out)
}

fn write(out: &mut Vec<u8>, rows: impl Iterator<Item = Vec<String>>) -> Result<(), Error> {
    let broken = |error: csv::Error| Error::Broken(format!("CSV: {error}"));
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    for row in rows {
        file.write_record(row).map_err(broken)?;
    }
    file.flush().map_err(|error| Error::Io("CSV".to_owned(), error))
}

fn text(cell: &Cell, zone: &TimeZone) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => safe(text),
        Cell::Count(count) => count.to_string(),
        Cell::Money(minor, currency) => decimal(*minor, u32::from(currency.exponent())),
        Cell::At(at) => iso(*at, zone),
        Cell::Percent(bps) => decimal(*bps, 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_numbers() {
        let sek = tributary_core::Currency::parse("SEK").unwrap();
        let cells = [Cell::Money(-400, sek), Cell::Count(-3), Cell::Percent(1_250), Cell::Empty];
        assert_eq!(cells.map(|cell| text(&cell, &TimeZone::UTC)), ["-4.00", "-3", "12.50", ""]);
    }

    #[test]
    fn rows_are_quoted_where_they_must_be() {
        let mut out = Vec::new();
        write(&mut out, std::iter::once(vec!["a,b".into(), "say \"hi\"".into(), "two\nlines".into()]))
            .unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n");
    }
}
