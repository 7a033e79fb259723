//! Products read from a shop over real HTTP: whole, broken off and gone on with, and what changed.

use super::*;
use crate::app::Settings;
use crate::inbound::woocommerce::shelf::{KEY, Shelf, mug};
use serde_json::json;
use std::collections::BTreeSet;
use tributary_core::Currency;
use tributary_engine::Engine;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::product::{self, Narrow, Product};
use tributary_engine::setup::{NewInstallation, install};
use tributary_engine::store::{NewStore, RestKey};

struct World {
    app: App,
    store: Store,
    shelf: Shelf,
    /// Held, so that it is there as long as the server.
    _folder: tempfile::TempDir,
}

impl World {
    /// A server whose store has so many products.
    async fn with(products: u64) -> Self {
        let shelf = Shelf::start((1..=products).map(mug)).await;
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(Engine::open(folder.path()).unwrap(), Settings::default()).unwrap();
        let new = NewInstallation {
            admin_email: "ada@example.com".to_owned(),
            password_hash: "-".to_owned(),
            store: NewStore {
                name: "Northwind".to_owned(),
                url: shelf.base_url.clone(),
                currency: Currency::parse("USD").unwrap(),
                timezone: "UTC".to_owned(),
            },
            preset: "reftrackr".to_owned(),
            webhook_secrets: Vec::new(),
        };
        let key = RestKey { key: KEY.to_owned(), secret: "cs_shelf".to_owned() };
        let (sealer, now) = (app.engine.sealer.clone(), app.engine.now());
        let store = app.engine.db.write_wait(move |tx| {
            let made = install(tx, &sealer, &new, now)?;
            let store = store::by_id(tx, &made.store)?;
            store::set_rest_key(tx, &store, &sealer, &key)?;
            store::by_id(tx, &made.store)
        });
        Self { app, store: store.unwrap(), shelf, _folder: folder }
    }

    fn ask(&self) -> ProductSync {
        let (store, now) = (self.store.clone(), self.app.engine.now());
        self.app.engine.db.write_wait(move |tx| ask(tx, &store, now)).unwrap()
    }

    fn sync(&self, id: &ProductSyncId) -> ProductSync {
        let (tenant, id) = (self.store.tenant.clone(), id.clone());
        self.app.engine.db.read_wait(move |tx| sync::load(tx, &tenant, &id)).unwrap()
    }

    /// Works until nothing is due.
    async fn work(&self) {
        while work_off(&self.app).await.unwrap() > 0 {}
    }

    fn products(&self, removed: bool) -> Vec<Product> {
        let tenant = self.store.tenant.clone();
        let read = self.app.engine.db.read_wait(move |tx| {
            let (narrow, mut all, mut after) = (Narrow { removed, ..Narrow::default() }, Vec::new(), None);
            loop {
                let page = product::list(tx, &tenant, &narrow, &Cursor { after, limit: LIMIT_MAX })?;
                all.extend(page.rows);
                match page.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        });
        read.unwrap()
    }

    fn ids(&self, removed: bool) -> BTreeSet<u64> {
        let all = self.products(removed);
        let ids: BTreeSet<u64> = all.iter().map(|one| one.told.external_id.parse().unwrap()).collect();
        assert_eq!(ids.len(), all.len(), "no product twice");
        ids
    }

    fn pass(&self, ms: i64) {
        self.app.engine.clock.shift(ms);
    }
}

#[tokio::test]
async fn a_whole_reading_takes_every_product_with_its_prices_categories_and_variants() {
    let world = World::with(120).await;
    let mut variable = mug(7);
    variable["type"] = json!("variable");
    variable["test_variations"] = json!([{
        "id": 701, "sku": "M-7-R", "price": "13.00", "stock_status": "outofstock",
        "attributes": [{ "name": "Colour", "option": "Red" }, { "name": "Size", "option": "L" }],
    }]);
    let mut nameless = mug(9);
    nameless["name"] = json!("");
    world.shelf.put([variable, nameless]);
    let asked = world.ask();
    assert_eq!(world.ask().id, asked.id, "asked twice is asked once");
    world.work().await;
    let done = world.sync(&asked.id);
    assert_eq!((done.state, done.done, done.skipped, done.total), (State::Done, 119, 1, Some(120)));
    let all = world.products(false);
    let seven = all.iter().find(|one| one.told.external_id == "7").unwrap();
    assert_eq!(seven.told.name, "Mug & 7");
    assert_eq!((seven.told.price_minor, seven.told.regular_minor), (Some(1_250), Some(1_500)));
    assert_eq!(product::words(&seven.told.categories), ["15", "Mugs"]);
    let red = &seven.told.variants[0];
    assert_eq!(
        (red.name.as_str(), red.price_minor, red.stock.as_str()),
        ("Red, L", Some(1_300), "out_of_stock")
    );
}

/// A killed process leaves what it had committed and a lease; a shop that stops answering in the middle is the same to it.
#[tokio::test]
async fn a_reading_that_was_broken_off_goes_on_where_it_stopped() {
    let world = World::with(1_000).await;
    let asked = world.ask();
    world.shelf.answer(Some(8));
    world.work().await;
    let broken = world.sync(&asked.id);
    assert_eq!((broken.state, broken.done), (State::Running, 400));
    assert!(broken.trouble.unwrap().contains("503"), "and it says why");
    world.shelf.answer(None);
    world.pass(120_000);
    let before = world.shelf.asked();
    world.work().await;
    let done = world.sync(&asked.id);
    assert_eq!((done.state, done.done, done.trouble), (State::Done, 1_000, None));
    assert_eq!(world.shelf.asked() - before, 13, "the rest, and one to see that it was the last");
    assert_eq!(world.ids(false), (1..=1_000).collect());
}

#[tokio::test]
async fn products_that_are_deleted_while_they_are_read_cost_no_other_and_those_that_are_gone_are_hidden() {
    let world = World::with(300).await;
    world.ask();
    world.work().await;
    let again = world.ask();
    world.shelf.answer(Some(3));
    world.work().await;
    assert_eq!(world.sync(&again.id).done, 150);
    (100..=170).for_each(|id| world.shelf.take(id));
    world.shelf.answer(None);
    world.pass(120_000);
    world.work().await;
    let done = world.sync(&again.id);
    assert_eq!((done.state, done.done, done.removed), (State::Done, 280, 20));
    // What was read before it was deleted is noticed by the next reading.
    assert_eq!(world.ids(true), (151..=170).collect());
    world.ask();
    world.work().await;
    assert_eq!(world.ids(true), (100..=170).collect());
    assert_eq!(world.ids(false).len(), 229);
}

#[tokio::test]
async fn what_changed_is_read_every_hour_once_everything_was_and_drafts_are_hidden() {
    let world = World::with(60).await;
    assert_eq!(ask_for_changes(&world.app).await.unwrap(), 0, "nobody asked for the whole yet");
    world.ask();
    world.work().await;
    assert_eq!(ask_for_changes(&world.app).await.unwrap(), 0, "not before an hour");
    let stamp = tributary_engine::clock::rfc3339(world.app.engine.now());
    let now = stamp.get(..19).unwrap();
    let (mut cheaper, mut draft) = (mug(5), mug(6));
    (cheaper["price"], cheaper["date_modified_gmt"]) = (json!("9.00"), json!(now));
    (draft["status"], draft["date_modified_gmt"]) = (json!("draft"), json!(now));
    world.shelf.put([cheaper, draft]);
    world.pass(3_700_000);
    assert_eq!(ask_for_changes(&world.app).await.unwrap(), 1);
    world.work().await;
    assert_eq!(ask_for_changes(&world.app).await.unwrap(), 0);
    let all = world.products(false);
    let five = all.iter().find(|one| one.told.external_id == "5").unwrap();
    assert_eq!((five.told.price_minor, all.len()), (Some(900), 59));
    assert_eq!(world.ids(true), BTreeSet::from([6]));
}

#[tokio::test]
async fn a_reading_that_is_cancelled_stops_and_one_that_the_shop_refuses_is_given_up_with_the_fix() {
    let world = World::with(60).await;
    let asked = world.ask();
    let (tenant, id, now) = (world.store.tenant.clone(), asked.id.clone(), world.app.engine.now());
    world.app.engine.db.write_wait(move |tx| sync::cancel(tx, (&tenant, &id), now)).unwrap();
    world.work().await;
    assert_eq!((world.sync(&asked.id).state, world.shelf.asked()), (State::Cancelled, 0));
    let (store, sealer) = (world.store.clone(), world.app.engine.sealer.clone());
    let wrong = RestKey { key: "ck_wrong".to_owned(), secret: "cs_wrong".to_owned() };
    world.app.engine.db.write_wait(move |tx| store::set_rest_key(tx, &store, &sealer, &wrong)).unwrap();
    let refused = world.ask();
    world.work().await;
    let refused = world.sync(&refused.id);
    assert_eq!(refused.state, State::Failed);
    assert!(refused.trouble.unwrap().contains("make a new key"), "what to do");
}
