//! First run (`/setup?token=...`): one page, three short steps. Dead once an owner exists.

pub mod connect;
pub mod consent;

use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::sentence;
use crate::{t, th};
use maud::{Markup, html};

/// Everything the page shows; what was typed comes back after an error.
#[derive(Debug, Clone, Default)]
pub struct SetupView {
    /// Where the form goes.
    pub action: String,
    /// The one-time token from the terminal.
    pub token: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// Owner's e-mail.
    pub email: String,
    /// Store's name.
    pub store_name: String,
    /// Store's address.
    pub store_url: String,
    /// Chosen currency.
    pub currency: String,
    /// Code and name of each currency.
    pub currencies: Vec<(String, String)>,
    /// Chosen timezone.
    pub timezone: String,
    /// Identifier and name of each timezone.
    pub timezones: Vec<(String, String)>,
    /// Commission in percent, as typed.
    pub percent: String,
    /// Days a click counts, as typed.
    pub window_days: String,
    /// Days before a commission can be paid, as typed.
    pub hold_days: String,
    /// Chosen language.
    pub language: String,
    /// Tag and own name of each.
    pub languages: Vec<(String, String)>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body, for the bare frame.
pub fn render(v: &SetupView) -> Markup {
    html! {
        div.setup {
            div.setup-head {
                h1 { (t!("Set up Tributary")) }
                p { (t!("Three short steps. Everything can be changed later.")) }
            }
            form.steps method="post" action=(v.action) {
                (field::hidden("csrf", &v.csrf))
                (field::hidden("token", &v.token))
                (field::error_summary(&v.errors))
                (step(1, t!("You"), &you(v)))
                (step(2, t!("Your store"), &store(v)))
                (step(3, t!("How you pay partners"), &pay(v)))
                div.form-actions { (field::submit(t!("Start"))) p.hint { (t!("Next: see your first click land.")) } }
            }
        }
    }
}

fn step(number: u8, title: &str, body: &Markup) -> Markup {
    html! {
        section.card {
            div.step-head { span.step-no { (number) } h2 { (title) } }
            div.card-body { div.form { (body) } }
        }
    }
}

fn you(v: &SetupView) -> Markup {
    html! {
        div.form-row {
            (Field::email("email", t!("E-mail")).value(&v.email).autocomplete("username").required().errors(&v.errors))
            (Field::password("password", t!("Password")).autocomplete("new-password").required()
                .hint(t!("At least 8 characters; a sentence is best.")).errors(&v.errors))
        }
        div.field {
            label for="language" { (t!("Language")) }
            div.row {
                (field::bare_select(&select("language", "", &v.languages, &v.language, &v.errors), "language"))
                button.btn type="submit" formaction="/setup/language" formnovalidate { (t!("Change")) }
            }
        }
    }
}

fn select<'a>(
    name: &'a str,
    label: &'a str,
    options: &'a [(String, String)],
    selected: &'a str,
    errors: &'a [FieldError],
) -> Select<'a> {
    Select { name, label, options, selected, hint: None, error: field::error_for(errors, name) }
}

fn store(v: &SetupView) -> Markup {
    html! {
        div.form-row {
            (Field::text("store_name", t!("Store name")).value(&v.store_name).required().errors(&v.errors))
            (Field::text("store_url", t!("Store URL")).value(&v.store_url).placeholder("https://").autocomplete("url").required().errors(&v.errors))
        }
        div.form-row {
            (select("currency", t!("Currency"), &v.currencies, &v.currency, &v.errors))
            (select("timezone", t!("Time zone"), &v.timezones, &v.timezone, &v.errors))
        }
    }
}

fn pay(v: &SetupView) -> Markup {
    let number = |name: &str, label: &str, value: &str| sentence::number(name, label, value, &v.errors);
    let said = th!(
        "Partners earn {percent} % of each order, for {window} days after a click; payable after {hold} days.",
        percent = number("percent", t!("Commission in percent"), &v.percent),
        window = number("window_days", t!("Days a click counts"), &v.window_days),
        hold = number("hold_days", t!("Days before a commission is payable"), &v.hold_days),
    );
    html! {
        (sentence::line(Icon::Percent, &said, (&["percent", "window_days", "hold_days"], &v.errors)))
        p.hint { (t!("Tax and shipping do not count. A refund takes its share back.")) }
    }
}
