//! Imports under way: a chunk at a time, until nothing is left to do; and forgetting the rows of old ones.

use super::rest_after;
use crate::app::App;
use crate::{call, imports};
use std::time::Duration;
use tributary_engine::import;

const LOOK_EVERY: Duration = Duration::from_secs(1); // somebody watches its page
const FORGET_EVERY: u32 = 600; // looks: what is forgotten is a week old
const FORGET_AT_ONCE: i64 = 5;

pub(super) async fn run(app: App) {
    let mut looks = 0_u32;
    loop {
        match imports::go_on(&app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(trouble) => rest_after(&trouble, "imports").await,
        }
        if looks.is_multiple_of(FORGET_EVERY) {
            let now = app.engine.now();
            let forgotten = call::write(&app.engine, move |tx| import::forget(tx, now, FORGET_AT_ONCE)).await;
            if let Err(trouble) = forgotten {
                rest_after(&trouble, "imports").await;
            }
        }
        looks = looks.wrapping_add(1);
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
