//! Several brands on one server: each by itself, and what an operator of the platform sees of all of them.

use crate::own::Own;
use crate::scenario::{DAY, HOUR, Scenario, Stated, at};
use crate::wallets::usd;
use std::collections::BTreeMap;
use tributary_core::program::{Role, Share};
use tributary_core::{Currency, Payee, Timestamp};
use tributary_engine::access::{self, NewUser, Role as Member};
use tributary_engine::audit::Actor;
use tributary_engine::code::Kind;
use tributary_engine::platform::{self, Figures};
use tributary_engine::report::Period;
use tributary_engine::setup::{self, NewBrand};
use tributary_engine::store::NewStore;
use tributary_engine::{Error, payout};

const EVER: Period = Period { from: Timestamp::MIN, to: Timestamp::from_ms(i64::MAX) };

fn halves() -> Scenario {
    let shop = Scenario::new(|rules| {
        rules.split = [Role::Partner, Role::Platform].map(|role| Share { role, weight: 50 }).to_vec();
        rules.hold_days = 14;
    });
    shop.signs_in("ada@example.com");
    shop
}

fn bob() -> NewBrand {
    NewBrand {
        name: "Bob's".to_owned(),
        owner_email: "bob@example.com".to_owned(),
        store: NewStore {
            name: "Bob's shop".to_owned(),
            url: "https://bob.example/".to_owned(),
            currency: Currency::parse("SEK").unwrap(),
            timezone: "Europe/Stockholm".to_owned(),
        },
        preset: "infumar".to_owned(),
    }
}

impl Scenario {
    /// Somebody who signs in here.
    fn signs_in(&self, email: &str) {
        let (by, email) = (Actor::system(&self.tenant, "ada"), email.to_owned());
        let new = NewUser { email, name: String::new(), role: Member::Owner, password_hash: "$".to_owned() };
        let made = self.engine.db.write_wait(move |tx| access::create_user(tx, &by, &new, at(0)));
        made.unwrap();
    }

    /// A further brand on the same server, and what lets its owner in.
    fn further(&self, new: NewBrand) -> Result<(Self, String), Error> {
        let sealer = self.engine.sealer.clone();
        let added = self.engine.db.write_wait(move |tx| setup::add_brand(tx, &sealer, &new, at(0)))?;
        let (tenant, store, program) = (added.tenant, added.store, added.program);
        let shop = Self { engine: self.engine.clone(), tenant, store, program, own: Own::new() };
        Ok((shop, added.invitation))
    }

    fn seen(&self, period: Period) -> BTreeMap<Currency, Figures> {
        let tenant = self.tenant.clone();
        self.engine.db.read_wait(move |tx| platform::figures(tx, &tenant, period)).unwrap()
    }
}

#[test]
fn a_further_brand_has_data_of_its_own_and_its_owner_joins_by_a_link() {
    let shop = halves();
    let (other, link) = shop.further(bob()).unwrap();
    let joined =
        other.engine.db.write_wait(move |tx| access::join(tx, &link, ("Bob", "$"), at(HOUR))).unwrap();
    assert_eq!((&joined.tenant, joined.role), (&other.tenant, Member::Owner));
    shop.partner("sara", &[(Kind::Coupon, "sara")]);
    shop.sold("1", 10_000, "sara");
    assert!(!other.is_shown("1") && other.seen(EVER).is_empty());
    let Err(Error::Invalid(fields)) = shop.further(bob()) else { panic!("one address is one person") };
    assert_eq!(fields[0].pointer, "/email");
    let nameless = NewBrand { name: "  ".to_owned(), owner_email: "c@example.com".to_owned(), ..bob() };
    let Err(Error::Invalid(fields)) = shop.further(nameless) else { panic!("it has no name") };
    assert_eq!(fields[0].pointer, "/brand");
    let all = shop.engine.db.read_wait(platform::brands).unwrap();
    let mut names: Vec<(&str, i64)> = all.iter().map(|brand| (brand.name.as_str(), brand.stores)).collect();
    names.sort_unstable(); // they are of one moment
    assert_eq!(names, [("Bob's", 1), ("Shop", 1)], "what could not be made left nothing");
    assert_eq!(shop.findings(HOUR), [""; 0]);
}

#[test]
fn an_operator_sees_what_each_brand_came_to_and_what_of_it_is_the_platforms() {
    let shop = halves();
    let (other, _) = shop.further(bob()).unwrap();
    shop.payee("sara");
    shop.sold("1", 10_000, "sara");
    shop.state(&Stated::new("2", 4_000, 0).coupon("sara").refund("r1", 2_000));
    shop.state(&Stated::new("3", 9_900, 0));
    let seen = shop.seen(EVER)[&usd()];
    let expected = Figures {
        orders: 2,
        revenue_minor: 12_000,
        commission_minor: 1_200,
        earned_minor: 600,
        pending_minor: 600,
        ..Figures::default()
    };
    assert_eq!(seen, expected, "an order of nobody is no platform's");
    shop.end_holds(40 * DAY);
    assert_eq!((shop.seen(EVER)[&usd()].pending_minor, shop.seen(EVER)[&usd()].ready_minor), (0, 600));
    let platform = Payee::Platform(shop.program.clone());
    shop.sends_to(&platform, "platform@pay.example", 0);
    let batch = shop.creates(40 * DAY).unwrap().id;
    assert_eq!(shop.seen(EVER)[&usd()].ready_minor, 600, "on its way is not paid yet");
    shop.marks(&batch, 41 * DAY);
    let paid = shop.seen(EVER)[&usd()];
    assert_eq!((paid.ready_minor, paid.paid_minor, paid.earned_minor), (0, 600, 600));
    let later = Period { from: at(40 * DAY), to: at(50 * DAY) };
    let later = shop.seen(later)[&usd()];
    assert_eq!((later.orders, later.earned_minor, later.paid_minor), (0, 0, 600), "a period has its own");
    let (tenant, before) = (shop.tenant.clone(), Period { from: at(-DAY), to: at(DAY) });
    let moved = shop.engine.db.read_wait(move |tx| platform::moved(tx, &tenant, before)).unwrap();
    assert_eq!((moved[&usd()].orders, moved[&usd()].paid_minor), (2, 0));
    assert!(other.seen(EVER).is_empty(), "nothing of it is another brand's");
    let voided = batch;
    shop.does(move |tx, by| payout::void(tx, by, (&voided, "Wrong"), at(42 * DAY))).unwrap();
    assert_eq!((shop.seen(EVER)[&usd()].ready_minor, shop.seen(EVER)[&usd()].paid_minor), (600, 0));
}

#[test]
fn an_operator_is_somebody_who_signs_in_and_stays_one_until_taken_back() {
    let shop = halves();
    let add =
        |email: &'static str| shop.engine.db.write_wait(move |tx| access::add_operator(tx, email, at(0)));
    assert!(matches!(add("nobody@example.com"), Err(Error::NotFound(_))));
    assert!(add("Ada@Example.com").unwrap(), "however it is written");
    assert!(!add("ada@example.com").unwrap());
    let listed = || shop.engine.db.read_wait(access::operators).unwrap();
    let names: Vec<(String, String)> = listed().into_iter().map(|one| (one.email, one.brand)).collect();
    assert_eq!(names, [("ada@example.com".to_owned(), "Shop".to_owned())]);
    let remove = || shop.engine.db.write_wait(|tx| access::remove_operator(tx, "ada@example.com", at(1)));
    assert!(remove().unwrap() && !remove().unwrap());
    assert!(listed().is_empty());
    shop.signs_in("eve@example.com");
    assert!(add("eve@example.com").unwrap());
    let by = Actor::system(&shop.tenant, "ada");
    let removed = shop.engine.db.write_wait(move |tx| {
        let all = access::members(tx, &by.tenant, at(2))?;
        let eve = all.into_iter().find(|one| one.email == "eve@example.com").unwrap().id;
        access::remove(tx, &by, &eve, at(2))?;
        access::restore(tx, &by, &eve, at(3))
    });
    removed.unwrap();
    assert!(listed().is_empty(), "whoever left is no operator when they come back");
}
