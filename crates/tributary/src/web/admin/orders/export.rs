//! Orders as a file (`/admin/orders.csv`, `/admin/orders.xlsx`): the rows and columns of the list under the same filters. Where
//! a column of the screen says two things (a city and its country), the file has a column for each.

use super::columns::shown;
use super::narrow::Names;
use super::row::{channel, standing};
use super::{rows, words};
use crate::app::App;
use crate::t;
use crate::web::admin::desk;
use crate::web::admin::export::{Batch, Cell, Column, Export, Format};
use crate::web::admin::filter::Ask;
use crate::web::admin::filter::words::{status, why_not};
use crate::web::admin::moment::Moments;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::columns::Pick as _;
use crate::web::view::orders::list::Col;
use axum::extract::State;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, OrderRow};
use tributary_engine::page::{Cursor, LIMIT_MAX};

/// `GET /admin/orders.csv`, `GET /admin/orders.xlsx`
pub(super) async fn file(State(app): State<App>, me: SignedIn, format: Format, ask: Ask) -> Shown {
    let (desk, names) = desk::read(&app, me, Names::load).await?;
    let (tenant, chosen, clock) = (desk.tenant().clone(), ask.filter(&desk), desk.clock.clone());
    let file = File { shown: shown(&ask), names, clock, ask };
    let columns = file.columns();
    let read = move |tx: &mut Tx<'_>, after| {
        let page = order::list(tx, &tenant, &chosen, &Cursor { after, limit: LIMIT_MAX })?;
        Ok(Batch { rows: page.rows.iter().map(|order| file.row(order)).collect(), next: page.next })
    };
    Export::new(&desk, "orders", t!("Orders")).columns(columns).pages(read).send(&app, format).await
}

/// What every row is written with.
struct File {
    shown: Vec<Col>,
    names: Names,
    clock: Moments,
    ask: Ask,
}

impl File {
    fn columns(&self) -> Vec<Column> {
        self.shown.iter().flat_map(|col| self.headings(*col)).collect()
    }

    fn row(&self, order: &OrderRow) -> Vec<Cell> {
        self.shown.iter().flat_map(|col| self.cells(*col, order)).collect()
    }

    /// The code or link stands beside the way, unless it has a column of its own.
    fn evidence_beside(&self) -> bool {
        !self.shown.contains(&Col::Evidence)
    }

    fn headings(&self, col: Col) -> Vec<Column> {
        let text = Column::text(col.label());
        match col {
            Col::Place => vec![Column::text(t!("City")), Column::text(t!("Country"))],
            Col::How if self.evidence_beside() => vec![text, Column::text(Col::Evidence.label())],
            Col::Placed | Col::Payable => vec![Column::instant(col.label())],
            Col::Products => vec![Column::count(col.label())],
            Col::Total | Col::Revenue | Col::Commission | Col::Refunded => vec![Column::money(col.label())],
            _ => vec![text],
        }
    }

    fn cells(&self, col: Col, order: &OrderRow) -> Vec<Cell> {
        let money = |minor| vec![Cell::Money(minor, order.currency)];
        let credited = order.partner.is_some();
        match col {
            Col::Placed => vec![Cell::At(order.placed_at)],
            Col::Payable if order.commission_minor > 0 => vec![Cell::At(order.payable_at)],
            Col::Products => vec![Cell::Count(order.products)],
            Col::Total => money(order.total_minor),
            Col::Revenue => money(order.base_minor),
            Col::Commission if credited => money(order.commission_minor),
            Col::Refunded => money(-order.refunded_minor),
            Col::Payable | Col::Commission => vec![Cell::Empty],
            Col::Place => vec![Cell::text(&order.city), Cell::text(&order.country)],
            Col::How if self.evidence_beside() => {
                vec![Cell::text(self.words(col, order)), Cell::text(rows::beside(order, &self.names))]
            }
            _ => vec![Cell::text(self.words(col, order))],
        }
    }

    fn words(&self, col: Col, order: &OrderRow) -> String {
        let some = Option::unwrap_or_default;
        match col {
            Col::Order => order.number.clone(),
            Col::Customer => rows::customer(order),
            Col::Partner => some(order.partner_name.clone()),
            Col::How => some(order.via.as_deref().map(|via| channel(via).word().to_owned())),
            Col::Evidence => some(rows::evidence(order, &self.ask, &self.names).map(|(name, _)| name)),
            Col::WhyNot => {
                let why = order.nobody.as_deref().filter(|_| order.partner.is_none());
                some(why.map(|why| why_not(why).to_owned()))
            }
            Col::Review => {
                some(words::review(order).map(|why| format!("{why} · {}", words::default_outcome(order))))
            }
            Col::Status => standing(order, &self.clock).1,
            Col::InStore => status(&order.status),
            Col::Source => some(order.source.as_deref().map(|word| rows::source(word).to_owned())),
            Col::Region => order.state.clone(),
            Col::Coupons => rows::coupons(order),
            Col::Id => order.id.to_string(),
            _ => String::new(),
        }
    }
}
