//! Customers as referrers and as friends: their codes, what binds a friend to whoever sent them, and what does not.

use crate::scenario::{DAY, HOUR, MINUTE, SECOND, Scenario, Stated, at};
use std::sync::{Arc, Barrier};
use tributary_core::fact::Origin;
use tributary_core::program::Rules;
use tributary_core::referral::{BoundBy, Referral, Refusal};
use tributary_core::{ClickId, Currency, CustomerId, PartnerId};
use tributary_engine::Engine;
use tributary_engine::click::{self, Click};
use tributary_engine::customer::{self, Customer, NewSignUp, Referrer, SignedUp, Told};
use tributary_engine::{Error, partner};

pub(crate) fn refers(rules: &mut Rules) {
    rules.referral = Some(Referral { enabled: true, ..Referral::new(Currency::parse("USD").unwrap()) });
}

pub(crate) fn shop() -> Scenario {
    Scenario::new(refers)
}

/// A sign-up of the account `login` with number `account`, at a moment, told then.
pub(crate) fn signing(account: &str, login: &str, ms: i64) -> NewSignUp {
    NewSignUp {
        told: Told {
            external_id: Some(account.to_owned()).filter(|account| !account.is_empty()),
            email: Some(format!("{login}{account}@example.test")),
            name: "Bob Berg".to_owned(),
            login: login.to_owned(),
            language: "sv".to_owned(),
            registered_at: Some(at(ms)),
        },
        click: None,
        code: None,
        origin: Origin::Api,
        source: "test".to_owned(),
        welcome: false,
    }
}

pub(crate) fn tell_sign_up(s: &Scenario, new: &NewSignUp, now: i64) -> SignedUp {
    signed_up_on(&s.engine, s, new, now).unwrap()
}

pub(crate) fn signed_up_on(
    engine: &Engine,
    s: &Scenario,
    new: &NewSignUp,
    now: i64,
) -> Result<SignedUp, Error> {
    let (tenant, store, new, key) =
        (s.tenant.clone(), s.store.clone(), new.clone(), *engine.sealer.people_key());
    engine.db.write_wait(move |tx| customer::sign_up(tx, (&tenant, &store), &new, &key, at(now)))
}

/// Somebody with an account and a code.
pub(crate) fn member(s: &Scenario, account: &str, login: &str, ms: i64) -> (Customer, String) {
    let done = tell_sign_up(s, &signing(account, login, ms), ms);
    let code = code_of(s, &done.customer.id, ms);
    (reload(s, &done.customer.id), code)
}

pub(crate) fn code_of(s: &Scenario, id: &CustomerId, ms: i64) -> String {
    let (tenant, id) = (s.tenant.clone(), id.clone());
    s.engine.db.write_wait(move |tx| customer::code_of(tx, &tenant, &id, at(ms))).unwrap().code
}

pub(crate) fn reload(s: &Scenario, id: &CustomerId) -> Customer {
    let (tenant, id) = (s.tenant.clone(), id.clone());
    s.engine.db.read_wait(move |tx| customer::load(tx, &tenant, &id)).unwrap()
}

fn referrer(s: &Scenario, text: &str) -> Option<Referrer> {
    let (tenant, text) = (s.tenant.clone(), text.to_owned());
    s.engine.db.read_wait(move |tx| customer::referrer(tx, &tenant, &text, at(DAY))).unwrap()
}

/// The code or click to which a customer is bound, by account.
pub(crate) fn bound(s: &Scenario, account: &str, ms: i64) -> Option<customer::Binding> {
    let (tenant, store, account) = (s.tenant.clone(), s.store.clone(), account.to_owned());
    let read = s.engine.db.read_wait(move |tx| {
        let Some(one) = customer::find(tx, (&tenant, &store), (Some(&account), None))? else {
            return Ok(None);
        };
        customer::binding_at(tx, &tenant, &one.id, at(ms))
    });
    read.unwrap()
}

fn reasons(done: &SignedUp) -> Vec<Refusal> {
    done.refused.iter().map(|refused| refused.reason).collect()
}

/// A click on a customer's code; says its id.
fn clicked(s: &Scenario, bits: u128, (partner, code): (&PartnerId, &str), visitor: char, ms: i64) -> String {
    let click = s.clicked(ClickId::from_bits(bits), partner, &visitor.to_string().repeat(32), ms);
    let (tenant, click) = (s.tenant.clone(), Click { value: code.to_owned(), ..click });
    let id = click.id.to_string();
    s.engine.db.write_wait(move |tx| click::record(tx, &tenant, &click)).unwrap();
    id
}

// WK-01, A15
#[test]
fn a_code_is_made_of_login_and_number_on_first_need_and_stays() {
    let s = shop();
    let done = tell_sign_up(&s, &signing("22", "bob", 0), 0);
    assert_eq!(done.customer.partner, None, "nothing is made before it is needed");
    assert_eq!(code_of(&s, &done.customer.id, 1), "BOB22");
    assert_eq!(code_of(&s, &done.customer.id, 2), "BOB22");
    assert_eq!(referrer(&s, "bob22").unwrap().customer.id, done.customer.id);
    let (_, aarav) = member(&s, "42", "a.a-r_a v", 3);
    assert_eq!(aarav, "AARAV42");
}

// WK 3.8, A15
#[test]
fn no_code_is_digits_alone_and_no_two_are_alike() {
    let s = shop();
    assert_eq!(member(&s, "22", "007", 0).1, "C00722");
    assert_eq!(member(&s, "2", "bob2", 0).1, "BOB22");
    let (_, clash) = member(&s, "22x", "BOB", 0);
    assert_eq!(clash, "BOB22X");
    let (_, clash) = member(&s, "-2-2-", "bob", 0);
    assert!(clash.starts_with("BOB22") && clash.len() > 5, "{clash}");
    let nameless = NewSignUp {
        told: Told { external_id: None, email: Some("guest@example.test".to_owned()), ..Told::default() },
        ..signing("", "", 0)
    };
    let guest = tell_sign_up(&s, &nameless, 0).customer;
    let code = code_of(&s, &guest.id, 0);
    assert!(code.starts_with("FRIEND") && code.len() == 10, "{code}");
    let by_address = NewSignUp {
        told: Told { login: "eve@example.test".to_owned(), ..signing("9", "eve", 0).told },
        ..signing("9", "eve", 0)
    };
    let eve = tell_sign_up(&s, &by_address, 0).customer;
    assert_eq!(code_of(&s, &eve.id, 0), "BOB9", "no part of an address");
}

// WK-02, A15
#[test]
fn a_new_code_takes_the_place_of_the_old_one_which_still_leads_to_the_same_customer() {
    let s = shop();
    let (bob, old) = member(&s, "22", "bob", 0);
    let (tenant, id) = (s.tenant.clone(), bob.id.clone());
    let new = s.engine.db.write_wait(move |tx| customer::regenerate(tx, &tenant, &id, at(1))).unwrap().code;
    assert_ne!(new, old);
    assert_eq!(code_of(&s, &bob.id, 2), new);
    for spelling in [&old, &new] {
        let found = referrer(&s, spelling).unwrap();
        assert_eq!((found.customer.id, found.value), (bob.id.clone(), new.clone()));
    }
    let friend = NewSignUp { code: Some(old.to_lowercase()), ..signing("30", "ann", HOUR) };
    assert_eq!(tell_sign_up(&s, &friend, HOUR).binding.unwrap().whose.sponsor, Some(bob.id));
    // BOB22 would be this one's, too: an old code is never given to anybody else.
    let (_, code) = member(&s, "2", "bob2", 2 * HOUR);
    assert!(code.len() > "BOB22".len(), "{code}");
}

// WK-03
#[test]
fn an_accounts_number_leads_to_its_customer_where_no_code_is_spelled_so() {
    let s = shop();
    let (bob, _) = member(&s, "42", "bob", 0);
    let friend = NewSignUp { code: Some("42".to_owned()), ..signing("50", "ann", HOUR) };
    assert_eq!(tell_sign_up(&s, &friend, HOUR).binding.unwrap().whose.sponsor, Some(bob.id));
    let sara = s.partner("Sara", &[(tributary_engine::code::Kind::Referral, "43")]);
    member(&s, "43", "eve", 0);
    let friend = NewSignUp { code: Some("43".to_owned()), ..signing("51", "eli", HOUR) };
    let done = tell_sign_up(&s, &friend, HOUR);
    assert_eq!(
        (done.binding.clone(), reasons(&done)),
        (None, vec![Refusal::Off]),
        "Sara's code is hers: {sara}"
    );
}

// WK-04, WK-06, A3
#[test]
fn a_click_binds_at_the_sign_up_and_of_several_the_first() {
    let s = shop();
    let (bob, _) = member(&s, "1", "bob", 0);
    let (eve, _) = member(&s, "2", "eve", 0);
    let (bobs, eves) = (bob.partner.clone().unwrap(), eve.partner.unwrap());
    clicked(&s, 1, (&bobs, "BOB1"), 'v', HOUR);
    let later = clicked(&s, 2, (&eves, "EVE2"), 'v', 2 * HOUR);
    let new = NewSignUp { click: Some(format!("{later}.visitor")), ..signing("3", "ann", 3 * HOUR) };
    let done = tell_sign_up(&s, &new, 3 * HOUR);
    let binding = done.binding.unwrap();
    assert_eq!((binding.whose.sponsor, binding.via.as_str()), (Some(bob.id), "click"));
    assert_eq!(binding.since, at(3 * HOUR));
    assert_eq!(done.refused[0].reason, Refusal::OtherCounts);
    assert_eq!(s.findings(4 * HOUR), Vec::<String>::new());
}

// WK-04, A5, A9, R1
#[test]
fn what_does_not_bind_is_refused_by_name() {
    let s = shop();
    let (bob, code) = member(&s, "1", "bob", 0);
    let partner = bob.partner.unwrap();
    let refused = |new: NewSignUp, ms: i64| {
        let done = tell_sign_up(&s, &new, ms);
        assert_eq!(done.binding, None);
        reasons(&done)
    };
    let with_code = |account: &str, login: &str, ms: i64| NewSignUp {
        code: Some(code.clone()),
        ..signing(account, login, ms)
    };
    let mut same_person = with_code("2", "bobby", HOUR);
    same_person.told.email = Some("BOB1+two@example.test".to_owned());
    assert_eq!(refused(same_person, HOUR), [Refusal::Oneself]);
    assert_eq!(refused(with_code("1", "bob", 0), HOUR), [Refusal::Oneself]);
    let unknown = NewSignUp { code: Some("NOBODY".to_owned()), ..signing("3", "ann", HOUR) };
    assert_eq!(refused(unknown, HOUR), [Refusal::UnknownCode]);
    let click = clicked(&s, 1, (&partner, &code), 'v', HOUR);
    let late = NewSignUp { click: Some(click), ..signing("4", "eli", HOUR + 7 * DAY) };
    assert_eq!(refused(late, HOUR + 7 * DAY), [Refusal::ClickTooOld]);
    s.state(&Stated::new("#1", 1_000, HOUR).customer("known"));
    member(&s, "5", "eva", 0);
    let mut twin = with_code("6", "eva", 2 * HOUR);
    twin.told.email = Some("eva5@example.test".to_owned());
    assert_eq!(refused(twin, 2 * HOUR), [Refusal::DuplicateAddress]);
    s.pause(&partner, "paused", 3 * HOUR);
    assert_eq!(refused(with_code("7", "ida", 4 * HOUR), 4 * HOUR), [Refusal::SponsorPaused]);
    s.pause(&partner, "active", 5 * HOUR);
    s.rules(6 * HOUR, |rules| rules.referral.as_mut().unwrap().enabled = false);
    assert_eq!(refused(with_code("8", "ivy", 7 * HOUR), 7 * HOUR), [Refusal::Off]);
    assert_eq!(s.findings(8 * HOUR + 7 * DAY), Vec::<String>::new());
}

fn key_of(s: &Scenario, email: &str) -> String {
    tributary_engine::person::email_key(s.engine.sealer.people_key(), email)
}

// A2: an order from before the sign-up says that they were a customer, whichever is told first.
#[test]
fn who_had_ordered_before_is_no_new_friend_whichever_is_told_first() {
    for order_first in [true, false] {
        let s = shop();
        let (_, code) = member(&s, "1", "bob", 0);
        let key = key_of(&s, "ann2@example.test");
        let order = Stated::new("#1", 1_000, HOUR).customer(&key);
        let new = NewSignUp { code: Some(code), ..signing("2", "ann", DAY) };
        if order_first {
            s.state(&order);
        }
        tell_sign_up(&s, &new, DAY);
        assert_eq!(bound(&s, "2", DAY).is_some(), !order_first);
        if !order_first {
            s.tell("#1", order.fact(Origin::Webhook), DAY + HOUR);
        }
        assert_eq!(bound(&s, "2", 2 * DAY), None, "told first: {order_first}");
        assert_eq!(s.findings(3 * DAY), Vec::<String>::new());
    }
}

// A shop without a plugin tells the click only with the order.
#[test]
fn the_click_that_only_the_order_names_binds_with_the_sign_up_before_it() {
    for order_first in [true, false] {
        let s = shop();
        let (bob, code) = member(&s, "1", "bob", 0);
        let click = clicked(&s, 1, (bob.partner.as_ref().unwrap(), &code), 'v', HOUR);
        let key = key_of(&s, "ann2@example.test");
        let mut order = Stated::new("#1", 1_000, 2 * HOUR + MINUTE).customer(&key).named(&click);
        order.0.customer.external_id = Some("2".to_owned());
        let new = signing("2", "ann", 2 * HOUR);
        if order_first {
            s.state(&order);
            tell_sign_up(&s, &new, 3 * HOUR);
        } else {
            tell_sign_up(&s, &new, 2 * HOUR);
            s.state(&order);
        }
        let binding = bound(&s, "2", 2 * HOUR + MINUTE).unwrap();
        assert_eq!((binding.whose.sponsor, binding.since), (Some(bob.id), at(2 * HOUR)));
        assert_eq!(s.findings(DAY), Vec::<String>::new());
    }
}

#[test]
fn a_first_order_binds_a_guest_only_where_the_program_says_so() {
    for by_order in [true, false] {
        let s = Scenario::new(move |rules| {
            refers(rules);
            if by_order {
                rules.referral.as_mut().unwrap().bound_by = BoundBy::RegistrationOrOrder;
            }
        });
        let (bob, code) = member(&s, "1", "bob", 0);
        let click = clicked(&s, 1, (bob.partner.as_ref().unwrap(), &code), 'v', HOUR);
        let key = key_of(&s, "guest@example.test");
        s.state(&Stated::new("#1", 1_000, 2 * HOUR).customer(&key).named(&click));
        s.state(&Stated::new("#2", 1_000, 3 * HOUR).customer(&key_of(&s, "bob1@example.test")).named(&click));
        let (tenant, store) = (s.tenant.clone(), s.store.clone());
        let guest = s.engine.db.read_wait(move |tx| {
            let guest = customer::find(tx, (&tenant, &store), (None, Some(&key)))?.unwrap();
            customer::binding_at(tx, &tenant, &guest.id, at(2 * HOUR))
        });
        assert_eq!(guest.unwrap().and_then(|one| one.whose.sponsor).is_some(), by_order);
        assert_eq!(bound(&s, "1", DAY), None, "nobody sends themselves");
        assert_eq!(s.findings(DAY), Vec::<String>::new());
    }
}

#[test]
fn a_guest_who_signs_up_later_is_the_same_customer() {
    let s = shop();
    let guest = NewSignUp {
        told: Told { external_id: None, ..signing("2", "ann", 0).told },
        ..signing("2", "ann", 0)
    };
    let guest = tell_sign_up(&s, &guest, 0).customer;
    let account = tell_sign_up(&s, &signing("2", "ann", HOUR), HOUR).customer;
    assert_eq!((account.id, account.external_id.as_deref()), (guest.id, Some("2")));
}

#[test]
fn a_sign_up_told_again_is_one_and_told_with_more_counts_with_what_was_told() {
    let s = shop();
    let (bob, code) = member(&s, "1", "bob", 0);
    let plain = tell_sign_up(&s, &signing("2", "ann", HOUR), HOUR);
    assert!(plain.is_new && plain.binding.is_none());
    let again = tell_sign_up(&s, &signing("2", "ann", HOUR), HOUR + 1);
    assert!(!again.is_new && again.is_duplicate);
    let more = NewSignUp { code: Some(code), ..signing("2", "ann", HOUR) };
    let more = tell_sign_up(&s, &more, 2 * HOUR);
    let binding = more.binding.unwrap();
    assert_eq!((binding.whose.sponsor, binding.since), (Some(bob.id), at(HOUR)));
}

// A17
#[test]
fn what_a_browser_tells_binds_nobody_by_itself_and_never_against_the_store() {
    let s = shop();
    let (bob, code) = member(&s, "1", "bob", 0);
    let (eve, other) = member(&s, "2", "eve", 0);
    let by_script = |code: &str| NewSignUp {
        told: Told { external_id: Some("3".to_owned()), ..Told::default() },
        code: Some(code.to_owned()),
        origin: Origin::Script,
        ..signing("3", "ann", HOUR)
    };
    let told = tell_sign_up(&s, &by_script(&code), HOUR);
    assert_eq!((told.binding, told.customer.registered_at), (None, None));
    let server = tell_sign_up(&s, &signing("3", "ann", HOUR), HOUR + MINUTE);
    assert_eq!(server.binding.unwrap().whose.sponsor, Some(bob.id), "the store confirmed it");
    let stated = NewSignUp { code: Some(other), ..signing("3", "ann", HOUR) };
    let stated = tell_sign_up(&s, &stated, HOUR + 2 * MINUTE);
    assert_eq!(stated.binding.unwrap().whose.sponsor, Some(eve.id), "the store's own word counts");
    let late = tell_sign_up(
        &s,
        &NewSignUp {
            told: Told { external_id: Some("1".to_owned()), ..Told::default() },
            ..by_script("EVE2")
        },
        5 * DAY,
    );
    assert_eq!(late.binding, None, "days later nobody has just signed up");
}

// L21
#[test]
fn forgetting_a_customer_takes_name_and_address_and_changes_nothing_else() {
    let s = shop();
    let (bob, code) = member(&s, "1", "bob", 0);
    let new = NewSignUp { code: Some(code.clone()), ..signing("2", "ann", HOUR) };
    let before = tell_sign_up(&s, &new, HOUR).binding;
    let (tenant, ids) = (s.tenant.clone(), [bob.id.clone(), reload(&s, &bob.id).id]);
    let forgotten = s.engine.db.write_wait(move |tx| {
        let actor = tributary_engine::audit::Actor::system(&tenant, "test");
        ids.iter().try_for_each(|id| customer::forget(tx, (&tenant, &actor), id, at(DAY)))
    });
    forgotten.unwrap();
    tell_sign_up(&s, &signing("1", "bob", 0), 2 * DAY);
    let bob = reload(&s, &bob.id);
    assert_eq!(
        (bob.email, bob.name.as_str(), bob.login.as_str(), bob.email_hint.as_str()),
        (None, "", "", "")
    );
    assert_eq!(
        (bound(&s, "2", 2 * DAY), referrer(&s, &code).map(|one| one.customer.id)),
        (before, Some(bob.id))
    );
    assert_eq!(s.findings(3 * DAY), Vec::<String>::new());
}

#[test]
fn partners_who_stand_for_customers_are_in_no_list_of_partners() {
    let s = shop();
    let sara = s.partner("Sara", &[]);
    member(&s, "1", "bob", 0);
    let tenant = s.tenant.clone();
    let (all, listed, customers) = s
        .engine
        .db
        .read_wait(move |tx| {
            let cursor = tributary_engine::page::Cursor { after: None, limit: 50 };
            let customers = partner::of_kind(tx, &tenant, Some("customer"), &cursor)?.rows.len();
            Ok((partner::all(tx, &tenant)?, partner::list(tx, &tenant, &cursor)?.rows, customers))
        })
        .unwrap();
    let ids = |all: Vec<partner::Partner>| all.into_iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!((ids(all), ids(listed), customers), (vec![sara.clone()], vec![sara], 1));
}

/// Two connections of their own to the same database.
pub(crate) fn two(s: &Scenario) -> [Engine; 2] {
    [s.own.engine(), s.own.engine()]
}

// WK-11, A14, S8
#[test]
fn of_two_referrers_who_race_for_one_friend_one_wins() {
    let s = shop();
    let codes = [member(&s, "1", "bob", 0).1, member(&s, "2", "eve", 0).1];
    let (engines, start) = (two(&s), Arc::new(Barrier::new(2)));
    std::thread::scope(|scope| {
        for (engine, code) in engines.iter().zip(&codes) {
            let (start, s) = (Arc::clone(&start), &s);
            scope.spawn(move || {
                for round in 0..8 {
                    let account = format!("{}", 100 + round);
                    let new = NewSignUp { code: Some(code.clone()), ..signing(&account, "ann", HOUR) };
                    start.wait();
                    signed_up_on(engine, s, &new, HOUR).unwrap();
                }
            });
        }
    });
    for round in 0..8 {
        let account = format!("{}", 100 + round);
        let binding = bound(&s, &account, HOUR).unwrap();
        assert!(codes.contains(&binding.whose.code));
        let id = tell_sign_up(&s, &signing(&account, "ann", HOUR), HOUR).customer.id;
        let tenant = s.tenant.clone();
        let all = s.engine.db.read_wait(move |tx| customer::bindings(tx, &tenant, &id)).unwrap();
        assert_eq!(all.len(), 1, "one parent");
    }
    assert_eq!(s.findings(DAY), Vec::<String>::new());
}

// A14
#[test]
fn a_chain_is_never_closed_to_a_circle_from_two_connections() {
    let s = shop();
    let people: Vec<(Customer, String)> = ["bob", "eve", "ann"]
        .iter()
        .enumerate()
        .map(|(n, login)| member(&s, &format!("{n}"), login, 0))
        .collect();
    let (engines, start) = (two(&s), Arc::new(Barrier::new(2)));
    // Ann was sent by Eve; now Bob is to be Ann's and Eve Bob's, at once.
    let assign = |engine: &Engine, (who, code): (&Customer, &str), ms: i64| {
        let (tenant, id, code) = (s.tenant.clone(), who.id.clone(), code.to_owned());
        engine.db.write_wait(move |tx| {
            let actor = tributary_engine::audit::Actor::system(&tenant, "ada");
            customer::assign(tx, (&tenant, &actor), (&id, &code, "why"), at(ms))
        })
    };
    assign(&s.engine, (&people[2].0, &people[1].1), HOUR).unwrap();
    let acts = [(&people[0].0, people[2].1.as_str()), (&people[1].0, people[0].1.as_str())];
    let done = std::thread::scope(|scope| {
        let both = engines.iter().zip(acts).map(|(engine, act)| {
            let start = Arc::clone(&start);
            let assign = &assign;
            scope.spawn(move || {
                start.wait();
                assign(engine, act, 2 * HOUR)
            })
        });
        both.collect::<Vec<_>>().into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
    let refused = done.into_iter().find_map(Result::err).unwrap();
    assert!(refused.to_string().contains("circle"), "{refused}");
    for (one, _) in &people {
        let (tenant, id) = (s.tenant.clone(), one.id.clone());
        let chain =
            s.engine.db.read_wait(move |tx| customer::chain_at(tx, &tenant, &id, (at(DAY), 100))).unwrap();
        assert!(!chain.contains(&one.id) && chain.len() <= 2);
    }
    assert_eq!(s.findings(DAY + SECOND), Vec::<String>::new());
}
