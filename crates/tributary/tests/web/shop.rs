//! A server with an owner and a store in a temporary folder, and the orders that come to it.

use crate::browser::Browser;
use crate::own::Own;
use std::path::Path;
use tributary::app::{App, Settings};
use tributary::web;
use tributary_core::fact::{
    Customer, Evidence, EvidenceKind, Line, OrderFact, OrderKind, OrderStated, Origin, Place, RefundDetail,
    RefundStated,
};
use tributary_core::order::Status;
use tributary_core::{ClickId, Currency, StoreId, TenantId, Timestamp};
use tributary_engine::access::{self, hash_password};
use tributary_engine::click::{self, Click};
use tributary_engine::order::{NewFact, OrderKey};
use tributary_engine::page::Cursor;
use tributary_engine::program::NewProgram;
use tributary_engine::setup::{NewInstallation, install};
use tributary_engine::store::{self, NewStore};
use tributary_engine::{Engine, code, pipeline, program};

pub(crate) const EMAIL: &str = "ada@example.com";
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const DAY_MS: i64 = 86_400_000;

/// A server in a folder of its own.
pub(crate) struct Shop {
    pub(crate) app: App,
    /// None where the folder is kept.
    own: Option<Own>,
    installed: Option<(TenantId, StoreId)>,
}

impl Shop {
    /// A server that nobody has set up.
    pub(crate) fn empty(settings: Settings) -> Self {
        let own = Own::new();
        Self { app: App::open(own.engine(), settings).unwrap(), own: Some(own), installed: None }
    }

    /// A server with an owner and a store.
    pub(crate) fn open() -> Self {
        Self::with(Settings::default(), EMAIL, PASSWORD)
    }

    /// The same, started otherwise and owned by somebody else.
    pub(crate) fn with(settings: Settings, email: &str, password: &str) -> Self {
        let mut shop = Self::empty(settings);
        shop.install(email, password);
        shop
    }

    /// A server with an owner and a store in a folder that outlives it: the one that is there already, or a new one.
    pub(crate) fn kept(folder: &Path) -> Self {
        let app = App::open(Engine::open(folder).unwrap(), Settings::default()).unwrap();
        let mut shop = Self { app, own: None, installed: None };
        let one = Cursor { after: None, limit: 1 };
        let known = shop.app.engine.db.read_wait(move |tx| {
            let Some(tenant) = access::tenants(tx)?.pop() else { return Ok(None) };
            let store = store::list(tx, &tenant, &one)?.rows.pop();
            Ok(store.map(|store| (tenant, store.id)))
        });
        shop.installed = known.unwrap();
        if shop.installed.is_none() {
            shop.install(EMAIL, PASSWORD);
        }
        shop
    }

    fn install(&mut self, email: &str, password: &str) {
        let new = NewInstallation {
            admin_email: email.to_owned(),
            password_hash: hash_password(password).unwrap(),
            store: NewStore {
                name: "Northwind".to_owned(),
                url: "https://shop.example".to_owned(),
                currency: Currency::parse("USD").unwrap(),
                timezone: "Europe/Stockholm".to_owned(),
            },
            preset: "reftrackr".to_owned(),
            webhook_secrets: Vec::new(),
        };
        let (sealer, now) = (self.app.engine.sealer.clone(), self.now());
        let made = self.app.engine.db.write_wait(move |tx| install(tx, &sealer, &new, now)).unwrap();
        self.installed = Some((made.tenant, made.store));
    }

    /// Another store of the same owner: rules of its own, other money, another clock.
    pub(crate) fn beside(&self, name: &str) -> Self {
        let (tenant, now) = (self.tenant(), self.now());
        let new = NewStore {
            name: name.to_owned(),
            url: "https://mugs.example".to_owned(),
            currency: Currency::parse("SEK").unwrap(),
            timezone: "Asia/Tokyo".to_owned(),
        };
        let rules =
            NewProgram { name: name.to_owned(), preset: "reftrackr".to_owned(), by: "test".to_owned() };
        let made = self.app.engine.db.write_wait(move |tx| {
            let store = store::create(tx, &tenant, &new, now)?;
            program::create(tx, &tenant, &store, &rules, now)?;
            Ok((tenant.clone(), store))
        });
        Self { app: self.app.clone(), own: None, installed: Some(made.unwrap()) }
    }

    /// The database by hand.
    pub(crate) fn own(&self) -> &Own {
        self.own.as_ref().expect("a database that is not kept")
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.app.engine.now()
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(web::router(&self.app).with_state(self.app.clone()))
    }

    /// A browser whose owner is signed in.
    pub(crate) async fn owner(&self) -> Browser {
        let mut browser = self.browser();
        let reply = browser.submit("/login", "/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
        assert_eq!(reply.location(), "/admin", "{}", reply.text());
        browser
    }

    /// Whose server it is, and its store.
    pub(crate) fn tenant_and_store(&self) -> (TenantId, StoreId) {
        self.installed.clone().unwrap()
    }

    /// Whose everything here is.
    pub(crate) fn tenant(&self) -> TenantId {
        self.installed.clone().unwrap().0
    }

    /// Whose it is, and its store.
    pub(crate) fn ids(&self) -> (TenantId, StoreId) {
        self.installed.clone().unwrap()
    }

    fn key(&self, external_id: &str) -> OrderKey {
        let (tenant, store) = self.ids();
        OrderKey { tenant, store, external_id: external_id.to_owned() }
    }

    pub(crate) fn tell(&self, external_id: &str, fact: OrderFact) {
        let (order, now) = (self.key(external_id), self.now());
        let new = NewFact { order, fact, source: "api key_test".to_owned(), occasion: "1".to_owned() };
        self.app.engine.db.write_wait(move |tx| pipeline::apply(tx, &new, now).map(drop)).unwrap();
    }

    pub(crate) fn order(&self, order: OrderStated) {
        let id = order.external_id.clone();
        self.tell(&id, OrderFact::Stated { order: Box::new(order), origin: Origin::Api, restored: false });
    }

    pub(crate) fn refund(&self, external_id: &str, amount_minor: i64) {
        let refund = RefundStated {
            external_id: format!("r-{external_id}"),
            amount_minor,
            detail: None,
            reason: "Too small".to_owned(),
        };
        self.tell(external_id, OrderFact::Refunded { refund, origin: Origin::Api });
    }

    /// A refund of a part of a line, with so many of its pieces.
    pub(crate) fn refund_of(&self, external_id: &str, minor: i64, (line, pieces): (&str, i64)) {
        let detail = RefundDetail {
            lines: vec![(line.to_owned(), minor)],
            other_minor: 0,
            pieces: vec![(line.to_owned(), pieces)],
        };
        let refund = RefundStated {
            external_id: format!("r-{external_id}"),
            amount_minor: minor,
            detail: Some(detail),
            reason: "Too small".to_owned(),
        };
        self.tell(external_id, OrderFact::Refunded { refund, origin: Origin::Api });
    }

    /// A person's click on a partner's referral code.
    pub(crate) fn click(&self, value: &str, ago_ms: i64) -> ClickId {
        let (tenant, store) = self.installed.clone().unwrap();
        let id = ClickId::from_bits(tributary_engine::chance::bits().unwrap());
        let (click, at, value) = (id.clone(), self.now().plus_ms(-ago_ms), value.to_owned());
        let write = move |tx: &mut tributary_engine::db::Tx<'_>| {
            let program = program::of_store(tx, &tenant, &store)?;
            let code = code::find(tx, &tenant, &program, &value, code::Kind::Referral)?;
            let outcome = if code.is_some() { "counted" } else { "unknown_code" };
            let (partner, code) = code.map(|code| (code.partner, code.id)).unzip();
            let click = Click {
                id: click.clone(),
                program,
                partner,
                link: None,
                code,
                value: value.clone(),
                at,
                traffic: "human".to_owned(),
                outcome: outcome.to_owned(),
                visitor: format!("v-{click}"),
                device: "mobile".to_owned(),
                ip_hash: None,
                user_agent: None,
                referrer: Some("https://instagram.com/p/1".to_owned()),
                landing: "https://shop.example/".to_owned(),
                refused: None,
                refs: None,
            };
            click::record(tx, &tenant, &click)
        };
        self.app.engine.db.write_wait(write).unwrap();
        id
    }
}

/// A completed order of 100.00 USD with 25.00 USD of tax on top.
pub(crate) fn order(id: &str, placed_at: Timestamp) -> OrderStated {
    OrderStated {
        external_id: id.to_owned(),
        number: format!("A-{id}"),
        status: Status::Completed,
        currency: Currency::parse("USD").unwrap(),
        placed_at,
        placed_step_ms: 1,
        modified_at: None,
        paid_at: Some(placed_at),
        total_minor: 12_500,
        shipping_minor: 0,
        tax_minor: 2_500,
        fees: Vec::new(),
        lines: vec![Line {
            external_id: "1".to_owned(),
            product: Some("p1".to_owned()),
            categories: Vec::new(),
            name: "Trail shoes <42>".to_owned(),
            sku: Some("TR-42".to_owned()),
            quantity: 1,
            total_minor: 10_000,
            event: None,
        }],
        coupons: Vec::new(),
        refunds: None,
        customer: Customer {
            external_id: None,
            email_key: None,
            email_hint: Some("b…@example.com".to_owned()),
        },
        place: Place { city: "Lund".to_owned(), state: String::new(), country: "SE".to_owned() },
        evidence: Vec::new(),
        rounded: Vec::new(),
        kind: OrderKind::Order,
        event: None,
    }
}

/// The same with coupons.
pub(crate) fn with_coupons(order: OrderStated, coupons: &[&str]) -> OrderStated {
    OrderStated { coupons: coupons.iter().map(|&code| code.to_owned()).collect(), ..order }
}

/// The same, naming the click it came from.
pub(crate) fn with_click(order: OrderStated, click: &ClickId) -> OrderStated {
    let evidence = Evidence {
        kind: EvidenceKind::Click,
        click: Some(click.to_string()),
        code: None,
        found_in: "click".to_owned(),
    };
    OrderStated { evidence: vec![evidence], ..order }
}
