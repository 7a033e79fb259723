//! `tributary verify`: walks every chain, checks every sum, derives every order anew.

use super::{Outcome, data, say, say_json};
use crate::config::Place;
use serde_json::json;
use std::process::ExitCode;
use tributary_engine::verify::{Report, verify};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let engine = data::open(&args.place)?;
    let now = engine.now();
    let report = engine.db.read_wait(move |tx| verify(tx, now))?;
    if args.json {
        say_json(&in_json(&report))?
    } else {
        say(&in_words(&report))?
    };
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn in_words(report: &Report) -> String {
    let Report { facts, clicks, transactions, orders, findings } = report;
    let mut text = format!(
        "Walked {facts} facts, {clicks} clicks and {transactions} ledger transactions; \
         derived {orders} orders anew.\n"
    );
    for finding in findings {
        text.push_str(&format!("{}: {}\n", finding.place, finding.problem));
    }
    text.push_str(&match findings.len() {
        0 => "Everything is as it must be.\n".to_owned(),
        1 => "1 thing is not as it must be.\n".to_owned(),
        many => format!("{many} things are not as they must be.\n"),
    });
    text
}

fn in_json(report: &Report) -> serde_json::Value {
    let findings: Vec<_> =
        report.findings.iter().map(|f| json!({ "place": f.place, "problem": f.problem })).collect();
    json!({
        "clean": report.is_clean(),
        "facts": report.facts,
        "clicks": report.clicks,
        "transactions": report.transactions,
        "orders": report.orders,
        "findings": findings,
    })
}
