//! Customers bound for life, as Zen Cart binds them: each test names the rows of its behaviour that it is about.

use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at};
use crate::whose::{bound, reload, signing, tell_sign_up};
use tributary_core::fact::Origin;
use tributary_core::order::Status;
use tributary_core::program::{Rules, Signal};
use tributary_core::referral::{Lifelong, LifelongMode};
use tributary_engine::audit::Actor;
use tributary_engine::code::Kind;
use tributary_engine::customer::{self, Binding, NewSignUp, Told};
use tributary_engine::{Error, event, page};

fn mode(mode: LifelongMode) -> impl Fn(&mut Rules) + Send + Sync + Clone + 'static {
    move |rules| {
        rules.lifelong = Lifelong { mode, listed: Vec::new() };
        rules.priority = vec![Signal::Coupon, Signal::Cookie, Signal::LastClick, Signal::Binding];
    }
}

pub(crate) fn by_coupon() -> Scenario {
    Scenario::new(mode(LifelongMode::FirstCoupon))
}

fn by_typing() -> Scenario {
    Scenario::new(mode(LifelongMode::TypedCode))
}

/// An order of the account 7.
pub(crate) fn order(id: &str, ms: i64) -> Stated {
    let mut order = Stated::new(id, 10_000, ms);
    order.0.customer.external_id = Some("7".to_owned());
    order
}

fn code(s: &Scenario, ms: i64) -> Option<String> {
    bound(s, "7", ms).map(|binding| binding.whose.code)
}

pub(crate) fn seven(s: &Scenario, ms: i64) -> customer::Customer {
    tell_sign_up(s, &signing("7", "zoe", ms), ms).customer
}

fn typed(s: &Scenario, text: &str, ms: i64) -> Result<Binding, Error> {
    let (tenant, id, text) = (s.tenant.clone(), seven(s, 0).id, text.to_owned());
    s.engine.db.write_wait(move |tx| customer::type_code(tx, &tenant, (&id, &text), "test", at(ms)))
}

pub(crate) fn assigned(s: &Scenario, text: &str, ms: i64) -> Result<Option<Binding>, Error> {
    let (tenant, id, text) = (s.tenant.clone(), seven(s, 0).id, text.to_owned());
    s.engine.db.write_wait(move |tx| {
        customer::assign(tx, (&tenant, &Actor::system(&tenant, "ada")), (&id, &text, "she called"), at(ms))
    })
}

// ZC-01
#[test]
fn there_are_three_modes_and_the_first_is_off() {
    assert_eq!(LifelongMode::default(), LifelongMode::Off);
    let s = Scenario::new(|_| ());
    s.state(&order("1001", HOUR).coupon("SARA10"));
    assert_eq!(code(&s, DAY), None);
}

// ZC-03, ZC-04: not an abandoned checkout, nor one that was never paid.
#[test]
fn only_an_order_that_is_really_placed_binds() {
    let s = by_coupon();
    s.state(&order("1001", HOUR).coupon("DRAFT").status(Status::Draft));
    s.state(&order("1002", 2 * HOUR).coupon("UNPAID").status(Status::Pending));
    s.state(&order("1003", 3 * HOUR).coupon("FAILED").status(Status::Failed));
    let mut called_off =
        order("1002", 2 * HOUR).coupon("UNPAID").status(Status::Cancelled).modified(4 * HOUR);
    called_off.0.paid_at = None;
    s.state(&called_off);
    assert_eq!(code(&s, DAY), None);
    s.state(&order("1004", 5 * HOUR).coupon("Placed10").status(Status::Processing));
    assert_eq!(code(&s, DAY).as_deref(), Some("Placed10"));
    assert_eq!(code(&s, 5 * HOUR - 1), None, "not before it was placed");
}

// ZC-05, ZC-02: whoever's coupon it is, or nobody's, long ones too.
#[test]
fn any_coupon_binds_and_its_spelling_is_kept() {
    let s = by_coupon();
    let long = "Sommer-2026-für-alle-Freunde-aus-Göteborg-und-Umgebung";
    s.state(&order("1001", HOUR).coupon(long));
    assert_eq!(code(&s, DAY).as_deref(), Some(long));
}

// ZC-06, A2: told late, too.
#[test]
fn the_first_coupon_binds_for_life_in_whatever_order_it_is_told() {
    for turn in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let s = by_coupon();
        let orders = [
            order("1001", HOUR).coupon("FIRST"),
            order("1002", DAY).coupon("SECOND"),
            order("1003", 2 * DAY).coupon("THIRD"),
        ];
        for (told, index) in turn.iter().enumerate() {
            let now = 3 * DAY + i64::try_from(told).unwrap();
            let order = &orders[*index];
            s.tell(&order.0.external_id, order.fact(Origin::Webhook), now);
        }
        assert_eq!(code(&s, 4 * DAY).as_deref(), Some("FIRST"), "{turn:?}");
        assert_eq!(code(&s, DAY).as_deref(), Some("FIRST"));
        assert_eq!(s.findings(5 * DAY), Vec::<String>::new());
    }
}

// ZC-07, ZC-15: an account that came without a code, however it was made.
#[test]
fn a_customer_of_long_ago_is_bound_by_a_later_orders_coupon() {
    let s = by_coupon();
    seven(&s, 0);
    s.state(&order("1001", HOUR));
    assert_eq!(code(&s, DAY), None);
    s.state(&order("1002", 2 * DAY).coupon("SARA10"));
    assert_eq!(code(&s, 3 * DAY).as_deref(), Some("SARA10"));
}

// ZC-08
#[test]
fn of_several_coupons_on_an_order_the_first_binds() {
    let s = by_coupon();
    s.state(&order("1001", HOUR).coupon("ONE").coupon("TWO"));
    assert_eq!(code(&s, DAY).as_deref(), Some("ONE"));
}

#[test]
fn only_listed_coupons_bind_where_some_are_listed() {
    let s = Scenario::new(|rules| {
        rules.lifelong = Lifelong { mode: LifelongMode::FirstCoupon, listed: vec!["Sara10".to_owned()] };
    });
    s.state(&order("1001", HOUR).coupon("SUMMER"));
    assert_eq!(code(&s, DAY), None);
    s.state(&order("1002", 2 * HOUR).coupon("sARA10"));
    assert_eq!(code(&s, DAY).as_deref(), Some("sARA10"));
}

// A coupon that is replaced after the order was placed does not change whose the customer is.
#[test]
fn the_coupon_of_the_earliest_state_counts_whichever_state_is_told_first() {
    let first = || order("1001", HOUR).coupon("FIRST");
    let edited = || order("1001", HOUR).coupon("EDITED").modified(2 * HOUR);
    for turn in [[first(), edited()], [edited(), first()]] {
        let s = by_coupon();
        for (told, state) in turn.iter().enumerate() {
            s.tell("1001", state.fact(Origin::Webhook), 3 * HOUR + i64::try_from(told).unwrap());
        }
        assert_eq!(code(&s, DAY).as_deref(), Some("FIRST"));
    }
}

// ZC-09: free text, and nobody needs to have it.
#[test]
fn a_code_typed_at_the_sign_up_binds_whoever_has_it() {
    let s = by_typing();
    let new = NewSignUp { code: Some("my neighbour Åsa".to_owned()), ..signing("7", "zoe", HOUR) };
    let binding = tell_sign_up(&s, &new, HOUR).binding.unwrap();
    assert_eq!(
        (binding.whose.code.as_str(), binding.whose.partner, binding.via.as_str()),
        ("my neighbour Åsa", None, "code")
    );
}

// ZC-10: the server refuses, not only the form.
#[test]
fn a_code_typed_later_binds_while_there_is_none_and_never_overwrites() {
    let s = by_typing();
    assert_eq!(typed(&s, "SARA10", HOUR).unwrap().whose.code, "SARA10");
    let refused = typed(&s, "MINE", 2 * HOUR).unwrap_err();
    assert!(matches!(refused, Error::Conflict(_)), "{refused}");
    let again = NewSignUp { code: Some("MINE".to_owned()), ..signing("7", "zoe", HOUR) };
    tell_sign_up(
        &s,
        &NewSignUp { told: Told { registered_at: Some(at(3 * HOUR)), ..again.told.clone() }, ..again },
        3 * HOUR,
    );
    assert_eq!(code(&s, DAY).as_deref(), Some("SARA10"));
}

// ZC-11
#[test]
fn each_mode_heeds_its_own_evidence_only() {
    let s = by_typing();
    s.state(&order("1001", HOUR).coupon("SARA10"));
    assert_eq!(code(&s, DAY), None, "coupons are not read where codes are typed");
    assert_eq!(
        tell_sign_up(&s, &signing("7", "zoe", 0), DAY).binding,
        None,
        "nor does an account alone bind"
    );
    let s = by_coupon();
    assert!(typed(&s, "SARA10", HOUR).is_err(), "nothing is typed where coupons bind");
    let new = NewSignUp { code: Some("SARA10".to_owned()), ..signing("7", "zoe", HOUR) };
    assert_eq!(tell_sign_up(&s, &new, HOUR).binding, None);
}

// ZC-11, ZC-12
#[test]
fn what_was_bound_stays_when_the_mode_changes_or_ends() {
    let s = by_coupon();
    s.state(&order("1001", HOUR).coupon("SARA10"));
    s.rules(2 * HOUR, mode(LifelongMode::TypedCode));
    assert_eq!(code(&s, DAY).as_deref(), Some("SARA10"));
    assert!(matches!(typed(&s, "OTHER", 3 * HOUR), Err(Error::Conflict(_))));
    s.rules(4 * HOUR, mode(LifelongMode::Off));
    s.state(&order("1002", 5 * HOUR).coupon("OTHER"));
    assert_eq!(code(&s, DAY).as_deref(), Some("SARA10"));
    assert_eq!(s.findings(DAY), Vec::<String>::new());
}

// ZC-13, ZC-10: in every mode, any text or none, and the history says who.
#[test]
fn only_an_administrator_changes_it_with_a_note() {
    let s = Scenario::new(mode(LifelongMode::Off));
    let sara = s.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    assert_eq!(assigned(&s, "sara10", HOUR).unwrap().unwrap().whose.partner, Some(sara));
    assert_eq!(assigned(&s, "any text", 2 * HOUR).unwrap().unwrap().whose.code, "any text");
    assert_eq!(assigned(&s, "", 3 * HOUR).unwrap(), None);
    let (tenant, id) = (s.tenant.clone(), seven(&s, 0).id);
    let spans = s.engine.db.read_wait(move |tx| customer::bindings(tx, &tenant, &id)).unwrap();
    let told: Vec<_> =
        spans.iter().map(|one| (one.whose.code.as_str(), one.by.as_str(), one.until)).collect();
    assert_eq!(told, [("sara10", "ada", Some(at(2 * HOUR))), ("any text", "ada", Some(at(3 * HOUR)))]);
    let (tenant, id) = (s.tenant.clone(), seven(&s, 0).id);
    let without = s.engine.db.write_wait(move |tx| {
        customer::assign(tx, (&tenant, &Actor::system(&tenant, "ada")), (&id, "X", " "), at(4 * HOUR))
    });
    assert!(without.unwrap_err().to_string().contains("/note"));
    assert_eq!(s.findings(DAY), Vec::<String>::new());
}

// ZC-14
#[test]
fn what_programs_leave_in_forms_binds_nobody() {
    let s = by_typing();
    for (n, text) in ["http://pills.example/", "see www.pills.example", "<script>"].into_iter().enumerate() {
        let refused = typed(&s, text, HOUR).unwrap_err();
        assert!(refused.to_string().contains("Nobody has this code"), "{refused}");
        let new = NewSignUp { code: Some(text.to_owned()), ..signing(&format!("9{n}"), "spam", HOUR) };
        assert_eq!(tell_sign_up(&s, &new, HOUR).binding, None, "nor with the sign-up: {text}");
    }
    assert_eq!(code(&s, DAY), None);
}

// ZC-16: each order keeps its own coupon, whatever its customer is bound to.
#[test]
fn an_order_keeps_the_coupon_it_was_placed_with() {
    let s = by_coupon();
    s.state(&order("1001", HOUR).coupon("SARA10"));
    s.state(&order("1002", 2 * HOUR).coupon("EVE5"));
    assert_eq!((s.row("1002").coupons, code(&s, DAY).as_deref()), (vec!["EVE5".to_owned()], Some("SARA10")));
}

// ZC-17
#[test]
fn each_step_is_told_to_whoever_listens() {
    let s = by_coupon();
    s.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    seven(&s, 0);
    s.state(&order("1001", HOUR).coupon("SARA10"));
    assigned(&s, "", 2 * HOUR).unwrap();
    let tenant = s.tenant.clone();
    let cursor = page::Cursor { after: None, limit: 50 };
    let told = s.engine.db.read_wait(move |tx| event::list(tx, &tenant, &cursor)).unwrap().rows;
    let mut kinds: Vec<_> =
        told.iter().map(|one| one.kind.as_str()).filter(|kind| kind.starts_with("customer.")).collect();
    kinds.reverse();
    assert_eq!(kinds, ["customer.registered", "customer.bound", "customer.released"]);
    assert_eq!(told.iter().filter(|one| one.kind == "order.attributed").count(), 1);
    assert!(told.iter().all(|one| !one.data.to_string().contains("@example.test")), "events tell no address");
}

#[test]
fn the_partner_whose_code_bound_a_customer_earns_on_all_later_orders() {
    let s = by_coupon();
    let sara = s.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    s.state(&order("1000", MINUTE));
    s.state(&order("1001", HOUR).coupon("sara10"));
    s.state(&order("1002", 2 * DAY));
    let credited = |id: &str| (s.row(id).partner, s.row(id).via);
    assert_eq!(credited("1000"), (None, None), "not on those from before");
    assert_eq!(credited("1001"), (Some(sara.clone()), Some("coupon".to_owned())));
    assert_eq!(credited("1002"), (Some(sara.clone()), Some("binding".to_owned())));
    let eve = s.partner("Eve", &[(Kind::Coupon, "EVE5")]);
    s.state(&order("1003", 3 * DAY).coupon("EVE5"));
    assert_eq!(
        credited("1003"),
        (Some(eve), Some("coupon".to_owned())),
        "what stands higher in the list wins"
    );
    assigned(&s, "", 4 * DAY).unwrap();
    s.state(&order("1004", 5 * DAY));
    assert_eq!(
        (credited("1002").0, credited("1004").0),
        (Some(sara), None),
        "a change by hand reaches nothing before it"
    );
    assert_eq!(s.findings(6 * DAY), Vec::<String>::new());
}

#[test]
fn a_code_that_somebody_gets_later_makes_them_earn_as_if_it_had_always_been_theirs() {
    let s = by_coupon();
    s.state(&order("1001", HOUR).coupon("SARA10"));
    s.state(&order("1002", 2 * DAY));
    assert_eq!(s.row("1002").partner, None);
    let sara = s.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    assert_eq!(s.row("1002").partner, Some(sara.clone()));
    assert_eq!(bound(&s, "7", 3 * DAY).unwrap().whose.partner, Some(sara));
    assert_eq!(s.findings(6 * DAY), Vec::<String>::new());
}

#[test]
fn an_order_told_late_binds_those_that_came_before_our_ears() {
    let s = by_coupon();
    let sara = s.partner("Sara", &[(Kind::Coupon, "SARA10")]);
    let customer = seven(&s, 0);
    s.state(&order("1002", 2 * DAY));
    assert_eq!(s.row("1002").partner, None);
    s.tell("1001", order("1001", HOUR).coupon("SARA10").fact(Origin::Webhook), 3 * DAY);
    assert_eq!(s.row("1002").partner, Some(sara));
    assert_eq!(reload(&s, &customer.id).id, customer.id);
    assert_eq!(s.findings(6 * DAY), Vec::<String>::new());
}

#[test]
fn of_a_long_history_people_see_the_newest_with_the_oldest_of_it_first() {
    let s = by_coupon();
    let (tenant, id) = (s.tenant.clone(), seven(&s, 0).id);
    for n in 0..=customer::SHOWN_MAX {
        assigned(&s, &format!("C{n}"), HOUR + n).unwrap();
    }
    let (all, newest) = s
        .engine
        .db
        .read_wait(move |tx| Ok((customer::history(tx, &tenant, &id)?, customer::newest(tx, &tenant, &id)?)))
        .unwrap();
    assert_eq!((all.len(), newest.len()), (202, 200));
    assert_eq!(newest, all[2..]);
}
