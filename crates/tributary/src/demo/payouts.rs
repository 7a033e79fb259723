//! Paying the demo's partners: most have said where their money goes, some batches were paid, and something is due now.

use super::Scene;
use super::people::owner;
use crate::app::App;
use crate::{call, worker};
use tributary_core::Payee;
use tributary_core::Timestamp;
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::payout::{self, Destination, NewBatch, Paid};
use tributary_engine::setup::Installed;
use tributary_engine::{Result, mail};

/// Where money goes, by the partner's place in the cast: an address at PayPal, or the holder and number of an account.
const DETAILS: [(usize, [&str; 2]); 7] = [
    (0, ["sara@example.org", ""]),
    (1, ["omar.haddad@example.org", ""]),
    (2, ["Trail & Pine LLC", "GB29NWBK60161331926819"]),
    (3, ["lina@example.org", ""]),
    (4, ["Budget Outdoors GmbH", "DE89370400440532013000"]),
    (5, ["mei@example.org", ""]),
    (6, ["Jonas Meyer", "SE4550000000058398257466"]),
];
const DAY_CHARS: usize = 10; // 2026-06-02
const MAILS_MAX: i64 = 50; // more than there are partners
/// A little more than an undo has before partners are told.
const TOLD_MS: i64 = 20_000;

/// Partners say where their money goes.
pub(super) async fn details(app: &App, cast: &Installed, partners: &[String]) -> Result<()> {
    for (place, [holder, number]) in DETAILS {
        let Some(id) = partners.get(place) else { continue };
        let to = if number.is_empty() {
            Destination::paypal(holder)?
        } else {
            Destination::bank(holder, number, "")?
        };
        let (by, sealer, now) = (owner(cast), app.engine.sealer.clone(), app.now());
        let id = Payee::parse(id).map_err(super::client::broken)?;
        let told = move |tx: &mut Tx<'_>| payout::change_details(tx, (&by, &sealer), &id, (&to, "en"), now);
        call::write(&app.engine, told).await?;
    }
    Ok(())
}

/// Everybody is paid what is due, and hears of it.
pub(super) async fn pay(app: &App, cast: &Installed, (scene, at): (Scene, i64)) -> Result<()> {
    let (owned, now) = (cast.clone(), app.now());
    call::write(&app.engine, move |tx| paid(tx, &owned, now)).await?;
    scene.set(app, at + TOLD_MS);
    while worker::tell_partners(app).await? > 0 {}
    let (sealer, now) = (app.engine.sealer.clone(), app.now());
    call::write(&app.engine, move |tx| {
        for due in mail::claim(tx, &sealer, now, MAILS_MAX)? {
            mail::sent(tx, &due, now.plus_ms(900))?;
        }
        Ok(())
    })
    .await
}

fn paid(tx: &mut Tx<'_>, cast: &Installed, now: Timestamp) -> Result<()> {
    if payout::ready(tx, &cast.tenant, now)?.is_empty() {
        return Ok(());
    }
    let by = owner(cast);
    let batch = payout::create(tx, &by, &NewBatch::default(), now)?;
    payout::approve(tx, &by, &batch.id, now)?;
    let on: String = rfc3339(now).chars().take(DAY_CHARS).collect();
    let reference = Some(format!("NW-{:04}", 2_040 + batch.number));
    payout::pay(tx, &by, (&batch.id, &Paid { on, reference }), now).map(drop)
}
