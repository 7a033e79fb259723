//! An invitation: what a partner needs to begin, by mail. Sent when they are made, and again on demand.

use super::acts::{back, read_id, with_did};
use super::list::link_of_base;
use super::offer;
use crate::app::App;
use crate::call;
use crate::lang::{self, Lang};
use crate::mail::Letter;
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
use tributary_engine::{Error, mail, partner, program};

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
    let letter = lang::within(language, || letter(&known.name, store, (link, coupon)).to(email));
    mail::queue(tx, (tenant, sealer), &letter, now)?;
    partner::invited(tx, tenant, partner, now)?;
    audit::note(tx, &inviting.by, &Note::on("partner.invited", partner.as_str()).named(&known.name), now)?;
    Ok(())
}

fn letter(name: &str, store: &Store, (link, coupon): (Option<String>, Option<Code>)) -> Letter {
    let store_name = &store.name;
    let mut before = vec![
        t!("Hi {name},", name = name),
        t!("{store} invites you to recommend it, and to earn from the orders you bring.", store = store_name),
    ];
    if let Some(coupon) = &coupon {
        before.push(match offer::words(coupon.offer.discount, store.currency) {
            Some(offer) => {
                t!("Your code {code} gives your people {offer}.", code = coupon.code, offer = offer)
            }
            None => t!("Your code: {code}", code = coupon.code),
        });
    }
    before.push(t!("Share this link: whoever buys after clicking it counts as yours.").to_owned());
    Letter {
        subject: t!("{store}: your link and code", store = store_name),
        before,
        button: link.map(|link| (t!("Your link").to_owned(), link)),
        after: vec![t!("Questions? Ask {store}.", store = store_name)],
        useful_until: None,
        ..Letter::default()
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
