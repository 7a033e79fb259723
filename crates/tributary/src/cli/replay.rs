//! `tributary replay`: derives all commissions anew, shows what differs, posts it only when told to.

use super::{Failure, Outcome, data, say, words};
use crate::config::Place;
use std::collections::BTreeMap;
use tributary_core::ledger::Account;
use tributary_core::{Currency, PartnerId, TenantId, Timestamp};
use tributary_engine::clock::parse_rfc3339;
use tributary_engine::replay::{Apply, Difference, Replayed, Scope, replay};
use tributary_engine::{Engine, Result, partner};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// Only orders placed since: 2026-10-01 (in UTC) or 2026-10-01T08:00:00+02:00
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Under this version of the rules instead of each order's own
    #[arg(long, value_name = "VERSION")]
    rules: Option<i64>,
    /// Post the difference
    #[arg(long)]
    apply: bool,
}

type Names = BTreeMap<PartnerId, String>;

pub(super) fn run(args: &Args) -> Outcome {
    let scope = Scope { since: args.since.as_deref().map(since).transpose()?, rules: args.rules };
    let engine = data::open(&args.place)?;
    let replayed = replayed(&engine, scope, args.apply)
        .map_err(|error| Failure::of_field(error, &[("--rules", "--rules")]))?;
    if replayed.differences.is_empty() {
        return say(&format!("Derived {} orders anew: no difference.\n", replayed.orders));
    }
    let names = names(&engine, &replayed.differences)?;
    say(&in_words(&replayed, &names, args.apply))
}

fn since(text: &str) -> std::result::Result<Timestamp, Failure> {
    let day = || format!("{}T00:00:00Z", text.trim());
    let wrong = || {
        Failure::Usage(format!(
            "--since: {text:?} is no date; write one such as 2026-10-01, which is taken in UTC"
        ))
    };
    parse_rfc3339(text.trim()).or_else(|| parse_rfc3339(&day())).ok_or_else(wrong)
}

fn replayed(engine: &Engine, scope: Scope, apply: bool) -> Result<Replayed> {
    let clock = engine.clock.clone();
    if apply {
        return engine.db.write_wait(move |tx| replay(tx, &scope, Apply::Post, &clock));
    }
    engine.db.read_wait(move |tx| replay(tx, &scope, Apply::Show, &clock))
}

fn names(engine: &Engine, differences: &[Difference]) -> Result<Names> {
    let of = |difference: &Difference| -> Vec<(TenantId, PartnerId)> {
        let accounts = difference.changes.iter().filter_map(|(account, ..)| Account::parse(account).ok());
        let tenant = &difference.order.tenant;
        accounts.filter_map(|account| Some((tenant.clone(), account.partner()?.clone()))).collect()
    };
    let mut wanted: Vec<_> = differences.iter().flat_map(of).collect();
    wanted.sort();
    wanted.dedup();
    engine.db.read_wait(move |tx| {
        let mut names = Names::new();
        for (tenant, id) in wanted {
            let name = partner::load(tx, &tenant, &id)?.name;
            names.insert(id, name);
        }
        Ok(names)
    })
}

fn in_words(replayed: &Replayed, names: &Names, applied: bool) -> String {
    let last = if applied {
        format!("Posted as {}.\n", replayed.id)
    } else {
        "Nothing was posted; --apply posts it.\n".to_owned()
    };
    format!(
        "Derived {} orders anew: {} differ.\n\nPer partner\n{}\nPer order\n{}\n{last}",
        replayed.orders,
        replayed.differences.len(),
        words::columns(&per_partner(&replayed.differences, names)),
        words::columns(&per_order(&replayed.differences, names)),
    )
}

/// What changes for each party in all; pending and payable together.
fn per_partner(differences: &[Difference], names: &Names) -> Vec<Vec<String>> {
    let mut sums: BTreeMap<(String, Currency), i64> = BTreeMap::new();
    for (account, currency, minor) in differences.iter().flat_map(|difference| &difference.changes) {
        let party = match Account::parse(account) {
            Ok(Account::Partner(partner, _)) => name(names, &partner),
            Ok(Account::Platform(..)) => "platform".to_owned(),
            Ok(Account::Wallet(customer, _)) => customer.to_string(),
            Ok(Account::Expense(_) | Account::Redeemed(_) | Account::Coupon(_) | Account::Payout(_))
            | Err(_) => continue,
        };
        let sum = sums.entry((party, *currency)).or_default();
        *sum = sum.saturating_add(*minor);
    }
    let row = |((party, currency), minor)| vec![party, words::signed(minor, currency)];
    sums.into_iter().map(row).collect()
}

fn per_order(differences: &[Difference], names: &Names) -> Vec<Vec<String>> {
    let of = |difference: &Difference| {
        let order = format!("#{} (rule version {})", difference.number, difference.rule_version);
        let row = |(account, currency, minor): &(String, Currency, i64)| {
            let account = words::account(account, |partner| name(names, partner));
            vec![order.clone(), account, words::signed(*minor, *currency)]
        };
        difference.changes.iter().map(row).collect::<Vec<_>>()
    };
    differences.iter().flat_map(of).collect()
}

fn name(names: &Names, partner: &PartnerId) -> String {
    names.get(partner).cloned().unwrap_or_else(|| partner.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_midnight_in_utc_and_a_moment_needs_its_zone() {
        let ms = |text| since(text).map(Timestamp::ms).ok();
        assert_eq!(ms("2026-11-20"), Some(1_795_132_800_000));
        assert_eq!(ms("2026-11-20T01:00:00+01:00"), Some(1_795_132_800_000));
        assert_eq!(ms("2026-11-20T01:00:00"), None);
        assert_eq!(ms("yesterday"), None);
    }
}
