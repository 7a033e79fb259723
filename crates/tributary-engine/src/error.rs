//! What can go wrong, sorted by what the caller can do about it.

use thiserror::Error;

/// The engine's result.
pub type Result<T> = std::result::Result<T, Error>;

/// One field of an input and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// JSON pointer, such as `/total/currency`.
    pub pointer: String,
    /// A word for machines: `required`, `format`, `unknown`, `taken`.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub detail: String,
    /// Whether it is right by itself and only does not go with what is stored: another time it may.
    pub clashes: bool,
}

impl Field {
    /// A field and its trouble.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into(), clashes: false }
    }

    /// A field that does not go with what is stored.
    pub fn clash(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { clashes: true, ..Self::new(pointer, code, detail) }
    }
}

/// What the caller can do about it.
#[derive(Debug, Error)]
pub enum Error {
    /// Mend the input.
    #[error("{}", describe(.0))]
    Invalid(Vec<Field>),
    /// Ask for something that exists.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It was there, and was forgotten on purpose.
    #[error("the {0} was forgotten: those of its time are not kept any more")]
    Gone(&'static str),
    /// Something else already stands there.
    #[error("{0}")]
    Conflict(String),
    /// Sign in, or use a key that may.
    #[error("{0}")]
    Denied(&'static str),
    /// Try again shortly.
    #[error("the server is busy; try again shortly")]
    Busy,
    /// The database did not answer as it should.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// The database server did not answer as it should: its `SQLSTATE` and its words.
    #[error("the database failed: {message} ({code})")]
    Server {
        /// Five letters or digits; empty where the trouble is not the server's.
        code: String,
        /// What it says.
        message: String,
    },
    /// The database server is away; try again shortly.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The disk did not.
    #[error("{0}: {1}")]
    Io(String, #[source] std::io::Error),
    /// Our own mistake, or a damaged database.
    #[error("{0}")]
    Broken(String),
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(said) = error.as_db_error() else {
            // The outer error says only what was being done; its source says what is wrong.
            let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
            let message = format!("{error}{}", source.unwrap_or_default());
            let is_away = error.is_closed() || message.contains("error connecting");
            return if is_away {
                Self::Unavailable(message)
            } else {
                Self::Server { code: String::new(), message }
            };
        };
        let code = said.code().code();
        // Connections that fail (08), shut down or start up (57P), too many of them (53300), a lock that others keep (55P03),
        // a transaction that took too long (25P03).
        if code.starts_with("08") || code.starts_with("57P") || ["53300", "55P03", "25P03"].contains(&code) {
            return Self::Unavailable(said.message().to_owned());
        }
        Self::Server { code: code.to_owned(), message: said.message().to_owned() }
    }
}

fn describe(fields: &[Field]) -> String {
    let parts: Vec<String> = fields.iter().map(|f| format!("{}: {}", f.pointer, f.detail)).collect();
    parts.join("; ")
}

impl Error {
    /// One field is wrong.
    pub fn field(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Field::new(pointer, code, detail)])
    }

    /// One field does not go with what is stored.
    pub fn clash(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Field::clash(pointer, code, detail)])
    }

    /// Whether a unique index refused the row.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        match self {
            Self::Database(rusqlite::Error::SqliteFailure(failure, _)) => {
                failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                    || failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            }
            Self::Server { code, .. } => code == "23505",
            _ => false,
        }
    }
}
