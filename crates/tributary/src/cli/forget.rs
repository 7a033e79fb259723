//! `tributary forget`: forgets old clicks once, and makes the parts of the next months. For whoever owns the tables, where
//! the nodes' own role may do neither.

use super::{Failure, Outcome, data, say, say_json};
use crate::config::Place;
use serde_json::json;
use tributary_engine::{access, retention};

/// Clicks that go in one transaction: others who write wait for it.
const STEP: i64 = 1_000;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// Keep clicks for so many days; 0 keeps all and only makes parts
    #[arg(long, value_name = "DAYS", env = "TRIBUTARY_KEEP_CLICKS_DAYS")]
    keep_clicks_days: u32,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let engine = data::open(&args.place)?;
    let (now, keep) = (engine.now(), args.keep_clicks_days);
    let (tenants, before, standing) = engine.db.read_wait(move |tx| {
        Ok((access::tenants(tx)?, retention::cutoff(tx, keep, now)?, retention::standing(tx, now)?))
    })?;
    if keep > 0 && !standing.may_forget {
        let text = "this role may not remove clicks: use the URL of the role that owns the tables";
        return Err(Failure::Failed(text.to_owned()));
    }
    let (mut forgotten, mut kept) = (0, 0);
    for tenant in tenants.into_iter().filter(|_| keep > 0) {
        loop {
            let tenant = tenant.clone();
            let step = engine.db.write_wait(move |tx| retention::forget(tx, &tenant, (before, STEP), now))?;
            (forgotten, kept) = (forgotten + step.forgotten, kept + step.kept);
            if !step.goes_on {
                break;
            }
        }
    }
    let made = engine.db.write_wait(move |tx| retention::make_ahead(tx, now))?;
    let dropped = engine.db.write_wait(retention::drop_emptied)?;
    if args.json {
        return say_json(
            &json!({ "forgotten": forgotten, "kept": kept, "parts_made": made, "parts_dropped": dropped }),
        );
    }
    say(&format!(
        "Forgot {forgotten} clicks; {kept} beside them stay, for orders hang on them.\n\
         Made {made} parts ahead and dropped {dropped}.\n"
    ))
}
