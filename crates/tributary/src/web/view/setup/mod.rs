//! First run (`/setup?token=...`): one page, three short steps. Dead once an owner exists.

pub mod connect;

use crate::web::kit::field::{self, Field, FieldError, Select};
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
    /// Secret the store signs its webhooks with, if one exists already.
    pub webhook_secret: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body, for the bare frame.
pub fn render(v: &SetupView) -> Markup {
    html! {
        div.setup {
            div.setup-head {
                h1 { "Set up Tributary" }
                p { "Three short steps. The rules can be changed at any time." }
            }
            form.steps method="post" action=(v.action) {
                (field::hidden("csrf", &v.csrf))
                (field::hidden("token", &v.token))
                (field::error_summary(&v.errors))
                (step(1, "You", &you(v)))
                (step(2, "Your store", &store(v)))
                (step(3, "How you pay partners", &pay(v)))
                div.form-actions { (field::submit("Start")) p.hint { "Next: connect your store." } }
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
            (Field::email("email", "E-mail").value(&v.email).autocomplete("username").required().errors(&v.errors))
            (Field::password("password", "Password").autocomplete("new-password").required()
                .hint("At least 8 characters; a sentence is best.").errors(&v.errors))
        }
    }
}

fn store(v: &SetupView) -> Markup {
    let currency = Select {
        name: "currency",
        label: "Currency",
        options: &v.currencies,
        selected: &v.currency,
        hint: None,
        error: field::error_for(&v.errors, "currency"),
    };
    let timezone = Select {
        name: "timezone",
        label: "Timezone",
        options: &v.timezones,
        selected: &v.timezone,
        hint: None,
        error: field::error_for(&v.errors, "timezone"),
    };
    let secret = "Only if your store already signs webhooks. Otherwise we make one for you.";
    html! {
        div.form-row {
            (Field::text("store_name", "Store name").value(&v.store_name).required().errors(&v.errors))
            (Field::url("store_url", "Store URL").value(&v.store_url).placeholder("https://").required().errors(&v.errors))
        }
        div.form-row { (currency) (timezone) }
        (Field::text("webhook_secret", "Webhook secret").value(&v.webhook_secret).optional().autocomplete("off")
            .hint(secret).errors(&v.errors))
    }
}

fn pay(v: &SetupView) -> Markup {
    let wrong = ["percent", "window_days", "hold_days"];
    html! {
        p.sentence {
            "Partners earn " (field::inline_number("percent", "Commission in percent", &v.percent, &v.errors))
            " % of each order, for " (field::inline_number("window_days", "Days a click counts", &v.window_days, &v.errors))
            " days after a click; payable after "
            (field::inline_number("hold_days", "Days before a commission is payable", &v.hold_days, &v.errors)) " days."
        }
        @for name in wrong {
            @if let Some(message) = field::error_for(&v.errors, name) { p.err { (message) } }
        }
        p.hint { "Tax and shipping do not count. A refund takes its share back." }
    }
}
