//! Tells events to whoever wants to know. Several receivers at a time and a few messages to each, so that one who is slow
//! holds nobody else up.

use super::rest_after;
use crate::app::App;
use crate::call;
use crate::mail::AlarmPost;
use crate::outbound::{Caller, Guard};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::task::JoinSet;
use tributary_core::WebhookEndpointId;
use tributary_engine::webhook::{self, Due};
use tributary_engine::{Error, Result, chance};

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Messages on their way to one receiver: a slow one keeps no more than this busy.
const EACH_MAX: i64 = 4;
/// Messages on their way at all.
const ALL_MAX: i64 = 256;

pub(super) async fn run(app: App) {
    let mut sender = match Sender::new(&app) {
        Ok(sender) => sender,
        Err(trouble) => return tracing::error!(error = %trouble, "no webhooks can be sent"),
    };
    loop {
        if let Err(trouble) = sender.send_off().await {
            rest_after(&trouble, "webhooks").await;
        }
        tokio::select! {
            Some(landed) = sender.flying.join_next() => sender.landed(landed),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Sends what is due, and waits for what comes back; says how many were tried.
///
/// # Errors
/// What the database says; what receivers answer is kept with each delivery.
pub async fn send_webhooks(app: &App) -> Result<usize> {
    let mut sender = Sender::new(app)?;
    let sent = sender.send_off().await?;
    while let Some(landed) = sender.flying.join_next().await {
        sender.landed(landed);
    }
    Ok(sent)
}

/// What one message came to, besides what is kept with it.
type Landed = (WebhookEndpointId, Result<()>);

struct Sender {
    app: App,
    caller: Caller,
    flying: JoinSet<Landed>,
    /// How many are on their way to each.
    busy: BTreeMap<WebhookEndpointId, i64>,
}

impl Sender {
    fn new(app: &App) -> Result<Self> {
        let guard = Guard::new(app.settings.allow_private_webhooks);
        let caller = Caller::new(guard).map_err(|e| Error::Broken(format!("no HTTP client: {e}")))?;
        Ok(Self { app: app.clone(), caller, flying: JoinSet::new(), busy: BTreeMap::new() })
    }

    /// Claims what is due, a few for each receiver, and sends it off; says how many.
    async fn send_off(&mut self) -> Result<usize> {
        let now = self.app.engine.now();
        let mut room = ALL_MAX - self.busy.values().sum::<i64>();
        let mut wanted = Vec::new();
        for whom in call::read(&self.app.engine, move |tx| webhook::waiting(tx, now)).await? {
            let free = (EACH_MAX - self.busy.get(&whom.1).copied().unwrap_or(0)).min(room);
            if free > 0 {
                room -= free;
                wanted.push((whom, free));
            }
        }
        if wanted.is_empty() {
            return Ok(0);
        }
        let sealer = self.app.engine.sealer.clone();
        let claimed = call::write(&self.app.engine, move |tx| {
            let mut claimed = Vec::new();
            for (whom, free) in &wanted {
                claimed.extend(webhook::claim(tx, &sealer, whom, *free, now)?);
            }
            Ok(claimed)
        });
        let claimed = claimed.await?;
        let count = claimed.len();
        for due in claimed {
            *self.busy.entry(due.endpoint.clone()).or_default() += 1;
            self.flying.spawn(send(self.app.clone(), self.caller.clone(), due));
        }
        Ok(count)
    }

    fn landed(&mut self, landed: std::result::Result<Landed, tokio::task::JoinError>) {
        match landed {
            Ok((endpoint, kept)) => {
                let left = self.busy.get(&endpoint).copied().unwrap_or(0) - 1;
                if left > 0 {
                    self.busy.insert(endpoint, left)
                } else {
                    self.busy.remove(&endpoint)
                };
                if let Err(trouble) = kept {
                    tracing::warn!(error = %trouble, "an answer to a webhook was not kept: it is sent again");
                }
            }
            // A task that ended by itself says not whose it was: nobody is busy once all have ended.
            Err(error) => {
                tracing::error!(%error, "a webhook broke off");
                if self.flying.is_empty() {
                    self.busy.clear();
                }
            }
        }
    }
}

async fn send(app: App, caller: Caller, due: Due) -> Landed {
    let endpoint = due.endpoint.clone();
    (endpoint, told(&app, &caller, due).await)
}

async fn told(app: &App, caller: &Caller, due: Due) -> Result<()> {
    let answer = caller.send(&due.request()?, app.engine.now()).await;
    let now = app.engine.now();
    let jitter = i64::from(u16::from_be_bytes(chance::bytes()?)) % 1_000;
    let post = AlarmPost::of(app);
    let kept = call::write(&app.engine, move |tx| {
        let alarm = webhook::record(tx, &due, &answer, jitter, now)?;
        alarm.map_or(Ok(()), |alarm| post.queue(tx, &alarm, now))
    });
    kept.await
}
