//! Welcome coupons: given once, used once, on a first order, by the friend, in time.

use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use crate::wallets::usd;
use tributary_core::order::Status;
use tributary_core::referral::{Gift, Welcome};
use tributary_core::{CustomerId, Money};
use tributary_engine::order;
use tributary_engine::person::email_key;
use tributary_engine::welcome::{self, Coupon, Question};

fn promised() -> Welcome {
    Welcome {
        gift: Gift::Fixed { amount: Money::new(5_000, usd()) },
        minimum: Some(Money::new(6_000, usd())),
        valid_days: Some(10),
    }
}

impl Scenario {
    /// Gives a friend a coupon at the opening.
    fn welcome(&self, friend: &CustomerId) -> Coupon {
        let sponsor = self.buyer("ada");
        let (tenant, store, friend) = (self.tenant.clone(), self.store.clone(), friend.clone());
        let given = self.engine.db.write_wait(move |tx| {
            let id = welcome::give(tx, (&tenant, &store), (&friend, &sponsor), &promised(), at(0))?;
            welcome::load(tx, &tenant, &id)
        });
        given.unwrap()
    }

    /// An order of Bo's with a coupon.
    fn order_with(&self, id: &str, coupon: &Coupon, placed: i64) -> Stated {
        let mut order = Stated::new(id, 10_000, placed).coupon(&coupon.code.to_lowercase());
        order.0.customer.external_id = Some("bo".to_owned());
        order.0.customer.email_key = Some(email_key(self.engine.sealer.people_key(), "bo@example.com"));
        order
    }

    /// What an order makes of its coupons: what it costs, and what it breaks.
    fn coupon_on(&self, id: &str) -> String {
        let (tenant, order) = (self.tenant.clone(), self.row(id).id);
        let read = self.engine.db.read_wait(move |tx| order::explain(tx, &tenant, &order, at(DAY)));
        let explained = read.unwrap();
        let on = explained.decision.welcomed.iter().map(|on| {
            let broken: Vec<&str> = on.broken.iter().map(|reason| reason.code()).collect();
            format!("{} {}", on.cost_minor, broken.join(" "))
        });
        assert!(explained.decision.attribution.dead_ends.is_empty(), "a friend's coupon is no unknown code");
        on.collect::<Vec<_>>().join(", ").trim_end().to_owned()
    }

    /// The order that uses a coupon.
    fn used_by(&self, coupon: &Coupon) -> Option<String> {
        let (tenant, id) = (self.tenant.clone(), coupon.id.clone());
        self.engine.db.read_wait(move |tx| welcome::load(tx, &tenant, &id)).unwrap().used_by
    }

    fn usable(&self, question: &Question<'_>, now: i64) -> bool {
        let (tenant, store) = (self.tenant.clone(), self.store.clone());
        let (code, email_key) = (question.code.to_owned(), question.email_key.map(str::to_owned));
        let (account, goods_minor) = (question.account.map(str::to_owned), question.goods_minor);
        let read = self.engine.db.read_wait(move |tx| {
            let question = Question {
                code: &code,
                email_key: email_key.as_deref(),
                account: account.as_deref(),
                goods_minor,
            };
            welcome::is_usable(tx, (&tenant, &store), &question, at(now))
        });
        read.unwrap().is_some()
    }
}

#[test]
fn a_friends_first_order_uses_the_coupon_and_a_refund_gives_back_its_part_of_the_cost() {
    let scenario = Scenario::new(|_| {});
    let bo = scenario.buyer("bo");
    let coupon = scenario.welcome(&bo);
    assert_eq!(scenario.welcome(&bo), coupon, "a friend has one");
    scenario.state(&scenario.order_with("1", &coupon, HOUR));
    assert_eq!((scenario.coupon_on("1").as_str(), scenario.used_by(&coupon).as_deref()), ("5000", Some("1")));
    let refunded = scenario.order_with("1", &coupon, HOUR).modified(2 * HOUR).refund("r", 2_500);
    scenario.state(&refunded);
    assert_eq!(scenario.coupon_on("1"), "3750");
    assert_eq!(scenario.findings(DAY), [""; 0]);
    let told = scenario.told();
    let count = |kind: &str| told.iter().filter(|one| *one == kind).count();
    assert_eq!((count("coupon.created"), count("coupon.redeemed"), count("coupon.flagged")), (1, 1, 0));
}

#[test]
fn an_order_that_breaks_a_condition_is_flagged_with_each_reason_and_costs_nothing() {
    let scenario = Scenario::new(|_| {});
    let coupon = scenario.welcome(&scenario.buyer("bo"));
    let mut foreign = scenario.order_with("foreign", &coupon, HOUR);
    foreign.0.customer.external_id = Some("kim".to_owned());
    foreign.0.customer.email_key = Some("kim".to_owned());
    let mut small = scenario.order_with("small", &coupon, 2 * HOUR).status(Status::Completed);
    (small.0.total_minor, small.0.lines[0].total_minor) = (999, 999);
    let late = scenario.order_with("late", &coupon, 10 * DAY);
    for order in [&foreign, &small, &late] {
        scenario.state(order);
    }
    assert_eq!(scenario.coupon_on("foreign"), "0 coupon_not_theirs");
    assert_eq!(scenario.coupon_on("small"), "0 coupon_below_minimum");
    assert_eq!(scenario.coupon_on("late"), "0 coupon_used coupon_expired");
    assert_eq!(scenario.used_by(&coupon), None);
    assert_eq!(scenario.findings(11 * DAY), [""; 0]);
    assert_eq!(scenario.told().iter().filter(|kind| *kind == "coupon.flagged").count(), 3);
}

/// A cancelled order gives the coupon back, and one that is taken back takes it again; whichever is heard of first.
#[test]
fn one_order_uses_a_coupon_and_one_that_is_called_off_gives_it_back_exactly_once() {
    for swapped in [false, true] {
        let scenario = Scenario::new(|_| {});
        let coupon = scenario.welcome(&scenario.buyer("bo"));
        let first = scenario.order_with("1", &coupon, HOUR);
        let second = scenario.order_with("2", &coupon, 2 * HOUR);
        for order in if swapped { [&second, &first] } else { [&first, &second] } {
            scenario.state(order);
        }
        let stand = || (scenario.coupon_on("1"), scenario.coupon_on("2"), scenario.used_by(&coupon));
        let of = |a: &str, b: &str, by: &str| (a.to_owned(), b.to_owned(), Some(by.to_owned()));
        assert_eq!(stand(), of("5000", "0 coupon_used", "1"));
        let called_off = first.clone().status(Status::Cancelled).modified(3 * HOUR);
        scenario.state(&called_off);
        scenario.state(&called_off);
        assert_eq!(stand(), of("0", "5000", "2"));
        let back = first.clone().modified(4 * HOUR);
        scenario.state(&back);
        assert_eq!(stand(), of("5000", "0 coupon_used", "1"));
        assert_eq!(scenario.findings(DAY), [""; 0]);
    }
}

#[test]
fn an_earlier_order_without_the_coupon_makes_the_later_one_no_first_until_it_is_called_off() {
    let scenario = Scenario::new(|_| {});
    let coupon = scenario.welcome(&scenario.buyer("bo"));
    let mut first = scenario.order_with("1", &coupon, HOUR);
    first.0.coupons.clear();
    scenario.state(&scenario.order_with("2", &coupon, 2 * HOUR));
    assert_eq!(scenario.coupon_on("2"), "5000");
    scenario.state(&first);
    assert_eq!(scenario.coupon_on("2"), "0 coupon_not_first_order");
    assert_eq!(scenario.findings(DAY), [""; 0]);
    scenario.state(&first.clone().status(Status::Failed).modified(3 * HOUR));
    assert_eq!(scenario.coupon_on("2"), "5000");
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn a_coupon_that_is_taken_off_an_order_again_is_free_again() {
    let scenario = Scenario::new(|_| {});
    let coupon = scenario.welcome(&scenario.buyer("bo"));
    let order = scenario.order_with("1", &coupon, HOUR);
    scenario.state(&order);
    let mut without = order.modified(2 * HOUR);
    without.0.coupons.clear();
    scenario.state(&without);
    assert_eq!((scenario.coupon_on("1").as_str(), scenario.used_by(&coupon)), ("", None));
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn a_code_can_be_used_by_its_friend_in_time_for_enough_and_by_nobody_else() {
    let scenario = Scenario::new(|_| {});
    let coupon = scenario.welcome(&scenario.buyer("bo"));
    let key = email_key(scenario.engine.sealer.people_key(), "bo@example.com");
    let theirs =
        Question { code: &coupon.code, email_key: Some(&key), account: None, goods_minor: Some(6_000) };
    assert!(scenario.usable(&theirs, HOUR));
    let in_small = coupon.code.to_lowercase();
    assert!(scenario.usable(&Question { code: &in_small, ..theirs.clone() }, HOUR));
    assert!(scenario.usable(&Question { email_key: None, account: Some("bo"), ..theirs.clone() }, HOUR));
    assert!(scenario.usable(&theirs, 10 * DAY - 1));
    assert!(!scenario.usable(&theirs, 10 * DAY));
    assert!(!scenario.usable(&Question { goods_minor: Some(5_999), ..theirs.clone() }, HOUR));
    assert!(!scenario.usable(&Question { email_key: Some("kim"), ..theirs.clone() }, HOUR));
    assert!(!scenario.usable(&Question { email_key: None, ..theirs.clone() }, HOUR));
    scenario.state(&scenario.order_with("1", &coupon, MINUTE));
    assert!(!scenario.usable(&theirs, HOUR));
}

/// 10^6 guesses against two hundred coupons, by whoever knows the form of the code and has an account: seeded, so each run guesses
/// alike. All of them go through the door on a file. A server answers each by a journey, and the same by the same statement, so there
/// all are compared with what was given, and a part goes through the door.
#[test]
fn a_million_guesses_find_no_coupon() {
    let scenario = Scenario::new(|_| {});
    let friends: Vec<CustomerId> = (0..200).map(|n| scenario.buyer(&format!("f{n}"))).collect();
    let given: std::collections::BTreeSet<String> =
        friends.iter().map(|friend| scenario.welcome(friend).code).collect();
    assert_eq!(given.len(), friends.len());
    let alphabet: Vec<char> = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().collect();
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut guess = || {
        let mut text = String::from("WELCOME-");
        for place in 0..12 {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            text.extend((place == 6).then_some('-'));
            text.push(alphabet[usize::try_from(seed >> 59).unwrap()]);
        }
        text
    };
    let asked = if crate::own::Own::is_on_a_server() { 10_000 } else { 1_000_000 };
    let (mut hits, mut opened, mut left) = (0, 0, asked);
    for _ in 0..100 {
        let guesses: Vec<String> = (0..10_000).map(|_| guess()).collect();
        hits += guesses.iter().filter(|code| given.contains(*code)).count();
        let tried: Vec<String> = guesses.into_iter().take(left).collect();
        left -= tried.len();
        let (tenant, store) = (scenario.tenant.clone(), scenario.store.clone());
        let read = scenario.engine.db.read_wait(move |tx| {
            let mut usable = 0;
            for code in &tried {
                let question = Question { code, account: Some("f0"), ..Question::default() };
                usable +=
                    usize::from(welcome::is_usable(tx, (&tenant, &store), &question, at(HOUR))?.is_some());
            }
            Ok(usable)
        });
        opened += read.unwrap();
    }
    assert_eq!((hits, opened), (0, 0));
    let code = given.iter().next().unwrap();
    let found = friends.iter().enumerate().any(|(n, _)| {
        let account = format!("f{n}");
        scenario.usable(&Question { code, account: Some(&account), ..Question::default() }, HOUR)
    });
    assert!(found, "a code that was given is found by its friend");
}
