//! `tributary operator`: who may look at the figures of all brands on this server, under `/platform`.

use super::{Failure, List, Outcome, data, say, say_json, words};
use crate::config::Place;
use serde_json::json;
use tributary_engine::access::{self, Operator};
use tributary_engine::{Error, clock};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Let somebody who signs in look at all brands
    Add(Who),
    /// Take that back
    Remove(Who),
    /// List all operators
    List(List),
}

#[derive(Debug, clap::Args)]
struct Who {
    #[command(flatten)]
    place: Place,
    /// The address with which they sign in
    email: String,
}

pub(super) fn run(args: &Args) -> Outcome {
    match &args.action {
        Action::Add(who) => change(who, true),
        Action::Remove(who) => change(who, false),
        Action::List(list) => show(list),
    }
}

fn change(who: &Who, add: bool) -> Outcome {
    let engine = data::open(&who.place)?;
    let (email, now) = (who.email.trim().to_owned(), engine.now());
    let named = email.clone();
    let work = if add { access::add_operator } else { access::remove_operator };
    let changed = engine.db.write_wait(move |tx| work(tx, &named, now));
    let changed = changed.map_err(|error| match error {
        Error::NotFound(_) => {
            Failure::Failed(format!("nobody signs in with {email}: let a brand invite them first"))
        }
        other => other.into(),
    })?;
    say(&match (add, changed) {
        (true, true) => format!("{email} looks at all brands under /platform from now on.\n"),
        (true, false) => format!("{email} was an operator already.\n"),
        (false, true) => format!("{email} is no operator any more.\n"),
        (false, false) => format!("{email} was no operator.\n"),
    })
}

fn show(args: &List) -> Outcome {
    let all = data::open(&args.place)?.db.read_wait(access::operators)?;
    if args.json {
        let one = |one: &Operator| {
            let since = clock::rfc3339(one.since);
            json!({ "email": one.email, "brand": one.brand, "since": since })
        };
        return say_json(&all.iter().map(one).collect::<Vec<_>>());
    }
    if all.is_empty() {
        return say("There are no operators.\n");
    }
    let row = |one: &Operator| {
        vec![one.email.clone(), one.brand.clone(), format!("since {}", words::moment(one.since))]
    };
    say(&words::columns(&all.iter().map(row).collect::<Vec<_>>()))
}
