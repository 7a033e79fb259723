//! A shop with a program, told in sentences. Times are milliseconds from [`OPENED`].

use crate::own::Own;
use tributary_core::fact::{
    Customer, Evidence, EvidenceKind, Line, OrderFact, OrderKind, OrderStated, Origin, Place, RefundDetail,
    RefundStated,
};
use tributary_core::order::Status;
use tributary_core::program::Rules;
use tributary_core::{ClickId, Currency, PartnerId, ProgramId, StoreId, TenantId, Timestamp};
use tributary_engine::click::{self, Click};
use tributary_engine::code::{self, Kind, NewCode};
use tributary_engine::ledger::{self, Cause, Transaction};
use tributary_engine::link::{self, NewLink};
use tributary_engine::order::{self, NewFact, OrderKey, OrderRow};
use tributary_engine::partner::{self, NewPartner};
use tributary_engine::pipeline::{self, Outcome};
use tributary_engine::program::{self, NewProgram};
use tributary_engine::replay::{Apply, Replayed, Scope, replay};
use tributary_engine::store::{self, NewStore};
use tributary_engine::{Engine, access, verify};

/// 2026-03-01T12:00:00Z.
pub(crate) const OPENED: i64 = 1_772_366_400_000;
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 86_400_000;

/// A moment so long after the opening.
pub(crate) const fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(OPENED + ms)
}

/// A server with one shop.
#[derive(Debug)]
pub(crate) struct Scenario {
    pub(crate) engine: Engine,
    pub(crate) tenant: TenantId,
    pub(crate) store: StoreId,
    pub(crate) program: ProgramId,
    /// Its database, by hand; goes with it.
    pub(crate) own: Own,
}

impl Scenario {
    /// A shop under the preset `reftrackr`, with some rules changed from the start.
    pub(crate) fn new(change: impl Fn(&mut Rules) + Send + Sync + 'static) -> Self {
        let own = Own::new();
        let engine = own.engine();
        Self::on(own, engine, change)
    }

    /// The same on a database that is there.
    pub(crate) fn on(own: Own, engine: Engine, change: impl Fn(&mut Rules) + Send + Sync + 'static) -> Self {
        let made = engine.db.write_wait(move |tx| {
            let now = at(0);
            let tenant = access::create_tenant(tx, "Shop", now)?;
            let shop = NewStore {
                name: "Shop".to_owned(),
                url: "https://shop.example/".to_owned(),
                currency: Currency::parse("USD").unwrap(),
                timezone: "Europe/Stockholm".to_owned(),
            };
            let store = store::create(tx, &tenant, &shop, now)?;
            let new =
                NewProgram { name: "P".to_owned(), preset: "reftrackr".to_owned(), by: "ada".to_owned() };
            let program = program::create(tx, &tenant, &store, &new, now)?;
            let mut rules = program::load(tx, &tenant, &program)?.current.rules;
            let before = rules.clone();
            change(&mut rules);
            if rules != before {
                program::add_version(tx, &tenant, &program, &rules, "ada", now)?;
            }
            Ok((tenant, store, program))
        });
        let (tenant, store, program) = made.unwrap();
        let scenario = Self { engine, tenant, store, program, own };
        scenario.clock(0);
        scenario
    }

    /// Sets the clock.
    pub(crate) fn clock(&self, ms: i64) {
        self.engine.clock.shift(0);
        self.engine.clock.shift(OPENED + ms - self.engine.now().ms());
    }

    pub(crate) fn partner(&self, name: &str, codes: &[(Kind, &str)]) -> PartnerId {
        let (tenant, key) = (self.tenant.clone(), *self.engine.sealer.people_key());
        let new = NewPartner {
            name: name.to_owned(),
            email: None,
            kind: "influencer".to_owned(),
            by: "ada".to_owned(),
        };
        let made = self.engine.db.write_wait(move |tx| partner::create(tx, &tenant, &new, &key, at(0)));
        let id = made.unwrap().id;
        for (kind, code) in codes {
            self.code(&id, *kind, code, 0);
        }
        id
    }

    pub(crate) fn code(&self, partner: &PartnerId, kind: Kind, code: &str, now: i64) -> code::Code {
        let new =
            NewCode { program: self.program.clone(), partner: partner.clone(), kind, code: code.to_owned() };
        let tenant = self.tenant.clone();
        self.engine.db.write_wait(move |tx| code::create(tx, &tenant, &new, at(now))).unwrap()
    }

    pub(crate) fn link(&self, partner: &PartnerId, slug: &str, now: i64) {
        let new = NewLink {
            program: self.program.clone(),
            partner: partner.clone(),
            slug: Some(slug.to_owned()),
            destination: "https://shop.example/".to_owned(),
        };
        let tenant = self.tenant.clone();
        self.engine.db.write_wait(move |tx| link::create(tx, &tenant, &new, at(now))).unwrap();
    }

    pub(crate) fn pause(&self, partner: &PartnerId, status: &'static str, now: i64) {
        let (tenant, id) = (self.tenant.clone(), partner.clone());
        let set = self
            .engine
            .db
            .write_wait(move |tx| partner::set_status(tx, &tenant, &id, status, "ada", at(now)));
        set.unwrap();
    }

    /// Puts changed rules in force; says their number.
    pub(crate) fn rules(&self, now: i64, change: impl Fn(&mut Rules) + Send + 'static) -> i64 {
        let (tenant, program) = (self.tenant.clone(), self.program.clone());
        let added = self.engine.db.write_wait(move |tx| {
            let mut rules = program::load(tx, &tenant, &program)?.current.rules;
            change(&mut rules);
            program::add_version(tx, &tenant, &program, &rules, "ada", at(now))
        });
        added.unwrap()
    }

    /// A person's click; says its id.
    pub(crate) fn click(&self, bits: u128, partner: &PartnerId, visitor: char, ms: i64) -> String {
        let click = self.clicked(ClickId::from_bits(bits), partner, &visitor.to_string().repeat(32), ms);
        let (tenant, id) = (self.tenant.clone(), click.id.to_string());
        self.engine.db.write_wait(move |tx| click::record(tx, &tenant, &click)).unwrap();
        id
    }

    /// A person's click, not recorded.
    pub(crate) fn clicked(&self, id: ClickId, partner: &PartnerId, visitor: &str, ms: i64) -> Click {
        Click {
            id,
            program: self.program.clone(),
            partner: Some(partner.clone()),
            link: None,
            code: None,
            value: "x".to_owned(),
            at: at(ms),
            traffic: "human".to_owned(),
            outcome: "counted".to_owned(),
            visitor: visitor.to_owned(),
            device: "desktop".to_owned(),
            ip_hash: None,
            user_agent: None,
            referrer: None,
            landing: "https://shop.example/".to_owned(),
            refused: None,
            // Some have what a publisher calls them, so whatever holds for clicks holds with it.
            refs: (ms % 2 == 0).then(|| "[\"member\",null,\"7\"]".to_owned()),
        }
    }

    pub(crate) fn key(&self, id: &str) -> OrderKey {
        OrderKey { tenant: self.tenant.clone(), store: self.store.clone(), external_id: id.to_owned() }
    }

    /// Tells a fact at a moment.
    pub(crate) fn tell(&self, id: &str, fact: OrderFact, now: i64) -> Outcome {
        let new =
            NewFact { order: self.key(id), fact, source: "test".to_owned(), occasion: format!("at {now}") };
        self.engine.db.write_wait(move |tx| pipeline::apply(tx, &new, at(now))).unwrap()
    }

    /// States an order as a webhook does, half a second after its last change.
    pub(crate) fn state(&self, order: &Stated) -> Outcome {
        let heard = order.0.modified_at.unwrap().ms() - OPENED + SECOND / 2;
        self.tell(&order.0.external_id, order.fact(Origin::Webhook), heard)
    }

    pub(crate) fn row(&self, id: &str) -> OrderRow {
        let (tenant, id) = (self.tenant.clone(), id.to_owned());
        self.engine.db.read_wait(move |tx| order::find(tx, &tenant, &id)).unwrap()
    }

    pub(crate) fn is_shown(&self, id: &str) -> bool {
        let key = self.key(id);
        self.engine.db.read_wait(move |tx| order::id_of(tx, &key)).unwrap().is_some()
    }

    pub(crate) fn transactions(&self, id: &str) -> Vec<Transaction> {
        let (tenant, order) = (self.tenant.clone(), self.row(id).id);
        self.engine.db.read_wait(move |tx| ledger::of_order(tx, &tenant, &order)).unwrap()
    }

    /// A partner's balances, such as `payable USD 250`.
    pub(crate) fn balances(&self, partner: &PartnerId) -> Vec<String> {
        let (tenant, of) = (self.tenant.clone(), partner.clone().into());
        let rows = self.engine.db.read_wait(move |tx| ledger::balances(tx, &tenant, Some(&of))).unwrap();
        let rows = rows.into_iter().filter(|(.., minor)| *minor != 0);
        rows.map(|(account, currency, minor)| {
            format!("{} {currency} {minor}", account.rsplit(':').next().unwrap())
        })
        .collect()
    }

    /// Settles what has matured, as the worker does; says how many orders.
    pub(crate) fn end_holds(&self, now: i64) -> usize {
        let ended = self.engine.db.write_wait(move |tx| {
            let due = order::matured(tx, at(now), 100)?;
            for key in &due {
                let cause = Cause { kind: "hold", id: key.external_id.clone() };
                pipeline::settle(tx, key, &cause, at(now))?;
            }
            Ok(due.len())
        });
        ended.unwrap()
    }

    pub(crate) fn replay(&self, rules: Option<i64>, apply: Apply, now: i64) -> Replayed {
        self.clock(now);
        let clock = self.engine.clock.clone();
        let scope = Scope { since: None, rules };
        self.engine.db.write_wait(move |tx| replay(tx, &scope, apply, &clock)).unwrap()
    }

    /// What verify finds at a moment.
    pub(crate) fn findings(&self, now: i64) -> Vec<String> {
        let report = self.engine.db.read_wait(move |tx| verify::verify(tx, at(now))).unwrap();
        report.findings.into_iter().map(|f| format!("{}: {}", f.place, f.problem)).collect()
    }

    pub(crate) fn fact_count(&self) -> i64 {
        self.engine.db.read_wait(move |tx| verify::verify(tx, at(0))).unwrap().facts
    }
}

/// An order as a shop states it.
#[derive(Debug, Clone)]
pub(crate) struct Stated(pub(crate) OrderStated);

impl Stated {
    /// One completed order of one line, paid in US dollars, placed at a moment.
    pub(crate) fn new(id: &str, minor: i64, placed: i64) -> Self {
        Self(OrderStated {
            external_id: id.to_owned(),
            number: id.to_owned(),
            status: Status::Completed,
            currency: Currency::parse("USD").unwrap(),
            placed_at: at(placed),
            placed_step_ms: SECOND,
            modified_at: Some(at(placed)),
            paid_at: Some(at(placed)),
            total_minor: minor,
            shipping_minor: 0,
            tax_minor: 0,
            fees: Vec::new(),
            lines: vec![Line {
                external_id: "1".to_owned(),
                product: Some("18".to_owned()),
                categories: Vec::new(),
                name: "Mug".to_owned(),
                sku: None,
                quantity: 1,
                total_minor: minor,
                event: None,
            }],
            coupons: Vec::new(),
            refunds: Some(Vec::new()),
            customer: Customer::default(),
            place: Place::default(),
            evidence: Vec::new(),
            rounded: Vec::new(),
            kind: OrderKind::Order,
            event: None,
        })
    }

    pub(crate) fn coupon(mut self, code: &str) -> Self {
        self.0.coupons.push(code.to_owned());
        self
    }

    pub(crate) fn click(mut self, id: &str) -> Self {
        let (click, code) = (Some(id.to_owned()), None);
        let found_in = "_tributary_click".to_owned();
        self.0.evidence.push(Evidence { kind: EvidenceKind::Cookie, click, code, found_in });
        self
    }

    pub(crate) fn named(mut self, id: &str) -> Self {
        let (click, code) = (Some(id.to_owned()), None);
        let found_in = "click".to_owned();
        self.0.evidence.push(Evidence { kind: EvidenceKind::Click, click, code, found_in });
        self
    }

    pub(crate) fn source(mut self, code: &str) -> Self {
        let (click, code) = (None, Some(code.to_owned()));
        let found_in = "utm_source".to_owned();
        self.0.evidence.push(Evidence { kind: EvidenceKind::Order, click, code, found_in });
        self
    }

    pub(crate) fn customer(mut self, name: &str) -> Self {
        self.0.customer.email_key = Some(name.to_owned());
        self
    }

    /// Bought with this account.
    pub(crate) fn account(mut self, id: &str) -> Self {
        self.0.customer.external_id = Some(id.to_owned());
        self
    }

    pub(crate) fn status(mut self, status: Status) -> Self {
        self.0.status = status;
        self
    }

    pub(crate) fn currency(mut self, code: &str) -> Self {
        self.0.currency = Currency::parse(code).unwrap();
        self
    }

    pub(crate) fn modified(mut self, ms: i64) -> Self {
        self.0.modified_at = Some(at(ms));
        self
    }

    pub(crate) fn refund(mut self, id: &str, minor: i64) -> Self {
        let refund = RefundStated {
            external_id: id.to_owned(),
            amount_minor: minor,
            detail: None,
            reason: String::new(),
        };
        self.0.refunds.get_or_insert_default().push(refund);
        self
    }

    pub(crate) fn fact(&self, origin: Origin) -> OrderFact {
        OrderFact::Stated { order: Box::new(self.0.clone()), origin, restored: false }
    }
}

/// A refund of a part of line 1, told to the API.
pub(crate) fn refund_of_line(id: &str, minor: i64) -> OrderFact {
    refund_of_pieces(id, minor, &[])
}

/// A refund of a part of line 1 with so many pieces of lines.
pub(crate) fn refund_of_pieces(id: &str, minor: i64, pieces: &[(&str, i64)]) -> OrderFact {
    let pieces = pieces.iter().map(|(line, count)| ((*line).to_owned(), *count)).collect();
    let detail = RefundDetail { lines: vec![("1".to_owned(), minor)], other_minor: 0, pieces };
    let refund = RefundStated {
        external_id: id.to_owned(),
        amount_minor: minor,
        detail: Some(detail),
        reason: String::new(),
    };
    OrderFact::Refunded { refund, origin: Origin::Api }
}
