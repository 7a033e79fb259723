//! Addresses of customers: what is told later of an address or an account is known from then on, and takes nothing away that was decided.

use crate::rewards::{dollars, shop};
use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use crate::whose::{bound, code_of, member, reload, signing, tell_sign_up};
use tributary_core::CustomerId;
use tributary_core::fact::Origin;
use tributary_core::order::Status;
use tributary_engine::customer::{self, NewSignUp, Told};
use tributary_engine::person::email_key;
use tributary_engine::replay::Apply;

impl Scenario {
    fn address(&self, name: &str) -> String {
        email_key(self.engine.sealer.people_key(), &format!("{name}@example.test"))
    }

    /// The shop tells that an account has another address from now on.
    fn moves(&self, account: &str, name: &str, now: i64) -> CustomerId {
        let (tenant, store) = (self.tenant.clone(), self.store.clone());
        let told = Told {
            external_id: Some(account.to_owned()),
            email: Some(format!("{name}@example.test")),
            ..Told::default()
        };
        let key = *self.engine.sealer.people_key();
        let told = self
            .engine
            .db
            .write_wait(move |tx| customer::find_or_create(tx, (&tenant, &store), &told, &key, at(now)));
        told.unwrap().id
    }

    fn ready(&self, whose: &CustomerId) -> i64 {
        self.purses(whose)[1]
    }
}

/// Ada, and a friend with the account 2 whom she sent when they signed up.
fn ada_and_a_friend(s: &Scenario) -> CustomerId {
    let (ada, code) = member(s, "1", "ada", 0);
    let friend = NewSignUp { code: Some(code), ..signing("2", "friend", MINUTE) };
    assert!(tell_sign_up(s, &friend, MINUTE).binding.is_some());
    ada.id
}

#[test]
fn a_changed_address_takes_no_reward_back_and_unbinds_nobody() {
    let s = shop(|_| {});
    let ada = ada_and_a_friend(&s);
    // Somebody else bought with that address as a guest, long before, and an older account has it.
    s.state(&Stated::new("0", 40_00, 0).customer(&s.address("old")));
    tell_sign_up(
        &s,
        &NewSignUp {
            told: Told { email: Some("old@example.test".to_owned()), ..signing("9", "old", 0).told },
            ..signing("9", "old", 0)
        },
        0,
    );
    s.state(&Stated::new("1", 40_00, HOUR).account("2").customer(&s.address("friend2")));
    assert_eq!(s.ready(&ada), 10_000);
    s.moves("2", "old", 2 * HOUR);
    assert_eq!(s.ready(&ada), 10_000, "what the friend had bought stays the first");
    assert!(bound(&s, "2", DAY).is_some(), "and the friend no duplicate");
    // Nor is it the sponsor's own purchase when both come to have one address.
    s.moves("1", "friend2", 3 * HOUR);
    assert_eq!((s.ready(&ada), bound(&s, "2", DAY).is_some()), (10_000, true));
    assert_eq!(s.findings(DAY), [""; 0]);
    assert_eq!(s.replay(None, Apply::Show, DAY).differences, []);
}

#[test]
fn orders_with_any_address_of_a_customer_are_theirs_from_when_it_was_told() {
    let s = shop(|_| {});
    let ada = ada_and_a_friend(&s);
    s.state(&Stated::new("1", 40_00, HOUR).customer(&s.address("new")));
    assert_eq!(s.ready(&ada), 0, "nobody knows yet whose it is");
    s.moves("2", "new", 2 * HOUR);
    assert_eq!(s.ready(&ada), 0, "and it was nobody's when it was placed");
    s.state(&Stated::new("2", 40_00, 3 * HOUR).customer(&s.address("new")));
    assert_eq!(s.ready(&ada), 10_000, "a guest's order with it is the friend's from now on");
    s.state(&Stated::new("3", 40_00, 4 * HOUR).customer(&s.address("friend2")));
    s.state(&Stated::new("4", 40_00, 5 * HOUR).account("2"));
    assert_eq!(s.ready(&ada), 10_000, "one reward, whichever address the others have");
    assert_eq!(s.findings(DAY), [""; 0]);
}

#[test]
fn an_account_that_is_told_late_is_whose_its_orders_are() {
    let s = shop(|_| {});
    let (ada, code) = member(&s, "1", "ada", 0);
    s.state(&Stated::new("1", 40_00, 2 * HOUR).account("2").customer(&s.address("friend2")));
    assert_eq!(s.ready(&ada.id), 0);
    // The sign-up was before the order, and is told after it.
    let friend = NewSignUp { code: Some(code), ..signing("2", "friend", HOUR) };
    assert!(tell_sign_up(&s, &friend, 3 * HOUR).binding.is_some());
    assert_eq!(s.ready(&ada.id), 10_000);
    assert_eq!(s.findings(DAY), [""; 0]);
}

// An account's order counts among those of whoever has its address, so it has to be looked for from there, too.
#[test]
fn an_order_of_an_account_with_a_guests_address_and_the_guests_own_are_told_in_any_order() {
    for turn in 0..2 {
        let s = shop(|_| {});
        let (ada, code) = member(&s, "1", "ada", 0);
        let guest = NewSignUp {
            told: Told {
                email: Some("guest@example.test".to_owned()),
                registered_at: Some(at(MINUTE)),
                ..Told::default()
            },
            code: Some(code),
            ..signing("", "", MINUTE)
        };
        assert!(tell_sign_up(&s, &guest, MINUTE).binding.is_some());
        tell_sign_up(&s, &signing("7", "stranger", 0), MINUTE);
        let by_account = Stated::new("1", 40_00, HOUR).account("7").customer(&s.address("guest"));
        let by_guest = Stated::new("2", 40_00, 2 * HOUR).customer(&s.address("guest"));
        let mut orders = [by_account, by_guest];
        if turn == 1 {
            orders.reverse();
        }
        for order in &orders {
            s.tell(&order.0.external_id, order.fact(Origin::Webhook), 3 * HOUR);
        }
        assert_eq!(s.ready(&ada.id), 0, "the first with this address was another's, in turn {turn}");
        s.tell(
            "1",
            orders[turn].clone().status(Status::Cancelled).modified(4 * HOUR).fact(Origin::Webhook),
            4 * HOUR,
        );
        assert_eq!(s.findings(DAY), [""; 0], "turn {turn}");
    }
}

#[test]
fn a_state_that_binds_and_qualifies_at_once_still_settles_the_customers_other_orders() {
    let s = Scenario::new(|rules| {
        crate::whose::refers(rules);
        rules.referral.as_mut().unwrap().bound_by = tributary_core::referral::BoundBy::RegistrationOrOrder;
        rules.referral.as_mut().unwrap().reward =
            tributary_core::referral::Reward::Fixed { amount: dollars(10_000) };
    });
    let (ada, code) = member(&s, "1", "ada", 0);
    let guest = || Stated::new("1", 40_00, HOUR).customer(&s.address("guest")).source(&code);
    // Told first, and completed later than the one that waits.
    s.tell("1", guest().status(Status::Pending).fact(Origin::Webhook), HOUR + 500);
    let second = Stated::new("2", 40_00, 2 * HOUR).customer(&s.address("guest")).modified(9 * HOUR);
    s.tell("2", second.fact(Origin::Webhook), 9 * HOUR);
    s.tell("1", guest().modified(8 * HOUR).fact(Origin::Webhook), 10 * HOUR);
    assert_eq!(s.ready(&ada.id), 10_000);
    assert_eq!(s.findings(DAY), [""; 0]);
}

#[test]
fn whoever_was_forgotten_stays_so_and_their_orders_stand() {
    let s = shop(|_| {});
    let ada = ada_and_a_friend(&s);
    s.state(&Stated::new("1", 40_00, HOUR).account("2").customer(&s.address("friend2")));
    let (tenant, friend) = (s.tenant.clone(), bound_customer(&s, "2"));
    let id = friend.clone();
    s.engine
        .db
        .write_wait(move |tx| {
            let by = tributary_engine::audit::Actor::system(&tenant, "ada");
            customer::forget(tx, (&tenant, &by), &id, at(2 * HOUR))
        })
        .unwrap();
    s.moves("2", "elsewhere", 3 * HOUR);
    let known = reload(&s, &friend);
    assert_eq!((known.email, known.name.as_str(), known.login.as_str()), (None, "", ""));
    s.state(&Stated::new("2", 40_00, 4 * HOUR).customer(&s.address("elsewhere")));
    assert_eq!(s.ready(&ada), 10_000);
    assert_eq!(code_of(&s, &ada, DAY), "ADA1");
    assert_eq!(s.findings(DAY), [""; 0]);
}

fn bound_customer(s: &Scenario, account: &str) -> CustomerId {
    let (tenant, store, account) = (s.tenant.clone(), s.store.clone(), account.to_owned());
    let read = s.engine.db.read_wait(move |tx| customer::find(tx, (&tenant, &store), (Some(&account), None)));
    read.unwrap().unwrap().id
}
