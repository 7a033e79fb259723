//! Addresses that other systems call when something was sold: what there are, what an address that somebody pastes means, and
//! one to give to the sender.

use crate::t;
use crate::web::kit::Icon;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::copy;
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::page;
use crate::web::kit::post::Post;
use maud::{Markup, html};

/// Everything the card shows.
#[derive(Debug, Clone, Default)]
pub struct PostbacksCard {
    /// Makes an address.
    pub action: String,
    /// Recognises one.
    pub recognise: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// What was pasted.
    pub pasted: String,
    /// What it means: whose words, and what they call which value.
    pub meaning: Option<(String, Vec<(&'static str, String)>)>,
    /// The sender's name, as typed.
    pub name: String,
    /// All dialects: word and name.
    pub dialects: Vec<(String, String)>,
    /// The chosen one.
    pub dialect: String,
    /// A new address with its token; shown this once.
    pub fresh: Option<String>,
    /// What there are: name, dialect, address without its token.
    pub sources: Vec<(String, String, String)>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The card.
pub fn card(v: &PostbacksCard) -> Markup {
    let body = html! {
        div.form #postbacks {
            p.muted { (t!("Another network or tracker can report sales by calling an address, in its own words.")) }
            @if let Some(fresh) = &v.fresh { (made(fresh)) }
            @for (name, dialect, url) in &v.sources {
                p { b { bdi { (name) } } " " span.meta { (dialect) } br; code.meta dir="ltr" { (url) } }
            }
            (Post::to(&v.action, &v.csrf).form("form", &fields(v)))
        }
    };
    page::card(t!("Postbacks from other systems"), &body)
}

fn made(fresh: &str) -> Markup {
    let text = t!("This address has its token in it and is shown once. Give it to the sender now.");
    html! {
        (notice(&Banner { tone: Tone::Warn, text: text.into(), action: None }))
        (copy::labelled("postback-url", t!("Address for the sender"), fresh, None))
    }
}

fn fields(v: &PostbacksCard) -> Markup {
    let units = [
        ("major", t!("Whole units"), t!("12.50 is twelve fifty.")),
        ("minor", t!("Smallest units"), t!("1250 is twelve fifty.")),
    ];
    html! {
        (field::error_summary(&v.errors))
        (Field::text("pasted", t!("An address that the sender calls today")).value(&v.pasted).optional()
            .placeholder("https://tracker.example/postback?subid={subid}&payout={payout}")
            .hint(t!("Paste it, and see whose words it uses.")))
        div.form-actions {
            button.btn type="submit" formaction=(v.recognise) formnovalidate { (Icon::Search) (t!("Recognise it")) }
        }
        @if let Some((dialect, values)) = &v.meaning {
            div #recognised role="status" {
                p { b { (dialect) } }
                ul.topics { @for (value, name) in values { li { (value) " " code.meta dir="ltr" { (name) } } } }
            }
        }
        (Field::text("source_name", t!("The sender's name")).value(&v.name).required().errors(&v.errors))
        (Select { name: "dialect", label: t!("Whose words"), options: &v.dialects, selected: &v.dialect, hint: None, error: None })
        (field::radios("unit", t!("Its amounts"), &units, "major"))
        div.form-actions { button.btn.btn-primary type="submit" { (t!("Make an address")) } }
    }
}
