//! The platform's share of commissions is paid like a partner's: due, in a batch, paid, undone, voided, and once only.

use crate::payouts::LATER;
use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use crate::wallets::usd;
use tributary_core::ledger::{Account, Bucket};
use tributary_core::payout::{Stage, Waits};
use tributary_core::program::{Role, Share};
use tributary_core::{PartnerId, Payee};
use tributary_engine::audit::Actor;
use tributary_engine::payout::{self, Batch, NewBatch, State, Telling};
use tributary_engine::{Error, Result};

/// A shop that gives its platform half of each commission.
fn halves() -> Scenario {
    Scenario::new(|rules| {
        rules.split = [Role::Partner, Role::Platform].map(|role| Share { role, weight: 50 }).to_vec();
        rules.hold_days = 14;
    })
}

impl Scenario {
    fn platform(&self) -> Payee {
        Payee::Platform(self.program.clone())
    }

    /// The same, where its money goes is known.
    fn paid_platform(&self) -> Payee {
        self.sends_to(&self.platform(), "platform@pay.example", 0);
        self.platform()
    }

    /// What stands in the platform's accounts: on hold, ready, in a payout.
    fn platform_has(&self) -> [i64; 3] {
        Bucket::ALL.map(|bucket| self.sum(&self.platform().account(bucket)))
    }

    fn creates_for(&self, payee: Payee, now: i64) -> Result<Batch> {
        let new = NewBatch { payees: Some(vec![payee]), ..NewBatch::default() };
        self.does(move |tx, by| payout::create(tx, by, &new, at(now)))
    }
}

/// Half an order's commission; both halves are even.
fn half(shop: &Scenario, id: &str) -> i64 {
    shop.row(id).commission_minor
}

#[test]
fn the_platforms_half_is_due_with_the_partners_and_leaves_in_the_same_batch() {
    let shop = halves();
    let (sara, platform) = (shop.payee("sara"), shop.paid_platform());
    shop.sold("1", 10_000, "sara");
    shop.sold("2", 5_000, "sara");
    let waiting = shop.dues(MINUTE);
    assert_eq!(waiting.len(), 2);
    assert!(waiting.iter().all(|due| due.verdict == Err(Waits::Nothing) && due.pending_minor > 0));
    shop.holds_end();
    let half = half(&shop, "1") + half(&shop, "2");
    assert_eq!(shop.platform_has(), [0, half, 0]);
    let batch = shop.creates(LATER).unwrap();
    let payouts = shop.payouts(&batch.id);
    let own = payouts.iter().find(|one| one.payee == platform).unwrap();
    assert_eq!((payouts.len(), own.amount_minor, own.payee_name.as_str()), (2, half, "P"));
    assert_eq!(shop.platform_has(), [0, 0, half]);
    let mut parts = shop.statement(&own.id);
    parts.sort();
    assert_eq!(parts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(parts.iter().map(|(_, minor)| minor).sum::<i64>(), half, "order by order it adds up");
    let paid = shop.marks(&batch.id, LATER + HOUR);
    assert_eq!(paid.stage, Stage::Paid);
    assert_eq!(shop.sum(&Account::Payout(batch.id)), 2 * half, "both halves have left");
    assert_eq!(shop.platform_has(), [0; 3]);
    assert!(shop.balances(&sara).is_empty());
    let (tenant, of) = (shop.tenant.clone(), platform);
    let so_far = shop.engine.db.read_wait(move |tx| payout::paid_to(tx, &tenant, &of)).unwrap();
    assert_eq!(so_far.into_iter().collect::<Vec<_>>(), [(usd(), half)]);
    assert_eq!(shop.findings(LATER + HOUR), [""; 0]);
}

#[test]
fn a_batch_of_its_own_is_paid_undone_and_voided_with_its_history() {
    let shop = halves();
    let (sara, platform) = (shop.payee("sara"), shop.paid_platform());
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let half = half(&shop, "1");
    let batch = shop.creates_for(platform.clone(), LATER).unwrap().id;
    assert_eq!(shop.payouts(&batch).len(), 1);
    assert_eq!(shop.balances(&sara), [format!("payable USD {half}")], "the partner's half stays");
    shop.marks(&batch, LATER);
    assert_eq!((shop.platform_has(), shop.sum(&Account::Payout(batch.clone()))), ([0; 3], half));
    shop.undoes(&batch, LATER + HOUR).unwrap();
    assert_eq!((shop.platform_has(), shop.sum(&Account::Payout(batch.clone()))), ([0, 0, half], 0));
    let voided = shop.voids(&batch, LATER + 2 * HOUR).unwrap();
    assert_eq!((voided.stage, shop.payouts(&batch)[0].state), (Stage::Voided, State::Voided));
    assert_eq!(shop.platform_has(), [0, half, 0]);
    let expected = ["created", "approved", "paid", "undone", "voided"];
    assert_eq!(shop.acts(&batch), expected.map(|act| format!("payout_batch.{act}")));
    let told: Vec<String> = shop.told().into_iter().filter(|kind| kind.starts_with("payout.")).collect();
    assert_eq!(told, ["payout.created", "payout.paid", "payout.reopened", "payout.voided"]);
    let next = shop.creates_for(platform, LATER + DAY).unwrap();
    let again = &shop.payouts(&next.id)[0];
    assert_eq!(shop.statement(&again.id), [("1".to_owned(), half)], "as if the first had never been");
    assert_eq!(shop.findings(LATER + DAY), [""; 0]);
}

#[test]
fn what_goes_back_after_the_platform_was_paid_comes_off_its_next_payout() {
    let shop = halves();
    shop.payee("sara");
    let platform = shop.paid_platform();
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let first = half(&shop, "1");
    let batch = shop.creates_for(platform.clone(), LATER).unwrap().id;
    shop.marks(&batch, LATER);
    let back = Stated::new("1", 10_000, 0).coupon("sara").modified(LATER + DAY).refund("r1", 10_000);
    shop.state(&back);
    assert_eq!(shop.platform_has(), [0, -first, 0]);
    let refused = shop.creates_for(platform.clone(), LATER + DAY);
    let Err(Error::Invalid(fields)) = refused else { panic!("nobody is paid what they owe") };
    assert_eq!((fields[0].pointer.as_str(), fields[0].code), ("/payees/0", "owes"));
    shop.state(&Stated::new("2", 30_000, LATER).coupon("sara"));
    shop.end_holds(2 * LATER);
    let later = half(&shop, "2");
    let batch = shop.creates_for(platform, 2 * LATER).unwrap();
    assert_eq!(shop.payouts(&batch.id)[0].amount_minor, later - first);
    assert_eq!(shop.findings(2 * LATER), [""; 0]);
}

#[test]
fn sixty_four_at_once_pay_both_halves_once() {
    let shop = halves();
    shop.payee("sara");
    shop.paid_platform();
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let ready: i64 = shop.dues(LATER).iter().map(|due| due.payable_minor).sum();
    let batch = shop.pays_at_once(LATER);
    let payouts = shop.payouts(&batch.id);
    assert_eq!((payouts.len(), payouts.iter().map(|one| one.amount_minor).sum()), (2, ready));
    assert_eq!(shop.platform_has(), [0, 0, half(&shop, "1")]);
    let again = "INSERT INTO payout (tenant, id, batch_id, payee_id, currency, amount_minor, state, method, sealed, hint, \
                 after_seq, until_seq, created_at, told) SELECT tenant, 'pay_x', 'pba_x', payee_id, currency, 1, 'open', method, \
                 sealed, hint, after_seq, until_seq, created_at, '' FROM payout WHERE payee_id LIKE 'prg_%'";
    assert!(shop.own.by_hand(again).is_err(), "its share is in another payout that stands");
    assert_eq!(shop.findings(LATER), [""; 0]);
}

#[test]
fn the_platform_waits_for_an_account_and_nobody_is_written_to() {
    let shop = halves();
    shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let due = shop.dues(LATER).into_iter().find(|due| due.payee == shop.platform()).unwrap();
    assert_eq!((due.verdict, due.can_be_asked(at(LATER))), (Err(Waits::NoDetails), false));
    let batch = shop.creates(LATER).unwrap().id;
    assert_eq!(shop.payouts(&batch).len(), 1, "the partner is paid all the same");
    let platform = shop.paid_platform();
    shop.sends_to_by(&platform, "other@pay.example", &Actor::system(&shop.tenant, "ada"), LATER);
    let own = shop.creates(LATER).unwrap().id;
    shop.marks(&own, LATER);
    assert_eq!(shop.payouts(&own)[0].hint, "o…@pay.example");
    let letters = shop.engine.db.write_wait(move |tx| {
        let job = payout::claim(tx, at(LATER + MINUTE))?.unwrap();
        payout::letters(tx, &job)
    });
    let told: Vec<_> = letters.unwrap().into_iter().map(|one| (one.telling, one.email)).collect();
    assert_eq!(told, [(Telling::Paid, None)], "it has no address");
    assert_eq!(shop.findings(LATER + MINUTE), [""; 0]);
}

#[test]
fn somebody_without_a_share_owes_the_platform_nothing() {
    let shop = Scenario::new(|_| {});
    let sara: PartnerId = shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.holds_end();
    let payees: Vec<Payee> = shop.dues(LATER).into_iter().map(|due| due.payee).collect();
    assert_eq!(payees, [Payee::from(sara)]);
}
