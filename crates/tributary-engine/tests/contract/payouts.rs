//! Payouts: from what is due to money that has left, and back; once each, whoever asks at the same time.

use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use crate::wallets::usd;
use std::sync::mpsc;
use tributary_core::ledger::{Account, Bucket};
use tributary_core::payout::{Stage, UNDO_MS, Waits};
use tributary_core::{BatchId, PartnerId, Payee, PayoutId};
use tributary_engine::audit::{self, Actor};
use tributary_engine::code::Kind;
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::payout::{self, Batch, Destination, Due, NewBatch, Paid, Part, Payout, State, Telling};
use tributary_engine::{Error, Result, ledger};

/// When orders of the opening are payable.
pub(crate) const LATER: i64 = 40 * DAY;
const AT_ONCE: usize = 64;

impl Scenario {
    pub(crate) fn owner(&self) -> Actor {
        Actor::system(&self.tenant, "ada")
    }

    /// A partner with a coupon of their name, whose money goes somewhere.
    pub(crate) fn payee(&self, name: &'static str) -> PartnerId {
        let id = self.partner(name, &[(Kind::Coupon, name)]);
        self.sends_to(&id.clone().into(), &format!("{name}@pay.example"), 0);
        id
    }

    pub(crate) fn sends_to(&self, payee: &Payee, email: &str, now: i64) {
        let by = self.owner();
        self.sends_to_by(payee, email, &by, now);
    }

    /// Everybody is paid by many at once; the one batch that there is then.
    pub(crate) fn pays_at_once(&self, now: i64) -> Batch {
        let (tell, hear) = mpsc::channel();
        for _ in 0..AT_ONCE {
            let (by, tell) = (self.owner(), tell.clone());
            let made = self.engine.db.write(
                move |tx| payout::create(tx, &by, &NewBatch::default(), at(now)),
                move |made| tell.send(made).unwrap(),
            );
            made.unwrap();
        }
        let made: Vec<Result<Batch>> = (0..AT_ONCE).map(|_| hear.recv().unwrap()).collect();
        let mut batches: Vec<&Batch> = made.iter().flatten().collect();
        assert_eq!(batches.len(), 1, "{made:?}");
        batches.remove(0).clone()
    }

    pub(crate) fn sends_to_by(&self, payee: &Payee, email: &str, by: &Actor, now: i64) {
        let (by, sealer, payee) = (by.clone(), self.engine.sealer.clone(), payee.clone());
        let to = Destination::paypal(email).unwrap();
        let set = self
            .engine
            .db
            .write_wait(move |tx| payout::change_details(tx, (&by, &sealer), &payee, (&to, "en"), at(now)));
        set.unwrap();
    }

    /// An order that earns its partner a tenth, ready at [`LATER`].
    pub(crate) fn sold(&self, id: &str, minor: i64, code: &str) {
        self.state(&Stated::new(id, minor, 0).coupon(code));
    }

    pub(crate) fn holds_end(&self) {
        self.end_holds(LATER);
    }

    pub(crate) fn dues(&self, now: i64) -> Vec<Due> {
        let tenant = self.tenant.clone();
        self.engine.db.read_wait(move |tx| payout::due(tx, &tenant, at(now))).unwrap()
    }

    pub(crate) fn does<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>, &Actor) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let by = self.owner();
        self.engine.db.write_wait(move |tx| work(tx, &by))
    }

    pub(crate) fn creates(&self, now: i64) -> Result<Batch> {
        self.does(move |tx, by| payout::create(tx, by, &NewBatch::default(), at(now)))
    }

    /// A batch of all that is due, marked as paid.
    pub(crate) fn pays(&self, now: i64) -> Batch {
        let id = self.creates(now).unwrap().id;
        self.marks(&id, now)
    }

    pub(crate) fn marks(&self, id: &BatchId, now: i64) -> Batch {
        let id = id.clone();
        let paid = Paid { on: "2026-03-02".to_owned(), reference: None };
        self.does(move |tx, by| {
            payout::approve(tx, by, &id, at(now))?;
            payout::pay(tx, by, (&id, &paid), at(now))
        })
        .unwrap()
    }

    pub(crate) fn voids(&self, id: &BatchId, now: i64) -> Result<Batch> {
        let id = id.clone();
        self.does(move |tx, by| payout::void(tx, by, (&id, "Wrong account"), at(now)))
    }

    pub(crate) fn undoes(&self, id: &BatchId, now: i64) -> Result<Batch> {
        let id = id.clone();
        self.does(move |tx, by| payout::undo(tx, by, &id, at(now)))
    }

    pub(crate) fn payouts(&self, of: &BatchId) -> Vec<Payout> {
        let (tenant, of) = (self.tenant.clone(), of.clone());
        self.engine.db.read_wait(move |tx| payout::all_of(tx, &tenant, &of)).unwrap()
    }

    /// The parts of a payout: a number or `void of …`, and how much.
    pub(crate) fn statement(&self, id: &PayoutId) -> Vec<(String, i64)> {
        let (tenant, id) = (self.tenant.clone(), id.clone());
        let read = self.engine.db.read_wait(move |tx| {
            let payout = payout::load(tx, &tenant, &id)?;
            payout::covered(tx, &tenant, &payout)
        });
        let name = |part: Part| match part {
            Part::Order { number, .. } => number,
            Part::Voided { number } => format!("void of {number}"),
        };
        read.unwrap().into_iter().map(|one| (name(one.part), one.minor)).collect()
    }

    /// What stands in an account.
    pub(crate) fn sum(&self, account: &Account) -> i64 {
        let (tenant, account) = (self.tenant.clone(), account.to_string());
        let sums = self.engine.db.read_wait(move |tx| ledger::sums(tx, &tenant)).unwrap();
        sums.into_iter()
            .find(|(one, currency, _)| *one == account && *currency == usd())
            .map_or(0, |(.., minor)| minor)
    }

    /// What was noted of a batch, oldest first.
    pub(crate) fn acts(&self, of: &BatchId) -> Vec<String> {
        let filter = audit::Filter { object: Some(of.to_string()), ..audit::Filter::default() };
        let tenant = self.tenant.clone();
        let read = self.engine.db.read_wait(move |tx| audit::list(tx, &tenant, &filter, &Cursor::default()));
        read.unwrap().rows.into_iter().rev().map(|entry| entry.action).collect()
    }

    /// The letters that are due, with what they say.
    pub(crate) fn letters(&self, now: i64) -> Vec<Telling> {
        let told = self.engine.db.write_wait(move |tx| {
            let mut told = Vec::new();
            while let Some(job) = payout::claim(tx, at(now))? {
                for letter in payout::letters(tx, &job)? {
                    payout::said(tx, &job.tenant, &letter)?;
                    told.push(letter.telling);
                }
                payout::done(tx, &job)?;
            }
            Ok(told)
        });
        told.unwrap()
    }
}

#[test]
fn all_that_is_ready_is_paid_and_the_ledger_says_where_it_is() {
    let shop = Scenario::new(|rules| rules.hold_days = 14);
    let (sara, noor) = (shop.payee("sara"), shop.payee("noor"));
    shop.sold("1", 10_000, "sara");
    shop.sold("2", 5_000, "sara");
    shop.sold("3", 2_000, "noor");
    assert!(matches!(shop.creates(MINUTE), Err(Error::Invalid(_))), "all of it is on hold");
    shop.holds_end();
    let ready: i64 = shop.dues(LATER).iter().map(|due| due.verdict.unwrap()).sum();
    let batch = shop.creates(LATER).unwrap();
    assert_eq!((batch.number, batch.stage), (1, Stage::Draft));
    let payouts = shop.payouts(&batch.id);
    assert_eq!(payouts.len(), 2);
    assert_eq!(payouts.iter().map(|one| one.amount_minor).sum::<i64>(), ready);
    for one in &payouts {
        let parts = shop.statement(&one.id);
        assert_eq!(parts.iter().map(|(_, minor)| minor).sum::<i64>(), one.amount_minor, "{parts:?}");
        let in_payout = one.payee.account(Bucket::InPayout);
        assert_eq!(shop.sum(&in_payout), one.amount_minor);
    }
    let mut of_sara: Vec<String> = shop
        .statement(&payouts.iter().find(|one| one.payee == Payee::from(sara.clone())).unwrap().id)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    of_sara.sort(); // both became ready at once
    assert_eq!(of_sara, ["1", "2"]);
    assert!(matches!(shop.creates(LATER), Err(Error::Invalid(_))), "what is in a payout is due no more");
    let paid = shop.marks(&batch.id, LATER + HOUR);
    assert_eq!((paid.stage, paid.paid_on.as_deref()), (Stage::Paid, Some("2026-03-02")));
    assert_eq!(shop.sum(&Account::Payout(batch.id.clone())), ready, "the file's total is the ledger's");
    assert!(shop.balances(&sara).is_empty() && shop.balances(&noor).is_empty());
    assert!(shop.payouts(&batch.id).iter().all(|one| one.state == State::Paid));
    assert_eq!(shop.findings(LATER + HOUR), [""; 0]);
}

#[test]
fn what_is_counted_in_passing_is_what_is_due() {
    let shop = Scenario::new(|_| {});
    for (name, id, minor) in [("sara", "1", 10_000), ("noor", "2", 20_000), ("lina", "3", 300)] {
        shop.payee(name);
        shop.sold(id, minor, name);
    }
    shop.partner("mute", &[(Kind::Coupon, "mute")]);
    shop.sold("4", 10_000, "mute");
    shop.holds_end();
    let counted = |now: i64| {
        let tenant = shop.tenant.clone();
        shop.engine.db.read_wait(move |tx| payout::ready(tx, &tenant, at(now))).unwrap()
    };
    let agrees = |now: i64, count: i64| {
        let due: Vec<i64> = shop.dues(now).iter().filter_map(|due| due.verdict.ok()).collect();
        assert_eq!(i64::try_from(due.len()).unwrap(), count);
        assert_eq!(counted(now), [(usd(), count, due.iter().sum())]);
    };
    agrees(LATER, 3);
    shop.does(|tx, by| payout::set_minimum(tx, by, (usd(), 100), at(LATER))).unwrap();
    agrees(LATER, 2);
    let sara = shop.dues(LATER).into_iter().find(|due| due.name == "sara").unwrap().payee;
    let herself = Actor::partner(&shop.tenant, sara.partner().unwrap(), "sara");
    shop.sends_to_by(&sara, "other@pay.example", &herself, LATER);
    agrees(LATER, 1);
    agrees(LATER + 3 * DAY, 2);
    shop.pays(LATER);
    assert_eq!(counted(LATER), [], "what is in a payout is due no more");
}

#[test]
fn sixty_four_at_once_pay_every_partner_once() {
    let shop = Scenario::new(|_| {});
    for (name, id) in [("sara", "1"), ("noor", "2"), ("lina", "3")] {
        shop.payee(name);
        shop.sold(id, 10_000, name);
    }
    shop.holds_end();
    let ready: i64 = shop.dues(LATER).iter().map(|due| due.payable_minor).sum();
    let batch = shop.pays_at_once(LATER);
    let paid: i64 = shop.payouts(&batch.id).iter().map(|one| one.amount_minor).sum();
    assert_eq!(paid, ready);
    assert_eq!(shop.findings(LATER), [""; 0]);
}

#[test]
fn the_database_refuses_money_in_two_payouts_and_to_remove_one() {
    let shop = Scenario::new(|_| {});
    shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let batch = shop.pays(LATER);
    let again = "INSERT INTO payout (tenant, id, batch_id, payee_id, currency, amount_minor, state, method, sealed, hint, \
                 after_seq, until_seq, created_at, told) SELECT tenant, 'pay_x', 'pba_x', payee_id, currency, 1, 'open', method, \
                 sealed, hint, after_seq, until_seq, created_at, '' FROM payout";
    assert!(shop.own.by_hand(again).is_err(), "it begins where another begins that stands");
    assert!(shop.own.by_hand("DELETE FROM payout").is_err());
    assert!(shop.own.by_hand("DELETE FROM payout_batch").is_err());
    assert_eq!(shop.payouts(&batch.id).len(), 1);
}

#[test]
fn what_goes_back_after_it_was_paid_comes_off_the_next_payout() {
    let shop = Scenario::new(|_| {});
    let sara = shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    shop.pays(LATER);
    let earned = shop.row("1").commission_minor;
    shop.state(&Stated::new("1", 10_000, 0).coupon("sara").modified(LATER + DAY).refund("r1", 10_000));
    assert_eq!(shop.balances(&sara), [format!("payable USD {}", -earned)]);
    let dues = shop.dues(LATER + DAY);
    assert_eq!(dues[0].verdict, Err(Waits::Owes(earned)));
    assert!(shop.creates(LATER + DAY).is_err());
    shop.state(&Stated::new("2", 30_000, LATER).coupon("sara"));
    shop.end_holds(2 * LATER);
    let batch = shop.creates(2 * LATER).unwrap();
    let next = &shop.payouts(&batch.id)[0];
    let later = shop.row("2").commission_minor;
    assert_eq!(next.amount_minor, later - earned);
    assert_eq!(shop.statement(&next.id), [("1".to_owned(), -earned), ("2".to_owned(), later)]);
    assert_eq!(shop.findings(2 * LATER), [""; 0]);
}

#[test]
fn what_goes_back_while_it_is_being_paid_comes_off_the_next_payout_too() {
    let shop = Scenario::new(|_| {});
    let sara = shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let batch = shop.creates(LATER).unwrap();
    let earned = shop.row("1").commission_minor;
    shop.state(&Stated::new("1", 10_000, 0).coupon("sara").modified(LATER + DAY).refund("r1", 5_000));
    shop.marks(&batch.id, LATER + DAY);
    let kept = shop.row("1").commission_minor;
    assert_eq!(shop.balances(&sara), [format!("payable USD {}", kept - earned)]);
    assert_eq!(shop.findings(LATER + DAY), [""; 0]);
}

#[test]
fn a_payment_is_undone_for_an_hour_and_voided_after_and_history_keeps_both() {
    let shop = Scenario::new(|_| {});
    let sara = shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let batch = shop.pays(LATER).id;
    let earned = shop.row("1").commission_minor;
    let undone = shop.undoes(&batch, LATER + UNDO_MS).unwrap();
    assert_eq!((undone.stage, undone.paid_at), (Stage::Ready, None));
    assert_eq!(shop.balances(&sara), [format!("in_payout USD {earned}")]);
    let (id, paid) = (batch.clone(), Paid { on: "2026-03-02".to_owned(), reference: None });
    shop.does(move |tx, by| payout::pay(tx, by, (&id, &paid), at(LATER + DAY))).unwrap();
    assert!(matches!(shop.undoes(&batch, LATER + DAY + UNDO_MS + 1), Err(Error::Conflict(_))));
    let voided = shop.voids(&batch, LATER + 2 * DAY).unwrap();
    assert_eq!((voided.stage, voided.reason.as_deref()), (Stage::Voided, Some("Wrong account")));
    assert!(matches!(shop.voids(&batch, LATER + 2 * DAY), Err(Error::Conflict(_))));
    assert_eq!(shop.balances(&sara), [format!("payable USD {earned}")]);
    let acts = shop.acts(&batch);
    let expected = ["created", "approved", "paid", "undone", "paid", "voided"];
    assert_eq!(acts, expected.map(|act| format!("payout_batch.{act}")));
    assert_eq!(shop.payouts(&batch)[0].state, State::Voided, "the line stays");
    let told: Vec<String> = shop.told().into_iter().filter(|kind| kind.starts_with("payout.")).collect();
    let expected = ["payout.created", "payout.paid", "payout.paid", "payout.reopened", "payout.voided"];
    assert_eq!(told, expected);
    let next = shop.creates(LATER + 3 * DAY).unwrap();
    let again = &shop.payouts(&next.id)[0];
    assert_eq!((next.number, again.amount_minor), (2, earned));
    assert_eq!(shop.statement(&again.id), [("1".to_owned(), earned)], "it is as if the first had never been");
    assert_eq!(shop.findings(LATER + 3 * DAY), [""; 0]);
}

#[test]
fn an_older_payout_that_is_voided_is_paid_with_the_next_and_says_so() {
    let shop = Scenario::new(|_| {});
    shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let first = shop.pays(LATER).id;
    shop.state(&Stated::new("2", 20_000, LATER).coupon("sara"));
    shop.end_holds(2 * LATER);
    let second = shop.pays(2 * LATER).id;
    shop.voids(&first, 2 * LATER + DAY).unwrap();
    let third = shop.pays(2 * LATER + DAY).id;
    let (one, two) = (shop.row("1").commission_minor, shop.row("2").commission_minor);
    assert_eq!(shop.statement(&shop.payouts(&second)[0].id), [("2".to_owned(), two)]);
    assert_eq!(shop.statement(&shop.payouts(&third)[0].id), [("void of 1".to_owned(), one)]);
    assert_eq!(shop.findings(2 * LATER + DAY), [""; 0]);
}

#[test]
fn who_is_below_the_minimum_or_says_not_where_to_waits_and_is_told_why() {
    let shop = Scenario::new(|_| {});
    let (sara, noor) = (shop.payee("sara"), shop.partner("noor", &[(Kind::Coupon, "noor")]));
    shop.sold("1", 1_000, "sara");
    shop.sold("2", 90_000, "noor");
    shop.holds_end();
    let earned = shop.row("1").commission_minor;
    shop.does(move |tx, by| payout::set_minimum(tx, by, (usd(), earned + 1), at(0))).unwrap();
    let verdicts: Vec<_> = shop.dues(LATER).into_iter().map(|due| (due.payee, due.verdict)).collect();
    assert_eq!(
        verdicts,
        [
            (noor.clone().into(), Err(Waits::NoDetails)),
            (sara.clone().into(), Err(Waits::BelowMinimum(earned + 1)))
        ]
    );
    let named = NewBatch { payees: Some(vec![sara.into(), noor.clone().into()]), ..NewBatch::default() };
    let refused = shop.does(move |tx, by| payout::create(tx, by, &named, at(LATER)));
    let Err(Error::Invalid(fields)) = refused else { panic!("it is refused") };
    let codes: Vec<_> =
        fields.iter().map(|field| (field.pointer.as_str(), field.code, field.clashes)).collect();
    assert_eq!(codes, [("/payees/0", "below_minimum", true), ("/payees/1", "details_missing", true)]);
    shop.does(move |tx, by| payout::set_minimum(tx, by, (usd(), earned), at(0))).unwrap();
    shop.sends_to(&noor.into(), "noor@pay.example", LATER);
    let batch = shop.creates(LATER).unwrap();
    assert_eq!(shop.payouts(&batch.id).len(), 2);
}

#[test]
fn money_waits_three_days_where_a_partner_sends_it_elsewhere() {
    let shop = Scenario::new(|_| {});
    let sara = shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let own = Actor::partner(&shop.tenant, &sara, "Sara");
    shop.sends_to_by(&sara.clone().into(), "thief@pay.example", &own, LATER);
    let from = at(LATER + 3 * DAY);
    assert_eq!(shop.dues(LATER)[0].verdict, Err(Waits::ChangedDetails(from)));
    assert!(shop.dues(LATER + 3 * DAY)[0].verdict.is_ok());
    let batch = shop.creates(LATER + 3 * DAY).unwrap().id;
    shop.sends_to_by(&sara.into(), "other@pay.example", &own, LATER + 4 * DAY);
    let id = batch.clone();
    let refused = shop.does(move |tx, by| payout::approve(tx, by, &id, at(LATER + 4 * DAY)));
    assert!(matches!(refused, Err(Error::Conflict(why)) if why.contains("sara")), "a draft looks again");
    let (id, payout) = (batch.clone(), shop.payouts(&batch)[0].id.clone());
    shop.does(move |tx, by| payout::exclude(tx, by, (&id, &payout), "Out", at(LATER + 4 * DAY))).unwrap();
    assert_eq!(shop.payouts(&batch)[0].state, State::Voided);
    assert_eq!(shop.findings(LATER + 4 * DAY), [""; 0]);
}

#[test]
fn where_money_goes_is_sealed_and_a_batch_goes_where_it_was_approved_for() {
    let shop = Scenario::new(|_| {});
    let sara = shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let batch = shop.pays(LATER).id;
    shop.sends_to(&sara.into(), "new@pay.example", LATER + DAY);
    let (tenant, sealer, id) = (shop.tenant.clone(), shop.engine.sealer.clone(), batch);
    let read = shop.engine.db.read_wait(move |tx| payout::with_destinations(tx, (&tenant, &sealer), &id));
    assert_eq!(read.unwrap()[0].1, Destination::paypal("sara@pay.example").unwrap());
    for table in ["payout", "payout_detail", "audit"] {
        let cells = shop.own.cells(&format!("SELECT * FROM {table}")).concat().join(" ");
        assert!(!cells.contains("sara@pay") && !cells.contains("new@pay"), "{table}: {cells}");
    }
}

#[test]
fn partners_are_told_of_what_lasts_and_of_what_was_taken_back() {
    let shop = Scenario::new(|_| {});
    shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let batch = shop.pays(LATER).id;
    assert_eq!(shop.letters(LATER + 11_000), [], "whoever slips can undo it first");
    shop.undoes(&batch, LATER + 11_000).unwrap();
    assert_eq!(shop.letters(LATER + MINUTE), []);
    let (id, paid) = (batch.clone(), Paid { on: "2026-03-02".to_owned(), reference: None });
    shop.does(move |tx, by| payout::pay(tx, by, (&id, &paid), at(LATER + HOUR))).unwrap();
    assert_eq!(shop.letters(LATER + HOUR + MINUTE), [Telling::Paid]);
    shop.undoes(&batch, LATER + HOUR + MINUTE).unwrap();
    assert_eq!(shop.letters(LATER + 2 * HOUR), [Telling::Reopened]);
    shop.voids(&batch, LATER + 2 * HOUR).unwrap();
    assert_eq!(shop.letters(LATER + 3 * HOUR), [], "they know of no payment");
}

#[test]
fn a_reference_stands_for_one_payment_and_a_day_is_none_of_the_future() {
    let shop = Scenario::new(|_| {});
    for (name, id) in [("sara", "1"), ("noor", "2")] {
        shop.payee(name);
        shop.sold(id, 10_000, name);
    }
    shop.holds_end();
    let mut batches = Vec::new();
    for due in shop.dues(LATER) {
        let named = NewBatch { payees: Some(vec![due.payee]), ..NewBatch::default() };
        let made = shop.does(move |tx, by| {
            let id = payout::create(tx, by, &named, at(LATER))?.id;
            payout::approve(tx, by, &id, at(LATER))
        });
        batches.push(made.unwrap().id);
    }
    let pay = |id: &BatchId, on: &str| {
        let (id, paid) = (id.clone(), Paid { on: on.to_owned(), reference: Some("TX-1".to_owned()) });
        shop.does(move |tx, by| payout::pay(tx, by, (&id, &paid), at(LATER)))
    };
    for wrong in ["", "soon", "2126-01-01"] {
        let Err(Error::Invalid(fields)) = pay(&batches[0], wrong) else { panic!("{wrong} is refused") };
        assert_eq!(fields[0].pointer, "/paid_on");
    }
    pay(&batches[0], "2026-03-02").unwrap();
    let Err(Error::Invalid(fields)) = pay(&batches[1], "2026-03-02") else { panic!("it is taken") };
    assert_eq!((fields[0].pointer.as_str(), fields[0].clashes), ("/reference", true));
    assert_eq!(shop.findings(LATER), [""; 0]);
}

#[test]
fn verify_finds_a_payout_that_is_not_what_the_ledger_moved() {
    let shop = Scenario::new(|_| {});
    shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let batch = shop.pays(LATER).id;
    let id = shop.payouts(&batch)[0].id.clone();
    let amount = shop.payouts(&batch)[0].amount_minor;
    shop.own.by_hand("UPDATE payout SET amount_minor = amount_minor + 1").unwrap();
    let expected =
        format!("payout {id}: is paid with {} USD, which is not what the ledger moved", amount + 1);
    assert_eq!(shop.findings(LATER), [expected]);
    shop.own.by_hand("UPDATE payout SET amount_minor = amount_minor - 1").unwrap();
    shop.own.by_hand("UPDATE payout_batch SET stage = 'ready'").unwrap();
    assert_eq!(shop.findings(LATER), [format!("payout {id}: is paid, but its batch is ready")]);
}
