//! What the members of the cashback site do: they follow its link, most buy, and what becomes of it. Nothing here is drawn,
//! so all else in the demo falls as it did before.

use super::DAY_MS;
use super::cast::{PEOPLE, TOWNS};
use super::plan::{Act, Change, Kind, Plan, Purchase, Trace, Visit};
use super::shop::Buyer;
use std::net::Ipv4Addr;

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
/// The day on which the club is taken into the program.
const WELCOME_DAY: i64 = 54;
/// Where members come from.
pub(super) const FROM: &str = "https://kickback.example/stores/northwind";

/// A member's visit: the day and hour, the member, the page, what was bought, and what came of it.
type Outing = (i64, i64, &'static str, &'static str, &'static [(usize, i64)], Fate);

/// What becomes of a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Nothing was bought.
    Looked,
    /// Nothing more happens.
    Kept,
    Sent,
    CalledOff,
    PartBack,
    AllBack,
    /// Somebody else's code was typed at the checkout.
    Coded,
    /// The purchase was made in another browser, which knew nothing of the click.
    Elsewhere,
}

const TENTS: &str = "/category/tents";
const BOOTS: &str = "/product/ridge-boots";

const OUTINGS: [Outing; 19] = [
    (56, 18, "38290114", BOOTS, &[(0, 1)], Fate::Sent),
    (58, 15, "37800451", "", &[(1, 1), (6, 2)], Fate::Sent),
    (60, 20, "38111093", TENTS, &[], Fate::Looked),
    (61, 17, "38315327", "", &[(7, 1)], Fate::AllBack),
    (63, 14, "38402266", TENTS, &[(2, 1), (3, 1)], Fate::Sent),
    (66, 19, "37912280", BOOTS, &[(0, 1), (6, 1)], Fate::PartBack),
    (68, 16, "38290114", "", &[(5, 2)], Fate::CalledOff),
    (69, 21, "38315327", TENTS, &[(2, 1)], Fate::Sent),
    (71, 13, "38004517", "", &[(4, 4), (6, 1)], Fate::Sent),
    (73, 18, "37800451", BOOTS, &[(0, 1)], Fate::Sent),
    (75, 22, "38111093", "", &[(1, 2)], Fate::Coded),
    (78, 17, "38402266", "", &[(8, 1)], Fate::Sent),
    (79, 15, "37912280", BOOTS, &[(0, 1)], Fate::AllBack),
    (81, 20, "38315327", "", &[(3, 1)], Fate::Sent),
    (83, 16, "38004517", TENTS, &[], Fate::Looked),
    (84, 19, "38290114", "", &[(7, 1), (4, 2)], Fate::Elsewhere),
    (86, 18, "38402266", TENTS, &[(2, 1)], Fate::Sent),
    (88, 14, "37800451", "", &[(5, 1)], Fate::CalledOff),
    (89, 16, "38111093", BOOTS, &[(0, 1), (6, 3)], Fate::Kept),
];

/// Buyers nobody else is called like: orders of one person hang on each other.
const BUYERS: [(&str, &str, &str); 7] = [
    ("38290114", "Priya", "Nair"),
    ("37800451", "Oskar", "Wendt"),
    ("38111093", "Zoe", "Martin"),
    ("38315327", "Tomas", "Quist"),
    ("38402266", "Rana", "Saleh"),
    ("37912280", "Vito", "Moreau"),
    ("38004517", "Yuki", "Sato"),
];

/// Which purchases the club misses, by their places in the plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Missed {
    /// The one that a code won.
    pub(super) coded: Option<usize>,
    /// The one that was made elsewhere.
    pub(super) elsewhere: Option<usize>,
}

/// Adds what the club's members do to a plan.
pub(super) fn plan(plan: &mut Plan) {
    plan.acts.push((WELCOME_DAY * DAY_MS + 10 * HOUR_MS, Act::Welcome));
    for (number, outing) in (1_u8..).zip(OUTINGS) {
        outing_of(plan, number, outing);
    }
}

fn outing_of(plan: &mut Plan, number: u8, (day, hour, member, page, items, fate): Outing) {
    let step = i64::from(number);
    let at = day * DAY_MS + hour * HOUR_MS + step * 7 % 50 * MINUTE_MS;
    plan.visits.push(Visit {
        path: tail(member, page),
        partner: None,
        user_agent: PEOPLE[usize::from(number) % PEOPLE.len()],
        referrer: FROM,
        ip: Ipv4Addr::new(203, 0, 113, number),
        kind: Kind::Person,
        again: None,
        club: true,
    });
    let visit = plan.visits.len() - 1;
    plan.acts.push((at, Act::Visit(visit)));
    if fate == Fate::Looked {
        return;
    }
    let bought = at + (11 + step % 4 * 6) * MINUTE_MS;
    let purchase = Purchase {
        buyer: buyer(member, usize::from(number)),
        items: items.to_vec(),
        coupons: if fate == Fate::Coded { vec!["SARA10"] } else { Vec::new() },
        trace: if fate == Fate::Elsewhere { Trace::Search } else { Trace::Reported(visit) },
    };
    plan.purchases.push(purchase);
    let place = plan.purchases.len() - 1;
    plan.acts.push((bought, Act::Buy(place)));
    match fate {
        Fate::Coded => plan.missed.coded = Some(place),
        Fate::Elsewhere => plan.missed.elsewhere = Some(place),
        _ => {}
    }
    let later = |days: i64, change| (bought + days * DAY_MS, Act::Change(place, change));
    plan.acts.extend(match fate {
        Fate::Looked | Fate::Kept => Vec::new(),
        Fate::Sent | Fate::Coded | Fate::Elsewhere => vec![later(1, Change::Completed)],
        Fate::CalledOff => vec![(bought + 5 * HOUR_MS, Act::Change(place, Change::Cancelled))],
        Fate::PartBack => vec![later(1, Change::Completed), later(6, Change::Returned)],
        Fate::AllBack => vec![later(2, Change::Completed), later(7, Change::Refunded)],
    });
}

/// What a member's link has behind the club's own.
pub(super) fn tail(member: &str, page: &str) -> String {
    if page.is_empty() {
        return format!("&ref={member}");
    }
    let whole = format!("{}{page}", super::cast::SHOP);
    let deeplink: String = url::form_urlencoded::byte_serialize(whole.as_bytes()).collect();
    format!("&ref={member}&deeplink={deeplink}")
}

fn buyer(member: &str, number: usize) -> Buyer {
    let (_, first, last) = BUYERS.into_iter().find(|(known, ..)| *known == member).unwrap_or(BUYERS[0]);
    let email = format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase());
    Buyer { first, last, email, town: TOWNS[number % 9] } // those who pay in the shop's own currency
}
