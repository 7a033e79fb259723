//! Webhook endpoints as cards: where to, what for, how each fared in the last day.

use super::bars::{Kind, bars};
use super::{Here, frame};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::copy;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Action};
use crate::web::kit::time::Stamp;
use crate::web::kit::toast::{self, Toast};
use crate::{t, th};
use maud::{Markup, html};

/// How an endpoint stands, in a chip.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its colour.
    pub status: Status,
    /// In words.
    pub word: String,
    /// Why it is told nothing, and what to do.
    pub why: Option<String>,
}

/// One endpoint.
#[derive(Debug, Clone)]
pub struct EndpointCard {
    /// Its page.
    pub href: String,
    /// Where to.
    pub url: String,
    /// Which kinds; empty for all.
    pub kinds: Vec<String>,
    /// How it stands.
    pub standing: Standing,
    /// Tries taken and not taken, per hour of the last day.
    pub hours: Vec<(i64, i64)>,
    /// The last failure: what was answered, and when.
    pub last_failure: Option<(String, Stamp)>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct WebhooksView {
    /// The endpoints, newest first.
    pub cards: Vec<EndpointCard>,
    /// Those that nobody wants any more.
    pub archived: Vec<(String, String)>,
    /// What was just done.
    pub done: Option<Toast>,
}

/// The page's body.
pub fn render(v: &WebhooksView) -> Markup {
    let add = Action {
        label: t!("Add an endpoint").into(),
        href: "/admin/developers/webhooks/new".into(),
        icon: Some(Icon::Plus),
        primary: true,
    };
    let body = html! {
        @if let Some(done) = &v.done { (toast::toast(done)) }
        div.stack id="endpoints" data-renew {
            @if v.cards.is_empty() { section.card { (nothing()) } }
            @for card in &v.cards { (endpoint(card)) }
            @if !v.archived.is_empty() {
                details.raw.archived {
                    summary { (t!("Archived")) " " span.count { (v.archived.len()) } (Icon::Down) }
                    ul.plain-list { @for (url, href) in &v.archived { li { a href=(href) dir="ltr" { bdi { (url) } } } } }
                }
            }
        }
    };
    let actions = if v.cards.is_empty() { Vec::new() } else { vec![add] };
    frame(Here::Webhooks, actions, &body)
}

fn nothing() -> Markup {
    none_yet(&Empty {
        text: t!("Tell your own systems when something happens. Start with order.attributed.").into(),
        action: Some((
            t!("Add an endpoint").into(),
            "/admin/developers/webhooks/new?kind=order.attributed".into(),
        )),
        other: Some((t!("How webhooks work").into(), "/docs/webhooks.md".into())),
    })
}

fn endpoint(card: &EndpointCard) -> Markup {
    html! {
        section.card.endpoint {
            div.card-head {
                h2 { a href=(card.href) dir="ltr" { bdi { (card.url) } } }
                (chip::status(card.standing.status, &card.standing.word))
            }
            div.card-body {
                @if let Some(why) = &card.standing.why { p { (why) } }
                (kinds(&card.kinds))
                (day(&card.hours))
                @if let Some((what, when)) = &card.last_failure {
                    p.meta { (th!("Last failure: {what}, {when}", what = html! { bdi { (what) } }, when = when)) }
                }
            }
        }
    }
}

/// The kinds of events that an endpoint is told.
pub fn kinds(kinds: &[String]) -> Markup {
    html! {
        p.kinds {
            @if kinds.is_empty() { (chip::plain(t!("Everything"))) }
            @for kind in kinds { (chip::id(kind)) }
        }
    }
}

/// How the last day went.
pub fn day(hours: &[(i64, i64)]) -> Markup {
    let kind = |class, label: &str, of: fn(&(i64, i64)) -> i64| Kind {
        class,
        label: label.into(),
        counts: hours.iter().map(of).collect(),
    };
    let all = [kind("ok", t!("Delivered"), |hour| hour.0), kind("bad", t!("Failed"), |hour| hour.1)];
    bars(t!("The last 24 hours"), &all)
}

/// A secret that is shown this once.
pub fn secret(secret: &str) -> Markup {
    let body = html! { div.form {
        (copy::labelled("webhook-secret", t!("Signing secret"), secret, Some(t!("Messages are signed with it. Owners can look at it again on this page."))))
    } };
    page::card(t!("Signing secret"), &body)
}
