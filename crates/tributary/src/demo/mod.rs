//! `serve --demo`: three months of believable history, told through the same doors as real traffic.
//!
//! Nothing here writes to a table. Clicks, webhooks and API calls go into the server's own router,
//! while the clock stands where each of them happens. What happens is in [`plan`], who takes part in
//! [`cast`]; start at [`fill`].

mod cast;
mod client;
mod club;
mod creatives;
mod dice;
mod friends;
mod home;
mod payouts;
mod people;
mod plan;
mod play;
mod publishers;
mod shelf;
mod shop;

pub use home::{Home, Unfit, is_marked, unmark};

use crate::app::App;
use crate::call;
use client::Client;
use tributary_core::{Currency, Timestamp};
use tributary_engine::access::hash_password;
use tributary_engine::setup::{Installed, NewInstallation, install};
use tributary_engine::store::NewStore;
use tributary_engine::{Result, clock};

/// The owner that every demo is made with.
pub const EMAIL: &str = "owner@example.test";
/// Everybody's password in a demo.
pub const PASSWORD: &str = "demo demo demo";
const STORE: &str = "Northwind Outfitters";
const DAYS: i64 = 90;
const DAY_MS: i64 = tributary_core::time::DAY_MS;

/// Fills an empty server, and says how to sign in.
///
/// # Errors
/// What the database says, or what the server answered when it should have agreed.
pub async fn fill(app: &App) -> Result<String> {
    let now = app.engine.now();
    let midnight = now.ms() - now.ms().rem_euclid(DAY_MS) - DAYS * DAY_MS;
    let scene = Scene { now, first: Timestamp::from_ms(midnight) };
    scene.set(app, 0);
    let filled = filled(app, scene).await;
    app.engine.clock.shift(0);
    filled.map(|()| format!("{EMAIL} / {PASSWORD}"))
}

async fn filled(app: &App, scene: Scene) -> Result<()> {
    let installed = installed(app).await?;
    let client = Client::new(app, &installed);
    let plan = plan::Plan::made(scene.length_ms());
    tracing::debug!(from = %clock::rfc3339(scene.first), visits = plan.visits.len(), "the demo is planned");
    people::team(app, &installed).await?;
    let asked = play::play(app, (&client, &installed), plan, scene).await?;
    scene.set(app, scene.length_ms());
    publishers::publishers(app, (&client, &installed), asked, scene).await?;
    friends::friends(&client, scene).await?;
    shelf::fill(&client).await?;
    creatives::fill(&client).await?;
    people::applicants(app, &installed, scene).await?;
    people::mails(app, &installed, scene).await?;
    people::work(app, &installed).await
}

/// When the history begins, and when it must have caught up with the real clock.
#[derive(Debug, Clone, Copy)]
struct Scene {
    now: Timestamp,
    first: Timestamp,
}

impl Scene {
    /// How long the history is.
    const fn length_ms(self) -> i64 {
        self.now.since_ms(self.first)
    }

    /// The moment so long after the beginning.
    const fn at(self, after_ms: i64) -> Timestamp {
        self.first.plus_ms(after_ms)
    }

    /// Puts the server's clock there.
    fn set(self, app: &App, after_ms: i64) {
        app.engine.clock.shift(self.at(after_ms).since_ms(self.now));
    }
}

async fn installed(app: &App) -> Result<Installed> {
    let password_hash = call::slowly(|| hash_password(PASSWORD)).await?;
    let (sealer, now) = (app.engine.sealer.clone(), app.engine.now());
    let currency = Currency::parse(cast::CURRENCY).map_err(client::broken)?;
    let store = NewStore {
        name: STORE.to_owned(),
        url: cast::SHOP.to_owned(),
        currency,
        timezone: "America/New_York".to_owned(),
    };
    let new = NewInstallation {
        admin_email: EMAIL.to_owned(),
        password_hash,
        store,
        preset: "reftrackr".to_owned(),
        webhook_secrets: vec![client::SECRET.to_owned()],
    };
    let installed = call::write(&app.engine, move |tx| install(tx, &sealer, &new, now)).await?;
    call::refresh_snapshot(&app.engine).await?;
    Ok(installed)
}
