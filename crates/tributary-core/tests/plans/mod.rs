//! Golden tables that a shop owner could read: what happened, who is credited, who gets how much.
#![expect(clippy::inconsistent_digit_grouping, reason = "100_00 reads as a hundred dollars")]

use crate::fact::OrderFact;
use crate::program::{Exception, SelfPurchase, SeveralCoupons};
use crate::reason::Reason;
use crate::scenario::{MINUTE, Scenario, bare, days, detailed, partner, percent};
use crate::touch::Source;

/// `sara by click, 10.00` and what the platform gets, if it gets something.
fn told(scenario: Scenario) -> String {
    let outcome = scenario.decide();
    let text = |minor: i64| format!("{}.{:02}", minor / 100, minor % 100);
    let credit = outcome.decision.attribution.credit.clone();
    let paid = credit.map_or(0, |credit| outcome.owed(&payable(&credit.partner)));
    let mut line = format!("{}, {}", outcome.credit(), text(paid));
    if outcome.platform() != 0 {
        line.push_str(&format!(", platform {}", text(outcome.platform())));
    }
    line
}

fn payable(partner: &crate::PartnerId) -> crate::ledger::Account {
    crate::ledger::Account::Partner(partner.clone(), crate::ledger::Bucket::Payable)
}

/// Renders a table and compares it as a whole, so that a failure shows the table as it is now.
fn golden(rows: Vec<(&str, Scenario)>, expected: &str) {
    let width = rows.iter().map(|(what, _)| what.chars().count()).max().unwrap_or(0);
    let table: String = rows.into_iter().map(|(what, s)| format!("{what:<width$} | {}\n", told(s))).collect();
    assert_eq!(table, expected, "\nthe table is now:\n{table}");
}

fn shop(preset: &str) -> Scenario {
    Scenario::preset(preset).order(100_00).status("completed")
}

#[test]
fn reftrackr_credits_coupon_then_cookie_then_the_last_click_of_seven_days() {
    let order = || shop("reftrackr");
    golden(
        vec![
            ("no evidence at all", order()),
            ("sara's link, 6 days ago", order().click("sara", -days(6))),
            ("sara's link, exactly 7 days ago", order().click("sara", -days(7))),
            (
                "sara's link 9 days ago, again 5 days ago",
                order().click("sara", -days(9)).click("sara", -days(5)),
            ),
            ("sara's link, then noor's", order().click("sara", -days(2)).click("noor", -days(1))),
            ("sara's coupon, noor's link", order().coupon("SARA10", "sara").click("noor", -1)),
            ("sara's cookie, noor's later link", order().cookie("sara", -days(2)).click("noor", -1)),
            ("sara's coupon, noor's cookie", order().coupon("SARA10", "sara").cookie("noor", -1)),
            ("the order's own record of noor's link", order().evidence("noor", -days(1))),
            ("coupons of sara and of noor", order().coupon("SARA10", "sara").coupon("NOOR5", "noor")),
            ("sara's coupon, but she is paused", order().coupon("SARA10", "sara").paused()),
            (
                "paused sara's coupon, noor's link",
                order().coupon("SARA10", "sara").paused().click("noor", -1),
            ),
            ("an unknown coupon", order().dead_end(Source::Coupon, "WINTER", Reason::UnknownCode)),
            ("an earlier order used sara's link up", order().click("sara", -days(2)).earlier_order(-days(1))),
            ("sara's link a minute after the order", order().click("sara", MINUTE)),
            (
                "sara buys through her own link",
                order().click("sara", -1).last_touch(|touch| touch.own_purchase = true),
            ),
            (
                "a preview bot fetched sara's link",
                order().click("sara", -1).last_touch(|t| t.by_person = false),
            ),
            ("sara's link, the owner gives it to noor", order().click("sara", -1).assign(Some("noor"))),
            ("sara's link, the owner gives it to nobody", order().click("sara", -1).assign(None)),
            ("sara's link, paid but not sent yet", order().status("processing").click("sara", -1)),
            ("sara's link, not paid yet", order().status("pending").click("sara", -1)),
        ],
        "\
no evidence at all                        | nobody: no_touch, 0.00
sara's link, 6 days ago                   | sara by click, 10.00
sara's link, exactly 7 days ago           | nobody: outside_window, 0.00
sara's link 9 days ago, again 5 days ago  | sara by click, 10.00
sara's link, then noor's                  | noor by click, 10.00
sara's coupon, noor's link                | sara by coupon, 10.00
sara's cookie, noor's later link          | sara by cookie, 10.00
sara's coupon, noor's cookie              | sara by coupon, 10.00
the order's own record of noor's link     | noor by order_evidence, 10.00
coupons of sara and of noor               | sara by coupon, 10.00
sara's coupon, but she is paused          | nobody: partner_paused, 0.00
paused sara's coupon, noor's link         | noor by click, 10.00
an unknown coupon                         | nobody: unknown_code, 0.00
an earlier order used sara's link up      | nobody: cleared_by_order, 0.00
sara's link a minute after the order      | nobody: click_after_order, 0.00
sara buys through her own link            | nobody: self_purchase, 0.00
a preview bot fetched sara's link         | nobody: not_a_person, 0.00
sara's link, the owner gives it to noor   | noor by manual, 10.00
sara's link, the owner gives it to nobody | nobody: decided_by_hand, 0.00
sara's link, paid but not sent yet        | sara by click, 10.00
sara's link, not paid yet                 | sara by click, 0.00
",
    );
}

#[test]
fn a_paused_partners_coupon_is_passed_over_for_the_next_one() {
    let both = shop("reftrackr").coupon("SARA10", "sara").paused().coupon("NOOR5", "noor");
    assert_eq!(told(both), "noor by coupon, 10.00");
}

#[test]
fn infumar_counts_completed_orders_of_thirty_days_and_halves_the_commission() {
    let order = || shop("infumar").click("sara", -days(29));
    let sold = |minor: i64| Scenario::preset("infumar").status("completed").click("sara", -1).order(minor);
    golden(
        vec![
            ("sara's link, 29 days ago", order()),
            ("sara's link, exactly 30 days ago", shop("infumar").click("sara", -days(30))),
            ("not completed yet: processing", order().status("processing")),
            ("not completed yet: pending", order().status("pending")),
            ("completed, then cancelled", order().status("cancelled")),
            ("completed, then refunded", order().status("refunded")),
            ("a quarter paid back", order().refund(bare("1", 25_00))),
            ("sara's cookie, noor's coupon", shop("infumar").cookie("sara", -1).coupon("NOOR5", "noor")),
            ("an earlier order does not use the link up", order().earlier_order(-days(1))),
            ("commission 10.01: the odd cent is sara's", sold(100_10)),
            ("commission 10.03", sold(100_39)),
            ("commission 0.01", sold(19)),
            ("commission 0.00", sold(9)),
        ],
        "\
sara's link, 29 days ago                  | sara by click, 5.00, platform 5.00
sara's link, exactly 30 days ago          | nobody: outside_window, 0.00
not completed yet: processing             | sara by click, 0.00
not completed yet: pending                | sara by click, 0.00
completed, then cancelled                 | sara by click, 0.00
completed, then refunded                  | sara by click, 0.00
a quarter paid back                       | sara by click, 3.75, platform 3.75
sara's cookie, noor's coupon              | sara by cookie, 5.00, platform 5.00
an earlier order does not use the link up | sara by click, 5.00, platform 5.00
commission 10.01: the odd cent is sara's  | sara by click, 5.01, platform 5.00
commission 10.03                          | sara by click, 5.02, platform 5.01
commission 0.01                           | sara by click, 0.01
commission 0.00                           | sara by click, 0.00
",
    );
}

#[test]
fn a_shop_may_change_what_an_order_earns() {
    let order = || shop("reftrackr").click("sara", -1);
    let cap = |minor: i64, code: &str| {
        let cap = crate::Money::new(minor, crate::scenario::money(code));
        order().rules(|rules| rules.cap = Some(cap))
    };
    let except = |who: Option<&str>, product: Option<&str>, rate: &str| Exception {
        partner: who.map(partner),
        product: product.map(str::to_owned),
        category: None,
        rate: percent(rate),
    };
    golden(
        vec![
            ("12.5 percent", order().rate("12.5")),
            ("33.3333 percent", order().rate("33.3333")),
            ("5.00 for each order", order().fixed(5_00, "USD")),
            ("5.00 for each order, half paid back", order().fixed(5_00, "USD").refund(bare("1", 50_00))),
            ("5 kronor for each order, paid in dollars", order().fixed(5_00, "SEK")),
            ("at most 7.50", cap(7_50, "USD")),
            ("at most 7.50 kronor, paid in dollars", cap(7_50, "SEK")),
            ("sara gets 20 percent", order().exception(except(Some("sara"), None, "20"))),
            ("noor gets 20 percent", order().exception(except(Some("noor"), None, "20"))),
            ("product p1 earns 2 percent", order().exception(except(None, Some("p1"), "2"))),
            (
                "product p1 earns 2 percent, sara 20",
                order().exception(except(Some("sara"), None, "20")).exception(except(None, Some("p1"), "2")),
            ),
            (
                "self purchases allowed, sara buys",
                order()
                    .rules(|r| r.self_purchase = SelfPurchase::Allow)
                    .last_touch(|t| t.own_purchase = true),
            ),
            (
                "several coupons: last",
                shop("reftrackr")
                    .rules(|rules| rules.several_coupons = SeveralCoupons::Last)
                    .coupon("SARA10", "sara")
                    .coupon("NOOR5", "noor"),
            ),
            (
                "several coupons: skip, so her link counts",
                order()
                    .rules(|rules| rules.several_coupons = SeveralCoupons::Skip)
                    .coupon("OMAR", "omar")
                    .coupon("NOOR5", "noor"),
            ),
        ],
        "\
12.5 percent                              | sara by click, 12.50
33.3333 percent                           | sara by click, 33.33
5.00 for each order                       | sara by click, 5.00
5.00 for each order, half paid back       | sara by click, 2.50
5 kronor for each order, paid in dollars  | sara by click, 0.00
at most 7.50                              | sara by click, 7.50
at most 7.50 kronor, paid in dollars      | sara by click, 10.00
sara gets 20 percent                      | sara by click, 20.00
noor gets 20 percent                      | sara by click, 10.00
product p1 earns 2 percent                | sara by click, 2.00
product p1 earns 2 percent, sara 20       | sara by click, 2.00
self purchases allowed, sara buys         | sara by click, 10.00
several coupons: last                     | noor by coupon, 10.00
several coupons: skip, so her link counts | sara by click, 10.00
",
    );
}

#[test]
fn order_28_over_its_life() {
    let order = || {
        let sold = Scenario::new().click("sara", -1).order(53_73).order(22_50);
        sold.order_with(|order| order.shipping_minor = 7_50).total(91_17)
    };
    let line = || order().refund(detailed("31", 19_50, &[("1", 17_91)], 1_59));
    let shipping = || line().refund(detailed("32", 7_50, &[], 7_50));
    let all = || shipping().refund(bare("33", 1_00));
    golden(
        vec![
            ("53.73 and 22.50, shipping 7.50, 91.17 in all", order()),
            ("17.91 of the first line paid back with 1.59 tax", line()),
            ("its shipping paid back", shipping()),
            ("1.00 paid back for nothing in particular", all()),
            ("while only the amounts are known, 28.00 in all", {
                order().refund(bare("31", 19_50)).refund(bare("32", 7_50)).refund(bare("33", 1_00))
            }),
            (
                "the 1.00 was a mistake and is taken back",
                all().then(OrderFact::RefundDeleted { external_id: "33".into() }),
            ),
            ("the other 63.17 are paid back too", all().refund(bare("34", 63_17))),
            ("deleted in the shop", all().then(OrderFact::Gone)),
        ],
        "\
53.73 and 22.50, shipping 7.50, 91.17 in all    | sara by click, 7.62
17.91 of the first line paid back with 1.59 tax | sara by click, 5.83
its shipping paid back                          | sara by click, 5.83
1.00 paid back for nothing in particular        | sara by click, 5.74
while only the amounts are known, 28.00 in all  | sara by click, 5.28
the 1.00 was a mistake and is taken back        | sara by click, 5.83
the other 63.17 are paid back too               | sara by click, 0.00
deleted in the shop                             | sara by click, 0.00
",
    );
}

#[test]
fn retrack_credits_the_last_click_of_ten_days_and_pays_by_event() {
    let events = [("sale", "2.5"), ("shoes", "5")]
        .map(|(id, rate)| (id, crate::program::Commission::Percent { rate: percent(rate) }));
    let order = || shop("retrack").rules(|rules| rules.events = crate::scenario::event_types(&events));
    let sold = |event: Option<&str>, line: Option<&str>| {
        let (event, line) = (event.map(str::to_owned), line.map(str::to_owned));
        order().click("sara", -1).order_with(|order| {
            order.event = event;
            order.lines[0].event = line;
        })
    };
    golden(
        vec![
            ("sara's link, 9 days ago", order().click("sara", -days(9))),
            ("sara's link, exactly 10 days ago", order().click("sara", -days(10))),
            ("sara's link, then noor's", order().click("sara", -days(2)).click("noor", -days(1))),
            ("sara's coupon, noor's link", order().coupon("SARA10", "sara").click("noor", -1)),
            ("sara's coupon alone", order().coupon("SARA10", "sara")),
            ("the order is a sale", sold(Some("sale"), None)),
            ("the order is a sale, its product shoes", sold(Some("sale"), Some("shoes"))),
            ("an event nobody knows", sold(Some("party"), None)),
        ],
        "\
sara's link, 9 days ago                | sara by click, 10.00
sara's link, exactly 10 days ago       | nobody: outside_window, 0.00
sara's link, then noor's               | noor by click, 10.00
sara's coupon, noor's link             | noor by click, 10.00
sara's coupon alone                    | sara by coupon, 10.00
the order is a sale                    | sara by click, 2.50
the order is a sale, its product shoes | sara by click, 5.00
an event nobody knows                  | sara by click, 10.00
",
    );
}
