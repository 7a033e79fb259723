//! What happens in the demo and when: drawn once with the same dice, so every demo is the same.
//!
//! Times are milliseconds after its beginning. Start at [`Plan::made`].

use super::cast::{FIRST, LAST, MACHINES, MISTYPED, PARTNERS, PEOPLE, PRODUCTS, Partner, TOWNS};
use super::club::{self, Missed};
use super::dice::Dice;
use super::shop::Buyer;
use super::{DAY_MS, DAYS};
use std::net::Ipv4Addr;

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
/// When in a day something happens, by the hour in UTC: the shop's people are mostly Americans.
const HOURS: [i64; 24] = [5, 5, 4, 3, 2, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 7, 6];

/// First and last day of the winter week.
pub(super) const PROMO: (i64, i64) = (68, 75);

/// Somebody or something follows a link.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) path: String,
    /// Whose link it is; none for a code that nobody has.
    pub(super) partner: Option<usize>,
    pub(super) user_agent: &'static str,
    pub(super) referrer: &'static str,
    pub(super) ip: Ipv4Addr,
    pub(super) kind: Kind,
    /// An earlier visit of the same browser.
    pub(super) again: Option<usize>,
    /// Whether the path goes on where the club's own link ends.
    pub(super) club: bool,
}

/// What a visit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Person,
    Machine,
    Ahead,
    Head,
}

/// What an order carries about its origin; the number is a visit's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trace {
    /// The address was typed.
    Direct,
    /// A search engine.
    Search,
    /// The shop's plugin stamped the referral cookie.
    Stamped(usize),
    /// WooCommerce noted the tags of the landing page.
    Tagged(usize),
    /// The shop's own server named the click to the API.
    Reported(usize),
}

/// Somebody buys.
#[derive(Debug)]
pub(super) struct Purchase {
    pub(super) buyer: Buyer,
    pub(super) items: Vec<(usize, i64)>,
    pub(super) coupons: Vec<&'static str>,
    pub(super) trace: Trace,
}

/// What happens to an order later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Completed,
    Cancelled,
    /// A part goes back.
    Returned,
    /// All goes back.
    Refunded,
}

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Visit(usize),
    Buy(usize),
    Change(usize, Change),
    /// The rules change: so many percent, and why.
    Rate(u8, &'static str),
    /// A partner is paused.
    Pause(usize),
    /// A partner is put away: links keep working, lists leave them out.
    Archive(usize),
    /// Partners are paid what is due to them.
    Pay,
    /// The club is taken into the program.
    Welcome,
}

/// Everything that happens.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) visits: Vec<Visit>,
    pub(super) purchases: Vec<Purchase>,
    /// In the order of time.
    pub(super) acts: Vec<(i64, Act)>,
    /// What the club will ask about.
    pub(super) missed: Missed,
    dice: Dice,
    /// When each visit is.
    visited: Vec<i64>,
}

impl Plan {
    /// The plan for a history of this length.
    pub(super) fn made(length_ms: i64) -> Self {
        let mut plan = Self {
            visits: Vec::new(),
            purchases: Vec::new(),
            acts: vec![
                (30 * DAY_MS + 13 * HOUR_MS, Act::Rate(12, "Autumn: from 10 to 12 percent")),
                (46 * DAY_MS + 15 * HOUR_MS, Act::Pay),
                (60 * DAY_MS + 8 * HOUR_MS, Act::Pause(7)),
                (77 * DAY_MS + 15 * HOUR_MS, Act::Pay),
                (PROMO.0 * DAY_MS + 13 * HOUR_MS, Act::Rate(24, "Winter week: double rate")),
                (PROMO.1 * DAY_MS + 13 * HOUR_MS, Act::Rate(12, "Winter week is over")),
                (82 * DAY_MS + 14 * HOUR_MS, Act::Archive(11)),
            ],
            missed: Missed::default(),
            dice: Dice::new(20_261_121),
            visited: Vec::new(),
        };
        for day in 0..=DAYS {
            plan.day(day);
        }
        plan.oddities();
        club::plan(&mut plan);
        plan.acts.retain(|(at, _)| *at < length_ms - MINUTE_MS);
        plan.acts.sort_by_key(|(at, _)| *at);
        plan
    }

    fn day(&mut self, day: i64) {
        let mut visits = 14 + day * 14 / DAYS + self.dice.between(-4, 5);
        if day == 30 || day == 62 {
            visits += 55; // Sara's videos
        }
        if (PROMO.0..PROMO.1).contains(&day) {
            visits += 14;
        }
        for _ in 0..visits {
            let at = self.moment(day);
            self.visit(at);
        }
        let with_coupon = i64::from(self.dice.percent(74)) + if day == 62 { 4 } else { 0 };
        for _ in 0..with_coupon {
            let partner = self.dice.weighted(&PARTNERS, |partner| partner.coupons);
            let at = self.moment(day);
            self.buy(at, Trace::Direct, partner.coupon.as_slice().to_vec());
        }
        if self.dice.percent(40) {
            let at = self.moment(day);
            let trace = if self.dice.percent(50) { Trace::Direct } else { Trace::Search };
            self.buy(at, trace, Vec::new());
        }
    }

    fn moment(&mut self, day: i64) -> i64 {
        let hours: Vec<(i64, i64)> = (0..).zip(HOURS).collect();
        let hour = self.dice.weighted(&hours, |(_, weight)| *weight).0;
        day * DAY_MS + hour * HOUR_MS + self.dice.between(0, HOUR_MS)
    }

    fn visit(&mut self, at: i64) {
        let kind = match self.dice.between(0, 100) {
            0..14 => Kind::Machine,
            14..17 => Kind::Ahead,
            17..19 => Kind::Head,
            _ => Kind::Person,
        };
        if kind == Kind::Person && self.dice.percent(4) {
            let code = self.dice.one(&MISTYPED);
            self.add(at, format!("/r/{code}"), None, kind);
            return;
        }
        let whose: Vec<usize> = (0..PARTNERS.len()).collect();
        let partner = *self.dice.weighted(&whose, |at| PARTNERS[*at].clicks);
        let visit = self.follow(at, partner, kind);
        if kind == Kind::Person && self.dice.percent(9) {
            self.convert(at, visit, partner);
        }
    }

    /// Follows a partner's link, or the link behind their code.
    fn follow(&mut self, at: i64, partner: usize, kind: Kind) -> usize {
        let Partner { code, link, .. } = &PARTNERS[partner];
        let path = match link {
            Some([slug, ..]) if self.dice.percent(40) => format!("/t/{slug}"),
            _ => format!("/r/{code}"),
        };
        self.add(at, path, Some(partner), kind)
    }

    fn add(&mut self, at: i64, path: String, partner: Option<usize>, kind: Kind) -> usize {
        let user_agent =
            if kind == Kind::Machine { self.dice.one(&MACHINES) } else { self.dice.one(&PEOPLE) };
        let referrer = match partner {
            Some(partner) if kind != Kind::Machine => self.dice.one(PARTNERS[partner].from),
            _ => "",
        };
        // TEST-NET-3 and -2: addresses that belong to nobody.
        let (net, host) = (self.dice.one(&[[203, 0, 113], [198, 51, 100]]), self.dice.between(1, 255));
        let ip = Ipv4Addr::new(net[0], net[1], net[2], u8::try_from(host).unwrap_or(1));
        let again = if kind == Kind::Person && self.dice.percent(12) { self.known_browser(at) } else { None };
        self.visits.push(Visit { path, partner, user_agent, referrer, ip, kind, again, club: false });
        self.visited.push(at);
        let visit = self.visits.len() - 1;
        self.acts.push((at, Act::Visit(visit)));
        visit
    }

    /// A person's visit some time before.
    fn known_browser(&mut self, at: i64) -> Option<usize> {
        let since = at - 6 * DAY_MS;
        let before = at - 12 * HOUR_MS;
        let known: Vec<usize> = (0..self.visits.len())
            .filter(|visit| self.visits[*visit].kind == Kind::Person && self.visits[*visit].partner.is_some())
            .filter(|visit| (since..before).contains(&self.visited[*visit]))
            .collect();
        if known.is_empty() { None } else { Some(*self.dice.one(&known)) }
    }

    /// A visit leads to a purchase, mostly at once.
    fn convert(&mut self, at: i64, visit: usize, partner: usize) {
        let later = self.dice.percent(22);
        let wait = if later {
            self.dice.between(8 * HOUR_MS, 5 * DAY_MS)
        } else {
            self.dice.between(3 * MINUTE_MS, 90 * MINUTE_MS)
        };
        let trace = match self.dice.between(0, 100) {
            _ if later => Trace::Stamped(visit),
            0..35 => Trace::Stamped(visit),
            35..80 => Trace::Tagged(visit),
            _ => Trace::Reported(visit),
        };
        let typed = self.dice.percent(18);
        let coupons = PARTNERS[partner].coupon.filter(|_| typed).as_slice().to_vec();
        self.buy(at + wait, trace, coupons);
    }

    fn buy(&mut self, at: i64, trace: Trace, coupons: Vec<&'static str>) -> usize {
        let (first, last) = (*self.dice.one(&FIRST), *self.dice.one(&LAST));
        let town = *self.dice.weighted(&TOWNS, |town| town.4);
        let email = format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase());
        let catalogue: Vec<usize> = (0..PRODUCTS.len()).collect();
        let count = [1, 1, 1, 2, 2, 3];
        let items: Vec<(usize, i64)> = (0..*self.dice.one(&count))
            .map(|_| {
                let product = *self.dice.weighted(&catalogue, |at| PRODUCTS[*at].4);
                (product, if PRODUCTS[product].3 < 4_000 { self.dice.between(1, 4) } else { 1 })
            })
            .collect();
        let items = as_in_a_cart(items);
        self.purchases.push(Purchase { buyer: Buyer { first, last, email, town }, items, coupons, trace });
        let purchase = self.purchases.len() - 1;
        self.acts.push((at, Act::Buy(purchase)));
        self.fate(at, purchase);
        purchase
    }

    fn fate(&mut self, at: i64, purchase: usize) {
        let fate = self.dice.between(0, 100);
        if fate < 3 {
            let when = at + self.dice.between(HOUR_MS, 20 * HOUR_MS);
            self.acts.push((when, Act::Change(purchase, Change::Cancelled)));
            return;
        }
        let sent = at + self.dice.between(20 * HOUR_MS, 4 * DAY_MS);
        self.acts.push((sent, Act::Change(purchase, Change::Completed)));
        let back = match fate {
            3..7 => Change::Refunded,
            7..15 => Change::Returned,
            _ => return,
        };
        let when = sent + self.dice.between(2 * DAY_MS, 11 * DAY_MS);
        self.acts.push((when, Act::Change(purchase, back)));
    }

    /// What a shop owner will ask about.
    fn oddities(&mut self) {
        let (omar, jonas) = (1, 6);
        let late = self.follow(20 * DAY_MS + 15 * HOUR_MS, omar, Kind::Person);
        self.buy(31 * DAY_MS + 16 * HOUR_MS, Trace::Stamped(late), Vec::new());
        let own = self.follow(33 * DAY_MS + 18 * HOUR_MS, jonas, Kind::Person);
        let bought = self.buy(33 * DAY_MS + 18 * HOUR_MS + 9 * MINUTE_MS, Trace::Tagged(own), Vec::new());
        let buyer = &mut self.purchases[bought].buyer;
        (buyer.first, buyer.last, buyer.email) = ("Jonas", "Meyer", PARTNERS[jonas].email.to_owned());
        self.buy(41 * DAY_MS + 14 * HOUR_MS, Trace::Direct, vec!["SARA10", "LINA10"]);
        self.buy(50 * DAY_MS + 20 * HOUR_MS, Trace::Search, vec!["SUMMER25"]);
        self.buy(64 * DAY_MS + 17 * HOUR_MS, Trace::Direct, vec!["PAVEL10"]);
    }
}

/// A product put in twice is one line of more pieces.
fn as_in_a_cart(picked: Vec<(usize, i64)>) -> Vec<(usize, i64)> {
    let mut cart: Vec<(usize, i64)> = Vec::new();
    for (product, quantity) in picked {
        match cart.iter_mut().find(|(known, _)| *known == product) {
            Some((_, pieces)) => *pieces += quantity,
            None => cart.push((product, quantity)),
        }
    }
    cart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_is_the_same_every_time_and_as_large_as_promised() {
        let (plan, twin) = (Plan::made(DAYS * DAY_MS), Plan::made(DAYS * DAY_MS));
        assert_eq!(plan.acts, twin.acts);
        let count = |wanted: fn(&Act) -> bool| plan.acts.iter().filter(|(_, act)| wanted(act)).count();
        let visits = count(|act| matches!(act, Act::Visit(_)));
        let purchases = count(|act| matches!(act, Act::Buy(_)));
        assert!((1_800..2_300).contains(&visits), "{visits} visits");
        assert!((190..260).contains(&purchases), "{purchases} purchases");
        assert!(count(|act| matches!(act, Act::Change(_, Change::Refunded))) > 3);
        assert!(count(|act| matches!(act, Act::Change(_, Change::Cancelled))) > 2);
    }

    #[test]
    fn nothing_happens_before_what_it_follows_from() {
        let plan = Plan::made(DAYS * DAY_MS);
        let mut bought = vec![false; plan.purchases.len()];
        let mut visited = vec![false; plan.visits.len()];
        let mut welcomed = false;
        for (_, act) in &plan.acts {
            match *act {
                Act::Visit(visit) => {
                    assert!(plan.visits[visit].again.is_none_or(|before| visited[before]));
                    assert!(welcomed || !plan.visits[visit].club);
                    visited[visit] = true;
                }
                Act::Buy(purchase) => {
                    bought[purchase] = true;
                    if let Trace::Stamped(visit) | Trace::Tagged(visit) | Trace::Reported(visit) =
                        plan.purchases[purchase].trace
                    {
                        assert!(visited[visit]);
                    }
                }
                Act::Change(purchase, _) => assert!(bought[purchase]),
                Act::Welcome => welcomed = true,
                Act::Rate(..) | Act::Pause(_) | Act::Archive(_) | Act::Pay => {}
            }
        }
    }
}
