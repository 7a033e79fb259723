//! A further code for a partner (`/admin/codes/new`). Orders that already carry a coupon are judged again in the
//! same transaction, as if it had always been theirs.

use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::filter::query;
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::view::links::code_new::{self as view, CodeNewView};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use tributary_core::{PartnerId, ProgramId, Timestamp};
use tributary_engine::audit::{self, Actor};
use tributary_engine::code::{self, Code, Kind, NewCode};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Error, partner, program};

/// The form.
pub(super) const NEW_HREF: &str = "/admin/codes/new";

/// `GET /admin/codes/new`: a code or coupon and a partner in the address are filled in.
pub(in crate::web::admin) async fn form(
    State(app): State<App>,
    me: SignedIn,
    RawQuery(query): RawQuery,
) -> Shown {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let (desk, partners) = read(&app, me).await?;
    Ok(desk.page(Place::Partners, t!("Give a code"), &view::render(&filled(&desk, &asked, partners))))
}

/// `POST /admin/codes`
pub(in crate::web::admin) async fn create(State(app): State<App>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (by, sent, now) = (Actor::from(&me.session), fields.clone(), app.now());
    let asked = me.asked.clone();
    let written = call::write(&app.engine, move |tx| {
        let tenant = &by.tenant;
        let store = asked.store(tx, tenant)?;
        let (partner, kind) = checked(&sent)?;
        let program = program::of_store(tx, tenant, &store.id)?;
        give(tx, (&by, &program, &partner), (kind, sent.get("code")), now)
    });
    match written.await {
        Ok(code) => {
            call::refresh_snapshot(&app.engine).await?;
            Ok(Redirect::to(&given(&code)).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            let (desk, partners) = read(&app, me).await?;
            let view = CodeNewView { errors, ..filled(&desk, &fields, partners) };
            let at = (Place::Partners, t!("Give a code"));
            Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, at, &view::render(&view)))
        }
    }
}

/// The page of a code that was just given: a referral code has that of a link.
fn given(code: &Code) -> String {
    match code.kind {
        Kind::Referral => href(&format!("{}/{}", super::HREF, code.id), &[("did", "made")]),
        _ => href(&format!("/admin/codes/{}", code.id), &[("did", "given")]),
    }
}

async fn read(app: &App, me: SignedIn) -> Result<(Desk, Vec<(String, String)>), Refusal> {
    desk::read(app, me, names).await
}

/// Id and name of every partner, by name.
pub(in crate::web::admin) fn names(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<(String, String)>, Error> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let partners = partner::list(tx, desk.tenant(), &all)?.rows;
    let mut names: Vec<_> = partners.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
    names.sort_by_key(|(_, name)| name.to_lowercase());
    Ok(names)
}

fn checked(fields: &Fields) -> Result<(PartnerId, Kind), Error> {
    let unknown = |name: &str| Error::field(format!("/{name}"), "unknown", "Choose one of these.");
    let partner = PartnerId::parse(fields.get("partner")).map_err(|_| unknown("partner"))?;
    let kind = Kind::parse(fields.get("kind")).ok_or_else(|| unknown("kind"))?;
    Ok((partner, kind))
}

/// The form as the address or the form itself says.
fn filled(desk: &Desk, fields: &Fields, partners: Vec<(String, String)>) -> CodeNewView {
    let coupon = fields.some("coupon");
    let kind = fields.some("kind").unwrap_or_else(|| {
        let kind = if fields.some("code").is_some() { Kind::Referral } else { Kind::Coupon };
        kind.as_str().to_owned()
    });
    let code = coupon.unwrap_or_else(|| fields.text("code"));
    let name = if kind == Kind::Coupon.as_str() { "coupon" } else { "code" };
    CodeNewView {
        action: "/admin/codes".into(),
        csrf: desk.csrf(),
        new_partner_href: href("/admin/partners/new", &[(name, &code)]),
        code,
        kind,
        partners,
        partner: fields.text("partner"),
        errors: Vec::new(),
    }
}

/// An address with a query; empty values are left out.
pub(in crate::web::admin) fn href(path: &str, asked: &[(&str, &str)]) -> String {
    let set = asked.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<(&str, String)> = set.map(|(name, value)| (*name, (*value).to_owned())).collect();
    query(path, &pairs)
}

/// Gives a partner a code.
pub(in crate::web::admin) fn give(
    tx: &mut Tx<'_>,
    (by, program, partner): (&Actor, &ProgramId, &PartnerId),
    (kind, code): (Kind, &str),
    now: Timestamp,
) -> Result<Code, Error> {
    let new = NewCode { program: program.clone(), partner: partner.clone(), kind, code: code.to_owned() };
    let code = code::create(tx, &by.tenant, &new, now)?;
    audit::code_created(tx, by, &code, now)?;
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_escaped_and_holds_no_empty_values() {
        assert_eq!(href("/a", &[("code", "x&y"), ("partner", "")]), "/a?code=x%26y");
        assert_eq!(href("/a", &[("code", "")]), "/a");
    }
}
