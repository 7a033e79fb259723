//! The Customers Referral report, and sites that stand for a code: each test names the rows of Zen Cart's behaviour it is about.

use crate::lifelong::{assigned, by_coupon, order, seven};
use crate::scenario::{DAY, HOUR, Scenario, Stated, at};
use tributary_core::order::Status;
use tributary_core::referral::LifelongMode;
use tributary_engine::audit::Actor;
use tributary_engine::bound::{self, ByCode, Reading, Wanted, Whose};
use tributary_engine::customer;

fn wanted(s: &Scenario) -> Wanted {
    Wanted {
        store: s.store.clone(),
        from: at(0),
        to: at(30 * DAY),
        reading: Reading::AtOrder,
        whose: Whose::All,
        status: None,
        only_coupon: false,
    }
}

fn report(s: &Scenario, wanted: &Wanted) -> Vec<ByCode> {
    let (tenant, wanted) = (s.tenant.clone(), wanted.clone());
    s.engine.db.read_wait(move |tx| bound::by_code(tx, &tenant, &wanted)).unwrap()
}

/// (code, customers, orders, total) of each row.
fn rows(s: &Scenario, wanted: &Wanted) -> Vec<(String, i64, i64, i64)> {
    let of = |row: ByCode| {
        (row.code.unwrap_or_else(|| "none".to_owned()), row.customers, row.orders, row.total_minor)
    };
    report(s, wanted).into_iter().map(of).collect()
}

fn row(code: &str, customers: i64, orders: i64, total: i64) -> (String, i64, i64, i64) {
    (code.to_owned(), customers, orders, total)
}

/// An order of another account.
fn of(account: &str, id: &str, ms: i64) -> Stated {
    let mut one = Stated::new(id, 10_000, ms);
    one.0.customer.external_id = Some(account.to_owned());
    one
}

// ZC-20, ZC-21, ZC-23, ZC-27: a row for each code with its customers, and one for those without; sums come with it.
#[test]
fn each_code_has_a_row_with_customers_orders_and_totals_and_so_have_those_without() {
    let s = by_coupon();
    s.state(&of("7", "1001", HOUR).coupon("SARA10"));
    s.state(&of("7", "1002", DAY));
    s.state(&of("8", "1003", 2 * DAY).coupon("sara10"));
    s.state(&of("9", "1004", 3 * DAY).coupon("EVE5"));
    s.state(&of("10", "1005", 4 * DAY));
    s.state(&Stated::new("1006", 10_000, 5 * DAY));
    let all = rows(&s, &wanted(&s));
    assert_eq!(all, [row("sara10", 2, 3, 30_000), row("EVE5", 1, 1, 10_000), row("none", 2, 2, 20_000)]);
    let one = Wanted { whose: Whose::Code("Sara10".to_owned()), ..wanted(&s) };
    assert_eq!(rows(&s, &one), [row("sara10", 2, 3, 30_000)], "ZC-29: in any spelling");
    let none = Wanted { whose: Whose::Nobody, ..wanted(&s) };
    assert_eq!(rows(&s, &none), [row("none", 2, 2, 20_000)]);
}

// ZC-22: a half-open period, to the millisecond.
#[test]
fn only_orders_of_the_period_count() {
    let s = by_coupon();
    s.state(&of("7", "1001", HOUR).coupon("SARA10"));
    s.state(&of("7", "1002", DAY));
    let until = Wanted { to: at(DAY), ..wanted(&s) };
    assert_eq!(rows(&s, &until), [row("SARA10", 1, 1, 10_000)]);
    let through = Wanted { to: at(DAY + 1), ..wanted(&s) };
    assert_eq!(rows(&s, &through), [row("SARA10", 1, 2, 20_000)]);
}

// ZC-24: the code at the time of the order; the old reading is there for whoever wants it.
#[test]
fn changing_a_customers_code_leaves_the_past_as_it_was_unless_the_old_reading_is_wanted() {
    let s = by_coupon();
    s.state(&order("1000", HOUR));
    s.state(&order("1001", DAY).coupon("SARA10"));
    assigned(&s, "EVE5", 2 * DAY).unwrap();
    s.state(&order("1002", 3 * DAY));
    let then = rows(&s, &wanted(&s));
    assert_eq!(then, [row("EVE5", 1, 1, 10_000), row("SARA10", 1, 1, 10_000), row("none", 1, 1, 10_000)]);
    let now = Wanted { reading: Reading::Now, ..wanted(&s) };
    assert_eq!(rows(&s, &now), [row("EVE5", 1, 3, 30_000)]);
}

// ZC-12
#[test]
fn the_report_goes_on_when_nothing_binds_any_more() {
    let s = by_coupon();
    s.state(&of("7", "1001", HOUR).coupon("SARA10"));
    s.rules(2 * HOUR, |rules| rules.lifelong.mode = LifelongMode::Off);
    s.state(&of("7", "1002", DAY));
    s.state(&of("8", "1003", 2 * DAY).coupon("SARA10"));
    assert_eq!(rows(&s, &wanted(&s)), [row("SARA10", 1, 2, 20_000), row("none", 1, 1, 10_000)]);
}

// ZC-25: all are in it, drafts excepted, and one status can be chosen; what was given back is told.
#[test]
fn a_status_can_be_chosen_and_what_was_given_back_is_told() {
    let s = by_coupon();
    s.state(&of("7", "1001", HOUR).coupon("SARA10"));
    s.state(&of("7", "1002", DAY).status(Status::Cancelled));
    s.state(&of("7", "1003", 2 * DAY).status(Status::Draft));
    s.state(&of("7", "1004", 3 * DAY).refund("9", 4_000));
    assert_eq!(rows(&s, &wanted(&s)), [row("SARA10", 1, 3, 30_000)]);
    assert_eq!(report(&s, &wanted(&s))[0].refunded_minor, 4_000);
    let completed = Wanted { status: Some("completed".to_owned()), ..wanted(&s) };
    assert_eq!(rows(&s, &completed), [row("SARA10", 1, 2, 20_000)]);
}

// ZC-26
#[test]
fn the_orders_behind_a_figure_come_with_their_coupons_and_only_those_with_the_code_if_wanted() {
    let s = by_coupon();
    s.state(&of("7", "1001", HOUR).coupon("SARA10"));
    s.state(&of("7", "1002", DAY).coupon("OTHER"));
    let behind = |wanted: Wanted| {
        let tenant = s.tenant.clone();
        let found = s.engine.db.read_wait(move |tx| bound::orders(tx, &tenant, &wanted, 100)).unwrap();
        found.into_iter().map(|one| (one.number, one.coupons.join(","))).collect::<Vec<_>>()
    };
    let code = || Wanted { whose: Whose::Code("SARA10".to_owned()), ..wanted(&s) };
    let pair = |number: &str, coupon: &str| (number.to_owned(), coupon.to_owned());
    assert_eq!(behind(code()), [pair("1002", "OTHER"), pair("1001", "SARA10")]);
    assert_eq!(behind(Wanted { only_coupon: true, ..code() }), [pair("1001", "SARA10")]);
    assert_eq!(rows(&s, &Wanted { only_coupon: true, ..code() }), [row("SARA10", 1, 1, 10_000)]);
}

// ZC-28
#[test]
fn a_forgotten_customer_stays_in_it_and_a_code_may_be_0() {
    let s = by_coupon();
    seven(&s, 0);
    s.state(&order("1001", HOUR).coupon("0"));
    let (tenant, id) = (s.tenant.clone(), seven(&s, 0).id);
    let forgotten = s
        .engine
        .db
        .write_wait(move |tx| customer::forget(tx, (&tenant, &Actor::system(&tenant, "ada")), &id, at(DAY)));
    forgotten.unwrap();
    assert_eq!(rows(&s, &wanted(&s)), [row("0", 1, 1, 10_000)]);
    let zero = Wanted { whose: Whose::Code("0".to_owned()), ..wanted(&s) };
    assert_eq!(rows(&s, &zero), [row("0", 1, 1, 10_000)]);
    assert_eq!(rows(&s, &Wanted { whose: Whose::Nobody, ..wanted(&s) }), []);
}

// ZC-31, ZC-32
#[test]
fn a_site_stands_for_one_code_exactly_and_a_code_for_many_sites() {
    let s = by_coupon();
    let (tenant, store) = (s.tenant.clone(), s.store.clone());
    let found = s.engine.db.write_wait(move |tx| {
        let of = (&tenant, &store);
        bound::put_domain(tx, of, ("https://www.Blog.example/about", "SARA10", "ada"), at(0))?;
        bound::put_domain(tx, of, ("other.example", "SARA10", "ada"), at(1))?;
        bound::put_domain(tx, of, ("blog.example", "EVE5", "ada"), at(2))?;
        let code = |tx: &mut _, from: &str| bound::code_of_site(tx, of, from);
        let asked =
            ["https://www.blog.example/post", "https://sub.blog.example/", "http://other.example", ""];
        let codes = asked.iter().map(|from| code(tx, from)).collect::<Result<Vec<_>, _>>()?;
        bound::drop_domain(tx, of, "www.other.example")?;
        Ok((
            codes,
            bound::domains(tx, of)?,
            bound::put_domain(tx, of, ("no site", "X", "ada"), at(3)).is_err(),
        ))
    });
    let (codes, left, refused) = found.unwrap();
    let some = |code: &str| Some(code.to_owned());
    assert_eq!(codes, [some("EVE5"), None, some("SARA10"), None]);
    assert_eq!((left.len(), left[0].created_at, left[0].changed_at, refused), (1, at(0), at(2), true));
}

// ZC-35
#[test]
fn a_site_that_is_not_listed_stands_for_nothing_however_alike_it_is() {
    let s = by_coupon();
    let (tenant, store) = (s.tenant.clone(), s.store.clone());
    let found = s.engine.db.write_wait(move |tx| {
        let of = (&tenant, &store);
        bound::put_domain(tx, of, ("blog.example", "SARA10", "ada"), at(0))?;
        let alike = [
            "https://blog.example.evil.example/",
            "https://notblog.example/",
            "https://example/",
            "blog",
            "?",
        ];
        let codes =
            alike.iter().map(|from| bound::code_of_site(tx, of, from)).collect::<Result<Vec<_>, _>>()?;
        let listed = bound::code_of_site(tx, of, "https://blog.example/")?;
        bound::drop_domain(tx, of, "blog.example")?;
        Ok((codes, listed.is_some(), bound::code_of_site(tx, of, "https://blog.example/")?))
    });
    let (codes, listed, dropped) = found.unwrap();
    assert!(listed && codes.iter().all(Option::is_none), "{codes:?}");
    assert_eq!(dropped, None, "and no longer once it was taken from the list");
}

// ZC-32
#[test]
fn a_store_has_a_thousand_sites_at_most_and_one_of_them_may_still_change() {
    let s = by_coupon();
    let (tenant, store) = (s.tenant.clone(), s.store.clone());
    let tried = s.engine.db.write_wait(move |tx| {
        let of = (&tenant, &store);
        for number in 0..bound::DOMAINS_MAX {
            bound::put_domain(tx, of, (&format!("site{number}.example"), "SARA10", "ada"), at(0))?;
        }
        let beyond = bound::put_domain(tx, of, ("more.example", "SARA10", "ada"), at(1));
        let changed = bound::put_domain(tx, of, ("site7.example", "EVE5", "ada"), at(1))?;
        bound::drop_domain(tx, of, "site8.example")?;
        let instead = bound::put_domain(tx, of, ("more.example", "SARA10", "ada"), at(2));
        Ok((beyond.unwrap_err(), changed.code, instead.is_ok(), bound::domains(tx, of)?.len()))
    });
    let (beyond, changed, instead, count) = tried.unwrap();
    assert!(beyond.to_string().contains("at most 1,000"), "{beyond}");
    assert_eq!((changed.as_str(), instead, count), ("EVE5", true, 1_000));
}
