//! A link as a picture: QR code as SVG and PNG, and a page to print.

use super::handout::{self, Handout};
use crate::app::App;
use crate::web::admin::desk::{self, Desk};
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::shell;
use crate::web::qr::Qr;
use crate::web::view::links::poster::{self, PosterView};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tributary_engine::code::{self, Kind};
use tributary_engine::db::Tx;
use tributary_engine::{Error, partner};

const SIZE: u32 = 1024; // what most print shops and chats take

/// How large a picture is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    size: String,
}

/// `GET /admin/links/{id}/qr.svg`
pub(super) async fn svg(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let (desk, link) = read(&app, me, id).await?;
    Ok(file("image/svg+xml", &link, "svg", Qr::of(&link.url(&desk))?.svg().into_bytes()))
}

/// `GET /admin/links/{id}/qr.png?size=1024`
pub(super) async fn png(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let (desk, link) = read(&app, me, id).await?;
    let size = ask.size.parse().unwrap_or(SIZE);
    Ok(file("image/png", &link, "png", Qr::of(&link.url(&desk))?.png(size)?))
}

/// `GET /admin/links/{id}/poster`: an A6 page to print.
pub(super) async fn poster(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let read = desk::read(&app, me, move |tx, desk| {
        let link = handout::load(tx, desk.tenant(), &id)?;
        let name = partner::load(tx, desk.tenant(), &link.partner)?.name;
        let coupon = coupon(tx, desk, &link)?;
        Ok((link, name, coupon))
    });
    let (desk, (link, partner, coupon)) = read.await?;
    let url = link.url(&desk);
    let view = PosterView { store: desk.store.name, partner, qr: Qr::of(&url)?.drawing(), url, coupon };
    Ok(shell::bare(&view.store, &poster::render(&view)).into_response())
}

fn coupon(tx: &mut Tx<'_>, desk: &Desk, link: &Handout) -> Result<Option<String>, Error> {
    let codes = code::all(tx, desk.tenant(), Kind::Coupon, Some(&link.partner))?;
    let in_use = |code: &code::Code| code.archived_at.is_none() && desk.shows(&code.program);
    Ok(codes.into_iter().rfind(in_use).map(|code| code.code))
}

async fn read(app: &App, me: SignedIn, id: String) -> Result<(Desk, Handout), Refusal> {
    desk::read(app, me, move |tx, desk| handout::load(tx, desk.tenant(), &id)).await
}

fn file(mime: &'static str, link: &Handout, extension: &str, body: Vec<u8>) -> Response {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let slug: String = link.path.rsplit('/').next().unwrap_or_default().chars().filter(plain).collect();
    let name = format!("inline; filename=\"qr-{slug}.{extension}\"");
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("inline"));
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(mime)), (header::CONTENT_DISPOSITION, name)];
    (headers, body).into_response()
}
