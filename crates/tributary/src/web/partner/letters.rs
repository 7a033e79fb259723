//! What partners and applicants are written, in the language they read. Each is queued in the transaction of what it
//! is about.

use crate::app::App;
use crate::call;
use crate::lang::Lang;
use crate::mail::partner::{Post, store_for, written};
use tributary_core::{ProgramId, TenantId, Timestamp};
use tributary_engine::application::Application;
use tributary_engine::db::Tx;
use tributary_engine::letter::Kind;
use tributary_engine::partner::Partner;
use tributary_engine::seal::Sealer;
use tributary_engine::store::{self, Store};
use tributary_engine::{Result, mail, portal, program};

/// How long a link lasts that somebody asked for just now.
const ASKED_MS: i64 = 15 * 60_000;
/// How long a link lasts that comes unasked.
const WELCOME_MS: i64 = 3 * 24 * 3_600_000;

/// An application was approved: a link to the partner's own page.
pub(in crate::web) fn welcome(
    tx: &mut Tx<'_>,
    (tenant, program, sealer): (&TenantId, &ProgramId, &Sealer),
    partner: &Partner,
    (base, language): (&str, Lang),
    now: Timestamp,
) -> Result<()> {
    let Some(to) = &partner.email else { return Ok(()) };
    let token = portal::link(tx, tenant, &partner.id, (now, WELCOME_MS))?;
    let store = store_with(tx, tenant, program)?;
    let useful_until = Some(now.plus_ms(WELCOME_MS));
    let post = Post { kind: Kind::PartnerWelcome, store: &store, language, to, useful_until };
    send(tx, sealer, (&post, &[("NAME", partner.name.clone()), ("LINK", entry(base, &token))]), now)
}

/// Somebody asked for a link to sign in.
pub(super) fn sign_in(
    tx: &mut Tx<'_>,
    sealer: &Sealer,
    to: &portal::Addressee,
    (base, language): (&str, Lang),
    now: Timestamp,
) -> Result<()> {
    let token = portal::link(tx, &to.tenant, &to.partner, (now, ASKED_MS))?;
    let store = store_for(tx, &to.tenant, &to.partner)?;
    let useful_until = Some(now.plus_ms(ASKED_MS));
    let post = Post { kind: Kind::PartnerSignIn, store: &store, language, to: &to.email, useful_until };
    send(tx, sealer, (&post, &[("NAME", to.name.clone()), ("LINK", entry(base, &token))]), now)
}

fn entry(base: &str, token: &str) -> String {
    format!("{base}/partner/enter?token={token}")
}

/// An application waits for somebody to look at it.
pub(in crate::web) async fn received(app: &App, tenant: &TenantId, application: &Application) -> Result<()> {
    let (tenant, engine, now) = (tenant.clone(), app.engine.clone(), app.now());
    let application = application.clone();
    let queued = move |tx: &mut Tx<'_>| {
        let values = [("NAME", application.answers.name.clone())];
        let about = (Kind::ApplicationReceived, &application);
        to_applicant(tx, (&tenant, &engine.sealer), about, &values, now)
    };
    call::write(&app.engine, queued).await
}

/// An application was turned down, and why.
pub(in crate::web) fn declined(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    (application, reason): (&Application, &str),
    now: Timestamp,
) -> Result<()> {
    let values = [("NAME", application.answers.name.clone()), ("REASON", reason.to_owned())];
    to_applicant(tx, (tenant, sealer), (Kind::ApplicationDeclined, application), &values, now)
}

/// The store whose program somebody applied at.
fn store_with(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<Store> {
    let store = program::load(tx, tenant, program)?.store;
    store::load(tx, tenant, &store)
}

fn to_applicant(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    (kind, application): (Kind, &Application),
    values: &[(&'static str, String)],
    now: Timestamp,
) -> Result<()> {
    let store = store_with(tx, tenant, &application.program)?;
    let language = Lang::parse(&application.answers.language).unwrap_or_default();
    let post = Post { kind, store: &store, language, to: &application.answers.email, useful_until: None };
    send(tx, sealer, (&post, values), now)
}

fn send(
    tx: &mut Tx<'_>,
    sealer: &Sealer,
    (post, values): (&Post<'_>, &[(&'static str, String)]),
    now: Timestamp,
) -> Result<()> {
    match written(tx, post, values)? {
        Some(letter) => mail::queue(tx, (&post.store.tenant, sealer), &letter, now).map(drop),
        None => Ok(()),
    }
}
