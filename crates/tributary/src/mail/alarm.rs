//! What owners are written when a receiver of webhooks does not take them.

use super::Letter;
use crate::app::App;
use crate::lang::{self, Lang};
use crate::{n, t};
use tributary_core::Timestamp;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::webhook::Alarm;
use tributary_engine::{Engine, Result, access, mail, store};

/// After so long nobody needs to be told any more.
const USEFUL_MS: i64 = 3 * 24 * 3_600_000;

/// Writes to owners, where mail can leave.
#[derive(Debug, Clone)]
pub struct AlarmPost {
    engine: Engine,
    base_url: String,
    sends: bool,
}

impl AlarmPost {
    /// The post of a server.
    #[must_use]
    pub fn of(app: &App) -> Self {
        let sends = app.settings.mailer.is_some();
        Self { engine: app.engine.clone(), base_url: app.settings.own_url(), sends }
    }

    /// Queues a letter to each owner; to be called in the transaction that found out.
    ///
    /// # Errors
    /// What the database says.
    pub fn queue(&self, tx: &mut Tx<'_>, alarm: &Alarm, now: Timestamp) -> Result<()> {
        if !self.sends {
            return Ok(()); // the screens say it all the same
        }
        let live = access::live_of(tx, &alarm.tenant)?;
        let all = Cursor { after: None, limit: LIMIT_MAX };
        let shop = store::list(tx, &alarm.tenant, &all)?.rows.pop();
        let (name, language) = shop.map(|shop| (shop.name, shop.language)).unwrap_or_default();
        for (to, own) in access::owners(tx, &live)? {
            let chosen = own.or_else(|| language.clone());
            let reader = chosen.as_deref().and_then(Lang::parse).unwrap_or(Lang::English);
            let mail =
                lang::within(reader, || self.letter((alarm, &name), live != alarm.tenant, now).to(&to));
            mail::queue(tx, (&live, &self.engine.sealer), &mail, now)?;
        }
        Ok(())
    }

    fn letter(&self, (alarm, store): (&Alarm, &str), test: bool, now: Timestamp) -> Letter {
        let link = format!("{}/admin/developers/webhooks/{}", self.base_url, alarm.endpoint);
        let failed = n!(
            "The last {n} try to send a webhook to it failed.",
            "The last {n} tries in a row to send a webhook to it failed.",
            alarm.failures
        );
        let (subject, what) = match alarm.disabled {
            None => (t!("{store}: webhooks fail", store = store), failed),
            Some("gone") => {
                let gone = t!("It answered 410, which says that nobody listens there any more.").to_owned();
                (t!("{store}: a webhook endpoint was disabled", store = store), gone)
            }
            Some(_) => (t!("{store}: a webhook endpoint was disabled", store = store), failed),
        };
        let mut before = vec![t!("Your endpoint: {url}", url = alarm.url), what];
        if test {
            before.insert(0, t!("This is about test mode: nothing live is affected.").to_owned());
        }
        if !alarm.last.is_empty() {
            before.push(t!("The last answer: {answer}", answer = alarm.last));
        }
        let after = match alarm.disabled {
            None => t!(
                "Each message is tried ten times in three days. After 20 failures in a row over three days the endpoint is disabled."
            ),
            Some(_) => t!(
                "Nothing is sent there any more. Once it is well again, press Resume, then send again what failed."
            ),
        };
        Letter {
            subject,
            before,
            button: Some((t!("Look at the deliveries").into(), link)),
            after: vec![after.to_owned()],
            useful_until: Some(now.plus_ms(USEFUL_MS)),
            ..Letter::default()
        }
    }
}
