//! Browsers as a shop's plugin knows them: all visits told of one are one visitor's, beside what our own links know of it.

use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use crate::whose::{member, signing, tell_sign_up};
use tributary_core::fact::{Evidence, EvidenceKind};
use tributary_core::program::{Rules, TouchPolicy};
use tributary_core::{ClickId, PartnerId};
use tributary_engine::click::Click;
use tributary_engine::connection::visit::{self, Visited, browser_of};
use tributary_engine::customer::NewSignUp;
use tributary_engine::replay::Apply;
use tributary_engine::retention;

const BROWSER: &str = "5a1d5c0e-9f0b-4b57-8a52-6e1b7c0d9e21";

struct Shop {
    scenario: Scenario,
    sara: PartnerId,
    omar: PartnerId,
}

impl Shop {
    fn new(change: impl Fn(&mut Rules) + Send + Sync + 'static) -> Self {
        let scenario = Scenario::new(change);
        let sara = scenario.partner("Sara", &[]);
        let omar = scenario.partner("Omar", &[]);
        Self { scenario, sara, omar }
    }

    fn first_touch() -> Self {
        Self::new(|rules| rules.touch = TouchPolicy::First)
    }

    fn click(&self, bits: u128, partner: &PartnerId, ms: i64) -> Click {
        self.scenario.clicked(ClickId::from_bits(bits), partner, &browser_of(BROWSER).unwrap(), ms)
    }

    /// Tells a visit of the browser; it has a name of its own.
    fn visited(&self, bits: u128, partner: &PartnerId, ms: i64, told: i64) {
        let click = self.click(bits, partner, ms);
        let external_id = format!("00000000-0000-4000-8000-{bits:012}");
        let visited = Visited { external_id, click, answer: "{}".to_owned() };
        let of = (self.scenario.tenant.clone(), self.scenario.store.clone());
        let taken =
            self.scenario.engine.db.write_wait(move |tx| visit::take(tx, (&of.0, &of.1), &visited, at(told)));
        taken.unwrap();
    }

    fn brief(&self, id: &str) -> String {
        let row = self.scenario.row(id);
        format!("{:?} {:?} {:?} {}", row.partner_name, row.via, row.nobody, row.commission_minor)
    }

    fn is_sound(&self) {
        assert_eq!(self.scenario.findings(100 * DAY), [""; 0]);
        let replayed = self.scenario.replay(None, Apply::Show, 100 * DAY);
        assert!(replayed.differences.is_empty(), "{replayed:?}");
    }
}

/// An order that names the browser, as the plugin stamps it.
fn bought(id: &str, placed: i64) -> Stated {
    let mut order = Stated::new(id, 10_000, placed);
    let found_in = "_tributary_browser".to_owned();
    let click = Some(BROWSER.to_owned());
    order.0.evidence.push(Evidence { kind: EvidenceKind::Cookie, click, code: None, found_in });
    order
}

#[test]
fn first_touch_counts_the_first_of_all_visits_of_a_browser_and_last_touch_the_last() {
    let sent = |shop: Shop| {
        shop.visited(1, &shop.sara, 0, MINUTE);
        shop.visited(2, &shop.omar, HOUR, HOUR);
        shop.visited(3, &shop.omar, 2 * HOUR, 2 * HOUR);
        shop.scenario.state(&bought("1", 3 * HOUR));
        shop.is_sound();
        shop.brief("1")
    };
    assert_eq!(sent(Shop::first_touch()), r#"Some("Sara") Some("click") None 1000"#);
    assert_eq!(sent(Shop::new(|_| {})), r#"Some("Omar") Some("cookie") None 1000"#);
}

#[test]
fn the_end_is_the_same_in_whatever_order_visits_and_the_order_are_told() {
    let tell = |turns: [usize; 4]| {
        let shop = Shop::first_touch();
        for turn in turns {
            match turn {
                0 => shop.visited(1, &shop.sara, 0, DAY),
                1 => shop.visited(2, &shop.omar, HOUR, DAY),
                2 => shop.visited(3, &shop.omar, 2 * HOUR, DAY),
                _ => drop(shop.scenario.state(&bought("1", 3 * HOUR))),
            }
        }
        shop.is_sound();
        (shop.brief("1"), shop.scenario.balances(&shop.sara), shop.scenario.balances(&shop.omar))
    };
    let expected = tell([0, 1, 2, 3]);
    assert_eq!(expected.0, r#"Some("Sara") Some("click") None 1000"#);
    for turns in [[3, 2, 1, 0], [3, 0, 1, 2], [1, 3, 0, 2], [2, 0, 3, 1]] {
        assert_eq!(tell(turns), expected, "{turns:?}");
    }
}

#[test]
fn a_paused_partners_later_visit_costs_an_earlier_one_nothing() {
    let shop = Shop::new(|_| {});
    shop.visited(1, &shop.sara, 0, 0);
    shop.scenario.pause(&shop.omar, "paused", MINUTE);
    shop.visited(2, &shop.omar, HOUR, HOUR);
    shop.scenario.state(&bought("1", 2 * HOUR));
    assert_eq!(shop.brief("1"), r#"Some("Sara") Some("click") None 1000"#);
    shop.is_sound();
}

#[test]
fn a_browser_uses_its_visits_up_where_an_order_does() {
    let shop = Shop::new(|_| {});
    shop.visited(1, &shop.sara, 0, 0);
    shop.scenario.state(&bought("2", 2 * HOUR));
    assert_eq!(shop.brief("2"), r#"Some("Sara") Some("cookie") None 1000"#);
    shop.scenario.state(&bought("1", HOUR));
    assert_eq!(shop.brief("1"), r#"Some("Sara") Some("cookie") None 1000"#);
    assert_eq!(shop.brief("2"), r#"None None Some("cleared_by_order") 0"#);
    shop.is_sound();
}

/// A browser came by a link of the server, whose cookie knows it by another name, and by an address of the shop.
#[test]
fn an_order_that_names_a_click_of_ours_and_a_browser_counts_the_clicks_of_both() {
    let tell = |turns: [usize; 4]| {
        let shop = Shop::first_touch();
        let ours = |bits, partner: &PartnerId, ms| {
            shop.scenario.clicked(ClickId::from_bits(bits), partner, &"a".repeat(32), ms)
        };
        let come = |click: Click| {
            let tenant = shop.scenario.tenant.clone();
            let taken = shop.scenario.engine.db.write_wait(move |tx| {
                tributary_engine::pipeline::clicked(tx, &tenant, std::slice::from_ref(&click), at(DAY))
            });
            taken.unwrap();
        };
        // The order names it; it is never late.
        come(ours(9, &shop.omar, 2 * HOUR));
        for turn in turns {
            match turn {
                0 => come(ours(1, &shop.sara, 0)),
                1 => shop.visited(2, &shop.omar, HOUR, DAY),
                2 => shop.visited(3, &shop.omar, 2 * HOUR, DAY),
                _ => {
                    let named = ClickId::from_bits(9).to_string();
                    let mut order = bought("1", 3 * HOUR).click(&named);
                    order.0.evidence.reverse();
                    shop.scenario.state(&order);
                }
            }
        }
        shop.is_sound();
        shop.brief("1")
    };
    for turns in [[0, 1, 2, 3], [3, 2, 1, 0], [3, 0, 2, 1], [1, 3, 0, 2]] {
        assert_eq!(tell(turns), r#"Some("Sara") Some("click") None 1000"#, "{turns:?}");
    }
}

#[test]
fn either_name_of_a_browser_uses_up_the_clicks_of_the_order_and_keeps_them_from_being_forgotten() {
    let shop = Shop::new(|rules| rules.window_days = 30);
    let named = shop.scenario.click(9, &shop.omar, 'a', 0);
    shop.visited(1, &shop.sara, HOUR, HOUR);
    let mut order = bought("1", 2 * HOUR).click(&named);
    order.0.evidence.reverse();
    shop.scenario.state(&order);
    assert_eq!(shop.brief("1"), r#"Some("Sara") Some("cookie") None 1000"#);
    // A later click of a browser that never ordered is forgotten, theirs are not.
    shop.scenario.click(8, &shop.omar, 'z', HOUR);
    let (tenant, now) = (shop.scenario.tenant.clone(), at(90 * DAY));
    let step = shop.scenario.engine.db.write_wait(move |tx| {
        let before = retention::cutoff(tx, 40, now)?;
        retention::forget(tx, &tenant, (before, 100), now)
    });
    let step = step.unwrap();
    assert_eq!((step.forgotten, step.kept), (1, 2));
    let by_hand = format!("DELETE FROM click WHERE id = '{}'", ClickId::from_bits(1));
    assert!(shop.scenario.own.by_hand(&by_hand).unwrap_err().contains("clicks are never"));
    for other in [bought("2", 3 * HOUR), Stated::new("3", 10_000, 4 * HOUR).click(&named)] {
        shop.scenario.state(&other);
        assert_eq!(shop.brief(&other.0.external_id), r#"None None Some("cleared_by_order") 0"#);
    }
    shop.is_sound();
}

// WK-04: the click itself the plugin may not know yet.
#[test]
fn a_sign_up_that_names_its_browser_counts_all_clicks_of_it() {
    let s = crate::whose::shop();
    let (bob, _) = member(&s, "1", "bob", 0);
    let (eve, _) = member(&s, "2", "eve", 0);
    let (bobs, eves) = (bob.partner.clone().unwrap(), eve.partner.unwrap());
    s.click(1, &bobs, 'b', HOUR);
    s.click(2, &eves, 'b', 2 * HOUR);
    let redirected = s.click(3, &eves, 'e', 2 * HOUR);
    let browser = "b".repeat(32);
    for (account, click) in [("3", format!(".{browser}")), ("4", format!("{redirected}.{browser}"))] {
        let new = NewSignUp { click: Some(click), ..signing(account, "ann", 3 * HOUR) };
        let binding = tell_sign_up(&s, &new, 3 * HOUR).binding.unwrap();
        assert_eq!((binding.whose.sponsor, binding.via.as_str()), (Some(bob.id.clone()), "click"));
    }
    assert_eq!(s.findings(4 * HOUR), Vec::<String>::new());
}
