//! How everything stands at the end, in words that two runs can be compared by.

use crate::world::World;
use std::collections::BTreeMap;
use tributary_core::decide::{Decision, decide};
use tributary_engine::order::{self, Filter, OrderKey, OrderRow};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Result, ledger};

/// (shop, the shop's id of the order).
pub(crate) type Place = (String, String);
/// One order: what is said of it, by name.
pub(crate) type Words = BTreeMap<&'static str, String>;

/// All orders and all accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EndState {
    pub(crate) orders: BTreeMap<Place, Words>,
    pub(crate) accounts: BTreeMap<String, i64>,
    pub(crate) kept_balances: BTreeMap<String, i64>,
}

/// All orders by shop and id.
pub(crate) fn rows(world: &World) -> BTreeMap<Place, OrderRow> {
    let tenant = world.installed.tenant.clone();
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let page = world.app.engine.db.read_wait(move |tx| order::list(tx, &tenant, &Filter::default(), &all));
    let rows = page.unwrap().rows;
    rows.into_iter().map(|row| ((shop_of(world, &row), row.external_id.clone()), row)).collect()
}

fn shop_of(world: &World, row: &OrderRow) -> String {
    let stores = &world.installed.stores;
    stores.iter().find(|(_, store)| **store == row.store).map(|(shop, _)| (*shop).to_owned()).unwrap()
}

/// How everything stands.
pub(crate) fn end_state(world: &World) -> EndState {
    let mut orders = BTreeMap::new();
    for (place, row) in rows(world) {
        let words = words(world, &row, &decided(world, &row));
        orders.insert(place, words);
    }
    let tenant = world.installed.tenant.clone();
    let (sums, kept) = world
        .app
        .engine
        .db
        .read_wait(move |tx| -> Result<_> {
            Ok((ledger::sums(tx, &tenant)?, ledger::balances(tx, &tenant, None)?))
        })
        .unwrap();
    let named = |rows: Vec<(String, tributary_core::Currency, i64)>| {
        let rows = rows.into_iter().filter(|(.., minor)| *minor != 0);
        rows.map(|(account, currency, minor)| (world.named(&format!("{account} {currency}")), minor))
            .collect()
    };
    EndState { orders, accounts: named(sums), kept_balances: named(kept) }
}

fn decided(world: &World, row: &OrderRow) -> Decision {
    let key = OrderKey {
        tenant: world.installed.tenant.clone(),
        store: row.store.clone(),
        external_id: row.external_id.clone(),
    };
    let now = world.app.engine.now();
    let known = world.app.engine.db.read_wait(move |tx| order::load_world(tx, &key)).unwrap();
    decide(&known.world, now).unwrap()
}

fn words(world: &World, row: &OrderRow, decision: &Decision) -> Words {
    let candidates = decision.attribution.candidates.iter().map(|candidate| {
        let touch = &candidate.touch;
        let outcome = candidate.lost.map_or("won", tributary_core::reason::Reason::code);
        format!("{} {:?} {:?} at {}: {outcome}", touch.partner, touch.source, touch.code, touch.at.ms())
    });
    let ends = decision.attribution.dead_ends.iter();
    let ends = ends.map(|end| format!("{:?} {}: {}", end.source, end.value, end.reason.code()));
    let words = [
        ("status", row.status.clone()),
        ("total", row.total_minor.to_string()),
        ("currency", row.currency.to_string()),
        ("base", row.base_minor.to_string()),
        ("refunded", row.refunded_minor.to_string()),
        ("refunds provisional", row.provisional.to_string()),
        ("coupons", row.coupons.join(" ")),
        ("partner", format!("{:?}", row.partner_name)),
        ("via", format!("{:?}", row.via)),
        ("nobody because", format!("{:?}", row.nobody)),
        ("candidates", candidates.collect::<Vec<_>>().join("; ")),
        ("dead ends", ends.collect::<Vec<_>>().join("; ")),
        ("commission", row.commission_minor.to_string()),
        ("platform's part", row.platform_minor.to_string()),
        ("standing", format!("{:?}", row.standing)),
        ("withheld", format!("{:?}", decision.withheld)),
        ("rule version", row.rule_version.to_string()),
        ("payable at", row.payable_at.ms().to_string()),
    ];
    words.into_iter().map(|(name, text)| (name, world.named(&text))).collect()
}

impl World {
    /// A text with names instead of ids.
    pub(crate) fn named(&self, text: &str) -> String {
        let ids = &self.installed.names;
        ids.iter().fold(text.to_owned(), |text, (id, name)| text.replace(id, name))
    }
}

/// What differs between two end states, in sentences.
pub(crate) fn differences(expected: &EndState, got: &EndState) -> Vec<String> {
    let mut found = Vec::new();
    let places = expected.orders.keys().chain(got.orders.keys());
    for place in places.collect::<std::collections::BTreeSet<_>>() {
        match (expected.orders.get(place), got.orders.get(place)) {
            (Some(expected), Some(got)) => {
                for (name, text) in expected.iter().filter(|(name, text)| got[*name] != **text) {
                    found.push(format!("{place:?} {name}: expected {text}, got {}", got[name]));
                }
            }
            (expected, _) => {
                let which = if expected.is_some() { "missing" } else { "unexpected" };
                found.push(format!("{place:?} is {which}"));
            }
        }
    }
    for (what, expected, got) in [
        ("account", &expected.accounts, &got.accounts),
        ("kept balance", &expected.kept_balances, &got.kept_balances),
    ] {
        if expected != got {
            found.push(format!("{what}s: expected {expected:?}, got {got:?}"));
        }
    }
    found
}
