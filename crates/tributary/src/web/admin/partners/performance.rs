//! What a partner brought in a period: revenue over time, and by each link and code.

use super::ask::Ask;
use super::brought::{self, ById};
use super::detail::Found as Page;
use super::list::{link_of, short};
use super::offer;
use crate::lang::number;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::filter;
use crate::web::admin::links::figures_of;
use crate::web::admin::period::{Bucket, Spans};
use crate::web::kit::Bar;
use crate::web::kit::chart::{Chart, Point, Unit};
use crate::web::view::partners::detail::{Body, HandOut};
use tributary_core::PartnerId;
use tributary_engine::Error;
use tributary_engine::code::Kind;
use tributary_engine::db::Tx;
use tributary_engine::order::Filter;
use tributary_engine::report::{self, Axis, Figures};

/// What they brought.
pub(super) struct Found {
    now: Vec<Figures>,
    before: Vec<Figures>,
    by_link: ById,
    by_code: ById,
}

pub(super) fn find(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: &PartnerId,
    (spans, span): (&Spans, report::Period),
) -> Result<Found, Error> {
    let mut read = |buckets: &[Bucket], whole: report::Period| {
        let cut: Vec<report::Period> = buckets.iter().map(|bucket| bucket.span).collect();
        let filter = Filter { partner: Some(id.clone()), ..desk.earning(whole) };
        report::series(tx, desk.tenant(), &filter, &cut)
    };
    Ok(Found {
        now: read(&spans.now, spans.whole())?,
        before: read(&spans.before, spans.whole_before())?,
        by_link: brought::by(tx, desk, (Axis::Link, span))?,
        by_code: brought::by(tx, desk, (Axis::Code, span))?,
    })
}

/// The tab with the chart.
pub(super) fn body(desk: &Desk, ask: &Ask, (page, found): (&Page, &Found)) -> Body {
    let all = hand_outs(desk, ask, (page, found));
    let ways = all.iter().filter(|(_, brought)| brought.revenue_minor > 0).map(|(one, brought)| Bar {
        label: one.text.clone(),
        href: one.figures.last().and_then(|figure| figure.href.clone()),
        meta: Some(crate::n!("{n} order", "{n} orders", brought.orders)),
        value: desk.amount(brought.revenue_minor).text,
        size: brought.revenue_minor,
        ..Bar::default()
    });
    let mut ways: Vec<Bar> = ways.collect();
    ways.sort_by_key(|bar| std::cmp::Reverse(bar.size));
    Body::Performance {
        chart: Box::new(chart(desk, ask, (&page.spans, found))),
        ways,
        hand_outs: all.into_iter().map(|(one, _)| one).collect(),
        code_href: page.code_href(),
    }
}

/// The tab with every link and code.
pub(super) fn links(desk: &Desk, ask: &Ask, (page, found): (&Page, &Found)) -> Body {
    Body::Links {
        rows: hand_outs(desk, ask, (page, found)).into_iter().map(|(one, _)| one).collect(),
        code_href: page.code_href(),
        link_href: filter::query("/admin/links/new", &[("partner", page.partner.id.to_string())]),
    }
}

fn hand_outs(desk: &Desk, ask: &Ask, (page, found): (&Page, &Found)) -> Vec<(HandOut, Figures)> {
    let codes = page.codes.iter().filter(|code| code.archived_at.is_none()).map(|code| {
        let brought = found.by_code.get(code.id.as_str()).copied().unwrap_or_default();
        let figures = figures_of(desk, ask.period(), ("code", code.id.as_str()), &brought);
        let one = if code.kind == Kind::Referral {
            let link = link_of(desk, &code.code);
            HandOut {
                href: format!("/admin/links/{}", code.id),
                text: short(&link).to_owned(),
                value: link,
                kind: t!("Link").into(),
                detail: t!("The store's front page").into(),
                figures,
            }
        } else {
            HandOut {
                href: format!("/admin/codes/{}", code.id),
                text: code.code.clone(),
                value: code.code.clone(),
                kind: t!("Coupon").into(),
                detail: offer::words(code.offer.discount, desk.store.currency).unwrap_or_default(),
                figures,
            }
        };
        (one, brought)
    });
    let links = page.links.iter().rev().filter(|link| link.archived_at.is_none()).map(|link| {
        let brought = found.by_link.get(link.id.as_str()).copied().unwrap_or_default();
        let value = format!("{}/t/{}", desk.me.base_url, link.slug);
        let one = HandOut {
            href: format!("/admin/links/{}", link.id),
            text: short(&value).to_owned(),
            value,
            kind: if link.label.is_empty() { t!("Tracking link").into() } else { link.label.clone() },
            detail: short(&link.destination).to_owned(),
            figures: figures_of(desk, ask.period(), ("link", link.id.as_str()), &brought),
        };
        (one, brought)
    });
    codes.chain(links).collect()
}

fn chart(desk: &Desk, ask: &Ask, (spans, found): (&Spans, &Found)) -> Chart {
    let revenue = |all: &[Figures]| all.iter().map(|one| one.revenue_minor).collect::<Vec<i64>>();
    let (now, before) = (revenue(&found.now), revenue(&found.before));
    let text = |minor: i64| desk.amount(minor).text;
    let points = spans.now.iter().zip(&now).enumerate().map(|(at, (bucket, value))| Point {
        label: bucket.label.clone(),
        date: bucket.date.clone(),
        value: *value,
        text: text(*value),
        previous: before.get(at).copied(),
        previous_text: before.get(at).map(|previous| text(*previous)),
        previous_date: spans.before.get(at).map(|earlier| earlier.date.clone()),
    });
    let total: i64 = now.iter().sum();
    let orders: i64 = found.now.iter().map(|one| one.orders).sum();
    Chart {
        id: "revenue".into(),
        name: t!("Revenue").into(),
        summary: t!(
            "Revenue: {amount} from {orders} orders",
            amount = text(total),
            orders = number::count(orders)
        ),
        unit: Unit::Money { exponent: u32::from(desk.store.currency.exponent()) },
        points: points.collect(),
        partial_last: spans.whole().to > desk.clock.now(),
        legend: ask.period().name(),
        legend_previous: before
            .iter()
            .any(|value| *value != 0)
            .then(|| ask.period().compared_name(crate::web::admin::period::Comparison::Previous))
            .flatten(),
        marks: Vec::new(),
    }
}
