//! All brands (`/platform`), with what each came to in a period.

use super::{HREF, Operator, href, shown, sums};
use crate::app::App;
use crate::lang::number;
use crate::t;
use crate::web::admin::desk::{self, Desk};
use crate::web::admin::partners::period::{picker, whole};
use crate::web::admin::period::Period;
use crate::web::admin::refusal::Shown;
use crate::web::view::platform::{self as view, BrandRow, CurrencyTable, PlatformView};
use axum::extract::{Query, State};
use serde::Deserialize;
use std::collections::BTreeMap;
use tributary_core::Currency;
use tributary_engine::platform::{self, Brand, Figures};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    period: String,
    from: String,
    to: String,
}

/// What each brand came to, per currency.
type Found = Vec<(Brand, BTreeMap<Currency, Figures>)>;

/// `GET /platform`
pub(super) async fn page(State(app): State<App>, Operator(me): Operator, Query(ask): Query<Ask>) -> Shown {
    let period = Period::of(&ask.period, &ask.from, &ask.to).unwrap_or_default();
    let read = desk::read(&app, me, move |tx, desk| {
        let span = whole(period, &desk.clock);
        let brands = platform::brands(tx)?.into_iter().map(|brand| {
            let figures = platform::figures(tx, &brand.id, span)?;
            Ok((brand, figures))
        });
        brands.collect::<tributary_engine::Result<Found>>()
    });
    let (desk, found) = read.await?;
    let view = shaped(&desk, period, &found);
    Ok(shown(&desk, t!("All brands"), &view::list(&view)))
}

fn shaped(desk: &Desk, period: Period, found: &Found) -> PlatformView {
    let mut tables: BTreeMap<Currency, (CurrencyTable, Figures)> = BTreeMap::new();
    for (brand, figures) in found {
        for (currency, figures) in figures {
            let (table, total) = tables.entry(*currency).or_default();
            table.rows.push(row(brand, *currency, figures));
            *total += *figures;
        }
    }
    let table = |(currency, (table, total)): (Currency, (CurrencyTable, Figures))| CurrencyTable {
        currency: currency.code().to_owned(),
        total: sums(&total, currency),
        ..table
    };
    let quiet = found.iter().filter(|(_, figures)| figures.is_empty());
    let quiet = quiet.map(|(brand, _)| (href(&brand.id), brand.name.clone(), number::count(brand.stores)));
    PlatformView {
        period: picker(desk, period, (HREF, &[])),
        tables: tables.into_iter().map(table).collect(),
        quiet: quiet.collect(),
    }
}

fn row(brand: &Brand, currency: Currency, figures: &Figures) -> BrandRow {
    BrandRow {
        href: href(&brand.id),
        name: brand.name.clone(),
        stores: number::count(brand.stores),
        sums: sums(figures, currency),
    }
}
