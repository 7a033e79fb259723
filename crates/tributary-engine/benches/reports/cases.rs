//! What pages of figures ask, in both ways. Each way tells the sum of all its numbers, and both must be the same.

use crate::ask::{Ask, Span};
use crate::hand;
use Grain::{Day, Hour};
use tributary_engine::db::{Tx, Value};
use tributary_engine::error::Result;
use tributary_engine::order::{self, Filter};
use tributary_engine::report::{self, Axis, Figures};
use tributary_engine::{click, params, partner};

/// How finely sums are kept of what a query asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grain {
    Hour,
    Day,
}

type Way = fn(&mut Tx<'_>, &Ask, &Span) -> Result<i64>;

/// One query.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) grain: Grain,
    pub(crate) ours: Way,
    pub(crate) hand: Way,
}

/// All of them.
pub(crate) fn all() -> Vec<Case> {
    overview().into_iter().chain(by_one_thing()).chain(of_one()).collect()
}

const fn case(name: &'static str, grain: Grain, ours: Way, hand: Way) -> Case {
    Case { name, grain, ours, hand }
}

/// What the overview and lists ask.
fn overview() -> Vec<Case> {
    vec![
        case("overview totals", Hour, totals, |tx, ask, span| {
            Ok(figures_by_hand(tx, ask, span)? + standings_by_hand(tx, ask, span)?)
        }),
        case("chart", Hour, series, |tx, ask, span| {
            let span = &span.for_chart();
            Ok(hand::sum(tx, hand::SERIES, &ask.of_orders("program", span), 4)?
                + hand::sum(tx, hand::CLICK_SERIES, &ask.of_clicks("program", span), 1)?)
        }),
        case("products", Day, products, products_by_hand),
        case("standings", Hour, standings, standings_by_hand),
        case("refunds by partner", Day, refunds, refunds_by_hand),
        case("unknown codes", Hour, unknown, unknown_by_hand),
    ]
}

/// What rows of reports ask: each thing of an axis.
fn by_one_thing() -> Vec<Case> {
    vec![
        case(
            "by partner",
            Hour,
            |tx, ask, span| rows(tx, ask, (Axis::Partner, &ask.earning(span))),
            |tx, ask, span| {
                Ok(hand::sum(tx, hand::BY_PARTNER, &ask.of_orders("partner", span), 4)?
                    + hand::sum(tx, hand::CLICKS_BY_PARTNER, &ask.of_clicks("partner", span), 1)?)
            },
        ),
        case(
            "by link",
            Hour,
            |tx, ask, span| rows(tx, ask, (Axis::Link, &ask.earning(span))),
            |tx, ask, span| {
                Ok(hand::sum(tx, hand::BY_LINK, &ask.of_orders("link", span), 4)?
                    + hand::sum(tx, hand::CLICKS_BY_LINK, &ask.of_clicks("link", span), 1)?)
            },
        ),
        case(
            "by source",
            Hour,
            |tx, ask, span| rows(tx, ask, (Axis::Source, &ask.earning(span))),
            |tx, ask, span| {
                Ok(hand::sum(tx, hand::BY_SOURCE, &ask.of_orders("source", span), 4)?
                    + hand::sum(tx, hand::CLICKS_BY_SOURCE, &ask.of_clicks("source", span), 1)?)
            },
        ),
        case(
            "by way",
            Hour,
            |tx, ask, span| rows(tx, ask, (Axis::Way, &ask.earning(span))),
            |tx, ask, span| hand::sum(tx, hand::BY_WAY, &ask.of_orders("way", span), 4),
        ),
        case(
            "by country",
            Hour,
            |tx, ask, span| rows(tx, ask, (Axis::Country, &ask.earning(span))),
            |tx, ask, span| hand::sum(tx, hand::BY_COUNTRY, &ask.of_orders("country", span), 4),
        ),
        case(
            "by city",
            Day,
            |tx, ask, span| rows(tx, ask, (Axis::City, &ask.earning(span))),
            |tx, ask, span| hand::sum(tx, hand::BY_CITY, &ask.of_orders("place", span), 4),
        ),
    ]
}

/// What a page of one partner or link asks.
fn of_one() -> Vec<Case> {
    vec![
        case(
            "a partner's figures",
            Hour,
            |tx, ask, span| report::figures(tx, &ask.tenant, &of_partner(ask, span)).map(told),
            |tx, ask, span| partner_by_hand(tx, ask, (hand::OF_PARTNER, &span.day_by_day())),
        ),
        case(
            "a partner's chart",
            Hour,
            |tx, ask, span| {
                let all = report::series(tx, &ask.tenant, &of_partner(ask, span), &span.buckets)?;
                Ok(all.into_iter().map(told).sum())
            },
            |tx, ask, span| partner_by_hand(tx, ask, (hand::SERIES_OF_PARTNER, &span.for_chart())),
        ),
        case("clicks of a link", Hour, clicks_of_link, |tx, ask, span| {
            let mut params = ask.of_clicks("link", span);
            params.push(Value::from(ask.link.as_str()));
            hand::sum(tx, hand::CLICKS_OF_LINK, &params, 1)
        }),
        case(
            "a partner's sources",
            Day,
            |tx, ask, span| rows(tx, ask, (Axis::Source, &of_partner(ask, span))),
            sources_by_hand,
        ),
    ]
}

fn told(figures: Figures) -> i64 {
    figures.orders + figures.by_click + figures.revenue_minor + figures.commission_minor + figures.clicks
}

fn of_partner(ask: &Ask, span: &Span) -> Filter {
    Filter { partner: Some(ask.partner.clone()), ..ask.earning(span) }
}

fn totals(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    let sum = report::totals(tx, &ask.tenant, (None, ask.currency), span.period)?;
    Ok(sum.orders + sum.by_click + sum.revenue_minor + sum.commission_minor + sum.clicks + sum.all_orders)
}

fn figures_by_hand(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    Ok(hand::sum(tx, hand::FIGURES, &ask.of_orders("program", span), 4)?
        + hand::sum(tx, hand::CLICKS, &ask.of_clicks("program", span), 1)?)
}

fn placed(span: &Span) -> Filter {
    Filter { from: Some(span.period.from), to: Some(span.period.to), ..Filter::default() }
}

fn standings(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    Ok(order::standings(tx, &ask.tenant, &placed(span))?.iter().map(|one| one.sums.orders).sum())
}

fn standings_by_hand(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    hand::sum(tx, hand::STANDINGS, &ask.of_orders("state", span), 1)
}

fn series(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    let all = report::series(tx, &ask.tenant, &ask.earning(span), &span.buckets)?;
    Ok(all.into_iter().map(told).sum())
}

fn rows(tx: &mut Tx<'_>, ask: &Ask, (axis, filter): (Axis, &Filter)) -> Result<i64> {
    Ok(report::rows(tx, &ask.tenant, axis, filter)?.into_iter().map(|row| told(row.figures)).sum())
}

/// Days one by one: their index reads a year of one key at once, where wide sums would have to be looked for.
fn partner_by_hand(tx: &mut Tx<'_>, ask: &Ask, (statement, span): (&'static str, &Span)) -> Result<i64> {
    let mut orders = ask.of_orders("partner", span);
    orders.push(Value::from(&ask.partner));
    let mut clicks = ask.of_clicks("partner", span);
    clicks.push(Value::from(&ask.partner));
    Ok(hand::sum(tx, statement, &orders, 4)? + hand::sum(tx, hand::CLICKS_OF_PARTNER, &clicks, 1)?)
}

fn clicks_of_link(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    report::clicks(tx, &ask.tenant, &Filter { link: Some(ask.link.clone()), ..placed(span) })
}

fn products(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    let all = report::products(tx, &ask.tenant, &ask.earning(span))?.into_iter();
    Ok(all.map(|one| one.orders + one.units + one.ordered + one.revenue_minor + one.commission_minor).sum())
}

fn in_days<'a>(span: &Span) -> impl Iterator<Item = Value<'a>> {
    let [before, wide, after] = span.wide;
    let ranges = [before, wide, after, span.edges[0], span.edges[1]];
    ranges.into_iter().flat_map(|(from, to)| [Value::from(from), Value::from(to)])
}

fn products_by_hand(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    let mut params = params![&ask.tenant, ask.currency.code()].to_vec();
    params.extend(in_days(span));
    hand::sum(tx, hand::PRODUCTS, &params, 5)
}

fn refunds(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    let all = partner::refunds(tx, &ask.tenant, span.period)?;
    Ok(all.values().map(|one| one.credited + one.refunded).sum())
}

fn refunds_by_hand(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    let mut params = params![&ask.tenant].to_vec();
    params.extend(in_days(span));
    hand::sum(tx, hand::REFUNDS, &params, 2)
}

fn sources_by_hand(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    let [(a, b), (c, d)] = span.edges;
    let clicks = params![&ask.tenant, &ask.partner, span.days.0, span.days.1, a, b, c, d];
    let orders = params![&ask.tenant, &ask.partner, span.period.from, span.period.to, ask.currency.code()];
    Ok(hand::sum(tx, hand::SOURCES_OF_PARTNER, orders, 4)?
        + hand::sum(tx, hand::CLICK_SOURCES_OF_PARTNER, clicks, 1)?)
}

fn unknown(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    let all = click::unknown_codes(tx, &ask.tenant, span.period.from)?;
    Ok(all.into_iter().map(|(_, clicks)| clicks).sum())
}

/// Up to now, whenever the span ends.
fn unknown_by_hand(tx: &mut Tx<'_>, ask: &Ask, span: &Span) -> Result<i64> {
    let open = ask.up_to_now(span);
    hand::sum(tx, hand::UNKNOWN, &ask.of_clicks("unknown", &open), 1)
}
