//! `tributary import`: brings partners, codes and orders from files, also while the server runs.

use super::data::{self, Whose};
use super::{Failure, ListOf, Outcome, say, say_json, words};
use crate::config::Place;
use crate::imports::{self, Brought, Upload, rejects};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use tributary_core::{Currency, ImportId, StoreId, TenantId};
use tributary_engine::audit::Actor;
use tributary_engine::import::{self, Dates, Import, Kind, Owed, Plan, State, System, Verdict};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Engine, Error, store};

/// Rows whose trouble is told; the file of rejects has all.
const TOLD_MAX: i64 = 10;
/// How often a running server is asked how far it has come.
const LOOK_EVERY: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Bring partners, with their codes, from a CSV file
    Partners(Bring),
    /// Bring codes of partners that are here, from a CSV file
    Codes(Bring),
    /// Bring orders from a CSV file
    Orders(Bring),
    /// Bring influencers and orders of RefTrackr: its tables as CSV files, or a dump of the database
    Reftrackr(Bring),
    /// Bring affiliates, coupons and referrals of AffiliateWP: its tables as CSV files, or a dump of the database
    Affiliatewp(Bring),
    /// Take back what an import did, within 7 days
    Undo(Undo),
    /// List imports, newest first
    List(ListOf),
}

#[derive(Debug, clap::Args)]
struct Bring {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    whose: Whose,
    /// The files; partners are taken before what names them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Which column holds a field, such as "name=Full name"; may be repeated. An empty column leaves the field out
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Show what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// What is owed for orders: nothing, or what the rules say
    #[arg(long, value_name = "nothing|rules", default_value = "nothing")]
    owed: String,
    /// Leave what is here already as it is
    #[arg(long)]
    keep_existing: bool,
    /// Which comes first in dates such as 03/04/2026
    #[arg(long, value_name = "day|month")]
    dates: Option<String>,
    /// What kind of partners they are where no column says it
    #[arg(long, value_name = "KIND", default_value = "affiliate")]
    partner_kind: String,
    /// The currency of amounts where no column says it [default: the store's]
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// The store, by its id [default: the first]
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// Write the rows that could not be used to this file
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Undo {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    whose: Whose,
    /// The import's id, such as imp_01…
    id: String,
}

pub(super) fn run(args: &Args) -> Outcome {
    match &args.action {
        Action::Partners(args) => bring(args, System::Csv, Some(Kind::Partners)),
        Action::Codes(args) => bring(args, System::Csv, Some(Kind::Codes)),
        Action::Orders(args) => bring(args, System::Csv, Some(Kind::Orders)),
        Action::Reftrackr(args) => bring(args, System::RefTrackr, None),
        Action::Affiliatewp(args) => bring(args, System::AffiliateWp, None),
        Action::Undo(args) => undo(args),
        Action::List(args) => list(args),
    }
}

/// The engine, whose it is, and whether a server carries out what is asked for.
struct Desk {
    engine: Engine,
    tenant: TenantId,
    served: bool,
}

impl Desk {
    fn open((place, whose): (&Place, &Whose)) -> Result<Self, Failure> {
        let directory = data::existing(place)?.directory;
        // A server that runs on a file knows only its own changes of codes by heart, so it is left to do the work.
        let served = data::Lock::take(&directory).is_err();
        let engine = data::open(place)?;
        let tenant = whose.tenant(&engine)?;
        Ok(Self { engine, tenant, served })
    }

    fn actor(&self) -> Actor {
        Actor::system(&self.tenant, "command line")
    }

    /// Waits until nothing is left to do.
    fn settle(&self, id: &ImportId) -> Result<Import, Failure> {
        if !self.served {
            return Ok(imports::walk(&self.engine, &self.tenant, id)?);
        }
        loop {
            let (tenant, id) = (self.tenant.clone(), id.clone());
            let import = self.engine.db.read_wait(move |tx| import::load(tx, &tenant, &id))?;
            if !import.state.is_busy() {
                return Ok(import);
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

fn bring(args: &Bring, system: System, kind: Option<Kind>) -> Outcome {
    let desk = Desk::open((&args.place, &args.whose))?;
    let store = store_of(&desk, args.store.as_deref())?;
    let files = args.files.iter().map(|path| Brought { name: called(path), path: path.clone() }).collect();
    let upload = Upload { system, kind, files };
    let flags = [("/file", "FILE"), ("/rows", "FILE"), ("/name", "FILE")];
    let taken = imports::take(&desk.engine, &desk.actor(), &store, &upload);
    let import = taken.map_err(|error| Failure::of_field(error, &flags))?;
    let previewed = wanted(args, &import).and_then(|plan| previewed(&desk, &import.id, plan));
    let previewed = match previewed {
        Ok(previewed) if args.dry_run => {
            let reasons = reasons(&desk, &previewed)?;
            write_rejects(&desk, args, &previewed)?;
            discard(&desk, &import.id)?;
            return told(args, &previewed, &reasons);
        }
        Ok(previewed) => previewed,
        Err(failure) => {
            discard(&desk, &import.id)?;
            return Err(failure);
        }
    };
    let (actor, id, now) = (desk.actor(), previewed.id, desk.engine.now());
    desk.engine.db.write_wait(move |tx| import::run(tx, &actor, &id, now))?;
    let done = desk.settle(&import.id)?;
    write_rejects(&desk, args, &done)?;
    let reasons = reasons(&desk, &done)?;
    told(args, &done, &reasons)
}

fn called(path: &std::path::Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn store_of(desk: &Desk, wanted: Option<&str>) -> Result<StoreId, Failure> {
    let tenant = desk.tenant.clone();
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let stores = desk.engine.db.read_wait(move |tx| store::list(tx, &tenant, &all))?.rows;
    let found = match wanted {
        Some(id) => stores.into_iter().find(|store| store.id.as_str() == id.trim()),
        None => stores.into_iter().next_back(),
    };
    let missing = || Failure::Usage("--store: there is no such store".to_owned());
    found.map(|store| store.id).ok_or_else(missing)
}

/// What the flags ask for.
fn wanted(args: &Bring, import: &Import) -> Result<Plan, Failure> {
    let usage = |text: String| Failure::Usage(text);
    let mut plan = import.plan.clone();
    plan.options.owed = match args.owed.as_str() {
        "nothing" => Owed::Nothing,
        "rules" => Owed::Rules,
        _ => return Err(usage("--owed: use nothing or rules".to_owned())),
    };
    plan.options.dates = match args.dates.as_deref() {
        None => Dates::Either,
        Some("day") => Dates::Day,
        Some("month") => Dates::Month,
        Some(_) => return Err(usage("--dates: use day or month".to_owned())),
    };
    plan.options.update = !args.keep_existing;
    plan.options.partner_kind.clone_from(&args.partner_kind);
    if let Some(code) = &args.currency {
        plan.options.currency =
            Currency::parse(code).map_err(|error| usage(format!("--currency: {error}")))?;
    }
    for pair in &args.map {
        let (field, column) =
            pair.split_once('=').ok_or_else(|| usage(format!("--map: {pair:?} is not FIELD=COLUMN")))?;
        map(&mut plan, field.trim(), column.trim())?;
    }
    Ok(plan)
}

fn map(plan: &mut Plan, field: &str, column: &str) -> Result<(), Failure> {
    let column = Some(column).filter(|column| !column.is_empty());
    if imports::put(plan, field, column) {
        return Ok(());
    }
    let columns: Vec<String> = plan.parts.iter().flat_map(|part| part.columns.clone()).collect();
    let column = column.unwrap_or_default();
    let text =
        format!("--map: there is no field {field} with a column {column}; columns: {}", columns.join(", "));
    Err(Failure::Usage(text))
}

fn previewed(desk: &Desk, id: &ImportId, plan: Plan) -> Result<Import, Failure> {
    let (tenant, of, now) = (desk.tenant.clone(), id.clone(), desk.engine.now());
    let mapped = desk.engine.db.write_wait(move |tx| import::map(tx, (&tenant, &of), &plan, now));
    mapped.map_err(|error| of_mapping(&error).unwrap_or_else(|| error.into()))?;
    desk.settle(id)
}

fn of_mapping(error: &Error) -> Option<Failure> {
    let Error::Invalid(fields) = error else { return None };
    let field = fields.first()?;
    let name = field.pointer.rsplit('/').next().unwrap_or_default();
    Some(Failure::Usage(format!("--map {name}=COLUMN: {}", field.detail)))
}

fn discard(desk: &Desk, id: &ImportId) -> Result<(), Failure> {
    let (tenant, id) = (desk.tenant.clone(), id.clone());
    Ok(desk.engine.db.write_wait(move |tx| import::discard(tx, &tenant, &id))?)
}

/// Line, field and reason of the first rows that can't be used.
fn reasons(desk: &Desk, import: &Import) -> Result<Vec<Vec<String>>, Failure> {
    let (tenant, id) = (desk.tenant.clone(), import.id.clone());
    let rows = desk
        .engine
        .db
        .read_wait(move |tx| import::rows_of(tx, (&tenant, &id), Verdict::Wrong, (0, TOLD_MAX)))?;
    let row = |row: &import::Row| {
        vec![
            format!("line {}", row.line),
            row.field.clone().unwrap_or_default(),
            row.detail.clone().unwrap_or_default(),
        ]
    };
    Ok(rows.iter().map(row).collect())
}

fn write_rejects(desk: &Desk, args: &Bring, import: &Import) -> Result<(), Failure> {
    let Some(path) = &args.rejects else { return Ok(()) };
    let (tenant, id) = (desk.tenant.clone(), import.id.clone());
    let file = desk.engine.db.read_wait(move |tx| rejects::file(tx, &tenant, &id))?;
    std::fs::write(path, file).map_err(Failure::io(format!("cannot write {}", path.display())))
}

fn told(args: &Bring, import: &Import, reasons: &[Vec<String>]) -> Outcome {
    if args.json {
        return say_json(&in_json(import));
    }
    let counts = import.counts;
    let lines = if counts.joined > 0 {
        format!(", {} further lines of orders", counts.joined)
    } else {
        String::new()
    };
    let sums = format!(
        "{} rows: {} new, {} changed, {} skipped, {} could not be used{lines}.",
        import.total, counts.new, counts.updated, counts.skipped, counts.wrong
    );
    let head = match (import.state, args.dry_run) {
        (State::Failed, _) => {
            let why = import.trouble.clone().unwrap_or_default();
            return Err(Failure::Failed(format!("{} could not go on: {why}", import.id)));
        }
        (_, true) => format!("Would bring {sums} Nothing was changed.\n"),
        (_, false) => format!("Brought as {}: {sums}\n", import.id),
    };
    let undo = if args.dry_run {
        String::new()
    } else {
        format!("Take it back within 7 days: tributary import undo {}\n", import.id)
    };
    say(&format!("{head}{}{undo}", words::columns(reasons)))
}

fn in_json(import: &Import) -> serde_json::Value {
    let counts = import.counts;
    json!({
        "id": import.id.as_str(),
        "system": import.system.as_str(),
        "name": import.name,
        "state": import.state.as_str(),
        "total": import.total,
        "new": counts.new,
        "updated": counts.updated,
        "skipped": counts.skipped,
        "wrong": counts.wrong,
        "joined": counts.joined,
        "trouble": import.trouble,
    })
}

fn undo(args: &Undo) -> Outcome {
    let id = ImportId::parse(args.id.trim()).map_err(|bad| {
        Failure::Usage(format!("{:?} is {bad}; tributary import list shows the ids", args.id))
    })?;
    let desk = Desk::open((&args.place, &args.whose))?;
    let (actor, of, now) = (desk.actor(), id.clone(), desk.engine.now());
    desk.engine.db.write_wait(move |tx| import::undo(tx, &actor, &of, now))?;
    let import = desk.settle(&id)?;
    match import.state {
        State::Undone => say(&format!("{id} is taken back.\n")),
        _ => Err(Failure::Failed(format!(
            "{id} could not be taken back: {}",
            import.trouble.unwrap_or_default()
        ))),
    }
}

fn list(args: &ListOf) -> Outcome {
    let engine = data::open(&args.list.place)?;
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let tenant = args.whose.tenant(&engine)?;
    let imports = engine.db.read_wait(move |tx| import::list(tx, &tenant, &all))?;
    if args.list.json {
        return say_json(&imports.rows.iter().map(in_json).collect::<Vec<_>>());
    }
    if imports.rows.is_empty() {
        return say("There are no imports.\n");
    }
    let row = |one: &Import| {
        let rows = format!("{} rows", one.total);
        vec![
            one.id.to_string(),
            words::moment(one.made_at),
            one.state.as_str().to_owned(),
            rows,
            one.name.clone(),
        ]
    };
    say(&words::columns(&imports.rows.iter().map(row).collect::<Vec<_>>()))
}
