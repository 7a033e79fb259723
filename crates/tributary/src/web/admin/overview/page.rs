//! Overview (`/admin`): figures against the period before, the chosen one as a chart, and what to do next.

use super::figures;
use super::figures::{Chosen, Series};
use super::todo::{self, Waiting};
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::filter;
use crate::web::admin::orders::row;
use crate::web::admin::partners;
use crate::web::admin::period::{Comparison, Period, Spans};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{Bar, Delta, Icon, Kpi, Rise, Tab, chart, format_count};
use crate::web::view::overview::{self as view, OverviewView};
use axum::extract::{Query, State};
use serde::Deserialize;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, OrderRow, Sums};
use tributary_engine::page::Cursor;
use tributary_engine::report::{self, PartnerTotals, Totals};

const LATEST: i64 = 8;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::admin) struct Ask {
    period: String,
    from: String,
    to: String,
    compare: String,
    chart: String,
}

/// What the figures are of, and against what.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    period: Period,
    with: Comparison,
}

struct Found {
    spans: Spans,
    now: Totals,
    before: Totals,
    series: Series,
    owed_minor: i64,
    partners: Vec<PartnerTotals>,
    ways: Vec<(String, i64, i64)>,
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
    let period = Period::of(&ask.period, &ask.from, &ask.to).unwrap_or_default();
    let wanted = Wanted { period, with: Comparison::parse(&ask.compare) };
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, wanted)).await?;
    let chosen = Chosen::parse(&ask.chart).unwrap_or_default();
    Ok(desk.page(Place::Overview, t!("Overview"), &view::render(&shaped(&desk, (wanted, chosen), &found))))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, wanted: Wanted) -> Result<Found, Error> {
    let (tenant, currency) = (desk.tenant(), desk.store.currency);
    let spans = wanted.period.compared(&desk.clock, wanted.with, None);
    let (whole, before) = (spans.whole(), spans.whole_before());
    let newest = Cursor { after: None, limit: LATEST };
    Ok(Found {
        now: report::totals(tx, tenant, currency, whole)?,
        before: report::totals(tx, tenant, currency, before)?,
        series: figures::series(tx, desk, &spans)?,
        owed_minor: report::owed(tx, tenant, currency)?,
        partners: report::top_partners(tx, tenant, currency, whole)?,
        ways: report::ways(tx, tenant, currency, whole)?,
        latest: order::list(tx, tenant, &order::Filter::default(), &newest)?.rows,
        waiting: todo::find(tx, desk)?,
        others: others(tx, desk, whole)?,
        spans,
    })
}

/// The period's orders in other currencies than the store's own, per currency.
fn others(tx: &mut Tx<'_>, desk: &Desk, whole: report::Period) -> Result<Vec<Sums>, Error> {
    let filter = order::Filter { from: Some(whole.from), to: Some(whole.to), ..order::Filter::default() };
    let mut sums = order::sums(tx, desk.tenant(), &filter)?;
    sums.retain(|sum| sum.currency != desk.store.currency);
    Ok(sums)
}

fn shaped(desk: &Desk, (wanted, chosen): (Wanted, Chosen), found: &Found) -> OverviewView {
    let period = wanted.period;
    let earning = earning(desk, period);
    let started = found.waiting.has_clicks || found.waiting.has_orders;
    let chart = figures::chart(desk, (period, wanted.with, chosen), (&found.spans, &found.series));
    OverviewView {
        period: period_words(wanted, &found.spans),
        periods: periods(wanted, chosen),
        steps: todo::steps(&found.waiting),
        kpis: kpis(desk, (wanted, chosen), found),
        chart: started.then_some(chart),
        behind: started.then(|| behind(found, &earning.href("/admin/orders"))),
        todo: todo::todo(&found.waiting, (period, &found.others)),
        partners: found.partners.iter().map(|one| partner_bar(desk, &earning, one)).collect(),
        partners_href: "/admin/partners".into(),
        sources: found.ways.iter().map(|way| way_bar(desk, &earning, way)).collect(),
        sources_href: earning.href("/admin/orders"),
        latest: found.latest.iter().map(|order| row(order, &desk.clock)).collect(),
        orders_href: "/admin/orders".into(),
        new_partner_href: partners::NEW_HREF.into(),
        demo_href: None,
    }
}

/// The orders behind the figures: those of the period that earn, in the store's currency.
fn earning(desk: &Desk, period: Period) -> filter::Ask {
    filter::Ask { earns: "1".into(), currency: desk.store.currency.code().into(), ..filter::Ask::of(period) }
}

/// `7 May 2026 to 3 Jun 2026`, and what it is compared with.
fn period_words(wanted: Wanted, spans: &Spans) -> String {
    let (Some(first), Some(last)) = (spans.now.first(), spans.now.last()) else { return String::new() };
    let days = t!("{from} to {to}", from = first.label, to = last.label);
    match wanted.period.compared_name(wanted.with) {
        Some(before) => t!("{days}, compared with: {before}", days = days, before = before),
        None => days,
    }
}

fn behind(found: &Found, href: &str) -> (String, String) {
    let orders = found.now.orders;
    let noun = if orders == 1 { "order" } else { "orders" };
    (format!("See the {} {noun} behind these figures", format_count(orders)), href.to_owned())
}

fn address(wanted: Wanted, chosen: Chosen) -> String {
    let mut pairs = wanted.period.pairs();
    if wanted.with != Comparison::default() {
        pairs.push(("compare", wanted.with.word().to_owned()));
    }
    pairs.push(("chart", chosen.word().to_owned()));
    filter::query("/admin", &pairs)
}

fn periods(now: Wanted, chosen: Chosen) -> Vec<Tab> {
    let labels = [
        (Period::Week, t!("7 d")),
        (Period::FourWeeks, t!("28 d")),
        (Period::Quarter, t!("91 d")),
        (Period::Year, t!("12 mo")),
    ];
    let tab = |(period, label): (Period, &str)| Tab {
        label: label.into(),
        href: address(Wanted { period, ..now }, chosen),
        active: period == now.period,
        count: None,
    };
    labels.into_iter().map(tab).collect()
}

fn kpis(desk: &Desk, (wanted, chosen): (Wanted, Chosen), found: &Found) -> Vec<Kpi> {
    let (now, before, series) = (&found.now, &found.before, &found.series);
    let kpi = |shown: Chosen, value: i64, earlier: i64| {
        let (text, unit) = figures::figure(desk, shown, value);
        Kpi {
            label: shown.label().into(),
            value: text,
            unit,
            delta: delta(value, earlier),
            trend: figures::trend(series.of(shown)),
            href: Some(address(wanted, shown)),
            active: shown == chosen,
            ..Kpi::default()
        }
    };
    let commission = kpi(Chosen::Commission, now.commission_minor, before.commission_minor);
    vec![
        kpi(Chosen::Revenue, now.revenue_minor, before.revenue_minor),
        kpi(Chosen::Orders, now.orders, before.orders),
        kpi(Chosen::Clicks, now.clicks, before.clicks),
        conversion(now, before),
        Kpi { rise: Rise::Neutral, ..commission },
        owed(desk, found.owed_minor),
    ]
}

/// Orders per hundred clicks. Coupons bring orders without clicks, so it can pass 100.
fn conversion(now: &Totals, before: &Totals) -> Kpi {
    let points = |totals: &Totals| totals.orders.saturating_mul(10_000).checked_div(totals.clicks);
    let value =
        points(now).map_or("–".to_owned(), |points| format!("{}.{:02}%", points / 100, points % 100));
    let delta = match (points(now), points(before)) {
        (Some(now), Some(before)) => delta(now, before),
        _ => Delta::NoneYet,
    };
    Kpi { label: "Orders per click".into(), value, delta, ..Kpi::default() }
}

fn owed(desk: &Desk, minor: i64) -> Kpi {
    let (value, unit) = figures::figure(desk, Chosen::Commission, minor);
    Kpi {
        label: "Owed now".into(),
        value,
        unit,
        note: Some("To partners".into()),
        href: Some("/admin/partners".into()),
        ..Kpi::default()
    }
}

fn delta(now: i64, before: i64) -> Delta {
    let Some(change) = chart::change(now, before) else {
        return if now == before { Delta::Flat } else { Delta::NoneYet };
    };
    match change.strip_prefix('+') {
        Some(rise) => Delta::Up(rise.to_owned()),
        None => change.strip_prefix('\u{2212}').map_or(Delta::Flat, |fall| Delta::Down(fall.to_owned())),
    }
}

fn partner_bar(desk: &Desk, earning: &filter::Ask, one: &PartnerTotals) -> Bar {
    Bar {
        label: one.name.clone(),
        href: Some(earning.with("partner", one.partner.as_str()).href("/admin/orders")),
        avatar: true,
        meta: Some(orders_word(one.orders)),
        value: desk.amount(one.revenue_minor).text,
        size: one.revenue_minor,
        ..Bar::default()
    }
}

fn way_bar(desk: &Desk, earning: &filter::Ask, (via, orders, minor): &(String, i64, i64)) -> Bar {
    let (label, icon) = way(via);
    Bar {
        label: label.into(),
        href: Some(earning.with("via", via).href("/admin/orders")),
        icon: Some(icon),
        meta: Some(orders_word(*orders)),
        value: desk.amount(*minor).text,
        size: *minor,
        ..Bar::default()
    }
}

fn orders_word(orders: i64) -> String {
    format!("{} {}", format_count(orders), if orders == 1 { "order" } else { "orders" })
}

/// A way of credit in words.
fn way(via: &str) -> (&'static str, Icon) {
    match via {
        "coupon" => ("Coupon", Icon::Code),
        "cookie" => ("Cookie", Icon::Cookie),
        "order_evidence" => ("Order data", Icon::Receipt),
        "manual" => ("By hand", Icon::Hand),
        _ => ("Click", Icon::Click),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn movement_is_told_with_its_direction() {
        assert_eq!(delta(150, 100), Delta::Up("50.0%".into()));
        assert_eq!(delta(50, 100), Delta::Down("50.0%".into()));
        assert_eq!(delta(100, 100), Delta::Flat);
        assert_eq!(delta(0, 0), Delta::Flat);
        assert_eq!(delta(5, 0), Delta::NoneYet);
    }

    #[test]
    fn without_clicks_there_is_no_rate() {
        let totals = |orders, clicks| Totals { orders, clicks, ..Totals::default() };
        assert_eq!(conversion(&totals(3, 0), &totals(0, 0)).value, "–");
        assert_eq!(conversion(&totals(3, 80), &totals(0, 0)).value, "3.75%");
    }
}
