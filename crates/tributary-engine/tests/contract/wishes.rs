//! Lists, sums and reports under every wish an address can name: the orders it names, in every order, and what they add
//! up to.

use crate::figures::Dice;
use crate::scenario::{DAY, MINUTE, SECOND, Scenario, Stated, at, refund_of_line};
use crate::sums::AXES;
use tributary_core::order::Status;
use tributary_engine::code::Kind;
use tributary_engine::order::{self, By, Filter, OrderRow, Sort};
use tributary_engine::page::Cursor;
use tributary_engine::report::{self, Period};

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
            stated = stated.customer(dice.of::<&str>(&["bob", "eve", "kim"]));
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
        for axis in AXES {
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
