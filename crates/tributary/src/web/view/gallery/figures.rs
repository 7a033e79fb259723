//! Figures, charts, ranked bars.

use super::sample;
use crate::web::kit::barlist::bar_list;
use crate::web::kit::chart::{Chart, Point, Unit, chart};
use crate::web::kit::made::made;
use crate::web::kit::map::map;
use crate::web::kit::{kpi, page};
use maud::{Markup, html};

/// The cards.
pub(super) fn cards() -> Markup {
    html! {
        section.card.stats { (kpi::strip(&sample::kpis())) div.lead-chart { (chart(&sample::revenue_chart())) } }
        div.cols-2 {
            (page::card("Counts below zero", &chart(&small_chart(&[4, 9, -3, -6, 2, 7, 12]))))
            (page::card("Chart without data", &chart(&small_chart(&[0, 0, 0, 0]))))
        }
        div.cols-2 {
            (page::card("World", &map(&sample::world())))
            (page::card("What was made", &made(&sample::made())))
        }
        div.cols-2 {
            (page::card("Bar list", &bar_list(&sample::top_partners())))
            (page::card("Bar list, chosen row", &bar_list(&sample::top_partners()[..3])))
        }
    }
}

fn small_chart(values: &[i64]) -> Chart {
    let point = |(day, value): (usize, &i64)| Point {
        label: format!("{} Jun", day + 1),
        date: format!("{} Jun 2026", day + 1),
        value: *value,
        text: value.to_string(),
        ..Point::default()
    };
    Chart {
        id: format!("small-{}", values.len()),
        name: "Orders".into(),
        summary: "Orders by day.".into(),
        unit: Unit::Count,
        points: values.iter().enumerate().map(point).collect(),
        partial_last: false,
        legend: "This week".into(),
        legend_previous: None,
        marks: Vec::new(),
    }
}
