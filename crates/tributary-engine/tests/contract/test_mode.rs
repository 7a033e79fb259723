//! Test mode: a tenant beside the live one, apart from it in everything, made once.

use crate::own::Own;
use crate::scenario::{MINUTE, Scenario, Stated, at};
use tributary_core::{PartnerId, StoreId, TenantId};
use tributary_engine::audit::Actor;
use tributary_engine::code::{self, Kind, NewCode};
use tributary_engine::link::{self, NewLink};
use tributary_engine::page::Cursor;
use tributary_engine::program::PublicPage;
use tributary_engine::{Error, access, checkup, event, health, partner, program, store, twin};

impl Scenario {
    fn twin(&self) -> TenantId {
        let (live, sealer) = (self.tenant.clone(), self.engine.sealer.clone());
        let made = self.engine.db.write_wait(move |tx| twin::of(tx, (&live, &sealer), at(MINUTE)));
        self.engine.refresh_snapshot().unwrap();
        made.unwrap()
    }
}

/// The twin as a shop of its own.
fn mirror(scenario: &Scenario, twin: &TenantId) -> Scenario {
    let store = only_store(scenario, twin);
    let (tenant, of) = (twin.clone(), store.clone());
    let program = scenario.engine.db.read_wait(move |tx| program::of_store(tx, &tenant, &of)).unwrap();
    Scenario { engine: scenario.engine.clone(), tenant: twin.clone(), store, program, own: Own::quick() }
}

fn only_partner(scenario: &Scenario) -> PartnerId {
    let tenant = scenario.tenant.clone();
    let read = scenario.engine.db.read_wait(move |tx| partner::list(tx, &tenant, &Cursor::default()));
    read.unwrap().rows.pop().unwrap().id
}

fn only_store(scenario: &Scenario, tenant: &TenantId) -> StoreId {
    let tenant = tenant.clone();
    let read = scenario.engine.db.read_wait(move |tx| store::list(tx, &tenant, &Cursor::default()));
    read.unwrap().rows.pop().unwrap().id
}

#[test]
fn the_twin_is_made_once_with_something_to_try_things_on() {
    let scenario = Scenario::new(|_| {});
    let twin = scenario.twin();
    assert_eq!(scenario.twin(), twin);
    assert_ne!(twin, scenario.tenant);
    let (live, of, sealer) = (scenario.tenant.clone(), twin.clone(), scenario.engine.sealer.clone());
    let of_twin = scenario.engine.db.write_wait(move |tx| twin::of(tx, (&of, &sealer), at(0)));
    assert!(matches!(of_twin, Err(Error::NotFound(_))), "a twin has none of its own: {of_twin:?}");
    let found = scenario.engine.db.read_wait(move |tx| {
        let partners = partner::list(tx, &twin, &Cursor::default())?.rows;
        let store = store::list(tx, &twin, &Cursor::default())?.rows.pop().unwrap();
        let program = program::of_store(tx, &twin, &store.id)?;
        let code = code::find(tx, &twin, &program, "test10", Kind::Coupon)?;
        Ok((partners, store, code, access::live_of(tx, &twin)?, access::live_tenants(tx)?))
    });
    let (partners, store, code, of, all_live) = found.unwrap();
    assert_eq!(partners.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), [twin::PARTNER]);
    assert_eq!((store.url.as_str(), of == live, all_live == [live]), ("https://shop.example/", true, true));
    assert_eq!(code.unwrap().partner, partners[0].id);
}

#[test]
fn publishers_find_no_program_of_test_mode() {
    let scenario = Scenario::new(|_| {});
    let twin = scenario.twin();
    let tried = mirror(&scenario, &twin).program;
    let (live, program) = (scenario.tenant.clone(), scenario.program.clone());
    let found = scenario.engine.db.write_wait(move |tx| {
        for (tenant, program) in [(&live, &program), (&twin, &tried)] {
            let page = PublicPage { slug: "nordic-mugs".to_owned(), open: true, automatic: true };
            program::set_page(tx, tenant, program, &page)?;
        }
        program::open_pages(tx)
    });
    assert_eq!(found.unwrap(), [(scenario.tenant.clone(), scenario.program.clone())]);
}

#[test]
fn keys_say_of_which_side_they_are() {
    let scenario = Scenario::new(|_| {});
    let (twin, live) = (scenario.twin(), scenario.tenant.clone());
    for (tenant, prefix, test) in [(live, "tributary_live_sk_", false), (twin, "tributary_test_sk_", true)] {
        let of = tenant.clone();
        let made = scenario.engine.db.write_wait(move |tx| {
            access::create_key(tx, &Actor::system(&of, "test"), "x", &["all".to_owned()], at(0))
        });
        let secret = made.unwrap().secret;
        assert!(secret.starts_with(prefix), "{secret}");
        let key = scenario.engine.db.read_wait(move |tx| access::key_of(tx, &secret)).unwrap().unwrap();
        assert_eq!((key.tenant, key.test), (tenant, test));
    }
}

#[test]
fn a_click_of_test_mode_never_wins_a_live_order_and_no_live_click_an_order_of_test_mode() {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner("Sara", &[]);
    scenario.link(&sara, "sara", 0);
    let twin = scenario.twin();
    let live_click = scenario.click(7, &sara, 'a', MINUTE);
    let mirror = mirror(&scenario, &twin);
    let tester = only_partner(&mirror);
    let test_click = mirror.click(8, &tester, 'a', 2 * MINUTE);

    scenario.state(&Stated::new("1", 10_000, 3 * MINUTE).click(&test_click));
    scenario.state(&Stated::new("2", 10_000, 3 * MINUTE).click(&live_click));
    mirror.state(&Stated::new("1", 10_000, 3 * MINUTE).click(&live_click));
    mirror.state(&Stated::new("2", 10_000, 3 * MINUTE).click(&test_click));
    let winner = |of: &Scenario, order: &str| of.row(order).partner;
    assert_eq!(
        (winner(&scenario, "1"), winner(&mirror, "1")),
        (None, None),
        "nobody's click of the other side counts"
    );
    assert_eq!(winner(&scenario, "2"), Some(sara));
    assert_eq!(winner(&mirror, "2"), Some(tester));
}

#[test]
fn a_test_takes_no_address_from_what_is_live_and_never_stands_in_for_it() {
    let scenario = Scenario::new(|_| {});
    let twin = scenario.twin();
    let store = only_store(&scenario, &twin);
    let of = twin.clone();
    let made = scenario.engine.db.write_wait(move |tx| {
        let program = program::of_store(tx, &of, &store)?;
        let partner = partner::list(tx, &of, &Cursor::default())?.rows.pop().unwrap().id;
        let coupon = NewCode {
            program: program.clone(),
            partner: partner.clone(),
            kind: Kind::Referral,
            code: "sara".to_owned(),
        };
        code::create(tx, &of, &coupon, at(0))?;
        let destination = "https://shop.example/".to_owned();
        let link = NewLink { program, partner, slug: Some("sara".to_owned()), destination };
        link::create(tx, &of, &link, at(0))
    });
    assert_eq!(made.unwrap().slug, "test-sara");
    let sara = scenario.partner("Sara", &[]);
    scenario.link(&sara, "sara", 0);
    scenario.engine.refresh_snapshot().unwrap();
    let snapshot = scenario.engine.snapshot();
    assert_eq!(snapshot.link("sara").unwrap().partner, sara, "the slug is free for what is live");
    assert_eq!(snapshot.link("test-sara").unwrap().route.tenant, twin);
    assert_eq!(snapshot.fallback().unwrap().tenant, scenario.tenant, "unknown codes go to what is live");
    scenario.code(&sara, Kind::Referral, "sara", 0);
    scenario.engine.refresh_snapshot().unwrap();
    assert_eq!(scenario.engine.snapshot().code("sara").unwrap().route.tenant, scenario.tenant);
}

#[test]
fn what_happens_in_test_mode_says_so_and_counts_nowhere_else() {
    let scenario = Scenario::new(|_| {});
    let before = scenario.engine.db.read_wait(|tx| health::standing(tx, at(0))).unwrap();
    let twin = scenario.twin();
    let mirror = mirror(&scenario, &twin);
    mirror.state(&Stated::new("1", 10_000, MINUTE));
    let read = |tenant: TenantId| {
        scenario.engine.db.read_wait(move |tx| event::list(tx, &tenant, &Cursor::default()))
    };
    let (of_twin, of_live) = (read(twin).unwrap().rows, read(scenario.tenant.clone()).unwrap().rows);
    assert!(of_live.is_empty() && !of_twin.is_empty());
    for one in &of_twin {
        assert_eq!(event::envelope(one)["livemode"], false, "{one:?}");
    }
    let after = scenario.engine.db.read_wait(|tx| health::standing(tx, at(0))).unwrap();
    assert_eq!(after.chains, before.chains, "figures are of what is live");
    let spans = checkup::Spans { lately: at(0), late: at(0) };
    let checkup = scenario.engine.db.read_wait(move |tx| checkup::of(tx, spans, at(MINUTE))).unwrap();
    assert_eq!(checkup.stores.len(), 1, "nobody waits to hear of the twin's store");
}
