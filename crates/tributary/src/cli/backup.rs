//! `tributary backup`: everything in a new directory, from one moment, verified. A server may be at work meanwhile.

use super::{Outcome, data, say, say_json};
use crate::config::{Data, Place};
use std::path::{Path, PathBuf};
use tributary_engine::backup::{self, Manifest};
use tributary_engine::clock::Clock;
use tributary_engine::verify::Report;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// The directory to make, such as /backup/2026-11-27
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Print backup.json
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let data = data::existing(&args.place)?;
    let source = (data.directory.as_path(), &data.database());
    let (manifest, report) = backup::make(source, &args.to, Clock::default().now())?;
    if args.json { say_json(&manifest) } else { say(&summary(&data, &args.to, (&manifest, &report))) }
}

fn summary(data: &Data, to: &Path, (manifest, report): (&Manifest, &Report)) -> String {
    format!(
        "Backed up {data} to {} as of {}.\n\
         {}left out  {}\n\
         The key in it opens every stored secret: keep it as safe as the server.\n",
        to.display(),
        manifest.made_at,
        contents(manifest, report),
        manifest.left_out.join(", "),
    )
}

/// A line for each thing in a backup.
pub(super) fn contents(manifest: &Manifest, report: &Report) -> String {
    let rows: i64 = manifest.rows.values().sum();
    let mut text = format!("database  {rows} rows in {} tables\n", manifest.rows.len());
    let mut line = |label: &str, what: String| text.push_str(&format!("{label:<8}  {what}\n"));
    line("key", backup::KEY.to_owned());
    let clicks = manifest.clicks().count();
    if clicks > 0 {
        line("clicks", format!("{clicks} files of clicks that were not in the database yet"));
    }
    for head in &manifest.heads {
        line("chain", format!("{} {} {}", head.chain, head.seq, head.hash));
    }
    let Report { facts, clicks, transactions, orders, .. } = report;
    let walked =
        format!("{facts} facts, {clicks} clicks, {transactions} ledger transactions, {orders} orders");
    line("verified", format!("{walked}: everything is as it must be"));
    text
}
