//! A publisher's transactions (`/publisher/transactions`): the list with its filters and files, and why one stands so.

use super::frame;
use super::session::{Shown, SignedIn};
use super::words;
use crate::app::App;
use crate::web::admin::desk::amount;
use crate::web::admin::export::{self, Batch, Cell, Column, Export, Format};
use crate::web::admin::moment::Moments;
use crate::web::kit::filter::{self, Bar, Chip, Choice};
use crate::web::kit::page::Tab;
use crate::web::kit::timeline::{Node, Weight};
use crate::web::kit::{Icon, Stamp, copy};
use crate::web::public::chosen;
use crate::web::view::publisher::layout::Place;
use crate::web::view::publisher::transactions::{self as view, TransactionRow, TransactionsView, WhyView};
use crate::{call, lang, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use maud::html;
use serde::Deserialize;
use std::collections::BTreeMap;
use tributary_core::{OrderId, ProgramId, PublisherId, Timestamp};
use tributary_engine::clock::parse_rfc3339;
use tributary_engine::conversion::{self, Conversion, Status, Wanted, reach_of};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::{Error, Result, program, publisher};

pub(super) const PATH: &str = "/publisher/transactions";
const PAGE: i64 = 50;
const DAY_MS: i64 = 24 * 3_600_000;

/// What the address says. Days are of UTC.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    status: String,
    program: String,
    r#ref: String,
    created_from: String,
    created_to: String,
    updated_from: String,
    updated_to: String,
    after: Option<String>,
    language: Option<String>,
}

impl Ask {
    /// The filters that are set, by their names in the address.
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("status", self.status.as_str()),
            ("program", self.program.as_str()),
            ("ref", self.r#ref.as_str()),
            ("created_from", self.created_from.as_str()),
            ("created_to", self.created_to.as_str()),
            ("updated_from", self.updated_from.as_str()),
            ("updated_to", self.updated_to.as_str()),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The address with one filter less, and with others.
    fn href(&self, without: &str, more: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs().into_iter().filter(|(name, _)| *name != without));
        query.extend_pairs(more);
        let query = query.finish();
        if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{query}") }
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            status: Status::try_from(self.status.clone()).ok(),
            program: ProgramId::parse_uuid(&self.program).ok(),
            reference: Some(self.r#ref.clone()).filter(|text| !text.is_empty()),
            created_from: day(&self.created_from, 0),
            created_to: day(&self.created_to, 1),
            updated_from: day(&self.updated_from, 0),
            updated_to: day(&self.updated_to, 1),
        }
    }
}

/// The beginning of a day, or of one after it.
fn day(text: &str, after: i64) -> Option<Timestamp> {
    Some(parse_rfc3339(&format!("{text}T00:00:00Z"))?.plus_ms(after * DAY_MS))
}

/// The two lists, and which one is shown.
pub(super) fn tabs(here: &str) -> Vec<Tab> {
    let tab = |label: &str, href: &str| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        active: href == here,
        count: None,
    };
    vec![tab(t!("Transactions"), PATH), tab(t!("Claims"), super::claims::PATH)]
}

/// The names of a publisher's programs.
pub(super) fn names(tx: &mut Tx<'_>, of: &PublisherId) -> Result<BTreeMap<ProgramId, String>> {
    let mut names = BTreeMap::new();
    for membership in publisher::memberships_of(tx, of)? {
        let name = program::load(tx, &membership.tenant, &membership.program)?.name;
        if membership.partner.is_some() {
            names.insert(membership.program, name);
        }
    }
    Ok(names)
}

/// `GET /publisher/transactions`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), PATH) {
        return Ok(answer);
    }
    let (of, wanted) = (me.session.publisher.clone(), ask.wanted());
    let cursor = Cursor { after: ask.after.clone(), limit: PAGE };
    let read = call::read(&app.engine, move |tx| {
        let reach = reach_of(tx, &of)?;
        Ok((conversion::list(tx, &reach, &wanted, &cursor)?, names(tx, &of)?))
    });
    let (Page { rows, next }, names) = read.await?;
    let clock = Moments::new("UTC", app.now());
    let here = ask.href("", &[]);
    let view = TransactionsView {
        tabs: tabs(PATH),
        bar: bar(&ask, &names),
        filtered: !ask.pairs().is_empty(),
        rows: rows.into_iter().map(|one| row(&clock, &names, one)).collect(),
        next: next.map(|next| ask.href("", &[("after", &next)])),
        files: export::offers(&here),
    };
    frame::page(&app, &me, (StatusCode::OK, Place::Transactions, t!("Transactions")), &view::render(&view))
        .await
}

fn row(clock: &Moments, names: &BTreeMap<ProgramId, String>, one: Conversion) -> TransactionRow {
    let refs = one.refs().into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>().join(" · ");
    let content = one.content;
    TransactionRow {
        href: format!("{PATH}/{}", one.order),
        number: content.number,
        created: clock.stamp(content.created_at),
        updated: clock.stamp(one.updated_at),
        program: names.get(&content.program).cloned().unwrap_or_default(),
        refs,
        clicked: content.clicked_at.map(|at| clock.stamp(at)),
        sale: amount(content.sale_minor, content.currency),
        commission: amount(content.commission_minor, content.currency),
        standing: words::standing(content.status),
        reason: content.reason.as_deref().map(|code| words::reason(code).to_owned()),
        confirm_by: (content.status == Status::Pending)
            .then(|| Stamp { text: clock.day(content.confirm_by), ..clock.exact(content.confirm_by) }),
    }
}

fn bar(ask: &Ask, names: &BTreeMap<ProgramId, String>) -> Bar {
    let statuses = [Status::Pending, Status::Approved, Status::Declined];
    let statuses = statuses.map(|status| (status.as_str().to_owned(), words::status_word(status).to_owned()));
    let programs: Vec<_> = names.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let day = || filter::Ask::Text("2026-05-01".to_owned());
    let choice = |name: &str, label: &str, asked: filter::Ask, value: &str| Choice {
        name: name.to_owned(),
        label: label.to_owned(),
        ask: asked,
        value: value.to_owned(),
    };
    let choices = vec![
        choice("status", t!("Status"), filter::Ask::One(statuses.to_vec()), &ask.status),
        choice("program", t!("Program"), filter::Ask::One(programs), &ask.program),
        choice("created_from", t!("Created from"), day(), &ask.created_from),
        choice("created_to", t!("Created until"), day(), &ask.created_to),
        choice("updated_from", t!("Updated from"), day(), &ask.updated_from),
        choice("updated_to", t!("Updated until"), day(), &ask.updated_to),
    ];
    let named = |choice: &Choice| match &choice.ask {
        filter::Ask::One(options) => {
            let found = options.iter().find(|(value, _)| *value == choice.value);
            found.map_or_else(|| choice.value.clone(), |(_, label)| label.clone())
        }
        _ => choice.value.clone(),
    };
    let set = choices.iter().filter(|choice| !choice.value.is_empty());
    let chips = set.map(|choice| Chip {
        name: choice.name.clone(),
        label: choice.label.clone(),
        value: named(choice),
        href: ask.href(&choice.name, &[]),
    });
    Bar {
        action: PATH.to_owned(),
        chips: chips.collect(),
        clear_href: (!ask.pairs().is_empty()).then(|| PATH.to_owned()),
        search: Some(("ref".to_owned(), ask.r#ref.clone(), t!("One of your ids").to_owned())),
        choices,
        ..Bar::default()
    }
}

/// `GET /publisher/transactions.csv`, `.xlsx`
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    format: Format,
    Query(ask): Query<Ask>,
) -> Shown {
    let (of, wanted) = (me.session.publisher.clone(), ask.wanted());
    let export = Export::abroad("transactions", t!("Transactions"), app.now()).columns(vec![
        Column::instant(t!("Created")),
        Column::instant(t!("Updated")),
        Column::text(t!("Program")),
        Column::text(t!("Order")),
        Column::text(t!("Your ids")),
        Column::instant(t!("Clicked")),
        Column::money(t!("Sale")),
        Column::money(t!("Commission")),
        Column::text(t!("Status")),
        Column::text(t!("Reason")),
        Column::instant(t!("Confirm by")),
        Column::text(t!("Click")),
    ]);
    let language = lang::current();
    let export = export.pages(move |tx, after| {
        let reach = reach_of(tx, &of)?;
        let page = conversion::list(tx, &reach, &wanted, &Cursor { after, limit: LIMIT_MAX })?;
        let names = names(tx, &of)?;
        let rows = lang::within(language, || page.rows.into_iter().map(|one| cells(&names, one)).collect());
        Ok(Batch { rows, next: page.next })
    });
    Ok(export.send(&app, format).await?)
}

fn cells(names: &BTreeMap<ProgramId, String>, one: Conversion) -> Vec<Cell> {
    let refs = one.refs().into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>().join("|");
    let content = one.content;
    vec![
        Cell::At(content.created_at),
        Cell::At(one.updated_at),
        Cell::text(names.get(&content.program).cloned().unwrap_or_default()),
        Cell::text(content.number),
        Cell::text(refs),
        content.clicked_at.map_or(Cell::Empty, Cell::At),
        Cell::Money(content.sale_minor, content.currency),
        Cell::Money(content.commission_minor, content.currency),
        Cell::text(words::status_word(content.status)),
        Cell::text(content.reason.as_deref().map(words::reason).unwrap_or_default()),
        Cell::At(content.confirm_by),
        Cell::text(content.click.map(String::from).unwrap_or_default()),
    ]
}

/// `GET /publisher/transactions/{id}`
pub(super) async fn why(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let order = OrderId::parse(&id).map_err(|_| Error::NotFound("conversion"))?;
    let of = me.session.publisher.clone();
    let read = call::read(&app.engine, move |tx| {
        let reach = reach_of(tx, &of)?;
        Ok((conversion::load(tx, &reach, &order)?, names(tx, &of)?))
    });
    let (one, names) = read.await?;
    let clock = Moments::new("UTC", app.now());
    let view = WhyView {
        number: one.content.number.clone(),
        standing: words::standing(one.content.status),
        story: story(&clock, &one),
        facts: facts(&clock, &names, &one),
    };
    frame::page(&app, &me, (StatusCode::OK, Place::Transactions, t!("Transactions")), &view::why(&view)).await
}

/// What happened, as far as it is the publisher's business.
fn story(clock: &Moments, one: &Conversion) -> Vec<Node> {
    let content = &one.content;
    let node = |at: Timestamp, icon, title: &str, weight| Node {
        time: Some(clock.exact(at)),
        icon,
        title: title.to_owned(),
        detail: None,
        chips: Vec::new(),
        weight,
        raw: None,
    };
    let mut nodes = Vec::new();
    if let Some(at) = content.clicked_at {
        nodes.push(node(at, Icon::Click, t!("Somebody followed your link"), Weight::Plain));
    }
    let title = if content.kind == "lead" { t!("They signed up") } else { t!("They bought") };
    nodes.push(node(content.created_at, Icon::Orders, title, Weight::Plain));
    nodes.push(node(content.reported_at, Icon::Receipt, t!("The store reported it"), Weight::Plain));
    let detail = content.reason.as_deref().map(|code| words::reason(code).to_owned());
    let (icon, weight) = match content.status {
        Status::Pending => (Icon::Clock, Weight::Future),
        Status::Approved => (Icon::Check, Weight::Good),
        Status::Declined => (Icon::Declined, Weight::Bad),
    };
    let last = node(one.updated_at, icon, words::status_word(content.status), weight);
    nodes.push(Node { detail, ..last });
    if content.status == Status::Pending {
        let title = t!("Confirmed by itself, unless the store says otherwise before");
        nodes.push(node(content.confirm_by, Icon::Clock, title, Weight::Future));
    }
    nodes
}

fn facts(
    clock: &Moments,
    names: &BTreeMap<ProgramId, String>,
    one: &Conversion,
) -> Vec<(String, maud::Markup)> {
    let content = &one.content;
    let mut facts = vec![
        (
            t!("Program").to_owned(),
            html! { bdi { (names.get(&content.program).cloned().unwrap_or_default()) } },
        ),
        (t!("Sale").to_owned(), html! { (amount(content.sale_minor, content.currency)) }),
        (t!("Commission").to_owned(), html! { (amount(content.commission_minor, content.currency)) }),
        (t!("Updated").to_owned(), html! { (clock.exact(one.updated_at)) }),
    ];
    for (own, place) in one.refs().into_iter().zip(1..) {
        if let Some(own) = own {
            let name = if place == 1 { "ref".to_owned() } else { format!("ref{place}") };
            facts.push((name, html! { bdi.code dir="ltr" { (own) } }));
        }
    }
    if let Some(click) = &content.click {
        facts.push((t!("Click").to_owned(), copy::pill(&short(click.as_str()), click.as_str())));
    }
    facts
}

/// The beginning of a long id.
fn short(id: &str) -> String {
    format!("{}…", id.chars().take(12).collect::<String>())
}
