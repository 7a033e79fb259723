//! `tributary key`: make, list and revoke API keys, also while the server runs.

use super::data::{self, Whose};
use super::{Failure, ListOf, Outcome, say, say_json, words};
use crate::config::Place;
use serde_json::json;
use tributary_core::{KeyId, TenantId};
use tributary_engine::access::{Key, create_key, list_keys, revoke_key};
use tributary_engine::audit::Actor;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::platform::Brand;
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
    /// List all keys, of all brands or one, newest first
    List(ListOf),
    /// Revoke a key: from then on nothing is answered to it
    Revoke(Revoke),
}

#[derive(Debug, clap::Args)]
struct Create {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    whose: Whose,
    /// What the key is for, such as "till"
    #[arg(long)]
    name: String,
    /// What it may do, such as orders:write; may be repeated [default: all]
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Make a token of the publisher with this address instead; it has no scopes
    #[arg(long, value_name = "EMAIL", conflicts_with_all = ["scopes", "brand"])]
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
    let by = Actor::system(&args.whose.tenant(&engine)?, "command line");
    let (named, allowed) = (name.clone(), scopes.clone());
    let made = engine.db.write_wait(move |tx| create_key(tx, &by, &named, &allowed, now));
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

fn show(args: &ListOf) -> Outcome {
    let engine = data::open(&args.list.place)?;
    let brands = args.whose.brands(&engine)?;
    let mut keys = Vec::new();
    for brand in &brands {
        keys.extend(all(&engine, &brand.id)?.into_iter().map(|key| (brand, key)));
    }
    if args.list.json {
        return say_json(&keys.iter().map(|(brand, key)| in_json(brand, key)).collect::<Vec<_>>());
    }
    if keys.is_empty() {
        return say("There are no keys.\n");
    }
    let named = brands.len() > 1;
    let row = |(brand, key): &(&Brand, Key)| {
        let mut columns = in_columns(key);
        columns.extend(named.then(|| brand.name.clone()));
        columns
    };
    say(&words::columns(&keys.iter().map(row).collect::<Vec<_>>()))
}

fn all(engine: &Engine, tenant: &TenantId) -> Result<Vec<Key>, Error> {
    let tenant = tenant.clone();
    engine.db.read_wait(move |tx| {
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

fn in_json(brand: &Brand, key: &Key) -> serde_json::Value {
    let at = tributary_engine::clock::rfc3339;
    json!({
        "id": key.id.as_str(),
        "brand": brand.id.as_str(),
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
    // Its id says of which brand it is.
    let brands = Whose::default().brands(&engine)?;
    let (now, gone) = (engine.now(), id.clone());
    let revoked = engine.db.write_wait(move |tx| {
        for brand in &brands {
            match revoke_key(tx, &Actor::system(&brand.id, "command line"), &gone, now) {
                Err(Error::NotFound(_)) => {}
                other => return other,
            }
        }
        Err(Error::NotFound("key"))
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
