//! From a code that was given to a coupon in the shop, with a real server on the other side.

use super::*;
use crate::app::Settings;
use crate::inbound::woocommerce::standin::{self, Standin};
use tributary_core::{Currency, TenantId};
use tributary_engine::Engine;
use tributary_engine::code::{Discount, Kind, NewCode, Offer, ShopState};
use tributary_engine::partner::NewPartner;
use tributary_engine::setup::{NewInstallation, install};
use tributary_engine::store::{self, NewStore, RestKey};

struct World {
    app: App,
    tenant: TenantId,
    /// Held, so that it is there as long as the server.
    _folder: tempfile::TempDir,
}

impl World {
    /// A server whose store stands at `url`; it may ask the shop when `keyed`.
    fn new(url: &str, key: Option<RestKey>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(Engine::open(folder.path()).unwrap(), Settings::default()).unwrap();
        let new = NewInstallation {
            admin_email: "ada@example.com".to_owned(),
            password_hash: "-".to_owned(),
            store: NewStore {
                name: "Northwind".to_owned(),
                url: url.to_owned(),
                currency: Currency::parse("USD").unwrap(),
                timezone: "UTC".to_owned(),
            },
            preset: "reftrackr".to_owned(),
            webhook_secrets: Vec::new(),
        };
        let (sealer, now) = (app.engine.sealer.clone(), app.engine.now());
        let made = app.engine.db.write_wait(move |tx| {
            let made = install(tx, &sealer, &new, now)?;
            if let Some(key) = &key {
                let store = store::by_id(tx, &made.store)?;
                store::set_rest_key(tx, &store, &sealer, key)?;
            }
            Ok(made)
        });
        Self { app, tenant: made.unwrap().tenant, _folder: folder }
    }

    /// Gives Sara a coupon and asks for work on it.
    fn ask(&self, text: &str, kind: &'static str) -> CodeId {
        let (tenant, text) = (self.tenant.clone(), text.to_owned());
        let (key, now) = (*self.app.engine.sealer.people_key(), self.app.engine.now());
        let asked = self.app.engine.db.write_wait(move |tx| {
            let new = NewPartner {
                name: "Sara".to_owned(),
                email: None,
                kind: "influencer".to_owned(),
                by: "ada".to_owned(),
            };
            let partner = partner::create(tx, &tenant, &new, &key, now)?.id;
            let program = program::list(tx, &tenant, &Default::default())?.rows.remove(0).id;
            let new = NewCode { program, partner, kind: Kind::Coupon, code: text.clone() };
            let id = code::create(tx, &tenant, &new, now)?.id;
            let discount = Some(Discount::Percent(1_000));
            coupon::set_offer(tx, &tenant, &id, &Offer { discount, ..Offer::default() })?;
            coupon::ask(tx, (&tenant, &id), kind, now)?;
            Ok(id)
        });
        asked.unwrap()
    }

    fn again(&self, id: &CodeId, kind: &'static str) {
        let (tenant, id, now) = (self.tenant.clone(), id.clone(), self.app.engine.now());
        self.app.engine.db.write_wait(move |tx| coupon::ask(tx, (&tenant, &id), kind, now)).unwrap();
    }

    async fn code(&self, id: &CodeId) -> Code {
        let (tenant, id) = (self.tenant.clone(), id.clone());
        call::read(&self.app.engine, move |tx| code::load(tx, &tenant, &id)).await.unwrap()
    }
}

fn key() -> Option<RestKey> {
    Some(RestKey { key: standin::KEY.to_owned(), secret: standin::SECRET.to_owned() })
}

#[tokio::test]
async fn a_coupon_is_made_in_the_shop_and_the_code_says_so() {
    let standin = Standin::start("wc10").await;
    let world = World::new(&standin.base_url, key());
    let id = world.ask("SARA10", MAKE);
    assert_eq!(world.code(&id).await.in_shop.state, ShopState::Asked);
    assert_eq!(work_off(&world.app).await.unwrap(), 1);
    let code = world.code(&id).await;
    assert_eq!((code.in_shop.state, code.in_shop.coupon.as_deref()), (ShopState::Exists, Some("100")));
    assert_eq!(standin.coupons()[0]["description"], "Sara");
    assert_eq!(work_off(&world.app).await.unwrap(), 0, "the work is done");
    world.again(&id, MAKE);
    work_off(&world.app).await.unwrap();
    assert_eq!(standin.coupons().len(), 1, "asking twice makes nothing twice");
}

#[tokio::test]
async fn looking_finds_what_is_missing_and_what_the_shop_gives() {
    let standin = Standin::start("wc10").await;
    let world = World::new(&standin.base_url, key());
    let id = world.ask("SARA10", CHECK);
    work_off(&world.app).await.unwrap();
    assert_eq!(world.code(&id).await.in_shop.state, ShopState::Missing);
    assert!(standin.coupons().is_empty(), "looking makes nothing");
    let offer = Offer { discount: Some(Discount::Fixed(500)), usage_limit: Some(3), ..Offer::default() };
    let opened = shop::open(&world.app, &world.store()).await.unwrap().unwrap();
    opened.shop.make_coupon(("sara10", ""), &offer, opened.store.currency).await.unwrap();
    world.again(&id, CHECK);
    work_off(&world.app).await.unwrap();
    let code = world.code(&id).await;
    assert_eq!((code.in_shop.state, code.offer), (ShopState::Exists, offer), "the shop's word counts");
}

impl World {
    fn store(&self) -> StoreId {
        let tenant = self.tenant.clone();
        let found = self.app.engine.db.read_wait(move |tx| store::list(tx, &tenant, &Default::default()));
        found.unwrap().rows.remove(0).id
    }
}

#[tokio::test]
async fn a_key_that_can_only_read_or_is_missing_is_said_on_the_code_and_not_tried_again() {
    let standin = Standin::start("wc10").await;
    standin.let_the_key_only_read();
    for (key, told) in [(key(), "this key can only read"), (None, "enter a REST key")] {
        let world = World::new(&standin.base_url, key);
        let id = world.ask("SARA10", MAKE);
        work_off(&world.app).await.unwrap();
        let in_shop = world.code(&id).await.in_shop;
        assert_eq!(in_shop.state, ShopState::Failed);
        assert!(in_shop.trouble.as_deref().unwrap().contains(told), "{in_shop:?}");
        world.app.engine.clock.shift(86_400_000);
        assert_eq!(work_off(&world.app).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_shop_that_does_not_answer_is_asked_again_later() {
    let world = World::new("http://127.0.0.1:9/", key());
    let id = world.ask("SARA10", MAKE);
    work_off(&world.app).await.unwrap();
    assert_eq!(world.code(&id).await.in_shop.state, ShopState::Failed);
    assert_eq!(work_off(&world.app).await.unwrap(), 0, "not at once");
    world.app.engine.clock.shift(120_000);
    assert_eq!(work_off(&world.app).await.unwrap(), 1);
}
