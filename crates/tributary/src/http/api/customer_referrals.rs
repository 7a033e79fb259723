//! `/api/v1/customers/referrals`: what customers bought, by the code to which they are bound.

use super::body;
use super::list;
use super::money::{Moment, Money};
use super::request::{Asked, Paging};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AnyText, MomentText, ReferralReading, StoreRef};
use crate::http::problem::{Handled, Problem};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tributary_core::{Currency, StoreId};
use tributary_engine::bound::{self, ByCode, Reading, Whose};
use tributary_engine::page::{Cursor, Page};
use tributary_engine::store;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index))
}

/// What customers of one code bought, in one currency.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct OfCode {
    /// The code; null: bound to nobody.
    #[schema(required)]
    code: Option<String>,
    /// Customers with it in the period.
    customers: i64,
    /// Those of them who ordered.
    buyers: i64,
    /// Their orders.
    orders: i64,
    /// What they paid in all; null where nobody ordered.
    #[schema(required)]
    total: Option<Money>,
    /// What was given back of it.
    #[schema(required)]
    refunded: Option<Money>,
    /// What a commission would be taken of.
    #[schema(required)]
    base: Option<Money>,
}

/// The sum of all rows of one currency.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SumOfCodes {
    /// Orders.
    orders: i64,
    /// What was paid in all.
    total: Money,
    /// What was given back of it.
    refunded: Money,
    /// What a commission would be taken of.
    base: Money,
}

/// The report.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ByCodes {
    /// A row for each code and currency, the most orders first, nobody's last.
    data: Vec<OfCode>,
    /// The sums of all pages, one for each currency.
    totals: Vec<SumOfCodes>,
    /// Send it as `cursor` for the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there is a next page.
    has_more: bool,
}

impl From<ByCode> for OfCode {
    fn from(row: ByCode) -> Self {
        let money = |minor: i64| row.currency.map(|currency| Money::new(minor, currency));
        Self {
            customers: row.customers,
            buyers: row.buyers,
            orders: row.orders,
            total: money(row.total_minor),
            refunded: money(row.refunded_minor),
            base: money(row.base_minor),
            code: row.code,
        }
    }
}

fn totals(rows: &[ByCode]) -> Vec<SumOfCodes> {
    let mut sums: BTreeMap<Currency, [i64; 4]> = BTreeMap::new();
    for row in rows {
        let Some(currency) = row.currency else { continue };
        let parts = [row.orders, row.total_minor, row.refunded_minor, row.base_minor];
        sums.entry(currency).or_default().iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
    }
    let sum = |(currency, [orders, total, refunded, base]): (Currency, [i64; 4])| SumOfCodes {
        orders,
        total: Money::new(total, currency),
        refunded: Money::new(refunded, currency),
        base: Money::new(base, currency),
    };
    sums.into_iter().map(sum).collect()
}

/// Which orders count.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of this store.
    #[param(value_type = StoreRef)]
    store: StoreId,
    /// Placed at this moment or later.
    #[param(value_type = MomentText)]
    from: Moment,
    /// Placed before this moment.
    #[param(value_type = MomentText)]
    to: Moment,
    /// Of customers with this code only, in any spelling.
    #[param(value_type = Option<AnyText>)]
    code: Option<String>,
    /// `true`: of customers bound to nobody only.
    #[param(value_type = Option<bool>)]
    unbound: Option<body::Flag>,
    /// In this status only; drafts are in none.
    #[param(value_type = Option<AnyText>)]
    status: Option<String>,
    /// `true`: only orders that carry the code itself as a coupon.
    #[param(value_type = Option<bool>)]
    only_coupon: Option<body::Flag>,
    /// `order`: the code at the time of the order, the default. `now`: the code that the customer has now, as shops' own reports
    /// read it; a change of it changes the past.
    #[param(value_type = Option<ReferralReading>)]
    reading: Option<String>,
}

impl Wanted {
    fn wanted(self) -> Handled<bound::Wanted> {
        let is = |flag: Option<body::Flag>| flag.is_some_and(|flag| flag.0);
        let whose = match self.code {
            _ if is(self.unbound) => Whose::Nobody,
            Some(code) => Whose::Code(code),
            None => Whose::All,
        };
        let reading = match self.reading.as_deref() {
            None | Some("order") => Reading::AtOrder,
            Some("now") => Reading::Now,
            Some(_) => return Err(Problem::field("reading", "unknown", "Use order or now.")),
        };
        Ok(bound::Wanted {
            store: self.store,
            from: self.from.at,
            to: self.to.at,
            reading,
            whose,
            status: self.status,
            only_coupon: is(self.only_coupon),
        })
    }
}

/// Sum up what customers bought, by their code.
///
/// A cursor is a place in the list, and the list is summed up anew for each page: of a period that is over, all pages agree.
#[utoipa::path(get, path = "/api/v1/customers/referrals", tag = "customers", params(Paging, Wanted),
    responses((status = 200, body = ByCodes)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Json<ByCodes>> {
    let tenant = asked.tenant("customers:read")?;
    let wanted = asked.query::<Wanted>()?.wanted()?;
    let cursor = asked.cursor(list::place)?;
    let rows = call::read(&app.engine, move |tx| {
        store::load(tx, &tenant, &wanted.store)?;
        bound::by_code(tx, &tenant, &wanted)
    });
    let rows = rows.await?;
    let totals = totals(&rows);
    let page = paged(rows, &cursor);
    let data = page.rows.into_iter().map(OfCode::from).collect();
    Ok(Json(ByCodes { data, totals, has_more: page.next.is_some(), next_cursor: page.next }))
}

/// The rows behind a place.
fn paged(mut rows: Vec<ByCode>, cursor: &Cursor) -> Page<ByCode> {
    let before = cursor.after.as_deref().and_then(|place| place.parse().ok()).unwrap_or(0_usize);
    rows.drain(..before.min(rows.len()));
    let limit = usize::try_from(cursor.limit).unwrap_or(1);
    let more = rows.len() > limit;
    rows.truncate(limit);
    Page { next: more.then(|| before.saturating_add(limit).to_string()), rows }
}
