//! A person decides about an order: one fact each, and everything follows from it. Every decision can be taken back.

use super::why::{self, Again};
use crate::app::App;
use crate::call;
use crate::lang::msg;
use crate::t;
use crate::web::admin::desk::Place;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::filter::query;
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::view::orders::why as view;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use tributary_core::ruling::Decline;
use tributary_core::{ClickId, FactId, OrderId, PartnerId, Timestamp};
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::db::Tx;
use tributary_engine::order::hand::{self, Speaker, Word};
use tributary_engine::order::{self, OrderRow, trial};
use tributary_engine::{Error, partner};

const NOTE_CHARS_MAX: usize = 500;
/// At once, from a list; each order is a transaction's work of its own.
const ORDERS_MAX: usize = 200;

/// `POST /admin/orders/{id}/{act}`
pub(super) async fn act(
    State(app): State<App>,
    Path((id, act)): Path<(String, String)>,
    Posted { me, fields }: Posted,
) -> Shown {
    let (by, now) = (Actor::from(&me.session), app.now());
    let (name, sent, wanted) = (id.clone(), fields.clone(), act.clone());
    let done = call::write(&app.engine, move |tx| {
        let row = order::find(tx, &by.tenant, &name)?;
        done(tx, &by, (&row, &wanted, &sent), now).map(|word| (row.id, word))
    });
    match done.await {
        Ok((order, word)) => Ok(back(&order, &act, word.as_ref())),
        Err(error) => {
            let errors = form_errors(error)?;
            let again = Again { act, fields, errors };
            let (desk, story) = why::read(&app, me, id).await?;
            let view = why::shaped(&desk, &story, &again);
            let title = t!("Order {number}", number = view.order);
            Ok(desk.page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                (Place::Orders, &title),
                &view::render(&view),
            ))
        }
    }
}

/// To the order's page, which says what was done and offers to take it back.
fn back(order: &OrderId, act: &str, word: Option<&FactId>) -> Response {
    let undo = word.map(ToString::to_string).unwrap_or_default();
    let href = query(&format!("/admin/orders/{order}"), &[("did", act.to_owned()), ("undo", undo)]);
    Redirect::to(&href).into_response()
}

/// Does it; answers the fact by which it can be taken back, if it can.
fn done(
    tx: &mut Tx<'_>,
    by: &Actor,
    (row, act, fields): (&OrderRow, &str, &Fields),
    now: Timestamp,
) -> Result<Option<FactId>, Error> {
    match act {
        "undo" => undone(tx, by, (row, fields), now).map(|()| None),
        "remove" => removed(tx, by, row, now).map(|()| None),
        "note" => said(tx, by, (row, Word::Note, noted(fields)?), now).map(|_| None),
        _ => {
            let (word, note) = word(act, fields)?;
            said(tx, by, (row, word, note), now).map(Some)
        }
    }
}

/// What a form decides, and the note beside it.
fn word(act: &str, fields: &Fields) -> Result<(Word, String), Error> {
    match act {
        "assign" => {
            let unknown = |_| Error::field("/partner", "unknown", msg("Choose a partner from the list."));
            let partner =
                fields.some("partner").map(|id| PartnerId::parse(&id).map_err(unknown)).transpose()?;
            Ok((Word::Credit(partner), noted(fields)?))
        }
        "decline" => {
            let reason = Decline::parse(fields.get("reason"));
            let reason = reason.ok_or_else(|| Error::field("/reason", "unknown", msg("Choose a reason.")))?;
            // The closed list says enough, but for "another reason".
            let note = if reason == Decline::Manual { noted(fields)? } else { short(fields)? };
            Ok((Word::Decline(reason), note))
        }
        "uphold" => Ok((Word::Uphold, short(fields)?)),
        "release" => Ok((Word::Release, short(fields)?)),
        _ => Err(Error::NotFound("act")),
    }
}

fn noted(fields: &Fields) -> Result<String, Error> {
    let note = short(fields)?;
    if note.is_empty() { Err(no_note()) } else { Ok(note) }
}

fn short(fields: &Fields) -> Result<String, Error> {
    let note = fields.text("note");
    if note.chars().count() > NOTE_CHARS_MAX { Err(no_note()) } else { Ok(note) }
}

fn no_note() -> Error {
    let detail = msg("Give a reason, so that later questions have an answer (at most 500 characters).");
    Error::field("/note", "length", detail)
}

fn speaker(by: &Actor, note: &str) -> Speaker {
    Speaker { by: by.name.clone(), source: format!("admin {}", by.name), note: note.to_owned() }
}

fn said(
    tx: &mut Tx<'_>,
    by: &Actor,
    (row, word, note): (&OrderRow, Word, String),
    now: Timestamp,
) -> Result<FactId, Error> {
    let (action, what) = match &word {
        Word::Credit(credited) => {
            let name = credited.as_ref().map(|id| partner::load(tx, &by.tenant, id)).transpose()?;
            ("order.assigned", json!({ "partner": name.map(|partner| partner.name), "reason": note }))
        }
        Word::Decline(reason) => ("order.declined", json!({ "reason": reason.code(), "note": note })),
        Word::Uphold => ("order.upheld", json!({ "note": note })),
        Word::Release => ("order.released", json!({ "note": note })),
        Word::Note => ("order.noted", json!({ "note": note })),
    };
    let noted = Note::on(action, row.id.as_str()).named(&row.number);
    let was = json!({ "partner": row.partner_name, "declined": row.declined });
    audit::note(tx, by, &noted.was(was).now(what), now)?;
    hand::say(tx, (&by.tenant, &row.id), word, &speaker(by, &note), now)
}

fn undone(
    tx: &mut Tx<'_>,
    by: &Actor,
    (row, fields): (&OrderRow, &Fields),
    now: Timestamp,
) -> Result<(), Error> {
    let word = FactId::parse(fields.get("undo")).map_err(|_| Error::NotFound("decision"))?;
    audit::note(tx, by, &Note::on("order.undone", row.id.as_str()).named(&row.number), now)?;
    hand::take_back(tx, (&by.tenant, &row.id), &word, &speaker(by, ""), now).map(drop)
}

fn removed(tx: &mut Tx<'_>, by: &Actor, row: &OrderRow, now: Timestamp) -> Result<(), Error> {
    audit::note(tx, by, &Note::on("order.test_removed", row.id.as_str()).named(&row.number), now)?;
    trial::remove(tx, &by.tenant, &row.id, (&by.name, now))
}

/// `POST /admin/orders/test`: an order that came from the newest click on a partner's link, or from `click`.
pub(super) async fn test(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (by, now) = (Actor::from(&me.session), app.now());
    let (click, asked) = (ClickId::parse(fields.get("click")).ok(), me.asked.clone());
    let placed = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &by.tenant)?;
        let order = trial::place(tx, (&by.tenant, &store), (click.clone(), &by.name), now)?;
        audit::note(tx, &by, &Note::on("order.test_placed", order.as_str()), now)?;
        Ok(order)
    });
    Ok(back(&placed.await?, "test", None))
}

/// `POST /admin/orders/bulk`: one decision about several orders of the list.
pub(super) async fn bulk(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (by, now) = (Actor::from(&me.session), app.now());
    let sent = fields.clone();
    let done = call::write(&app.engine, move |tx| {
        let act = sent.get("act").split(':').next().unwrap_or_default();
        let (word, note) = word(act, &with_reason(&sent))?;
        let ids: Vec<OrderId> = sent.all("id").filter_map(|id| OrderId::parse(id).ok()).collect();
        for id in ids.iter().take(ORDERS_MAX) {
            let row = order::load(tx, &by.tenant, id)?;
            said(tx, &by, (&row, word.clone(), note.clone()), now)?;
        }
        Ok(ids.len().min(ORDERS_MAX))
    });
    let count = done.await?;
    let list = fields.get("back").strip_prefix("/admin/orders?").unwrap_or_default().to_owned();
    let list = url::form_urlencoded::parse(list.as_bytes()).into_owned().collect::<Vec<_>>();
    let mut pairs: Vec<(&str, String)> = list
        .iter()
        .filter(|(name, _)| name != "did")
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    pairs.push(("did", format!("{}:{count}", fields.get("act"))));
    Ok(Redirect::to(&query("/admin/orders", &pairs)).into_response())
}

/// The button of a list carries its reason: `decline:duplicate`.
fn with_reason(sent: &Fields) -> Fields {
    match sent.get("act").split_once(':') {
        Some((_, reason)) => sent.with("reason", reason),
        None => sent.clone(),
    }
}
