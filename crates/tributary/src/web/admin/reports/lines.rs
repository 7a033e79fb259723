//! The sold lines behind a product's figures (`/admin/reports/lines`), and as a file.

use super::ask::Ask;
use super::page::{bar, names};
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::export::{self, Batch, Cell, Column as FileColumn, Export, Format};
use crate::web::admin::period::picker::{At, picker};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::format_count;
use crate::web::kit::table::{Column, Footer, Phone, Row, Table};
use crate::web::view::reports::{self as view, ListView};
use axum::extract::State;
use maud::html;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::report::{self, SoldLine};

/// The list's own address.
pub(super) const PATH: &str = "/admin/reports/lines";

/// `GET /admin/reports/lines`
pub(super) async fn page(State(app): State<App>, me: SignedIn, ask: Ask) -> Shown {
    let asked = ask.clone();
    let read = move |tx: &mut Tx<'_>, desk: &Desk| {
        let after = Some(asked.filter.after.clone()).filter(|after| !after.is_empty());
        let cursor = Cursor { after, ..Cursor::default() };
        let page = report::lines(tx, desk.tenant(), &asked.wanted(desk), &cursor)?;
        Ok((page, names(tx, desk, &asked)?))
    };
    let (desk, (page, names)) = desk::read(&app, me, read).await?;
    let footer = Footer {
        next: page.next.as_deref().map(|after| ask.filter.next(after).href(PATH)),
        files: export::offers(&ask.filter.next("").href(PATH)),
        ..Footer::default()
    };
    let shown = ListView {
        title: t!("Sold lines").to_owned(),
        back: (t!("Reports").to_owned(), super::ask::PATH.to_owned()),
        picker: picker(&desk.clock, (ask.period(), None), At { path: PATH, kept: &ask.kept() }),
        bar: bar(&desk, &ask, &names, &|ask| ask.filter.next("").href(PATH)),
        rows: table(&desk, &page, footer),
    };
    Ok(desk.page(Place::Reports, t!("Sold lines"), &view::list(&shown)))
}

fn table(desk: &Desk, page: &Page<SoldLine>, footer: Footer) -> Table {
    let columns = vec![
        Column::text(t!("Order"), Phone::Meta),
        Column::text(t!("Placed"), Phone::Meta),
        Column::text(t!("Product"), Phone::Primary),
        Column::figure(t!("Ordered"), Phone::Labelled),
        Column::figure(t!("Given back"), Phone::Hide),
        Column::figure(t!("Units sold"), Phone::Labelled),
        Column::figure(t!("Revenue"), Phone::Amount),
        Column::figure(t!("Commission"), Phone::Labelled),
    ];
    let row = |line: &SoldLine| {
        let href = format!("/admin/orders/{}", line.order);
        let cells = vec![
            html! { a href=(href) { bdi { (line.number) } } },
            html! { (desk.clock.exact(line.placed_at)) },
            html! { bdi { (line.name) } },
            html! { (format_count(ordered(line))) },
            html! { (format_count(ordered(line) - line.units)) },
            html! { (format_count(line.units)) },
            html! { (amount(line.revenue_minor, line.currency)) },
            html! { (amount(line.commission_minor, line.currency)) },
        ];
        Row { href: Some(href), cells, ..Row::default() }
    };
    Table {
        caption: t!("Sold lines, newest first").to_owned(),
        columns,
        rows: page.rows.iter().map(row).collect(),
        footer: Some(footer),
        ..Table::default()
    }
}

/// `GET /admin/reports/lines.csv`, `GET /admin/reports/lines.xlsx`
pub(super) async fn file(State(app): State<App>, me: SignedIn, format: Format, ask: Ask) -> Shown {
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    let (tenant, wanted) = (desk.tenant().clone(), ask.wanted(&desk));
    let read = move |tx: &mut Tx<'_>, after| {
        let page = report::lines(tx, &tenant, &wanted, &Cursor { after, limit: LIMIT_MAX })?;
        Ok(Batch { rows: page.rows.iter().map(row).collect(), next: page.next })
    };
    let columns = vec![
        FileColumn::text(t!("Order")),
        FileColumn::instant(t!("Placed")),
        FileColumn::text(t!("Product")),
        FileColumn::text(t!("Product id")),
        FileColumn::count(t!("Ordered")),
        FileColumn::count(t!("Given back")),
        FileColumn::count(t!("Units sold")),
        FileColumn::money(t!("Revenue")),
        FileColumn::money(t!("Commission")),
    ];
    Export::new(&desk, "sold", t!("Sold lines")).columns(columns).pages(read).send(&app, format).await
}

/// A line of a correction may be of less than nothing; nobody ordered that.
fn ordered(line: &SoldLine) -> i64 {
    line.quantity.max(0)
}

fn row(line: &SoldLine) -> Vec<Cell> {
    vec![
        Cell::text(&line.number),
        Cell::At(line.placed_at),
        Cell::text(&line.name),
        Cell::text(&line.product),
        Cell::Count(ordered(line)),
        Cell::Count(ordered(line) - line.units),
        Cell::Count(line.units),
        Cell::Money(line.revenue_minor, line.currency),
        Cell::Money(line.commission_minor, line.currency),
    ]
}
