//! Lists by cursor: stable while rows arrive.

/// A page of a list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page starts, if there is one.
    pub next: Option<String>,
}

/// Which page is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Only what comes after this id in the list.
    pub after: Option<String>,
    /// At most so many rows.
    pub limit: i64,
}

/// The most rows a page may have.
pub const LIMIT_MAX: i64 = 200;

impl Default for Cursor {
    fn default() -> Self {
        Self { after: None, limit: 50 }
    }
}

impl Cursor {
    /// The id below which rows are wanted; ids of all kinds sort below `~`.
    #[must_use]
    pub fn below(&self) -> &str {
        self.after.as_deref().unwrap_or("~")
    }

    /// One more than wanted, to see whether there is a next page.
    #[must_use]
    pub fn fetch(&self) -> i64 {
        self.limit.clamp(1, LIMIT_MAX) + 1
    }

    /// Cuts the fetched rows to the page.
    pub fn page<T>(&self, mut rows: Vec<T>, id: impl Fn(&T) -> String) -> Page<T> {
        let limit = usize::try_from(self.limit.clamp(1, LIMIT_MAX)).unwrap_or(1);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(id) } else { None };
        Page { rows, next }
    }
}
