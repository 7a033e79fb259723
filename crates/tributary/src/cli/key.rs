//! `tributary key`: make, list and revoke API keys, also while the server runs.

use super::{Failure, List, Outcome, data, say, say_json, words};
use crate::config::Place;
use serde_json::json;
use tributary_core::KeyId;
use tributary_engine::access::{Key, create_key, list_keys, revoke_key};
use tributary_engine::audit::Actor;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::publisher;
use tributary_engine::{Engine, Error};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a key; its secret is printed once
    Create(Create),
    /// List all keys, newest first
    List(List),
    /// Revoke a key: from then on nothing is answered to it
    Revoke(Revoke),
}

#[derive(Debug, clap::Args)]
struct Create {
    #[command(flatten)]
    place: Place,
    /// What the key is for, such as "till"
    #[arg(long)]
    name: String,
    /// What it may do, such as orders:write; may be repeated [default: all]
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Make a token of the publisher with this address instead; it has no scopes
    #[arg(long, value_name = "EMAIL", conflicts_with = "scopes")]
    publisher: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Revoke {
    #[command(flatten)]
    place: Place,
    /// The key's id, such as key_01…
    id: String,
}

pub(super) fn run(args: &Args) -> Outcome {
    match &args.action {
        Action::Create(create) => make(create),
        Action::List(list) => show(list),
        Action::Revoke(revoke) => end(revoke),
    }
}

fn make(args: &Create) -> Outcome {
    let name = args.name.trim().to_owned();
    if name.is_empty() {
        return Err(Failure::Usage("--name: say what the key is for, such as till".to_owned()));
    }
    let scopes = if args.scopes.is_empty() { vec!["all".to_owned()] } else { args.scopes.clone() };
    if let Some(email) = &args.publisher {
        return make_for_publisher(args, email, &name);
    }
    let engine = data::open(&args.place)?;
    let now = engine.now();
    let (named, allowed) = (name.clone(), scopes.clone());
    let made = engine.db.write_wait(move |tx| {
        let tenant = data::tenant(tx)?;
        create_key(tx, &Actor::system(&tenant, "command line"), &named, &allowed, now)
    });
    let made = made.map_err(|error| Failure::of_field(error, &[("/scopes", "--scope")]))?;
    if args.json {
        return say_json(
            &json!({ "id": made.id.as_str(), "name": name, "scopes": scopes, "secret": made.secret }),
        );
    }
    say(&format!(
        "Key {} ({name}) may do: {}. Its secret is not shown again:\n{}\n",
        made.id,
        scopes.join(", "),
        made.secret
    ))
}

fn make_for_publisher(args: &Create, email: &str, name: &str) -> Outcome {
    let engine = data::open(&args.place)?;
    let now = engine.now();
    let (email, named) = (email.trim().to_owned(), name.to_owned());
    let made = engine.db.write_wait(move |tx| {
        let found = publisher::find(tx, &email)?.ok_or(Error::NotFound("publisher"))?;
        publisher::create_key(tx, &found.id, &named, now)
    })?;
    if args.json {
        return say_json(&json!({ "id": made.id.as_str(), "name": name, "secret": made.secret }));
    }
    say(&format!("Token {} ({name}). Its secret is not shown again:\n{}\n", made.id, made.secret))
}

fn show(args: &List) -> Outcome {
    let keys = all(&data::open(&args.place)?)?;
    if args.json {
        return say_json(&keys.iter().map(in_json).collect::<Vec<_>>());
    }
    if keys.is_empty() {
        return say("There are no keys.\n");
    }
    let rows: Vec<Vec<String>> = keys.iter().map(in_columns).collect();
    say(&words::columns(&rows))
}

fn all(engine: &Engine) -> Result<Vec<Key>, Error> {
    engine.db.read_wait(|tx| {
        let tenant = data::tenant(tx)?;
        let (mut keys, mut after) = (Vec::new(), None);
        loop {
            let page = list_keys(tx, &tenant, &Cursor { after, limit: LIMIT_MAX })?;
            keys.extend(page.rows);
            after = page.next;
            if after.is_none() {
                return Ok(keys);
            }
        }
    })
}

fn in_columns(key: &Key) -> Vec<String> {
    let state =
        key.revoked_at.map_or_else(|| "active".to_owned(), |at| format!("revoked {}", words::moment(at)));
    vec![
        key.id.to_string(),
        key.name.clone(),
        key.scopes.join(","),
        format!("made {}", words::moment(key.created_at)),
        state,
    ]
}

fn in_json(key: &Key) -> serde_json::Value {
    let at = tributary_engine::clock::rfc3339;
    json!({
        "id": key.id.as_str(),
        "name": key.name,
        "scopes": key.scopes,
        "created_at": at(key.created_at),
        "revoked_at": key.revoked_at.map(at),
    })
}

fn end(args: &Revoke) -> Outcome {
    let id = KeyId::parse(args.id.trim())
        .map_err(|bad| Failure::Usage(format!("{:?} is {bad}; tributary key list shows the ids", args.id)))?;
    let engine = data::open(&args.place)?;
    let (now, gone) = (engine.now(), id.clone());
    let revoked = engine.db.write_wait(move |tx| {
        let tenant = data::tenant(tx)?;
        revoke_key(tx, &Actor::system(&tenant, "command line"), &gone, now)
    });
    match revoked {
        Err(Error::NotFound(_)) => {
            Err(Failure::Failed(format!("there is no key {id}, or it was revoked already")))
        }
        other => {
            other?;
            say(&format!("Key {id} is revoked.\n"))
        }
    }
}
