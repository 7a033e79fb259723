//! New link (`/admin/links/new`): to any page of the store, with a preview of where it leads.

use crate::t;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
use maud::{Markup, html};

/// What the link will be, as far as the form goes.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The link itself.
    pub link: String,
    /// Where a visitor arrives; nothing while the destination is none.
    pub landing: Option<String>,
    /// What is wrong with the destination.
    pub destination_error: Option<String>,
    /// What is wrong with the slug, or that it is free.
    pub slug: Option<Result<String, String>>,
    /// The link as a QR code, once it has a name.
    pub qr: Option<Markup>,
}

/// Everything the page shows; what was typed comes back after an error.
#[derive(Debug, Clone, Default)]
pub struct LinkNewView {
    /// Guard against forged requests.
    pub csrf: String,
    /// Id and name of each partner.
    pub partners: Vec<(String, String)>,
    /// Chosen.
    pub partner: String,
    /// Where it leads.
    pub destination: String,
    /// An example of it.
    pub example: String,
    /// What stands before the slug.
    pub prefix: String,
    /// What stands in the link.
    pub slug: String,
    /// What the team calls it.
    pub label: String,
    /// `utm_campaign` and `utm_term`.
    pub utm: [String; 2],
    /// Form for a partner.
    pub new_partner_href: String,
    /// What it will be.
    pub preview: Preview,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &LinkNewView) -> Markup {
    let head = Header {
        back: Some((t!("Links & codes").into(), "/admin/links".into())),
        title: t!("New link").into(),
        ..Header::default()
    };
    html! {
        div.narrow {
            (page::header(&head))
            @if v.partners.is_empty() { section.card { (nobody(v)) } } @else { (form(v)) }
        }
    }
}

fn nobody(v: &LinkNewView) -> Markup {
    none_yet(&Empty {
        text: t!("A link belongs to a partner. Add one first.").into(),
        action: Some((t!("New partner").into(), v.new_partner_href.clone())),
        other: None,
    })
}

fn form(v: &LinkNewView) -> Markup {
    let partner = Select {
        name: "partner",
        label: t!("Partner"),
        options: &v.partners,
        selected: &v.partner,
        hint: None,
        error: field::error_for(&v.errors, "partner"),
    };
    html! {
        form.stack method="post" action="/admin/links" data-preview="/admin/links/preview"
            data-sheet-form="copy" {
            (field::hidden("csrf", &v.csrf))
            (field::error_summary(&v.errors))
            section.card { div.card-body { div.form {
                (Field::url("destination", t!("Page of your store")).value(&v.destination).placeholder(&v.example)
                    .autocomplete("off").required().errors(&v.errors))
                div.form-row {
                    (partner)
                    (Field::text("slug", t!("Link")).value(&v.slug).prefix(&v.prefix).autocomplete("off").optional()
                        .placeholder("sara-summer").errors(&v.errors))
                }
                (Field::text("label", t!("Label")).value(&v.label).autocomplete("off").optional()
                    .hint(t!("Only your team sees it.")).errors(&v.errors))
                (utm(v))
            } } }
            (preview(&v.preview))
            div.form-actions {
                (field::submit(t!("Make the link")))
                a.btn.btn-quiet.btn-lg href="/admin/links" data-cancel { (t!("Cancel")) }
            }
        }
    }
}

fn utm(v: &LinkNewView) -> Markup {
    let [campaign, term] = &v.utm;
    html! {
        details.more open[v.utm.iter().any(|text| !text.is_empty())] {
            summary { (t!("For your web analytics")) (Icon::Down) }
            div.form {
                div.form-row {
                    (Field::text("utm_campaign", t!("Campaign")).value(campaign).autocomplete("off").placeholder("summer"))
                    (Field::text("utm_term", t!("Term")).value(term).autocomplete("off"))
                }
                p.hint { (t!("Source, medium and content are set by the link itself: they carry the credit.")) }
            }
        }
    }
}

/// The preview; its parts are fetched again while somebody types.
pub fn preview(p: &Preview) -> Markup {
    html! {
        section.card.preview aria-label=(t!("Preview")) {
            div.card-body {
                div.preview-qr data-part="qr" {
                    @match &p.qr {
                        Some(qr) => (qr),
                        None => span.meta { (t!("The QR code appears with the link's name.")) },
                    }
                }
                div.preview-words data-part="words" aria-live="polite" { (words(p)) }
            }
        }
    }
}

fn words(p: &Preview) -> Markup {
    html! {
        p.two { (Icon::Link) bdi.wrap dir="ltr" { strong { (p.link) } } }
        @match &p.slug {
            Some(Ok(free)) => p.hint { (Icon::Check) " " (free) },
            Some(Err(why)) => p.err { (Icon::Warning) (why) },
            None => p.hint { (t!("Without a name, one is made up.")) },
        }
        @match (&p.landing, &p.destination_error) {
            (Some(landing), _) => {
                p.hint { (Icon::Check) " " (t!("Visitors arrive at")) }
                p { bdi.wrap.meta dir="ltr" { (landing) } }
            },
            (None, Some(why)) => p.err { (Icon::Warning) (why) },
            (None, None) => p.meta { (t!("Enter a page to see where visitors arrive.")) },
        }
    }
}
