//! Visits that a shop's own server tells, and orders that name them.

use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use tributary_core::fact::{Evidence, EvidenceKind};
use tributary_core::{ClickId, PartnerId};
use tributary_engine::click::{self, Click};
use tributary_engine::connection::visit::{self, Visited, browser_of};
use tributary_engine::page::Cursor;

const VISIT: &str = "0b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0";
const OTHER: &str = "1b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0";

struct Shop {
    scenario: Scenario,
    sara: PartnerId,
}

impl Shop {
    fn new() -> Self {
        let scenario = Scenario::new(|_| {});
        let sara = scenario.partner("Sara", &[]);
        Self { scenario, sara }
    }

    /// Tells a visit; says what it was answered.
    fn told(&self, name: &str, (bits, ms): (u128, i64), now: i64) -> String {
        let browser = browser_of(name).unwrap();
        let click = self.scenario.clicked(ClickId::from_bits(bits), &self.sara, &browser, ms);
        let answer = format!("{{\"id\":\"{}\"}}", click.id);
        let visited = Visited { external_id: name.to_owned(), click, answer };
        let of = (self.scenario.tenant.clone(), self.scenario.store.clone());
        let taken = self.scenario.engine.db.write_wait(move |tx| {
            let earlier = visit::take(tx, (&of.0, &of.1), &visited, at(now))?;
            Ok(earlier.unwrap_or_else(|| visited.answer.clone()))
        });
        taken.unwrap()
    }

    fn order(&self, id: &str, name: &str, placed: i64) {
        let mut order = Stated::new(id, 10_000, placed);
        let (click, code) = (Some(name.to_owned()), None);
        let found_in = "_tributary_visit".to_owned();
        order.0.evidence.push(Evidence { kind: EvidenceKind::Cookie, click, code, found_in });
        self.scenario.state(&order);
    }

    fn brief(&self, id: &str) -> String {
        let row = self.scenario.row(id);
        format!("{:?} {:?} {:?} {}", row.partner_name, row.via, row.nobody, row.commission_minor)
    }

    fn clicks(&self) -> Vec<Click> {
        let tenant = self.scenario.tenant.clone();
        let all = Cursor { after: None, limit: 50 };
        self.scenario.engine.db.read_wait(move |tx| Ok(click::list(tx, &tenant, None, &all)?.rows)).unwrap()
    }
}

#[test]
fn a_visit_told_again_is_the_same_click_and_gets_the_earlier_answer() {
    let shop = Shop::new();
    let first = shop.told(VISIT, (1, 0), MINUTE);
    assert_eq!(shop.told(VISIT, (2, 0), HOUR), first);
    assert_ne!(shop.told(OTHER, (3, 0), HOUR), first);
    assert_eq!(shop.clicks().len(), 2);
    assert_eq!(shop.scenario.findings(DAY), [""; 0]);
}

#[test]
fn the_end_is_the_same_whether_the_order_or_its_visit_is_told_first() {
    let tell = |visit_first: bool| {
        let shop = Shop::new();
        if visit_first {
            shop.told(VISIT, (1, 0), MINUTE);
        }
        shop.order("1", VISIT, 2 * MINUTE);
        if !visit_first {
            assert_eq!(shop.brief("1"), r#"None None Some("unknown_click") 0"#);
            shop.told(VISIT, (1, 0), HOUR);
        }
        assert_eq!(shop.scenario.findings(DAY), [""; 0]);
        (shop.brief("1"), shop.scenario.balances(&shop.sara))
    };
    assert_eq!(tell(true), tell(false));
    assert_eq!(tell(true).0, r#"Some("Sara") Some("cookie") None 1000"#);
}

#[test]
fn a_visit_after_the_order_or_under_another_name_credits_nobody() {
    let shop = Shop::new();
    shop.order("1", VISIT, MINUTE);
    shop.told(VISIT, (1, 2 * MINUTE), HOUR);
    shop.told(OTHER, (2, 0), HOUR);
    assert_eq!(shop.brief("1"), r#"None None Some("unknown_click") 0"#);
    assert_eq!(shop.scenario.findings(DAY), [""; 0]);
}

#[test]
fn a_replay_finds_nothing_to_change() {
    let shop = Shop::new();
    shop.order("1", VISIT, 2 * MINUTE);
    shop.told(VISIT, (1, 0), HOUR);
    let replayed = shop.scenario.replay(None, tributary_engine::replay::Apply::Show, DAY);
    assert!(replayed.differences.is_empty(), "{replayed:?}");
}
