//! The clicks behind a figure (`/admin/reports/clicks`), one by one, and as a file.

use super::ask::Ask;
use super::page::{bar, names};
use crate::app::App;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::export::{self, Batch, Cell, Column as FileColumn, Export, Format};
use crate::web::admin::filter::query;
use crate::web::admin::period::picker::{At, picker};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::PeriodPicker;
use crate::web::kit::table::{Column, Footer, Phone, Row, Table};
use crate::web::view::reports::{self as view, ListView};
use crate::{n, t};
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::Filter;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::report::{self, Visit};

/// The list's own address.
pub(super) const PATH: &str = "/admin/reports/clicks";

/// What only clicks have.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Own {
    outcome: String,
}

impl Own {
    fn wanted(&self) -> Option<&str> {
        Some(self.outcome.as_str()).filter(|outcome| !outcome.is_empty())
    }
}

/// `GET /admin/reports/clicks`
pub(super) async fn page(State(app): State<App>, me: SignedIn, ask: Ask, Query(own): Query<Own>) -> Shown {
    let asked = (ask.clone(), own.clone());
    let read = move |tx: &mut Tx<'_>, desk: &Desk| find(tx, desk, &asked);
    let (desk, (page, names, count)) = desk::read(&app, me, read).await?;
    let href = |after: &str| here(&ask, &own, after);
    let footer = Footer {
        count: count.map(|count| n!("{n} click", "{n} clicks", count)).unwrap_or_default(),
        next: page.next.as_deref().map(href),
        files: export::offers(&here(&ask, &own, "")),
        ..Footer::default()
    };
    let shown = ListView {
        title: t!("Clicks").to_owned(),
        back: (t!("Reports").to_owned(), super::ask::PATH.to_owned()),
        picker: days(&desk, &ask, &own),
        bar: bar(&desk, &ask, &names, &|ask| here(ask, &own, "")),
        rows: table(&desk, &page, footer),
    };
    Ok(desk.page(Place::Reports, t!("Clicks"), &view::list(&shown)))
}

type Found = (Page<Visit>, std::collections::BTreeMap<String, String>, Option<i64>);

fn find(tx: &mut Tx<'_>, desk: &Desk, (ask, own): &(Ask, Own)) -> Result<Found, Error> {
    let (tenant, wanted) = (desk.tenant(), wanted(desk, ask));
    let after = Some(ask.filter.after.clone()).filter(|after| !after.is_empty());
    let page = report::visits(tx, tenant, (&wanted, own.wanted()), &Cursor { after, ..Cursor::default() })?;
    let counted = own.outcome == "counted";
    let count = if counted { Some(report::clicks(tx, tenant, &wanted)?) } else { None };
    Ok((page, names(tx, desk, ask)?, count))
}

/// Of all that the address asks for, what clicks can tell.
fn wanted(desk: &Desk, ask: &Ask) -> Filter {
    let all = ask.filter.filter(desk);
    Filter {
        from: all.from,
        to: all.to,
        partner: all.partner,
        program: all.program,
        link: all.link,
        code: all.code,
        source: all.source,
        ..Filter::default()
    }
}

fn here(ask: &Ask, own: &Own, after: &str) -> String {
    let mut pairs = ask.filter.next(after).pairs();
    pairs.push(("outcome", own.outcome.clone()));
    query(PATH, &pairs)
}

fn days(desk: &Desk, ask: &Ask, own: &Own) -> PeriodPicker {
    let mut kept = ask.kept();
    kept.push(("outcome".to_owned(), own.outcome.clone()));
    picker(&desk.clock, (ask.period(), None), At { path: PATH, kept: &kept })
}

fn table(desk: &Desk, page: &Page<Visit>, footer: Footer) -> Table {
    let columns = vec![
        Column::text(t!("Time"), Phone::Meta),
        Column::text(t!("Partner"), Phone::Primary),
        Column::text(t!("Link or code"), Phone::Meta),
        Column::text(t!("Device"), Phone::Meta),
        Column::text(t!("Source"), Phone::Meta),
        Column::text(t!("Outcome"), Phone::Trail),
    ];
    let row = |visit: &Visit| Row { cells: cells(desk, visit), ..Row::default() };
    Table {
        caption: t!("Clicks, newest first").to_owned(),
        columns,
        rows: page.rows.iter().map(row).collect(),
        footer: Some(footer),
        ..Table::default()
    }
}

fn cells(desk: &Desk, visit: &Visit) -> Vec<Markup> {
    let partner = match (&visit.partner, &visit.partner_name) {
        (Some(id), Some(name)) => html! { a href={ "/admin/partners/" (id) } { bdi { (name) } } },
        _ => html! { span.meta { (t!("Nobody")) } },
    };
    vec![
        html! { (desk.clock.exact(visit.at)) },
        partner,
        html! { bdi.code dir="ltr" { (value(visit)) } },
        html! { (device(&visit.device)) },
        html! { bdi { (source(&visit.source)) } },
        html! { (outcome(&visit.outcome)) },
    ]
}

/// The address path as people clicked it.
fn value(visit: &Visit) -> String {
    let path = if visit.by_link { "/t/" } else { "/r/" };
    [path, visit.value.as_str()].concat()
}

fn device(word: &str) -> &str {
    match word {
        "mobile" => t!("Phone"),
        "tablet" => t!("Tablet"),
        "desktop" => t!("Computer"),
        other => other,
    }
}

/// A source as people read it.
pub(super) fn source(word: &str) -> &str {
    if word == tributary_engine::click::DIRECT { t!("Direct") } else { word }
}

fn outcome(word: &str) -> &str {
    match word {
        "counted" => t!("Counted"),
        "unknown_code" => t!("Unknown code"),
        "paused" => t!("Partner paused"),
        "ended" => t!("Membership ended"),
        "no_consent" => t!("No consent"),
        "not_a_person" => t!("Not a person"),
        other => other,
    }
}

/// `GET /admin/reports/clicks.csv`, `GET /admin/reports/clicks.xlsx`
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    format: Format,
    ask: Ask,
    Query(own): Query<Own>,
) -> Shown {
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    let (tenant, wanted) = (desk.tenant().clone(), wanted(&desk, &ask));
    let read = move |tx: &mut Tx<'_>, after| {
        let page = report::visits(tx, &tenant, (&wanted, own.wanted()), &Cursor { after, limit: LIMIT_MAX })?;
        Ok(Batch { rows: page.rows.iter().map(row).collect(), next: page.next })
    };
    let columns = vec![
        FileColumn::instant(t!("Time")),
        FileColumn::text(t!("Partner")),
        FileColumn::text(t!("Link or code")),
        FileColumn::text(t!("Device")),
        FileColumn::text(t!("Source")),
        FileColumn::text(t!("Outcome")),
        FileColumn::text(t!("Click id")),
    ];
    Export::new(&desk, "clicks", t!("Clicks")).columns(columns).pages(read).send(&app, format).await
}

fn row(visit: &Visit) -> Vec<Cell> {
    vec![
        Cell::At(visit.at),
        Cell::text(visit.partner_name.clone().unwrap_or_default()),
        Cell::text(value(visit)),
        Cell::text(device(&visit.device)),
        Cell::text(source(&visit.source)),
        Cell::text(outcome(&visit.outcome)),
        Cell::text(visit.id.to_string()),
    ]
}
