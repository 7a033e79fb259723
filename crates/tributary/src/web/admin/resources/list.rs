//! Products (`/admin/resources`): what the store sells, as it told it, and what each earns.

use super::ask::Ask;
use super::reading::Readings;
use super::rows;
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::export::{self, Batch, Export, Format};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::chosen;
use crate::web::kit::Toast;
use crate::web::kit::filter::{self as bar, Bar, Chip, Choice};
use crate::web::kit::table::Footer;
use crate::web::view::resources::{self as view, ResourcesView};
use axum::extract::{RawQuery, State};
use tributary_core::program::Rules;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::product::{self, Category, Counts, Product, Stock};
use tributary_engine::{Error, program};

const PAGE: i64 = 50;
const CATEGORIES_MAX: i64 = 300; // a list that somebody still searches by typing

struct Found {
    page: Page<Product>,
    counts: Counts,
    categories: Vec<Category>,
    readings: Readings,
    rules: Rules,
    creatives: i64,
}

/// `GET /admin/resources`
pub(super) async fn page(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let ask = Ask::read(query.as_deref());
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    let view = shaped(&desk, &ask, &found);
    Ok(desk.page(Place::Resources, t!("Resources"), &view::render(&view)))
}

/// `GET /admin/resources.csv`, `.xlsx`
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    format: Format,
    RawQuery(query): RawQuery,
) -> Shown {
    let ask = Ask::read(query.as_deref());
    let (desk, rules) = desk::read(&app, me, rules).await?;
    let (tenant, narrow) = (desk.tenant().clone(), ask.narrow(desk.named()));
    let read = move |tx: &mut Tx<'_>, after: Option<String>| {
        let page = product::list(tx, &tenant, &narrow, &Cursor { after, limit: LIMIT_MAX })?;
        let rows = page.rows.iter().map(|one| rows::cells(&rules, one)).collect();
        Ok(Batch { rows, next: page.next })
    };
    Export::new(&desk, "products", t!("Products"))
        .columns(rows::of_file())
        .pages(read)
        .send(&app, format)
        .await
}

fn rules(tx: &mut Tx<'_>, desk: &Desk) -> Result<Rules, Error> {
    let program = desk.program(tx)?;
    Ok(program::load(tx, desk.tenant(), &program)?.current.rules)
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let (tenant, store) = (desk.tenant(), desk.named());
    Ok(Found {
        page: product::list(tx, tenant, &ask.narrow(store.clone()), &Cursor { after, limit: PAGE })?,
        counts: product::counts(tx, tenant, store.as_ref())?,
        categories: product::categories(tx, tenant, store.as_ref(), CATEGORIES_MAX)?,
        readings: Readings::of(tx, desk)?,
        rules: rules(tx, desk)?,
        creatives: super::creatives::count(tx, desk)?,
    })
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> ResourcesView {
    let shown = i64::try_from(found.page.rows.len()).unwrap_or(i64::MAX);
    ResourcesView {
        toast: toast(ask),
        tabs: super::tabs(super::HREF, (found.counts.listed, found.creatives)),
        reading: found.readings.view(desk),
        bar: filters(ask, found),
        rows: found.page.rows.iter().map(|one| rows::row(desk, &found.rules, one)).collect(),
        footer: Footer {
            count: crate::n!("{n} row here", "{n} rows here", shown),
            next: found.page.next.as_ref().map(|after| ask.with("after", after).href()),
            files: export::offers(&ask.href()),
            columns: None,
        },
        clear_href: ask.is_narrowed().then(|| chosen::named(super::HREF)),
        is_empty: found.counts == Counts::default(),
    }
}

fn filters(ask: &Ask, found: &Found) -> Bar {
    let stocks = Stock::ALL.map(|stock| (stock.as_str().to_owned(), rows::stock(stock).to_owned()));
    let categories = found.categories.iter().map(|one| (one.external_id.clone(), one.name.clone()));
    let hidden = vec![("yes".to_owned(), t!("No longer there").to_owned())];
    let all = [
        ("category", t!("Category"), categories.collect::<Vec<_>>(), &ask.category),
        ("stock", t!("Stock"), stocks.to_vec(), &ask.stock),
        ("removed", t!("In the store"), hidden, &ask.removed),
    ];
    let choice = |(name, label, values, value): (&str, &str, Vec<(String, String)>, &String)| Choice {
        name: name.into(),
        label: label.into(),
        ask: bar::Ask::One(values),
        value: value.clone(),
    };
    let choices: Vec<Choice> = all.into_iter().map(choice).collect();
    let chip = |choice: &Choice| {
        let bar::Ask::One(values) = &choice.ask else { return Chip::default() };
        let named = values.iter().find(|(word, _)| *word == choice.value).map(|(_, name)| name.clone());
        Chip {
            name: choice.name.clone(),
            label: choice.label.clone(),
            value: named.unwrap_or_else(|| choice.value.clone()),
            href: ask.with(&choice.name, "").href(),
        }
    };
    Bar {
        action: super::HREF.into(),
        chips: choices.iter().filter(|choice| !choice.value.is_empty()).map(chip).collect(),
        search: Some(("q".into(), ask.q.clone(), t!("Name, SKU or id").into())),
        choices,
        ..Bar::default()
    }
}

fn toast(ask: &Ask) -> Option<Toast> {
    let text = match ask.did.as_str() {
        "asked" => t!("The store's products are being read."),
        "cancelled" => t!("The reading was cancelled. What it has read stays."),
        _ => return None,
    };
    Some(Toast { text: text.into(), undo: None, link: None })
}
