//! An invitation: what a partner needs to begin, by mail. Sent when they are made, and again on demand.

use super::acts::{back, read_id, with_did};
use super::list::link_of_base;
use super::offer;
use crate::app::App;
use crate::call;
use crate::lang::{self, Lang};
use crate::mail::partner::{Post, written};
use crate::t;
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use tributary_core::{PartnerId, Timestamp};
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::code::{self, Code, Kind};
use tributary_engine::db::Tx;
use tributary_engine::seal::Sealer;
use tributary_engine::store::Store;
use tributary_engine::{Error, letter, mail, partner, program};

/// Who invites, how this server is reached, and which language they read: the letter's, where the store has none of
/// its own.
#[derive(Clone)]
pub(super) struct Inviting {
    pub(super) by: Actor,
    pub(super) base_url: String,
    pub(super) reader: Lang,
}

/// Queues the invitation; without an address nothing is sent.
pub(super) fn send(
    tx: &mut Tx<'_>,
    inviting: &Inviting,
    (partner, store): (&PartnerId, &Store),
    (sealer, now): (&Sealer, Timestamp),
) -> Result<(), Error> {
    let tenant = &inviting.by.tenant;
    let known = partner::load(tx, tenant, partner)?;
    let Some(email) = &known.email else { return Ok(()) };
    let program = program::of_store(tx, tenant, &store.id)?;
    let in_use = |code: &Code| code.archived_at.is_none() && code.program == program;
    let first = |codes: Vec<Code>| codes.into_iter().rfind(in_use);
    let referral = first(code::all(tx, tenant, Kind::Referral, Some(partner))?);
    let coupon = first(code::all(tx, tenant, Kind::Coupon, Some(partner))?);
    let link = referral.map(|code| link_of_base(&inviting.base_url, &code.code));
    let language = store.language.as_deref().and_then(Lang::parse).unwrap_or(inviting.reader);
    let offer = coupon.map(|coupon| lang::within(language, || code_words(store, &coupon)));
    let post = Post { kind: letter::Kind::PartnerInvite, store, language, to: email, useful_until: None };
    let values = [
        ("NAME", known.name.clone()),
        ("OFFER", offer.unwrap_or_default()),
        ("LINK", link.unwrap_or_default()),
    ];
    if let Some(letter) = written(tx, &post, &values)? {
        mail::queue(tx, (tenant, sealer), &letter, now)?;
    }
    partner::invited(tx, tenant, partner, now)?;
    audit::note(tx, &inviting.by, &Note::on("partner.invited", partner.as_str()).named(&known.name), now)?;
    Ok(())
}

/// What the code is good for.
fn code_words(store: &Store, coupon: &Code) -> String {
    match offer::words(coupon.offer.discount, store.currency) {
        Some(offer) => t!("Your code {code} gives your people {offer}.", code = coupon.code, offer = offer),
        None => t!("Your code: {code}", code = coupon.code),
    }
}

/// `POST /admin/partners/{id}/invite`
pub(super) async fn again(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let (partner, now) = (read_id(&id)?, app.now());
    let inviting = Inviting {
        by: Actor::from(&posted.me.session),
        base_url: posted.me.base_url.clone(),
        reader: lang::current(),
    };
    let (sealer, invited, asked) = (app.engine.sealer.clone(), partner.clone(), posted.me.asked.clone());
    let written = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &inviting.by.tenant)?;
        send(tx, &inviting, (&invited, &store), (&sealer, now))
    });
    written.await?;
    let place = format!("{}/{partner}", super::HREF);
    let to = back(posted.fields.get("back"), &place);
    Ok(Redirect::to(&with_did(to, "invited", partner.as_str())).into_response())
}
