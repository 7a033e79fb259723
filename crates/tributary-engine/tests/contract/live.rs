//! The live feed: one stream, read by place, nothing missed and nothing twice.

use crate::scenario::{DAY, MINUTE, SECOND, Scenario, Stated, at, refund_of_line};
use tributary_core::ClickId;
use tributary_engine::code::{self, Kind};
use tributary_engine::live::{self, Happening, Place, Wanted, What};
use tributary_engine::{Error, click, order};

const ALL: fn() -> Wanted = || Wanted { machines: true, ..Wanted::default() };

impl Scenario {
    fn after(&self, seen: Place, limit: i64) -> (Vec<Happening>, Place) {
        let tenant = self.tenant.clone();
        self.engine.db.read_wait(move |tx| live::after(tx, &tenant, &ALL(), (seen, limit))).unwrap()
    }

    fn newest(&self, wanted: Wanted, limit: i64) -> Vec<String> {
        let tenant = self.tenant.clone();
        let found = self.engine.db.read_wait(move |tx| {
            let head = live::head(tx, &tenant)?;
            let top = Place { behind: head.behind + 1, ..head };
            live::before(tx, &tenant, &wanted, (top, limit))
        });
        found.unwrap().iter().map(word).collect()
    }

    fn alias(&self, value: &'static str, of: &'static str, now: i64) -> tributary_engine::Result<code::Code> {
        let (tenant, program) = (self.tenant.clone(), self.program.clone());
        self.engine.db.write_wait(move |tx| code::alias(tx, (&tenant, &program), (value, of), at(now)))
    }

    fn unknown(&self) -> Vec<(String, i64)> {
        let tenant = self.tenant.clone();
        self.engine.db.read_wait(move |tx| click::unknown_codes(tx, &tenant, at(0))).unwrap()
    }
}

/// `click x`, `order.created 1 sara`.
fn word(happening: &Happening) -> String {
    let name = happening.partner.as_ref().map_or("nobody", |(_, name)| name);
    match &happening.what {
        What::Click(clicked) => format!("click {} {name}", clicked.click.value),
        What::Order(told) => format!("{} {} {name}", told.kind, told.number),
    }
}

#[test]
fn clicks_and_orders_are_one_stream_in_the_order_of_writing_whatever_the_clocks_say() {
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("sara", &[(Kind::Referral, "sara")]);
    let first = shop.click(1, &sara, 'a', 5 * MINUTE);
    shop.state(&Stated::new("1", 10_000, 6 * MINUTE).named(&first));
    shop.click(2, &sara, 'b', MINUTE); // its clock runs behind
    shop.tell("1", refund_of_line("r1", 2_500), 7 * MINUTE);
    let (found, head) = shop.after(Place::default(), 100);
    let words: Vec<String> = found.iter().map(word).collect();
    assert_eq!(words, ["click x sara", "order.created 1 sara", "click x sara", "order.refunded 1 sara"]);
    let places: Vec<String> = found.iter().map(|one| one.place.to_string()).collect();
    assert_eq!(places, ["1.0", "1.1", "2.0", "2.1"]);
    assert_eq!(head.to_string(), "2.1");
    assert_eq!(shop.after(head, 100), (vec![], head));
    let What::Order(refund) = &found[3].what else { panic!("no refund") };
    assert_eq!((refund.total_minor, refund.given_back_minor), (10_000, 2_500));
    let mut backwards = shop.newest(ALL(), 100);
    backwards.reverse();
    assert_eq!(backwards, words);
}

#[test]
fn however_it_is_cut_nothing_is_missed_and_nothing_comes_twice() {
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("sara", &[(Kind::Referral, "sara")]);
    for bits in 1..40_u128 {
        let ms = i64::try_from(bits).unwrap() * SECOND;
        let id = shop.click(bits, &sara, 'a', ms);
        if bits % 3 == 0 {
            shop.state(&Stated::new(&bits.to_string(), 1_000, ms + 1).named(&id));
        }
    }
    let whole: Vec<Place> = shop.after(Place::default(), 1_000).0.iter().map(|one| one.place).collect();
    assert_eq!(whole.len(), 39 + 13);
    for limit in [1, 2, 7] {
        let (mut seen, mut read) = (Place::default(), Vec::new());
        loop {
            let (found, next) = shop.after(seen, limit);
            if found.is_empty() {
                break;
            }
            read.extend(found.iter().map(|one| one.place));
            seen = next;
        }
        assert_eq!(read, whole, "{limit} at a time");
    }
}

#[test]
fn a_place_holds_one_thing_and_is_read_back_from_its_text() {
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("sara", &[]);
    shop.click(1, &sara, 'a', 0);
    shop.state(&Stated::new("1", 10_000, MINUTE));
    let tenant = shop.tenant.clone();
    let found = shop.engine.db.read_wait(move |tx| {
        let place = Place::parse("1.1").unwrap();
        Ok((live::at(tx, &tenant, place)?, live::at(tx, &tenant, Place { click: 9, behind: 0 })?))
    });
    let (order, nothing) = found.unwrap();
    assert_eq!(word(&order.unwrap()), "order.created 1 nobody");
    assert_eq!(nothing, None);
    for bad in ["", "1", "1.", ".1", "-1.0", "1.-1", "1.0.0", "x.y", "99999999999999999999.0"] {
        assert_eq!(Place::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_visitor_is_new_once_and_a_click_is_a_duplicate_only_shortly_after_the_same() {
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("sara", &[]);
    for (bits, visitor, ms) in [
        (1, 'a', 0),
        (2, 'a', 9 * SECOND),
        (3, 'b', 9 * SECOND),
        (4, 'a', 19 * SECOND), // ten seconds after the second: meant again
    ] {
        shop.click(bits, &sara, visitor, ms);
    }
    let facts: Vec<(bool, bool)> = shop
        .after(Place::default(), 10)
        .0
        .iter()
        .map(|one| match &one.what {
            What::Click(clicked) => (clicked.new_visitor, clicked.duplicate),
            What::Order(_) => panic!("no order was placed"),
        })
        .collect();
    assert_eq!(facts, [(true, false), (false, true), (true, false), (false, false)]);
}

#[test]
fn the_feed_is_filtered_by_kind_and_partner() {
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("sara", &[(Kind::Referral, "sara")]);
    let omar = shop.partner("omar", &[(Kind::Referral, "omar")]);
    let click = shop.click(1, &sara, 'a', 0);
    shop.click(2, &omar, 'b', 1);
    shop.state(&Stated::new("1", 10_000, MINUTE).named(&click));
    shop.tell("1", refund_of_line("r1", 2_500), 2 * MINUTE);
    let of = |kind| shop.newest(Wanted { kind: Some(kind), ..ALL() }, 9);
    assert_eq!(of(live::Kind::Clicks), ["click x omar", "click x sara"]);
    assert_eq!(of(live::Kind::Orders), ["order.created 1 sara"]);
    assert_eq!(of(live::Kind::Refunds), ["order.refunded 1 sara"]);
    assert!(of(live::Kind::Unknown).is_empty());
    assert_eq!(shop.newest(Wanted { partner: Some(omar), ..ALL() }, 9), ["click x omar"]);
    assert_eq!(shop.newest(ALL(), 2), ["order.refunded 1 sara", "order.created 1 sara"]);
}

#[test]
fn an_alias_means_its_original_for_later_clicks_and_for_orders_that_carry_it_already() {
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("sara", &[(Kind::Referral, "sara_")]);
    shop.link(&sara, "summer", 0);
    shop.state(&Stated::new("1", 10_000, MINUTE).source("sara"));
    assert_eq!(shop.row("1").partner, None);
    let made = shop.alias("sara", "SARA_", 2 * MINUTE).unwrap();
    assert_eq!(shop.row("1").partner, Some(sara.clone()));
    shop.alias("sumer", "summer", 2 * MINUTE).unwrap();
    shop.alias("saraa", "sara", 2 * MINUTE).unwrap(); // an alias of an alias means the original
    shop.engine.refresh_snapshot().unwrap();
    let snapshot = shop.engine.snapshot();
    let original = snapshot.code("sara_").unwrap();
    for alias in ["Sara", "saraa"] {
        let target = snapshot.code(alias).unwrap();
        assert_eq!((&target.partner, &target.code), (&sara, &original.code), "{alias}");
    }
    assert_eq!(snapshot.code("sumer").unwrap().link, snapshot.link("summer").unwrap().link);
    assert_eq!(snapshot.link("sumer").unwrap().destination.as_deref(), Some("https://shop.example/"));
    assert!(matches!(shop.alias("SARA", "sara_", 3 * MINUTE), Err(Error::Invalid(_))));
    assert!(matches!(shop.alias("new", "nobody", 3 * MINUTE), Err(Error::NotFound(_))));
    let (tenant, id) = (shop.tenant.clone(), made.id);
    let late = (tenant.clone(), id.clone());
    let refused = shop.engine.db.write_wait(move |tx| code::take_back(tx, &late.0, &late.1, at(DAY)));
    assert!(matches!(refused, Err(Error::Conflict(_))));
    shop.engine.db.write_wait(move |tx| code::take_back(tx, &tenant, &id, at(4 * MINUTE))).unwrap();
    assert_eq!(shop.row("1").partner, None);
    assert_eq!(shop.findings(5 * MINUTE), Vec::<String>::new());
}

#[test]
fn an_unknown_code_is_counted_in_any_spelling_and_asked_about_until_it_is_ignored() {
    let shop = Scenario::new(|_| ());
    let unknown = |bits: u128, value: &str| {
        let tenant = shop.tenant.clone();
        let click = click::Click {
            id: ClickId::from_bits(bits),
            program: shop.program.clone(),
            partner: None,
            link: None,
            code: None,
            value: value.to_owned(),
            at: at(MINUTE),
            traffic: "human".to_owned(),
            outcome: "unknown_code".to_owned(),
            visitor: "v".to_owned(),
            device: "desktop".to_owned(),
            ip_hash: None,
            user_agent: None,
            referrer: None,
            landing: "https://shop.example/".to_owned(),
            refused: None,
            refs: None,
        };
        shop.engine.db.write_wait(move |tx| click::record(tx, &tenant, &click)).unwrap();
    };
    for (bits, value) in [(1, "sarah"), (2, "omarr"), (3, "omarr"), (4, "Sarah"), (5, "SARAH")] {
        unknown(bits, value);
    }
    assert_eq!(shop.unknown().iter().map(|(_, clicks)| *clicks).collect::<Vec<_>>(), [3, 2]);
    let tenant = shop.tenant.clone();
    shop.engine.db.write_wait(move |tx| code::ignore(tx, &tenant, ("SARAH", "ada"), at(0))).unwrap();
    assert_eq!(shop.unknown(), [("omarr".to_owned(), 2)]);
    let tenant = shop.tenant.clone();
    shop.engine.db.write_wait(move |tx| code::heed(tx, &tenant, "sarah")).unwrap();
    assert_eq!(shop.unknown().len(), 2);
}

#[test]
fn what_would_be_credited_now_is_what_is_credited_when_they_buy() {
    let shop = Scenario::new(|rules| rules.window_days = 7);
    let sara = shop.partner("sara", &[]);
    let id = shop.click(1, &sara, 'a', 0);
    let preview = |now: i64| {
        let (tenant, store, id) = (shop.tenant.clone(), shop.store.clone(), ClickId::parse(&id).unwrap());
        let found = shop.engine.db.read_wait(move |tx| {
            let click = click::get(tx, &tenant, &id)?;
            let usd = tributary_core::Currency::parse("USD").unwrap();
            order::if_bought(tx, (&tenant, &store, usd), &click, at(now))
        });
        found.unwrap()
    };
    let seen = preview(DAY);
    assert_eq!(seen.partner, Some((sara.clone(), "sara".to_owned())));
    assert_eq!(seen.until, Some(at(7 * DAY)));
    let late = preview(7 * DAY);
    assert_eq!((late.partner, late.nobody), (None, Some(tributary_core::reason::Reason::OutsideWindow)));
    shop.state(&Stated::new("1", 10_000, 7 * DAY - SECOND).named(&id));
    assert_eq!(shop.row("1").partner, Some(sara));
    shop.state(&Stated::new("2", 10_000, 7 * DAY).named(&id));
    assert_eq!(shop.row("2").partner, None);
}

#[test]
fn the_last_hour_is_counted_by_the_minute() {
    let shop = Scenario::new(|_| ());
    let sara = shop.partner("sara", &[]);
    for (bits, visitor, ms) in
        [(1, 'a', -70 * MINUTE), (2, 'a', -30 * MINUTE), (3, 'b', -SECOND), (4, 'b', 0)]
    {
        shop.click(bits, &sara, visitor, ms);
    }
    let tenant = shop.tenant.clone();
    let now = shop.engine.db.read_wait(move |tx| live::now(tx, &tenant, None, at(SECOND))).unwrap();
    assert_eq!(now.minutes.len(), live::MINUTES);
    assert_eq!((now.visitors, now.minutes.iter().sum::<i64>()), (1, 3));
    assert_eq!(now.minutes[57..], [0, 1, 1]);
}

#[test]
fn an_order_that_comes_to_nothing_is_told_once() {
    let shop = Scenario::new(|_| ());
    let order = Stated::new("1", 10_000, 0);
    shop.state(&order);
    let cancelled = order.status(tributary_core::order::Status::Cancelled);
    shop.state(&cancelled.clone().modified(MINUTE));
    shop.state(&cancelled.modified(2 * MINUTE));
    assert_eq!(shop.newest(ALL(), 9), ["order.cancelled 1 nobody", "order.created 1 nobody"]);
}
