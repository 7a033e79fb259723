//! The form's promise: what it says is put into the rules, and nothing else is touched.

use super::*;
use tributary_core::presets::Preset;
use tributary_core::program::{EventKind, EventType};

fn rules() -> Rules {
    Preset::named("reftrackr").unwrap().rules()
}

fn usd() -> Currency {
    Currency::parse("USD").unwrap()
}

fn sent(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// As the engine keeps them.
fn with_ids(mut events: Vec<EventType>) -> Vec<EventType> {
    for (bits, event) in (1..).zip(&mut events) {
        event.id = tributary_core::EventTypeId::from_bits(bits).to_string();
    }
    events
}

#[test]
fn types_of_events_keep_their_ids_and_no_other_is_taken() {
    let mut after = Preset::named("retrack").unwrap().rules();
    after.events = with_ids(after.events);
    let own = after.events[1].id.clone();
    let other = tributary_core::EventTypeId::from_bits(99);
    let form = format!(
        "events=2&e_id={own}&e_name=Sign+up&e_kind=lead&e_earns=fixed&e_rate=40\
         &e_id={other}&e_name=Extra&e_kind=custom&e_earns=percent&e_rate=2.5"
    );
    Draft::of(&after).with(&sent(&form)).put(&mut after, usd()).unwrap();
    let told: Vec<_> = after.events.iter().map(|e| (e.id.as_str(), e.name.as_str(), e.kind)).collect();
    assert_eq!(told, [(own.as_str(), "Sign up", EventKind::Lead), ("", "Extra", EventKind::Custom)]);
    assert_eq!(after.events[0].commission, Commission::Fixed { amount: Money::new(4_000, usd()) });
    let grown = Draft::of(&after).pressed("add-event");
    assert_eq!(grown.events.len(), 3);
    let Error::Invalid(fields) = grown.put(&mut after, usd()).unwrap_err() else { panic!() };
    let named: Vec<&str> = fields.iter().map(|field| field.pointer.as_str()).collect();
    assert_eq!(named, ["/e_name-2", "/e_rate-2"]);
    assert_eq!(grown.pressed("remove-event:2").pressed("remove-event:9").events.len(), 2);
}

#[test]
fn an_untouched_form_changes_nothing() {
    for preset in ["reftrackr", "infumar", "retrack"] {
        let before = Preset::named(preset).unwrap().rules();
        let before = Rules {
            exceptions: vec![Exception {
                partner: Some(PartnerId::from_bits(1)),
                product: None,
                category: Some("boots".into()),
                rate: Rate::parse_percent("12.5").unwrap(),
            }],
            cap: Some(Money::new(5_000, usd())),
            counts_when: vec![Status::OnHold],
            allowed_hosts: vec!["shop.example".into()],
            redirect_page: Some("https://shop.example/retrack".into()),
            purpose: tributary_core::program::Purpose::Reward,
            events: with_ids(before.events),
            ..before
        };
        let mut after = before.clone();
        let draft = Draft::of(&before);
        let pairs: Vec<(String, String)> =
            draft.pairs().into_iter().map(|(n, t)| (n.to_owned(), t)).collect();
        assert_eq!(Draft::of(&rules()).with(&pairs), draft, "what is sent is read back");
        draft.put(&mut after, usd()).unwrap();
        assert_eq!(after, before);
    }
}

#[test]
fn an_address_that_says_one_thing_changes_one_thing() {
    let mut after = rules();
    Draft::of(&after).with(&sent("window_days=30")).put(&mut after, usd()).unwrap();
    assert_eq!(after, Rules { window_days: 30, ..rules() });
}

#[test]
fn what_the_form_says_is_put_into_the_rules() {
    let mut after = rules();
    let form = "kind=fixed&rate=5,50&base=total&cap=20&orders=first&window=fixed&touch=first&cleared=no&several=skip&own=allow\
                &counts_when=completed&hold_days=14&share=60&hosts=shop.example%0AB%C3%9CCHER.example\
                &priority=last_click&priority=coupon&priority=cookie&use=coupon&use=last_click\
                &rows=2&x_partner=&x_product=101&x_category=&x_rate=15&x_partner=&x_product=&x_category=&x_rate=";
    Draft::of(&after).with(&sent(form)).put(&mut after, usd()).unwrap();
    let one =
        Exception { partner: None, product: Some("101".into()), category: None, rate: Rate::percent(15) };
    let expected = Rules {
        commission: Commission::Fixed { amount: Money::new(550, usd()) },
        base: BaseKind::Total,
        cap: Some(Money::new(2_000, usd())),
        first_order_only: true,
        window: WindowKind::Fixed,
        touch: TouchPolicy::First,
        cleared_by_order: false,
        several_coupons: SeveralCoupons::Skip,
        self_purchase: SelfPurchase::Allow,
        counts_when: vec![Status::Completed],
        hold_days: 14,
        split: vec![Share { role: Role::Partner, weight: 60 }, Share { role: Role::Platform, weight: 40 }],
        allowed_hosts: vec!["shop.example".into(), "xn--bcher-kva.example".into()],
        priority: vec![Signal::LastClick, Signal::Coupon],
        exceptions: vec![one],
        ..rules()
    };
    assert_eq!(after, expected);
}

#[test]
fn the_buttons_move_rows_without_a_script() {
    let draft = Draft::of(&rules());
    let order = |draft: &Draft| draft.priority.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    assert_eq!(order(&draft), ["coupon", "cookie", "last_click"]);
    let moved = draft.clone().pressed("down:coupon");
    assert_eq!(order(&moved), ["cookie", "coupon", "last_click"]);
    assert_eq!(order(&moved.pressed("up:coupon").pressed("up:coupon")), order(&draft));
    let grown = draft.pressed("add");
    assert_eq!(grown.rows.len(), 1);
    assert!(grown.pressed("remove:0").pressed("remove:7").rows.is_empty());
}

#[test]
fn every_slip_is_named() {
    let form = "rate=120&cap=much&window_days=-1&hold_days=soon&share=101&hosts=https://a.example&priority=coupon\
                &rows=2&x_partner=&x_product=1&x_category=&x_rate=x&x_partner=&x_product=&x_category=&x_rate=5";
    let error = Draft::of(&rules()).with(&sent(form)).put(&mut rules(), usd()).unwrap_err();
    let Error::Invalid(fields) = error else { panic!("{error}") };
    let named: Vec<&str> = fields.iter().map(|field| field.pointer.as_str()).collect();
    let expected = [
        "/rate",
        "/cap",
        "/window_days",
        "/hold_days",
        "/priority",
        "/share",
        "/hosts",
        "/x_rate-0",
        "/x_rate-1",
    ];
    assert_eq!(named, expected);
}
