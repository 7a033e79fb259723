//! Connections of shops: what becomes of keys and secrets.

use crate::scenario::{DAY, HOUR, MINUTE, Scenario, at};
use tributary_core::UserId;
use tributary_engine::access::{self, NewUser, Role};
use tributary_engine::audit::Actor;
use tributary_engine::connection::{self, Made, Shown, Wish};
use tributary_engine::db::Tx;
use tributary_engine::{Error, Result, panel, store};

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn owner(scenario: &Scenario) -> UserId {
    let tenant = scenario.tenant.clone();
    let new = NewUser {
        email: "ada@example.com".to_owned(),
        name: String::new(),
        role: Role::Owner,
        password_hash: "$argon2id$".to_owned(),
    };
    let made = move |tx: &mut Tx<'_>| access::create_user(tx, &Actor::system(&tenant, "test"), &new, at(0));
    scenario.engine.db.write_wait(made).unwrap()
}

fn granted(scenario: &Scenario, owner: &UserId, now: i64) -> String {
    let (tenant, store) = (scenario.tenant.clone(), scenario.store.clone());
    let by = Actor::user(&tenant, owner, "ada@example.com");
    let wish = Wish { platform: "woocommerce".to_owned(), challenge: CHALLENGE.to_owned() };
    let made = move |tx: &mut Tx<'_>| {
        let store = store::load(tx, &tenant, &store)?;
        connection::grant(tx, &by, &store, &wish, at(now))
    };
    scenario.engine.db.write_wait(made).unwrap()
}

fn redeemed(scenario: &Scenario, code: &str, now: i64) -> Result<Made> {
    let sealer = scenario.engine.sealer.clone();
    let shown = Shown { code: code.to_owned(), verifier: VERIFIER.to_owned() };
    scenario.engine.db.write_wait(move |tx| connection::redeem(tx, &sealer, &shown, at(now)))
}

fn secrets(scenario: &Scenario) -> Vec<String> {
    let (tenant, id, sealer) =
        (scenario.tenant.clone(), scenario.store.clone(), scenario.engine.sealer.clone());
    let all = move |tx: &mut Tx<'_>| {
        let store = store::load(tx, &tenant, &id)?;
        store::secrets(tx, &store, &sealer)
    };
    scenario.engine.db.read_wait(all).unwrap()
}

#[test]
fn a_code_works_once_and_only_in_time() {
    let scenario = Scenario::new(|_| {});
    let owner = owner(&scenario);
    let code = granted(&scenario, &owner, 0);
    let made = redeemed(&scenario, &code, 9 * MINUTE).unwrap();
    assert_eq!(made.store.id, scenario.store);
    assert!(matches!(redeemed(&scenario, &code, 9 * MINUTE), Err(Error::Invalid(_))));
    let late = granted(&scenario, &owner, 10 * MINUTE);
    assert!(matches!(redeemed(&scenario, &late, 20 * MINUTE), Err(Error::Invalid(_))));
    assert_eq!(secrets(&scenario), [made.secrets.webhook]);
}

#[test]
fn connecting_again_ends_the_earlier_key_and_secret_and_leaves_other_secrets_alone() {
    let scenario = Scenario::new(|_| {});
    let owner = owner(&scenario);
    let (tenant, id, sealer) =
        (scenario.tenant.clone(), scenario.store.clone(), scenario.engine.sealer.clone());
    let by_hand = move |tx: &mut Tx<'_>| {
        let store = store::load(tx, &tenant, &id)?;
        store::add_secret(tx, &store, &sealer, "by hand", at(0))
    };
    scenario.engine.db.write_wait(by_hand).unwrap();
    let first = redeemed(&scenario, &granted(&scenario, &owner, 0), MINUTE).unwrap();
    let second = redeemed(&scenario, &granted(&scenario, &owner, MINUTE), 2 * MINUTE).unwrap();
    let keys = [first.api_key, second.api_key];
    let known = scenario
        .engine
        .db
        .read_wait(move |tx| keys.iter().map(|key| access::key_of(tx, key)).collect::<Result<Vec<_>>>());
    let known = known.unwrap();
    assert!(known[0].is_none());
    let key = known[1].as_ref().unwrap();
    assert_eq!(key.store.as_ref(), Some(&scenario.store));
    assert!(key.may("clicks:write") && !key.may("ledger:read"));
    assert_eq!(secrets(&scenario), ["by hand", second.secrets.webhook.as_str()]);
}

#[test]
fn what_customers_hold_under_the_earlier_secret_is_taken_for_a_day() {
    let scenario = Scenario::new(|_| {});
    let owner = owner(&scenario);
    let first = redeemed(&scenario, &granted(&scenario, &owner, 0), 0).unwrap().secrets.customer;
    let second = redeemed(&scenario, &granted(&scenario, &owner, HOUR), HOUR).unwrap().secrets.customer;
    let good = |ms: i64| {
        let (tenant, id, sealer) =
            (scenario.tenant.clone(), scenario.store.clone(), scenario.engine.sealer.clone());
        let read = scenario.engine.db.read_wait(move |tx| {
            let store = store::load(tx, &tenant, &id)?;
            panel::secret::secrets(tx, (&store, &sealer), at(ms))
        });
        read.unwrap()
    };
    assert_eq!(good(HOUR + DAY - MINUTE), [second.clone(), first]);
    assert_eq!(good(HOUR + DAY + MINUTE), [second]);
}

#[test]
fn whoever_allowed_it_and_was_removed_since_allows_nothing() {
    let scenario = Scenario::new(|_| {});
    let (first, tenant) = (owner(&scenario), scenario.tenant.clone());
    let code = granted(&scenario, &first, 0);
    let other = NewUser {
        email: "bo@example.com".to_owned(),
        name: String::new(),
        role: Role::Owner,
        password_hash: "$argon2id$".to_owned(),
    };
    let removed = scenario.engine.db.write_wait(move |tx| {
        let by = Actor::system(&tenant, "test");
        access::create_user(tx, &by, &other, at(0))?;
        access::remove(tx, &by, &first, at(MINUTE))
    });
    removed.unwrap();
    assert!(matches!(redeemed(&scenario, &code, MINUTE), Err(Error::Invalid(_))));
}
