//! A shop with many clicks and orders, written as everything is: through the chain of clicks and the spine of orders,
//! so every count beside them is the engine's own.

use crate::shop::{DAY_MS, Shop, order, with_click, with_coupons};
use tributary_core::fact::{Customer, OrderFact, OrderStated, Origin, Place, RefundStated};
use tributary_core::{ClickId, LinkId, PartnerId, ProgramId, Timestamp};
use tributary_engine::click::{self, Click};
use tributary_engine::code::{self, Kind, NewCode};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, NewLink};
use tributary_engine::order::{NewFact, OrderKey};
use tributary_engine::partner::{self, NewPartner};
use tributary_engine::{pipeline, program};

const BATCH: i64 = 20_000;
const DAYS: i64 = 365;
const PARTNERS: i64 = 50;
const LINKS: i64 = 100;
const HOSTS: i64 = 20;
const CUSTOMERS: i64 = 7_919;
const ORDERS_PER_MILLE: i64 = 15;

/// How many orders so many clicks bring.
pub(crate) const fn orders_of(clicks: i64) -> i64 {
    clicks * ORDERS_PER_MILLE / 1000
}

/// Those who promote, by the links they hand out.
type Links = Vec<(PartnerId, LinkId)>;

/// A year of clicks on 50 partners' 100 links from 20 hosts, the popular ones clicked most, and their orders: one third
/// carries a code, one in 25 was paid back in part.
pub(crate) fn fill(shop: &Shop, size: i64) {
    let (tenant, store) = shop.ids();
    let (of, at) = (tenant.clone(), store.clone());
    let program = shop.app.engine.db.read_wait(move |tx| program::of_store(tx, &of, &at)).unwrap();
    let (links, now) = (promoters(shop, &program), shop.now());
    for from in (0..size).step_by(usize::try_from(BATCH).unwrap()) {
        let (tenant, store, program, links) = (tenant.clone(), store.clone(), program.clone(), links.clone());
        let write = move |tx: &mut Tx<'_>| {
            let numbers = from..(from + BATCH).min(size);
            let at = |number: i64| now.plus_ms(-((size - number) * DAYS * DAY_MS / size));
            let clicks: Vec<Click> =
                numbers.clone().map(|number| one_click(&program, &links, number, at(number))).collect();
            click::record_all(tx, &tenant, &clicks)?;
            let ordered = numbers.zip(&clicks).filter(|(number, _)| number % 1000 < ORDERS_PER_MILLE);
            for (number, click) in ordered {
                let external_id = number.to_string();
                let key = OrderKey { tenant: tenant.clone(), store: store.clone(), external_id };
                let at = click.at.plus_ms(60_000).min(now);
                pipeline::apply_all(tx, &key, &facts(&key, number, click, at), at)?;
            }
            Ok(())
        };
        shop.app.engine.db.write_wait(write).unwrap();
    }
}

/// Partners with two links, a referral code and a coupon each.
fn promoters(shop: &Shop, program: &ProgramId) -> Links {
    let ((tenant, _), key, now) =
        (shop.ids(), *shop.app.engine.sealer.people_key(), shop.now().plus_ms(-400 * DAY_MS));
    let program = program.clone();
    let make = move |tx: &mut Tx<'_>| {
        let mut all = Vec::new();
        for number in 0..PARTNERS {
            let (name, kind) = (format!("Partner {number}"), "influencer".to_owned());
            let new =
                NewPartner { name, email: Some(format!("p{number}@example.org")), kind, by: "ada".into() };
            let id = partner::create(tx, &tenant, &new, &key, now)?.id;
            for (kind, code) in
                [(Kind::Referral, format!("p{number}")), (Kind::Coupon, format!("CODE{number}"))]
            {
                let new = NewCode { program: program.clone(), partner: id.clone(), kind, code };
                code::create(tx, &tenant, &new, now)?;
            }
            for place in 0..LINKS / PARTNERS {
                let new = NewLink {
                    program: program.clone(),
                    partner: id.clone(),
                    slug: Some(format!("p{number}-{place}")),
                    destination: "https://shop.example/".to_owned(),
                };
                all.push((id.clone(), link::create(tx, &tenant, &new, now)?.id));
            }
        }
        Ok(all)
    };
    shop.app.engine.db.write_wait(make).unwrap()
}

/// Small numbers come most often.
fn popular(number: i64, many: i64) -> usize {
    let mixed = number.wrapping_mul(2_654_435_761) % 1_000_003;
    usize::try_from(mixed % (mixed % many + 1)).unwrap_or_default()
}

fn one_click(program: &ProgramId, links: &Links, number: i64, at: Timestamp) -> Click {
    let place = popular(number, LINKS);
    let (partner, link) = links[place].clone();
    let host = popular(number / 3, HOSTS);
    Click {
        id: ClickId::from_bits(u128::try_from(number).unwrap() + 1),
        program: program.clone(),
        partner: Some(partner),
        link: Some(link),
        code: None,
        value: format!("p{}-{}", place / 2, place % 2),
        at,
        traffic: "human".to_owned(),
        outcome: if number % 20 == 0 { "not_a_person" } else { "counted" }.to_owned(),
        visitor: format!("visitor {number}"),
        device: "mobile".to_owned(),
        ip_hash: None,
        user_agent: Some("Mozilla/5.0 (iPhone)".to_owned()),
        referrer: (host > 0).then(|| format!("https://host{host}.example/page")),
        landing: "https://shop.example/".to_owned(),
        refused: None,
        refs: None,
    }
}

/// What a shop tells of the order that a click became.
fn facts(key: &OrderKey, number: i64, click: &Click, at: Timestamp) -> Vec<NewFact> {
    let stated = Box::new(one_order(number, click, at));
    let mut facts = vec![OrderFact::Stated { order: stated, origin: Origin::Api, restored: false }];
    if number % 25 == 3 {
        let refund = RefundStated {
            external_id: format!("r-{number}"),
            amount_minor: 2_500,
            detail: None,
            reason: String::new(),
        };
        facts.push(OrderFact::Refunded { refund, origin: Origin::Api });
    }
    let new =
        |fact| NewFact { order: key.clone(), fact, source: "seed".to_owned(), occasion: "1".to_owned() };
    facts.into_iter().map(new).collect()
}

fn one_order(number: i64, click: &Click, at: Timestamp) -> OrderStated {
    let mut placed = order(&number.to_string(), at);
    placed.lines[0].product = Some(format!("product {}", number % 211));
    placed.lines[0].name = format!("Product {}", number % 211);
    let coupon = format!("code{}", popular(number, PARTNERS));
    let placed = match number % 9 {
        0 | 3 => with_coupons(placed, &["nobodys"]),
        6 => with_coupons(placed, &[&coupon]),
        _ => with_click(placed, &click.id),
    };
    let country = ["SE", "US", "DE", "IN"][usize::try_from(number % 4).unwrap()].to_owned();
    let email_key = Some(format!("customer {}", number % CUSTOMERS));
    OrderStated {
        place: Place { city: format!("City {}", number % 97), state: String::new(), country },
        customer: Customer { email_key, ..placed.customer.clone() },
        ..placed
    }
}
