//! Store credit that is set aside, spent, given by hand and ends.

use crate::scenario::{DAY, HOUR, MINUTE, Scenario, at};
use crate::wallets::usd;
use tributary_core::referral::Referral;
use tributary_core::{CustomerId, Money, ReservationId};
use tributary_engine::Error;
use tributary_engine::audit::Actor;
use tributary_engine::page::Cursor;
use tributary_engine::wallet::{
    self, Entry, NewAdjustment, NewReservation, Reservation, ReservationState, Which,
};

impl Scenario {
    /// A person gives or takes store credit.
    fn adjust(&self, whose: &CustomerId, minor: i64, now: i64) -> Result<wallet::Adjustment, Error> {
        self.adjust_called(whose, (minor, None), now)
    }

    fn adjust_called(
        &self,
        whose: &CustomerId,
        (minor, reference): (i64, Option<&str>),
        now: i64,
    ) -> Result<wallet::Adjustment, Error> {
        let by = Actor::system(&self.tenant, "test");
        let new = NewAdjustment {
            customer: whose.clone(),
            amount: Money::new(minor, usd()),
            reason: "A late parcel".to_owned(),
            reference: reference.map(str::to_owned),
        };
        self.engine.db.write_wait(move |tx| wallet::adjust(tx, &by, &new, at(now)))
    }

    fn reserve(
        &self,
        whose: &CustomerId,
        (reference, minor): (&str, i64),
        now: i64,
    ) -> Result<Reservation, Error> {
        let tenant = self.tenant.clone();
        let new = NewReservation {
            customer: whose.clone(),
            amount: Money::new(minor, usd()),
            reference: reference.to_owned(),
            order: Some("1042".to_owned()),
            lasts_ms: 10 * MINUTE,
            by: "test".to_owned(),
        };
        self.engine.db.write_wait(move |tx| wallet::reserve(tx, &tenant, &new, at(now)))
    }

    fn capture(&self, id: &ReservationId, part: Option<i64>, now: i64) -> Result<Reservation, Error> {
        let (tenant, id) = (self.tenant.clone(), id.clone());
        let part = part.map(|minor| Money::new(minor, usd()));
        self.engine.db.write_wait(move |tx| wallet::capture(tx, (&tenant, &id), part, at(now)))
    }

    fn release(&self, id: &ReservationId, now: i64) -> Result<Reservation, Error> {
        let (tenant, id) = (self.tenant.clone(), id.clone());
        self.engine.db.write_wait(move |tx| wallet::release(tx, (&tenant, &id), at(now)))
    }

    /// What the worker does at a moment; says how much there was to look at.
    fn end_credit(&self, now: i64) -> usize {
        let due = self.engine.db.read_wait(move |tx| wallet::due(tx, at(now), 100)).unwrap();
        let count = due.len();
        for one in due {
            self.engine.db.write_wait(move |tx| wallet::end(tx, &one, at(now))).unwrap();
        }
        count
    }

    /// What can be spent as somebody reads it, and when the next of it ends.
    fn shown(&self, whose: &CustomerId, now: i64) -> (i64, Option<i64>) {
        let (tenant, whose) = (self.tenant.clone(), whose.clone());
        let read = self.engine.db.read_wait(move |tx| wallet::wallets(tx, &tenant, &whose, at(now)));
        let wallet = read.unwrap().remove(0);
        let next = wallet.lots.iter().filter_map(|lot| lot.ends_at).min();
        (wallet.purses.available_minor, next.map(|end| end.ms() - at(0).ms()))
    }

    fn lines(&self, whose: &CustomerId, which: Which) -> Vec<Entry> {
        let (tenant, whose) = (self.tenant.clone(), whose.clone());
        let cursor = Cursor { after: None, limit: 200 };
        let read =
            self.engine.db.read_wait(move |tx| wallet::statement(tx, (&tenant, &whose), &which, &cursor));
        read.unwrap().rows
    }
}

/// A shop whose credit ends after so many days, Ada, and what she has.
fn shop(credit_days: Option<u32>, minor: i64) -> (Scenario, CustomerId) {
    let scenario = Scenario::new(move |rules| {
        let referral = Referral::new(usd());
        rules.referral = Some(Referral { enabled: true, credit_days, ..referral });
    });
    let ada = scenario.buyer("ada");
    if minor > 0 {
        scenario.adjust(&ada, minor, 0).unwrap();
    }
    (scenario, ada)
}

fn told(error: &Error) -> String {
    match error {
        Error::Invalid(fields) => fields.iter().map(|f| format!("{} {}", f.pointer, f.code)).collect(),
        Error::Conflict(_) => "conflict".to_owned(),
        other => other.to_string(),
    }
}

#[test]
fn what_is_set_aside_is_spent_in_part_and_the_rest_comes_back() {
    let (scenario, ada) = shop(None, 100);
    let held = scenario.reserve(&ada, ("cart-1", 80), MINUTE).unwrap();
    assert_eq!(scenario.purses(&ada), [0, 20, 80, 0]);
    let captured = scenario.capture(&held.id, Some(50), 2 * MINUTE).unwrap();
    assert_eq!((captured.state, captured.captured_minor), (ReservationState::Captured, 50));
    assert_eq!(scenario.purses(&ada), [0, 50, 0, 0]);
    let other = scenario.reserve(&ada, ("cart-2", 50), 3 * MINUTE).unwrap();
    assert_eq!(scenario.release(&other.id, 4 * MINUTE).unwrap().state, ReservationState::Released);
    assert_eq!(scenario.purses(&ada), [0, 50, 0, 0]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn each_step_is_done_once_however_often_it_is_asked_for() {
    let (scenario, ada) = shop(None, 100);
    let held = scenario.reserve(&ada, ("cart-1", 80), MINUTE).unwrap();
    assert_eq!(scenario.reserve(&ada, ("cart-1", 80), 2 * MINUTE).unwrap(), held);
    assert_eq!(told(&scenario.reserve(&ada, ("cart-1", 20), MINUTE).unwrap_err()), "conflict");
    let captured = scenario.capture(&held.id, Some(50), 2 * MINUTE).unwrap();
    assert_eq!(scenario.capture(&held.id, Some(50), 3 * MINUTE).unwrap(), captured);
    assert_eq!(told(&scenario.capture(&held.id, None, 3 * MINUTE).unwrap_err()), "conflict");
    assert_eq!(told(&scenario.release(&held.id, 3 * MINUTE).unwrap_err()), "conflict");
    assert_eq!(scenario.reserve(&ada, ("cart-1", 80), HOUR).unwrap(), captured);
    assert_eq!(scenario.purses(&ada), [0, 50, 0, 0]);
    let other = scenario.reserve(&ada, ("cart-2", 50), HOUR).unwrap();
    let released = scenario.release(&other.id, HOUR).unwrap();
    assert_eq!(scenario.release(&other.id, 2 * HOUR).unwrap(), released);
    assert_eq!(told(&scenario.capture(&other.id, None, HOUR).unwrap_err()), "conflict");
    let given = scenario.adjust_called(&ada, (5, Some("ticket-1")), HOUR).unwrap();
    assert_eq!(scenario.adjust_called(&ada, (5, Some("ticket-1")), 2 * HOUR).unwrap().id, given.id);
    assert_eq!(told(&scenario.adjust_called(&ada, (6, Some("ticket-1")), HOUR).unwrap_err()), "conflict");
    assert_eq!(scenario.purses(&ada), [0, 55, 0, 0]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn more_than_there_is_can_neither_be_set_aside_nor_taken() {
    let (scenario, ada) = shop(None, 100);
    assert_eq!(told(&scenario.reserve(&ada, ("cart-1", 101), 0).unwrap_err()), "/amount insufficient");
    assert_eq!(told(&scenario.adjust(&ada, -101, 0).unwrap_err()), "/amount insufficient");
    // What was refused may be asked for again under its name, for what there is.
    scenario.reserve(&ada, ("cart-1", 100), 0).unwrap();
    assert_eq!(told(&scenario.reserve(&ada, ("cart-2", 1), 0).unwrap_err()), "/amount insufficient");
    assert_eq!(scenario.purses(&ada), [0, 0, 100, 0]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn what_is_held_too_long_goes_back_by_itself_to_the_millisecond() {
    let (scenario, ada) = shop(None, 100);
    let held = scenario.reserve(&ada, ("cart-1", 80), 0).unwrap();
    let end = 10 * MINUTE;
    scenario.end_credit(end - 1);
    assert_eq!(scenario.purses(&ada), [0, 20, 80, 0]);
    assert_eq!(told(&scenario.capture(&held.id, None, end).unwrap_err()), "conflict");
    // Whoever spends first need not wait for the worker.
    scenario.reserve(&ada, ("cart-2", 100), end).unwrap();
    assert_eq!(scenario.purses(&ada), [0, 0, 100, 0]);
    let again = scenario.reserve(&ada, ("cart-1", 80), end).unwrap();
    assert_eq!(again.state, ReservationState::Expired);
    scenario.end_credit(2 * end);
    assert_eq!(scenario.purses(&ada), [0, 100, 0, 0]);
    assert_eq!(scenario.end_credit(3 * end), 0, "nothing is looked at twice");
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn credit_ends_by_the_rules_that_gave_it_to_the_millisecond() {
    let (scenario, ada) = shop(Some(30), 100);
    scenario.rules(HOUR, |rules| rules.referral.as_mut().unwrap().credit_days = Some(1));
    scenario.adjust(&ada, 10, 2 * HOUR).unwrap();
    scenario.end_credit(2 * HOUR);
    let (day_end, month_end) = (2 * HOUR + DAY, 30 * DAY);
    assert_eq!(scenario.shown(&ada, day_end - 1), (110, Some(day_end)));
    assert_eq!(scenario.shown(&ada, day_end), (100, Some(month_end)));
    assert_eq!(scenario.end_credit(day_end - 1), 0);
    assert_eq!(scenario.end_credit(day_end), 1);
    assert_eq!(scenario.purses(&ada), [0, 100, 0, 0]);
    // What has ended cannot be spent, whether or not the worker was there.
    let late = scenario.reserve(&ada, ("cart-1", 1), month_end).unwrap_err();
    assert_eq!(told(&late), "/amount insufficient");
    scenario.reserve(&ada, ("cart-1", 1), month_end - 1).unwrap();
    scenario.end_credit(month_end);
    assert_eq!(scenario.purses(&ada), [0, 0, 1, 0]);
    // What was set aside in time comes back to credit that has ended.
    scenario.end_credit(month_end + 10 * MINUTE);
    assert_eq!(scenario.purses(&ada), [0, 0, 0, 0]);
    let kinds: Vec<&str> =
        scenario.lines(&ada, Which::default()).iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(kinds, ["expired", "released", "expired", "reserved", "expired", "adjusted", "adjusted"]);
    assert_eq!(scenario.findings(40 * DAY), [""; 0]);
}

#[test]
fn a_wallet_reads_line_by_line_with_what_there_was_after_each() {
    let (scenario, ada) = shop(None, 100);
    let held = scenario.reserve(&ada, ("cart-1", 80), MINUTE).unwrap();
    scenario.capture(&held.id, Some(50), 2 * MINUTE).unwrap();
    scenario.adjust(&ada, -10, 3 * MINUTE).unwrap();
    let brief = |which: Which| -> Vec<String> {
        let lines = scenario.lines(&ada, which);
        let one = |line: &Entry| {
            let (kind, amount) = (line.kind.as_str(), line.amount_minor());
            format!("{kind} {amount} {} {:?} {}", line.balance_minor, line.number, line.reason)
        };
        lines.iter().map(one).collect()
    };
    let all = [
        "adjusted -10 40 None A late parcel",
        "spent -50 50 Some(\"1042\") ",
        "reserved -80 20 Some(\"1042\") ",
        "adjusted 100 100 None A late parcel",
    ];
    assert_eq!(brief(Which::default()), all);
    let of_order = Which { order: Some("1042".to_owned()), ..Which::default() };
    assert_eq!(brief(of_order), all[1..3]);
    let in_time = Which { from: Some(at(MINUTE)), until: Some(at(3 * MINUTE)), ..Which::default() };
    assert_eq!(brief(in_time), all[1..3]);
    let kind = Some(wallet::EntryKind::Spent);
    assert_eq!(brief(Which { kind, ..Which::default() }), all[1..2]);
}

/// Whatever happens in whatever order, what is kept is what follows from the moves, nothing is below zero, and who owes has nothing.
#[test]
fn random_histories_leave_what_follows_from_them() {
    for seed in 1..=6_u64 {
        let (scenario, ada) = shop(Some(2), 0);
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut dice = |sides: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            i64::try_from((state >> 33) % sides).unwrap()
        };
        let (mut now, mut earned, mut held) = (0, 0_i64, Vec::new());
        for step in 0..60 {
            now += dice(5) * HOUR;
            let minor = 1 + dice(50);
            match dice(7) {
                0 | 1 => {
                    scenario.earn_at(&ada, (minor, "hold"), now).unwrap();
                    earned += minor;
                }
                2 if earned > 0 => {
                    let back = minor.min(earned);
                    scenario.earn_at(&ada, (-back, "hold"), now).unwrap();
                    earned -= back;
                }
                3 => drop(scenario.adjust(&ada, if minor % 2 == 0 { minor } else { -minor }, now)),
                4 => held.extend(scenario.reserve(&ada, (&format!("r{step}"), minor), now)),
                5 => {
                    let part = |one: &Reservation| Some(1 + one.amount.minor / 2);
                    drop(held.pop().map(|one: Reservation| scenario.capture(&one.id, part(&one), now)));
                }
                _ => drop(held.pop().map(|one| scenario.release(&one.id, now))),
            }
            if dice(3) == 0 {
                scenario.end_credit(now);
                let [pending, available, _, debt] = scenario.purses(&ada);
                let (tenant, whose) = (scenario.tenant.clone(), ada.clone());
                let read = scenario
                    .engine
                    .db
                    .read_wait(move |tx| wallet::lots_of(tx, (&tenant, &whose), usd(), at(now)));
                let (lots, posted) = read.unwrap();
                let follows = (lots.left_minor(), -lots.owed_minor, lots.expired_minor);
                assert_eq!((available, debt, posted), follows, "seed {seed}, step {step}");
                assert!(pending == 0 && (available == 0 || debt == 0), "seed {seed}, step {step}");
            }
        }
        assert_eq!(scenario.findings(now), [""; 0], "seed {seed}");
    }
}
