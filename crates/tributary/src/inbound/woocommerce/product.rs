//! Reads a shop's products page by page: [`Shop::products`]. A page is asked for by how many come before it, and begins with
//! the product that was read last, so that one which was deleted meanwhile is noticed: see [`Place`].

use super::entity::decoded;
use super::moment::{moment, written};
use super::payload::{List, Scalar, parse};
use super::rest::{RestError, Shop, unreadable};
use crate::products::judged;
use serde::Deserialize;
use tributary_core::money::{Currency, Money};
use tributary_core::time::Timestamp;
use tributary_engine::product::sync::Skip;
use tributary_engine::product::{Image, InCategory, Stock, Told, Variant};

/// Products on one page; with their descriptions they weigh more than orders.
pub const PAGE_PRODUCTS: usize = 50;

/// Only what is read here: a shop's product can weigh more than all the rest of the page.
const FIELDS: &str = "id,name,permalink,status,catalog_visibility,type,sku,price,regular_price,short_description,\
    description,images,categories,stock_status,date_modified_gmt";
const VARIANT_FIELDS: &str = "id,sku,price,stock_status,attributes";
const VARIANTS_MAX: usize = 100; // one page of them

/// How far a reading came: the last product's id, and how many came before the next page when it was read.
///
/// WooCommerce knows no "after this id", only how many to pass over. When products are deleted during a reading, the rest
/// moves up; so each page begins one product early, and where that is not the last one read, the page before is looked at
/// again until an id is found that was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// The last product's id; 0 at the beginning.
    pub last: u64,
    /// How many products come up to and with it.
    pub passed: usize,
}

impl Place {
    /// Reads a place as it was written; what is none is the beginning.
    #[must_use]
    pub fn read(text: Option<&str>) -> Self {
        let read = text.and_then(|text| {
            let (last, passed) = text.split_once('@')?;
            Some(Self { last: last.parse().ok()?, passed: passed.parse().ok()? })
        });
        read.unwrap_or_default()
    }

    /// The place as it is kept.
    #[must_use]
    pub fn written(self) -> String {
        format!("{}@{}", self.last, self.passed)
    }
}

/// A page of products.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductPage {
    /// Those that can be taken.
    pub products: Vec<Told>,
    /// Those that cannot, with the reason.
    pub skips: Vec<Skip>,
    /// Those that nobody sees in the shop any more: drafts, private ones.
    pub gone: Vec<String>,
    /// How many there are in all, as the shop says.
    pub total: Option<i64>,
    /// Where the next page starts; nothing behind the last one.
    pub next: Option<Place>,
}

/// A product of `wc/v3`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Resource {
    id: Scalar,
    name: Scalar,
    permalink: Scalar,
    status: Scalar,
    catalog_visibility: Scalar,
    r#type: Scalar,
    sku: Scalar,
    price: Scalar,
    regular_price: Scalar,
    short_description: Scalar,
    description: Scalar,
    images: List<Picture>,
    categories: List<Filed>,
    stock_status: Scalar,
    date_modified_gmt: Scalar,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Picture {
    src: Scalar,
    alt: Scalar,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Filed {
    id: Scalar,
    name: Scalar,
}

/// A variation of `wc/v3`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Variation {
    id: Scalar,
    sku: Scalar,
    price: Scalar,
    stock_status: Scalar,
    attributes: List<Attribute>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Attribute {
    name: Scalar,
    option: Scalar,
}

impl Shop {
    /// The products behind a place, by id; those changed at `since` or later, or all.
    ///
    /// # Errors
    /// [`RestError`].
    pub async fn products(
        &self,
        place: Place,
        since: Option<Timestamp>,
        currency: Currency,
    ) -> Result<ProductPage, RestError> {
        let (total, rows) = self.rows_behind(place, since).await?;
        let mut page = ProductPage { total, ..ProductPage::default() };
        let fresh: Vec<(usize, u64, Resource)> =
            rows.into_iter().filter(|(_, id, _)| *id > place.last).take(PAGE_PRODUCTS).collect();
        page.next = fresh.last().map(|(at, id, _)| Place { last: *id, passed: at.saturating_add(1) });
        for (_, id, resource) in fresh {
            let seen = resource.status.text().is_none_or(|status| status == "publish")
                && resource.catalog_visibility.text() != Some("hidden");
            if !seen {
                page.gone.push(id.to_string());
                continue;
            }
            let variants = self.variants(&resource, id, currency).await?;
            match told(&resource, variants, currency).and_then(|told| judged(&told)) {
                Ok(told) => page.products.push(told),
                Err(skip) => page.skips.push(skip),
            }
        }
        Ok(page)
    }

    /// Rows with their places in the whole list, the first of them one that was read before, if any was.
    async fn rows_behind(
        &self,
        place: Place,
        since: Option<Timestamp>,
    ) -> Result<(Option<i64>, Vec<(usize, u64, Resource)>), RestError> {
        let mut offset = place.passed.saturating_sub(1);
        loop {
            let (total, rows) = self.rows(offset, since).await?;
            let moved_up = rows.first().is_none_or(|(_, id, _)| *id > place.last) && place.last > 0;
            if offset == 0 || !moved_up {
                return Ok((total, rows));
            }
            offset = offset.saturating_sub(PAGE_PRODUCTS);
        }
    }

    async fn rows(
        &self,
        offset: usize,
        since: Option<Timestamp>,
    ) -> Result<(Option<i64>, Vec<(usize, u64, Resource)>), RestError> {
        let wrong = |problem: String| unreadable("GET products", problem);
        let mut params = vec![
            ("_fields", FIELDS.to_owned()),
            ("offset", offset.to_string()),
            ("order", "asc".to_owned()),
            ("orderby", "id".to_owned()),
            ("per_page", PAGE_PRODUCTS.saturating_add(1).to_string()),
        ];
        match since {
            // Also those that are no longer to be seen.
            Some(since) => {
                let since = written(since).map_err(|invalid| wrong(invalid.problem))?;
                params.extend([
                    ("dates_are_gmt", "true".to_owned()),
                    ("modified_after", since),
                    ("status", "any".to_owned()),
                ]);
            }
            None => params.push(("status", "publish".to_owned())),
        }
        let (total, body) = self.get_counted("products", &params).await?;
        let rows: Vec<Resource> = parse(&body).map_err(|invalid| wrong(invalid.problem))?;
        let numbered = rows.into_iter().enumerate().map(|(at, row)| {
            let id = row.id.text().and_then(|id| id.parse().ok());
            let id = id.ok_or_else(|| wrong("a product without an id".to_owned()))?;
            Ok((offset.saturating_add(at), id, row))
        });
        Ok((total, numbered.collect::<Result<Vec<_>, RestError>>()?))
    }

    /// The kinds in which a product is sold; only variable ones have any.
    async fn variants(&self, of: &Resource, id: u64, currency: Currency) -> Result<Vec<Variant>, RestError> {
        if !of.r#type.text().is_some_and(|kind| kind.starts_with("variable")) {
            return Ok(Vec::new());
        }
        let path = format!("products/{id}/variations");
        let params = [("_fields", VARIANT_FIELDS.to_owned()), ("per_page", VARIANTS_MAX.to_string())];
        let body = self.get(&path, &params).await?;
        let all: Vec<Variation> =
            parse(&body).map_err(|invalid| unreadable(&format!("GET {path}"), invalid.problem))?;
        Ok(all.iter().map(|one| variant(one, currency)).collect())
    }
}

fn variant(one: &Variation, currency: Currency) -> Variant {
    let text = |scalar: &Scalar| scalar.text().map(decoded).unwrap_or_default();
    let attributes: Vec<(String, String)> =
        one.attributes.0.iter().map(|one| (text(&one.name), text(&one.option))).collect();
    let values: Vec<&str> =
        attributes.iter().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty()).collect();
    Variant {
        external_id: one.id.text().unwrap_or_default().to_owned(),
        name: values.join(", "),
        sku: text(&one.sku),
        price_minor: price(&one.price, currency).ok().flatten(),
        stock: stock(&one.stock_status),
        attributes,
    }
}

fn told(one: &Resource, variants: Vec<Variant>, currency: Currency) -> Result<Told, Skip> {
    let external_id = one.id.text().unwrap_or_default().to_owned();
    let text = |scalar: &Scalar| scalar.text().map(decoded).unwrap_or_default();
    let skip = |field: &str, detail: String| Skip {
        external_id: external_id.clone(),
        field: field.to_owned(),
        detail,
    };
    let amount = |field: &str, scalar: &Scalar| price(scalar, currency).map_err(|why| skip(field, why));
    let about = match text(&one.short_description) {
        short if short.is_empty() => text(&one.description),
        short => short,
    };
    let images = one.images.0.iter().map(|one| Image { url: text(&one.src), alt: text(&one.alt) });
    let filed = one.categories.0.iter();
    let filed = filed.map(|one| InCategory { external_id: text(&one.id), name: text(&one.name) });
    let told_at = moment("/date_modified_gmt", &one.date_modified_gmt);
    Ok(Told {
        name: text(&one.name),
        description: about,
        url: one.permalink.text().unwrap_or_default().to_owned(),
        sku: text(&one.sku),
        currency,
        price_minor: amount("/price", &one.price)?,
        regular_minor: amount("/regular_price", &one.regular_price)?,
        stock: stock(&one.stock_status),
        images: images.collect(),
        categories: filed.collect(),
        variants,
        told_at: told_at.map_err(|invalid| skip(&invalid.field, invalid.problem))?,
        external_id,
    })
}

/// What something costs; `""` is no price.
fn price(scalar: &Scalar, currency: Currency) -> Result<Option<i64>, String> {
    let Some(text) = scalar.text() else { return Ok(None) };
    let money = Money::parse_decimal(text, currency).map_err(|bad| format!("{text:?} is {bad}"))?;
    Ok(Some(money.minor))
}

/// WooCommerce's words: `instock`, `outofstock`, `onbackorder`.
fn stock(scalar: &Scalar) -> Stock {
    match scalar.text() {
        Some("outofstock") => Stock::OutOfStock,
        Some("onbackorder") => Stock::OnBackorder,
        _ => Stock::InStock,
    }
}
