//! `tributary explain`: why an order was credited as it was, and how its money came about.

mod text;

use super::data::{self, Whose};
use super::{Failure, Outcome, say, say_json};
use crate::config::Place;
use crate::http::api::Explanation;
use tributary_engine::{Error, order};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    whose: Whose,
    /// The order's number, the store's id of it, or ord_…
    order: String,
    /// Print one JSON object, the same as the API's
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let engine = data::open(&args.place)?;
    let (tenant, now, name) = (args.whose.tenant(&engine)?, engine.now(), args.order.clone());
    let found = engine.db.read_wait(move |tx| {
        let row = order::find(tx, &tenant, &name)?;
        order::explain(tx, &tenant, &row.id, now)
    });
    match found {
        Err(Error::NotFound("order")) => {
            Err(Failure::Failed(format!("no order has the number or id {:?}", args.order)))
        }
        Err(error) => Err(error.into()),
        Ok(explained) if args.json => say_json(&Explanation::new(explained)),
        Ok(explained) => say(&text::of(&explained)),
    }
}
