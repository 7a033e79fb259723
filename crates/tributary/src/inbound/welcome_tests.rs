//! From a coupon that a friend was given to one in the shop, with a real server on the other side.

use super::*;
use crate::app::Settings;
use crate::inbound::woocommerce::standin::{self, Standin};
use tributary_core::money::Money;
use tributary_core::referral::{Gift, Welcome};
use tributary_core::{Currency, CustomerId, StoreId, TenantId};
use tributary_engine::Engine;
use tributary_engine::code::ShopState;
use tributary_engine::customer::Told;
use tributary_engine::setup::{NewInstallation, install};
use tributary_engine::store::{self, NewStore, RestKey};

struct World {
    app: App,
    tenant: TenantId,
    store: StoreId,
    /// Held, so that it is there as long as the server.
    _folder: tempfile::TempDir,
}

fn usd() -> Currency {
    Currency::parse("USD").unwrap()
}

fn key() -> Option<RestKey> {
    Some(RestKey { key: standin::KEY.to_owned(), secret: standin::SECRET.to_owned() })
}

fn promised() -> Welcome {
    Welcome {
        gift: Gift::Fixed { amount: Money::new(5_000, usd()) },
        minimum: Some(Money::new(12_050, usd())),
        valid_days: Some(30),
    }
}

impl World {
    fn new(url: &str, key: Option<RestKey>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(Engine::open(folder.path()).unwrap(), Settings::default()).unwrap();
        let new = NewInstallation {
            admin_email: "ada@example.com".to_owned(),
            password_hash: "-".to_owned(),
            store: NewStore {
                name: "Northwind".to_owned(),
                url: url.to_owned(),
                currency: usd(),
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
        let made = made.unwrap();
        Self { app, tenant: made.tenant, store: made.store, _folder: folder }
    }

    fn customer(&self, account: &str, email: Option<&str>) -> CustomerId {
        let (tenant, store) = (self.tenant.clone(), self.store.clone());
        let (key, now) = (*self.app.engine.sealer.people_key(), self.app.engine.now());
        let told = Told {
            external_id: Some(account.to_owned()),
            email: email.map(str::to_owned),
            ..Told::default()
        };
        let made = self
            .app
            .engine
            .db
            .write_wait(move |tx| customer::find_or_create(tx, (&tenant, &store), &told, &key, now));
        made.unwrap().id
    }

    fn give(&self, friend: &CustomerId) -> CouponId {
        let sponsor = self.customer("1", None);
        let (tenant, store, friend) = (self.tenant.clone(), self.store.clone(), friend.clone());
        let now = self.app.engine.now();
        let given = self.app.engine.db.write_wait(move |tx| {
            welcome::give(tx, (&tenant, &store), (&friend, &sponsor), &promised(), now)
        });
        given.unwrap()
    }

    async fn coupon(&self, id: &CouponId) -> Coupon {
        let (tenant, id) = (self.tenant.clone(), id.clone());
        call::read(&self.app.engine, move |tx| welcome::load(tx, &tenant, &id)).await.unwrap()
    }
}

#[tokio::test]
async fn a_friends_coupon_is_made_in_the_shop_for_one_address_and_one_use() {
    let standin = Standin::start("wc10").await;
    let world = World::new(&standin.base_url, key());
    let bo = world.customer("7", Some("bo@example.com"));
    let id = world.give(&bo);
    assert_eq!(world.give(&bo), id, "a friend has one");
    assert_eq!(work_off(&world.app).await.unwrap(), 1);
    let coupon = world.coupon(&id).await;
    assert_eq!((coupon.in_shop, coupon.shop_coupon.as_deref()), (ShopState::Exists, Some("100")));
    let made = &standin.coupons()[0];
    assert_eq!(made["code"], coupon.code.to_lowercase().as_str(), "shops keep codes in small letters");
    assert_eq!((&made["discount_type"], &made["amount"]), (&"fixed_cart".into(), &"50.00".into()));
    assert_eq!(made["email_restrictions"], serde_json::json!(["bo@example.com"]));
    assert_eq!((&made["usage_limit"], &made["usage_limit_per_user"]), (&1.into(), &1.into()));
    assert_eq!(made["minimum_amount"], "120.50");
    assert!(made["date_expires_gmt"].is_string());
    assert_eq!(work_off(&world.app).await.unwrap(), 0, "the work is done");
}

#[tokio::test]
async fn asking_twice_makes_nothing_twice() {
    let standin = Standin::start("wc10").await;
    let world = World::new(&standin.base_url, key());
    let id = world.give(&world.customer("7", Some("bo@example.com")));
    for _ in 0..2 {
        let (tenant, id, now) = (world.tenant.clone(), id.clone(), world.app.engine.now());
        world.app.engine.db.write_wait(move |tx| welcome::ask(tx, (&tenant, &id), now)).unwrap();
        assert_eq!(work_off(&world.app).await.unwrap(), 1);
    }
    assert_eq!(standin.coupons().len(), 1);
}

#[tokio::test]
async fn what_stands_in_the_way_is_said_on_the_coupon_and_only_what_passes_is_tried_again() {
    let standin = Standin::start("wc10").await;
    let cases = [
        (World::new(&standin.base_url, None), Some("bo@example.com"), "enter a REST key", 0),
        (World::new(&standin.base_url, key()), None, "address is not known", 0),
        (World::new("http://127.0.0.1:9/", key()), Some("bo@example.com"), "", 1),
    ];
    for (world, email, told, again) in cases {
        let id = world.give(&world.customer("7", email));
        work_off(&world.app).await.unwrap();
        let coupon = world.coupon(&id).await;
        assert_eq!(coupon.in_shop, ShopState::Failed);
        assert!(coupon.trouble.as_deref().unwrap().contains(told), "{coupon:?}");
        assert_eq!(work_off(&world.app).await.unwrap(), 0, "not at once");
        world.app.engine.clock.shift(120_000);
        assert_eq!(work_off(&world.app).await.unwrap(), again);
    }
}
