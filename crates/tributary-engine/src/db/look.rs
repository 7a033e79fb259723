//! A database that is only looked at: no step of the schema, no threads, nothing written. So a look works beside a
//! running server, says of an older or newer schema what it is, and leaves a file as it is to the byte.

use super::place::Place;
use super::postgres::Session;
use super::sql;
use super::tx::Tx;
use crate::error::{Error, Result};
use crate::params;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;
use tributary_core::Timestamp;

/// One moment, and no haste: whoever copies everything may need longer than a writer is granted.
const BEGIN: [&str; 2] = [
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0",
];

/// An open database that is only read.
#[derive(Debug)]
pub struct Look(Of);

#[derive(Debug)]
enum Of {
    File(Connection),
    Server(Box<Session>),
}

/// What an engine says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// SQLite: a part of this program.
    File {
        /// Its version, such as `3.50.4`.
        version: String,
        /// `wal`, as long as nobody changed it.
        journal: String,
        /// Bytes, with what is in the write-ahead log only.
        size: i64,
    },
    /// PostgreSQL.
    Server {
        /// Its version, such as `15.14 (Debian …)`.
        version: String,
        /// The same as a number, such as 150014.
        number: i64,
        /// Settings that are off and must be on for commits to outlive a power failure.
        off: Vec<String>,
        /// What time it is there.
        clock: Timestamp,
        /// Bytes.
        size: i64,
    },
}

impl Look {
    /// Opens a database that exists.
    ///
    /// # Errors
    /// When there is none, or it does not answer.
    pub fn at(place: &Place) -> Result<Self> {
        Ok(Self(match place {
            Place::File(path) => Of::File(read_only(path)?),
            Place::Server(server) => {
                let mut session = Session::new(server)?;
                session.begin(&BEGIN)?;
                session.run("ROLLBACK")?;
                Of::Server(Box::new(session))
            }
        }))
    }

    /// Reads one consistent moment.
    ///
    /// # Errors
    /// What `work` or the database says.
    pub fn read<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        match &mut self.0 {
            Of::File(connection) => {
                connection.execute_batch("BEGIN")?;
                let read = work(&mut Tx::file(connection));
                drop(connection.execute_batch("ROLLBACK"));
                read
            }
            Of::Server(session) => {
                session.begin(&BEGIN)?;
                let read = work(&mut Tx::server(session));
                drop(session.run("ROLLBACK"));
                read
            }
        }
    }

    /// What the engine says about itself.
    ///
    /// # Errors
    /// What the database says.
    pub fn about(&mut self) -> Result<About> {
        self.read(|tx| if tx.is_server() { about_server(tx) } else { about_file(tx) })
    }

    /// The open file, where it is one.
    pub(super) const fn file(&self) -> Option<&Connection> {
        match &self.0 {
            Of::File(connection) => Some(connection),
            Of::Server(_) => None,
        }
    }
}

/// How many steps a database has taken; 0 when it is not ours or new.
///
/// # Errors
/// What the database says.
pub fn schema_version(tx: &mut Tx<'_>) -> Result<i64> {
    if !tx.is_server() {
        return tx.count(sql::VERSION);
    }
    match tx.count(sql::server::HAS_VERSION)? {
        0 => Ok(0),
        _ => tx.count(sql::server::VERSION),
    }
}

fn about_file(tx: &mut Tx<'_>) -> Result<About> {
    let mut word = |sql| tx.row(sql, params![], |row| row.text(0)).map(Option::unwrap_or_default);
    let (version, journal) = (word(sql::PRODUCT)?, word(sql::JOURNAL)?);
    Ok(About::File { version, journal, size: tx.count(sql::SIZE)? })
}

fn about_server(tx: &mut Tx<'_>) -> Result<About> {
    let settings = tx.rows(sql::server::SETTINGS, params![], |row| Ok((row.text(0)?, row.text(1)?)))?;
    let is_off = |(_, value): &&(String, String)| value == "off";
    let off = settings.iter().filter(is_off).map(|(name, _)| name.clone()).collect();
    let version = settings.iter().find(|(name, _)| name == "server_version");
    Ok(About::Server {
        version: version.map(|(_, version)| version.clone()).unwrap_or_default(),
        number: tx.count(sql::server::VERSION_NUMBER)?,
        off,
        clock: Timestamp::from_ms(tx.count(sql::server::CLOCK)?),
        size: tx.count(sql::server::SIZE)?,
    })
}

/// Whoever opens a file to look must not make one.
fn read_only(path: &Path) -> Result<Connection> {
    if !path.is_file() {
        return Err(Error::Conflict(format!("there is no database {}", path.display())));
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::newest_schema;
    use crate::own::Own;

    #[test]
    fn a_look_takes_no_step_and_writes_nothing() {
        let own = Own::new();
        let place = own.place();
        if Own::is_on_a_server() {
            let mut look = Look::at(&place).unwrap();
            assert_eq!(look.read(schema_version).unwrap(), 0);
            assert_eq!(own.count("SELECT COUNT(*) FROM pg_tables WHERE tablename = 'schema_version'"), 0);
        } else {
            assert!(Look::at(&place).is_err() && !own.file().exists());
        }
        let _engine = own.engine();
        let mut look = Look::at(&place).unwrap();
        assert_eq!(look.read(schema_version).unwrap(), newest_schema());
        let write = |tx: &mut Tx<'_>| tx.run("DELETE FROM tenant");
        assert!(look.read(write).is_err());
        assert!(matches!(look.about().unwrap(), About::File { .. }) != Own::is_on_a_server());
    }
}
