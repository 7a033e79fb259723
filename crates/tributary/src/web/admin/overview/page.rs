//! Overview (`/admin`): figures against the period before, the chosen one as a chart, what waits, and what brought
//! most. Each number leads to the rows behind it.

use super::cards;
use super::figures::{self, Chosen, Series};
use super::marks::marks;
use super::todo::{self, Waiting};
use super::world::{switch, world};
use crate::app::App;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::filter::{self, query};
use crate::web::admin::links;
use crate::web::admin::orders::row;
use crate::web::admin::partners;
use crate::web::admin::period::picker::{At, picker};
use crate::web::admin::period::{Comparison, Period, Spans};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::chosen;
use crate::web::kit::Mark;
use crate::web::view::overview::{self as view, Card, OverviewView};
use crate::{n, t};
use axum::extract::{Query, State};
use serde::Deserialize;
use tributary_core::Timestamp;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, OrderRow, Sort, Sums};
use tributary_engine::page::Cursor;
use tributary_engine::report::{self, Axis, Product, Row, Totals};

const LATEST: i64 = 8;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::admin) struct Ask {
    period: String,
    from: String,
    to: String,
    compare: String,
    metric: String,
    map: String,
}

/// What the figures are of, against what, and which of them is drawn large.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) period: Period,
    pub(super) with: Comparison,
    pub(super) chosen: Chosen,
    pub(super) map: bool,
}

/// What was read.
pub(super) struct Found {
    pub(super) spans: Spans,
    pub(super) now: Totals,
    pub(super) before: Totals,
    pub(super) series: Series,
    pub(super) marks: Vec<Mark>,
    owed_minor: i64,
    partners: Vec<Row>,
    products: Vec<Product>,
    places: Vec<Row>,
    ways: Vec<Row>,
    latest: Vec<OrderRow>,
    waiting: Waiting,
    others: Vec<Sums>,
}

/// `GET /admin`
pub(in crate::web::admin) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let wanted = Wanted {
        period: Period::of(&ask.period, &ask.from, &ask.to).unwrap_or_default(),
        with: Comparison::parse(&ask.compare),
        chosen: Chosen::parse(&ask.metric).unwrap_or_default(),
        map: ask.map == "1",
    };
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, wanted)).await?;
    Ok(desk.page(Place::Overview, t!("Overview"), &view::render(&shaped(&desk, wanted, &found))))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, wanted: Wanted) -> Result<Found, Error> {
    let (tenant, currency) = (desk.tenant(), desk.store.currency);
    let first = if wanted.period == Period::All { first(tx, desk)? } else { None };
    let spans = wanted.period.compared(&desk.clock, wanted.with, first);
    let (whole, before) = (spans.whole(), spans.whole_before());
    let (earning, of) = (desk.earning(whole), (desk.only.as_ref(), currency));
    let newest = Cursor { after: None, limit: LATEST };
    Ok(Found {
        now: report::totals(tx, tenant, of, whole)?,
        before: report::totals(tx, tenant, of, before)?,
        series: figures::series(tx, desk, &spans)?,
        marks: marks(tx, desk, &spans)?,
        owed_minor: report::owed(tx, tenant, currency)?,
        partners: report::rows(tx, tenant, Axis::Partner, &earning)?,
        products: report::products(tx, tenant, &earning)?,
        places: report::rows(tx, tenant, Axis::Country, &earning)?,
        ways: report::rows(tx, tenant, Axis::Way, &earning)?,
        latest: order::list(tx, tenant, &desk.orders(), &newest)?.rows,
        waiting: todo::find(tx, desk)?,
        others: others(tx, desk, whole)?,
        spans,
    })
}

/// When the first order was placed: all of time begins there.
fn first(tx: &mut Tx<'_>, desk: &Desk) -> Result<Option<Timestamp>, Error> {
    let oldest = order::Filter { sort: Sort::parse("placed").unwrap_or_default(), ..desk.orders() };
    let one = Cursor { after: None, limit: 1 };
    Ok(order::list(tx, desk.tenant(), &oldest, &one)?.rows.first().map(|order| order.placed_at))
}

/// The period's orders in other currencies than the store's own, per currency.
fn others(tx: &mut Tx<'_>, desk: &Desk, whole: report::Period) -> Result<Vec<Sums>, Error> {
    let filter = order::Filter { from: Some(whole.from), to: Some(whole.to), ..desk.orders() };
    let mut sums = order::sums(tx, desk.tenant(), &filter)?;
    sums.retain(|sum| sum.currency != desk.store.currency);
    Ok(sums)
}

fn shaped(desk: &Desk, wanted: Wanted, found: &Found) -> OverviewView {
    let earning = earning(desk, wanted.period);
    let orders = earning.href("/admin/orders");
    let started = found.waiting.has_clicks || found.waiting.has_orders;
    let mut kept: Vec<(String, String)> = wanted.chosen.pair().into_iter().collect();
    kept.extend(wanted.map.then(|| ("map".to_owned(), "1".to_owned())));
    let at = At { path: "/admin", kept: &kept };
    OverviewView {
        period: picker(&desk.clock, (wanted.period, Some(wanted.with)), at),
        compared: wanted.period.compared_name(wanted.with),
        steps: todo::steps(&found.waiting),
        kpis: figures::kpis(desk, wanted, found),
        chart: started.then(|| figures::chart(desk, wanted, found)),
        behind: started.then(|| (behind(found.now.orders), orders.clone())),
        owed: started.then(|| {
            let owed = desk.amount(found.owed_minor).text;
            (t!("{amount} owed to partners now", amount = owed), "/admin/partners".to_owned())
        }),
        todo: todo::todo(&found.waiting, (wanted.period, &found.others)),
        cards: vec![
            card(
                t!("Top partners"),
                cards::partners(desk, &earning, &found.partners),
                (t!("All partners"), "/admin/partners"),
            ),
            card(
                t!("Top products"),
                cards::products(desk, &earning, &found.products),
                (t!("Their orders"), &orders),
            ),
            places(desk, wanted, &found.places),
            card(
                t!("How orders came"),
                cards::ways(desk, &earning, &found.ways),
                (t!("Their orders"), &orders),
            ),
        ],
        latest: found.latest.iter().map(|order| row(order, &desk.clock)).collect(),
        orders_href: chosen::named("/admin/orders"),
        new_link_href: if found.waiting.has_partners { links::NEW_HREF } else { partners::NEW_HREF }.into(),
        new_partner_href: partners::NEW_HREF.into(),
    }
}

/// The countries that orders went to, as a list and on a map.
fn places(desk: &Desk, wanted: Wanted, rows: &[Row]) -> Card {
    let earning = earning(desk, wanted.period);
    let at = |map: bool| format!("{}#places", Wanted { map, ..wanted }.href(wanted.chosen));
    let orders_of = |country: &str| earning.with("country", country).href("/admin/orders");
    let all = earning.href("/admin/orders");
    Card {
        id: Some("places"),
        ways: switch(at(false), at(true), wanted.map),
        map: wanted.map.then(|| world(desk, rows, &orders_of)),
        ..card(t!("Where orders come from"), cards::places(desk, &earning, rows), (t!("Their orders"), &all))
    }
}

fn card(title: &str, bars: Vec<crate::web::kit::Bar>, (all, href): (&str, &str)) -> Card {
    Card { title: title.into(), all: (all.into(), href.into()), bars, ..Card::default() }
}

/// The orders behind the figures: those of the period that earn, in the store's currency.
fn earning(desk: &Desk, period: Period) -> filter::Ask {
    filter::Ask { earns: "1".into(), currency: desk.store.currency.code().into(), ..filter::Ask::of(period) }
}

fn behind(orders: i64) -> String {
    n!("See the {n} order behind these figures", "See the {n} orders behind these figures", orders)
}

impl Wanted {
    /// The address of the same with another figure drawn large.
    pub(super) fn href(self, chosen: Chosen) -> String {
        let mut pairs = self.period.pairs();
        if self.with != Comparison::default() {
            pairs.push(("compare", self.with.word().to_owned()));
        }
        let metric = chosen.pair();
        pairs.extend(metric.map(|(_, word)| ("metric", word)));
        pairs.extend(self.map.then(|| ("map", "1".to_owned())));
        query("/admin", &pairs)
    }
}
