//! A season of a shop: partners, links, codes and coupons, clicks from several places, and orders of every kind that a
//! report must tell apart. The same on every run.

use crate::browser::Browser;
use crate::shop::{DAY_MS, Shop, order, with_click, with_coupons};
use tributary_core::fact::{Customer, Line, OrderStated, Place};
use tributary_core::order::Status;
use tributary_core::{ClickId, CodeId, Currency, LinkId, PartnerId, ProgramId};
use tributary_engine::click::{self, Click};
use tributary_engine::code::{self, Kind, NewCode};
use tributary_engine::link::{self, NewLink};
use tributary_engine::partner::{self, NewPartner};
use tributary_engine::program;

const HOUR_MS: i64 = DAY_MS / 24;
const REFERRERS: [Option<&str>; 4] =
    [Some("https://www.instagram.com/p/1"), Some("https://blog.example/a"), None, Some("https://t.co/x")];

/// A partner with everything that leads to them.
struct Promoter {
    id: PartnerId,
    link: LinkId,
    code: CodeId,
    coupon: String,
}

/// Fills a shop, and signs its owner in.
pub(crate) async fn fill(shop: &Shop) -> Browser {
    let program = program_of(shop);
    let promoters: Vec<Promoter> =
        ["sara", "omar", "lina"].iter().map(|name| promoter(shop, &program, name)).collect();
    for number in 0..130 {
        one_order(shop, &program, &promoters, number);
    }
    for number in 0..70 {
        let promoter = &promoters[usize::try_from(number).unwrap() % 2];
        click(shop, &program, promoter, number, number * 9 * HOUR_MS);
    }
    strangers(shop, &program);
    shop.owner().await
}

fn program_of(shop: &Shop) -> ProgramId {
    let (tenant, store) = shop.ids();
    shop.app.engine.db.read_wait(move |tx| program::of_store(tx, &tenant, &store)).unwrap()
}

fn promoter(shop: &Shop, program: &ProgramId, name: &str) -> Promoter {
    let ((tenant, _), key, now) =
        (shop.ids(), *shop.app.engine.sealer.people_key(), shop.now().plus_ms(-200 * DAY_MS));
    let (program, name) = (program.clone(), name.to_owned());
    let make = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let new = NewPartner {
            name: format!("{name} <b>"),
            email: None,
            kind: "influencer".to_owned(),
            by: "ada".to_owned(),
        };
        let id = partner::create(tx, &tenant, &new, &key, now)?.id;
        let of = |kind, code: &str| NewCode {
            program: program.clone(),
            partner: id.clone(),
            kind,
            code: code.to_owned(),
        };
        let coupon = format!("{name}10");
        let code = code::create(tx, &tenant, &of(Kind::Referral, &name), now)?.id;
        code::create(tx, &tenant, &of(Kind::Coupon, &coupon), now)?;
        let new = NewLink {
            program: program.clone(),
            partner: id.clone(),
            slug: Some(format!("{name}-shoes")),
            destination: "https://shop.example/shoes".to_owned(),
        };
        let link = link::create(tx, &tenant, &new, now)?.id;
        Ok(Promoter { id, link, code, coupon })
    };
    shop.app.engine.db.write_wait(make).unwrap()
}

/// A person's click, by link and by code in turn.
fn click(shop: &Shop, program: &ProgramId, promoter: &Promoter, number: i64, ago_ms: i64) -> ClickId {
    let by_link = number % 2 == 0;
    let one = Click {
        id: ClickId::from_bits(tributary_engine::chance::bits().unwrap()),
        program: program.clone(),
        partner: Some(promoter.id.clone()),
        link: by_link.then(|| promoter.link.clone()),
        code: (!by_link).then(|| promoter.code.clone()),
        value: if by_link { "shoes".to_owned() } else { promoter.coupon.clone() },
        at: shop.now().plus_ms(-ago_ms),
        traffic: "human".to_owned(),
        outcome: "counted".to_owned(),
        visitor: format!("v{number}-{ago_ms}"),
        device: "mobile".to_owned(),
        ip_hash: None,
        user_agent: None,
        referrer: REFERRERS[usize::try_from(number).unwrap() % 4].map(str::to_owned),
        landing: "https://shop.example/".to_owned(),
        refused: None,
        refs: None,
    };
    record(shop, one)
}

fn record(shop: &Shop, one: Click) -> ClickId {
    let ((tenant, _), id) = (shop.ids(), one.id.clone());
    shop.app.engine.db.write_wait(move |tx| click::record(tx, &tenant, &one)).unwrap();
    id
}

/// Clicks that count for nothing: machines, and codes that nobody has.
fn strangers(shop: &Shop, program: &ProgramId) {
    for (number, outcome) in ["not_a_person", "unknown_code", "unknown_code"].into_iter().enumerate() {
        let mut one = Click {
            id: ClickId::from_bits(tributary_engine::chance::bits().unwrap()),
            program: program.clone(),
            partner: None,
            link: None,
            code: None,
            value: "sarah".to_owned(),
            at: shop.now().plus_ms(-DAY_MS),
            traffic: "human".to_owned(),
            outcome: outcome.to_owned(),
            visitor: format!("stranger {number}"),
            device: "desktop".to_owned(),
            ip_hash: None,
            user_agent: None,
            referrer: None,
            landing: "https://shop.example/".to_owned(),
            refused: None,
            refs: None,
        };
        if number == 0 {
            one.traffic = "bot".to_owned();
        }
        record(shop, one);
    }
}

fn one_order(shop: &Shop, program: &ProgramId, promoters: &[Promoter], number: i64) {
    let id = number.to_string();
    let placed = shop.now().plus_ms(-number * 11 * HOUR_MS - HOUR_MS);
    let promoter = &promoters[usize::try_from(number / 5).unwrap() % 3];
    let mut stated = OrderStated { lines: lines(number), ..order(&id, placed) };
    stated.total_minor = stated.lines.iter().map(|line| line.total_minor).sum::<i64>() + 2_500;
    stated = match number % 5 {
        0 | 1 => with_coupons(stated, &[&promoter.coupon]),
        2 | 3 => {
            let ago_ms = shop.now().since_ms(placed) + HOUR_MS;
            with_click(stated, &click(shop, program, promoter, number, ago_ms))
        }
        _ => stated,
    };
    stated.status = match number % 13 {
        5 => Status::Cancelled,
        6 => Status::Failed,
        7 => Status::Trash,
        _ => Status::Completed,
    };
    if number % 7 == 3 {
        stated.currency = Currency::parse("EUR").unwrap();
    }
    stated.place = place(number);
    stated.customer = customer(number);
    shop.order(stated.clone());
    match number % 17 {
        1 => shop.refund(&id, 1_234),
        2 => shop.refund(&id, stated.total_minor),
        3 => shop.refund_of(&id, 500, ("1", 1)),
        _ => (),
    }
}

fn lines(number: i64) -> Vec<Line> {
    let line = |place: i64, product: Option<&str>, name: &str| Line {
        external_id: place.to_string(),
        product: product.map(str::to_owned),
        categories: Vec::new(),
        name: name.to_owned(),
        sku: None,
        quantity: (number + place) % 4 + 1,
        total_minor: ((number + place) % 4 + 1) * 1_999,
        event: None,
    };
    let all =
        [line(1, Some("p1"), "Trail shoes"), line(2, Some("p2"), "Socks & more"), line(3, None, "Gift wrap")];
    let count = usize::try_from(number % 3).unwrap() + 1;
    all.into_iter().take(count).collect()
}

fn place(number: i64) -> Place {
    let of = |country: &str, state: &str, city: &str| Place {
        country: country.to_owned(),
        state: state.to_owned(),
        city: city.to_owned(),
    };
    match number % 6 {
        0 => of("US", "CA", "Oakland"),
        1 => of("US", "NY", "Albany"),
        2 => of("US", "", "Nowhere"),
        3 => of("SE", "", "Lund"),
        4 => of("SE", "", ""),
        _ => of("", "", ""),
    }
}

fn customer(number: i64) -> Customer {
    let email_key = (number % 3 != 0).then(|| format!("key{}", number % 20));
    Customer { external_id: None, email_key, email_hint: Some("b…@example.com".to_owned()) }
}
