//! Workers: what happens without a request. Each wakes up by itself, acts outside any transaction,
//! and leaves nothing half done.

mod coupon;
mod forget;
mod hold;
mod imports;
mod judge;
mod letters;
mod payouts;
mod places;
mod post;
mod products;
mod read;
mod requests;
mod rewards;
mod snapshot;
mod wallet;
mod webhooks;

pub use forget::{forget_old, forget_told};
pub(crate) use hold::end_holds;
pub use letters::write_letters;
pub use payouts::tell_partners;
pub use places::mark_places;
pub use post::send_due;
pub use requests::write_requests;
pub use rewards::ask_about_rewards;
pub use wallet::end_credit;
pub use webhooks::send_webhooks;

use crate::app::App;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Starts all workers; they stop when their handles are aborted.
#[must_use]
pub fn start(app: &App) -> Vec<JoinHandle<()>> {
    vec![
        tokio::spawn(judge::run(app.clone())),
        tokio::spawn(hold::run(app.clone())),
        tokio::spawn(letters::run(app.clone())),
        tokio::spawn(post::run(app.clone())),
        tokio::spawn(coupon::run(app.clone())),
        tokio::spawn(products::run(app.clone())),
        tokio::spawn(forget::run(app.clone())),
        tokio::spawn(imports::run(app.clone())),
        tokio::spawn(read::run_asked(app.clone())),
        tokio::spawn(read::run_reconcile(app.clone())),
        tokio::spawn(snapshot::run(app.clone())),
        tokio::spawn(webhooks::run(app.clone())),
        tokio::spawn(places::run(app.clone())),
        tokio::spawn(requests::run(app.clone())),
        tokio::spawn(wallet::run(app.clone())),
        tokio::spawn(payouts::run(app.clone())),
        tokio::spawn(rewards::run(app.clone())),
    ]
}

/// Waits a little after trouble, so that a broken disk does not fill the log.
async fn rest_after(trouble: &tributary_engine::Error, worker: &str) {
    tracing::warn!(error = %trouble, worker, "a worker had trouble and tries again");
    tokio::time::sleep(Duration::from_secs(2)).await;
}
