//! New partner (`/admin/partners/new`): partner, referral code, link, coupon and invitation in one step. Orders that
//! already carry the coupon are judged again in the same transaction.

use super::invite::{self, Inviting};
use super::offer;
use crate::app::App;
use crate::call;
use crate::lang;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors, renamed};
use crate::web::admin::guard::Posted;
use crate::web::admin::links::code_new::{give, href};
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::view::partners::new::{self as view, PartnerNewView};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use std::collections::BTreeSet;
use tributary_core::{CodeId, PartnerId, ProgramId, TenantId, Timestamp};
use tributary_engine::audit::{self, Actor};
use tributary_engine::code::coupon::{self, MAKE};
use tributary_engine::code::{self, Kind};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, NewLink};
use tributary_engine::partner::{self, NewPartner, Profile};
use tributary_engine::store::Store;
use tributary_engine::{Engine, Error, program};

const KIND: &str = "influencer";
const DISCOUNT: &str = "10"; // percent: what most coupons of this kind give
const SLUG_CHARS_MAX: usize = 24; // short enough to say aloud
const SLUG_TRIES_MAX: u32 = 50; // fifty Saras, then somebody chooses

/// `GET /admin/partners/new`: a code or coupon in the address is filled in.
pub(super) async fn form(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let (desk, groups) = read(&app, me).await?;
    Ok(desk.page(Place::Partners, t!("New partner"), &view::render(&filled(&desk, &fields, groups))))
}

/// `POST /admin/partners`
pub(super) async fn create(State(app): State<App>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (sent, engine, now) = (fields.clone(), app.engine.clone(), app.now());
    let asked = me.asked.clone();
    let inviting =
        Inviting { by: Actor::from(&me.session), base_url: me.base_url.clone(), reader: lang::current() };
    let written = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &inviting.by.tenant)?;
        let wanted = Wanted { fields: &sent, by: &inviting.by, store: &store };
        let partner = wanted.make(tx, &engine, now)?;
        if sent.get("invite") == "1" {
            invite::send(tx, &inviting, (&partner, &store), (&engine.sealer, now))?;
        }
        Ok(partner)
    });
    match written.await {
        Ok(partner) => {
            call::refresh_snapshot(&app.engine).await?;
            app.asked.notify_one();
            let place = format!("/admin/partners/{partner}");
            Ok(Redirect::to(&href(&place, &[("did", "made")])).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            let (desk, groups) = read(&app, me).await?;
            let view = PartnerNewView { errors, ..filled(&desk, &fields, groups) };
            let at = (Place::Partners, t!("New partner"));
            Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, at, &view::render(&view)))
        }
    }
}

async fn read(app: &App, me: SignedIn) -> Result<(Desk, Vec<String>), Refusal> {
    desk::read(app, me, |tx, desk| groups(tx, desk.tenant())).await
}

/// The groups that partners are sorted into.
pub(super) fn groups(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<String>, Error> {
    let all = partner::all(tx, tenant)?.into_iter().map(|partner| partner.group);
    let groups: BTreeSet<String> = all.filter(|group| !group.is_empty()).collect();
    Ok(groups.into_iter().collect())
}

fn filled(desk: &Desk, fields: &Fields, groups: Vec<String>) -> PartnerNewView {
    // A box that was not ticked sends nothing, so the form says that it had one.
    let ticked = |name: &str, shown: &str, at_first: bool| match fields.get(shown) {
        "" => at_first,
        _ => fields.get(name) == "1",
    };
    let or = |text: String, other: &str| if text.is_empty() { other.to_owned() } else { text };
    PartnerNewView {
        action: "/admin/partners".into(),
        csrf: desk.csrf(),
        partners_href: "/admin/partners".into(),
        link_prefix: format!("{}/r/", super::list::short(&desk.me.base_url)),
        name: fields.text("name"),
        email: fields.text("email"),
        invite: ticked("invite", "invite_shown", true),
        invite_hint: t!("With their link and code, when an e-mail address is given.").into(),
        code: fields.text("code"),
        coupon: fields.text("coupon"),
        make: ticked("make", "make_shown", true),
        key_href: (!desk.store.readable).then(|| super::KEY_HREF.to_owned()),
        discount: or(fields.text("discount"), DISCOUNT),
        discount_kind: or(fields.text("discount_kind"), "percent"),
        currency: desk.store.currency.code().into(),
        group: fields.text("group"),
        groups,
        note: fields.text("note"),
        errors: Vec::new(),
    }
}

/// What the form asks for, and for whom.
struct Wanted<'a> {
    fields: &'a Fields,
    by: &'a Actor,
    store: &'a Store,
}

impl Wanted<'_> {
    fn make(&self, tx: &mut Tx<'_>, engine: &Engine, now: Timestamp) -> Result<PartnerId, Error> {
        let tenant = &self.store.tenant;
        let program = program::of_store(tx, tenant, &self.store.id)?;
        let people_key = engine.sealer.people_key();
        let new = NewPartner {
            name: self.fields.text("name"),
            email: self.fields.some("email"),
            kind: KIND.to_owned(),
            by: self.by.name.clone(),
        };
        let partner = partner::create(tx, tenant, &new, people_key, now)?.id;
        let profile = Profile {
            name: new.name,
            email: new.email,
            group: self.fields.text("group"),
            place: String::new(),
            note: self.fields.text("note"),
        };
        partner::change(tx, tenant, &partner, &profile, (people_key, now))?;
        let made = partner::load(tx, tenant, &partner)?;
        audit::partner_created(tx, self.by, &made, now)?;
        let slug = self.referral_code(tx, (&program, &partner), now)?;
        self.link(tx, (&program, &partner), slug, now)?;
        if let Some(coupon) = self.fields.some("coupon") {
            let whose = (self.by, &program, &partner);
            let made = give(tx, whose, (Kind::Coupon, &coupon), now);
            self.offer(tx, &made.map_err(|error| renamed(error, "coupon"))?.id, now)?;
        }
        Ok(partner)
    }

    /// Notes what the coupon gives, and asks the shop to make it.
    fn offer(&self, tx: &mut Tx<'_>, code: &CodeId, now: Timestamp) -> Result<(), Error> {
        if self.fields.get("make") != "1" {
            return if self.store.readable { self.ask(tx, code, coupon::CHECK, now) } else { Ok(()) };
        }
        let offer = offer::of_form(self.fields, self.store.currency)?;
        coupon::set_offer(tx, &self.store.tenant, code, &offer)?;
        self.ask(tx, code, MAKE, now)
    }

    fn ask(&self, tx: &mut Tx<'_>, code: &CodeId, work: &'static str, now: Timestamp) -> Result<(), Error> {
        coupon::ask(tx, (&self.store.tenant, code), work, now)
    }

    /// The code that was typed, or one made from the name.
    fn referral_code(
        &self,
        tx: &mut Tx<'_>,
        (program, partner): (&ProgramId, &PartnerId),
        now: Timestamp,
    ) -> Result<String, Error> {
        let typed = self.fields.some("code");
        let code = match typed {
            Some(typed) => typed,
            None => free_slug(tx, (&self.by.tenant, program), self.fields.get("name"))?,
        };
        give(tx, (self.by, program, partner), (Kind::Referral, &code), now).map(|made| made.code)
    }

    /// A link of the same name to the shop's front page; another name where somebody has it.
    fn link(
        &self,
        tx: &mut Tx<'_>,
        (program, partner): (&ProgramId, &PartnerId),
        slug: String,
        now: Timestamp,
    ) -> Result<(), Error> {
        let new = NewLink {
            program: program.clone(),
            partner: partner.clone(),
            slug: Some(slug),
            destination: self.store.url.clone(),
        };
        let link = match link::create(tx, &self.store.tenant, &new, now) {
            Err(Error::Invalid(_)) => {
                link::create(tx, &self.store.tenant, &NewLink { slug: None, ..new }, now)?
            }
            other => other?,
        };
        audit::link_created(tx, self.by, &link, now)
    }
}
/// A code made from a name that nobody has yet: `sara-lind`, then `sara-lind2`.
fn free_slug(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    name: &str,
) -> Result<String, Error> {
    let slug = slug(name);
    for number in 1..=SLUG_TRIES_MAX {
        let candidate = if number == 1 { slug.clone() } else { format!("{slug}{number}") };
        let taken = code::find(tx, tenant, program, &candidate, Kind::Referral)?
            .is_some_and(|code| code.kind == Kind::Referral);
        if !taken {
            return Ok(candidate);
        }
    }
    Err(Error::field("/code", "taken", "Choose a code: those made from this name are taken."))
}

/// A name as it can stand in a link.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.trim().to_lowercase().chars().take(SLUG_CHARS_MAX) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "partner".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_code() {
        assert_eq!(slug("Sara Lind"), "sara-lind");
        assert_eq!(slug("  Cleo & Sons "), "cleo-sons");
        assert_eq!(slug("ئايگۈل"), "ئايگۈل");
        assert_eq!(slug("!!!"), "partner");
        assert!(slug(&"a".repeat(99)).len() <= SLUG_CHARS_MAX);
    }
}
