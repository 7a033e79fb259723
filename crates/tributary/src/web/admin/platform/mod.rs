//! All brands of this server, for operators of the platform: figures alone, and nothing to change. Whoever is none finds nothing here.

mod brand;
mod list;

use super::desk::{Desk, amount};
use super::refusal::Refusal;
use super::session::SignedIn;
use crate::app::App;
use crate::call;
use crate::lang::number;
use crate::web::view::platform::Sums;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::get;
use tributary_core::{Currency, TenantId};
use tributary_engine::platform::Figures;
use tributary_engine::{Error, access};

/// All brands.
pub(super) const HREF: &str = "/platform";

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    Router::new().route(HREF, get(list::page)).route("/platform/brands/{id}", get(brand::page))
}

/// An operator who is signed in; to everybody else there is no such page.
#[derive(Debug, Clone)]
struct Operator(SignedIn);

impl FromRequestParts<App> for Operator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let missing = || Refusal::Engine(Error::NotFound("page"));
        let me = SignedIn::from_request_parts(parts, app).await.map_err(|_| missing())?;
        let session = me.session.clone();
        let is = call::read(&app.engine, move |tx| access::is_operator(tx, &session)).await?;
        if is { Ok(Self(me)) } else { Err(missing()) }
    }
}

/// A brand's page.
fn href(id: &TenantId) -> String {
    format!("{HREF}/brands/{id}")
}

fn sums(figures: &Figures, currency: Currency) -> Sums {
    let money = |minor| amount(minor, currency);
    Sums {
        orders: number::count(figures.orders),
        revenue: money(figures.revenue_minor),
        commission: money(figures.commission_minor),
        earned: money(figures.earned_minor),
        pending: money(figures.pending_minor),
        ready: money(figures.ready_minor),
        paid: money(figures.paid_minor),
    }
}

/// A whole page.
fn shown(desk: &Desk, title: &str, body: &maud::Markup) -> axum::response::Response {
    desk.page(super::desk::Place::Elsewhere, title, body)
}
