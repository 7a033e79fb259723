//! `tributary brand`: further brands on one server, each with data, a team and stores of its own.

use super::{Failure, List, Outcome, data, say, say_json, words};
use crate::config::{Place, web_address};
use serde_json::json;
use tributary_core::Currency;
use tributary_engine::platform::{self, Brand};
use tributary_engine::setup::{self, AddedBrand, NewBrand};
use tributary_engine::store::NewStore;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a brand with its first store, and a link with which its owner joins
    Add(Box<Add>),
    /// List all brands
    List(List),
}

#[derive(Debug, clap::Args)]
struct Add {
    #[command(flatten)]
    place: Place,
    /// What people call the brand
    #[arg(long)]
    name: String,
    /// The address of its owner, such as ada@example.com
    #[arg(long, value_name = "EMAIL")]
    owner: String,
    /// The shop's address, such as https://shop.example
    #[arg(long, value_name = "URL")]
    store_url: String,
    /// The shop's name [default: the brand's]
    #[arg(long, value_name = "NAME")]
    store_name: Option<String>,
    /// The shop's own currency, such as USD
    #[arg(long, value_name = "CODE")]
    currency: String,
    /// The rules to start from: reftrackr, infumar or retrack
    #[arg(long, value_name = "NAME", default_value = "infumar")]
    preset: String,
    /// The shop's time zone, such as Europe/Stockholm
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

const FLAGS: &[(&str, &str)] = &[
    ("/brand", "--name"),
    ("/email", "--owner"),
    ("/name", "--store-name"),
    ("/timezone", "--timezone"),
    ("/preset", "--preset"),
];

pub(super) fn run(args: &Args) -> Outcome {
    match &args.action {
        Action::Add(add) => make(add),
        Action::List(list) => show(list),
    }
}

fn make(args: &Add) -> Outcome {
    let new = wanted(args)?;
    let engine = data::open(&args.place)?;
    let (sealer, now) = (engine.sealer.clone(), engine.now());
    let made = engine.db.write_wait(move |tx| setup::add_brand(tx, &sealer, &new, now));
    let made = made.map_err(|error| Failure::of_field(error, FLAGS))?;
    let AddedBrand { tenant, store, program, invitation } = made;
    let path = format!("/invite/{invitation}");
    if args.json {
        let (brand, store, program) = (tenant.as_str(), store.as_str(), program.as_str());
        return say_json(&json!({
            "brand": brand, "store": store, "program": program, "invitation_path": path,
        }));
    }
    say(&format!(
        "Brand {} is made.\n\n\
         Brand    {tenant}\n\
         Store    {store}\n\
         Program  {program}\n\
         Owner    {} joins at this server's address with {path}  (works once, for {} days; not shown again)\n",
        args.name.trim(),
        args.owner.trim(),
        tributary_engine::access::INVITE_DAYS,
    ))
}

fn wanted(args: &Add) -> Result<NewBrand, Failure> {
    let currency = Currency::parse(&args.currency)
        .map_err(|bad| Failure::Usage(format!("--currency: {:?} is {bad}", args.currency)))?;
    let store = NewStore {
        name: args.store_name.clone().unwrap_or_else(|| args.name.clone()),
        url: web_address("--store-url", &args.store_url)?,
        currency,
        timezone: args.timezone.clone(),
    };
    Ok(NewBrand {
        name: args.name.clone(),
        owner_email: args.owner.clone(),
        store,
        preset: args.preset.clone(),
    })
}

fn show(args: &List) -> Outcome {
    let all = data::open(&args.place)?.db.read_wait(platform::brands)?;
    if args.json {
        let one = |one: &Brand| json!({ "id": one.id.as_str(), "name": one.name, "stores": one.stores });
        return say_json(&all.iter().map(one).collect::<Vec<_>>());
    }
    let row = |one: &Brand| {
        let stores = if one.stores == 1 { "1 store".to_owned() } else { format!("{} stores", one.stores) };
        vec![one.id.to_string(), one.name.clone(), stores, format!("since {}", words::moment(one.since))]
    };
    say(&words::columns(&all.iter().map(row).collect::<Vec<_>>()))
}
