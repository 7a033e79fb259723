//! Telling friends, as customers see it: what the engine knows, put into the reader's words ([`shown`]) and drawn ([`view`]).
//! Beside `http` and `web`, because the panel inside a shop and the hosted page are the same.

pub mod coupon;
pub mod share;
pub mod shown;
pub mod token;
pub mod view;
pub mod words;

use crate::app::App;
use crate::lang::Lang;
use crate::{call, lang};
use tributary_core::referral::Invitations;
use tributary_core::{CustomerId, InvitationId, TenantId, Timestamp};
use tributary_engine::customer::Customer;
use tributary_engine::db::Tx;
use tributary_engine::invitation::{self, Outcome, Wish};
use tributary_engine::letter::{self, Kind, Text};
use tributary_engine::panel::{self, Panel};
use tributary_engine::{Error, Result, customer, partner};

/// What a panel says in the owner's own words.
#[derive(Debug, Clone, Default)]
pub struct OwnWords(Vec<(Kind, Text)>);

impl OwnWords {
    /// The owner's words for what stands on the panel, in one language.
    ///
    /// # Errors
    /// What the database says.
    pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, language: Lang) -> Result<Self> {
        let mut own = Vec::new();
        for kind in Kind::ALL.into_iter().filter(|kind| !kind.is_mail()) {
            if let Some(text) = letter::text(tx, tenant, (kind, language.tag()))? {
                own.push((kind, text));
            }
        }
        Ok(Self(own))
    }

    /// The owner's words for one thing.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Option<&Text> {
        self.0.iter().find(|(known, _)| *known == kind).map(|(_, text)| text)
    }
}

/// Whose panel is looked at, and in which language they asked for it.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Whose customer.
    pub tenant: TenantId,
    /// Who.
    pub customer: CustomerId,
    /// What they read.
    pub language: Lang,
}

/// The panel of a customer; their code is made where there is none yet.
///
/// # Errors
/// What the database says.
pub async fn panel(app: &App, reader: &Reader) -> Result<(Panel, OwnWords)> {
    let now = app.now();
    let (tenant, id) = (reader.tenant.clone(), reader.customer.clone());
    let seen = call::read(&app.engine, move |tx| panel::load(tx, (&tenant, &id), now)).await?;
    let is_on = seen.referral.as_ref().is_some_and(|referral| referral.enabled);
    let seen = if seen.code.is_none() && is_on { with_code(app, reader, now).await? } else { seen };
    let (tenant, language) = (reader.tenant.clone(), reader.language);
    let own = call::read(&app.engine, move |tx| OwnWords::load(tx, &tenant, language)).await?;
    Ok((seen, own))
}

async fn with_code(app: &App, reader: &Reader, now: Timestamp) -> Result<Panel> {
    let Reader { tenant, customer: id, .. } = reader.clone();
    let made = call::write(&app.engine, move |tx| {
        let known = customer::load(tx, &tenant, &id)?;
        if customer::current_code(tx, &tenant, &known)?.is_none() {
            customer::code_of(tx, &tenant, &id, now)?;
        }
        panel::load(tx, (&tenant, &id), now)
    });
    made.await
}

/// Gives a customer another code.
///
/// # Errors
/// What the database says.
pub async fn regenerate(app: &App, reader: &Reader) -> Result<String> {
    let (now, Reader { tenant, customer: id, .. }) = (app.now(), reader.clone());
    let made = call::write(&app.engine, move |tx| Ok(customer::regenerate(tx, &tenant, &id, now)?.code));
    made.await
}

/// The language of a reader: what they asked for, what is known of them, or the store's own.
#[must_use]
pub fn language(asked: Option<&str>, known: &str, store: Option<&str>) -> Lang {
    let first = asked.into_iter().chain([known]).chain(store).find_map(Lang::parse);
    first.unwrap_or_else(lang::current)
}

/// Has invitations sent for a customer.
///
/// # Errors
/// What is wrong with the wish.
pub async fn invite(app: &App, reader: &Reader, wish: Wish) -> Result<Outcome> {
    let (engine, now, Reader { tenant, customer: id, .. }) = (app.engine.clone(), app.now(), reader.clone());
    let sent = call::write(&app.engine, move |tx| {
        let known = customer::load(tx, &tenant, &id)?;
        let limits = open_invitations(tx, &tenant, &known)?;
        invitation::send(tx, (&tenant, &known), (&wish, &limits), &engine.sealer, now)
    });
    sent.await
}

/// What a program lets a customer send now.
fn open_invitations(tx: &mut Tx<'_>, tenant: &TenantId, known: &Customer) -> Result<Invitations> {
    let closed = || Error::Denied("this store sends no invitations");
    let (_, rules) = panel::rules_of(tx, (tenant, &known.store))?;
    let referral = rules.referral.filter(|referral| referral.enabled).ok_or_else(closed)?;
    match &known.partner {
        Some(partner) if partner::load(tx, tenant, partner)?.paused => Err(closed()),
        _ => Ok(referral.invitations),
    }
}

/// Reminds a friend.
///
/// # Errors
/// A conflict when it is too early.
pub async fn nudge(app: &App, reader: &Reader, id: &str) -> Result<()> {
    let id = InvitationId::parse(id).map_err(|_| Error::NotFound("invitation"))?;
    let (now, Reader { tenant, customer, .. }) = (app.now(), reader.clone());
    let sent = call::write(&app.engine, move |tx| {
        let known = customer::load(tx, &tenant, &customer)?;
        if !open_invitations(tx, &tenant, &known)?.enabled {
            return Err(Error::Denied("this store sends no invitations"));
        }
        invitation::nudge(tx, (&tenant, &customer), &id, now)
    });
    sent.await
}
