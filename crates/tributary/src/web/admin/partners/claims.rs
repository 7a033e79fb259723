//! Orders that partners and publishers miss (`/admin/partners/claims`): what there is to say about each now, and the three answers:
//! giving them the order, which is the assignment by hand, so whoever had it loses it; asking back; declining.

use crate::app::App;
use crate::claims::{self, Told, told};
use crate::lang::{self, msg};
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::orders::reason_sentence;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::search::click::outcome;
use crate::web::admin::session::SignedIn;
use crate::web::kit::copy;
use crate::web::kit::page::Tab;
use crate::web::view::partners::claims::{self as view, ClaimCard, ClaimsView, Said};
use crate::{call, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use serde::Deserialize;
use tributary_core::reason::Reason;
use tributary_core::{ClaimId, OrderId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::claim::{self, Claim, Evidence, Side, State as Standing, Verdict, Word};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Error, Result as Known, partner};

pub(super) const PATH: &str = "/admin/partners/claims";
const TABS: [(&str, &str); 5] = [
    ("open", msg("Waiting")),
    ("asked", msg("Asked back")),
    ("accepted", msg("Accepted")),
    ("declined", msg("Declined")),
    ("all", msg("All")),
];

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    tab: String,
    did: String,
}

/// A claim with what there is to say about it.
struct Looked {
    claim: Claim,
    evidence: Evidence,
    words: Vec<Word>,
    /// Who makes it.
    name: String,
    /// Who has the order.
    holder: Option<String>,
}

/// `GET /admin/partners/claims`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let (desk, view) = read(&app, me, ask).await?;
    Ok(desk.page(Place::Partners, t!("Claims"), &view::render(&view)))
}

/// `POST /admin/partners/claims/{id}`
pub(super) async fn answer(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let id = ClaimId::parse(&id).map_err(|_| Error::NotFound("claim"))?;
    let (by, now) = (Actor::from(&me.session), app.now());
    let (engine, base) = (app.engine.clone(), app.settings.own_url());
    let answer = move |tx: &mut Tx<'_>| {
        let desk = claims::Desk { by: &by, sealer: &engine.sealer, base: &base };
        answered(tx, desk, (&id, &fields), now)
    };
    match call::write(&app.engine, answer).await {
        Ok(did) => Ok(Redirect::to(&format!("{PATH}?did={did}")).into_response()),
        Err(error) => {
            let errors = form_errors(error)?;
            let (desk, view) = read(&app, me, Ask::default()).await?;
            let view = ClaimsView { errors, ..view };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(desk.page_with(status, (Place::Partners, t!("Claims")), &view::render(&view)))
        }
    }
}

fn answered(
    tx: &mut Tx<'_>,
    desk: claims::Desk<'_>,
    (id, fields): (&ClaimId, &Fields),
    now: Timestamp,
) -> Known<&'static str> {
    let answer = fields.get("answer");
    match fields.get("verdict") {
        "accept" => {
            let order = order_meant(tx, desk.by, (id, fields))?;
            claims::accept(tx, desk, (id, &order), answer, now).map(|()| "accepted")
        }
        "ask" => claims::ask(tx, desk, id, answer, now).map(|()| "asked"),
        _ => claims::decline(tx, desk, id, answer, now).map(|()| "declined"),
    }
}

/// The order that was found, or the one whose number was typed.
fn order_meant(tx: &mut Tx<'_>, by: &Actor, (id, fields): (&ClaimId, &Fields)) -> Known<OrderId> {
    match fields.some("order") {
        Some(order) => OrderId::parse(&order).map_err(|_| Error::NotFound("order")),
        None => {
            let claim = claim::load(tx, &by.tenant, id)?;
            claim::order_numbered(tx, &claim, fields.get("number"))
        }
    }
}

async fn read(app: &App, me: SignedIn, ask: Ask) -> Result<(Desk, ClaimsView), Refusal> {
    let tab = TABS.into_iter().find(|(word, _)| *word == ask.tab).map_or("open", |(word, _)| word);
    let now = app.now();
    let read = desk::read(app, me, move |tx, desk| {
        let all = Cursor { after: None, limit: LIMIT_MAX };
        let wanted = Standing::ALL.into_iter().find(|state| state.as_str() == tab);
        let rows = claim::list(tx, desk.tenant(), (desk.only.as_ref(), wanted), &all)?.rows;
        let looked = rows.into_iter().map(|one| looked(tx, one, now)).collect::<Known<Vec<_>>>()?;
        Ok((looked, claim::open(tx, desk.tenant(), desk.only.as_ref())?))
    });
    let (desk, (rows, open)) = read.await?;
    let tabs = TABS.into_iter().map(|(word, label)| Tab {
        label: lang::text(label).to_owned(),
        href: format!("{PATH}?tab={word}"),
        active: word == tab,
        count: (word == "open").then(|| lang::number::count(open)),
    });
    let news = match ask.did.as_str() {
        "accepted" => Some(t!("Accepted: the order is theirs, and they read your answer.").to_owned()),
        "declined" => Some(t!("Declined. They read your reason.").to_owned()),
        "asked" => Some(t!("Asked. It waits here for their answer.").to_owned()),
        _ => None,
    };
    let view = ClaimsView {
        tabs: tabs.collect(),
        rows: rows.into_iter().map(|one| shaped(&desk, one)).collect(),
        news,
        errors: Vec::new(),
        csrf: desk.csrf(),
    };
    Ok((desk, view))
}

fn looked(tx: &mut Tx<'_>, claim: Claim, now: Timestamp) -> Known<Looked> {
    let evidence = claim::evidence(tx, &claim, now)?;
    let holder = evidence.found.as_ref().and_then(|found| found.holder.clone());
    let other = holder.filter(|holder| *holder != claim.partner);
    let holder = other.map(|id| partner::load(tx, &claim.tenant, &id)).transpose()?;
    Ok(Looked {
        words: claim::words(tx, &claim.tenant, &claim.id)?,
        name: partner::load(tx, &claim.tenant, &claim.partner)?.name,
        holder: holder.map(|partner| partner.name),
        evidence,
        claim,
    })
}

fn shaped(desk: &Desk, looked: Looked) -> ClaimCard {
    let Looked { claim: one, evidence, words, name, holder } = looked;
    let Told { sentence, reason } = told(&evidence);
    let found = evidence.found.as_ref();
    ClaimCard {
        action: format!("{PATH}/{}", one.id),
        id: one.id.to_string(),
        title: title(&one),
        partner: (format!("/admin/partners/{}", one.partner), name),
        made: desk.clock.stamp(one.created_at),
        facts: facts(desk, &one),
        said: words.into_iter().map(|word| said(desk, word)).collect(),
        state: one.state,
        answer: one.judged.map(|(_, by)| (one.answer.unwrap_or_default(), by)),
        note: one.note,
        sentence,
        holder,
        reason: reason.or_else(|| nobody(&evidence.verdict)).map(|reason| reason_sentence(reason).to_owned()),
        order: found.map(|found| (found.order.to_string(), format!("/admin/orders/{}", found.order))),
        is_theirs: evidence.verdict == Verdict::Yours,
        clicks: evidence
            .clicks
            .iter()
            .map(|one| (desk.clock.exact(one.at), outcome(&one.outcome).to_owned()))
            .collect(),
    }
}

/// Why nobody has the order, which only the store reads.
const fn nobody(verdict: &Verdict) -> Option<Reason> {
    match verdict {
        Verdict::Nobody(reason) => Some(*reason),
        _ => None,
    }
}

fn said(desk: &Desk, word: Word) -> Said {
    Said {
        by: match word.side {
            Side::Store => t!("You asked").to_owned(),
            Side::Partner => t!("They answered").to_owned(),
        },
        text: word.text,
        at: desk.clock.stamp(word.at),
    }
}

fn title(one: &Claim) -> String {
    match &one.number {
        Some(number) => t!("Order {number}", number = number),
        None => t!("An order without a number").to_owned(),
    }
}

/// What the partner remembers.
fn facts(desk: &Desk, one: &Claim) -> Vec<(String, Markup)> {
    let mut facts = Vec::new();
    if let Some(at) = one.bought_at {
        facts.push((t!("Bought").to_owned(), html! { (desk.clock.exact(at)) }));
    }
    if let Some(money) = one.amount {
        facts.push((t!("Amount").to_owned(), html! { (amount(money.minor, money.currency)) }));
    }
    if let Some(click) = &one.click {
        facts.push((t!("Click").to_owned(), copy::pill(&click.chars().take(16).collect::<String>(), click)));
    }
    facts
}
