//! New partner (`/admin/partners/new`): partner, referral code, link and coupon in one step. Orders that already
//! carry the coupon are judged again in the same transaction.

use crate::app::App;
use crate::call;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors, renamed};
use crate::web::admin::guard::Posted;
use crate::web::admin::links::code_new::give;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::partners::new::{self as view, PartnerNewView};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use tributary_core::{PartnerId, ProgramId, TenantId, Timestamp};
use tributary_engine::audit::{self, Actor};
use tributary_engine::code::{self, Kind};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, NewLink};
use tributary_engine::partner::{self, NewPartner};
use tributary_engine::store::Store;
use tributary_engine::{Engine, Error, program};

const KIND: &str = "influencer";
const SLUG_CHARS_MAX: usize = 24; // short enough to say aloud
const SLUG_TRIES_MAX: u32 = 50; // fifty Saras, then somebody chooses

/// `GET /admin/partners/new`: a code or coupon in the address is filled in.
pub(in crate::web::admin) async fn form(
    State(app): State<App>,
    me: SignedIn,
    RawQuery(query): RawQuery,
) -> Shown {
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    Ok(desk.page(Place::Partners, "New partner", &view::render(&filled(&desk, &fields))))
}

/// `POST /admin/partners`
pub(in crate::web::admin) async fn create(State(app): State<App>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (session, sent, engine, now) = (me.session.clone(), fields.clone(), app.engine.clone(), app.now());
    let written = call::write(&app.engine, move |tx| {
        let store = desk::only_store(tx, &session.tenant)?;
        let by = Actor::from(&session);
        let wanted = Wanted { fields: &sent, by: &by, store: &store };
        wanted.make(tx, &engine, now)
    });
    match written.await {
        Ok(partner) => {
            call::refresh_snapshot(&app.engine).await?;
            Ok(Redirect::to(&format!("/admin/partners?made={partner}")).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
            let view = PartnerNewView { errors, ..filled(&desk, &fields) };
            let at = (Place::Partners, "New partner");
            Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, at, &view::render(&view)))
        }
    }
}

fn filled(desk: &Desk, fields: &Fields) -> PartnerNewView {
    PartnerNewView {
        action: "/admin/partners".into(),
        csrf: desk.csrf(),
        partners_href: "/admin/partners".into(),
        link_prefix: format!("{}/r/", super::list::short(&desk.me.base_url)),
        name: fields.text("name"),
        email: fields.text("email"),
        code: fields.text("code"),
        coupon: fields.text("coupon"),
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
        let new = NewPartner {
            name: self.fields.text("name"),
            email: self.fields.some("email"),
            kind: KIND.to_owned(),
            by: self.by.name.clone(),
        };
        let partner = partner::create(tx, tenant, &new, engine.sealer.people_key(), now)?;
        audit::partner_created(tx, self.by, &partner, now)?;
        let partner = partner.id;
        let slug = self.referral_code(tx, (&program, &partner), now)?;
        self.link(tx, (&program, &partner), slug, now)?;
        if let Some(coupon) = self.fields.some("coupon") {
            let of_coupon = |error| renamed(error, "coupon");
            let whose = (self.by, &program, &partner);
            give(tx, whose, (Kind::Coupon, &coupon), now).map_err(of_coupon)?;
        }
        Ok(partner)
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
