//! Whatever happens to customers who tell friends, in whatever order it is told: wallets hold what a naive model says, and never less
//! than nothing; the ledger balances; and what is taken back is what was given.
//!
//! The core is driven as the engine drives it: facts are kept, what is due is derived from them, and the difference to what is posted
//! is posted. `PROPTEST_CASES` says how many histories.

mod step;

use crate::CustomerId;
use crate::decide::{World, decide};
use crate::fact::{OrderFact, Origin, RefundStated};
use crate::ledger::{Account, Balances, Purse};
use crate::model::{Bought, Model, PEOPLE, Plain, State, Terms};
use crate::order::{Status, fold};
use crate::program::RuleVersion;
use crate::referral::binding::{Bindings, Hint, Holder, Kind, Occasion, Via, bindings};
use crate::referral::{Friend, Granted, Qualified, Sponsor};
use crate::scenario::{Scenario, bare, blank_order, customer, line, money, program, recorded, stated};
use crate::time::Timestamp;
use crate::wallet::Purses;
use proptest::prelude::*;
use step::{Step, rules, sign_up, step};
use tributary_core::StoreId;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const HOLD_DAYS: [u32; 3] = [0, 1, 5];
/// Most orders are completed at last.
const STATUSES: [Status; 7] = [
    Status::Processing,
    Status::Completed,
    Status::Cancelled,
    Status::OnHold,
    Status::Completed,
    Status::Completed,
    Status::Completed,
];

const fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn who(person: usize) -> CustomerId {
    customer(u128::try_from(person).expect("small"))
}

fn purse(person: usize, purse: Purse) -> Account {
    Account::Wallet(who(person), purse)
}

/// Ids as the store has them: texts of one length.
fn name(place: usize) -> String {
    format!("{place:03}")
}

/// An order as the shop has it, and what is known of it and posted for it.
struct Order {
    who: usize,
    minor: i64,
    status: usize,
    refunds: Vec<RefundStated>,
    /// As it was after each change.
    states: Vec<(State, OrderFact)>,
    world: World,
    qualified: Option<Qualified>,
    posted: Balances,
    matures: Option<Timestamp>,
}

/// What may have bound a customer: what was told, and what was known of it then.
struct Asked {
    kind: Kind,
    at: i64,
    sponsor: Option<usize>,
    existing: bool,
    circle: bool,
    version: usize,
}

struct Run {
    model: Model,
    facts: i64,
    versions: Vec<RuleVersion>,
    asked: [Vec<Asked>; PEOPLE],
    bindings: [Bindings; PEOPLE],
    orders: Vec<Order>,
    reservations: Vec<(usize, i64)>,
    wallets: [Purses; PEOPLE],
    ledger: Balances,
}

impl Run {
    fn start() -> Self {
        let mut run = Self {
            model: Model::default(),
            facts: 0,
            versions: Vec::new(),
            asked: Default::default(),
            bindings: Default::default(),
            orders: Vec::new(),
            reservations: Vec::new(),
            wallets: Default::default(),
            ledger: Balances::default(),
        };
        run.rule(Terms::FIRST);
        run
    }

    fn take(&mut self, step: &Step) {
        self.model.now += MINUTE;
        self.mature();
        match step {
            Step::SignUp(friend, sponsor) => {
                self.ask(Kind::SignUp, friend % PEOPLE, Some(sponsor % PEOPLE));
            }
            Step::Assign(friend, sponsor) => {
                self.ask(Kind::Hand, friend % PEOPLE, sponsor.map(|sponsor| sponsor % PEOPLE));
            }
            Step::Order(who, minor) => self.order(who % PEOPLE, *minor),
            Step::Change(order, status, told) => self.change(*order, *told, |order| order.status = *status),
            Step::Refund(order, minor, told) => self.change(*order, *told, |order| {
                let left = order.minor - order.refunds.iter().map(|refund| refund.amount_minor).sum::<i64>();
                if left > 0 {
                    order.refunds.push(bare(&name(order.refunds.len()), 1 + minor % left));
                }
            }),
            Step::Tell(order, ago) => {
                if let Some(place) = order.checked_rem(self.orders.len()) {
                    self.tell(place, *ago);
                }
            }
            Step::Rules(rules) => self.rule(Terms {
                since: self.model.now,
                on: rules.on,
                plain: if rules.is_percent {
                    Plain::Percent(rules.minor % 101)
                } else {
                    Plain::Fixed(rules.minor)
                },
                multiplier: [100, 200, 150, 333][rules.promo],
                cap_before_promo: rules.cap_before_promo,
                hold_days: HOLD_DAYS[rules.hold],
            }),
            Step::Wait(hours) => self.model.now += hours * HOUR,
            Step::WaitForEnd(order, off_ms) => self.wait_for_end(*order, *off_ms),
            Step::Reserve(who, percent) => self.reserve(who % PEOPLE, *percent),
            Step::Settle(reservation, percent) => self.settle_reservation(*reservation, *percent),
            Step::Adjust(who, minor) => self.adjust(who % PEOPLE, *minor),
            Step::Replay => self.replay(),
        }
        self.mature();
        self.hold();
    }

    /// What must hold after every step.
    fn hold(&self) {
        let usd = money("USD");
        let purses = |one: &Purses| [one.pending_minor, one.available_minor, one.held_minor, one.debt_minor];
        let expected = self.model.wallets();
        for (person, wallet) in self.wallets.iter().enumerate() {
            assert_eq!(purses(wallet), expected[person], "customer {person}");
            let kept = Purse::ALL.map(|one| self.ledger.of(&purse(person, one), usd));
            assert_eq!(kept, purses(wallet), "what the ledger has for customer {person}");
            assert!(wallet.pending_minor >= 0 && wallet.available_minor >= 0 && wallet.held_minor >= 0);
            assert!(wallet.debt_minor <= 0 && (wallet.debt_minor == 0 || wallet.available_minor == 0));
        }
        assert!(self.ledger.is_balanced());
    }

    /// Posts amounts; nothing of it where a wallet would have less than nothing, as the database refuses it.
    fn post(&mut self, changes: &Balances, takes_back: bool) -> bool {
        assert!(changes.is_balanced());
        let usd = money("USD");
        let people = (0..PEOPLE).map(|person| (person, who(person)));
        let moved = people.map(|(person, id)| self.wallets[person].moved((&id, usd), changes, takes_back));
        let moved: Vec<_> = moved.collect();
        if moved.iter().any(|moved| moved.after.available_minor < 0) {
            return false;
        }
        let shifts = moved.iter().enumerate().flat_map(|(person, moved)| {
            let lent = moved.lent_minor - moved.repaid_minor;
            [(purse(person, Purse::Debt), -lent), (purse(person, Purse::Available), lent)]
        });
        let posted = changes.iter().map(|(account, _, minor)| (account.clone(), minor)).chain(shifts);
        let ledger = std::mem::take(&mut self.ledger);
        self.ledger = posted
            .filter(|(_, minor)| *minor != 0)
            .try_fold(ledger, |ledger, (account, minor)| ledger.add(account, usd, minor))
            .expect("small");
        for (wallet, moved) in self.wallets.iter_mut().zip(moved) {
            *wallet = moved.after;
        }
        true
    }

    fn post_all(&mut self, amounts: impl IntoIterator<Item = (Account, i64)>) -> bool {
        let all = amounts
            .into_iter()
            .try_fold(Balances::default(), |all, (account, minor)| all.add(account, money("USD"), minor));
        self.post(&all.expect("small"), false)
    }

    /// Who sent a customer at a moment, and who sent those.
    fn chain(&self, person: usize, moment: Timestamp) -> Vec<usize> {
        let mut chain = Vec::new();
        let mut below = person;
        let holds = |since: Timestamp, until: Option<Timestamp>| {
            since <= moment && until.is_none_or(|until| moment < until)
        };
        while let Some(span) = self.bindings[below].spans.iter().find(|span| holds(span.since, span.until)) {
            let Holder::Customer(id) = &span.hint.holder else { break };
            below = (0..PEOPLE).find(|person| who(*person) == *id).expect("one of them");
            chain.push(below);
        }
        chain
    }

    fn ask(&mut self, kind: Kind, friend: usize, sponsor: Option<usize>) {
        let now = self.model.now;
        let circle = sponsor.is_some_and(|sponsor| self.chain(sponsor, at(now)).contains(&friend));
        let existing = self.orders.iter().any(|order| order.who == friend && !order.world.facts.is_empty());
        let version = self.versions.len() - 1;
        self.asked[friend].push(Asked { kind, at: now, sponsor, existing, circle, version });
        let occasions = self.asked[friend].iter().map(|asked| self.occasion(friend, asked));
        self.bindings[friend] = bindings(occasions.collect());
        self.model.bind(friend, sponsor, kind == Kind::Hand);
    }

    fn occasion(&self, friend: usize, asked: &Asked) -> Occasion<'_> {
        let hint = |sponsor: usize| Hint {
            via: if asked.kind == Kind::Hand { Via::Hand } else { Via::Code },
            at: at(asked.at),
            place: (asked.at, 0),
            code: name(sponsor),
            click: None,
            holder: Holder::Customer(who(sponsor)),
            paused: false,
            own: sponsor == friend,
            circle: asked.circle,
            reported: false,
        };
        Occasion {
            kind: asked.kind,
            at: at(asked.at),
            seq: asked.at,
            rules: &self.versions[asked.version].rules,
            existing: asked.existing,
            duplicate: false,
            confirmed: true,
            hints: asked.sponsor.map(hint).into_iter().collect(),
            by: String::new(),
        }
    }

    fn rule(&mut self, terms: Terms) {
        let number = i64::try_from(self.versions.len()).expect("small") + 1;
        let rules =
            Scenario::new().refers(|referral| terms.apply(referral, at)).world.versions.remove(0).rules;
        self.versions.push(RuleVersion { number, since: at(terms.since), rules });
        for order in &mut self.orders {
            order.world.versions.clone_from(&self.versions);
        }
        self.model.terms.push(terms);
    }

    /// Somebody places an order; nobody has told of it yet.
    fn order(&mut self, who: usize, minor: i64) {
        let world = World { versions: self.versions.clone(), ..Scenario::new().world };
        let order = Order {
            who,
            minor,
            status: 0,
            refunds: Vec::new(),
            states: Vec::new(),
            world,
            qualified: None,
            posted: Balances::default(),
            matures: None,
        };
        self.orders.push(order);
        self.model.orders.push(Bought { who, minor, placed: self.model.now, told: Vec::new() });
        self.change(self.orders.len() - 1, false, |_| {});
    }

    fn change(&mut self, order: usize, told: bool, change: impl FnOnce(&mut Order)) {
        let Some(place) = order.checked_rem(self.orders.len()) else { return };
        let (now, placed) = (self.model.now, self.model.orders[place].placed);
        let order = &mut self.orders[place];
        change(order);
        let mut shown = blank_order();
        (shown.external_id, shown.number) = (name(place), name(place));
        shown.status = STATUSES[order.status].clone();
        (shown.placed_at, shown.modified_at, shown.paid_at) = (at(placed), Some(at(now)), None);
        (shown.lines, shown.total_minor) = (vec![line(1, order.minor)], order.minor);
        shown.refunds = Some(order.refunds.clone());
        let state = State {
            modified: now,
            completed: shown.status == Status::Completed,
            refunded: order.refunds.iter().map(|refund| refund.amount_minor).sum(),
        };
        order.states.push((state, stated(shown, Origin::Webhook)));
        if told {
            self.tell(place, 0);
        }
    }

    /// A webhook comes, half a second later.
    fn tell(&mut self, place: usize, ago: usize) {
        self.facts += 1;
        let id = self.facts.unsigned_abs().into();
        let order = &mut self.orders[place];
        let (state, fact) = order.states[order.states.len() - 1 - ago % order.states.len()].clone();
        let mut fact = recorded(self.facts, id, fact);
        fact.received_at = at(self.model.now + 500);
        order.world.facts.push(fact);
        self.model.orders[place].told.push(state);
        let who = order.who;
        // Which of a customer's orders is the first hangs on all of them.
        self.settle(place);
        for other in 0..self.orders.len() {
            if self.orders[other].who == who && other != place {
                self.settle(other);
            }
        }
    }

    /// Derive, diff, post.
    fn settle(&mut self, place: usize) {
        let order = &self.orders[place];
        let Some(folded) = fold(&order.world.facts) else { return };
        let chain = self.chain(order.who, folded.own_moment());
        let others =
            self.orders.iter().enumerate().filter(|(other, one)| *other != place && one.who == order.who);
        let friend = Friend {
            customer: who(order.who),
            sponsors: chain.into_iter().map(|one| Sponsor { customer: who(one), barred: None }).collect(),
            bound_later: false,
            other: others.filter_map(|(_, other)| other.qualified.clone()).min(),
            granted: Granted::default(),
        };
        let now = at(self.model.now);
        let order = &mut self.orders[place];
        order.world.friend = Some(friend);
        let decision = decide(&order.world, now).expect("a decision");
        order.qualified = decision.qualified_at.map(|at| Qualified { at, external_id: name(place) });
        order.matures = decision.matures_at(now);
        let changes = decision.due.minus(&order.posted).expect("small");
        order.posted = decision.due;
        assert!(self.post(&changes, true), "what is due can always be posted");
    }

    fn mature(&mut self) {
        let now = at(self.model.now);
        for place in 0..self.orders.len() {
            if self.orders[place].matures.is_some_and(|matures| matures <= now) {
                self.settle(place);
            }
        }
    }

    /// Everything is decided anew, and nothing changes.
    fn replay(&mut self) {
        for place in 0..self.orders.len() {
            let before = self.orders[place].posted.clone();
            self.settle(place);
            assert_eq!(self.orders[place].posted, before, "order {place}");
        }
    }

    fn wait_for_end(&mut self, order: usize, off_ms: i64) {
        let Some(place) = order.checked_rem(self.orders.len()) else { return };
        if let Some(matures) = self.orders[place].matures {
            self.model.now = self.model.now.max(matures.ms() + off_ms);
        }
    }

    fn reserve(&mut self, person: usize, percent: i64) {
        let available = self.model.wallets()[person][1];
        let minor = 1 + available * percent / 100;
        let there = available >= minor;
        let amounts = [(purse(person, Purse::Available), -minor), (purse(person, Purse::Held), minor)];
        assert_eq!(self.post_all(amounts), there, "exactly what is there can be set aside");
        if there {
            self.reservations.push((person, minor));
            self.model.held[person] += minor;
        }
    }

    fn settle_reservation(&mut self, reservation: usize, percent: i64) {
        let Some(place) = reservation.checked_rem(self.reservations.len()) else { return };
        let (person, minor) = self.reservations.swap_remove(place);
        let part = minor * percent / 100;
        let amounts = [
            (purse(person, Purse::Held), -minor),
            (purse(person, Purse::Available), minor - part),
            (Account::Redeemed(StoreId::from_bits(1)), part),
        ];
        assert!(self.post_all(amounts.into_iter().filter(|(_, minor)| *minor != 0)));
        self.model.held[person] -= minor;
        self.model.spent[person] += part;
    }

    fn adjust(&mut self, person: usize, minor: i64) {
        let there = minor >= 0 || self.model.wallets()[person][1] >= -minor;
        let amounts = [(purse(person, Purse::Available), minor), (Account::Expense(program()), -minor)];
        assert_eq!(self.post_all(amounts), there, "nobody takes what is not there");
        self.model.spent[person] -= if there { minor } else { 0 };
    }

    /// All orders are called off: of what they earned nothing stays, whatever was spent of it meanwhile.
    fn call_off(&mut self) {
        self.model.now += MINUTE;
        for place in 0..self.orders.len() {
            self.change(place, true, |order| order.status = 2);
        }
        for (place, order) in self.orders.iter().enumerate() {
            assert!(order.posted.is_empty(), "order {place} was called off: {:?}", order.posted);
        }
        for (person, wallet) in self.wallets.iter().enumerate() {
            assert_eq!(
                wallet.sum(),
                -self.model.spent[person],
                "customer {person} keeps what orders never gave"
            );
        }
        self.hold();
    }
}

proptest! {
    #[test]
    fn wallets_hold_what_a_naive_model_says_and_never_less_than_nothing(
        first in prop::option::of(rules().prop_map(Step::Rules)),
        friends in prop::collection::vec(sign_up(), 0..6),
        story in prop::collection::vec(step(), 1..60)
    ) {
        let mut run = Run::start();
        for step in first.iter().chain(&friends).chain(&story) {
            run.take(step);
        }
        run.replay();
        run.call_off();
    }
}
