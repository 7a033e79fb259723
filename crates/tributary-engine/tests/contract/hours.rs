//! What is kept of hours equals the clicks and orders one by one, on every calendar and whatever became of them since.

use crate::figures::{Dice, counted, random_clicks, set_zone, store_clicks};
use crate::scenario::{DAY, MINUTE, OPENED, Scenario, Stated, at, refund_of_line};
use crate::sums::{busy, filters, one_by_one, told};
use tributary_core::program::Commission;
use tributary_core::{Currency, PartnerId, Rate, TenantId, Timestamp};
use tributary_engine::click::{Calendar, source_of};
use tributary_engine::code::Kind;
use tributary_engine::db::Tx;
use tributary_engine::order::Filter;
use tributary_engine::replay::Apply;
use tributary_engine::report::{self, Axis, Figures, Period};

const HOUR: i64 = 60 * MINUTE;
const QUARTER: i64 = 15 * MINUTE;
/// With half-hours and quarters beside UTC, and nights in which clocks are moved by an hour or by half of one.
const ZONES: [&str; 5] =
    ["Europe/Stockholm", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"];

/// Two moments within so many days, in order, on quarters of an hour or anywhere.
fn ends(dice: &mut Dice, days: i64) -> (Timestamp, Timestamp) {
    let step = *dice.of(&[QUARTER, HOUR, 1]);
    let mut end = || i64::try_from(dice.roll(u64::try_from(days * DAY / step).unwrap())).unwrap() * step;
    let (a, b) = (end(), end());
    (at(a.min(b)), at(a.max(b)))
}

/// Spans of an hour each, as long as there is room.
fn hourly(from: Timestamp, to: Timestamp) -> Vec<Period> {
    let starts = (from.ms()..to.ms()).step_by(usize::try_from(HOUR).unwrap()).take(60);
    let span =
        |start| Period { from: Timestamp::from_ms(start), to: Timestamp::from_ms(start + HOUR).min(to) };
    starts.map(span).collect()
}

#[test]
fn clicks_of_any_span_with_ragged_ends_equal_the_clicks_one_by_one_in_every_zone() {
    for (seed, zone) in (21..).zip(ZONES) {
        let shop = Scenario::new(|_| ());
        set_zone(&shop, zone);
        let mut dice = Dice(seed);
        // From 1 March to May, through the nights in which clocks are moved.
        let clicks = random_clicks(&shop, &mut dice, (OPENED, 60), 600);
        store_clicks(&shop, &clicks);
        assert_eq!(shop.findings(60 * DAY), Vec::<String>::new(), "{zone}");
        for _ in 0..25 {
            let (from, to) = ends(&mut dice, 61);
            let spans = hourly(from, to);
            let partner = (dice.roll(2) == 0).then(|| PartnerId::from_bits(1));
            let source = (dice.roll(3) == 0).then(|| "instagram.com".to_owned());
            let wanted = Filter { partner: partner.clone(), source: source.clone(), ..Filter::default() };
            let axis = *dice.of(&[Axis::Partner, Axis::Program, Axis::Link, Axis::Code, Axis::Source]);
            let fits = |one: &tributary_engine::click::Click| {
                partner.as_ref().is_none_or(|id| one.partner.as_ref() == Some(id))
                    && source.as_ref().is_none_or(|host| source_of(one.referrer.as_deref()) == *host)
            };
            let of = |from: Timestamp, to: Timestamp| {
                counted(&clicks, axis, |one| fits(one) && from <= one.at && one.at < to)
            };
            let series: Vec<i64> = spans.iter().map(|span| of(span.from, span.to).values().sum()).collect();
            let expected = (of(from, to), of(from, to).values().sum::<i64>(), series);
            let tenant = shop.tenant.clone();
            let read = move |tx: &mut Tx<'_>| {
                let whole = Filter { from: Some(from), to: Some(to), ..wanted.clone() };
                Ok((
                    report::clicks_by(tx, &tenant, axis, &whole)?,
                    report::clicks(tx, &tenant, &whole)?,
                    report::click_series(tx, &tenant, &wanted, &spans)?,
                ))
            };
            let told = shop.engine.db.read_wait(read).unwrap();
            assert_eq!(told, expected, "{zone} {axis:?} {from:?} {to:?}");
        }
    }
}

#[test]
fn orders_of_any_span_with_ragged_ends_equal_the_orders_one_by_one_in_every_zone() {
    for (seed, zone) in (31..).zip(ZONES) {
        let (shop, partners) = busy(seed);
        set_zone(&shop, zone);
        assert_eq!(shop.findings(80 * DAY), Vec::<String>::new(), "{zone}");
        let mut dice = Dice(seed);
        for _ in 0..4 {
            let (from, to) = ends(&mut dice, 61);
            let spans = hourly(from, to);
            for filter in filters(Period { from, to }, &partners) {
                let (tenant, spans) = (shop.tenant.clone(), spans.clone());
                let read = move |tx: &mut Tx<'_>| {
                    let kept = told(tx, &tenant, &filter, &spans);
                    Ok((kept, told(tx, &tenant, &one_by_one(&filter), &spans), filter))
                };
                let (kept, read, filter) = shop.engine.db.read_wait(read).unwrap();
                assert_eq!(kept, read, "{zone} {filter:?}");
            }
        }
    }
}

/// What the hour from a moment on comes to, as sums say and order by order.
fn hour(shop: &Scenario, from: i64) -> Figures {
    let tenant = shop.tenant.clone();
    let span = Period { from: at(from), to: at(from + HOUR) };
    let filter = report::earning(Currency::parse("USD").unwrap(), span);
    let read = move |tx: &mut Tx<'_>| {
        let one_by_one = report::figures(tx, &tenant, &one_by_one(&filter))?;
        Ok((report::figures(tx, &tenant, &filter)?, one_by_one))
    };
    let (kept, read) = shop.engine.db.read_wait(read).unwrap();
    assert_eq!(Figures { clicks: 0, ..kept }, read);
    kept
}

#[test]
fn a_late_click_a_refund_and_a_new_decision_correct_the_hours() {
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    // 13:00 in Stockholm is an hour's first moment.
    shop.click(1, &sara, 'a', HOUR);
    shop.state(&Stated::new("1", 10_000, HOUR + MINUTE).coupon("sara10"));
    assert_eq!((hour(&shop, HOUR).clicks, hour(&shop, HOUR).revenue_minor), (1, 10_000));
    shop.click(2, &sara, 'b', 5 * HOUR);
    shop.click(3, &sara, 'c', HOUR + 2 * MINUTE);
    assert_eq!((hour(&shop, HOUR).clicks, hour(&shop, 5 * HOUR).clicks), (2, 1), "one of them came late");
    shop.tell("1", refund_of_line("r1", 4_000), 30 * HOUR);
    assert_eq!(hour(&shop, HOUR).revenue_minor, 6_000);
    assert_eq!(hour(&shop, 30 * HOUR), Figures::default(), "a refund counts where its order does");
    let mut moved = Stated::new("1", 10_000, 3 * HOUR).coupon("sara10").modified(31 * HOUR);
    moved.0.refunds = None;
    shop.state(&moved);
    assert_eq!((hour(&shop, HOUR).orders, hour(&shop, 3 * HOUR).orders), (0, 1), "it was placed later");
    let none =
        shop.rules(40 * HOUR, |rules| rules.commission = Commission::Percent { rate: Rate::percent(0) });
    assert_eq!(shop.replay(Some(none), Apply::Post, 41 * HOUR).differences.len(), 1);
    let earned = hour(&shop, 3 * HOUR);
    assert_eq!(
        (earned.orders, earned.commission_minor),
        (1, 0),
        "under other rules it earns nothing, and counts"
    );
    assert_eq!(shop.findings(50 * HOUR), Vec::<String>::new());
}

fn change(shop: &Scenario, statement: &'static str) {
    let tenant = shop.tenant.clone();
    let change = move |tx: &mut Tx<'_>| tx.exec(statement, tributary_engine::params![&tenant]);
    assert!(shop.engine.db.write_wait(change).unwrap() > 0, "{statement}");
}

#[test]
fn a_wrong_hour_is_found() {
    const CLICKS: &str =
        "/* test.clicks */ UPDATE click_hour SET clicks = clicks + 1 WHERE tenant = $1 AND axis = 'partner'";
    const CLICKS_GONE: &str = "/* test.clicks_gone */ DELETE FROM click_hour WHERE tenant = $1";
    const CLICKS_MOVED: &str =
        "/* test.clicks_moved */ UPDATE click_hour SET hour = hour + 32000 WHERE tenant = $1";
    const CLICKS_LATER: &str =
        "/* test.clicks_later */ UPDATE click_hour SET hour = hour + 1 WHERE tenant = $1 AND axis = 'link'";
    const ORDERS: &str = "/* test.orders */ UPDATE order_sum SET orders = orders + 1 WHERE tenant = $1 AND width = 0 AND axis = 'way'";
    const ORDERS_GONE: &str =
        "/* test.orders_gone */ DELETE FROM order_sum WHERE tenant = $1 AND width = 0 AND axis = 'state'";
    const ORDERS_MOVED: &str =
        "/* test.orders_moved */ UPDATE order_sum SET place = place + 32000 WHERE tenant = $1 AND width = 0";
    const MADE: &str = "are counted otherwise than they were made";
    const STAND: &str = "are added up otherwise by the hour than they stand";
    const DAYS: &str = "do not add up to what is kept of their days";
    let found = [
        (CLICKS, vec![MADE, DAYS]),
        (CLICKS_GONE, vec![MADE, DAYS]),
        (CLICKS_MOVED, vec![MADE, DAYS]),
        (CLICKS_LATER, vec![MADE]),
        (ORDERS, vec![STAND, DAYS]),
        (ORDERS_GONE, vec![STAND]),
        (ORDERS_MOVED, vec![STAND, DAYS]),
    ];
    for (statement, problems) in found {
        let (shop, _) = busy(41);
        change(&shop, statement);
        let findings = shop.findings(80 * DAY);
        for problem in problems {
            assert!(findings.iter().any(|one| one.contains(problem)), "{statement}: {findings:?}");
        }
    }
}

#[test]
fn running_days_are_read_from_hours_not_from_every_click_and_order() {
    const CLICKS: &str =
        "/* test.more_clicks */ UPDATE click_hour SET clicks = clicks + 1000 WHERE tenant = $1";
    const ORDERS: &str =
        "/* test.more_orders */ UPDATE order_sum SET orders = orders + 1000 WHERE tenant = $1 AND width = 0";
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    shop.click(1, &sara, 'a', HOUR);
    shop.click(2, &sara, 'a', 2 * HOUR + QUARTER);
    shop.state(&Stated::new("1", 10_000, HOUR).coupon("sara10"));
    change(&shop, CLICKS);
    change(&shop, ORDERS);
    let tenant = shop.tenant.clone();
    let span = Period { from: at(HOUR - QUARTER), to: at(2 * HOUR + 2 * QUARTER) };
    let read = move |tx: &mut Tx<'_>| {
        let earning = report::earning(Currency::parse("USD").unwrap(), span);
        let of_sara = Filter { partner: Some(sara.clone()), ..earning.clone() };
        Ok([report::figures(tx, &tenant, &earning)?, report::figures(tx, &tenant, &of_sara)?])
    };
    for figures in shop.engine.db.read_wait(read).unwrap() {
        assert_eq!(
            (figures.orders, figures.clicks),
            (1_001, 1_002),
            "the last quarters are read click by click"
        );
    }
}

/// As a file from before hours were kept is.
#[test]
fn hours_that_were_never_kept_are_derived_when_the_file_is_opened() {
    const CLICKS: &str = "/* test.no_clicks */ DELETE FROM click_hour WHERE tenant = $1";
    const ORDERS: &str = "/* test.no_orders */ DELETE FROM order_sum WHERE tenant = $1 AND width = 0";
    let (shop, _) = busy(43);
    let tenant: TenantId = shop.tenant.clone();
    change(&shop, CLICKS);
    change(&shop, ORDERS);
    assert!(!shop.findings(80 * DAY).is_empty());
    shop.engine.db.write_wait(|tx| report::catch_up(tx, at(80 * DAY))).unwrap();
    assert_eq!(shop.findings(80 * DAY), Vec::<String>::new());
    // On the same calendar as their days.
    let day = Calendar::new("Europe/Stockholm").day_of(at(0));
    let first = move |tx: &mut Tx<'_>| {
        const FIRST: &str = "/* test.first */ SELECT MIN(hour) FROM click_hour WHERE tenant = $1";
        tx.int(FIRST, tributary_engine::params![&tenant])
    };
    assert!(shop.engine.db.read_wait(first).unwrap() >= tributary_engine::click::first_hour(day));
}
