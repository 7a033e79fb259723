//! What many do at once, on two nodes of one database: whoever comes first, the same holds afterwards.
//!
//! `TRIBUTARY_RACE_ROUNDS` makes it longer.

use crate::rewards::shop;
use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use crate::wallets::usd;
use crate::whose::{bound, member, signed_up_on, signing, tell_sign_up, two};
use std::sync::Barrier;
use tributary_core::fact::Origin;
use tributary_core::order::Status;
use tributary_core::{CustomerId, Money};
use tributary_engine::audit::Actor;
use tributary_engine::customer::{self, NewSignUp};
use tributary_engine::order::NewFact;
use tributary_engine::wallet::{self, NewAdjustment, NewReservation};
use tributary_engine::{Engine, panel, pipeline};

fn rounds() -> i64 {
    std::env::var("TRIBUTARY_RACE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2)
}

/// Has so many threads act at the same moment; what each came to.
fn at_once<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(count);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                let (start, act) = (&start, &act);
                scope.spawn(move || {
                    start.wait();
                    act(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn node(engines: &[Engine; 2], number: usize) -> &Engine {
    &engines[number % 2]
}

#[test]
fn of_sixty_four_completions_of_one_first_order_one_earns() {
    let s = shop(|_| {});
    let (engines, (ada, code)) = (two(&s), member(&s, "1", "ada", 0));
    for round in 1..=rounds() {
        let (account, id) = (format!("f{round}"), format!("o{round}"));
        let friend = NewSignUp { code: Some(code.clone()), ..signing(&account, "friend", MINUTE) };
        tell_sign_up(&s, &friend, MINUTE);
        let order = Stated::new(&id, 40_00, HOUR).account(&account);
        s.tell(&id, order.clone().status(Status::Processing).fact(Origin::Webhook), HOUR + 500);
        at_once(64, |number| {
            let completed = order.clone().modified(2 * HOUR);
            let new = NewFact {
                order: s.key(&id),
                fact: completed.fact(Origin::Webhook),
                source: "test".to_owned(),
                occasion: format!("delivery {number}"),
            };
            node(&engines, number).db.write_wait(move |tx| pipeline::apply(tx, &new, at(3 * HOUR))).unwrap();
        });
        assert_eq!(s.purses(&ada.id), [0, round * 10_000, 0, 0], "round {round}");
    }
    assert_eq!(s.findings(DAY), [""; 0]);
}

#[test]
fn of_two_customers_who_sent_one_friend_one_has_them_and_is_rewarded() {
    let s = shop(|_| {});
    let people = [member(&s, "1", "ada", 0), member(&s, "2", "eve", 0)];
    let engines = two(&s);
    for round in 1..=rounds() {
        let (account, id) = (format!("f{round}"), format!("o{round}"));
        at_once(2, |number| {
            let code = Some(people[number].1.clone());
            let friend = NewSignUp { code, ..signing(&account, "friend", MINUTE) };
            signed_up_on(node(&engines, number), &s, &friend, MINUTE).unwrap();
        });
        let sponsor = bound(&s, &account, HOUR).unwrap().whose.sponsor;
        assert!(people.iter().any(|(one, _)| Some(&one.id) == sponsor.as_ref()));
        s.state(&Stated::new(&id, 40_00, HOUR).account(&account));
        let earned: i64 = people.iter().map(|(one, _)| s.purses(&one.id)[1]).sum();
        assert_eq!(earned, round * 10_000, "round {round}");
    }
    assert_eq!(s.findings(DAY), [""; 0]);
}

#[test]
fn a_circle_is_closed_by_nobody_whoever_is_faster() {
    let s = shop(|_| {});
    let engines = two(&s);
    for round in 1..=rounds() {
        let [one, other] = ["a", "b"].map(|name| member(&s, &format!("{name}{round}"), "x", 0));
        let pairs = [(&one.0, &other.1), (&other.0, &one.1)];
        let done = at_once(2, |number| {
            let (who, code) = pairs[number];
            let (by, id, code) = (Actor::system(&s.tenant, "ada"), who.id.clone(), code.clone());
            node(&engines, number).db.write_wait(move |tx| {
                let tenant = by.tenant.clone();
                customer::assign(tx, (&tenant, &by), (&id, &code, "They said so."), at(HOUR)).map(drop)
            })
        });
        assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
    }
    assert_eq!(s.findings(DAY), [""; 0]);
}

#[test]
fn of_sixty_four_spends_of_one_wallet_as_many_succeed_as_it_holds() {
    let s = Scenario::new(|_| {});
    let engines = two(&s);
    for round in 1..=rounds() {
        let ada = s.buyer(&format!("ada{round}"));
        credit(&s, &ada, 10 * 7 + 6);
        let done = at_once(64, |number| {
            let (tenant, customer) = (s.tenant.clone(), ada.clone());
            node(&engines, number).db.write_wait(move |tx| {
                let new = NewReservation {
                    customer: customer.clone(),
                    amount: Money::new(7, usd()),
                    reference: format!("cart-{round}-{number}"),
                    order: None,
                    lasts_ms: HOUR,
                    by: "test".to_owned(),
                };
                let held = wallet::reserve(tx, &tenant, &new, at(MINUTE))?;
                wallet::capture(tx, (&tenant, &held.id), None, at(MINUTE))
            })
        });
        assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 10, "round {round}");
        assert_eq!(s.purses(&ada), [0, 6, 0, 0]);
    }
    assert_eq!(s.findings(DAY), [""; 0]);
}

fn credit(s: &Scenario, whose: &CustomerId, minor: i64) {
    let by = Actor::system(&s.tenant, "test");
    let new = NewAdjustment {
        customer: whose.clone(),
        amount: Money::new(minor, usd()),
        reason: "A late parcel".to_owned(),
        reference: None,
    };
    s.engine.db.write_wait(move |tx| wallet::adjust(tx, &by, &new, at(0))).unwrap();
}

#[test]
fn a_link_that_signs_in_lets_one_of_two_in() {
    let s = shop(|_| {});
    let (engines, ada) = (two(&s), s.buyer("ada"));
    for round in 1..=rounds() {
        let (tenant, whose) = (s.tenant.clone(), ada.clone());
        let made = s.engine.db.write_wait(move |tx| panel::link(tx, (&tenant, &whose), (at(0), HOUR)));
        let token = made.unwrap();
        let entered = at_once(2, |number| {
            let token = token.clone();
            node(&engines, number).db.write_wait(move |tx| panel::enter(tx, &token, at(MINUTE))).unwrap()
        });
        assert_eq!(entered.iter().flatten().count(), 1, "round {round}");
    }
}
