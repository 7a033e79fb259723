//! One's own account: name, looks, password.

use super::session::{Look, end_sessions};
use super::user::checked_name;
use super::{Session, sql};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::params;
use serde_json::json;
use tributary_core::Timestamp;

/// Says what somebody is called and how they like the screens.
///
/// # Errors
/// [`Error::Invalid`] names the field.
pub fn set_account(tx: &mut Tx<'_>, me: &Session, (name, look): (&str, &Look), now: Timestamp) -> Result<()> {
    let name = checked_name(name)?;
    let known = |words: &[&str], word: &str| words.contains(&word);
    if !known(&["auto", "light", "dark"], &look.theme) {
        return Err(Error::field("/theme", "unknown", "Choose one of these."));
    }
    if !known(&["comfortable", "compact"], &look.density) {
        return Err(Error::field("/density", "unknown", "Choose one of these."));
    }
    let Look { language, theme, density, shortcuts } = look;
    let row = params![&me.tenant, &me.user, name, language.as_ref(), theme, density, *shortcuts];
    tx.exec(sql::SET_ACCOUNT, row)?;
    if name != me.name {
        let act = Note::on("user.renamed", me.user.as_str()).named(&me.email);
        let act = act.was(json!({ "name": me.name })).now(json!({ "name": name }));
        audit::note(tx, &Actor::from(me), &act, now)?;
    }
    Ok(())
}

/// Changes somebody's own password and signs them out everywhere else.
///
/// # Errors
/// What the database says.
pub fn set_password(
    tx: &mut Tx<'_>,
    me: &Session,
    (hash, token): (&str, &str),
    now: Timestamp,
) -> Result<()> {
    tx.exec(sql::SET_PASSWORD, params![&me.tenant, &me.user, hash])?;
    end_sessions(tx, (&me.tenant, &me.user), Some(token))?;
    let act = Note::on("user.password_changed", me.user.as_str()).named(&me.email);
    audit::note(tx, &Actor::from(me), &act, now)?;
    Ok(())
}
