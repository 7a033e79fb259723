//! What claims promise beside their evidence: the same order is one claim, whoever sends it at once; and what is said before an
//! answer is kept in its order.

use crate::scenario::{DAY, MINUTE, Scenario, Stated, at};
use std::sync::Arc;
use tributary_core::{PartnerId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::claim::{self, Claim, NewClaim, Side, State, Verdict};
use tributary_engine::code::Kind;
use tributary_engine::db::Tx;
use tributary_engine::{Error, Result};

impl Scenario {
    fn claims(&self, whose: &PartnerId, (number, note): (&str, &str), now: Timestamp) -> Result<Claim> {
        let (of, program) = (self.reach(whose).remove(0), self.program.clone());
        let by = Actor::partner(&of.tenant, whose, "Sara");
        let new = NewClaim { number: Some(number.to_owned()), note: note.to_owned(), ..NewClaim::default() };
        self.engine.db.write_wait(move |tx| claim::create(tx, (&of, &by), (&program, &new), now))
    }

    fn said(&self, claim: &Claim) -> Vec<(Side, String)> {
        let (tenant, id) = (self.tenant.clone(), claim.id.clone());
        let words = self.engine.db.read_wait(move |tx| claim::words(tx, &tenant, &id));
        words.unwrap().into_iter().map(|word| (word.side, word.text)).collect()
    }

    fn write_claim(
        &self,
        write: impl Fn(&mut Tx<'_>, &Actor) -> Result<Claim> + Send + 'static,
    ) -> Result<Claim> {
        let by = Actor::system(&self.tenant, "ada");
        self.engine.db.write_wait(move |tx| write(tx, &by))
    }
}

#[test]
fn the_same_order_is_one_claim_however_often_and_by_however_many_at_once() {
    let scenario = Arc::new(Scenario::new(|_| {}));
    let (sara, omar) = (scenario.partner("Sara", &[]), scenario.partner("Omar", &[]));
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (scenario, sara) = (Arc::clone(&scenario), sara.clone());
            let spelled = if writer % 2 == 0 { "A-1042" } else { " #a-1042 " };
            std::thread::spawn(move || scenario.claims(&sara, (spelled, "ours"), at(DAY)).unwrap().id)
        })
        .collect();
    let ids: Vec<_> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_ne!(scenario.claims(&omar, ("A-1042", ""), at(DAY)).unwrap().id, ids[0], "another's is another");
    let told = scenario.own.cells("SELECT type FROM event WHERE type = 'claim.created'");
    assert_eq!(told.len(), 2);
    // Whoever has more to say adds it.
    let again = scenario.claims(&sara, ("A-1042", "I have the receipt"), at(2 * DAY)).unwrap();
    assert_eq!((again.state, again.note.as_str()), (State::Open, "ours"));
    assert_eq!(scenario.said(&again), [(Side::Partner, "I have the receipt".to_owned())]);
    // A day with many claims is full; one that is there already is not one more.
    for number in 1..claim::DAY_MAX {
        scenario.claims(&sara, (&number.to_string(), ""), at(DAY + MINUTE)).unwrap();
    }
    let refused = scenario.claims(&sara, ("one more", ""), at(DAY + MINUTE)).unwrap_err();
    assert!(matches!(&refused, Error::Invalid(fields) if fields[0].code == "too_many"), "{refused}");
    assert_eq!(scenario.claims(&sara, ("a-1042", ""), at(DAY + MINUTE)).unwrap().id, ids[0]);
}

#[test]
fn the_store_asks_back_the_partner_replies_and_the_answer_ends_it() {
    let scenario = Scenario::new(|_| {});
    let (sara, omar) = (scenario.partner("Sara", &[]), scenario.partner("Omar", &[(Kind::Coupon, "OMAR10")]));
    scenario.state(&Stated::new("7", 10_00, MINUTE).coupon("omar10"));
    let claim = scenario.claims(&sara, ("7", ""), at(DAY)).unwrap();
    let (tenant, id) = (scenario.tenant.clone(), claim.id.clone());
    let evidence = { scenario.engine.db.read_wait(move |tx| claim::evidence(tx, &claim, at(DAY))).unwrap() };
    assert_eq!(evidence.verdict, Verdict::Another("coupon".to_owned()));
    assert_eq!(evidence.found.clone().unwrap().holder, Some(omar), "which only the store is shown");
    let of = id.clone();
    let asked =
        scenario.write_claim(move |tx, by| claim::ask(tx, by, &of, " Which code? ", at(DAY))).unwrap();
    assert_eq!(asked.state, State::Asked);
    let open = |scenario: &Scenario| {
        let tenant = tenant.clone();
        scenario.engine.db.read_wait(move |tx| claim::open(tx, &tenant, None)).unwrap()
    };
    assert_eq!(open(&scenario), 0, "it waits for Sara");
    let replied =
        scenario.write_claim(move |tx, by| claim::reply(tx, by, &asked, "SARA10", at(2 * DAY))).unwrap();
    assert_eq!((replied.state, open(&scenario)), (State::Open, 1));
    let said = [(Side::Store, "Which code?".to_owned()), (Side::Partner, "SARA10".to_owned())];
    assert_eq!(scenario.said(&replied), said);
    let (of, order) = (id.clone(), evidence.found.unwrap().order);
    let given = scenario
        .write_claim(move |tx, by| claim::accept(tx, by, (&of, &order), "Sorry", at(3 * DAY)))
        .unwrap();
    assert_eq!(given.state, State::Accepted);
    let late = scenario.write_claim(move |tx, by| claim::reply(tx, by, &given, "and?", at(3 * DAY)));
    assert!(matches!(&late, Err(Error::Invalid(fields)) if fields[0].code == "answered"), "{late:?}");
    let late = scenario.write_claim(move |tx, by| claim::decline(tx, by, &id, "no", at(3 * DAY)));
    assert!(late.is_err());
    let credited = scenario.own.cells("SELECT partner_id FROM orders");
    assert_eq!(credited.concat(), [sara.to_string()]);
}

#[test]
fn whoever_only_knows_the_day_and_the_amount_has_one_claim_of_them_too() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[]);
    let made = |minutes: i64, minor: i64| {
        let (of, program) = (scenario.reach(&sara).remove(0), scenario.program.clone());
        let by = Actor::partner(&of.tenant, &sara, "Sara");
        let new = NewClaim {
            bought_at: Some(at(minutes * MINUTE)),
            amount_minor: Some(minor),
            ..NewClaim::default()
        };
        let made = move |tx: &mut Tx<'_>| claim::create(tx, (&of, &by), (&program, &new), at(3 * DAY));
        scenario.engine.db.write_wait(made).unwrap().id
    };
    let first = made(0, 10_00);
    assert_eq!(made(5, 10_00), first);
    assert_ne!(made(0, 20_00), first);
    assert_ne!(made(24 * 60, 10_00), first);
}
