//! One webhook endpoint: how it stands, what can be done, and its deliveries.

use super::webhooks::{Standing, day, kinds, secret};
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::dialog::{Dialog, dialog};
use crate::web::kit::empty::{self, Empty};
use crate::web::kit::field::Select;
use crate::web::kit::icon::Icon;
use crate::web::kit::made::{Made, made};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::post::{self, Post};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::web::kit::toast::{self, Toast};
use crate::web::may;
use crate::{n, t};
use maud::{Markup, html};

/// One delivery in the list.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// Its page.
    pub href: String,
    /// The event's kind.
    pub kind: String,
    /// The event's id.
    pub event: String,
    /// Its colour.
    pub status: Status,
    /// How it stands.
    pub word: String,
    /// What was answered last.
    pub answer: String,
    /// How often it was tried.
    pub attempts: i64,
    /// How long the last answer took.
    pub took: String,
    /// When it was queued.
    pub when: Stamp,
}

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct EndpointView {
    /// Its id.
    pub id: String,
    /// Where to.
    pub url: String,
    /// Which kinds; empty for all.
    pub kinds: Vec<String>,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is told anything, was paused by somebody, or is archived.
    pub state: &'static str,
    /// Until when the secret before is good.
    pub overlap: Option<Stamp>,
    /// Tries of the last day, per hour.
    pub hours: Vec<(i64, i64)>,
    /// Deliveries by state.
    pub tabs: Vec<Tab>,
    /// The deliveries.
    pub rows: Vec<DeliveryRow>,
    /// More of them.
    pub next: Option<String>,
    /// How many failed.
    pub failed: i64,
    /// What stands in the field from when on to send again.
    pub since: String,
    /// The kinds of samples.
    pub samples: Vec<(String, String)>,
    /// The secret, where it was just made or asked for.
    pub secret: Option<String>,
    /// It was just made.
    pub made: bool,
    /// Guard of the forms.
    pub csrf: String,
    /// What was just done.
    pub done: Option<Toast>,
    /// What is wrong.
    pub problem: Option<String>,
}

impl EndpointView {
    fn post(&self, act: &str) -> Post {
        Post::to(format!("/admin/developers/webhooks/{}/{act}", self.id), &self.csrf)
    }
}

/// The page's body.
pub fn render(v: &EndpointView) -> Markup {
    let head = Header {
        back: Some((t!("Webhooks").into(), "/admin/developers/webhooks".into())),
        title: v.url.clone(),
        chips: vec![chip::status(v.standing.status, &v.standing.word)],
        controls: Some(acts(v)),
        ..Header::default()
    };
    html! {
        (page::header(&head))
        div.stack.developers {
            @if let Some(done) = &v.done { (toast::toast(done)) }
            @if let Some(problem) = &v.problem { (notice(&Banner { tone: Tone::Bad, text: problem.clone(), action: None })) }
            @if let Some(why) = &v.standing.why { (notice(&Banner { tone: Tone::Warn, text: why.clone(), action: None })) }
            @if v.made { (fresh(v)) } @else if let Some(one) = &v.secret { (secret(one)) }
            section.card { div.card-body { (kinds(&v.kinds)) (day(&v.hours)) (signing(v)) } }
            (page::tabs(t!("Deliveries by state"), &v.tabs))
            (deliveries(v))
        }
    }
}

fn fresh(v: &EndpointView) -> Markup {
    let next = t!("It is told what happens from now on. Keep its secret: messages are signed with it.");
    let body = v
        .secret
        .as_ref()
        .map(|one| crate::web::kit::copy::labelled("made-link", t!("Signing secret"), one, None));
    made(&Made {
        title: (t!("The endpoint is there.").into(), next.into()),
        body: body.unwrap_or_default(),
        ..Made::default()
    })
}

fn acts(v: &EndpointView) -> Markup {
    let pause = v.post("state").with("state", "paused");
    let resume = v.post("state").with("state", "active");
    html! {
        @if may::send("/admin/developers") {
            div.row {
                @if v.state == "active" {
                    (send_test(v))
                    (post::button(&pause, t!("Pause"), "btn"))
                } @else {
                    (post::button(&resume, t!("Resume"), "btn btn-primary"))
                }
                a.btn href={ "/admin/developers/webhooks/" (v.id) "/edit" } data-sheet { (Icon::Edit) (t!("Edit")) }
                @if v.state != "archived" { (archive(v)) }
            }
        }
    }
}

fn send_test(v: &EndpointView) -> Markup {
    let mut kinds = vec![(String::new(), t!("A plain test").to_owned())];
    kinds.extend(v.samples.iter().cloned());
    let select = Select {
        name: "kind",
        label: t!("What to send"),
        options: &kinds,
        selected: "",
        ..Select::default()
    };
    dialog(&Dialog {
        id: "send-test".into(),
        open: html! { (Icon::Send) (t!("Send test…")) },
        class: "btn".into(),
        title: t!("Send a test").into(),
        body: html! {
            p { (t!("A sample goes to this endpoint alone, whatever it wants, and says that it is one: \"test\": true.")) }
            (select)
        },
        post: v.post("test"),
        submit: t!("Send").into(),
        danger: false,
    })
}

fn archive(v: &EndpointView) -> Markup {
    dialog(&Dialog {
        id: "archive".into(),
        open: html! { (t!("Archive…")) },
        class: "btn btn-danger".into(),
        title: t!("Archive this endpoint?").into(),
        body: html! { p { (t!("It is told nothing any more, and what waits for it is given up. It can be resumed later.")) } },
        post: v.post("state").with("state", "archived"),
        submit: t!("Archive").into(),
        danger: true,
    })
}

fn signing(v: &EndpointView) -> Markup {
    let hours = [("24", t!("24 hours")), ("168", t!("7 days")), ("0", t!("not at all: others know it"))];
    let options: Vec<(String, String)> =
        hours.iter().map(|(hours, label)| ((*hours).to_owned(), (*label).to_owned())).collect();
    let overlap = Select {
        name: "hours",
        label: t!("The old one stays good"),
        options: &options,
        selected: "24",
        ..Select::default()
    };
    html! {
        @if let Some(until) = &v.overlap { p.meta { (t!("Messages are also signed with the secret before, until")) " " (until) } }
        @if may::send("/admin/developers") && v.state != "archived" {
            div.row {
                (post::button(&v.post("secret"), t!("Show the signing secret"), "btn"))
                (dialog(&Dialog {
                    id: "rotate".into(),
                    open: html! { (Icon::Refresh) (t!("Renew the secret…")) },
                    class: "btn".into(),
                    title: t!("Renew the signing secret?").into(),
                    body: html! { p { (t!("Messages carry a signature of each for a while, so that the receiver can change at leisure.")) } (overlap) },
                    post: v.post("rotate"),
                    submit: t!("Renew").into(),
                    danger: false,
                }))
                a.card-link href="/docs/webhooks.md" { (t!("How to check a signature")) (Icon::Next) }
            }
        }
    }
}

fn deliveries(v: &EndpointView) -> Markup {
    let rows = table(&Table {
        caption: t!("Deliveries, newest first").into(),
        columns: vec![
            Column::text(t!("Event"), Phone::Primary),
            Column::text(t!("State"), Phone::Trail),
            Column::text(t!("Answer"), Phone::Meta),
            Column::figure(t!("Tries"), Phone::Labelled),
            Column::figure(t!("Took"), Phone::Labelled),
            Column::text(t!("When"), Phone::Amount),
        ],
        rows: v.rows.iter().map(row).collect(),
        footer: v.next.clone().map(|next| Footer { next: Some(next), ..Footer::default() }),
        ..Table::default()
    });
    html! {
        section.card.card-flush {
            @if v.failed > 0 && v.state == "active" { div.card-head { h2 { (t!("Deliveries")) } (replay(v)) } }
            @if v.rows.is_empty() { (empty::none_yet(&Empty { text: t!("What is told to this endpoint appears here. Send a test to see one.").into(), ..Empty::default() })) }
            @else { (rows) }
        }
    }
}

fn replay(v: &EndpointView) -> Markup {
    dialog(&Dialog {
        id: "replay-failed".into(),
        open: html! { (Icon::Refresh) (n!("Send {n} failed again…", "Send {n} failed again…", v.failed)) },
        class: "btn".into(),
        title: t!("Send again what failed").into(),
        body: html! {
            p { (t!("At most 10,000 at once, the oldest first. The receiver knows each by its webhook-id.")) }
            div.field {
                label for="since" { (t!("Queued since")) }
                input.input id="since" name="since" type="datetime-local" value=(v.since) required;
            }
        },
        post: v.post("replay"),
        submit: t!("Send again").into(),
        danger: false,
    })
}

fn row(one: &DeliveryRow) -> Row {
    let cells = vec![
        html! { a href=(one.href) dir="ltr" translate="no" { (one.kind) } " " span.meta dir="ltr" translate="no" { (one.event) } },
        chip::status(one.status, &one.word),
        html! { bdi { (one.answer) } },
        html! { (one.attempts) },
        html! { bdi { (one.took) } },
        html! { (one.when) },
    ];
    Row { href: Some(one.href.clone()), cells, sheet: true, name: one.kind.clone(), ..Row::default() }
}
