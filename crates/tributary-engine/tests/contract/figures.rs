//! Figures: equal to the clicks and orders they are made of, whatever came in which order and on
//! whichever calendar.

use crate::scenario::{DAY, MINUTE, OPENED, Scenario, Stated, at, refund_of_line, refund_of_pieces};
use std::collections::BTreeMap;
use tributary_core::fact::{Line, OrderFact};
use tributary_core::order::Status;
use tributary_core::program::Commission;
use tributary_core::{ClickId, CodeId, Currency, LinkId, PartnerId, Rate, Timestamp};
use tributary_engine::click::{self, Calendar, Click, source_of};
use tributary_engine::code::Kind;
use tributary_engine::order::Filter;
use tributary_engine::page::Cursor;
use tributary_engine::report::{self, Axis, Period};

const OUTCOMES: [&str; 4] = ["counted", "unknown_code", "paused", "not_a_person"];
const REFERRERS: [Option<&str>; 4] =
    [None, Some("https://www.instagram.com/p/1"), Some("https://t.co/x"), Some("https://blog.example")];

/// The same numbers on every run, without a library.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.roll(all.len() as u64)).unwrap()]
    }
}

pub(crate) fn store_clicks(shop: &Scenario, clicks: &[Click]) {
    let (tenant, clicks) = (shop.tenant.clone(), clicks.to_vec());
    let write = move |tx: &mut tributary_engine::db::Tx<'_>| click::record_all(tx, &tenant, &clicks);
    shop.engine.db.write_wait(write).unwrap();
}

pub(crate) fn random_clicks(
    shop: &Scenario,
    dice: &mut Dice,
    (from, days): (i64, i64),
    count: u64,
) -> Vec<Click> {
    let partners: Vec<PartnerId> = (1..4).map(PartnerId::from_bits).collect();
    let links: Vec<LinkId> = (1..4).map(LinkId::from_bits).collect();
    let codes: Vec<CodeId> = (1..3).map(CodeId::from_bits).collect();
    let one = |bits: u64| {
        let by_link = dice.roll(2) == 0;
        let partner = dice.of(&partners).clone();
        let outcome = *dice.of(&OUTCOMES);
        let span = u64::try_from(days * DAY).unwrap();
        Click {
            id: ClickId::from_bits(u128::from(bits)),
            program: shop.program.clone(),
            partner: (outcome != "unknown_code").then_some(partner),
            link: by_link.then(|| dice.of(&links).clone()),
            code: (!by_link && outcome != "unknown_code").then(|| dice.of(&codes).clone()),
            value: "x".to_owned(),
            at: Timestamp::from_ms(from + i64::try_from(dice.roll(span)).unwrap()),
            traffic: "human".to_owned(),
            outcome: outcome.to_owned(),
            visitor: format!("v{bits}"),
            device: "mobile".to_owned(),
            ip_hash: None,
            user_agent: None,
            referrer: dice.of(&REFERRERS).map(str::to_owned),
            landing: "https://shop.example/".to_owned(),
            refused: None,
            refs: None,
        }
    };
    (0..count).map(one).collect()
}

fn told_by(shop: &Scenario, axis: Axis, filter: Filter) -> BTreeMap<String, i64> {
    let tenant = shop.tenant.clone();
    shop.engine.db.read_wait(move |tx| report::clicks_by(tx, &tenant, axis, &filter)).unwrap()
}

fn key(axis: Axis, click: &Click) -> String {
    let text = |id: Option<&str>| id.unwrap_or_default().to_owned();
    match axis {
        Axis::Partner => text(click.partner.as_ref().map(PartnerId::as_str)),
        Axis::Link => text(click.link.as_ref().map(LinkId::as_str)),
        Axis::Code => text(click.code.as_ref().map(CodeId::as_str)),
        Axis::Source => source_of(click.referrer.as_deref()),
        _ => click.program.to_string(),
    }
}

/// The same from the clicks one by one.
pub(crate) fn counted(
    clicks: &[Click],
    axis: Axis,
    within: impl Fn(&Click) -> bool,
) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for one in clicks.iter().filter(|one| one.outcome == "counted" && within(one)) {
        *counts.entry(key(axis, one)).or_default() += 1;
    }
    counts
}

pub(crate) fn set_zone(shop: &Scenario, zone: &'static str) {
    const SET: &str = "/* test.set_zone */ UPDATE store SET timezone = $2 WHERE tenant = $1";
    let tenant = shop.tenant.clone();
    let changed = move |tx: &mut tributary_engine::db::Tx<'_>| {
        tx.exec(SET, tributary_engine::params![&tenant, zone])?;
        report::rebuild_days(tx, &tenant)
    };
    shop.engine.db.write_wait(changed).unwrap();
}

#[test]
fn days_of_clicks_equal_the_clicks_on_every_axis_in_every_span_and_zone() {
    let axes = [Axis::Partner, Axis::Program, Axis::Link, Axis::Code, Axis::Source];
    for (seed, zone) in
        [(7, "Europe/Stockholm"), (8, "Asia/Kolkata"), (9, "America/New_York"), (10, "Asia/Beirut")]
    {
        let shop = Scenario::new(|_| ());
        set_zone(&shop, zone);
        let mut dice = Dice(seed);
        // From 1 March on, through the night in which the clocks are put forward.
        let clicks = random_clicks(&shop, &mut dice, (OPENED, 40), 500);
        store_clicks(&shop, &clicks);
        assert_eq!(shop.findings(40 * DAY), Vec::<String>::new());
        let calendar = Calendar::new(zone);
        for _ in 0..30 {
            let (a, b) = (dice.roll(41) as i64 * DAY, dice.roll(41) as i64 * DAY);
            let (a, b) = (a + dice.roll(86_400_000) as i64, b + dice.roll(86_400_000) as i64);
            let (mut from, mut to) = (at(a.min(b)), at(a.max(b)));
            if dice.roll(2) == 0 {
                (from, to) =
                    (calendar.start_of(calendar.day_of(from)), calendar.start_of(calendar.day_of(to)));
            }
            let axis = *dice.of(&axes);
            let partner = (dice.roll(2) == 0).then(|| PartnerId::from_bits(1));
            let source = (dice.roll(3) == 0).then(|| "instagram.com".to_owned());
            let wanted = Filter {
                from: Some(from),
                to: Some(to),
                partner: partner.clone(),
                source: source.clone(),
                ..Filter::default()
            };
            let expected = counted(&clicks, axis, |one| {
                from <= one.at
                    && one.at < to
                    && partner.as_ref().is_none_or(|id| one.partner.as_ref() == Some(id))
                    && source.as_ref().is_none_or(|host| source_of(one.referrer.as_deref()) == *host)
            });
            assert_eq!(told_by(&shop, axis, wanted), expected, "{zone} {axis:?} {from:?} {to:?}");
        }
    }
}

#[test]
fn days_are_counted_anew_when_the_store_moves_to_another_zone() {
    let shop = Scenario::new(|_| ());
    let clicks = random_clicks(&shop, &mut Dice(3), (OPENED, 40), 300);
    store_clicks(&shop, &clicks);
    for zone in ["Asia/Kolkata", "Pacific/Apia", "Europe/Stockholm"] {
        set_zone(&shop, zone);
        assert_eq!(shop.findings(40 * DAY), Vec::<String>::new(), "{zone}");
        assert_eq!(told_by(&shop, Axis::Link, Filter::default()), counted(&clicks, Axis::Link, |_| true));
    }
}

#[test]
fn a_click_just_before_indias_midnight_is_that_days_and_one_after_it_the_nexts() {
    let shop = Scenario::new(|_| ());
    set_zone(&shop, "Asia/Kolkata");
    let sara = shop.partner("Sara", &[]);
    let midnight = 6 * 60 * MINUTE + 30 * MINUTE; // 18:30 UTC, after noon
    shop.click(1, &sara, 'a', midnight - 1);
    shop.click(2, &sara, 'b', midnight);
    shop.click(3, &sara, 'c', midnight + 1);
    let (tenant, span) = (shop.tenant.clone(), |from, to| Period { from: at(from), to: at(to) });
    let days = [span(midnight - DAY, midnight), span(midnight, midnight + DAY)];
    let series = shop.engine.db.read_wait(move |tx| report::series(tx, &tenant, &Filter::default(), &days));
    assert_eq!(series.unwrap().iter().map(|day| day.clicks).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_changed_count_is_found() {
    const CHANGE: &str = "/* test.change */ UPDATE click_day SET clicks = clicks + 1 WHERE tenant = $1";
    const MOVE: &str =
        "/* test.move */ UPDATE click_day SET day = day + 400, clicks = clicks - 1 WHERE tenant = $1";
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("Sara", &[]);
    shop.click(1, &sara, 'a', MINUTE);
    for change in [CHANGE, MOVE] {
        let tenant = shop.tenant.clone();
        shop.engine.db.write_wait(move |tx| tx.exec(change, tributary_engine::params![&tenant])).unwrap();
        let findings = shop.findings(DAY);
        assert!(findings.iter().any(|found| found.contains("counted otherwise")), "{findings:?}");
    }
    assert!(shop.findings(DAY).iter().any(|found| found.contains("but there are none")));
}

#[test]
fn an_order_knows_by_what_it_was_won() {
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("Sara", &[(Kind::Referral, "sara"), (Kind::Coupon, "SARA10")]);
    shop.link(&sara, "shoes", 0);
    let mut clicked = random_clicks(&shop, &mut Dice(1), (OPENED, 1), 1);
    let link = LinkId::from_bits(9);
    clicked[0] = Click {
        partner: Some(sara),
        link: Some(link.clone()),
        code: None,
        outcome: "counted".into(),
        referrer: Some("https://www.instagram.com/p/1".into()),
        at: at(MINUTE),
        ..clicked[0].clone()
    };
    store_clicks(&shop, &clicked);
    let click = clicked[0].id.to_string();
    shop.state(&Stated::new("by-click", 1000, 2 * MINUTE).click(&click));
    shop.state(&Stated::new("by-coupon", 1000, 3 * MINUTE).coupon("sara10"));
    shop.state(&Stated::new("by-name", 1000, 4 * MINUTE).source("sara"));
    shop.state(&Stated::new("by-slug", 1000, 5 * MINUTE).source("shoes"));
    shop.state(&Stated::new("by-nobody", 1000, 6 * MINUTE));
    let won = |id: &str| {
        let row = shop.row(id);
        (row.link.is_some(), row.code.is_some(), row.source)
    };
    assert_eq!(shop.row("by-click").link, Some(link));
    assert_eq!(won("by-click"), (true, false, Some("instagram.com".to_owned())));
    assert_eq!(won("by-coupon"), (false, true, None));
    assert_eq!(won("by-name"), (false, true, None));
    assert_eq!(won("by-slug"), (true, false, None));
    assert_eq!(won("by-nobody"), (false, false, None));
    assert_eq!(shop.findings(DAY), Vec::<String>::new());
}

#[test]
fn the_first_order_of_a_customer_is_new_whichever_is_heard_of_first() {
    for order in [["1", "2", "3"], ["3", "1", "2"], ["2", "3", "1"], ["3", "2", "1"]] {
        let shop = Scenario::new(|_| ());
        for id in order {
            let placed = id.parse::<i64>().unwrap() * MINUTE;
            shop.state(&Stated::new(id, 1000, placed).customer("bob"));
        }
        shop.state(&Stated::new("9", 1000, 9 * MINUTE).customer("eve"));
        shop.state(&Stated::new("8", 1000, 8 * MINUTE));
        let returning = ["1", "2", "3", "9", "8"].map(|id| shop.row(id).returning);
        assert_eq!(returning, [false, true, true, false, false], "{order:?}");
        assert_eq!(shop.findings(DAY), Vec::<String>::new());
    }
}

#[test]
fn an_order_that_turns_out_to_be_anothers_makes_the_later_one_new() {
    let shop = Scenario::new(|_| ());
    shop.state(&Stated::new("1", 1000, MINUTE).customer("bob"));
    shop.state(&Stated::new("2", 1000, 2 * MINUTE).customer("bob"));
    assert!(shop.row("2").returning);
    shop.state(&Stated::new("1", 1000, MINUTE).customer("eve").modified(10 * MINUTE));
    assert!(!shop.row("2").returning);
    assert_eq!(shop.findings(DAY), Vec::<String>::new());
}

/// An order of three lines: 2 mugs, 3 cups, 1 nameless thing.
fn three_lines(id: &str, placed: i64) -> Stated {
    let line = |external_id: &str, product: Option<&str>, quantity: i64, minor: i64| Line {
        external_id: external_id.to_owned(),
        product: product.map(str::to_owned),
        categories: Vec::new(),
        name: product.map_or("Thing", |id| if id == "18" { "Mug" } else { "Cup" }).to_owned(),
        sku: None,
        quantity,
        total_minor: minor,
        event: None,
    };
    let mut stated = Stated::new(id, 6000, placed);
    stated.0.lines =
        vec![line("1", Some("18"), 2, 2000), line("2", Some("19"), 3, 3000), line("3", None, 1, 1000)];
    stated
}

#[test]
fn products_count_pieces_that_were_not_given_back_and_add_up_to_their_orders() {
    let shop = Scenario::new(|_| ());
    shop.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    shop.state(&three_lines("1", MINUTE).coupon("sara10"));
    shop.state(&three_lines("2", 2 * MINUTE).coupon("sara10"));
    shop.state(&three_lines("3", 3 * MINUTE).coupon("sara10").status(Status::Cancelled));
    shop.state(&three_lines("4", 4 * MINUTE));
    // All mugs of the second order come back, and half the money for its cups.
    shop.tell("2", refund_of_line("r1", 2000), 5 * MINUTE);
    let tenant = shop.tenant.clone();
    let wanted = Filter {
        earns: Some(true),
        currency: Some(tributary_core::Currency::parse("USD").unwrap()),
        ..Filter::default()
    };
    let (products, figures, lines) = shop
        .engine
        .db
        .read_wait(move |tx| {
            let lines = report::lines(tx, &tenant, &wanted, &Cursor::default())?.rows;
            Ok((report::products(tx, &tenant, &wanted)?, report::figures(tx, &tenant, &wanted)?, lines))
        })
        .unwrap();
    let told: Vec<(&str, &str, i64, i64, i64)> = products
        .iter()
        .map(|one| (one.key.as_str(), one.name.as_str(), one.orders, one.units, one.revenue_minor))
        .collect();
    let expected = [("19", "Cup", 2, 6, 6000), ("18", "Mug", 2, 2, 2000), ("Thing", "Thing", 2, 2, 2000)];
    assert_eq!(told, expected);
    assert_eq!(figures.orders, 2);
    assert_eq!(products.iter().map(|one| one.revenue_minor).sum::<i64>(), figures.revenue_minor);
    assert_eq!(products.iter().map(|one| one.commission_minor).sum::<i64>(), figures.commission_minor);
    assert_eq!(lines.len(), 6);
    assert_eq!(lines.iter().map(|line| line.units).sum::<i64>(), 10);
    assert_eq!(shop.findings(DAY), Vec::<String>::new());
}

fn units(shop: &Scenario) -> Vec<(String, i64, i64)> {
    let usd = tributary_core::Currency::parse("USD").unwrap();
    let wanted = Filter { earns: Some(true), currency: Some(usd), ..Filter::default() };
    let tenant = shop.tenant.clone();
    let products = shop.engine.db.read_wait(move |tx| report::products(tx, &tenant, &wanted)).unwrap();
    let mut told: Vec<_> = products.into_iter().map(|one| (one.name, one.ordered, one.units)).collect();
    told.sort();
    told
}

#[test]
fn pieces_that_came_back_are_not_sold_and_never_more_than_there_were() {
    let shop = Scenario::new(|_| ());
    shop.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    shop.state(&three_lines("1", MINUTE).coupon("sara10"));
    shop.tell("1", refund_of_pieces("r1", 500, &[("1", 1), ("2", 9), ("nowhere", 1)]), 2 * MINUTE);
    shop.tell("1", refund_of_pieces("r2", 100, &[("1", -5)]), 3 * MINUTE);
    let told = units(&shop);
    let told: Vec<_> = told.iter().map(|(name, ordered, units)| (name.as_str(), *ordered, *units)).collect();
    assert_eq!(told, [("Cup", 3, 0), ("Mug", 2, 1), ("Thing", 1, 1)]);
    assert_eq!(shop.findings(DAY), Vec::<String>::new());
}

#[test]
fn a_refund_from_before_pieces_were_told_keeps_its_words_and_may_tell_them_later() {
    const OLD: &str = r#"{"fact":"refunded","refund":{"external_id":"r1","amount_minor":500,"detail":{"lines":[["1",500]],"other_minor":0},"reason":""},"origin":"api"}"#;
    let old: OrderFact = serde_json::from_str(OLD).unwrap();
    assert_eq!(old, refund_of_line("r1", 500));
    assert_eq!(serde_json::to_string(&old).unwrap(), OLD, "its place in the chain is of these words");
    let shop = Scenario::new(|_| ());
    shop.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    shop.state(&three_lines("1", MINUTE).coupon("sara10"));
    shop.tell("1", old, 2 * MINUTE);
    let mugs = |shop: &Scenario| units(shop).into_iter().find(|(name, ..)| name == "Mug").unwrap().2;
    assert_eq!(mugs(&shop), 2);
    shop.tell("1", refund_of_pieces("r1", 500, &[("1", 1)]), 3 * MINUTE);
    assert_eq!(mugs(&shop), 1);
    assert_eq!(shop.findings(DAY), Vec::<String>::new());
}

#[test]
fn at_a_rate_of_nothing_orders_are_in_the_figures_until_they_are_cancelled_or_all_of_it_is_refunded() {
    let shop = Scenario::new(|rules| {
        rules.commission = Commission::Percent { rate: Rate::percent(0) };
        rules.hold_days = 3;
    });
    let sara = shop.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    for (id, minor) in [("1", 1_000), ("2", 2_000), ("3", 4_000)] {
        shop.state(&Stated::new(id, minor, MINUTE).coupon("sara10"));
    }
    shop.state(&Stated::new("4", 8_000, MINUTE));
    let figures = || {
        let period = Period { from: at(0), to: at(DAY) };
        let filter = report::earning(Currency::parse("USD").unwrap(), period);
        let tenant = shop.tenant.clone();
        let read = move |tx: &mut tributary_engine::db::Tx<'_>| report::figures(tx, &tenant, &filter);
        let figures = shop.engine.db.read_wait(read).unwrap();
        (figures.orders, figures.revenue_minor, figures.commission_minor)
    };
    assert_eq!(figures(), (3, 7_000, 0));
    shop.state(
        &Stated::new("2", 2_000, MINUTE).coupon("sara10").status(Status::Cancelled).modified(2 * MINUTE),
    );
    shop.tell("3", refund_of_line("r1", 4_000), 3 * MINUTE);
    assert_eq!(figures(), (1, 1_000, 0));
    assert_eq!(shop.row("1").standing.as_deref(), Some("pending"));
    assert_eq!(shop.end_holds(4 * DAY), 1, "the hold of an order that earns nothing ends, too");
    assert_eq!(shop.row("1").standing.as_deref(), Some("approved"));
    assert_eq!(shop.balances(&sara), Vec::<String>::new());
    assert_eq!(shop.findings(5 * DAY), Vec::<String>::new());
}
