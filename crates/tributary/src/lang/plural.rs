//! Which form of a noun goes with a whole number, after CLDR's plural rules (supplemental/plurals).

use super::Lang;

/// A form, in CLDR's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plural {
    /// None.
    Zero,
    /// One.
    One,
    /// A pair.
    Two,
    /// A few.
    Few,
    /// Many.
    Many,
    /// Everything else.
    Other,
}

impl Plural {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// The name in catalogues.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }

    /// The forms a language tells apart.
    #[must_use]
    pub const fn of(lang: Lang) -> &'static [Self] {
        match lang {
            Lang::Arabic => &Self::ALL,
            Lang::English | Lang::Uyghur | Lang::Swedish | Lang::Turkish | Lang::Pseudo => {
                &[Self::One, Self::Other]
            }
        }
    }
}

/// The form for `count` in `lang`.
#[must_use]
pub const fn plural(lang: Lang, count: i64) -> Plural {
    let count = count.unsigned_abs();
    match lang {
        Lang::Arabic => match (count, count % 100) {
            (0, _) => Plural::Zero,
            (1, _) => Plural::One,
            (2, _) => Plural::Two,
            (_, 3..=10) => Plural::Few,
            (_, 11..=99) => Plural::Many,
            _ => Plural::Other,
        },
        Lang::English | Lang::Uyghur | Lang::Swedish | Lang::Turkish | Lang::Pseudo => {
            if count == 1 {
                Plural::One
            } else {
                Plural::Other
            }
        }
    }
}
