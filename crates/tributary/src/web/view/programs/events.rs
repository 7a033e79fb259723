//! Types of events: the rows of the form, and the list with the ids that stores name them by.

use super::edit::EditView;
use crate::t;
use crate::web::kit::field::{self, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::{copy, page};
use maud::{Markup, html};

/// A type of events, as typed.
#[derive(Debug, Clone, Default)]
pub struct EventRow {
    /// Its id here; empty for a new one.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `transaction`, `lead` or `custom`.
    pub kind: String,
    /// `percent` or `fixed`.
    pub earns: String,
    /// How much.
    pub rate: String,
}

/// A type of events as it stands.
#[derive(Debug, Clone, Default)]
pub struct EventShown {
    /// What people call it.
    pub name: String,
    /// What kind it is, in a word.
    pub kind: &'static str,
    /// What it earns, in words.
    pub earns: String,
    /// Its id as a UUID.
    pub uuid: String,
    /// Its id here.
    pub id: String,
}

/// The card of the form.
pub(super) fn form(v: &EditView) -> Markup {
    html! {
        div.card-body {
            p.hint { (t!("Stores name a type by its id: with an order, with one of its lines, or with a lead. What it earns then counts instead. A lead has no amount, so only a fixed amount is worth something there.")) }
        }
        input type="hidden" name="events" value=(v.events.len());
        @if !v.events.is_empty() {
            div.table-wrap {
                table.table.cards.exceptions {
                    caption.visually-hidden { (t!("Types of events")) }
                    thead { tr {
                        th scope="col" { (t!("Name")) } th scope="col" { (t!("Kind")) }
                        th scope="col" { (t!("Earns")) } th scope="col" { (t!("Id")) } th {}
                    } }
                    tbody { @for (at, row) in v.events.iter().enumerate() { (event(v, at, row)) } }
                }
            }
        }
        div.card-body {
            button.btn type="submit" name="do" value="add-event" { (Icon::Plus) (t!("Add a type of events")) }
        }
    }
}

fn event(v: &EditView, at: usize, row: &EventRow) -> Markup {
    let (name, rate) = (format!("e_name-{at}"), format!("e_rate-{at}"));
    let (bad_name, bad_rate) = (field::error_for(&v.errors, &name), field::error_for(&v.errors, &rate));
    let kinds = [("transaction", t!("sale")), ("lead", t!("lead")), ("custom", t!("other"))];
    let earns = [("percent", "%"), ("fixed", v.currency.as_str())];
    html! {
        tr {
            td data-label=(t!("Name")) {
                input type="hidden" name="e_id" value=(row.id);
                input.input id=(name) name="e_name" value=(row.name) aria-label=(t!("Name")) autocomplete="off" dir="auto"
                    maxlength="100" aria-invalid=[bad_name.map(|_| "true")];
                @if let Some(wrong) = bad_name { p.err { (Icon::Warning) (wrong) } }
            }
            td data-label=(t!("Kind")) { (choice("e_kind", (t!("Kind"), at), &row.kind, &kinds)) }
            td data-label=(t!("Earns")) {
                div.event-earns {
                    input.input.in-num id=(rate) name="e_rate" value=(row.rate) inputmode="decimal" autocomplete="off"
                        aria-label=(t!("Rate or amount")) aria-invalid=[bad_rate.map(|_| "true")];
                    (choice("e_earns", (t!("Percent or amount"), at), &row.earns, &earns))
                }
                @if let Some(wrong) = bad_rate { p.err { (Icon::Warning) (wrong) } }
            }
            td data-label=(t!("Id")) {
                @if row.id.is_empty() { span.hint { (t!("given when saved")) } }
                @else { (copy::pill(&short(&row.id), &row.id)) }
            }
            td.end {
                button.btn.btn-quiet.btn-icon type="submit" name="do" value={ "remove-event:" (at) }
                    title=(t!("Remove this type of events")) {
                    (Icon::Close) span.visually-hidden { (t!("Remove this type of events")) }
                }
            }
        }
    }
}

fn choice(name: &str, (label, at): (&str, usize), selected: &str, options: &[(&str, &str)]) -> Markup {
    let options: Vec<(String, String)> =
        options.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect();
    let select = Select { name, label, options: &options, selected, ..Select::default() };
    field::bare_select(&select, &format!("{name}-{at}"))
}

/// The end of an id tells it apart; the whole one is copied.
fn short(id: &str) -> String {
    let tail: String = id.chars().skip(id.chars().count().saturating_sub(6)).collect();
    format!("…{tail}")
}

/// The card of the page of rules; nothing where there are none.
pub(super) fn list(events: &[EventShown]) -> Markup {
    let rows = html! {
        div.card-body {
            p.hint { (t!("Stores name a type by its id: with an order, with one of its lines, or with a lead.")) }
        }
        div.table-wrap {
            table.table.cards {
                caption.visually-hidden { (t!("Types of events")) }
                thead { tr {
                    th scope="col" { (t!("Name")) } th scope="col" { (t!("Kind")) }
                    th scope="col" { (t!("Earns")) } th scope="col" { (t!("Id")) } th scope="col" { "UUID" }
                } }
                tbody { @for event in events {
                    tr {
                        td.p-primary { bdi { (event.name) } }
                        td.p-meta { (event.kind) }
                        td.p-amount { span.iso { (event.earns) } }
                        td data-label=(t!("Id")) { (copy::pill(&short(&event.id), &event.id)) }
                        td data-label="UUID" { (copy::pill(&short(&event.uuid), &event.uuid)) }
                    }
                } }
            }
        }
    };
    html! { @if !events.is_empty() { (page::card_flush(t!("Types of events"), None, &rows)) } }
}
