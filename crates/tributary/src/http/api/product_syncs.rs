//! `/api/v1/product_syncs`: readings of a store's products, told batch by batch. Start at [`create`]; one that was broken off goes
//! on after its `after`.

use super::body::Object;
use super::check::{Faults, referred};
use super::money::{AMOUNT_MAX, Moment, Money};
use super::products::{ProductCategory, ProductImage, StockWord};
use super::request::{Asked, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AnyText, Attributes, MomentText, Plain500, StoreRef};
use crate::http::problem::Handled;
use crate::products::judged;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tributary_core::{Currency, ProductSyncId, StoreId, TenantId};
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::product::sync::{self, Batch, Kind, Skip, Source};
use tributary_engine::product::{Image, InCategory, Told, Variant};
use tributary_engine::{Result, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const BATCH_MAX: usize = 100;
const PARTS_MAX: usize = 1_000;
const CURSOR_CHARS_MAX: usize = 500;
const TOTAL_MAX: i64 = 10_000_000;
const SKIPS_SHOWN: i64 = 100;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(show))
        .routes(routes!(take))
        .routes(routes!(finish))
        .routes(routes!(cancel))
}

super::body::words! {
    /// Everything the store has, or what changed.
    SyncKind = Kind { "full" => Full, "incremental" => Incremental }
}

/// A product that could not be taken, and why.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProductSkip {
    /// The store's id of it.
    external_id: String,
    /// Which field, as a pointer.
    #[schema(example = "/name")]
    field: String,
    /// What is wrong and what to do.
    detail: String,
}

impl From<Skip> for ProductSkip {
    fn from(Skip { external_id, field, detail }: Skip) -> Self {
        Self { external_id, field, detail }
    }
}

/// A reading of a store's products.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProductSync {
    /// Its id.
    #[schema(example = "psy_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Of which store.
    store: String,
    /// Everything, or what changed.
    kind: SyncKind,
    /// `api` where the store tells, `read` where this server reads it.
    source: &'static str,
    /// `running`, `done`, `cancelled` or `failed`.
    state: &'static str,
    /// How many products there are, as far as is known.
    #[schema(required)]
    total: Option<i64>,
    /// How many were taken.
    done: i64,
    /// How many could not be.
    skipped: i64,
    /// How many were hidden at its end, because a full sync no longer found them.
    removed: i64,
    /// How far it came: go on after this.
    #[schema(required)]
    after: Option<String>,
    /// What it struggles with.
    #[schema(required)]
    trouble: Option<String>,
    /// When it began.
    started_at: String,
    /// When it ended.
    #[schema(required)]
    ended_at: Option<String>,
    /// What could not be taken: the first hundred.
    skips: Vec<ProductSkip>,
}

/// A sync to begin.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewProductSync {
    /// Of which store.
    #[schema(value_type = StoreRef, example = "sto_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    store: StoreId,
    /// Everything, or what changed.
    kind: SyncKind,
    /// How many products there are, if that is known.
    #[schema(minimum = 0, maximum = 10000000)]
    total: Option<i64>,
}

/// One of the kinds in which a product is sold.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldVariant {
    /// The store's id of it.
    #[schema(value_type = AnyText)]
    external_id: String,
    /// What tells it from the others.
    #[serde(default)]
    #[schema(value_type = AnyText, example = "Red, 42")]
    name: String,
    /// Stock keeping unit.
    #[schema(value_type = Option<AnyText>)]
    sku: Option<String>,
    /// Its price, in the product's currency.
    price: Option<Money>,
    /// Whether it can be bought; `in_stock` when missing.
    stock: Option<StockWord>,
    /// What it differs in.
    #[serde(default)]
    #[schema(value_type = Attributes)]
    attributes: BTreeMap<String, String>,
}

/// A product as the store has it.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldProduct {
    /// The store's own id of it: what orders name it by.
    #[schema(value_type = AnyText, example = "101")]
    external_id: String,
    /// Its name.
    #[schema(value_type = AnyText, example = "Ridge boots")]
    name: String,
    /// About it; tags are taken out, and what is too long is cut.
    #[serde(default)]
    #[schema(value_type = AnyText)]
    description: String,
    /// Its page at the store.
    #[schema(value_type = AnyText, example = "https://shop.example/product/ridge-boots")]
    url: String,
    /// What it costs now.
    price: Option<Money>,
    /// What it costs when it is not on sale.
    regular_price: Option<Money>,
    /// Pictures, the main one first.
    #[serde(default)]
    #[schema(value_type = Vec<ProductImage>, max_items = 1000)]
    images: Vec<Object<ProductImage>>,
    /// Where the store files it.
    #[serde(default)]
    #[schema(value_type = Vec<ProductCategory>, max_items = 1000)]
    categories: Vec<Object<ProductCategory>>,
    /// Whether it can be bought; `in_stock` when missing.
    stock: Option<StockWord>,
    /// Stock keeping unit.
    #[schema(value_type = Option<AnyText>)]
    sku: Option<String>,
    /// When the store changed it last: what is older than what is known changes nothing.
    #[schema(value_type = Option<MomentText>)]
    updated_at: Option<Moment>,
    /// The kinds in which it is sold.
    #[serde(default)]
    #[schema(value_type = Vec<ToldVariant>, max_items = 1000)]
    variants: Vec<Object<ToldVariant>>,
}

/// Some products of a sync.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductBatch {
    /// How far this comes, in the store's own words: it is told again when a sync goes on.
    #[schema(value_type = Option<Plain500>)]
    after: Option<String>,
    /// The products, at most 100. One that cannot be taken does not hold up the others.
    #[schema(value_type = Vec<ToldProduct>, max_items = 100)]
    products: Vec<Object<ToldProduct>>,
}

/// What became of a batch.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProductBatchTaken {
    /// How many products this sync has taken by now.
    done: i64,
    /// What of this batch could not be taken.
    skipped: Vec<ProductSkip>,
    /// How far it came.
    #[schema(required)]
    after: Option<String>,
}

/// Nothing more to say.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductSyncEnd {}

fn shown(tx: &mut Tx<'_>, tenant: &TenantId, sync: sync::ProductSync) -> Result<ProductSync> {
    let skips = sync::skips(tx, (tenant, &sync.id), SKIPS_SHOWN)?;
    Ok(ProductSync {
        id: sync.id.to_string(),
        store: sync.store.to_string(),
        kind: sync.kind.into(),
        source: sync.source.as_str(),
        state: sync.state.as_str(),
        total: sync.total,
        done: sync.done,
        skipped: sync.skipped,
        removed: sync.removed,
        after: sync.after,
        trouble: sync.trouble,
        started_at: rfc3339(sync.started_at),
        ended_at: sync.ended_at.map(rfc3339),
        skips: skips.into_iter().map(ProductSkip::from).collect(),
    })
}

/// Begin a sync.
///
/// A full one that runs already for this store is answered instead, with 200: go on after its `after`.
#[utoipa::path(post, path = "/api/v1/product_syncs", tag = "products", request_body = NewProductSync,
    responses((status = 201, body = ProductSync), (status = 200, body = ProductSync)))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewProductSync>("products:write")?;
    super::checked(|faults| {
        body.total.iter().for_each(|total| faults.range("/total", *total, 0, TOTAL_MAX));
    })?;
    let new = sync::NewSync {
        store: body.store,
        kind: body.kind.into(),
        source: Source::Api,
        total: body.total,
        since: None,
    };
    let begun = sent.once(&app, move |tx, now| {
        referred(store::load(tx, &tenant, &new.store), "/store")?;
        let (sync, is_new) = sync::begin(tx, &tenant, &new, now)?;
        let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
        answer(status, &shown(tx, &tenant, sync)?)
    });
    begun.await
}

/// Read how a sync stands.
#[utoipa::path(get, path = "/api/v1/product_syncs/{id}", tag = "products",
    params(("id" = String, Path, description = "The sync's id.")), responses((status = 200, body = ProductSync)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<ProductSync>> {
    let tenant = asked.tenant("products:read")?;
    let id: ProductSyncId = asked.id("product sync")?;
    let found = call::read(&app.engine, move |tx| {
        let sync = sync::load(tx, &tenant, &id)?;
        shown(tx, &tenant, sync)
    });
    Ok(Json(found.await?))
}

/// Tell some products of a sync.
///
/// The same batch twice changes nothing more.
#[utoipa::path(post, path = "/api/v1/product_syncs/{id}/products", tag = "products", request_body = ProductBatch,
    params(("id" = String, Path, description = "The sync's id.")),
    responses((status = 200, body = ProductBatchTaken)))]
async fn take(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<ProductBatch>("products:write")?;
    let id: ProductSyncId = sent.asked().id("product sync")?;
    super::checked(|faults| body.judge(faults))?;
    let taken = sent.once(&app, move |tx, now| {
        let store = sync::load(tx, &tenant, &id)?.store;
        let currency = store::load(tx, &tenant, &store)?.currency;
        let batch = body.batch(currency);
        let sync = sync::take(tx, (&tenant, &id), &batch, now)?;
        let skipped = batch.skips.into_iter().map(ProductSkip::from).collect();
        answer(StatusCode::OK, &ProductBatchTaken { done: sync.done, skipped, after: sync.after })
    });
    taken.await
}

/// Finish a sync.
///
/// A full one hides what it has not seen since it began. Finished twice, it is finished once.
#[utoipa::path(post, path = "/api/v1/product_syncs/{id}/finish", tag = "products", request_body = ProductSyncEnd,
    params(("id" = String, Path, description = "The sync's id.")), responses((status = 200, body = ProductSync)))]
async fn finish(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, ProductSyncEnd {}) = sent.read("products:write")?;
    let id: ProductSyncId = sent.asked().id("product sync")?;
    let finished = sent.once(&app, move |tx, now| {
        let sync = sync::finish(tx, (&tenant, &id), now)?;
        answer(StatusCode::OK, &shown(tx, &tenant, sync)?)
    });
    finished.await
}

/// Cancel a sync.
///
/// What it has taken stays, and nothing is hidden.
#[utoipa::path(post, path = "/api/v1/product_syncs/{id}/cancel", tag = "products", request_body = ProductSyncEnd,
    params(("id" = String, Path, description = "The sync's id.")), responses((status = 200, body = ProductSync)))]
async fn cancel(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, ProductSyncEnd {}) = sent.read("products:write")?;
    let id: ProductSyncId = sent.asked().id("product sync")?;
    let cancelled = sent.once(&app, move |tx, now| {
        let sync = sync::cancel(tx, (&tenant, &id), now)?;
        answer(StatusCode::OK, &shown(tx, &tenant, sync)?)
    });
    cancelled.await
}

impl ProductBatch {
    /// What is wrong with the request itself; what is wrong with a product only skips that one.
    fn judge(&self, faults: &mut Faults) {
        faults.count("/products", self.products.len(), BATCH_MAX);
        self.after.iter().for_each(|after| faults.maybe_empty("/after", after, CURSOR_CHARS_MAX));
        for (index, one) in self.products.iter().enumerate() {
            let at = format!("/products/{index}");
            faults.count(&format!("{at}/images"), one.images.len(), PARTS_MAX);
            faults.count(&format!("{at}/categories"), one.categories.len(), PARTS_MAX);
            faults.count(&format!("{at}/variants"), one.variants.len(), PARTS_MAX);
            amount(faults, &format!("{at}/price"), one.price);
            amount(faults, &format!("{at}/regular_price"), one.regular_price);
            for (place, variant) in one.variants.iter().enumerate() {
                amount(faults, &format!("{at}/variants/{place}/price"), variant.price);
            }
        }
    }

    fn batch(&self, currency: Currency) -> Batch {
        let mut batch = Batch { after: self.after.clone(), ..Batch::default() };
        for Object(one) in &self.products {
            match judged(&one.clone().told(currency)) {
                Ok(told) => batch.products.push(told),
                Err(skip) => batch.skips.push(skip),
            }
        }
        batch
    }
}

fn amount(faults: &mut Faults, pointer: &str, money: Option<Money>) {
    if let Some(money) = money {
        faults.range(&format!("{pointer}/amount"), money.amount, -AMOUNT_MAX, AMOUNT_MAX);
    }
}

impl ToldProduct {
    /// As the engine keeps it. Prices are of the product's own currency, or of the store's where it has no price.
    fn told(self, home: Currency) -> Told {
        let currency = self.price.or(self.regular_price).map_or(home, |money| money.currency);
        let of_own =
            |money: Option<Money>| money.filter(|money| money.currency == currency).map(|money| money.amount);
        let variants = self.variants.into_iter().map(|Object(one)| Variant {
            external_id: one.external_id,
            name: one.name,
            sku: one.sku.unwrap_or_default(),
            price_minor: of_own(one.price),
            stock: one.stock.map(Into::into).unwrap_or_default(),
            attributes: one.attributes.into_iter().collect(),
        });
        Told {
            external_id: self.external_id,
            name: self.name,
            description: self.description,
            url: self.url,
            sku: self.sku.unwrap_or_default(),
            currency,
            price_minor: of_own(self.price),
            regular_minor: of_own(self.regular_price),
            stock: self.stock.map(Into::into).unwrap_or_default(),
            images: self.images.into_iter().map(|Object(one)| Image { url: one.url, alt: one.alt }).collect(),
            categories: self
                .categories
                .into_iter()
                .map(|Object(one)| InCategory { external_id: one.external_id, name: one.name })
                .collect(),
            variants: variants.collect(),
            told_at: self.updated_at.map(|moment| moment.at),
        }
    }
}
