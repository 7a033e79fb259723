//! Claims of publishers (`/admin/partners/claims`): what there is to say about each now, and the two answers. Accepting is the
//! assignment of the order by hand; whoever had it loses it.

use crate::app::App;
use crate::claims::{Told, told};
use crate::lang::{self, msg};
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::search::click::outcome;
use crate::web::admin::session::SignedIn;
use crate::web::kit::copy;
use crate::web::kit::page::Tab;
use crate::web::view::partners::claims::{self as view, ClaimCard, ClaimsView};
use crate::{call, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use serde::Deserialize;
use tributary_core::{ClaimId, OrderId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::claim::{self, Claim, Evidence, State as Standing, Verdict};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Error, Result as Known, partner};

pub(super) const PATH: &str = "/admin/partners/claims";
const TABS: [(&str, &str); 4] = [
    ("open", msg("Waiting")),
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

/// A claim with what there is to say about it, and who makes it.
type Looked = (Claim, Evidence, String);

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
    match call::write(&app.engine, move |tx| answered(tx, &by, (&id, &fields), now)).await {
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
    by: &Actor,
    (id, fields): (&ClaimId, &Fields),
    now: Timestamp,
) -> Known<&'static str> {
    if fields.get("verdict") != "accept" {
        claim::decline(tx, by, id, fields.get("answer"), now)?;
        return Ok("declined");
    }
    let order = OrderId::parse(fields.get("order")).map_err(|_| Error::NotFound("order"))?;
    claim::accept(tx, by, (id, &order), fields.get("answer"), now)?;
    Ok("accepted")
}

async fn read(app: &App, me: SignedIn, ask: Ask) -> Result<(Desk, ClaimsView), Refusal> {
    let tab = TABS.into_iter().find(|(word, _)| *word == ask.tab).map_or("open", |(word, _)| word);
    let now = app.now();
    let read = desk::read(app, me, move |tx, desk| {
        let all = Cursor { after: None, limit: LIMIT_MAX };
        let wanted = Standing::ALL.into_iter().find(|state| state.as_str() == tab);
        let rows = claim::list(tx, desk.tenant(), (desk.only.as_ref(), wanted), &all)?.rows;
        let looked = rows.into_iter().map(|one| {
            let evidence = claim::evidence(tx, &one, now)?;
            let name = partner::load(tx, desk.tenant(), &one.partner)?.name;
            Ok((one, evidence, name))
        });
        let looked = looked.collect::<Known<Vec<Looked>>>()?;
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

fn shaped(desk: &Desk, (one, evidence, name): Looked) -> ClaimCard {
    let Told { sentence, reason } = told(&evidence);
    let order = evidence
        .found
        .as_ref()
        .map(|found| (found.order.to_string(), format!("/admin/orders/{}", found.order)));
    ClaimCard {
        action: format!("{PATH}/{}", one.id),
        id: one.id.to_string(),
        title: title(&one),
        partner: (format!("/admin/partners/{}", one.partner), name),
        made: desk.clock.stamp(one.created_at),
        facts: facts(desk, &one),
        state: one.state,
        answer: one.judged.map(|(_, by)| (one.answer.unwrap_or_default(), by)),
        note: one.note,
        sentence,
        reason: reason.map(|reason| lang::known(reason.sentence())),
        order,
        is_theirs: evidence.verdict == Verdict::Yours,
        clicks: evidence
            .clicks
            .iter()
            .map(|one| (desk.clock.exact(one.at), outcome(&one.outcome).to_owned()))
            .collect(),
    }
}

fn title(one: &Claim) -> String {
    match &one.number {
        Some(number) => t!("Order {number}", number = number),
        None => t!("An order without a number").to_owned(),
    }
}

/// What the publisher remembers.
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
