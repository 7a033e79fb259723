//! `tributary setup`: an owner, a store and a program in a fresh data directory, without a browser.

use super::{Failure, Outcome, say, say_json};
use crate::config::{Data, Place, Secrets, web_address};
use serde::Serialize;
use tributary_core::Currency;
use tributary_engine::access::hash_password;
use tributary_engine::setup::{Installed, NewInstallation};
use tributary_engine::store::{self, NewStore, RestKey};
use tributary_engine::{Engine, Error, setup};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// Where the owner signs in, such as ada@example.com
    #[arg(long, value_name = "EMAIL")]
    admin_email: String,
    #[command(flatten)]
    secrets: Secrets,
    /// The shop's name
    #[arg(long, value_name = "NAME")]
    store_name: String,
    /// The shop's address, such as https://shop.example
    #[arg(long, value_name = "URL")]
    store_url: String,
    /// The shop's own currency, such as USD
    #[arg(long, value_name = "CODE")]
    currency: String,
    /// The rules to start from: reftrackr, infumar or retrack
    #[arg(long, value_name = "NAME")]
    preset: String,
    /// The shop's time zone, such as Europe/Stockholm
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What is to be set up, read from flags.
#[derive(Debug)]
struct Wanted {
    /// The installation itself.
    new: NewInstallation,
    /// Credentials to read the shop with.
    rest: Option<RestKey>,
}

#[derive(Debug, Serialize)]
struct Made {
    store: String,
    program: String,
    api_key: String,
    webhook_path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_secret: Option<String>,
}

const FLAGS: &[(&str, &str)] = &[
    ("/email", "--admin-email"),
    ("/password", "--admin-password"),
    ("/name", "--store-name"),
    ("/timezone", "--timezone"),
    ("/preset", "--preset"),
    ("/webhook_secret", "--webhook-secret"),
];

pub(super) fn run(args: &Args) -> Outcome {
    let wanted = wanted(args)?;
    let data = args.place.resolve()?;
    let engine = data.open()?;
    let installed = install(&engine, wanted).map_err(|error| match error {
        Error::Conflict(_) => Failure::Failed(format!(
            "{data} is set up already: sign in there, or name another directory with --data"
        )),
        other => Failure::of_field(other, FLAGS),
    })?;
    let made = Made {
        webhook_path: format!("/hooks/woocommerce/{}", installed.store),
        store: installed.store.to_string(),
        program: installed.program.to_string(),
        api_key: installed.api_key.secret,
        webhook_secret: installed.webhook_secret_generated,
    };
    if args.json { say_json(&made) } else { say(&summary(&made, &data)) }
}

/// Sets a server up, all or nothing.
///
/// # Errors
/// [`Error::Conflict`] when it is set up already, [`Error::Invalid`] names the field.
fn install(engine: &Engine, wanted: Wanted) -> Result<Installed, Error> {
    let (sealer, now) = (engine.sealer.clone(), engine.now());
    engine.db.write_wait(move |tx| {
        let installed = setup::install(tx, &sealer, &wanted.new, now)?;
        if let Some(rest) = &wanted.rest {
            let store = store::by_id(tx, &installed.store)?;
            store::set_rest_key(tx, &store, &sealer, rest)?;
        }
        Ok(installed)
    })
}

fn wanted(args: &Args) -> Result<Wanted, Failure> {
    let currency = Currency::parse(&args.currency)
        .map_err(|bad| Failure::Usage(format!("--currency: {:?} is {bad}", args.currency)))?;
    let store = NewStore {
        name: args.store_name.clone(),
        url: web_address("--store-url", &args.store_url)?,
        currency,
        timezone: args.timezone.clone(),
    };
    let secrets = &args.secrets;
    let password_hash =
        hash_password(&secrets.admin_password).map_err(|error| Failure::of_field(error, FLAGS))?;
    let rest = secrets.rest_key.clone().zip(secrets.rest_secret.clone());
    Ok(Wanted {
        new: NewInstallation {
            admin_email: args.admin_email.clone(),
            password_hash,
            store,
            preset: args.preset.clone(),
            webhook_secrets: secrets.webhook_secrets.clone(),
        },
        rest: rest.map(|(key, secret)| RestKey { key, secret }),
    })
}

fn summary(made: &Made, data: &Data) -> String {
    let Made { store, program, api_key, webhook_path, .. } = made;
    let secret = made.webhook_secret.as_ref().map_or_else(String::new, |secret| {
        format!("Webhook secret  {secret}  (give it to the shop's webhooks; not shown again)\n")
    });
    format!(
        "Set up in {data}.\n\n\
         Store           {store}\n\
         Program         {program}\n\
         API key         {api_key}  (not shown again)\n\
         Webhook path    {webhook_path}\n\
         {secret}\n\
         Start the server with: tributary serve --data {}{}\n",
        data.directory.display(),
        if data.server.is_some() { " --database-url …" } else { "" },
    )
}
