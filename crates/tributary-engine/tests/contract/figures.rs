//! Figures: equal to the clicks and orders they are made of, whatever came in which order and on
//! whichever calendar.

use crate::scenario::{DAY, MINUTE, OPENED, SECOND, Scenario, Stated, at, refund_of_line};
use std::collections::BTreeMap;
use tributary_core::fact::Line;
use tributary_core::order::Status;
use tributary_core::{ClickId, CodeId, LinkId, PartnerId, Timestamp};
use tributary_engine::click::{self, Calendar, Click, source_of};
use tributary_engine::code::Kind;
use tributary_engine::order::{self, By, Filter, OrderRow, Sort};
use tributary_engine::page::Cursor;
use tributary_engine::report::{self, Axis, Period};

const OUTCOMES: [&str; 4] = ["counted", "unknown_code", "paused", "not_a_person"];
const REFERRERS: [Option<&str>; 4] =
    [None, Some("https://www.instagram.com/p/1"), Some("https://t.co/x"), Some("https://blog.example")];

/// The same numbers on every run, without a library.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.roll(all.len() as u64)).unwrap()]
    }
}

fn store_clicks(shop: &Scenario, clicks: &[Click]) {
    let (tenant, clicks) = (shop.tenant.clone(), clicks.to_vec());
    let write = move |tx: &mut tributary_engine::db::Tx<'_>| click::record_all(tx, &tenant, &clicks);
    shop.engine.db.write_wait(write).unwrap();
}

fn random_clicks(shop: &Scenario, dice: &mut Dice, (from, days): (i64, i64), count: u64) -> Vec<Click> {
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
fn counted(clicks: &[Click], axis: Axis, within: impl Fn(&Click) -> bool) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for one in clicks.iter().filter(|one| one.outcome == "counted" && within(one)) {
        *counts.entry(key(axis, one)).or_default() += 1;
    }
    counts
}

fn set_zone(shop: &Scenario, zone: &'static str) {
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
        partner: Some(sara.clone()),
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

/// Orders of all kinds: places, customers, statuses, currencies, coupons, clicks.
fn many_orders(shop: &Scenario, dice: &mut Dice, count: u64) {
    let sara = shop.partner("Sara", &[(Kind::Coupon, "SARA10"), (Kind::Referral, "sara")]);
    shop.partner("Omar", &[(Kind::Coupon, "OMAR10")]);
    for number in 0..count {
        let placed = i64::try_from(number).unwrap() * 97 * SECOND + 20 * MINUTE;
        let minor = i64::try_from(dice.roll(9) + 1).unwrap() * 1000;
        let mut stated = Stated::new(&format!("n{number}"), minor, placed);
        match dice.roll(5) {
            0 => stated = stated.coupon("sara10"),
            1 => stated = stated.coupon("omar10"),
            2 => {
                let bits = u128::from(number) + 1000;
                let visitor = char::from(b'a' + u8::try_from(dice.roll(26)).unwrap());
                let id = shop.click(bits, &sara, visitor, placed - MINUTE);
                stated = stated.click(&id);
            }
            3 => stated = stated.coupon("unknown"),
            _ => (),
        }
        if dice.roll(2) == 0 {
            stated = stated.customer(*dice.of::<&str>(&["bob", "eve", "kim"]));
        }
        if dice.roll(6) == 0 {
            stated = stated.currency("EUR");
        }
        if dice.roll(6) == 0 {
            stated = stated.status(dice.of(&[Status::Cancelled, Status::Pending, Status::Failed]).clone());
        }
        stated.0.place.country = (*dice.of(&["SE", "US", ""])).to_owned();
        stated.0.place.state = (*dice.of(&["AB", ""])).to_owned();
        stated.0.place.city = (*dice.of(&["Lund", "Malmö", ""])).to_owned();
        stated.0.customer.email_hint = Some(format!("{}…@example.com", dice.of(&["b", "E_"])));
        shop.state(&stated);
        if dice.roll(6) == 0 {
            shop.tell(&stated.0.external_id, refund_of_line(&format!("r{number}"), 500), placed + MINUTE);
        }
    }
}

fn listed(shop: &Scenario, filter: &Filter, limit: i64) -> Vec<OrderRow> {
    let mut rows: Vec<OrderRow> = Vec::new();
    let mut after = None;
    loop {
        let (tenant, filter, cursor) = (shop.tenant.clone(), filter.clone(), Cursor { after, limit });
        let page = shop.engine.db.read_wait(move |tx| order::list(tx, &tenant, &filter, &cursor)).unwrap();
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return rows,
        }
    }
}

type Check = fn(&OrderRow) -> bool;

fn wishes() -> Vec<(Filter, Check)> {
    let some = |text: &str| Some(text.to_owned());
    let all = Filter::default;
    vec![
        (all(), |_| true),
        (Filter { attributed: Some(false), ..all() }, |o| o.partner.is_none()),
        (Filter { refunded: Some(true), ..all() }, |o| o.refunded_minor > 0),
        (Filter { earns: Some(true), ..all() }, |o| o.commission_minor + o.platform_minor > 0),
        (Filter { earns: Some(false), ..all() }, |o| o.commission_minor + o.platform_minor <= 0),
        (Filter { via: some("coupon"), ..all() }, |o| o.via.as_deref() == Some("coupon")),
        (Filter { status: some("cancelled"), ..all() }, |o| o.status == "cancelled"),
        (Filter { code: some("none"), ..all() }, |o| o.code.is_none()),
        (Filter { code: some("any"), ..all() }, |o| o.code.is_some()),
        (Filter { source: some("none"), ..all() }, |o| o.source.is_none()),
        (Filter { source: some("direct"), ..all() }, |o| o.source.as_deref() == Some("direct")),
        (Filter { source: some("any"), ..all() }, |o| o.source.is_some()),
        (Filter { link: some("any"), ..all() }, |o| o.link.is_some()),
        (Filter { country: some("SE"), ..all() }, |o| o.country == "SE"),
        (Filter { country: some("none"), region: some("AB"), ..all() }, |o| {
            o.country.is_empty() && o.state == "AB"
        }),
        (Filter { country: some("US"), region: some("none"), city: some("Malmö"), ..all() }, |o| {
            o.country == "US" && o.state.is_empty() && o.city == "Malmö"
        }),
        (Filter { returning: Some(true), ..all() }, |o| o.returning),
        (Filter { returning: Some(false), ..all() }, |o| !o.returning),
        (Filter { reason: some("unknown_code"), ..all() }, |o| o.nobody.as_deref() == Some("unknown_code")),
        (Filter { amount_min: Some(3000), amount_max: Some(5000), ..all() }, |o| {
            (3000..=5000).contains(&o.total_minor)
        }),
        (Filter { q: some("N1"), ..all() }, |o| o.number.contains("n1")),
        (Filter { q: some("e_"), ..all() }, |o| {
            o.customer_hint.as_deref().is_some_and(|h| h.starts_with("E_"))
        }),
        (Filter { product: some("18"), ..all() }, |_| true),
        (Filter { product: some("77"), ..all() }, |_| false),
        (Filter { from: Some(at(60 * MINUTE)), to: Some(at(120 * MINUTE)), ..all() }, |o| {
            (at(60 * MINUTE)..at(120 * MINUTE)).contains(&o.placed_at)
        }),
    ]
}

#[test]
fn every_wish_gives_the_orders_it_names_in_every_order_and_their_sums() {
    let shop = Scenario::new(|_| ());
    many_orders(&shop, &mut Dice(5), 150);
    let all = listed(&shop, &Filter::default(), 200);
    assert_eq!(all.len(), 150);
    for (wish, check) in wishes() {
        let wanted: Vec<&OrderRow> = all.iter().filter(|order| check(order)).collect();
        assert!(!wanted.is_empty() || wish.product.is_some() || wish.link.is_some(), "{wish:?}");
        for word in ["", "placed", "-placed", "total", "-total", "commission", "-commission"] {
            let sort = Sort::parse(word).unwrap_or_default();
            let rows = listed(&shop, &Filter { sort, ..wish.clone() }, 7);
            let mut expected = wanted.clone();
            let value = |order: &OrderRow| match sort.by {
                By::Arrived => 0,
                By::Placed => order.placed_at.ms(),
                By::Total => order.total_minor,
                By::Commission => order.commission_minor,
            };
            expected.sort_by_key(|order| (value(order), order.id.to_string()));
            if !sort.ascending {
                expected.reverse();
            }
            assert!(rows.iter().eq(expected.iter().copied()), "{word} {wish:?}");
        }
        let (tenant, filter) = (shop.tenant.clone(), wish.clone());
        let sums = shop.engine.db.read_wait(move |tx| order::sums(tx, &tenant, &filter)).unwrap();
        assert_eq!(sums.iter().map(|sum| sum.orders).sum::<i64>(), wanted.len() as i64, "{wish:?}");
        let commission: i64 = wanted.iter().map(|order| order.commission_minor).sum();
        assert_eq!(sums.iter().map(|sum| sum.commission_minor).sum::<i64>(), commission, "{wish:?}");
    }
    assert_eq!(shop.findings(DAY), Vec::<String>::new());
}

#[test]
fn rows_of_every_axis_add_up_to_the_figures_and_so_do_spans() {
    let shop = Scenario::new(|_| ());
    many_orders(&shop, &mut Dice(6), 150);
    let usd = tributary_core::Currency::parse("USD").unwrap();
    let wishes = [
        Filter::default(),
        Filter { country: Some("SE".to_owned()), ..Filter::default() },
        Filter { source: Some("any".to_owned()), ..Filter::default() },
    ];
    for wish in wishes {
        let wanted = Filter { earns: Some(true), currency: Some(usd), ..wish };
        let rows: Vec<OrderRow> = listed(&shop, &wanted, 50);
        let tenant = shop.tenant.clone();
        let of = wanted.clone();
        let figures = shop.engine.db.read_wait(move |tx| report::figures(tx, &tenant, &of)).unwrap();
        assert_eq!(figures.orders, rows.len() as i64);
        assert_eq!(figures.revenue_minor, rows.iter().map(|order| order.base_minor).sum::<i64>());
        assert_eq!(figures.by_click, rows.iter().filter(|order| order.source.is_some()).count() as i64);
        let axes = [
            Axis::Partner,
            Axis::Program,
            Axis::Link,
            Axis::Code,
            Axis::Source,
            Axis::Way,
            Axis::Country,
            Axis::Region,
            Axis::City,
            Axis::Customer,
        ];
        for axis in axes {
            let (tenant, of) = (shop.tenant.clone(), wanted.clone());
            let rows = shop.engine.db.read_wait(move |tx| report::rows(tx, &tenant, axis, &of)).unwrap();
            let mut sum = report::Figures::default();
            rows.iter().for_each(|row| sum += row.figures);
            let clicks = if rows.iter().any(|row| row.figures.clicks > 0) { figures.clicks } else { 0 };
            assert_eq!(sum, report::Figures { clicks, ..figures }, "{axis:?}");
        }
        let (tenant, of) = (shop.tenant.clone(), wanted.clone());
        let spans: Vec<Period> =
            (0..10).map(|n| Period { from: at(n * 30 * MINUTE), to: at((n + 1) * 30 * MINUTE) }).collect();
        let series = shop.engine.db.read_wait(move |tx| report::series(tx, &tenant, &of, &spans)).unwrap();
        let mut sum = report::Figures::default();
        series.iter().for_each(|span| sum += *span);
        assert_eq!(sum, figures);
    }
}

#[test]
fn what_a_file_from_before_lacks_is_derived_when_it_is_opened() {
    const FORGET: &str = "/* test.forget */ DELETE FROM click_zone";
    const EMPTY: &str = "/* test.empty */ DELETE FROM click_day";
    const BLANK: &str =
        "/* test.blank */ UPDATE orders SET link_id = NULL, code_id = NULL, source = NULL, is_returning = 0";
    const UNSOLD: &str = "/* test.unsold */ UPDATE order_line SET units = 0, earned_minor = 0";
    let shop = Scenario::new(|_| ());
    many_orders(&shop, &mut Dice(2), 40);
    let forget = |tx: &mut tributary_engine::db::Tx<'_>| {
        [FORGET, EMPTY, BLANK, UNSOLD].into_iter().try_for_each(|sql| tx.exec(sql, &[]).map(drop))
    };
    shop.engine.db.write_wait(forget).unwrap();
    assert!(!shop.findings(DAY).is_empty());
    shop.engine.db.write_wait(|tx| report::catch_up(tx, at(DAY))).unwrap();
    assert_eq!(shop.findings(DAY), Vec::<String>::new());
}
