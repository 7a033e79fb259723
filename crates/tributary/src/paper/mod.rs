//! Papers: PDF files in the reader's language, also from right to left, made here. The same words make the same bytes: nothing in them
//! asks a clock. `line` joins and orders letters, `sheet` lays out pages, `font` and `file` write them down. Start at [`Paper::pdf`].

mod file;
mod font;
mod line;
mod sheet;
#[cfg(test)]
mod tests;

use crate::lang::Lang;
use tributary_engine::Result;

/// Which way words run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As the reader reads: what we say.
    Reader,
    /// As their first letter says: names, whoever wrote them.
    Own,
    /// From left to right, whoever reads: amounts, account numbers, references.
    Ltr,
}

/// Words, and which way they run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) text: String,
    pub(crate) way: Way,
}

impl Words {
    /// What we say.
    pub(crate) fn said(text: impl Into<String>) -> Self {
        Self { text: text.into(), way: Way::Reader }
    }

    /// What somebody called something.
    pub(crate) fn named(text: impl Into<String>) -> Self {
        Self { text: text.into(), way: Way::Own }
    }

    /// An amount, a number of an account, a reference.
    pub(crate) fn ltr(text: impl Into<String>) -> Self {
        Self { text: text.into(), way: Way::Ltr }
    }
}

/// What a paper says: a head with facts, and a table of three columns, the last of amounts, over as many pages as it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    /// Who reads it.
    pub(crate) lang: Lang,
    /// What it is.
    pub(crate) title: String,
    /// Whose it is, and how it stands.
    pub(crate) under: Vec<Words>,
    /// What is known of it, each with its name.
    pub(crate) facts: Vec<(String, Words)>,
    /// Above the columns.
    pub(crate) headings: [String; 3],
    /// The table.
    pub(crate) rows: Vec<[Words; 3]>,
    /// What the table leaves out.
    pub(crate) more: Option<String>,
    /// What it adds up to.
    pub(crate) total: (String, String),
}

impl Paper {
    /// The file.
    ///
    /// # Errors
    /// [`tributary_engine::Error::Broken`] where the font does not do what it did when this was built.
    pub(crate) fn pdf(&self) -> Result<Vec<u8>> {
        let face = font::Face::load()?;
        let (pages, letters) = sheet::laid_out(self, &face);
        file::written(self, pages, &letters)
    }
}
