//! Tables of texts, one record a line: which sign stands between cells is seen from the first lines.

use super::encoding::{self, Text};
use super::trouble;
use crate::lang::msg;
use csv::{ReaderBuilder, StringRecord};
use std::io::Read;
use std::path::Path;
use tributary_engine::import::COLUMNS_MAX;
use tributary_engine::{Error, Result};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
const LOOKED_AT: u64 = 64 * 1024; // bytes of text in which the separator shows
const RECORDS_LOOKED_AT: usize = 20;

/// A table in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) separator: u8,
    pub(super) columns: Vec<String>,
    /// Whether lines end with two signs: the parser counts a line at the second, which it reads with the next record.
    two_signs: bool,
}

/// Looks at a file: how it is written, and what its columns are called.
pub(super) fn look(path: &Path) -> Result<Found> {
    let mut head = Vec::new();
    open(path)?.take(LOOKED_AT).read_to_end(&mut head).map_err(trouble)?;
    let head = String::from_utf8_lossy(&head);
    let separator = separator(&head);
    let columns = reader(open(path)?, separator).records().next().transpose().map_err(unreadable)?;
    let columns = named(&columns.unwrap_or_default());
    if columns.is_empty() {
        return Err(Error::field("/file", "format", msg("The file is empty.")));
    }
    if columns.len() > COLUMNS_MAX {
        return Err(Error::field("/file", "format", msg("The first line has more than 200 columns.")));
    }
    let two_signs = head.find('\n').is_some_and(|at| head[..at].ends_with('\r'));
    Ok(Found { separator, columns, two_signs })
}

/// Shows each row below the first line to `see`, with its line; blank ones are left out.
pub(super) fn each(
    path: &Path,
    found: &Found,
    see: &mut dyn FnMut(i64, Vec<String>) -> Result<()>,
) -> Result<()> {
    // Whatever the last line ends with, a line end follows it.
    let mut reader = reader(open(path)?.chain(&b"\n"[..]), found.separator);
    let (mut record, mut is_first) = (StringRecord::new(), true);
    while reader.read_record(&mut record).map_err(unreadable)? {
        let is_head = std::mem::replace(&mut is_first, false);
        if is_head || record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // The parser's own place of a record is before the blank lines that it skips, so it is counted back from its end.
        let inside: u64 = record.iter().map(|cell| cell.matches('\n').count() as u64).sum();
        let line = reader.position().line().saturating_sub(u64::from(!found.two_signs) + inside);
        see(i64::try_from(line).unwrap_or(i64::MAX), record.iter().map(str::to_owned).collect())?;
    }
    Ok(())
}

fn open(path: &Path) -> Result<Text> {
    encoding::open(path).map_err(trouble)
}

fn reader<R: Read>(text: R, separator: u8) -> csv::Reader<R> {
    ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text)
}

fn unreadable(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => trouble(error),
        _ => Error::field("/file", "format", msg("This is no table: save it as CSV.")),
    }
}

/// The sign by which the first lines have the most cells, and all the same number of them.
fn separator(head: &str) -> u8 {
    let score = |separator: u8| {
        let mut records = reader(head.as_bytes(), separator).into_records().take(RECORDS_LOOKED_AT).flatten();
        let first = records.next().map_or(0, |record| record.len());
        let (same, others) =
            records.fold((0, 0), |(same, all), record| (same + usize::from(record.len() == first), all + 1));
        (first > 1 && same * 2 >= others, first)
    };
    SEPARATORS.into_iter().rev().max_by_key(|separator| score(*separator)).unwrap_or(b',')
}

/// Names of columns; those without one are called by their place.
fn named(first: &StringRecord) -> Vec<String> {
    let filled = first.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let end = filled.last().map_or(0, |(at, _)| at + 1);
    let name = |(at, cell): (usize, &str)| match cell.trim() {
        "" => format!("Column {}", at + 1),
        name => name.chars().take(200).collect(),
    };
    first.iter().take(end).enumerate().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(text: &str) -> (Found, Vec<(i64, Vec<String>)>) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let found = look(file.path()).unwrap();
        let mut rows = Vec::new();
        each(file.path(), &found, &mut |line, cells| {
            rows.push((line, cells));
            Ok(())
        })
        .unwrap();
        (found, rows)
    }

    #[test]
    fn the_separator_is_seen_and_quoted_cells_may_hold_it_and_line_ends() {
        for sign in [",", ";", "\t", "|"] {
            let text = format!("name{sign}note\n\"A{sign} B\"{sign}\"two\nlines, and; more\"\n\n\nC{sign}\n");
            let (found, rows) = read(&text);
            assert_eq!(found.columns, ["name", "note"], "{sign:?}");
            let cells: Vec<Vec<String>> = rows.iter().map(|(_, cells)| cells.clone()).collect();
            assert_eq!(
                cells,
                [[format!("A{sign} B"), "two\nlines, and; more".into()], ["C".into(), String::new()]]
            );
            assert_eq!((rows[0].0, rows[1].0), (2, 6));
            let crlf = read(&text.replace('\n', "\r\n")).1;
            assert_eq!((crlf[0].0, crlf[1].0), (2, 6), "however lines end");
        }
    }

    #[test]
    fn one_column_is_a_table_and_columns_without_a_name_are_called_by_their_place() {
        assert_eq!(read("email\na@b.se\n").0.columns, ["email"]);
        assert_eq!(read("name,,email,\nA,x,a@b.se,\n").0.columns, ["name", "Column 2", "email"]);
    }

    #[test]
    fn a_long_file_of_wide_letters_is_looked_at_too() {
        let text = format!("name;email\n{}", "Åsa;a@b.se\n".repeat(20_000));
        let (found, rows) = read(&text);
        assert_eq!((found.separator, rows.len()), (b';', 20_000));
    }
}
