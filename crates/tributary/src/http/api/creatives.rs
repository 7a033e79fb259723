//! `/api/v1/creatives`: pictures and texts that partners post.

use super::check::referred;
use super::list::{self, List};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::creatives::page;
use crate::http::api::shape::{
    Base64Picture, LanguageTag, ProductRef, ProgramRef, Said2000, Text150, WebAddress,
};
use crate::http::problem::{Handled, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use tributary_core::{CreativeId, ProductId, ProgramId, TenantId};
use tributary_engine::clock::rfc3339;
use tributary_engine::creative::{self, Change, Content, NewCreative, PLACE_MAX, TITLE_CHARS_MAX, Target};
use tributary_engine::db::Tx;
use tributary_engine::{Error, Result, program};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const ONE_OF_TWO: &str = "Send an image or a text, and not both.";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, create)).routes(routes!(show, change)).routes(routes!(archive))
}

/// A picture that partners post.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CreativeImage {
    /// Where it is, for everybody.
    #[schema(example = "https://track.example/creatives/k3v….png")]
    url: String,
    /// Its kind.
    #[schema(example = "image/png")]
    media_type: String,
    /// Pixels across.
    width: i64,
    /// Pixels down.
    height: i64,
    /// How much it weighs.
    bytes: i64,
}

/// A picture or a text that partners post.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Creative {
    /// Its id.
    #[schema(example = "crv_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// For the partners of this program.
    program: String,
    /// What it is called.
    title: String,
    /// The text; null for a picture. `{LINK}` and `{CODE}` stand for the partner's own.
    #[schema(required)]
    text: Option<String>,
    /// The picture; null for a text, and once it is archived.
    #[schema(required)]
    image: Option<CreativeImage>,
    /// The language it is in, as a tag; empty for all.
    language: String,
    /// The page that it leads to; null where it leads to a product, or to wherever the partner's link leads.
    #[schema(required)]
    url: Option<String>,
    /// The product that it leads to.
    #[schema(required)]
    product: Option<String>,
    /// Whether partners see it.
    shown: bool,
    /// Where it stands among the others.
    place: i64,
    /// When it was made.
    created_at: String,
    /// When it was changed.
    updated_at: String,
    /// Since when it is taken away.
    #[schema(required)]
    archived_at: Option<String>,
}

impl Creative {
    fn new(one: creative::Creative, base_url: &str) -> Self {
        let served = one.picture.as_ref().filter(|_| one.archived_at.is_none());
        let image = served.map(|picture| CreativeImage {
            url: format!("{base_url}{}", picture.path()),
            media_type: picture.seen.media.mime().to_owned(),
            width: picture.seen.width,
            height: picture.seen.height,
            bytes: picture.bytes,
        });
        let (url, product) = match one.target {
            Target::Front => (None, None),
            Target::Page(url) => (Some(url), None),
            Target::Product(id) => (None, Some(id.to_string())),
        };
        Self {
            id: one.id.to_string(),
            program: one.program.to_string(),
            title: one.title,
            text: one.picture.is_none().then_some(one.body),
            image,
            language: one.language,
            url,
            product,
            shown: one.shown,
            place: one.place,
            created_at: rfc3339(one.created_at),
            updated_at: rfc3339(one.updated_at),
            archived_at: one.archived_at.map(rfc3339),
        }
    }
}

/// A creative to make: with an `image` or a `text`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCreativeBody {
    /// For the partners of this program.
    #[schema(value_type = ProgramRef, example = "prg_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    program: ProgramId,
    /// What it is called, 1 to 150 characters; also what a picture says to those who do not see it.
    #[schema(value_type = Text150, example = "Summer sale")]
    title: String,
    /// A picture in base64: PNG, JPEG, WebP or GIF, kept as it is, with whatever a camera wrote into it. The whole request is at most
    /// 1 MiB; larger pictures, up to 2 MB, go through the screens.
    #[schema(value_type = Option<Base64Picture>)]
    image: Option<String>,
    /// A text of 1 to 2,000 characters. `{LINK}` and `{CODE}` stand for the partner's own.
    #[schema(value_type = Option<Said2000>, example = "My favourite boots: {LINK}")]
    text: Option<String>,
    /// The language it is in; empty or missing for all.
    #[schema(value_type = Option<LanguageTag>, example = "sv")]
    language: Option<String>,
    /// The page that it leads to, on a host where the program's links may lead.
    #[schema(value_type = Option<WebAddress>)]
    url: Option<String>,
    /// The product that it leads to, instead of a page.
    #[schema(value_type = Option<ProductRef>)]
    product: Option<ProductId>,
    /// Whether partners see it; they do when missing.
    shown: Option<bool>,
    /// Where it stands among the others; behind the last when missing.
    #[schema(minimum = 0, maximum = 9999)]
    place: Option<i64>,
}

/// What to change; what is missing stays. A picture stays what it is.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreativeChange {
    /// What it is called.
    #[schema(value_type = Option<Text150>)]
    title: Option<String>,
    /// The text.
    #[schema(value_type = Option<Said2000>)]
    text: Option<String>,
    /// The language it is in; empty for all.
    #[schema(value_type = Option<LanguageTag>)]
    language: Option<String>,
    /// The page that it leads to from now on.
    #[schema(value_type = Option<WebAddress>)]
    url: Option<String>,
    /// The product that it leads to from now on, instead of a page.
    #[schema(value_type = Option<ProductRef>)]
    product: Option<ProductId>,
    /// Whether partners see it.
    shown: Option<bool>,
    /// Where it stands among the others.
    #[schema(minimum = 0, maximum = 9999)]
    place: Option<i64>,
}

/// Nothing but the wish.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreativeArchival {}

/// List creatives, newest first; archived ones too.
#[utoipa::path(get, path = "/api/v1/creatives", tag = "creatives", params(Paging),
    responses((status = 200, body = List<Creative>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("creatives:read")?;
    let _: super::Nothing = asked.query()?;
    let cursor = asked.cursor(list::id::<CreativeId>)?;
    let page = call::read(&app.engine, move |tx| creative::list(tx, &tenant, &cursor)).await?;
    Ok(list::render(&asked, page, |one| Creative::new(one, asked.base_url())))
}

/// Add a creative.
#[utoipa::path(post, path = "/api/v1/creatives", tag = "creatives", request_body = NewCreativeBody,
    responses((status = 201, body = Creative)))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewCreativeBody>("creatives:write")?;
    judged(&body)?;
    let content = content(&body)?;
    let (base_url, actor) = (sent.asked().base_url().to_owned(), sent.actor());
    let made = sent.once(&app, move |tx, now| {
        referred(program::load(tx, &tenant, &body.program), "/program")?;
        let target = target(tx, (&tenant, &body.program), (body.url.as_deref(), body.product.as_ref()))?;
        let new = NewCreative {
            program: body.program.clone(),
            title: body.title.clone(),
            content: content.clone(),
            language: body.language.clone().unwrap_or_default(),
            target: target.unwrap_or_default(),
            shown: body.shown.unwrap_or(true),
            place: body.place,
        };
        let one = creative::create(tx, &actor, &new, now)?;
        answer(StatusCode::CREATED, &Creative::new(one, &base_url))
    });
    made.await
}

fn judged(body: &NewCreativeBody) -> Handled<()> {
    super::checked(|faults| {
        faults.text("/title", &body.title, TITLE_CHARS_MAX);
        body.place.iter().for_each(|place| faults.range("/place", *place, 0, PLACE_MAX));
    })
}

fn content(body: &NewCreativeBody) -> Handled<Content> {
    match (&body.image, &body.text) {
        (Some(image), None) => {
            let detail = "Send the picture in base64, with the alphabet of RFC 4648, section 4.";
            let bytes = STANDARD.decode(image).map_err(|_| Problem::field("/image", "format", detail))?;
            Ok(Content::Picture(bytes))
        }
        (None, Some(text)) => Ok(Content::Text(text.clone())),
        (Some(_), Some(_)) => Err(Problem::field("/text", "several", ONE_OF_TWO)),
        (None, None) => Err(Problem::field("/image", "required", ONE_OF_TWO)),
    }
}

/// Where it is to lead, if that is said.
fn target(
    tx: &mut Tx<'_>,
    of: (&TenantId, &ProgramId),
    (url, product): (Option<&str>, Option<&ProductId>),
) -> Result<Option<Target>> {
    match (url, product) {
        (Some(_), Some(_)) => {
            let detail = "Send a page or a product, not both.";
            Err(Error::field("/product", "several", detail))
        }
        (Some(url), None) => page(tx, of, url).map(Some),
        (None, product) => Ok(product.cloned().map(Target::Product)),
    }
}

/// Read a creative.
#[utoipa::path(get, path = "/api/v1/creatives/{id}", tag = "creatives",
    params(("id" = String, Path, description = "The creative's id.")),
    responses((status = 200, body = Creative)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Creative>> {
    let tenant = asked.tenant("creatives:read")?;
    let id: CreativeId = asked.id("creative")?;
    let one = call::read(&app.engine, move |tx| creative::load(tx, &tenant, &id)).await?;
    Ok(Json(Creative::new(one, asked.base_url())))
}

/// Change a creative, hide it or show it.
///
/// What is hidden is not offered to partners; its picture goes on being served, for it may stand on their pages.
#[utoipa::path(patch, path = "/api/v1/creatives/{id}", tag = "creatives", request_body = CreativeChange,
    params(("id" = String, Path, description = "The creative's id.")),
    responses((status = 200, body = Creative)))]
async fn change(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<CreativeChange>("creatives:write")?;
    let id: CreativeId = sent.asked().id("creative")?;
    super::checked(|faults| {
        body.title.iter().for_each(|title| faults.text("/title", title, TITLE_CHARS_MAX));
        body.place.iter().for_each(|place| faults.range("/place", *place, 0, PLACE_MAX));
    })?;
    let (base_url, actor) = (sent.asked().base_url().to_owned(), sent.actor());
    let changed = sent.once(&app, move |tx, now| {
        let of = creative::load(tx, &tenant, &id)?.program;
        let wanted = Change {
            target: target(tx, (&tenant, &of), (body.url.as_deref(), body.product.as_ref()))?,
            title: body.title.clone(),
            body: body.text.clone(),
            language: body.language.clone(),
            shown: body.shown,
            place: body.place,
        };
        let one = creative::change(tx, &actor, (&id, &wanted), now)?;
        answer(StatusCode::OK, &Creative::new(one, &base_url))
    });
    changed.await
}

/// Take a creative away for good.
///
/// Partners see it no longer; a picture is served no longer, and forgotten.
#[utoipa::path(post, path = "/api/v1/creatives/{id}/archive", tag = "creatives", request_body = CreativeArchival,
    params(("id" = String, Path, description = "The creative's id.")),
    responses((status = 200, body = Creative)))]
async fn archive(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (_, CreativeArchival {}) = sent.read("creatives:write")?;
    let id: CreativeId = sent.asked().id("creative")?;
    let (base_url, actor) = (sent.asked().base_url().to_owned(), sent.actor());
    let archived = sent.once(&app, move |tx, now| {
        let one = creative::archive(tx, &actor, &id, now)?;
        answer(StatusCode::OK, &Creative::new(one, &base_url))
    });
    archived.await
}
