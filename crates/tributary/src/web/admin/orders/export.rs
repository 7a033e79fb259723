//! Orders as a file (`/admin/orders.csv`, `/admin/orders.xlsx`): the rows and columns of the list under the same filters.

use super::row::{channel, standing};
use crate::app::App;
use crate::t;
use crate::web::admin::desk;
use crate::web::admin::export::{Batch, Cell, Column, Export, Format};
use crate::web::admin::filter::Ask;
use crate::web::admin::moment::Moments;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use axum::extract::State;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, OrderRow};
use tributary_engine::page::{Cursor, LIMIT_MAX};

/// `GET /admin/orders.csv`, `GET /admin/orders.xlsx`
pub(super) async fn file(State(app): State<App>, me: SignedIn, format: Format, ask: Ask) -> Shown {
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    let (tenant, chosen, clock) = (desk.tenant().clone(), ask.filter(&desk), desk.clock.clone());
    let read = move |tx: &mut Tx<'_>, after| {
        let page = order::list(tx, &tenant, &chosen, &Cursor { after, limit: LIMIT_MAX })?;
        let rows = page.rows.iter().map(|order| row(order, &clock)).collect();
        Ok(Batch { rows, next: page.next })
    };
    let export = Export::new(&desk, "orders", t!("Orders"));
    export.columns(columns()).pages(read).send(&app, format).await
}

fn columns() -> Vec<Column> {
    vec![
        Column::text(t!("Order")),
        Column::instant(t!("Placed")),
        Column::text(t!("Partner")),
        Column::text(t!("How")),
        Column::text(t!("Coupons")),
        Column::text(t!("Customer")),
        Column::text(t!("City")),
        Column::text(t!("Region")),
        Column::text(t!("Country")),
        Column::money(t!("Total")),
        Column::money(t!("Refunded")),
        Column::money(t!("Revenue")),
        Column::money(t!("Commission")),
        Column::text(t!("Status in the store")),
        Column::text(t!("Status")),
        Column::text(t!("Order id")),
    ]
}

fn row(order: &OrderRow, clock: &Moments) -> Vec<Cell> {
    let money = |minor| Cell::Money(minor, order.currency);
    let credited = order.partner.is_some();
    vec![
        Cell::text(&order.number),
        Cell::At(order.placed_at),
        Cell::text(order.partner_name.clone().unwrap_or_default()),
        Cell::text(order.via.as_deref().map(|via| channel(via).word()).unwrap_or_default()),
        Cell::text(order.coupons.join(", ").to_uppercase()),
        Cell::text(order.customer_hint.clone().unwrap_or_default()),
        Cell::text(&order.city),
        Cell::text(&order.state),
        Cell::text(&order.country),
        money(order.total_minor),
        money(order.refunded_minor),
        money(order.base_minor),
        if credited { money(order.commission_minor) } else { Cell::Empty },
        Cell::text(&order.status),
        Cell::text(standing(order, clock).1),
        Cell::text(order.id.to_string()),
    ]
}
