//! `/api/v1/products`: what stores sell, as they told it.

use super::body::Flag;
use super::list::{self, List};
use super::money::{Moment, Money};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AnyText, MomentText, Plain200, StoreRef};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tributary_core::{ProductId, StoreId};
use tributary_engine::clock::rfc3339;
use tributary_engine::product::{self, Narrow, Stock};
use tributary_engine::store;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const WORD_CHARS_MAX: usize = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, remove)).routes(routes!(show))
}

super::body::words! {
    /// Whether something can be bought.
    StockWord = Stock { "in_stock" => InStock, "out_of_stock" => OutOfStock, "on_backorder" => OnBackorder }
}

/// A picture, at the store.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductImage {
    /// Where.
    #[schema(value_type = AnyText, example = "https://shop.example/boots.jpg")]
    pub(super) url: String,
    /// What it shows.
    #[serde(default)]
    #[schema(value_type = AnyText)]
    pub(super) alt: String,
}

/// A category of the store.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductCategory {
    /// The store's id of it.
    #[schema(value_type = AnyText, example = "15")]
    pub(super) external_id: String,
    /// Its name.
    #[schema(value_type = AnyText, example = "Boots")]
    pub(super) name: String,
}

/// One of the kinds in which a product is sold.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProductVariant {
    /// The store's id of it.
    external_id: String,
    /// What tells it from the others.
    #[schema(example = "Red, 42")]
    name: String,
    /// Stock keeping unit.
    sku: String,
    /// Its price, where it has one.
    #[schema(required)]
    price: Option<Money>,
    /// Whether it can be bought.
    stock: StockWord,
    /// What it differs in.
    attributes: BTreeMap<String, String>,
}

/// Something that a store sells.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct StoreProduct {
    /// Its id.
    #[schema(example = "prd_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Whose it is.
    store: String,
    /// The store's own id of it: what orders and rules name it by.
    external_id: String,
    /// Its name.
    name: String,
    /// About it, as plain text.
    description: String,
    /// Its page at the store.
    url: String,
    /// Stock keeping unit.
    sku: String,
    /// What it costs now; null where it has no price.
    #[schema(required)]
    price: Option<Money>,
    /// What it costs when it is not on sale.
    #[schema(required)]
    regular_price: Option<Money>,
    /// Whether it can be bought.
    stock: StockWord,
    /// Pictures, the main one first.
    images: Vec<ProductImage>,
    /// Where the store files it; rules name them by id or name.
    categories: Vec<ProductCategory>,
    /// The kinds in which it is sold.
    variants: Vec<ProductVariant>,
    /// When the store changed it last, if it says so.
    #[schema(required)]
    told_at: Option<String>,
    /// When it was last seen in a sync.
    synced_at: String,
    /// When something about it last changed here.
    updated_at: String,
    /// Since when the store has it no longer.
    #[schema(required)]
    removed_at: Option<String>,
}

impl From<product::Product> for StoreProduct {
    fn from(product: product::Product) -> Self {
        let told = product.told;
        let money = |minor: Option<i64>| minor.map(|minor| Money::new(minor, told.currency));
        let variants = told.variants.into_iter().map(|one| ProductVariant {
            external_id: one.external_id,
            name: one.name,
            sku: one.sku,
            price: money(one.price_minor),
            stock: one.stock.into(),
            attributes: one.attributes.into_iter().collect(),
        });
        Self {
            id: product.id.to_string(),
            store: product.store.to_string(),
            external_id: told.external_id,
            name: told.name,
            description: told.description,
            url: told.url,
            sku: told.sku,
            price: money(told.price_minor),
            regular_price: money(told.regular_minor),
            stock: told.stock.into(),
            variants: variants.collect(),
            images: told.images.into_iter().map(|one| ProductImage { url: one.url, alt: one.alt }).collect(),
            categories: told
                .categories
                .into_iter()
                .map(|one| ProductCategory { external_id: one.external_id, name: one.name })
                .collect(),
            told_at: told.told_at.map(rfc3339),
            synced_at: rfc3339(product.synced_at),
            updated_at: rfc3339(product.updated_at),
            removed_at: product.removed_at.map(rfc3339),
        }
    }
}

/// Which products are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ProductsWanted {
    /// Of this store.
    #[param(value_type = Option<StoreRef>)]
    store: Option<StoreId>,
    /// A part of the name or SKU, or the store's own id.
    #[param(value_type = Option<Plain200>)]
    q: Option<String>,
    /// In this category, by the store's id of it.
    #[param(value_type = Option<Plain200>)]
    category: Option<String>,
    /// Standing so.
    #[param(value_type = Option<StockWord>)]
    stock: Option<StockWord>,
    /// Changed here at this moment or later.
    #[param(value_type = Option<MomentText>)]
    updated_after: Option<Moment>,
    /// Those that the store has no longer, instead of those that it has.
    #[param(value_type = Option<bool>)]
    removed: Option<Flag>,
}

/// The product that a store has deleted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ProductNamed {
    /// Whose it is.
    #[param(value_type = StoreRef)]
    store: StoreId,
    /// The store's own id of it.
    #[param(value_type = Plain200)]
    external_id: String,
}

/// What became of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProductRemoved {
    /// Whether there was one to hide; false when it is hidden already or was never here.
    removed: bool,
}

/// List products, newest first.
#[utoipa::path(get, path = "/api/v1/products", tag = "products", params(Paging, ProductsWanted),
    responses((status = 200, body = List<StoreProduct>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("products:read")?;
    let wanted: ProductsWanted = asked.query()?;
    let cursor = asked.cursor(list::id::<ProductId>)?;
    super::checked(|faults| {
        wanted.q.iter().for_each(|q| faults.maybe_empty("q", q, WORD_CHARS_MAX));
        wanted.category.iter().for_each(|id| faults.maybe_empty("category", id, WORD_CHARS_MAX));
    })?;
    let narrow = Narrow {
        store: wanted.store,
        q: wanted.q.unwrap_or_default(),
        category: wanted.category,
        stock: wanted.stock.map(|stock| Stock::from(stock).as_str()),
        updated_after: wanted.updated_after.map(|moment| moment.at),
        removed: wanted.removed.is_some_and(|Flag(removed)| removed),
    };
    let page = call::read(&app.engine, move |tx| product::list(tx, &tenant, &narrow, &cursor)).await?;
    Ok(list::render(&asked, page, StoreProduct::from))
}

/// Read a product.
#[utoipa::path(get, path = "/api/v1/products/{id}", tag = "products",
    params(("id" = String, Path, description = "The product's id.")),
    responses((status = 200, body = StoreProduct)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<StoreProduct>> {
    let tenant = asked.tenant("products:read")?;
    let id: ProductId = asked.id("product")?;
    let product = call::read(&app.engine, move |tx| product::load(tx, &tenant, &id)).await?;
    Ok(Json(product.into()))
}

/// Say that the store has deleted a product.
///
/// It is kept and hidden, so that orders keep its name. A full sync that runs now does not bring it back; a later telling does.
#[utoipa::path(delete, path = "/api/v1/products", tag = "products", params(ProductNamed),
    responses((status = 200, body = ProductRemoved)))]
async fn remove(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let tenant = sent.bodiless("products:write")?;
    let ProductNamed { store, external_id } = sent.asked().query()?;
    super::checked(|faults| faults.maybe_empty("external_id", &external_id, WORD_CHARS_MAX))?;
    let removed = sent.once(&app, move |tx, now| {
        store::load(tx, &tenant, &store)?;
        let removed = product::remove(tx, (&tenant, &store), &external_id, now)?;
        answer(StatusCode::OK, &ProductRemoved { removed })
    });
    removed.await
}
