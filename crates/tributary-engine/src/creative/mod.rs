//! Creatives: pictures and texts that an owner gives partners to post, each with where it leads. A picture is kept in the database, so
//! that every node has it, and is sent out as it was uploaded: nothing is made smaller, and nothing is taken out of it.

mod check;
mod picture;
mod sql;

pub use check::{BODY_CHARS_MAX, BYTES_MAX, COUNT_MAX, PLACE_MAX, TITLE_CHARS_MAX};
pub use picture::{Media, Seen, look};

use crate::audit::{self, Actor, Note, difference};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, params, product, program};
use serde_json::{Value as Json, json};
use tributary_core::{CreativeId, ProductId, ProgramId, TenantId, Timestamp};

/// Where a creative leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Target {
    /// To wherever the partner's link leads by itself.
    #[default]
    Front,
    /// To a page, which the edge has judged.
    Page(String),
    /// To a product's page, as the store has it then.
    Product(ProductId),
}

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The unguessable name in its address.
    pub file: String,
    /// Its kind and size.
    pub seen: Seen,
    /// How much it weighs.
    pub bytes: i64,
}

impl Picture {
    /// Where it is served, behind this server's address.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/creatives/{}.{}", self.file, self.seen.media.as_str())
    }
}

/// Something that partners post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creative {
    /// Whose.
    pub tenant: TenantId,
    /// Its id.
    pub id: CreativeId,
    /// For the partners of this program.
    pub program: ProgramId,
    /// What people call it; also what a picture says to those who do not see it.
    pub title: String,
    /// The text; empty for a picture. `{LINK}` and `{CODE}` stand for the partner's own.
    pub body: String,
    /// The language it is in, as a tag; empty for all.
    pub language: String,
    /// Where it leads.
    pub target: Target,
    /// Whether partners see it.
    pub shown: bool,
    /// Where it stands among the others.
    pub place: i64,
    /// The picture; none for a text.
    pub picture: Option<Picture>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed.
    pub updated_at: Timestamp,
    /// Since when it is taken away.
    pub archived_at: Option<Timestamp>,
}

/// What a creative is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A picture's bytes.
    Picture(Vec<u8>),
    /// A text.
    Text(String),
}

/// A creative to make.
#[derive(Debug, Clone)]
pub struct NewCreative {
    /// For the partners of this program.
    pub program: ProgramId,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub content: Content,
    /// The language it is in.
    pub language: String,
    /// Where it leads.
    pub target: Target,
    /// Whether partners see it.
    pub shown: bool,
    /// Where it stands; behind the last when missing.
    pub place: Option<i64>,
}

/// What to change; what is missing stays. A picture stays what it is: it may stand on somebody's page.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// What people call it.
    pub title: Option<String>,
    /// The text.
    pub body: Option<String>,
    /// The language it is in.
    pub language: Option<String>,
    /// Where it leads.
    pub target: Option<Target>,
    /// Whether partners see it.
    pub shown: Option<bool>,
    /// Where it stands.
    pub place: Option<i64>,
}

/// Makes a creative.
///
/// # Errors
/// [`Error::Invalid`] names every field.
pub fn create(tx: &mut Tx<'_>, by: &Actor, new: &NewCreative, now: Timestamp) -> Result<Creative> {
    let tenant = &by.tenant;
    program::load(tx, tenant, &new.program)?;
    let seen = check::new(new)?;
    check::target(tx, tenant, &new.target)?;
    if count(tx, tenant, &new.program)? >= COUNT_MAX {
        return Err(Error::clash("", "too_many", "There are 200 creatives: archive some first."));
    }
    let place = match new.place {
        Some(place) => place,
        None => tx.int(sql::LAST, params![tenant, &new.program])?.saturating_add(1).min(PLACE_MAX),
    };
    let id = CreativeId::from_bits(chance::ordered_bits(now)?);
    let (kind, body) = match &new.content {
        Content::Picture(_) => ("image", ""),
        Content::Text(text) => ("text", text.trim()),
    };
    let file = seen.map(|_| chance::secret()).transpose()?;
    let bytes = match &new.content {
        Content::Picture(bytes) => Some(i64::try_from(bytes.len()).unwrap_or(i64::MAX)),
        Content::Text(_) => None,
    };
    let (url, product) = parts(&new.target);
    let row = params![
        tenant,
        &id,
        &new.program,
        kind,
        new.title.trim(),
        body,
        &new.language,
        url,
        product,
        i64::from(new.shown),
        place,
        file.as_deref(),
        seen.map(|seen| seen.media.as_str()),
        seen.map(|seen| seen.width),
        seen.map(|seen| seen.height),
        bytes,
        now
    ];
    tx.exec(sql::INSERT, row)?;
    if let Content::Picture(bytes) = &new.content {
        tx.exec(sql::KEEP, params![tenant, &id, bytes.as_slice()])?;
    }
    let made = load(tx, tenant, &id)?;
    let note = Note::on("creative.created", id.as_str()).named(&made.title).now(json!({ "kind": kind }));
    audit::note(tx, by, &note, now)?;
    Ok(made)
}

fn parts(target: &Target) -> (Option<&str>, Option<&ProductId>) {
    match target {
        Target::Front => (None, None),
        Target::Page(url) => (Some(url), None),
        Target::Product(id) => (None, Some(id)),
    }
}

/// Changes a creative; the same again notes nothing.
///
/// # Errors
/// [`Error::Invalid`] names every field, [`Error::NotFound`].
pub fn change(
    tx: &mut Tx<'_>,
    by: &Actor,
    (id, change): (&CreativeId, &Change),
    now: Timestamp,
) -> Result<Creative> {
    let tenant = &by.tenant;
    let before = load(tx, tenant, id)?;
    if before.archived_at.is_some() {
        return Err(Error::clash("", "archived", "This creative is archived: make a new one."));
    }
    let after = with(&before, change);
    check::changed(&after, change)?;
    check::target(tx, tenant, &after.target)?;
    let (url, product) = parts(&after.target);
    let row = params![
        tenant,
        id,
        &after.title,
        &after.body,
        &after.language,
        url,
        product,
        i64::from(after.shown),
        after.place,
        now
    ];
    tx.exec(sql::CHANGE, row)?;
    let (was, is) = difference(&told(&before), &told(&after));
    if was != is {
        let note = Note::on("creative.changed", id.as_str()).named(&after.title);
        audit::note(tx, by, &note.was(was).now(is), now)?;
    }
    load(tx, tenant, id)
}

fn with(before: &Creative, change: &Change) -> Creative {
    let text = |new: &Option<String>, old: &str| new.as_deref().unwrap_or(old).trim().to_owned();
    Creative {
        title: text(&change.title, &before.title),
        body: text(&change.body, &before.body),
        language: text(&change.language, &before.language),
        target: change.target.clone().unwrap_or_else(|| before.target.clone()),
        shown: change.shown.unwrap_or(before.shown),
        place: change.place.unwrap_or(before.place),
        ..before.clone()
    }
}

fn told(one: &Creative) -> Json {
    let (url, product) = parts(&one.target);
    json!({
        "title": one.title,
        "text": one.body,
        "language": one.language,
        "url": url,
        "product": product.map(ProductId::as_str),
        "shown": one.shown,
        "place": one.place,
    })
}

/// Takes a creative away for good: partners see it no longer, and a picture is served no longer and forgotten.
///
/// # Errors
/// [`Error::NotFound`].
pub fn archive(tx: &mut Tx<'_>, by: &Actor, id: &CreativeId, now: Timestamp) -> Result<Creative> {
    let one = load(tx, &by.tenant, id)?;
    if tx.exec(sql::ARCHIVE, params![&by.tenant, id, now])? > 0 {
        tx.exec(sql::FORGET, params![&by.tenant, id])?;
        audit::note(tx, by, &Note::on("creative.archived", id.as_str()).named(&one.title), now)?;
    }
    load(tx, &by.tenant, id)
}

/// One creative.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &CreativeId) -> Result<Creative> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("creative"))
}

/// A page of a tenant's creatives, newest first, archived ones too.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Creative>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), cursor.fetch()], decode)?;
    Ok(cursor.page(rows, |one| one.id.to_string()))
}

/// All of a program that are not archived, in their order.
///
/// # Errors
/// What the database says.
pub fn of_program(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<Vec<Creative>> {
    tx.rows(sql::OF_PROGRAM, params![tenant, program], decode)
}

/// How many a program has that are not archived.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<i64> {
    tx.int(sql::COUNT, params![tenant, program])
}

/// How many partners of a program see.
///
/// # Errors
/// What the database says.
pub fn shown(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<i64> {
    tx.int(sql::SHOWN, params![tenant, program])
}

/// The page that a creative leads to; none where the partner's link says it by itself.
///
/// # Errors
/// What the database says.
pub fn page_of(tx: &mut Tx<'_>, one: &Creative) -> Result<Option<String>> {
    match &one.target {
        Target::Front => Ok(None),
        Target::Page(url) => Ok(Some(url.clone())),
        Target::Product(id) => match product::load(tx, &one.tenant, id) {
            Ok(product) => Ok(Some(product.told.url).filter(|_| product.removed_at.is_none())),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        },
    }
}

/// A picture as it is sent out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// What it is called.
    pub title: String,
    /// Its kind.
    pub media: Media,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// The picture of an address; whoever knows the address may have it.
///
/// # Errors
/// [`Error::NotFound`], once it is archived too.
pub fn served(tx: &mut Tx<'_>, file: &str) -> Result<Served> {
    let found = tx.row(sql::SERVED, params![file], |row| {
        Ok(Served { title: row.text(0)?, media: media(&row.text(1)?)?, data: row.blob(2)? })
    })?;
    found.ok_or(Error::NotFound("picture"))
}

fn media(word: &str) -> Result<Media> {
    Media::parse(word).ok_or_else(|| Error::Broken(format!("{word} is no kind of picture")))
}

fn decode(row: &Row<'_>) -> Result<Creative> {
    let target = match (row.opt_text(7)?, row.opt_parse(8)?) {
        (_, Some(product)) => Target::Product(product),
        (Some(url), None) => Target::Page(url),
        (None, None) => Target::Front,
    };
    let picture = match (row.opt_text(11)?, row.opt_text(12)?) {
        (Some(file), Some(word)) => {
            let seen = Seen { media: media(&word)?, width: row.int(13)?, height: row.int(14)? };
            Some(Picture { file, seen, bytes: row.int(15)? })
        }
        _ => None,
    };
    Ok(Creative {
        tenant: row.parse(0)?,
        id: row.parse(1)?,
        program: row.parse(2)?,
        title: row.text(4)?,
        body: row.text(5)?,
        language: row.text(6)?,
        target,
        shown: row.int(9)? != 0,
        place: row.int(10)?,
        picture,
        created_at: row.time(16)?,
        updated_at: row.time(17)?,
        archived_at: row.opt_int(18)?.map(Timestamp::from_ms),
    })
}
