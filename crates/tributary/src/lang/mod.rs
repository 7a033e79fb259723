//! The language of what people read: one catalogue of texts, with plurals, numbers and dates as each language has them.
//!
//! English stands in the source and is the key; `languages/*.toml` hold the others. Say things with [`t!`](crate::t),
//! [`th!`](crate::th), [`n!`](crate::n) and [`nh!`](crate::nh). A request's language is set once, in [`layer`], and
//! is known to everything that is rendered for it.

mod catalogue;
pub mod date;
pub mod number;
mod plural;
mod pseudo;
mod region;
mod request;
mod say;

pub use catalogue::{CATALOGUES, Catalogue};
pub use plural::{Plural, plural};
pub use region::region;
pub use request::{COOKIE, layer};
pub use say::{count, count_markup, fill, fill_markup, known, text};

tokio::task_local! {
    static READER: Lang;
}

/// Direction of a language, taken from its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dir {
    /// Latin, Cyrillic, Greek, ...
    #[default]
    Ltr,
    /// Arabic, Hebrew, ...
    Rtl,
}

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English, as it stands in the source.
    #[default]
    English,
    /// Uyghur.
    Uyghur,
    /// Swedish.
    Swedish,
    /// Turkish.
    Turkish,
    /// Arabic.
    Arabic,
    /// English made longer and strange, to find texts that are cut off or not in the catalogue.
    Pseudo,
}

impl Lang {
    /// Those that people can choose.
    pub const ALL: [Self; 5] = [Self::English, Self::Uyghur, Self::Swedish, Self::Turkish, Self::Arabic];

    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Uyghur => "ug",
            Self::Swedish => "sv",
            Self::Turkish => "tr",
            Self::Arabic => "ar",
            Self::Pseudo => "en-XA",
        }
    }

    /// The language of a tag, whatever region follows.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        if tag.eq_ignore_ascii_case(Self::Pseudo.tag()) {
            return Some(Self::Pseudo);
        }
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(language))
    }

    /// What its speakers call it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Uyghur => "ئۇيغۇرچە",
            Self::Swedish => "Svenska",
            Self::Turkish => "Türkçe",
            Self::Arabic => "العربية",
            Self::Pseudo => "Ƥşḗŭḓǿ",
        }
    }

    /// Whether nobody who speaks it has read the texts yet.
    #[must_use]
    pub const fn is_draft(self) -> bool {
        matches!(self, Self::Swedish | Self::Turkish | Self::Arabic)
    }

    /// The script it is written in, an ISO 15924 code.
    #[must_use]
    pub const fn script(self) -> &'static str {
        match self {
            Self::Uyghur | Self::Arabic => "Arab",
            Self::English | Self::Swedish | Self::Turkish | Self::Pseudo => "Latn",
        }
    }

    /// The direction of its script.
    #[must_use]
    pub fn dir(self) -> Dir {
        match self.script() {
            "Arab" | "Hebr" | "Thaa" | "Syrc" | "Nkoo" | "Adlm" => Dir::Rtl,
            _ => Dir::Ltr,
        }
    }
}

/// The language of whoever reads what is being rendered; English outside a request.
#[must_use]
pub fn current() -> Lang {
    READER.try_with(|lang| *lang).unwrap_or_default()
}

/// Renders something for a reader of `lang`.
pub fn within<T>(lang: Lang, render: impl FnOnce() -> T) -> T {
    READER.sync_scope(lang, render)
}

/// The same for work that waits in between.
pub async fn during<T>(lang: Lang, work: impl Future<Output = T>) -> T {
    READER.scope(lang, work).await
}

/// Marks a text that is said later with [`text`], so that catalogues must have it.
#[must_use]
pub const fn msg(english: &'static str) -> &'static str {
    english
}

/// Says a text: `t!("Orders")`, `t!("Sent to {who}", who = name)`. Values are shown as they are.
#[macro_export]
macro_rules! t {
    ($english:literal) => { $crate::lang::text($english) };
    ($english:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::lang::fill($english, &[$((stringify!($name), &$value as &dyn std::fmt::Display)),+])
    };
}

/// Says a text with markup in it; each value stands isolated in its own direction.
#[macro_export]
macro_rules! th {
    ($english:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::lang::fill_markup($english, &[$((stringify!($name), maud::Render::render(&$value))),+])
    };
}

/// Says how many: `n!("{n} order", "{n} orders", count)`; more values as in [`t!`](crate::t).
#[macro_export]
macro_rules! n {
    ($one:literal, $other:literal, $count:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::lang::count(($one, $other), $count,
            &[$((stringify!($name), &$value as &dyn std::fmt::Display)),*])
    };
}

/// Says how many, with markup in it.
#[macro_export]
macro_rules! nh {
    ($one:literal, $other:literal, $count:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::lang::count_markup(($one, $other), $count,
            &[$((stringify!($name), maud::Render::render(&$value))),*])
    };
}

#[cfg(test)]
mod tests;
