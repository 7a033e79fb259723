//! General settings: one form, saved by the bar at its end.

use super::{Here, frame};
use crate::t;
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::post::Post;
use crate::web::kit::savebar::{self, SaveBar};
use crate::web::kit::toast::{self, Toast};
use maud::{Markup, html};

/// Everything the page shows; what was typed comes back after an error.
#[derive(Debug, Clone, Default)]
pub struct GeneralView {
    /// The store's name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Chosen currency.
    pub currency: String,
    /// Code and name of each.
    pub currencies: Vec<(String, String)>,
    /// There are orders, so it stays.
    pub currency_settled: bool,
    /// Chosen time zone.
    pub timezone: String,
    /// Identifier and name of each.
    pub timezones: Vec<(String, String)>,
    /// Chosen language; empty follows the browser.
    pub language: String,
    /// Tag and name of each.
    pub languages: Vec<(String, String)>,
    /// What was just done.
    pub done: Option<Toast>,
    /// Guard of the form.
    pub csrf: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &GeneralView) -> Markup {
    let bar = SaveBar {
        save: t!("Save").into(),
        discard_href: "/admin/settings/general".into(),
        changed: !v.errors.is_empty(),
    };
    let fields = html! {
        (field::error_summary(&v.errors))
        section.card { div.card-body { div.form {
            (Field::text("name", t!("Store name")).value(&v.name).required().errors(&v.errors))
            (Field::text("url", t!("Website")).value(&v.url).required().errors(&v.errors))
            (currency(v))
            (select(v, "timezone", t!("Time zone"), (&v.timezones, &v.timezone), timezone_hint()))
            (select(v, "language", t!("Default language"), (&v.languages, &v.language), language_hint()))
        } } }
    };
    let body = html! {
        @if let Some(done) = &v.done { (toast::toast(done)) }
        (Post::to("/admin/settings/general", &v.csrf).settings("form", &fields, &savebar::bar(&bar)))
    };
    frame(Here::General, "", &body)
}

fn timezone_hint() -> &'static str {
    t!("Days, periods, holds and files follow this clock. All figures are counted anew when it changes.")
}

fn language_hint() -> &'static str {
    t!("For browsers that ask for none, and for mail to people who have chosen none.")
}

fn select(
    v: &GeneralView,
    name: &'static str,
    label: &'static str,
    (options, selected): (&[(String, String)], &str),
    hint: &'static str,
) -> Markup {
    let error = field::error_for(&v.errors, name);
    html! { (Select { name, label, options, selected, hint: Some(hint), error }) }
}

fn currency(v: &GeneralView) -> Markup {
    if v.currency_settled {
        return html! {
            div.field {
                label for="currency-now" { (t!("Currency")) }
                input.input id="currency-now" value=(v.currency) disabled;
                p.hint { (t!("There are orders already, so the currency stays as it is.")) }
            }
        };
    }
    select(
        v,
        "currency",
        t!("Currency"),
        (&v.currencies, &v.currency),
        t!("Can be changed until the first order arrives."),
    )
}
