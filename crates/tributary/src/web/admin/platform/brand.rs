//! One brand (`/platform/brands/{id}`): what its programs pay and how it is shared, and twelve months.

use super::{Operator, shown, sums};
use crate::app::App;
use crate::web::admin::desk::{self, Desk};
use crate::web::admin::moment::Moments;
use crate::web::admin::period::{Bucket, Comparison, Period};
use crate::web::admin::programs::{example, words};
use crate::web::admin::refusal::Shown;
use crate::web::view::platform::{self as view, BrandView, MonthTable, ProgramTerms};
use crate::{n, t};
use axum::extract::{Path, State};
use std::collections::BTreeMap;
use tributary_core::{Currency, TenantId};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::platform::{self, Brand, Figures};
use tributary_engine::program::{self, Program};
use tributary_engine::store::{self, Store};

/// What the page is made of.
struct Found {
    brand: Brand,
    stores: Vec<Store>,
    programs: Vec<Program>,
    /// Months, the newest first, with what they came to.
    months: Vec<(Bucket, BTreeMap<Currency, Figures>)>,
}

/// `GET /platform/brands/{id}`
pub(super) async fn page(State(app): State<App>, Operator(me): Operator, Path(id): Path<String>) -> Shown {
    let id = TenantId::parse(&id).map_err(|_| Error::NotFound("brand"))?;
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &id)).await?;
    Ok(shown(&desk, &found.brand.name, &view::brand(&shaped(&desk, &found))))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, id: &TenantId) -> Result<Found, Error> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let brand = platform::brand(tx, id)?;
    let stores = store::list(tx, id, &all)?.rows;
    // Months are of the brand's own calendar.
    let clock =
        stores.last().map_or_else(|| desk.clock.clone(), |one| Moments::new(&one.timezone, desk.clock.now()));
    let months = Period::Year.compared(&clock, Comparison::None, None).now.into_iter().rev();
    let months = months.map(|month| {
        let figures = platform::moved(tx, id, month.span)?;
        Ok((month, figures))
    });
    let months = months.collect::<Result<Vec<_>, Error>>()?;
    Ok(Found { programs: program::list(tx, id, &all)?.rows, brand, stores, months })
}

fn shaped(desk: &Desk, found: &Found) -> BrandView {
    let mut tables: BTreeMap<Currency, (MonthTable, Figures)> = BTreeMap::new();
    for (month, figures) in &found.months {
        for (currency, figures) in figures {
            let (table, total) = tables.entry(*currency).or_default();
            table.rows.push((month.date.clone(), sums(figures, *currency)));
            *total += *figures;
        }
    }
    let table = |(currency, (table, total)): (Currency, (MonthTable, Figures))| MonthTable {
        currency: currency.code().to_owned(),
        total: sums(&total, currency),
        ..table
    };
    let stores = n!("{n} store", "{n} stores", found.brand.stores);
    let since = t!("since {since}", since = desk.clock.day(found.brand.since));
    BrandView {
        name: found.brand.name.clone(),
        sub: format!("{stores} · {since}"),
        programs: found.programs.iter().map(|one| terms(found, one)).collect(),
        tables: tables.into_iter().map(table).collect(),
    }
}

fn terms(found: &Found, program: &Program) -> ProgramTerms {
    let rules = &program.current.rules;
    let store = found.stores.iter().find(|store| store.id == program.store);
    ProgramTerms {
        name: program.name.clone(),
        sentence: words::earns(rules),
        example: store.and_then(|store| example(store.currency, rules)),
    }
}
