//! SQL dumps as `mysqldump` and its like write them: the rows of `INSERT` statements, with the columns of `CREATE TABLE`.

use super::encoding::{self, Text};
use super::trouble;
use crate::lang::msg;
use std::collections::BTreeMap;
use std::io::{BufReader, Bytes, Read};
use std::iter::Peekable;
use std::path::Path;
use tributary_engine::{Error, Result};

const TEXT_BYTES_MAX: usize = 1024 * 1024; // of one value; a longer one is no row of ours

/// Whether a file is a dump, by how it begins.
pub(super) fn is_dump(path: &Path) -> Result<bool> {
    let mut head = Vec::new();
    encoding::open(path).map_err(trouble)?.take(200).read_to_end(&mut head).map_err(trouble)?;
    let head = String::from_utf8_lossy(&head).trim_start().to_ascii_uppercase();
    let starts = ["--", "/*", "SET ", "CREATE ", "INSERT ", "DROP ", "START ", "# "];
    Ok(starts.iter().any(|start| head.starts_with(start)))
}

/// One row of a table.
pub(super) struct Inserted<'a> {
    pub(super) table: &'a str,
    pub(super) columns: &'a [String],
    pub(super) cells: Vec<String>,
    pub(super) line: i64,
}

/// Shows every row of a dump to `see`.
pub(super) fn each(path: &Path, see: &mut dyn FnMut(Inserted<'_>) -> Result<()>) -> Result<()> {
    let bytes = BufReader::new(encoding::open(path).map_err(trouble)?).bytes().peekable();
    let mut words = Words { bytes, line: 1 };
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    loop {
        match words.next()? {
            Word::End => return Ok(()),
            Word::Bare(word) if word.eq_ignore_ascii_case("create") => {
                if let Some((table, names)) = words.created()? {
                    columns.insert(table, names);
                }
            }
            Word::Bare(word)
                if ["insert", "replace"].iter().any(|known| word.eq_ignore_ascii_case(known)) =>
            {
                words.inserted(&columns, see)?;
            }
            Word::Sign(b';') => {}
            _ => words.skip()?,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// A keyword or number.
    Bare(String),
    /// A name in backticks.
    Name(String),
    /// A text in quotes.
    Text(String),
    /// A bracket, comma, semicolon, point or the like.
    Sign(u8),
    End,
}

struct Words {
    bytes: Peekable<Bytes<BufReader<Text>>>,
    line: i64,
}

impl Words {
    fn byte(&mut self) -> Result<Option<u8>> {
        let byte = self.bytes.next().transpose().map_err(trouble)?;
        if byte == Some(b'\n') {
            self.line += 1;
        }
        Ok(byte)
    }

    fn peek(&mut self) -> Option<u8> {
        self.bytes.peek().and_then(|byte| byte.as_ref().ok()).copied()
    }

    fn next(&mut self) -> Result<Word> {
        loop {
            let Some(byte) = self.byte()? else { return Ok(Word::End) };
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'#' => self.skip_line()?,
                b'-' if self.peek() == Some(b'-') => self.skip_line()?,
                b'/' if self.peek() == Some(b'*') => self.skip_comment()?,
                b'`' => return self.quoted(b'`').map(Word::Name),
                b'\'' | b'"' => return self.quoted(byte).map(Word::Text),
                b'(' | b')' | b',' | b';' | b'=' | b'.' => return Ok(Word::Sign(byte)),
                _ => return self.bare(byte).map(Word::Bare),
            }
        }
    }

    fn skip_line(&mut self) -> Result<()> {
        while !matches!(self.byte()?, None | Some(b'\n')) {}
        Ok(())
    }

    fn skip_comment(&mut self) -> Result<()> {
        let mut before = 0;
        while let Some(byte) = self.byte()? {
            if before == b'*' && byte == b'/' {
                break;
            }
            before = byte;
        }
        Ok(())
    }

    fn bare(&mut self, first: u8) -> Result<String> {
        let mut word = vec![first];
        while let Some(byte) = self.peek() {
            let goes_on = byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'.' | b'+' | b'-' | b'@' | b':' | b'$');
            if !(goes_on || byte >= 0x80) {
                break;
            }
            word.extend(self.byte()?);
            bounded(&word)?;
        }
        Ok(String::from_utf8_lossy(&word).into_owned())
    }

    fn quoted(&mut self, quote: u8) -> Result<String> {
        let mut text = Vec::new();
        loop {
            let byte = self.byte()?.ok_or_else(cut_off)?;
            if byte == quote {
                if self.peek() != Some(quote) {
                    break;
                }
                self.byte()?;
                text.push(quote);
            } else if byte == b'\\' && quote != b'`' {
                text.push(unescaped(self.byte()?.ok_or_else(cut_off)?));
            } else {
                text.push(byte);
            }
            bounded(&text)?;
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// To the end of the statement.
    fn skip(&mut self) -> Result<()> {
        while !matches!(self.next()?, Word::End | Word::Sign(b';')) {}
        Ok(())
    }

    /// A name of a table, with or without that of its database before it; the word behind it.
    fn table(&mut self, first: Word) -> Result<(Option<String>, Word)> {
        let mut word = first;
        loop {
            let (Word::Name(name) | Word::Bare(name) | Word::Text(name)) = word else {
                return Ok((None, word));
            };
            match self.next()? {
                Word::Sign(b'.') => word = self.next()?,
                behind => {
                    let last = name.rsplit('.').next().unwrap_or_default().to_owned();
                    return Ok((Some(last), behind));
                }
            }
        }
    }

    /// The table and columns of a `CREATE TABLE`, up to its end.
    fn created(&mut self) -> Result<Option<(String, Vec<String>)>> {
        let mut word = self.next()?;
        if !matches!(&word, Word::Bare(word) if word.eq_ignore_ascii_case("table")) {
            if word != Word::Sign(b';') {
                self.skip()?;
            }
            return Ok(None);
        }
        word = self.next()?;
        while matches!(&word, Word::Bare(bare) if ["if", "not", "exists"].iter().any(|known| bare.eq_ignore_ascii_case(known)))
        {
            word = self.next()?;
        }
        let (table, behind) = self.table(word)?;
        let (Some(table), Word::Sign(b'(')) = (table, behind) else {
            self.skip()?;
            return Ok(None);
        };
        let (mut names, mut depth, mut starts) = (Vec::new(), 1, true);
        while depth > 0 {
            match self.next()? {
                Word::End => return Err(cut_off()),
                Word::Sign(b'(') => depth += 1,
                Word::Sign(b')') => depth -= 1,
                Word::Sign(b',') if depth == 1 => {
                    starts = true;
                    continue;
                }
                Word::Name(name) if starts => names.push(name),
                _ => {}
            }
            starts = false;
        }
        self.skip()?;
        Ok(Some((table, names)))
    }

    /// The rows of an `INSERT`, up to its end.
    fn inserted(
        &mut self,
        known: &BTreeMap<String, Vec<String>>,
        see: &mut dyn FnMut(Inserted<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut word = self.next()?;
        while matches!(&word, Word::Bare(bare) if ["into", "ignore", "delayed", "low_priority"].iter().any(|known| bare.eq_ignore_ascii_case(known)))
        {
            word = self.next()?;
        }
        let (table, mut behind) = self.table(word)?;
        let Some(table) = table else { return self.skip() };
        let mut columns = known.get(&table).cloned().unwrap_or_default();
        if behind == Word::Sign(b'(') {
            columns = self.values()?;
            behind = self.next()?;
        }
        if !matches!(&behind, Word::Bare(bare) if ["values", "value"].iter().any(|known| bare.eq_ignore_ascii_case(known)))
        {
            return if behind == Word::Sign(b';') { Ok(()) } else { self.skip() };
        }
        loop {
            let line = self.line;
            match self.next()? {
                Word::Sign(b'(') => {
                    let cells = self.values()?;
                    see(Inserted { table: &table, columns: &columns, cells, line })?;
                }
                Word::Sign(b',') => {}
                Word::Sign(b';') | Word::End => return Ok(()),
                _ => return self.skip(),
            }
        }
    }

    /// What stands between here and the closing bracket, by commas.
    fn values(&mut self) -> Result<Vec<String>> {
        let (mut cells, mut cell, mut depth) = (Vec::new(), String::new(), 1);
        loop {
            match self.next()? {
                Word::End => return Err(cut_off()),
                Word::Sign(b')') if depth == 1 => {
                    cells.push(cell);
                    return Ok(cells);
                }
                Word::Sign(b')') => depth -= 1,
                Word::Sign(b'(') => depth += 1,
                Word::Sign(b',') if depth == 1 => cells.push(std::mem::take(&mut cell)),
                Word::Sign(_) => {}
                Word::Bare(word) if word.eq_ignore_ascii_case("null") => cell = String::new(),
                // What stands before a text says how it is written, as in `_binary 'x'`.
                Word::Bare(word) if word.starts_with('_') => {}
                Word::Bare(text) | Word::Name(text) | Word::Text(text) => cell = text,
            }
        }
    }
}

fn unescaped(byte: u8) -> u8 {
    match byte {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'0' => 0,
        b'Z' => 26,
        other => other,
    }
}

fn bounded(text: &[u8]) -> Result<()> {
    let long = || {
        Error::field(
            "/file",
            "format",
            msg("The dump has a value that is too long: dump only the tables named here."),
        )
    };
    if text.len() > TEXT_BYTES_MAX { Err(long()) } else { Ok(()) }
}

fn cut_off() -> Error {
    Error::field(
        "/file",
        "format",
        msg("The dump ends in the middle of a row: it was not written to its end."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// Table, columns and cells.
    type Seen = (String, Vec<String>, Vec<String>);

    fn rows(text: &str) -> Result<Vec<Seen>> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let mut rows = Vec::new();
        each(file.path(), &mut |row| {
            rows.push((row.table.to_owned(), row.columns.to_vec(), row.cells));
            Ok(())
        })?;
        Ok(rows)
    }

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn rows_of_a_dump_have_the_columns_of_their_table() {
        let dump = "-- MySQL dump 10.13; insert into `no`\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `wp_t`;\n\
            CREATE TABLE `wp_t` (\n  `id` bigint(20) NOT NULL AUTO_INCREMENT,\n  `name` varchar(255) DEFAULT 'a,b(c',\n  \
            PRIMARY KEY (`id`),\n  KEY `n` (`name`)\n) ENGINE=InnoDB COMMENT='x;y';\nLOCK TABLES `wp_t` WRITE;\n\
            insert into `wp_t` VALUES (1,'O\\'Neil; (x), ''y'''),(-2,NULL),(3,'two\\nlines'),(4,_binary 'ö');\nUNLOCK TABLES;\n";
        let found = rows(dump).unwrap();
        assert!(
            found.iter().all(|(table, columns, _)| table == "wp_t" && *columns == texts(&["id", "name"]))
        );
        let cells: Vec<_> = found.into_iter().map(|(_, _, cells)| cells).collect();
        let wanted = [["1", "O'Neil; (x), 'y'"], ["-2", ""], ["3", "two\nlines"], ["4", "ö"]];
        assert_eq!(cells, wanted.map(|row| texts(&row)));
    }

    #[test]
    fn an_insert_may_name_its_columns_and_its_database() {
        let found = rows("insert ignore into `shop`.`t` (`b`, `a`) VALUES\n('1', 2.50);").unwrap();
        assert_eq!(found, [("t".to_owned(), texts(&["b", "a"]), texts(&["1", "2.50"]))]);
    }

    #[test]
    fn a_dump_that_was_cut_off_is_refused() {
        assert!(rows("insert into `t` (`a`) VALUES ('x").is_err());
        assert!(rows("insert into `t` (`a`) VALUES (1").is_err());
    }
}
