//! Live (`/admin/live`): what happens, as it happens. Without script it is a plain list with a link that refreshes it.

mod near;
mod now;
mod row;
mod story;

pub use near::{NearMiss, near_misses};
pub use now::{NowView, now};
pub use row::{Look, Mark, RowView, row};
pub use story::{StoryView, story};

use crate::t;
use crate::web::chosen;
use crate::web::kit::asset;
use crate::web::kit::copy;
use crate::web::kit::empty::{Empty, no_match, none_yet};
use crate::web::kit::field::{self, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::qr::{self, Qr};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct LiveView {
    /// Said first: what was just done.
    pub toast: Option<Markup>,
    /// How much goes on.
    pub now: NowView,
    /// Codes that nobody has.
    pub near: Vec<NearMiss>,
    /// One kind each.
    pub tabs: Vec<Tab>,
    /// Partners to choose from, and the one chosen.
    pub partners: Vec<(String, String)>,
    /// The partner chosen.
    pub partner: String,
    /// Whether clicks of machines are shown.
    pub bots: bool,
    /// Name and value of what choosing a partner must keep.
    pub kept: Vec<(String, String)>,
    /// Only one kind is shown.
    pub one_kind: bool,
    /// Newest first.
    pub rows: Vec<RowView>,
    /// Where older ones are.
    pub older: Option<String>,
    /// The page as it is now.
    pub refresh_href: String,
    /// What streams what comes after these rows; none on older pages.
    pub stream_href: Option<String>,
    /// The address without filters, if there are any.
    pub clear_href: Option<String>,
    /// A link of the store to try it with.
    pub hello: String,
    /// The same as a QR code, while there are no rows.
    pub hello_qr: Option<Markup>,
}

/// The page's body.
pub fn render(v: &LiveView) -> Markup {
    html! {
        @if let Some(toast) = &v.toast { (toast) }
        (page::header(&head(v)))
        div.stack {
            (now(&v.now))
            (near_misses(&v.near))
            div {
                (page::tabs(t!("What happened, by kind"), &v.tabs))
                (filters(v))
                (list(v))
            }
        }
        script src=(asset::url("live.js")) defer {}
    }
}

fn head(v: &LiveView) -> Header {
    let controls = html! {
        span.live-state role="status" hidden data-live-state { span.pulse.pulse-ok {} span data-live-word {} }
        a.btn href=(v.refresh_href) data-live-refresh { (Icon::Refresh) (t!("Refresh")) }
        button.btn type="button" hidden data-live-pause aria-pressed="false" title=(t!("Pause or go on (Space)")) {
            (t!("Pause"))
        }
        button.btn type="button" hidden data-live-clear { (t!("Clear")) }
    };
    let controls = v.stream_href.is_some().then_some(controls);
    Header { title: t!("Live").to_owned(), controls, ..Header::default() }
}

fn filters(v: &LiveView) -> Markup {
    let any = (String::new(), t!("Any partner").to_owned());
    let options: Vec<(String, String)> = [any].into_iter().chain(v.partners.iter().cloned()).collect();
    html! {
        form.filters method="get" action="/admin/live" data-auto {
            (chosen::field())
            @for (name, value) in &v.kept { (field::hidden(name, value)) }
            div.filter.set[!v.partner.is_empty()] {
                (field::inline_select(&Select {
                    name: "partner", label: t!("Partner"), options: &options, selected: &v.partner,
                    ..Select::default()
                }))
            }
            (field::checkbox("bots", t!("Show bots"), None, v.bots))
            button.btn type="submit" data-auto-hide { (t!("Filter")) }
            @if let Some(href) = &v.clear_href { a.card-link href=(href) { (t!("Clear filters")) } }
        }
    }
}

/// The list, with the words its script needs.
fn list(v: &LiveView) -> Markup {
    html! {
        section.card.live aria-label=(t!("What happened, newest first")) data-live=[&v.stream_href]
            data-pause=(t!("Pause")) data-go-on=(t!("Go on")) data-waiting=(t!("Waiting: {n}", n = "{n}"))
            data-new=(t!("New in the list: {n}", n = "{n}")) data-on=(t!("Live")) data-paused=(t!("Paused"))
            data-off=(t!("Connection lost. Trying again…"))
            data-ended=(t!("The stream has ended. Refresh the page to sign in again."))
            data-many=(t!("Live is open in too many tabs. Close one, or refresh by hand.")) {
            div.live-void hidden[!v.rows.is_empty()] data-live-void { (nothing(v)) }
            // Where all are orders, none stands out.
            ol.live-rows.live-plain[v.one_kind] data-live-rows { @for one in &v.rows { (row(one)) } }
            @if let Some(older) = &v.older {
                div.table-foot { span {} a.card-link href=(older) rel="next" { (t!("Older")) (Icon::Next) } }
            }
        }
    }
}

fn nothing(v: &LiveView) -> Markup {
    if let Some(href) = &v.clear_href {
        return no_match(href);
    }
    html! {
        (none_yet(&Empty {
            text: t!("Nothing yet. Open this link in another tab and watch.").to_owned(),
            action: None,
            other: None,
        }))
        div.live-hello {
            @match &v.hello_qr {
                Some(svg) => (qr::panel(&Qr {
                    id: "hello".into(),
                    svg: svg.clone(),
                    url: v.hello.clone(),
                    label: Some(t!("A link to try it with").into()),
                    hint: None,
                    files: Vec::new(),
                })),
                None => (copy::labelled("hello", t!("A link to try it with"), &v.hello, None)),
            }
            a.btn.btn-primary href=(v.hello) target="_blank" rel="noopener" { (Icon::External) (t!("Open it in another tab")) }
        }
    }
}
