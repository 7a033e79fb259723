//! Whole databases, from a server into a file and back. A file is what both engines can be read into: its columns say
//! of which kind they are, and the schema of a server is made of the same steps.
//!
//! No table refers to another in a way that the database checks, so their order does not matter.

use super::empty::tables;
use super::look::Look;
use super::migrate;
use super::row::Row;
use super::sql;
use super::tx::Tx;
use super::value::{Kind, Value};
use crate::error::{Error, Result};
use crate::params;
use rusqlite::Connection;
use std::path::Path;

/// How much a server is sent at a time.
const LINES_BYTES: usize = 4 << 20;

struct Table {
    name: String,
    columns: Vec<(String, Kind)>,
}

impl Table {
    /// Every table of a file, but for some.
    fn all(tx: &mut Tx<'_>, without: &[&str]) -> Result<Vec<Self>> {
        let names = tables(tx)?.into_iter().filter(|name| !without.contains(&name.as_str()));
        names.map(|name| Self::read(tx, name)).collect()
    }

    fn read(tx: &mut Tx<'_>, name: String) -> Result<Self> {
        let columns = tx.rows(sql::COLUMNS, params![&name], |row| {
            let kind = match row.text(1)?.as_str() {
                "INTEGER" => Kind::Int,
                "TEXT" => Kind::Text,
                "BLOB" => Kind::Blob,
                other => return Err(Error::Broken(format!("table {name} has a column of type {other}"))),
            };
            Ok((row.text(0)?, kind))
        })?;
        Ok(Self { name, columns })
    }

    fn list(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        names.join(", ")
    }

    fn all_rows(&self) -> String {
        sql::all_rows(&self.name, &self.list())
    }

    fn values<'r>(&self, row: &Row<'r>) -> Result<Vec<Value<'r>>> {
        let kinds = self.columns.iter().enumerate();
        kinds.map(|(at, (_, kind))| row.value(at, *kind)).collect::<Result<_>>().map_err(|error| {
            let name = &self.name;
            Error::Broken(format!("table {name}: {error}"))
        })
    }
}

/// Makes a file of everything in a database at one moment; the tables in `without` are there and empty.
///
/// # Errors
/// What either database says. Then the file is worth nothing.
pub fn into_file(from: &mut Look, to: &Path, without: &[&str]) -> Result<()> {
    if let Some(file) = from.file() {
        let path = to.to_str().ok_or_else(|| Error::Broken(format!("{} is no text", to.display())))?;
        file.execute(sql::INTO_FILE, [path])?;
        return forget(to, without);
    }
    migrate::bring_up_to_date(to)?;
    let mut file = unsafe_to_interrupt(to)?;
    from.read(|tx| {
        let write = file.transaction()?;
        for table in Table::all(&mut Tx::file(&write), without)? {
            let mut add = write.prepare(&sql::add_row(&table.name, &table.list(), table.columns.len()))?;
            tx.each(&table.all_rows(), |row| {
                for (at, value) in table.values(row)?.into_iter().enumerate() {
                    add.raw_bind_parameter(at + 1, value)?;
                }
                add.raw_execute()?;
                Ok(())
            })?;
        }
        Ok(write.commit()?)
    })
}

/// Puts everything in a file into a server's empty database, but for the tables in `without`.
///
/// # Errors
/// What either database says; then nothing of it may be kept.
pub fn out_of_file(tx: &mut Tx<'_>, from: &mut Look, without: &[&str]) -> Result<()> {
    tx.run(sql::server::NO_HASTE)?;
    from.read(|file| {
        for table in Table::all(file, without)? {
            let append = sql::server::append(&table.name, &table.list());
            let mut lines = Vec::new();
            file.each(&table.all_rows(), |row| {
                add_line(&mut lines, &table.values(row)?);
                if lines.len() < LINES_BYTES {
                    return Ok(());
                }
                tx.copy_lines(&append, &std::mem::take(&mut lines))
            })?;
            if !lines.is_empty() {
                tx.copy_lines(&append, &lines)?;
            }
        }
        tx.run(sql::server::COUNT_ANEW)
    })
}

/// Empties tables of a copy, down to the bytes that stood there.
fn forget(file: &Path, tables: &[&str]) -> Result<()> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "secure_delete", true)?;
    tables.iter().try_for_each(|name| Ok(connection.execute_batch(&sql::empty_table(name))?))
}

/// A file that is thrown away when anything happens to whoever fills it.
fn unsafe_to_interrupt(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    Ok(connection)
}

/// One row as `COPY` reads it: cells between tabs, and what would be taken for the end of one written another way.
fn add_line(lines: &mut Vec<u8>, values: &[Value<'_>]) {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            lines.push(b'\t');
        }
        match value {
            Value::Null(_) => lines.extend_from_slice(b"\\N"),
            Value::Int(int) => lines.extend_from_slice(int.to_string().as_bytes()),
            Value::Text(text) => add_text(lines, text),
            Value::Blob(bytes) => {
                lines.extend_from_slice(b"\\\\x");
                lines.extend_from_slice(crate::seal::hex(bytes).as_bytes());
            }
        }
    }
    lines.push(b'\n');
}

fn add_text(lines: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'\\' => lines.extend_from_slice(b"\\\\"),
            b'\t' => lines.extend_from_slice(b"\\t"),
            b'\n' => lines.extend_from_slice(b"\\n"),
            b'\r' => lines.extend_from_slice(b"\\r"),
            // No text of a server has it in it, as in [`Value`].
            0 => lines.extend_from_slice("\u{fffd}".as_bytes()),
            other => lines.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_nulls_bytes_and_what_would_end_a_cell_in_other_words() {
        let mut lines = Vec::new();
        let text = "a\tb\nc\rd\\N\u{0}é";
        add_line(
            &mut lines,
            &[
                Value::Null(Kind::Text),
                Value::Int(-7),
                Value::from(text),
                Value::from([0_u8, 255].as_slice()),
            ],
        );
        assert_eq!(String::from_utf8(lines).unwrap(), "\\N\t-7\ta\\tb\\nc\\rd\\\\N\u{fffd}é\t\\\\x00ff\n");
    }
}
