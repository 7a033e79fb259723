//! What partners and applicants are written, in the language they read. Each is queued in the transaction of what it
//! is about.

use crate::app::App;
use crate::call;
use crate::lang::{self, Lang};
use crate::t;
use tributary_core::{TenantId, Timestamp};
use tributary_engine::Result;
use tributary_engine::application::Application;
use tributary_engine::db::Tx;
use tributary_engine::mail::{self, Mail};
use tributary_engine::partner::Partner;
use tributary_engine::portal;
use tributary_engine::seal::Sealer;

/// How long a link lasts that somebody asked for just now.
const ASKED_MS: i64 = 15 * 60_000;
/// How long a link lasts that comes unasked.
const WELCOME_MS: i64 = 3 * 24 * 3_600_000;

/// What a letter says beside its own matter.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct Letter<'a> {
    /// The store's name.
    pub(in crate::web) store: &'a str,
    /// This server's address, without a trailing slash.
    pub(in crate::web) base: &'a str,
    /// The language the reader reads.
    pub(in crate::web) language: Lang,
}

/// An application was approved: a link to the partner's own page.
pub(in crate::web) fn welcome(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    partner: &Partner,
    letter: &Letter<'_>,
    now: Timestamp,
) -> Result<()> {
    let Some(to) = partner.email.clone() else { return Ok(()) };
    let token = portal::link(tx, tenant, &partner.id, (now, WELCOME_MS))?;
    let link = format!("{}/partner/enter?token={token}", letter.base);
    let (subject, text) = lang::within(letter.language, || {
        let subject = t!("You are a partner of {store}", store = letter.store);
        let text = around(
            &partner.name,
            &t!(
                "You are a partner of {store} now. Your own page with your link, your figures and your orders:",
                store = letter.store
            ),
            &link,
            t!("The link works once, for three days. After that, ask for a new one on the same page."),
        );
        (subject, text)
    });
    let useful_until = Some(now.plus_ms(WELCOME_MS));
    let language = letter.language.tag().to_owned();
    let mail = Mail { to, subject, text, html: None, language, useful_until, unsubscribe: None };
    mail::queue(tx, (tenant, sealer), &mail, now).map(drop)
}

/// Somebody asked for a link to sign in.
pub(super) fn sign_in(
    tx: &mut Tx<'_>,
    sealer: &Sealer,
    (to, store): (&portal::Addressee, &str),
    (base, language): (&str, Lang),
    now: Timestamp,
) -> Result<()> {
    let token = portal::link(tx, &to.tenant, &to.partner, (now, ASKED_MS))?;
    let link = format!("{base}/partner/enter?token={token}");
    let (subject, text) = lang::within(language, || {
        let subject = t!("Your link to sign in at {store}", store = store);
        let text = around(
            &to.name,
            &t!("Your page as a partner of {store}:", store = store),
            &link,
            t!("The link works once, for 15 minutes. If you did not ask for it, leave it alone."),
        );
        (subject, text)
    });
    let useful_until = Some(now.plus_ms(ASKED_MS));
    let language = language.tag().to_owned();
    let mail =
        Mail { to: to.email.clone(), subject, text, html: None, language, useful_until, unsubscribe: None };
    mail::queue(tx, (&to.tenant, sealer), &mail, now).map(drop)
}

/// A letter around a link. The link stands alone on its line: inside a sentence it would be isolated from its
/// direction by invisible characters, which mail programs take for a part of it.
fn around(name: &str, before: &str, link: &str, after: &str) -> String {
    let hello = t!("Hello {name},", name = name);
    format!("{hello}\n\n{before}\n\n{link}\n\n{after}\n")
}

/// An application waits for somebody to look at it.
pub(in crate::web) async fn received(
    app: &App,
    tenant: &TenantId,
    store: &str,
    application: &Application,
) -> Result<()> {
    let subject = t!("{store} has your application", store = store);
    let text = t!(
        "Hello {name},\n\nthank you for applying at {store}. Somebody looks at it, usually within two days; you get \
         a mail either way.\n",
        name = application.answers.name,
        store = store
    );
    let mail = plain(application, subject, text);
    let (tenant, engine, now) = (tenant.clone(), app.engine.clone(), app.now());
    let queued = move |tx: &mut Tx<'_>| mail::queue(tx, (&tenant, &engine.sealer), &mail, now).map(drop);
    call::write(&app.engine, queued).await
}

/// An application was turned down, and why.
pub(in crate::web) fn declined(application: &Application, store: &str, reason: &str) -> Mail {
    let language = Lang::parse(&application.answers.language).unwrap_or_default();
    lang::within(language, || {
        let subject = t!("Your application at {store}", store = store);
        let text = t!(
            "Hello {name},\n\nthis time we cannot take you in as a partner of {store}.\n\n{reason}\n",
            name = application.answers.name,
            store = store,
            reason = reason
        );
        plain(application, subject, text)
    })
}

fn plain(application: &Application, subject: String, text: String) -> Mail {
    Mail {
        to: application.answers.email.clone(),
        subject,
        text,
        html: None,
        language: application.answers.language.clone(),
        useful_until: None,
        unsubscribe: None,
    }
}
