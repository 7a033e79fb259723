//! The filter bar: what is filtered by, as chips that can be taken off, and one popover to filter by more. Chips are
//! links and the popover is a form, so all of it is in the address and works without script.

use super::field::{self, Select};
use super::icon::Icon;
use super::menu;
use crate::t;
use crate::web::chosen;
use maud::{Markup, html};

/// More choices than this are searched by typing into a list instead of being laid out.
const LAID_OUT_MAX: usize = 6;

/// One filter that is set.
#[derive(Debug, Clone, Default)]
pub struct Chip {
    /// The choice it belongs to; a click on the chip opens that choice.
    pub name: String,
    /// What it filters by: `Partner`.
    pub label: String,
    /// By which value: `Sara Lind`.
    pub value: String,
    /// The address without it.
    pub href: String,
}

/// How one filter is asked for.
#[derive(Debug, Clone)]
pub enum Ask {
    /// One of these values and texts; the empty value filters nothing and is added here.
    One(Vec<(String, String)>),
    /// A text, with an example.
    Text(String),
    /// A whole number in the given unit.
    Number(String),
}

/// One thing that can be filtered by.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its name in the address.
    pub name: String,
    /// What it filters by.
    pub label: String,
    /// How it is asked for.
    pub ask: Ask,
    /// What is chosen now.
    pub value: String,
}

/// The whole bar.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// The list's address without its query.
    pub action: String,
    /// What filtering must keep: tab, period, sorting.
    pub kept: Vec<(String, String)>,
    /// What is filtered by.
    pub chips: Vec<Chip>,
    /// What can be filtered by.
    pub choices: Vec<Choice>,
    /// The address without any filter; none while nothing is filtered.
    pub clear_href: Option<String>,
    /// A field to search in the list: its name, its text now and its label.
    pub search: Option<(String, String, String)>,
    /// Stands at the end of the bar: saved views, for instance.
    pub end: Option<Markup>,
}

/// The bar.
pub fn bar(bar: &Bar) -> Markup {
    html! {
        div.filters role="group" aria-label=(t!("Filters")) {
            @if let Some((name, value, label)) = &bar.search { (search(bar, name, value, label)) }
            @for chip in &bar.chips { (chip_of(chip)) }
            @if !bar.choices.is_empty() {
                (menu::popover("btn btn-add", &html! { (Icon::Filter) (t!("Add filter")) }, &form(bar)))
            }
            @if let Some(href) = &bar.clear_href { a.card-link href=(href) { (t!("Clear filters")) } }
            @if let Some(end) = &bar.end { div.filters-end { (end) } }
        }
    }
}

fn search(bar: &Bar, name: &str, value: &str, label: &str) -> Markup {
    let chosen = bar.choices.iter().filter(|choice| !choice.value.is_empty());
    html! {
        form.search role="search" method="get" action=(bar.action) data-lean {
            (chosen::field())
            @for (name, value) in &bar.kept { (field::hidden(name, value)) }
            @for choice in chosen { (field::hidden(&choice.name, &choice.value)) }
            label.visually-hidden for={ "filter-" (name) } { (label) }
            (Icon::Search)
            input.input id={ "filter-" (name) } name=(name) type="search" value=(value) placeholder=(label)
                autocomplete="off" data-find;
        }
    }
}

fn chip_of(chip: &Chip) -> Markup {
    let off = t!("Take off {label}: {value}", label = chip.label, value = chip.value);
    html! {
        span.fchip {
            span.fchip-text data-filter-open=(chip.name) { (chip.label) " " b { bdi { (chip.value) } } }
            a href=(chip.href) title=(off) { (Icon::Close) span.visually-hidden { (off) } }
        }
    }
}

fn form(bar: &Bar) -> Markup {
    let searched = bar.search.iter().map(|(name, value, _)| (name, value));
    html! {
        form.filter-form method="get" action=(bar.action) data-lean {
            (chosen::field())
            @for (name, value) in &bar.kept { (field::hidden(name, value)) }
            @for (name, value) in searched { (field::hidden(name, value)) }
            @for choice in &bar.choices { (folded(choice)) }
            div.filter-foot { button.btn.btn-primary type="submit" { (t!("Apply")) } }
        }
    }
}

// One open at a time: browsers close the others of the same name.
fn folded(choice: &Choice) -> Markup {
    let set = !choice.value.is_empty();
    html! {
        details.fold name="filter" data-filter=(choice.name) {
            summary { span { (choice.label) } @if set { span.dot {} } (Icon::Down) }
            div.fold-body { (asked(choice)) }
        }
    }
}

fn asked(choice: &Choice) -> Markup {
    let id = format!("f-{}", choice.name);
    match &choice.ask {
        Ask::One(options) if options.len() <= LAID_OUT_MAX => laid_out(choice, options),
        Ask::One(options) => {
            let any = (String::new(), t!("Any").to_owned());
            let options: Vec<_> = [any].into_iter().chain(options.iter().cloned()).collect();
            let select = Select {
                name: &choice.name,
                label: &choice.label,
                options: &options,
                selected: &choice.value,
                ..Select::default()
            };
            field::inline_select_as(&select, &id)
        }
        Ask::Text(example) => typed(choice, &id, example, None),
        Ask::Number(unit) => typed(choice, &id, "", Some(unit)),
    }
}

fn laid_out(choice: &Choice, options: &[(String, String)]) -> Markup {
    html! {
        fieldset.picks {
            legend.visually-hidden { (choice.label) }
            label.pick { input type="radio" name=(choice.name) value="" checked[choice.value.is_empty()]; span { (t!("Any")) } }
            @for (value, text) in options {
                label.pick {
                    input type="radio" name=(choice.name) value=(value) checked[*value == choice.value];
                    span { bdi { (text) } }
                }
            }
        }
    }
}

fn typed(choice: &Choice, id: &str, example: &str, unit: Option<&str>) -> Markup {
    html! {
        label.visually-hidden for=(id) { (choice.label) }
        div.affix[unit.is_some()] {
            input.input id=(id) name=(choice.name) value=(choice.value) placeholder=(example) autocomplete="off"
                inputmode=[unit.map(|_| "numeric")];
            @if let Some(unit) = unit { span { (unit) } }
        }
    }
}
