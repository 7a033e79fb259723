//! One coupon (`/admin/codes/{id}`): what it gives, what it brought, how it stands in the shop, and what to do about it.

use super::code_new::{self, NEW_HREF};
use super::handout::figures_of;
use crate::app::App;
use crate::call;
use crate::lang::number;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::Fields;
use crate::web::admin::guard::Posted;
use crate::web::admin::partners::{KEY_HREF, brought, offer, period, with_did};
use crate::web::admin::period::Period;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{Banner, Post, Toast, Tone};
use crate::web::view::links::code::{self as view, CodeView, MakeForm};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::CodeId;
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::code::coupon::{self, CHECK, MAKE};
use tributary_engine::code::{self, Code, Discount, Kind, ShopState};
use tributary_engine::db::Tx;
use tributary_engine::report::{Axis, Figures};
use tributary_engine::{Error, partner};

const DISCOUNT: &str = "10"; // percent: what most coupons of this kind give

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    period: String,
    from: String,
    to: String,
    did: String,
}

struct Found {
    code: Code,
    partner: String,
    brought: Figures,
    uses: i64,
}

/// `GET /admin/codes/{id}`: a referral code has the page of a link.
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let chosen = Period::of(&ask.period, &ask.from, &ask.to).unwrap_or_default();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &id, chosen)).await?;
    if found.code.kind == Kind::Referral {
        return Ok(Redirect::to(&format!("{}/{}", super::HREF, found.code.id)).into_response());
    }
    Ok(desk.page(Place::Links, &found.code.code, &view::render(&shaped(&desk, (&ask, chosen), &found))))
}

fn read_id(id: &str) -> Result<CodeId, Error> {
    CodeId::parse(id).map_err(|_| Error::NotFound("code"))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, id: &str, chosen: Period) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let code = code::load(tx, tenant, &read_id(id)?)?;
    let span = period::whole(chosen, &desk.clock);
    let mut all = brought::by(tx, desk, (Axis::Code, span))?;
    let uses = code::uses(tx, tenant, &desk.store.id)?;
    Ok(Found {
        partner: partner::load(tx, tenant, &code.partner)?.name,
        brought: all.remove(code.id.as_str()).unwrap_or_default(),
        uses: uses.get(&code::fold(&code.code)).copied().unwrap_or_default(),
        code,
    })
}

fn shaped(desk: &Desk, (ask, chosen): (&Ask, Period), found: &Found) -> CodeView {
    let code = &found.code;
    let place = format!("/admin/codes/{}", code.id);
    let figures = figures_of(desk, chosen, ("code", code.id.as_str()), &found.brought);
    let limit = code.offer.usage_limit.map(number::count);
    CodeView {
        code: code.code.clone(),
        toast: toast(ask),
        partner: (found.partner.clone(), format!("/admin/partners/{}", code.partner)),
        gives: offer::words(code.offer.discount, desk.store.currency),
        uses: match limit {
            Some(limit) => t!("{uses} of {limit}", uses = number::count(found.uses), limit = limit),
            None => number::count(found.uses),
        },
        uses_in_shop: code.in_shop.uses.map(number::count),
        valid_until: code.offer.valid_until.map(|at| desk.clock.exact(at)),
        given: desk.clock.stamp(code.created_at),
        figures: figures.into_iter().skip(1).collect(),
        period: period::picker(desk, chosen, (&place, &[])),
        state: state(desk, code),
        poll: (code.in_shop.state == ShopState::Asked).then(|| place.clone()),
        checked: code.in_shop.checked_at.map(|at| desk.clock.stamp(at)),
        check: desk.store.readable.then(|| Post::to(format!("{place}/check"), desk.csrf())),
        make: make_form(desk, code, &place),
        archive: archive(desk, code, &place),
        made: (ask.did == "given").then(|| code_new::href(NEW_HREF, &[("partner", code.partner.as_str())])),
    }
}

fn archive(desk: &Desk, code: &Code, place: &str) -> (String, Post) {
    let to =
        |what: &str| Post::to(format!("{}/{}/{what}", super::HREF, code.id), desk.csrf()).with("back", place);
    match code.archived_at {
        Some(_) => (t!("Bring back").into(), to("restore")),
        None => (t!("Archive").into(), to("archive")),
    }
}

fn state(desk: &Desk, code: &Code) -> Banner {
    let tone = match code.in_shop.state {
        ShopState::Exists => Tone::Ok,
        ShopState::Missing => Tone::Warn,
        ShopState::Failed => Tone::Bad,
        ShopState::Asked | ShopState::Unchecked => Tone::Info,
    };
    let key = (t!("Enter a key").to_owned(), KEY_HREF.to_owned());
    let action = (!desk.store.readable || code.in_shop.state == ShopState::Failed).then_some(key);
    Banner { tone, text: crate::web::admin::partners::in_shop(code), action }
}

fn make_form(desk: &Desk, code: &Code, place: &str) -> Option<MakeForm> {
    let missing = !matches!(code.in_shop.state, ShopState::Exists | ShopState::Asked);
    let (discount, kind) = match code.offer.discount {
        Some(Discount::Fixed(minor)) => {
            let text = desk.amount(minor).text;
            (text.split(' ').next().unwrap_or_default().to_owned(), "fixed")
        }
        Some(Discount::Percent(bps)) => (percent(bps), "percent"),
        None => (DISCOUNT.to_owned(), "percent"),
    };
    (missing && desk.store.readable).then(|| MakeForm {
        post: Post::to(format!("{place}/make"), desk.csrf()),
        discount,
        kind: kind.into(),
        currency: desk.store.currency.code().into(),
    })
}

fn percent(bps: i64) -> String {
    let text = format!("{}.{:02}", bps / 100, bps % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn toast(ask: &Ask) -> Option<Toast> {
    let text = match ask.did.as_str() {
        "asked" => t!("The store is being asked."),
        "archived" => t!("Archived. It keeps working and crediting."),
        "restored" => t!("The code is back in the list."),
        _ => return None,
    };
    Some(Toast { text: text.to_owned(), ..Toast::default() })
}

/// `POST /admin/codes/{id}/make`
pub(super) async fn make(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let (code, by, now) = (read_id(&id)?, Actor::from(&posted.me.session), app.now());
    let (fields, asked) = (posted.fields.clone(), posted.me.asked.clone());
    let written = call::write(&app.engine, move |tx| {
        let known = code::load(tx, &by.tenant, &code)?;
        let store = asked.store(tx, &by.tenant)?;
        let offer = wanted(&fields, &known, &store)?;
        coupon::set_offer(tx, &by.tenant, &code, &offer)?;
        coupon::ask(tx, (&by.tenant, &code), MAKE, now)?;
        audit::note(tx, &by, &Note::on("code.asked_for", code.as_str()).named(&known.code), now).map(drop)
    });
    written.await?;
    app.asked.notify_one();
    let list = format!("{}?tab=codes", super::HREF);
    let place = format!("/admin/codes/{id}");
    let back = if posted.fields.get("back") == "list" { list } else { place };
    Ok(Redirect::to(&with_did(&back, "asked", &id)).into_response())
}

/// What the form says the coupon gives; from the list, what is known, or what most give.
fn wanted(
    fields: &Fields,
    known: &Code,
    store: &tributary_engine::store::Store,
) -> Result<code::Offer, Error> {
    if fields.some("discount").is_some() {
        let offer = offer::of_form(fields, store.currency)?;
        return Ok(code::Offer { discount: offer.discount, ..known.offer });
    }
    Ok(code::Offer { discount: known.offer.discount.or(Some(Discount::Percent(1_000))), ..known.offer })
}

/// `POST /admin/codes/{id}/check`
pub(super) async fn check(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let (code, tenant, now) = (read_id(&id)?, posted.me.session.tenant, app.now());
    let written = call::write(&app.engine, move |tx| {
        code::load(tx, &tenant, &code)?;
        coupon::ask(tx, (&tenant, &code), CHECK, now)
    });
    written.await?;
    app.asked.notify_one();
    Ok(Redirect::to(&with_did(&format!("/admin/codes/{id}"), "asked", &id)).into_response())
}

/// `POST /admin/codes/check`: looks for every coupon of the store that is not archived.
pub(super) async fn check_all(State(app): State<App>, posted: Posted) -> Shown {
    let (tenant, asked, now) = (posted.me.session.tenant, posted.me.asked, app.now());
    let written = call::write(&app.engine, move |tx| {
        let only = asked.choose(tx, &tenant)?.only;
        for one in code::all(tx, &tenant, Kind::Coupon, None)? {
            let of_store = only.as_ref().is_none_or(|only| *only == one.program);
            if one.archived_at.is_none() && of_store {
                coupon::ask(tx, (&tenant, &one.id), CHECK, now)?;
            }
        }
        Ok(())
    });
    written.await?;
    app.asked.notify_one();
    Ok(Redirect::to(&with_did(&format!("{}?tab=codes", super::HREF), "asked", "all")).into_response())
}
