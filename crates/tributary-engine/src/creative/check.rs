//! Whether a creative may be as somebody wants it.

use super::picture::{Seen, look};
use super::{Change, Content, Creative, NewCreative, Target};
use crate::db::Tx;
use crate::error::{Error, Field, Result};
use crate::product;
use tributary_core::TenantId;

/// What a picture may weigh: enough for a photograph of a phone's screen, and little enough for a database.
pub const BYTES_MAX: usize = 2 * 1024 * 1024;
/// So many a program has: more, nobody looks through.
pub const COUNT_MAX: i64 = 200;
/// The last place.
pub const PLACE_MAX: i64 = 9_999;
/// A title stands below a picture.
pub const TITLE_CHARS_MAX: usize = 150;
/// A text is posted, not read as a book.
pub const BODY_CHARS_MAX: usize = 2_000;
const SIDE_MAX: i64 = 10_000; // pixels
const LANGUAGE_CHARS_MAX: usize = 35; // as RFC 5646 wants room for

/// A new one; what its picture turned out to be.
pub(super) fn new(new: &NewCreative) -> Result<Option<Seen>> {
    let mut faults = Vec::new();
    words(&mut faults, (&new.title, &new.language, new.place));
    let seen = match &new.content {
        Content::Picture(bytes) => picture(&mut faults, bytes),
        Content::Text(text) => {
            body(&mut faults, text);
            None
        }
    };
    if faults.is_empty() { Ok(seen) } else { Err(Error::Invalid(faults)) }
}

/// One as it is to be.
pub(super) fn changed(after: &Creative, change: &Change) -> Result<()> {
    let mut faults = Vec::new();
    words(&mut faults, (&after.title, &after.language, Some(after.place)));
    match (&after.picture, &change.body) {
        (None, _) => body(&mut faults, &after.body),
        (Some(_), Some(_)) => {
            note(&mut faults, Error::clash("/text", "kind", "A picture has no text: change its title."));
        }
        (Some(_), None) => {}
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Where it leads is there.
pub(super) fn target(tx: &mut Tx<'_>, tenant: &TenantId, target: &Target) -> Result<()> {
    let Target::Product(id) = target else { return Ok(()) };
    match product::load(tx, tenant, id) {
        Ok(_) => Ok(()),
        Err(Error::NotFound(_)) => {
            Err(Error::field("/product", "unknown", "Use the id of a product that is here."))
        }
        Err(error) => Err(error),
    }
}

/// All that is wrong is said at once.
fn note(faults: &mut Vec<Field>, error: Error) {
    if let Error::Invalid(fields) = error {
        faults.extend(fields);
    }
}

fn words(faults: &mut Vec<Field>, (title, language, place): (&str, &str, Option<i64>)) {
    let long = title.trim().chars().count() > TITLE_CHARS_MAX;
    if title.trim().is_empty() || long || title.chars().any(char::is_control) {
        note(
            faults,
            Error::field("/title", "length", "Give it a title of 1 to 150 characters, in one line."),
        );
    }
    if !is_language(language) {
        note(
            faults,
            Error::field(
                "/language",
                "format",
                "Use a language's tag such as sv or pt-BR, or leave it empty.",
            ),
        );
    }
    if place.is_some_and(|place| !(0..=PLACE_MAX).contains(&place)) {
        note(faults, Error::field("/place", "range", "Use a whole number from 0 to 9,999."));
    }
}

/// `sv`, `pt-BR`, or nothing.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let plain = |part: &str| part.chars().all(|letter| letter.is_ascii_alphanumeric());
    let is_tag = (2..=3).contains(&first.len())
        && first.chars().all(|letter| letter.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && plain(part));
    tag.is_empty() || (is_tag && tag.len() <= LANGUAGE_CHARS_MAX)
}

fn body(faults: &mut Vec<Field>, text: &str) {
    if text.trim().is_empty() || text.trim().chars().count() > BODY_CHARS_MAX {
        note(faults, Error::field("/text", "length", "Write a text of 1 to 2,000 characters."));
    }
}

fn picture(faults: &mut Vec<Field>, bytes: &[u8]) -> Option<Seen> {
    if bytes.len() > BYTES_MAX {
        note(faults, Error::field("/image", "too_large", "Use a picture of at most 2 MB."));
        return None;
    }
    let Some(seen) = look(bytes) else {
        note(faults, Error::field("/image", "format", "Use a picture: PNG, JPEG, WebP or GIF."));
        return None;
    };
    if seen.width > SIDE_MAX || seen.height > SIDE_MAX {
        let large =
            Error::field("/image", "too_large", "Use a picture of at most 10,000 pixels on each side.");
        note(faults, large);
    }
    Some(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_tag_or_nothing() {
        assert!(["", "sv", "ug", "pt-BR", "zh-Hant-TW"].iter().all(|tag| is_language(tag)));
        assert!(["s", "SV", "svenska", "sv-", "sv-x", "sv_SE", "-sv"].iter().all(|tag| !is_language(tag)));
    }
}
