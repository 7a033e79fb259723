//! The lists (`/admin/customers`): referrers, friends, everybody, and what moved store credit.

use super::ask::{Ask, Tab};
use super::cell::Cell;
use super::rows::{self, Line};
use super::words;
use crate::app::App;
use crate::lang::{self, number};
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::export::{self, Batch, Export, Format};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::views;
use crate::web::kit::filter::{self as bar, Bar, Chip, Choice};
use crate::web::kit::page::Tab as PageTab;
use crate::web::kit::table::Footer;
use crate::web::view::customers::list::{self as view, CustomersView, ListRow};
use axum::extract::{RawQuery, State};
use tributary_core::CustomerId;
use tributary_engine::Error;
use tributary_engine::customer;
use tributary_engine::customer::list::{self, Counts, Person, Stage};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::program;
use tributary_engine::view::View;

const PAGE: i64 = 50;

struct Found {
    page: Page<Line>,
    counts: Counts,
    views: Vec<View>,
    /// Whose friends or wallet it is narrowed to.
    of: Option<String>,
    /// Where customers who refer friends are switched on, while they are not.
    off: Option<String>,
}

/// `GET /admin/customers`
pub(super) async fn page(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let ask = Ask::read(query.as_deref());
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    let views = Some(views::bar(&desk, "customers", query.as_deref(), &found.views));
    let view = CustomersView { views, ..shaped(&desk, &ask, &found) };
    Ok(desk.page(Place::Customers, t!("Customers"), &view::render(&view)))
}

/// `GET /admin/customers.csv`, `.xlsx`: the rows and columns that the screen shows, all pages of them.
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    format: Format,
    RawQuery(query): RawQuery,
) -> Shown {
    let ask = Ask::read(query.as_deref());
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    let (of, columns) = (desk.clone(), rows::of_file(ask.tab()));
    let read = move |tx: &mut Tx<'_>, after: Option<String>| {
        let page = rows::page(tx, &of, (&ask, &Cursor { after, limit: LIMIT_MAX }))?;
        let row = |line: Line| {
            let mut cells: Vec<export::Cell> =
                line.cells.iter().map(|cell: &Cell| cell.of_file(of.clock.now())).collect();
            cells.insert(1, export::Cell::text(&line.apart));
            cells
        };
        Ok(Batch { rows: page.rows.into_iter().map(row).collect(), next: page.next })
    };
    Export::new(&desk, "customers", t!("Customers")).columns(columns).pages(read).send(&app, format).await
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let named = [&ask.sponsor, &ask.customer].into_iter().find_map(|id| CustomerId::parse(id).ok());
    let of = match named {
        Some(id) => Some(Person::from(&customer::load(tx, desk.tenant(), &id)?).called().to_owned()),
        None => None,
    };
    let program = desk.program(tx)?;
    let rules = program::load(tx, desk.tenant(), &program)?.current.rules;
    Ok(Found {
        page: rows::page(tx, desk, (ask, &Cursor { after, limit: PAGE }))?,
        counts: list::counts(tx, desk.tenant(), desk.named().as_ref())?,
        views: views::of(tx, desk, "customers")?,
        of,
        off: rules.referral_in_force().is_none().then(|| format!("/admin/programs/{program}/referral")),
    })
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> CustomersView {
    let row = |line: &Line| ListRow {
        href: line.href.clone(),
        name: line.name.clone(),
        cells: line.cells.iter().map(|cell| cell.shown(desk)).collect(),
    };
    CustomersView {
        tabs: tabs(ask, found.counts),
        bar: filters(ask, found),
        columns: rows::columns(ask.tab()),
        rows: found.page.rows.iter().map(row).collect(),
        footer: footer(ask, found),
        clear_href: ask.is_narrowed().then(|| Ask::of(ask.tab()).href()),
        empty: empty(ask.tab()).to_owned(),
        off: found.off.clone(),
        views: None,
    }
}

const fn label(tab: Tab) -> &'static str {
    match tab {
        Tab::Referrers => lang::msg("Referrers"),
        Tab::Friends => lang::msg("Friends"),
        Tab::Everybody => lang::msg("All customers"),
        Tab::Wallet => lang::msg("Wallet"),
    }
}

fn tabs(ask: &Ask, counts: Counts) -> Vec<PageTab> {
    let count = |tab| match tab {
        Tab::Referrers => Some(counts.referrers),
        Tab::Friends => Some(counts.friends),
        Tab::Everybody => Some(counts.everybody),
        Tab::Wallet => None,
    };
    let tab = |tab: Tab| PageTab {
        label: lang::text(label(tab)).into(),
        href: Ask::of(tab).href(),
        active: ask.tab() == tab,
        count: count(tab).map(number::count),
    };
    Tab::ALL.map(tab).to_vec()
}

fn empty(tab: Tab) -> &'static str {
    match tab {
        Tab::Referrers => t!("When a customer opens their share panel they appear here."),
        Tab::Friends => {
            t!("Whoever signs up by a customer's link or code appears here, with how far they have come.")
        }
        Tab::Everybody => t!("Customers appear here as soon as your store tells of a sign-up."),
        Tab::Wallet => t!("Store credit that is earned, spent, given or taken appears here, line by line."),
    }
}

fn filters(ask: &Ask, found: &Found) -> Bar {
    let choices: Vec<Choice> = choices(ask.tab())
        .into_iter()
        .map(|(name, label, all)| Choice {
            value: value(ask, name).to_owned(),
            name: name.into(),
            label: label.into(),
            ask: bar::Ask::One(
                all.into_iter().map(|(word, text)| (word.to_owned(), text.to_owned())).collect(),
            ),
        })
        .collect();
    let set = choices.iter().filter(|choice| !choice.value.is_empty()).map(|choice| {
        let bar::Ask::One(all) = &choice.ask else { return Chip::default() };
        let text = all.iter().find(|(word, _)| *word == choice.value).map(|(_, text)| text.clone());
        Chip {
            name: choice.name.clone(),
            label: choice.label.clone(),
            value: text.unwrap_or_else(|| choice.value.clone()),
            href: ask.with(&choice.name, "").href(),
        }
    });
    let of = found.of.iter().map(|name| Chip {
        name: "sponsor".into(),
        label: if ask.sponsor.is_empty() { t!("Customer") } else { t!("Sent by") }.into(),
        value: name.clone(),
        href: ask.with("sponsor", "").with("customer", "").href(),
    });
    let asked: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).chain(["q"]).collect();
    let searched = ask.tab() != Tab::Wallet;
    Bar {
        action: super::HREF.into(),
        kept: ask.kept(&asked),
        chips: set.chain(of).collect(),
        search: searched.then(|| ("q".into(), ask.q.clone(), t!("Name, e-mail, account or code").into())),
        clear_href: None,
        end: None,
        choices,
    }
}

type Values = Vec<(&'static str, &'static str)>;

fn choices(tab: Tab) -> Vec<(&'static str, &'static str, Values)> {
    match tab {
        Tab::Referrers => {
            vec![("has", t!("Friends"), vec![("yes", t!("With friends")), ("no", t!("Without friends"))])]
        }
        Tab::Friends => {
            let stages = Stage::ALL.map(|stage| (stage.as_str(), words::stage(stage)));
            vec![("stage", t!("State"), stages.to_vec())]
        }
        Tab::Everybody => {
            vec![("has", t!("Whose they are"), vec![("yes", t!("Somebody's")), ("no", t!("Nobody's"))])]
        }
        Tab::Wallet => {
            let causes = words::CAUSES.iter().map(|(cause, word)| (*cause, lang::text(word)));
            vec![("cause", t!("What"), causes.collect())]
        }
    }
}

fn value<'a>(ask: &'a Ask, name: &str) -> &'a str {
    match name {
        "has" => &ask.has,
        "stage" => &ask.stage,
        _ => &ask.cause,
    }
}

fn footer(ask: &Ask, found: &Found) -> Footer {
    let next = found.page.next.as_ref().map(|after| {
        let mut next = ask.clone();
        next.after.clone_from(after);
        next.href()
    });
    let shown = i64::try_from(found.page.rows.len()).unwrap_or(i64::MAX);
    Footer {
        count: crate::n!("{n} row here", "{n} rows here", shown),
        next,
        files: export::offers(&ask.href()),
        columns: None,
    }
}
