//! Clicks that reach the database after the orders they won: credited by what their ids say, and the same in the end.

use crate::scenario::{DAY, MINUTE, SECOND, Scenario, Stated, at};
use tributary_core::{ClickId, LinkId, PartnerId};
use tributary_engine::click::{Click, Of};
use tributary_engine::link;
use tributary_engine::pipeline;

struct Shop {
    scenario: Scenario,
    sara: PartnerId,
    link: LinkId,
}

impl Shop {
    fn new() -> Self {
        let scenario = Scenario::new(|_| {});
        let sara = scenario.partner("Sara", &[]);
        scenario.link(&sara, "sara", 0);
        let (tenant, program) = (scenario.tenant.clone(), scenario.program.clone());
        let link = scenario.engine.db.read_wait(move |tx| link::find(tx, &tenant, &program, "sara"));
        Self { link: link.unwrap().unwrap().id, scenario, sara }
    }

    fn id(&self, ms: i64, is_counted: bool) -> ClickId {
        let of = Of {
            tenant: &self.scenario.tenant,
            program: &self.scenario.program,
            target: Some(self.link.as_str()),
        };
        self.scenario.engine.sealer.click_key().mint_of(&of).id(at(ms), is_counted, [7; 8])
    }

    fn click(&self, id: &ClickId, visitor: char, ms: i64) -> Click {
        Click {
            link: Some(self.link.clone()),
            value: "sara".to_owned(),
            referrer: Some("https://blog.example/".to_owned()),
            ..self.scenario.clicked(id.clone(), &self.sara, &visitor.to_string().repeat(32), ms)
        }
    }

    fn comes(&self, click: &Click, now: i64) {
        let (tenant, clicks) = (self.scenario.tenant.clone(), [click.clone()]);
        let come =
            move |tx: &mut tributary_engine::db::Tx<'_>| pipeline::clicked(tx, &tenant, &clicks, at(now));
        self.scenario.engine.db.write_wait(come).unwrap();
    }

    fn brief(&self, id: &str) -> String {
        let row = self.scenario.row(id);
        format!("{:?} {:?} {:?} {}", row.partner_name, row.via, row.nobody, row.commission_minor)
    }

    fn waits(&self) -> i64 {
        let count = "/* test.waits */ SELECT COUNT(*) FROM awaited_click";
        self.scenario.engine.db.read_wait(move |tx| tx.int(count, &[])).unwrap()
    }
}

#[test]
fn an_order_is_credited_before_its_click_has_come_and_nothing_moves_when_it_comes() {
    let shop = Shop::new();
    let id = shop.id(0, true);
    shop.scenario.state(&Stated::new("1", 10_000, MINUTE).click(id.as_str()));
    let credited = r#"Some("Sara") Some("cookie") None 1000"#;
    assert_eq!((shop.brief("1").as_str(), shop.waits()), (credited, 1));
    assert_eq!(shop.scenario.findings(DAY), [""; 0], "before it comes");
    shop.comes(&shop.click(&id, 'a', 0), 2 * MINUTE);
    assert_eq!((shop.brief("1").as_str(), shop.waits()), (credited, 0));
    assert_eq!(shop.scenario.transactions("1").len(), 1, "no money moved twice");
    assert_eq!(shop.scenario.findings(DAY), [""; 0], "after it came");
    assert_eq!(shop.scenario.row("1").source.as_deref(), Some("blog.example"), "what only the click knows");
}

#[test]
fn when_clicks_come_late_the_end_is_as_if_they_had_come_in_time() {
    let tell = |is_late: bool| {
        let shop = Shop::new();
        let (first, second) = (shop.id(0, true), shop.id(MINUTE, true));
        let clicks = [shop.click(&first, 'a', 0), shop.click(&second, 'a', MINUTE)];
        if !is_late {
            clicks.iter().for_each(|click| shop.comes(click, 2 * MINUTE));
        }
        // The browser's clicks are used up by its first order.
        shop.scenario.state(&Stated::new("1", 10_000, 3 * MINUTE).click(first.as_str()));
        shop.scenario.state(&Stated::new("2", 20_000, 4 * MINUTE).click(second.as_str()));
        if is_late {
            clicks.iter().rev().for_each(|click| shop.comes(click, 5 * MINUTE));
        }
        assert_eq!((shop.scenario.findings(DAY), shop.waits()), (Vec::<String>::new(), 0));
        (shop.brief("1"), shop.brief("2"), shop.scenario.balances(&shop.sara))
    };
    assert_eq!(tell(true), tell(false));
    assert_eq!(tell(true).1, r#"None None Some("cleared_by_order") 0"#);
}

#[test]
fn a_late_click_that_no_order_names_is_looked_at_by_the_orders_of_its_browser() {
    let shop = Shop::new();
    let other = shop.scenario.partner("Otto", &[]);
    let named = shop.scenario.click(5, &other, 'a', 0);
    shop.scenario.state(&Stated::new("1", 10_000, 10 * MINUTE).click(&named));
    assert_eq!(shop.brief("1"), r#"Some("Otto") Some("cookie") None 1000"#);
    // Sara's link was the last one followed; the node that answered it was cut off for a while.
    let late = shop.id(5 * MINUTE, true);
    shop.comes(&shop.click(&late, 'a', 5 * MINUTE), DAY);
    assert_eq!(shop.scenario.findings(2 * DAY), [""; 0]);
    // And one from after the order changes nothing.
    let after = shop.id(10 * MINUTE + 2 * SECOND, true);
    shop.comes(&shop.click(&after, 'a', 10 * MINUTE + 2 * SECOND), DAY);
    assert_eq!(shop.scenario.findings(2 * DAY), [""; 0]);
}

#[test]
fn an_id_that_nobody_sealed_or_of_a_click_that_does_not_count_credits_nobody_and_is_not_waited_for() {
    let shop = Shop::new();
    let good = shop.id(0, true).bytes().unwrap();
    let mut forged = good;
    forged[29] ^= 1;
    let mut moved = good;
    moved[5] ^= 1; // another moment
    let ids =
        [ClickId::from_bytes(&forged), ClickId::from_bytes(&moved), shop.id(0, false), ClickId::from_bits(9)];
    for (id, number) in ids.iter().zip(["1", "2", "3", "4"]) {
        shop.scenario.state(&Stated::new(number, 10_000, MINUTE).click(id.as_str()));
        assert_eq!(shop.brief(number), r#"None None Some("unknown_click") 0"#, "{number}");
    }
    assert_eq!((shop.waits(), shop.scenario.balances(&shop.sara)), (0, Vec::new()));
}
