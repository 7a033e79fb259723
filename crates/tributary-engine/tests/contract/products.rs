//! Products: told batch by batch, in any order and more than once; what is not seen is hidden; rules and reports go by them.

use crate::scenario::{DAY, HOUR, MINUTE, SECOND, Scenario, Stated, at};
use tributary_core::fact::OrderFact;
use tributary_core::program::Exception;
use tributary_core::{Currency, ProductSyncId, Rate, StoreId};
use tributary_engine::code::Kind as CodeKind;
use tributary_engine::order::{self, OrderKey};
use tributary_engine::page::Cursor;
use tributary_engine::product::sync::{self, Batch, Kind, NewSync, ProductSync, Skip, Source, State};
use tributary_engine::product::{self, InCategory, Narrow, Product, Stock, Told, Variant};
use tributary_engine::{Error, Result, report};

fn told(id: &str, name: &str, category: &str) -> Told {
    Told {
        external_id: id.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        url: format!("https://shop.example/{id}"),
        sku: format!("SKU-{id}"),
        currency: Currency::parse("USD").unwrap(),
        price_minor: Some(1_000),
        regular_minor: None,
        stock: Stock::InStock,
        images: Vec::new(),
        categories: vec![InCategory {
            external_id: category.to_owned(),
            name: format!("Category {category}"),
        }],
        variants: Vec::new(),
        told_at: None,
    }
}

fn batch(products: Vec<Told>) -> Batch {
    let after = products.last().map(|one| one.external_id.clone());
    Batch { products, after, ..Batch::default() }
}

impl Scenario {
    fn begin(&self, kind: Kind, source: Source, now: i64) -> (ProductSync, bool) {
        let new = NewSync { store: self.store.clone(), kind, source, total: None, since: None };
        let tenant = self.tenant.clone();
        self.engine.db.write_wait(move |tx| sync::begin(tx, &tenant, &new, at(now))).unwrap()
    }

    fn whole(&self, now: i64) -> ProductSyncId {
        self.begin(Kind::Full, Source::Api, now).0.id
    }

    fn take(&self, id: &ProductSyncId, batch: Batch, now: i64) -> Result<ProductSync> {
        let (tenant, id) = (self.tenant.clone(), id.clone());
        self.engine.db.write_wait(move |tx| sync::take(tx, (&tenant, &id), &batch, at(now)))
    }

    fn finish(&self, id: &ProductSyncId, now: i64) -> Result<ProductSync> {
        let (tenant, id) = (self.tenant.clone(), id.clone());
        self.engine.db.write_wait(move |tx| sync::finish(tx, (&tenant, &id), at(now)))
    }

    /// A whole reading from beginning to end.
    fn sell(&self, products: Vec<Told>, now: i64) {
        let id = self.whole(now);
        self.take(&id, batch(products), now).unwrap();
        self.finish(&id, now).unwrap();
    }

    fn delete(&self, external_id: &'static str, now: i64) -> bool {
        let (tenant, store) = (self.tenant.clone(), self.store.clone());
        let removed =
            self.engine.db.write_wait(move |tx| product::remove(tx, (&tenant, &store), external_id, at(now)));
        removed.unwrap()
    }

    fn products(&self, narrow: Narrow) -> Vec<Product> {
        let tenant = self.tenant.clone();
        let cursor = Cursor { after: None, limit: 200 };
        let read = self.engine.db.read_wait(move |tx| product::list(tx, &tenant, &narrow, &cursor));
        let mut rows = read.unwrap().rows;
        rows.sort_by(|a, b| a.told.external_id.cmp(&b.told.external_id));
        rows
    }

    /// The store's ids of those that are shown, and of those that are hidden.
    fn shelf(&self) -> (String, String) {
        let ids = |removed| {
            let rows = self.products(Narrow { removed, ..Narrow::default() });
            rows.into_iter().map(|one| one.told.external_id).collect::<Vec<_>>().join(" ")
        };
        (ids(false), ids(true))
    }

    /// The categories that an order's first line was told with.
    fn filed(&self, order: &str) -> Vec<String> {
        let key = OrderKey {
            tenant: self.tenant.clone(),
            store: self.store.clone(),
            external_id: order.to_owned(),
        };
        let facts = self.engine.db.read_wait(move |tx| order::facts_of(tx, &key)).unwrap();
        let mut lines = facts.into_iter().filter_map(|entry| match entry.fact {
            OrderFact::Stated { order, .. } => Some(order.lines[0].categories.clone()),
            _ => None,
        });
        lines.next_back().unwrap()
    }
}

fn shelf(shown: &str, hidden: &str) -> (String, String) {
    (shown.to_owned(), hidden.to_owned())
}

#[test]
fn a_batch_twice_is_once_and_a_whole_reading_hides_what_it_has_not_seen() {
    let scenario = Scenario::new(|_| {});
    let first = scenario.whole(0);
    for _ in 0..2 {
        let sync = scenario.take(&first, batch(vec![told("1", "Mug", "a"), told("2", "Bowl", "a")]), SECOND);
        let sync = sync.unwrap();
        assert_eq!((sync.done, sync.after.as_deref()), (2, Some("2")));
    }
    assert_eq!(scenario.finish(&first, 2 * SECOND).unwrap().removed, 0);
    let second = scenario.whole(MINUTE);
    scenario.take(&second, batch(vec![told("2", "Bowl", "a"), told("3", "Cup", "b")]), MINUTE).unwrap();
    assert_eq!(scenario.shelf(), shelf("1 2 3", ""), "nothing is hidden before the end");
    for _ in 0..2 {
        let ended = scenario.finish(&second, MINUTE + SECOND).unwrap();
        assert_eq!((ended.state, ended.removed), (State::Done, 1));
    }
    assert_eq!(scenario.shelf(), shelf("2 3", "1"));
    assert!(matches!(scenario.take(&second, batch(Vec::new()), HOUR), Err(Error::Conflict(_))));
    assert_eq!(scenario.told().iter().filter(|kind| *kind == "product.synced").count(), 2);
    scenario.sell(vec![told("1", "Mug", "a")], HOUR);
    assert_eq!(scenario.shelf(), shelf("1", "2 3"), "what comes back is shown again");
}

#[test]
fn a_whole_reading_that_runs_is_gone_on_with_and_one_that_nobody_heard_of_for_a_day_is_not() {
    let scenario = Scenario::new(|_| {});
    let first = scenario.whole(0);
    scenario.take(&first, batch(vec![told("1", "Mug", "a")]), SECOND).unwrap();
    let (again, is_new) = scenario.begin(Kind::Full, Source::Api, HOUR);
    assert_eq!((again.id == first, is_new, again.after.as_deref()), (true, false, Some("1")));
    assert!(scenario.begin(Kind::Full, Source::Read, HOUR).1, "who reads for himself has his own");
    assert!(scenario.begin(Kind::Incremental, Source::Api, HOUR).1);
    assert!(scenario.begin(Kind::Incremental, Source::Api, HOUR).1, "of what changed there may be many");
    let (later, is_new) = scenario.begin(Kind::Full, Source::Api, 2 * DAY);
    assert!(is_new && later.id != first && later.after.is_none());
    let given_up = scenario.finish(&first, 2 * DAY).unwrap_err();
    assert!(given_up.to_string().contains("given up"), "{given_up}");
}

#[test]
fn what_is_told_late_changes_nothing_and_what_was_deleted_meanwhile_stays_deleted() {
    let scenario = Scenario::new(|_| {});
    let stamped = |name: &str, ms: i64| Told { told_at: Some(at(ms)), ..told("1", name, "a") };
    scenario.sell(vec![stamped("Newer", MINUTE), told("2", "Bowl", "a")], 0);
    let whole = scenario.whole(HOUR);
    assert!(scenario.delete("2", HOUR + SECOND) && !scenario.delete("2", HOUR + SECOND));
    let late = vec![stamped("Older", SECOND), told("2", "Bowl", "a")];
    scenario.take(&whole, batch(late), HOUR + MINUTE).unwrap();
    scenario.finish(&whole, HOUR + MINUTE).unwrap();
    assert_eq!(scenario.shelf(), shelf("1", "2"));
    assert_eq!(scenario.products(Narrow::default())[0].told.name, "Newer");
    let news = scenario.begin(Kind::Incremental, Source::Api, 2 * HOUR).0.id;
    scenario.take(&news, batch(vec![told("2", "Bowl", "a")]), 2 * HOUR).unwrap();
    assert_eq!(scenario.shelf(), shelf("1 2", ""), "the shop took it out of the trash");
}

#[test]
fn what_somebody_else_told_while_a_whole_reading_ran_is_shown_after_it() {
    let scenario = Scenario::new(|_| {});
    scenario.sell(vec![told("1", "Mug", "a"), told("2", "Bowl", "a")], 0);
    let news = scenario.begin(Kind::Incremental, Source::Api, HOUR).0.id;
    let whole = scenario.whole(HOUR);
    assert!(scenario.delete("1", HOUR + SECOND));
    let fresh = vec![told("1", "Mug", "a"), told("9", "Cup", "a")];
    scenario.take(&news, batch(fresh), HOUR + MINUTE).unwrap();
    assert_eq!(scenario.shelf(), shelf("1 2 9", ""), "what is told as news is newer than the trash");
    assert_eq!(scenario.finish(&whole, 2 * HOUR).unwrap().removed, 1);
    assert_eq!(scenario.shelf(), shelf("1 9", "2"));
}

#[test]
fn a_stamp_moves_on_with_what_is_told_again_unchanged() {
    let scenario = Scenario::new(|_| {});
    let stamped = |name: &str, ms: i64| Told { told_at: Some(at(ms)), ..told("1", name, "a") };
    for (name, ms, stamp) in
        [("Mug", MINUTE, MINUTE), ("Mug", HOUR, HOUR), ("Mug", SECOND, HOUR), ("Old", 2 * MINUTE, HOUR)]
    {
        scenario.sell(vec![stamped(name, ms)], 2 * HOUR);
        let known = &scenario.products(Narrow::default())[0].told;
        assert_eq!((known.name.as_str(), known.told_at), ("Mug", Some(at(stamp))), "{name} of {ms}");
    }
    scenario.sell(vec![stamped("New", 2 * HOUR)], 2 * HOUR);
    assert_eq!(scenario.products(Narrow::default())[0].told.name, "New");
}

#[test]
fn a_reading_is_given_up_or_cancelled_alone_and_then_hides_nothing() {
    let scenario = Scenario::new(|_| {});
    scenario.sell(vec![told("1", "Mug", "a")], 0);
    let own = scenario.begin(Kind::Full, Source::Read, HOUR).0.id;
    let whole = scenario.whole(2 * DAY);
    assert_eq!(scenario.begin(Kind::Full, Source::Api, 2 * DAY).0.id, whole);
    let (tenant, id) = (scenario.tenant.clone(), own.clone());
    let read = scenario.engine.db.read_wait(move |tx| sync::load(tx, &tenant, &id)).unwrap();
    assert_eq!(read.state, State::Running, "another's beginning gives up none but its own");
    let (tenant, id) = (scenario.tenant.clone(), whole.clone());
    let cancelled = scenario.engine.db.write_wait(move |tx| sync::cancel(tx, (&tenant, &id), at(2 * DAY)));
    assert_eq!(cancelled.unwrap().state, State::Cancelled);
    let refused = scenario.finish(&whole, 2 * DAY).unwrap_err();
    assert!(refused.to_string().contains("cancelled"), "{refused}");
    assert_eq!(scenario.shelf(), shelf("1", ""));
    let ended = scenario.finish(&own, 2 * DAY).unwrap();
    let (tenant, id) = (scenario.tenant.clone(), own);
    let stopped = scenario.engine.db.write_wait(move |tx| sync::cancel(tx, (&tenant, &id), at(3 * DAY)));
    assert_eq!(stopped.unwrap(), ended, "what has ended stays as it is");
}

#[test]
fn what_could_not_be_taken_is_noted_with_its_reason_and_is_hidden_from_nobody() {
    let scenario = Scenario::new(|_| {});
    scenario.sell(vec![told("1", "Mug", "a")], 0);
    let skip = Skip { external_id: "1".to_owned(), field: "/name".to_owned(), detail: "Name it.".to_owned() };
    let whole = scenario.whole(HOUR);
    let skipping = Batch { skips: vec![skip.clone()], ..batch(vec![told("2", "Bowl", "a")]) };
    for _ in 0..2 {
        let sync = scenario.take(&whole, skipping.clone(), HOUR).unwrap();
        assert_eq!((sync.done, sync.skipped), (1, 1));
    }
    let (tenant, id) = (scenario.tenant.clone(), whole.clone());
    let skips = scenario.engine.db.read_wait(move |tx| sync::skips(tx, (&tenant, &id), 10)).unwrap();
    assert_eq!(skips, [skip]);
    let mended = scenario.take(&whole, batch(vec![told("1", "Mug", "a")]), HOUR).unwrap();
    assert_eq!((mended.done, mended.skipped), (1, 0), "seen already, and no longer skipped");
    scenario.take(&whole, skipping, HOUR).unwrap();
    scenario.finish(&whole, HOUR + SECOND).unwrap();
    assert_eq!(scenario.shelf(), shelf("1 2", ""));
}

#[test]
fn products_are_found_by_words_category_stock_and_change() {
    let scenario = Scenario::new(|_| {});
    let kind = Variant {
        external_id: "31".to_owned(),
        name: "Red".to_owned(),
        sku: "WOOL-R".to_owned(),
        price_minor: None,
        stock: Stock::InStock,
        attributes: Vec::new(),
    };
    let gone = Told { stock: Stock::OutOfStock, variants: vec![kind], ..told("3", "100% wool", "b") };
    scenario.sell(vec![told("1", "Mug", "a"), told("2", "Bowl", "a"), gone.clone()], 0);
    let found = |narrow: Narrow| {
        let rows = scenario.products(narrow);
        rows.into_iter().map(|one| one.told.external_id).collect::<Vec<_>>().join(" ")
    };
    let by = |q: &str| found(Narrow { q: q.to_owned(), ..Narrow::default() });
    assert_eq!(["mUG", "sku-2", "3", "0% w", "_", "%", "wool-r"].map(by), ["1", "2", "3", "3", "", "3", "3"]);
    assert_eq!(found(Narrow { category: Some("a".to_owned()), ..Narrow::default() }), "1 2");
    assert_eq!(found(Narrow { stock: Some("out_of_stock"), ..Narrow::default() }), "3");
    let counted = product::Counts { listed: 3, removed: 0 };
    let tenant = scenario.tenant.clone();
    let read = scenario
        .engine
        .db
        .read_wait(move |tx| Ok((product::counts(tx, &tenant, None)?, product::brief(tx, &tenant, 2)?)));
    let (counts, brief) = read.unwrap();
    assert_eq!((counts, brief.len()), (counted, 2));
    assert_eq!(found(Narrow { store: Some(scenario.store.clone()), ..Narrow::default() }), "1 2 3");
    assert_eq!(found(Narrow { store: Some(StoreId::from_bits(7)), ..Narrow::default() }), "");
    assert_eq!(
        found(Narrow { updated_after: Some(at(0)), ..Narrow::default() }),
        "1 2 3",
        "at this moment or later"
    );
    assert_eq!(found(Narrow { updated_after: Some(at(1)), ..Narrow::default() }), "");
    let cheaper = Told { price_minor: Some(500), ..told("2", "Bowl", "b") };
    scenario.sell(vec![told("1", "Mug", "a"), cheaper, gone], HOUR);
    assert_eq!(
        found(Narrow { updated_after: Some(at(MINUTE)), ..Narrow::default() }),
        "2",
        "only what changed"
    );
    assert_eq!(
        found(Narrow { category: Some("a".to_owned()), ..Narrow::default() }),
        "1",
        "and its category"
    );
    let tenant = scenario.tenant.clone();
    let all = scenario.engine.db.read_wait(move |tx| product::categories(tx, &tenant, None, 10)).unwrap();
    let told: Vec<(&str, i64)> = all.iter().map(|one| (one.external_id.as_str(), one.products)).collect();
    assert_eq!(told, [("a", 1), ("b", 2)]);
}

#[test]
fn a_line_is_of_the_categories_that_its_product_had_when_the_order_was_first_heard_of() {
    let dear = |category: &str| Exception {
        partner: None,
        product: None,
        category: Some(category.to_owned()),
        rate: Rate::percent(50),
    };
    let scenario = Scenario::new(move |rules| rules.exceptions = vec![dear("Category a")]);
    scenario.partner("sara", &[(CodeKind::Coupon, "SARA10")]);
    let order = |id: &str, placed: i64| {
        let mut order = Stated::new(id, 10_000, placed).coupon("SARA10");
        order.0.lines[0].product = Some("1".to_owned());
        order
    };
    scenario.state(&order("before", MINUTE));
    scenario.sell(vec![told("1", "Mug", "a")], HOUR);
    scenario.state(&order("after", 2 * HOUR));
    let plain = scenario.row("before").commission_minor;
    assert_eq!((scenario.row("after").commission_minor, plain < 5_000), (5_000, true));
    assert_eq!(scenario.filed("after"), ["a", "Category a"]);
    scenario.sell(vec![told("1", "Mug", "b")], 3 * HOUR);
    scenario.state(&order("after", 2 * HOUR).modified(4 * HOUR));
    scenario.state(&order("before", MINUTE).modified(4 * HOUR));
    assert_eq!(scenario.row("after").commission_minor, 5_000, "filed elsewhere later, it earns the same");
    assert_eq!(scenario.row("before").commission_minor, plain);
    scenario.state(&order("third", 5 * HOUR));
    assert_eq!((scenario.filed("third"), scenario.row("third").commission_minor), (words("b"), plain));
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

fn words(category: &str) -> Vec<String> {
    vec![category.to_owned(), format!("Category {category}")]
}

#[test]
fn reports_call_products_as_the_store_does_now_and_add_up_their_categories() {
    let scenario = Scenario::new(|_| {});
    scenario.partner("sara", &[(CodeKind::Coupon, "SARA10")]);
    let mut order = Stated::new("1", 10_000, MINUTE).coupon("SARA10");
    order.0.lines[0].product = Some("7".to_owned());
    order.0.lines[0].name = "As it was sold".to_owned();
    scenario.state(&order);
    let read = || {
        let tenant = scenario.tenant.clone();
        let period = report::Period { from: at(-DAY), to: at(DAY) };
        let wanted = report::earning(Currency::parse("USD").unwrap(), period);
        let read = scenario.engine.db.read_wait(move |tx| {
            let sold = report::products(tx, &tenant, &wanted)?;
            let filed = report::by_category(tx, &tenant, None, &sold)?;
            Ok((sold, filed))
        });
        read.unwrap()
    };
    let (sold, filed) = read();
    assert_eq!((sold[0].name.as_str(), filed.len()), ("As it was sold", 0));
    scenario.sell(vec![told("7", "As it is called", "a")], HOUR);
    let (sold, filed) = read();
    assert_eq!(sold[0].name, "As it is called");
    let one = &filed[0];
    assert_eq!(
        (one.name.as_str(), one.products, one.revenue_minor),
        ("Category a", 1, sold[0].revenue_minor)
    );
}
