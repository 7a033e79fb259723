//! Which columns a list shows: those that somebody ticked, told by their words in the address, else the usual ones. A list
//! says what its columns are ([`Choice`]); choosing, reading the address and the form are the same for all.

use super::icon::Icon;
use super::menu;
use crate::t;
use crate::web::chosen;
use maud::{Markup, html};

/// What the address calls the chosen columns, a comma between two.
const CHOSEN: &str = "cols";
/// What the form calls a tick.
const TICK: &str = "col";

/// A column that can be chosen.
pub trait Pick: Copy + PartialEq {
    /// Its word in the address.
    fn word(&self) -> &'static str;

    /// Its heading.
    fn label(&self) -> &'static str;
}

/// The columns of a list.
#[derive(Debug, Clone)]
pub struct Choice<C> {
    /// All of them, in the order of the table.
    pub all: Vec<C>,
    /// How many at the start are always there, because they lead to the row's own page.
    pub always: usize,
    /// Those shown while nobody chose.
    pub usual: Vec<C>,
}

impl<C: Pick> Choice<C> {
    /// The columns shown when an address asks for `cols`. What it names in vain chooses nothing.
    pub fn shown(&self, cols: &str) -> Vec<C> {
        let named = |col: &C| cols.split(',').any(|word| word == col.word());
        if !self.all.iter().any(named) {
            return self.usual.clone();
        }
        let all = self.all.iter().enumerate();
        all.filter(|(place, col)| *place < self.always || named(col)).map(|(_, col)| *col).collect()
    }

    /// What there is to choose from at `action`; `kept` is what else the address asks for.
    pub fn chooser(&self, cols: &str, action: &str, kept: Vec<(String, String)>) -> Columns {
        let now = self.shown(cols);
        let own = |(name, _): &(String, String)| ![CHOSEN, TICK].contains(&name.as_str());
        let offered = self.all.iter().skip(self.always);
        Columns {
            action: action.to_owned(),
            kept: kept.into_iter().filter(own).collect(),
            all: offered
                .map(|col| (col.word().to_owned(), col.label().to_owned(), now.contains(col)))
                .collect(),
        }
    }
}

/// What a query asks for under `cols`: the chooser's form sends one tick by one.
pub fn asked(query: &str) -> String {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let of = |wanted: &'static str| {
        pairs.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    let ticks: Vec<&str> = of(TICK).collect();
    if ticks.is_empty() { of(CHOSEN).next_back().unwrap_or_default().to_owned() } else { ticks.join(",") }
}

/// The columns of a list as its foot offers them.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// The list's address without its query.
    pub action: String,
    /// What choosing must keep.
    pub kept: Vec<(String, String)>,
    /// Word in the address, label, and whether it is shown.
    pub all: Vec<(String, String, bool)>,
}

/// The button, and the form below it.
pub fn chooser(columns: &Columns) -> Markup {
    let form = html! {
        form.filter-form method="get" action=(columns.action) data-lean {
            (chosen::field())
            @for (name, value) in &columns.kept { input type="hidden" name=(name) value=(value); }
            fieldset.picks {
                legend.visually-hidden { (t!("Columns")) }
                @for (word, label, shown) in &columns.all {
                    label.pick { input type="checkbox" name=(TICK) value=(word) checked[*shown]; span { (label) } }
                }
            }
            div.filter-foot { button.btn.btn-primary type="submit" { (t!("Apply")) } }
        }
    };
    menu::popover("btn", &html! { (Icon::Columns) (t!("Columns")) (Icon::Down) }, &form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Col(&'static str);

    impl Pick for Col {
        fn word(&self) -> &'static str {
            self.0
        }

        fn label(&self) -> &'static str {
            self.0
        }
    }

    fn choice() -> Choice<Col> {
        let all = ["name", "clicks", "owed"].map(Col).to_vec();
        Choice { usual: all[..2].to_vec(), all, always: 1 }
    }

    #[test]
    fn the_first_column_is_always_there_and_the_order_is_the_table_s() {
        assert_eq!(choice().shown("owed,nonsense,clicks"), ["name", "clicks", "owed"].map(Col));
        assert_eq!(choice().shown("owed"), ["name", "owed"].map(Col));
        assert_eq!(choice().shown("nonsense"), ["name", "clicks"].map(Col));
    }

    #[test]
    fn ticks_and_words_are_the_same_wish() {
        assert_eq!(asked("q=x&col=owed&col=clicks"), "owed,clicks");
        assert_eq!(asked("cols=owed%2Cclicks&q=x"), "owed,clicks");
        assert_eq!(asked("q=x"), "");
    }

    #[test]
    fn choosing_keeps_what_else_is_asked_for() {
        let kept = [("q", "x"), ("cols", "owed")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let columns = choice().chooser("owed", "/list", kept.to_vec());
        assert_eq!(columns.kept, [("q".to_owned(), "x".to_owned())]);
        let ticked: Vec<_> = columns.all.iter().map(|(word, _, shown)| (word.as_str(), *shown)).collect();
        assert_eq!(ticked, [("clicks", false), ("owed", true)]);
    }
}
