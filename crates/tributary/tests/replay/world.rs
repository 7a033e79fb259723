//! A server with both captured shops as its stores, and partners whose codes stand on their orders.

use crate::capture::{Delivery, SHOPS, secrets};
use crate::own::Own;
use crate::standin::{self, Standin};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, StatusCode};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use tower::ServiceExt;
use tributary::app::{App, Settings};
use tributary::inbound::reconcile::{Reconciled, reconcile};
use tributary::inbound::{judge, shop};
use tributary_core::program::{Exception, Role, Rules, Share};
use tributary_core::{Currency, Money, ProgramId, Rate, StoreId, TenantId, Timestamp};
use tributary_engine::code::{self, Kind, NewCode};
use tributary_engine::db::Tx;
use tributary_engine::partner::{self, NewPartner};
use tributary_engine::program::{self, NewProgram};
use tributary_engine::setup::{self, NewInstallation};
use tributary_engine::store::{self, NewStore, RestKey};
use tributary_engine::{Engine, Result, verify};

/// Before the first captured order.
pub(crate) const OPENED: &str = "2026-11-20T11:00:00Z";
/// Between captured orders: 46 is judged by the first rules, 47 by the second.
pub(crate) const RULES_CHANGED: &str = "2026-11-20T11:22:18Z";
/// After the last captured change.
pub(crate) const REPLAYED: &str = "2026-11-20T13:00:00Z";

/// A moment as text.
pub(crate) fn moment(text: &str) -> Timestamp {
    Timestamp::from_ms(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

/// The two captured shops, answering.
#[derive(Debug)]
pub(crate) struct Shops(pub(crate) BTreeMap<&'static str, Standin>);

impl Shops {
    pub(crate) async fn start() -> Self {
        let mut shops = BTreeMap::new();
        for shop in SHOPS {
            let standin = Standin::start(shop).await;
            standin.let_the_key_only_read(); // as the manual asks for it
            shops.insert(shop, standin);
        }
        Self(shops)
    }
}

/// What was installed.
#[derive(Debug, Clone)]
pub(crate) struct Installed {
    pub(crate) tenant: TenantId,
    pub(crate) stores: BTreeMap<&'static str, StoreId>,
    pub(crate) programs: BTreeMap<&'static str, ProgramId>,
    /// Ids of partners and programs with the names that stand for them in comparisons.
    pub(crate) names: BTreeMap<String, String>,
}

/// A running server on a database of its own.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) installed: Installed,
    pub(crate) own: Own,
    /// Made once: some tests ask it thousands of times.
    router: OnceLock<Router>,
}

/// A server without any delivery, to be copied.
#[derive(Debug)]
pub(crate) struct Template(World);

impl Template {
    /// Installs a server; its stores are read at the stand-ins.
    pub(crate) fn new(shops: &Shops) -> Self {
        let urls = shops.0.iter().map(|(name, shop)| (*name, shop.base_url.clone())).collect();
        let own = Own::quick();
        let engine = own.engine();
        let installed = install(&engine, &urls);
        let app = App::open(engine, Settings::default()).unwrap();
        Self(World { app, installed, own, router: OnceLock::new() })
    }

    /// A fresh copy, at the time after the last captured change.
    pub(crate) fn open(&self) -> World {
        self.0.copy()
    }
}

impl World {
    /// A server on a copy of this one's data.
    pub(crate) fn copy(&self) -> Self {
        let own = self.own.copy();
        let engine = own.engine();
        set_clock(&engine, moment(REPLAYED));
        let app = App::open(engine, Settings::default()).unwrap();
        Self { app, installed: self.installed.clone(), own, router: OnceLock::new() }
    }

    pub(crate) fn router(&self) -> Router {
        self.router.get_or_init(|| tributary::router::router(self.app.clone())).clone()
    }

    /// Sends a delivery as it was captured.
    pub(crate) async fn deliver(&self, router: &Router, delivery: &Delivery) -> StatusCode {
        let store = &self.installed.stores[delivery.shop];
        let mut request = Request::post(format!("/hooks/woocommerce/{store}"));
        for (name, value) in &delivery.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request = request.header(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let request = request.body(Body::from(delivery.body.clone())).unwrap();
        router.clone().oneshot(request).await.unwrap().status()
    }

    /// Another store with the same secrets, before anybody gave it a program.
    pub(crate) fn add_store_without_program(&self, shop: &'static str, url: &str) -> StoreId {
        let engine = &self.app.engine;
        let (tenant, sealer, now) = (self.installed.tenant.clone(), engine.sealer.clone(), engine.now());
        let url = url.to_owned();
        let made = engine.db.write_wait(move |tx| {
            let id = store::create(tx, &tenant, &new_store("bare", &url), now)?;
            let store = store::by_id(tx, &id)?;
            for secret in secrets(shop) {
                store::add_secret(tx, &store, &sealer, &secret, now)?;
            }
            Ok(id)
        });
        made.unwrap()
    }

    pub(crate) fn add_program(&self, store: &StoreId) {
        let engine = &self.app.engine;
        let (tenant, store, now) = (self.installed.tenant.clone(), store.clone(), engine.now());
        let new =
            NewProgram { name: "late".to_owned(), preset: "reftrackr".to_owned(), by: "ada".to_owned() };
        engine.db.write_wait(move |tx| program::create(tx, &tenant, &store, &new, now)).unwrap();
    }

    pub(crate) async fn judge(&self) -> usize {
        judge::judge_all(&self.app).await.unwrap()
    }

    /// Reads both shops, as the worker and the API do.
    pub(crate) async fn reconcile(&self) -> BTreeMap<&'static str, Reconciled> {
        let mut done = BTreeMap::new();
        for (name, store) in &self.installed.stores {
            let reachable = shop::open(&self.app, store).await.unwrap().unwrap();
            done.insert(*name, reconcile(&self.app, &reachable).await.unwrap());
        }
        self.judge().await;
        done
    }

    /// Everything that verify says, as text.
    pub(crate) fn findings(&self) -> Vec<String> {
        findings(&self.app.engine)
    }

    /// Every byte that is on the disk for this server's database.
    pub(crate) fn bytes_on_disk(&self) -> Vec<u8> {
        self.own.bytes()
    }
}

/// Everything that verify says, as text.
pub(crate) fn findings(engine: &Engine) -> Vec<String> {
    let now = engine.now();
    let report = engine.db.read_wait(move |tx| verify::verify(tx, now)).unwrap();
    report.findings.into_iter().map(|finding| format!("{}: {}", finding.place, finding.problem)).collect()
}

/// Makes an engine believe that it is this late.
pub(crate) fn set_clock(engine: &Engine, to: Timestamp) {
    engine.clock.shift(0);
    engine.clock.shift(to.ms() - engine.now().ms());
}

fn install(engine: &Engine, urls: &BTreeMap<&'static str, String>) -> Installed {
    set_clock(engine, moment(OPENED));
    let (sealer, now, urls) = (engine.sealer.clone(), engine.now(), urls.clone());
    let first = new_store("wc10", &urls["wc10"]);
    let mut installed = engine
        .db
        .write_wait(move |tx| {
            let new = NewInstallation {
                admin_email: "ada@example.com".to_owned(),
                password_hash: "$argon2id$".to_owned(),
                store: first.clone(),
                preset: "reftrackr".to_owned(),
                webhook_secrets: secrets("wc10"),
            };
            let made = setup::install(tx, &sealer, &new, now)?;
            // The first is the older, so that what nobody has leads to it.
            let now = now.plus_ms(1);
            let second = store::create(tx, &made.tenant, &new_store("wc10b", &urls["wc10b"]), now)?;
            let opened = store::by_id(tx, &second)?;
            for secret in secrets("wc10b") {
                store::add_secret(tx, &opened, &sealer, &secret, now)?;
            }
            let of_program = NewProgram {
                name: "wc10b".to_owned(),
                preset: "reftrackr".to_owned(),
                by: "ada@example.com".to_owned(),
            };
            let program = program::create(tx, &made.tenant, &second, &of_program, now)?;
            for store in [&made.store, &second] {
                let key = RestKey { key: standin::KEY.to_owned(), secret: standin::SECRET.to_owned() };
                let store = store::by_id(tx, store)?;
                store::set_rest_key(tx, &store, &sealer, &key)?;
            }
            Ok(Installed {
                tenant: made.tenant,
                stores: BTreeMap::from([("wc10", made.store), ("wc10b", second)]),
                programs: BTreeMap::from([("wc10", made.program), ("wc10b", program)]),
                names: BTreeMap::new(),
            })
        })
        .unwrap();
    for (name, program) in &installed.programs {
        installed.names.insert(program.to_string(), (*name).to_owned());
    }
    let people = [
        ("Sara", vec![(Kind::Coupon, "SARA10"), (Kind::Referral, "sara")]),
        ("Finn", vec![(Kind::Coupon, "five"), (Kind::Referral, "jörg")]),
    ];
    for (name, codes) in people {
        let id = add_partner(engine, &installed, name, codes);
        installed.names.insert(id, name.to_owned());
    }
    set_clock(engine, moment(RULES_CHANGED));
    change_rules(engine, &installed);
    set_clock(engine, moment(REPLAYED));
    installed
}

fn new_store(name: &str, url: &str) -> NewStore {
    NewStore {
        name: name.to_owned(),
        url: url.to_owned(),
        currency: Currency::parse("USD").unwrap(),
        timezone: "America/New_York".to_owned(),
    }
}

fn add_partner(
    engine: &Engine,
    installed: &Installed,
    name: &str,
    codes: Vec<(Kind, &'static str)>,
) -> String {
    let (now, key) = (engine.now(), *engine.sealer.people_key());
    let new = NewPartner {
        name: name.to_owned(),
        email: None,
        kind: "influencer".to_owned(),
        by: "ada@example.com".to_owned(),
    };
    let (tenant, programs) = (installed.tenant.clone(), installed.programs.clone());
    let made = engine.db.write_wait(move |tx| {
        let partner = partner::create(tx, &tenant, &new, &key, now)?.id;
        // Both shops have the same codes; /r/ leads to the one that had its code first.
        for (program, later_ms) in programs.values().zip(0..) {
            for (kind, code) in &codes {
                let new = NewCode {
                    program: program.clone(),
                    partner: partner.clone(),
                    kind: *kind,
                    code: (*code).to_owned(),
                };
                code::create(tx, &tenant, &new, now.plus_ms(later_ms))?;
            }
        }
        Ok(partner.to_string())
    });
    made.unwrap()
}

/// Other rates, an exception, a cap, a split, a hold, first orders only: all that a decision can hang on.
fn change_rules(engine: &Engine, installed: &Installed) {
    let (clock, installed) = (engine.clock.clone(), installed.clone());
    let change = move |tx: &mut Tx<'_>, shop: &str, change: &dyn Fn(&mut Rules)| -> Result<()> {
        let program = &installed.programs[shop];
        Engine::change_rules(tx, &installed.tenant, program, "ada", &clock, |rules| {
            change(rules);
            Ok(())
        })
        .map(drop)
    };
    let changed = engine.db.write_wait(move |tx| {
        change(tx, "wc10", &|rules| {
            rules.commission =
                tributary_core::program::Commission::Percent { rate: Rate::parse_percent("12.5").unwrap() };
            rules.exceptions = vec![Exception {
                partner: None,
                product: Some("18".to_owned()),
                category: None,
                rate: Rate::percent(20),
            }];
            rules.cap = Some(Money::new(2_00, Currency::parse("USD").unwrap()));
        })?;
        change(tx, "wc10b", &|rules| {
            rules.split = [Role::Partner, Role::Platform].map(|role| Share { role, weight: 50 }).to_vec();
            rules.hold_days = 14;
            rules.first_order_only = true;
        })
    });
    changed.unwrap();
}
