//! New creatives and changed ones: pictures by their files, several at once, or a text.

use super::creatives::{HREF, face, language, parsed};
use crate::app::App;
use crate::call;
use crate::creatives::page as page_of;
use crate::lang::{Lang, msg};
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::upload::Uploaded;
use crate::web::kit::FieldError;
use crate::web::view::resources::creative_form::{self as view, FormView, Typed};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use std::fs::File;
use std::io::Read as _;
use tempfile::NamedTempFile;
use tributary_core::{CreativeId, ProductId, ProgramId, TenantId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::creative::{
    self, BYTES_MAX, Change, Content, Creative, NewCreative, TITLE_CHARS_MAX, Target, look,
};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::product::{self, Narrow};
use tributary_engine::store::Store;
use tributary_engine::{Error, Result as Known, program};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    kind: String,
}

/// A form, and what is wrong with it.
struct Sent {
    typed: Typed,
    errors: Vec<FieldError>,
    id: Option<CreativeId>,
}

/// `GET /admin/resources/creatives/new`
pub(super) async fn new(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let typed = Typed { is_text: ask.kind == "text", shown: true, ..Typed::default() };
    shown(&app, me, Sent { typed, errors: Vec::new(), id: None }).await
}

/// `GET /admin/resources/creatives/{id}`
pub(super) async fn edit(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let id = parsed(&id)?;
    let (tenant, wanted) = (me.session.tenant.clone(), id.clone());
    let one = call::read(&app.engine, move |tx| creative::load(tx, &tenant, &wanted)).await?;
    if one.archived_at.is_some() {
        return Err(Error::NotFound("creative").into());
    }
    shown(&app, me, Sent { typed: stands(&one), errors: Vec::new(), id: Some(id) }).await
}

fn stands(one: &Creative) -> Typed {
    let (url, product) = match &one.target {
        Target::Front => (String::new(), String::new()),
        Target::Page(url) => (url.clone(), String::new()),
        Target::Product(id) => (String::new(), id.to_string()),
    };
    Typed {
        is_text: one.picture.is_none(),
        title: one.title.clone(),
        text: one.body.clone(),
        language: one.language.clone(),
        url,
        product,
        place: one.place.to_string(),
        shown: one.shown,
    }
}

fn typed(fields: &Fields) -> Typed {
    Typed {
        is_text: fields.get("kind") == "text",
        title: fields.text("title"),
        text: fields.text("text").replace("\r\n", "\n"),
        language: fields.text("language"),
        url: fields.text("url"),
        product: fields.text("product"),
        place: fields.text("place"),
        shown: !fields.get("shown").is_empty(),
    }
}

/// `POST /admin/resources/creatives`
pub(super) async fn create(State(app): State<App>, uploaded: Uploaded) -> Shown {
    let Uploaded { me, fields, files } = uploaded;
    let typed = typed(&fields);
    let read = if typed.is_text {
        Ok(vec![(typed.title.clone(), Content::Text(typed.text.clone()))])
    } else {
        match files {
            Ok(files) => call::slowly(move || read(&files)).await,
            Err(error) => Err(error),
        }
    };
    let (by, now, wanted) = (Actor::from(&me.session), app.now(), typed.clone());
    let asked = me.asked.clone();
    let made = match read {
        Ok(contents) => match unread(&contents) {
            Some(error) => return shown(&app, me, Sent { typed, errors: vec![error], id: None }).await,
            None => {
                let work = move |tx: &mut Tx<'_>| {
                    let store = asked.store(tx, &by.tenant)?;
                    make(tx, (&by, &store), (&wanted, &contents), now)
                };
                call::write(&app.engine, work).await
            }
        },
        Err(error) => Err(error),
    };
    match made {
        Ok(()) => Ok(Redirect::to(&format!("{HREF}?did=made")).into_response()),
        Err(error) => shown(&app, me, Sent { errors: named(form_errors(error)?), typed, id: None }).await,
    }
}

/// Names and bytes of the files; of one that is too large, no more than shows it.
fn read(files: &[(String, NamedTempFile)]) -> Known<Vec<(String, Content)>> {
    let most = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let one = |(name, file): &(String, NamedTempFile)| {
        let trouble = |error| Error::Io("cannot read the file".to_owned(), error);
        let mut bytes = Vec::new();
        File::open(file.path()).map_err(trouble)?.take(most).read_to_end(&mut bytes).map_err(trouble)?;
        Ok((name.clone(), Content::Picture(bytes)))
    };
    files.iter().map(one).collect()
}

/// The first file that is no picture we take, by its name: of several, people want to know which.
fn unread(contents: &[(String, Content)]) -> Option<FieldError> {
    let wrong = contents.iter().find(|(_, content)| match content {
        Content::Picture(bytes) => bytes.len() > BYTES_MAX || look(bytes).is_none(),
        Content::Text(_) => false,
    });
    wrong.map(|(name, _)| FieldError {
        field: "file".to_owned(),
        message: t!("{name}: use a picture of at most 2 MB: PNG, JPEG, WebP or GIF.", name = name),
    })
}

fn make(
    tx: &mut Tx<'_>,
    (by, store): (&Actor, &Store),
    (typed, contents): (&Typed, &[(String, Content)]),
    now: Timestamp,
) -> Known<()> {
    let program = program::of_store(tx, &by.tenant, &store.id)?;
    let target = target(tx, (&by.tenant, &program), typed)?;
    let alone = contents.len() == 1 && !typed.title.is_empty();
    for (name, content) in contents {
        let new = NewCreative {
            program: program.clone(),
            title: if alone { typed.title.clone() } else { stem(name) },
            content: content.clone(),
            language: typed.language.clone(),
            target: target.clone(),
            shown: typed.shown,
            place: None,
        };
        creative::create(tx, by, &new, now)?;
    }
    Ok(())
}

/// A file's name without its end, as a title.
fn stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.chars().filter(|letter| !letter.is_control()).take(TITLE_CHARS_MAX).collect()
}

fn target(tx: &mut Tx<'_>, of: (&TenantId, &ProgramId), typed: &Typed) -> Known<Target> {
    match (typed.url.as_str(), typed.product.as_str()) {
        ("", "") => Ok(Target::Front),
        (url, "") => page_of(tx, of, url),
        ("", product) => {
            let unknown = |_| Error::field("/product", "unknown", "Use the id of a product that is here.");
            ProductId::parse(product).map(Target::Product).map_err(unknown)
        }
        _ => Err(Error::field("/product", "several", msg("Choose a page or a product, not both."))),
    }
}

/// `POST /admin/resources/creatives/{id}`
pub(super) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = parsed(&id)?;
    let typed = typed(&fields);
    let (by, now) = (Actor::from(&me.session), app.now());
    let (wanted, of) = (typed.clone(), id.clone());
    let changed = call::write(&app.engine, move |tx| {
        let one = creative::load(tx, &by.tenant, &of)?;
        let place = wanted
            .place
            .parse::<i64>()
            .map_err(|_| Error::field("/place", "range", msg("Use a whole number from 0 to 9,999.")))?;
        let change = Change {
            title: Some(wanted.title.clone()),
            body: one.picture.is_none().then(|| wanted.text.clone()),
            language: Some(wanted.language.clone()),
            target: Some(target(tx, (&by.tenant, &one.program), &wanted)?),
            shown: Some(wanted.shown),
            place: Some(place),
        };
        creative::change(tx, &by, (&of, &change), now).map(drop)
    });
    match changed.await {
        Ok(()) => Ok(Redirect::to(&format!("{HREF}?did=changed")).into_response()),
        Err(error) => {
            let errors = named(form_errors(error)?);
            shown(&app, me, Sent { typed, errors, id: Some(id) }).await
        }
    }
}

/// The engine's names of fields are those of the API; the form calls the picture a file.
fn named(errors: Vec<FieldError>) -> Vec<FieldError> {
    let one = |error: FieldError| match error.field.as_str() {
        "image" => FieldError { field: "file".to_owned(), ..error },
        _ => error,
    };
    errors.into_iter().map(one).collect()
}

async fn shown(app: &App, me: SignedIn, sent: Sent) -> Shown {
    let wanted = sent.id.clone();
    let read = desk::read(app, me, move |tx, desk| {
        let all = Cursor { after: None, limit: LIMIT_MAX };
        let products = product::list(tx, desk.tenant(), &Narrow::default(), &all)?.rows;
        let one = wanted.map(|id| creative::load(tx, desk.tenant(), &id)).transpose()?;
        Ok((products.into_iter().map(|one| (one.id.to_string(), one.told.name)).collect(), one))
    });
    let (desk, (products, one)) = read.await?;
    let status = if sent.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = shaped(&desk, sent, (products, one.as_ref()));
    Ok(desk.page_with(status, (Place::Resources, view.title()), &view::render(&view)))
}

fn shaped(desk: &Desk, sent: Sent, (products, one): (Vec<(String, String)>, Option<&Creative>)) -> FormView {
    let mut languages = vec![(String::new(), t!("Any language").to_owned())];
    languages.extend(Lang::ALL.map(|lang| (lang.tag().to_owned(), lang.own_name().to_owned())));
    if !languages.iter().any(|(tag, _)| *tag == sent.typed.language) {
        languages.push((sent.typed.language.clone(), language(&sent.typed.language)));
    }
    let mut offered = vec![(String::new(), t!("No product").to_owned())];
    offered.extend(products);
    // A product that is older than those offered, or no longer there, stays what it is.
    if !offered.iter().any(|(id, _)| *id == sent.typed.product) {
        offered.push((sent.typed.product.clone(), sent.typed.product.clone()));
    }
    FormView {
        back: HREF.to_owned(),
        action: sent.id.as_ref().map_or_else(|| HREF.to_owned(), |id| format!("{HREF}/{id}")),
        face: one.map(face),
        is_new: sent.id.is_none(),
        languages,
        products: offered,
        example: format!("{}/…", desk.store.url.trim_end_matches('/')),
        typed: sent.typed,
        errors: sent.errors,
        csrf: desk.csrf(),
    }
}
