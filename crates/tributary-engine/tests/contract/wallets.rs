//! Store credit: what is taken back after it was spent, and that nothing ever goes below zero.

use crate::scenario::{DAY, Scenario, at};
use tributary_core::ledger::{Account, Balances, Purse};
use tributary_core::wallet::Purses;
use tributary_core::{Currency, CustomerId};
use tributary_engine::customer::{self, Told};
use tributary_engine::ledger::{self, Cause, NewTransaction};
use tributary_engine::{Error, event};

pub(crate) fn usd() -> Currency {
    Currency::parse("USD").unwrap()
}

impl Scenario {
    /// A customer with an account at the shop.
    pub(crate) fn buyer(&self, account: &str) -> CustomerId {
        let (tenant, store, key) =
            (self.tenant.clone(), self.store.clone(), *self.engine.sealer.people_key());
        let told = Told {
            external_id: Some(account.to_owned()),
            email: Some(format!("{account}@example.com")),
            ..Told::default()
        };
        let made = self
            .engine
            .db
            .write_wait(move |tx| customer::find_or_create(tx, (&tenant, &store), &told, &key, at(0)));
        made.unwrap().id
    }

    /// Credits or takes back as an order does; says whether the database let it.
    fn earn(&self, whose: &CustomerId, minor: i64, kind: &'static str) -> Result<(), Error> {
        self.earn_at(whose, (minor, kind), 0)
    }

    /// The same at a moment.
    pub(crate) fn earn_at(
        &self,
        whose: &CustomerId,
        (minor, kind): (i64, &'static str),
        now: i64,
    ) -> Result<(), Error> {
        let (tenant, program, whose) = (self.tenant.clone(), self.program.clone(), whose.clone());
        self.engine.db.write_wait(move |tx| {
            let changes = Balances::default()
                .add(Account::Wallet(whose.clone(), Purse::Available), usd(), minor)
                .and_then(|changes| changes.add(Account::Expense(program.clone()), usd(), -minor))
                .unwrap();
            let cause = Cause { kind, id: "x".to_owned() };
            let new = NewTransaction {
                program: Some(&program),
                order: None,
                cause: &cause,
                rule_version: 1,
                effective_at: at(now),
                changes: &changes,
            };
            ledger::post(tx, &tenant, &new, at(now)).map(drop)
        })
    }

    /// Pending, available, held and debt.
    pub(crate) fn purses(&self, whose: &CustomerId) -> [i64; 4] {
        let (tenant, whose) = (self.tenant.clone(), whose.clone());
        let read = self.engine.db.read_wait(move |tx| ledger::purses(tx, (&tenant, &whose), usd()));
        let Purses { pending_minor, available_minor, held_minor, debt_minor } = read.unwrap();
        [pending_minor, available_minor, held_minor, debt_minor]
    }

    /// The kinds of what was told, sorted: what happens in one millisecond has no order.
    pub(crate) fn told(&self) -> Vec<String> {
        let tenant = self.tenant.clone();
        let read = self.engine.db.read_wait(move |tx| event::list(tx, &tenant, &Default::default()));
        let mut kinds: Vec<String> = read.unwrap().rows.into_iter().map(|event| event.kind).collect();
        kinds.sort_unstable();
        kinds
    }
}

#[test]
fn what_is_taken_back_after_it_was_spent_is_owed_and_what_comes_later_pays_it_first() {
    let scenario = Scenario::new(|_| {});
    let ada = scenario.buyer("ada");
    scenario.earn(&ada, 100, "hold").unwrap();
    scenario.earn(&ada, -80, "adjustment").unwrap();
    scenario.earn(&ada, -100, "hold").unwrap();
    assert_eq!(scenario.purses(&ada), [0, 0, 0, -80]);
    scenario.earn(&ada, 30, "hold").unwrap();
    assert_eq!(scenario.purses(&ada), [0, 0, 0, -50]);
    scenario.earn(&ada, 70, "hold").unwrap();
    assert_eq!(scenario.purses(&ada), [0, 20, 0, 0]);
    // Here somebody took it by hand, without a row that says why.
    assert_eq!(scenario.findings(DAY), ["adjustment x: moved store credit, but there is none"]);
    let told: Vec<String> = scenario.told().into_iter().filter(|kind| kind.starts_with("wallet.")).collect();
    let expected =
        [&["wallet.credited"; 3][..], &["wallet.debited", "wallet.taken_back"], &["wallet.updated"; 5]];
    let expected = expected.concat();
    assert_eq!(told, expected);
}

#[test]
fn nobody_spends_gives_away_or_lets_end_what_is_not_there() {
    for kind in ["reservation", "adjustment", "expiry"] {
        let scenario = Scenario::new(|_| {});
        let ada = scenario.buyer("ada");
        scenario.earn(&ada, 100, "hold").unwrap();
        scenario.earn(&ada, -101, kind).unwrap_err();
        assert_eq!(scenario.purses(&ada), [0, 100, 0, 0], "{kind}");
        assert_eq!(scenario.findings(DAY), [""; 0]);
    }
}

#[test]
fn a_wallet_that_is_not_the_sum_of_its_postings_is_found() {
    let scenario = Scenario::new(|_| {});
    let ada = scenario.buyer("ada");
    scenario.earn(&ada, 100, "hold").unwrap();
    scenario.own.by_hand("UPDATE wallet SET available_minor = 99").unwrap();
    let account = format!("wallet:{ada}:available");
    assert_eq!(
        scenario.findings(DAY),
        [format!("{account}: the kept wallet is 99 USD but its postings sum to 100")]
    );
    scenario.own.by_hand("DELETE FROM wallet").unwrap();
    assert_eq!(
        scenario.findings(DAY),
        [format!("{account}: its postings sum to 100 USD, but no wallet is kept")]
    );
}
