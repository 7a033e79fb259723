//! What is kept of days equals what the orders themselves come to, whatever became of them since.

use crate::figures::Dice;
use crate::scenario::{DAY, MINUTE, Scenario, Stated, at, refund_of_line};
use tributary_core::PartnerId;
use tributary_core::fact::Place;
use tributary_core::order::Status;
use tributary_core::program::Commission;
use tributary_core::{Currency, Rate, Timestamp};
use tributary_engine::code::Kind;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, Filter, NONE, Sums};
use tributary_engine::partner::{self, Refunds};
use tributary_engine::replay::Apply;
use tributary_engine::report::{self, Axis, Figures, Period};

const STATUSES: [Status; 4] = [Status::Completed, Status::Processing, Status::Cancelled, Status::Completed];
const PLACES: [(&str, &str, &str); 5] =
    [("SE", "", "Lund"), ("SE", "", "Umeå"), ("US", "CA", "Oakland"), ("US", "NY", "Albany"), ("", "", "")];
/// By what figures are told apart.
pub(crate) const AXES: [Axis; 10] = [
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

/// The same orders, of which no sums are kept.
pub(crate) fn one_by_one(filter: &Filter) -> Filter {
    Filter { amount_min: Some(i64::MIN), ..filter.clone() }
}

fn earning(span: Period) -> Filter {
    report::earning(Currency::parse("USD").unwrap(), span)
}

/// Everything that is read from sums.
#[derive(Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) figures: Figures,
    rows: Vec<(String, Figures)>,
    series: Vec<Figures>,
    products: Vec<(String, i64, i64, i64, i64)>,
    sums: Vec<(String, i64, i64, i64)>,
}

pub(crate) fn told(
    tx: &mut Tx<'_>,
    shop: &tributary_core::TenantId,
    filter: &Filter,
    spans: &[Period],
) -> Told {
    let bare = |figures: Figures| Figures { clicks: 0, ..figures };
    let mut rows = Vec::new();
    for axis in AXES {
        let all = report::rows(tx, shop, axis, filter).unwrap().into_iter();
        let all = all.map(|row| (format!("{axis:?} {}", row.key), bare(row.figures)));
        rows.extend(all.filter(|(_, figures)| figures.orders != 0));
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let products = report::products(tx, shop, filter).unwrap().into_iter();
    let sums = order::sums(tx, shop, &Filter { currency: None, earns: None, ..filter.clone() }).unwrap();
    let mut sums: Vec<_> = sums
        .into_iter()
        .map(|Sums { currency, orders, revenue_minor, commission_minor }| {
            (currency.code().to_owned(), orders, revenue_minor, commission_minor)
        })
        .collect();
    sums.sort();
    Told {
        figures: bare(report::figures(tx, shop, filter).unwrap()),
        rows,
        series: report::series(tx, shop, filter, spans).unwrap().into_iter().map(bare).collect(),
        products: products
            .map(|one| (one.key, one.orders, one.units, one.revenue_minor, one.commission_minor))
            .collect(),
        sums,
    }
}

fn random_order(dice: &mut Dice, id: u64, partners: &[PartnerId], shop: &Scenario) -> Stated {
    let placed = i64::try_from(dice.roll(60 * 86_400_000)).unwrap();
    let (country, state, city) = *dice.of(&PLACES);
    let mut stated =
        Stated::new(&id.to_string(), 1_000 + 10 * i64::try_from(dice.roll(400)).unwrap(), placed)
            .status(dice.of(&STATUSES).clone())
            .customer(["bob", "eve", "kim"][usize::try_from(dice.roll(3)).unwrap()]);
    stated.0.place = Place { country: country.into(), state: state.into(), city: city.into() };
    stated.0.lines[0].product = Some(dice.roll(4).to_string()).filter(|product| product != "3");
    match dice.roll(5) {
        0 => stated.coupon("sara10"),
        1 => stated.coupon("later"),
        2 => stated.source("omar"),
        3 => {
            let click = shop.click(u128::from(id) + 1, dice.of(partners), 'v', placed - MINUTE);
            stated.named(&click)
        }
        _ => stated.currency(if dice.roll(2) == 0 { "EUR" } else { "USD" }),
    }
}

/// A shop to whose orders everything happens that can.
pub(crate) fn busy(seed: u64) -> (Scenario, Vec<PartnerId>) {
    let (shop, mut dice) = (Scenario::new(|_| ()), Dice(seed));
    let sara = shop.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let omar = shop.partner("Omar", &[(Kind::Referral, "omar")]);
    let partners = vec![sara.clone(), omar];
    for id in 0..60 {
        let stated = random_order(&mut dice, id, &partners, &shop);
        shop.state(&stated);
        match dice.roll(5) {
            0 => drop(shop.state(&stated.clone().status(Status::Cancelled).modified(70 * DAY))),
            1 => drop(shop.tell(&id.to_string(), refund_of_line("r1", 500), 70 * DAY)),
            2 => {
                // The shop moves it to another day.
                let mut moved = stated.clone().modified(71 * DAY);
                moved.0.placed_at = at(i64::try_from(dice.roll(60 * 86_400_000)).unwrap());
                drop(shop.state(&moved));
            }
            _ => {}
        }
    }
    shop.code(&sara, Kind::Coupon, "LATER", 72 * DAY);
    (shop, partners)
}

/// Filters of which sums are kept, and some of which they are not.
pub(crate) fn filters(span: Period, partners: &[PartnerId]) -> Vec<Filter> {
    let all = earning(span);
    let of = |change: &dyn Fn(&mut Filter)| {
        let mut filter = all.clone();
        change(&mut filter);
        filter
    };
    vec![
        all.clone(),
        of(&|filter| filter.partner = Some(partners[0].clone())),
        of(&|filter| filter.via = Some("coupon".to_owned())),
        of(&|filter| filter.source = Some(NONE.to_owned())),
        of(&|filter| filter.source = Some(order::ANY.to_owned())),
        of(&|filter| filter.country = Some("US".to_owned())),
        of(&|filter| filter.country = Some(NONE.to_owned())),
        of(&|filter| (filter.country, filter.region) = (Some("US".to_owned()), Some("CA".to_owned()))),
        of(&|filter| filter.returning = Some(true)),
        of(&|filter| (filter.partner, filter.country) = (Some(partners[1].clone()), Some("SE".to_owned()))),
    ]
}

#[test]
fn sums_of_days_equal_the_orders_one_by_one_whatever_became_of_them() {
    for seed in [5, 6, 7] {
        let (shop, partners) = busy(seed);
        assert_eq!(shop.findings(80 * DAY), Vec::<String>::new(), "{seed}");
        let mut dice = Dice(seed + 100);
        for _ in 0..6 {
            let mut ends = [dice.roll(61 * 86_400_000), dice.roll(61 * 86_400_000)];
            ends.sort_unstable();
            let [from, to] = ends.map(|end| at(i64::try_from(end).unwrap()));
            let third = (to.ms() - from.ms()) / 3;
            let cut = |place: i64| from.plus_ms(third * place);
            let spans: Vec<Period> =
                (0..3).map(|place| Period { from: cut(place), to: cut(place + 1) }).collect();
            for filter in filters(Period { from, to: cut(3) }, &partners) {
                let (tenant, spans) = (shop.tenant.clone(), spans.clone());
                let read = move |tx: &mut Tx<'_>| {
                    let kept = told(tx, &tenant, &filter, &spans);
                    let read = told(tx, &tenant, &one_by_one(&filter), &spans);
                    Ok((kept, read, filter))
                };
                let (kept, read, filter) = shop.engine.db.read_wait(read).unwrap();
                assert_eq!(kept, read, "{seed} {filter:?}");
            }
        }
    }
}

#[test]
fn tabs_of_a_list_add_up_as_each_would_alone() {
    let (shop, _) = busy(11);
    let tenant = shop.tenant.clone();
    let read = move |tx: &mut Tx<'_>| {
        let all = order::standings(tx, &tenant, &Filter::default())?;
        let alone = |tx: &mut Tx<'_>, filter: Filter| order::sums(tx, &tenant, &one_by_one(&filter));
        let unattributed = alone(tx, Filter { attributed: Some(false), ..Filter::default() })?;
        let refunded = alone(tx, Filter { refunded: Some(true), ..Filter::default() })?;
        Ok((all, unattributed, refunded))
    };
    let (all, unattributed, refunded) = shop.engine.db.read_wait(read).unwrap();
    assert_eq!(order::summed(all.iter().filter(|one| !one.credited)), unattributed);
    assert_eq!(order::summed(all.iter().filter(|one| one.refunded)), refunded);
    assert!(!unattributed.is_empty() && !refunded.is_empty());
}

#[test]
fn refunds_of_partners_are_added_up_over_every_span() {
    let (shop, partners) = busy(13);
    let tenant = shop.tenant.clone();
    let ever = Period { from: Timestamp::MIN, to: Timestamp::from_ms(i64::MAX) };
    let halves = [Period { to: at(30 * DAY), ..ever }, Period { from: at(30 * DAY), ..ever }];
    let read = move |tx: &mut Tx<'_>| {
        let mut sum = Refunds::default();
        for half in halves {
            for refunds in partner::refunds(tx, &tenant, half)?.into_values() {
                sum.credited += refunds.credited;
                sum.refunded += refunds.refunded;
            }
        }
        let of = |refunded| Filter { attributed: Some(true), refunded, ..Filter::default() };
        let count = |all: Vec<Sums>| all.iter().map(|sums| sums.orders).sum::<i64>();
        let credited = count(order::sums(tx, &tenant, &one_by_one(&of(None)))?);
        let refunded = count(order::sums(tx, &tenant, &one_by_one(&of(Some(true))))?);
        Ok((sum, Refunds { credited, refunded }))
    };
    let (kept, read) = shop.engine.db.read_wait(read).unwrap();
    assert_eq!(kept, read);
    assert!(read.refunded > 0 && partners.len() == 2);
}

#[test]
fn other_rules_and_another_calendar_leave_the_sums_right() {
    let (shop, _) = busy(17);
    let number =
        shop.rules(73 * DAY, |rules| rules.commission = Commission::Percent { rate: Rate::percent(0) });
    let replayed = shop.replay(Some(number), Apply::Post, 74 * DAY);
    assert!(replayed.differences.len() > 5, "orders that earned earn nothing now");
    assert_eq!(shop.findings(80 * DAY), Vec::<String>::new(), "after a replay");
    const SET: &str = "/* test.set_zone */ UPDATE store SET timezone = 'Asia/Kolkata' WHERE tenant = $1";
    let tenant = shop.tenant.clone();
    let moved = move |tx: &mut Tx<'_>| {
        tx.exec(SET, tributary_engine::params![&tenant])?;
        report::rebuild_days(tx, &tenant)
    };
    shop.engine.db.write_wait(moved).unwrap();
    assert_eq!(shop.findings(80 * DAY), Vec::<String>::new(), "in another zone");
}

#[test]
fn a_changed_sum_is_found() {
    const DAYS: &str = "/* test.days */ UPDATE order_sum SET orders = orders + 1 WHERE tenant = $1 AND width = 1 AND axis = 'state'";
    const WIDE: &str = "/* test.wide */ UPDATE order_sum SET revenue_minor = revenue_minor + 1 WHERE tenant = $1 AND width = 32";
    const MOVED: &str =
        "/* test.moved */ UPDATE order_sum SET place = place + 4000 WHERE tenant = $1 AND axis = 'way'";
    const CLICKS: &str =
        "/* test.clicks */ UPDATE click_sum SET clicks = clicks + 1 WHERE tenant = $1 AND axis = 'partner'";
    let found = [
        (DAYS, "are added up otherwise than they stand"),
        (WIDE, "do not add up to what is kept of every 32 days"),
        (MOVED, "are added up, but there are none"),
        (CLICKS, "do not add up to what is kept of each partner"),
    ];
    for (change, problem) in found {
        let (shop, _) = busy(19);
        let tenant = shop.tenant.clone();
        shop.engine.db.write_wait(move |tx| tx.exec(change, tributary_engine::params![&tenant])).unwrap();
        let findings = shop.findings(80 * DAY);
        assert!(findings.iter().any(|one| one.contains(problem)), "{change}: {findings:?}");
    }
}
