//! A new webhook endpoint, or a change of one: where to, and which kinds of events.

use crate::t;
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::Post;
use maud::{Markup, html};

/// Everything the form shows; what was typed comes back after an error.
#[derive(Debug, Clone, Default)]
pub struct FormView {
    /// Its title.
    pub title: String,
    /// Where it is sent.
    pub post: Post,
    /// The page above.
    pub back: String,
    /// Where to.
    pub url: String,
    /// Whether every kind is wanted.
    pub all: bool,
    /// Each kind, what it is told for, and whether it is chosen.
    pub kinds: Vec<(String, String, bool)>,
    /// The button.
    pub submit: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &FormView) -> Markup {
    let head = Header {
        back: Some((t!("Webhooks").into(), v.back.clone())),
        title: v.title.clone(),
        ..Header::default()
    };
    let inside = html! {
        (field::error_summary(&v.errors))
        (Field::url("url", t!("Address")).value(&v.url).placeholder("https://example.com/webhooks").required()
            .hint(t!("https, reachable from the internet, on port 443, 80 or above 1023.")).errors(&v.errors))
        (field::checkbox("all", t!("Everything"), Some(t!("All kinds, those of later versions included.")), v.all))
        fieldset.field.in-columns.bad[v.errors.iter().any(|error| error.field == "events")] id="events" {
            legend.legend { (t!("Or only these")) }
            @for (kind, what, chosen) in &v.kinds {
                label.check {
                    input type="checkbox" name="kind" value=(kind) checked[*chosen];
                    b { bdi dir="ltr" translate="no" { (kind) } }
                    span.hint { (what) }
                }
            }
        }
        div.form-actions {
            button.btn.btn-primary type="submit" { (v.submit) }
            a.btn href=(v.back) data-cancel { (t!("Cancel")) }
        }
    };
    html! {
        div.narrow {
            (page::header(&head))
            section.card { div.card-body {
                form.form method="post" action=(v.post.action) data-sheet-form {
                    (field::hidden("csrf", &v.post.csrf))
                    (inside)
                }
            } }
        }
    }
}
