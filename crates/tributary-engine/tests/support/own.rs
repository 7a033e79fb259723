//! A database of a test's own: a file, or, where `TRIBUTARY_TEST_DATABASE_URL` names a server, a database on it. The
//! same tests run on either, and none notices which, except by what it costs.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use tributary_engine::Engine;
use tributary_engine::db::{Place, Server};

const SERVER: &str = "TRIBUTARY_TEST_DATABASE_URL";

/// A data folder and its database. Both go with it.
#[derive(Debug)]
pub(crate) struct Own {
    folder: tempfile::TempDir,
    /// The database's name and address, where it is on a server.
    server: Option<(String, String)>,
}

#[expect(dead_code, reason = "each test binary uses what it needs")]
impl Own {
    pub(crate) fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// In memory, where there is a folder for it.
    pub(crate) fn quick() -> Self {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { Self::within(memory) } else { Self::new() }
    }

    fn within(base: &Path) -> Self {
        let own = Self::without_database(base);
        if let Some((name, _)) = &own.server {
            admin(&format!("CREATE DATABASE {name} TEMPLATE template0")).unwrap();
        }
        own
    }

    fn without_database(base: &Path) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let server = std::env::var(SERVER).ok().map(|url| {
            let name = format!("test_{}_{number}", std::process::id());
            let url = at(&url, &name);
            (name, url)
        });
        Self { folder: tempfile::tempdir_in(base).unwrap(), server }
    }

    /// Whether the tests run on a server.
    pub(crate) fn is_on_a_server() -> bool {
        std::env::var_os(SERVER).is_some()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database's address, where it is on a server.
    pub(crate) fn url(&self) -> Option<&str> {
        self.server.as_ref().map(|(_, url)| url.as_str())
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder().join("tributary.db")
    }

    pub(crate) fn place(&self) -> Place {
        match &self.server {
            Some((_, url)) => Place::Server(Server::parse(url).unwrap()),
            None => Place::File(self.file()),
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        Engine::open_at(self.folder(), &self.place()).unwrap()
    }

    /// Another database with the same content, in memory where there is a folder for it.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::without_database(self.folder().parent().unwrap());
        std::fs::copy(self.folder().join("secret.key"), copy.folder().join("secret.key")).unwrap();
        match (&self.server, &copy.server) {
            (Some((from, _)), Some((to, _))) => {
                // A template must be at rest; whoever is connected connects again.
                let made = (0..50).any(|_| {
                    let rest = format!(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{from}'"
                    );
                    admin(&rest).unwrap();
                    admin(&format!("CREATE DATABASE {to} TEMPLATE {from}")).is_ok()
                });
                assert!(made, "{from} is never at rest");
            }
            _ => {
                let from = rusqlite::Connection::open(self.file()).unwrap();
                from.execute("VACUUM INTO ?1", [copy.file().to_str().unwrap()]).unwrap();
            }
        }
        copy
    }

    /// All cells of a query as text, bytes as `\x` and hexadecimal digits, by hand, as with the database's own tools.
    pub(crate) fn cells(&self, sql: &str) -> Vec<Vec<String>> {
        match &self.server {
            Some((_, url)) => asked(url, sql).unwrap(),
            None => {
                let connection = rusqlite::Connection::open(self.file()).unwrap();
                let mut statement = connection.prepare(sql).unwrap();
                let columns = statement.column_count();
                let rows = statement.query_map([], |row| (0..columns).map(|at| cell(row, at)).collect());
                rows.unwrap().map(Result::unwrap).collect()
            }
        }
    }

    /// The first column of a query.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        self.cells(sql).into_iter().map(|row| row.into_iter().next().unwrap()).collect()
    }

    /// The one number that a query answers.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        self.texts(sql)[0].parse().unwrap()
    }

    /// Changes the database behind the server's back: how many rows, or why not.
    pub(crate) fn by_hand(&self, sql: &str) -> Result<usize, String> {
        match &self.server {
            Some((_, url)) => self.by_hand_as(url, sql),
            None => {
                rusqlite::Connection::open(self.file()).unwrap().execute(sql, []).map_err(|e| e.to_string())
            }
        }
    }

    /// The same at an address, such as with the name of another role in it.
    pub(crate) fn by_hand_as(&self, url: &str, sql: &str) -> Result<usize, String> {
        let (url, sql) = (url.to_owned(), sql.to_owned());
        apart(move || {
            let mut client = connected(&url)?;
            let rows = client.execute(&sql, &[]).map_err(|e| told(&e))?;
            Ok(usize::try_from(rows).unwrap())
        })
    }

    /// The names of a table's columns.
    pub(crate) fn columns(&self, table: &str) -> Vec<String> {
        self.texts(&if self.server.is_some() {
            format!("SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'")
        } else {
            format!("SELECT name FROM pragma_table_info('{table}')")
        })
    }

    /// Everything that is kept, as bytes in which a secret could be looked for.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        if self.server.is_none() {
            let mut bytes = std::fs::read(self.file()).unwrap();
            bytes.extend(std::fs::read(self.file().with_extension("db-wal")).unwrap_or_default());
            return bytes;
        }
        let tables = self.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
        let cells = tables.iter().flat_map(|table| self.cells(&format!("SELECT * FROM {table}"))).flatten();
        cells.flat_map(|cell| unescaped(&cell).into_iter().chain([b'\n'])).collect()
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some((name, _)) = &self.server {
            drop(admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

/// The bytes of a cell.
pub(crate) fn unescaped(cell: &str) -> Vec<u8> {
    let Some(digits) = cell.strip_prefix("\\x") else { return cell.as_bytes().to_vec() };
    let pairs = digits.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

fn cell(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<String> {
    use rusqlite::types::ValueRef;
    use std::fmt::Write;
    Ok(match row.get_ref(at)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(int) => int.to_string(),
        ValueRef::Real(real) => real.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => bytes.iter().fold("\\x".to_owned(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }),
    })
}

/// The address of another database on the same server.
fn at(url: &str, name: &str) -> String {
    let (start, query) = url.split_once('?').map_or((url, String::new()), |(s, q)| (s, format!("?{q}")));
    let host = start.rfind('/').expect("postgres://user@host/database");
    format!("{}/{name}{query}", &start[..host])
}

fn admin(sql: &str) -> Result<Vec<Vec<String>>, String> {
    asked(&std::env::var(SERVER).unwrap(), sql)
}

fn asked(url: &str, sql: &str) -> Result<Vec<Vec<String>>, String> {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    apart(move || {
        let answer = connected(&url)?.simple_query(&sql).map_err(|e| told(&e))?;
        let rows = answer.iter().filter_map(|message| match message {
            postgres::SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let cell = |row: &postgres::SimpleQueryRow, at: usize| row.get(at).unwrap_or_default().to_owned();
        Ok(rows.map(|row| (0..row.len()).map(|at| cell(row, at)).collect()).collect())
    })
}

/// The client panics within async code, so it is always asked on a thread of its own.
fn apart<T: Send + 'static>(ask: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::spawn(ask).join().unwrap()
}

fn connected(url: &str) -> Result<postgres::Client, String> {
    postgres::Client::connect(url, postgres::NoTls).map_err(|e| told(&e))
}

fn told(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())
}
