//! Links and codes (`/admin/links`): what partners hand out, and what each of it brought.

use super::ask::Ask;
use super::line::{self, Known, Line, Tab};
use crate::app::App;
use crate::lang::number;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::export::{self, Batch, Cell as FileCell, Export, Format};
use crate::web::admin::filter::query;
use crate::web::admin::links::code_new::names;
use crate::web::admin::partners::period;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::views;
use crate::web::kit::columns::Pick as _;
use crate::web::kit::filter::{self as bar, Bar, Chip, Choice};
use crate::web::kit::page;
use crate::web::kit::table::{Column, Footer, Way};
use crate::web::kit::{Post, Toast};
use crate::web::view::links::list::{self as view, LinkRow, LinksView};
use crate::{n, t};
use axum::extract::{RawQuery, State};
use std::cmp::Reverse;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::view::View;

const PAGE: usize = 50;

struct Found {
    lines: Vec<Line>,
    counts: [usize; 4],
    partners: Vec<(String, String)>,
    done: Option<String>,
    views: Vec<View>,
}

/// `GET /admin/links`
pub(super) async fn page(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let ask = Ask::read(query.as_deref());
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    let views = Some(views::bar(&desk, "links", query.as_deref(), &found.views));
    let view = LinksView { views, ..shaped(&desk, &ask, &found) };
    Ok(desk.page(Place::Links, t!("Links & codes"), &view::render(&view)))
}

/// `GET /admin/links.csv`, `.xlsx`
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    format: Format,
    RawQuery(query): RawQuery,
) -> Shown {
    let ask = Ask::read(query.as_deref());
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    let tab = Tab::of(&ask.tab);
    let shown = tab.choice().shown(&ask.cols);
    let columns = shown.iter().map(line::Col::of_file).collect();
    let of = desk.clone();
    let read = move |tx: &mut Tx<'_>, _: Option<String>| {
        let lines = find(tx, &of, &ask)?.lines;
        let row = |line: &Line| line.shown(tab, &shown).into_iter().map(|(_, cell)| cell.clone()).collect();
        Ok(Batch { rows: lines.iter().map(row).collect(), next: None })
    };
    Export::new(&desk, "links", t!("Links & codes")).columns(columns).pages(read).send(&app, format).await
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let partners = names(tx, desk)?;
    let known = Known::read(tx, desk, (ask, &partners))?;
    let tab = Tab::of(&ask.tab);
    let mut lines = known.lines(desk, ask, tab);
    let counts = Tab::ALL.map(|tab| known.count(tab));
    let done = known.name_of(&ask.undo);
    let text = ask.q.trim().to_lowercase();
    lines.retain(|line| line.matches(&text) && (ask.partner.is_empty() || line.partner == ask.partner));
    sort(&mut lines, ask, tab);
    Ok(Found { lines, counts, partners, done, views: views::of(tx, desk, "links")? })
}

fn sort(lines: &mut [Line], ask: &Ask, tab: Tab) {
    let (word, down) = match ask.sort.strip_prefix('-') {
        Some(word) => (word, true),
        None => (ask.sort.as_str(), false),
    };
    let Some(place) = tab.columns().iter().position(|col| col.word() == word) else { return };
    let rank = |line: &Line| line.cells.get(place).map(|(_, cell)| rank(cell));
    if down {
        lines.sort_by_cached_key(|line| Reverse(rank(line)));
    } else {
        lines.sort_by_cached_key(rank);
    }
}

/// A cell as a number and a text to sort by.
fn rank(cell: &FileCell) -> (i64, String) {
    match cell {
        FileCell::Empty => (i64::MIN, String::new()),
        FileCell::Text(text) => (0, text.to_lowercase()),
        FileCell::Count(number) | FileCell::Money(number, _) | FileCell::Percent(number) => {
            (*number, String::new())
        }
        FileCell::At(at) => (at.ms(), String::new()),
    }
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> LinksView {
    let tab = Tab::of(&ask.tab);
    let skip = ask.after.parse().unwrap_or(0_usize);
    let shown = tab.choice().shown(&ask.cols);
    let lines = found.lines.iter().skip(skip).take(PAGE);
    let rows: Vec<LinkRow> = lines.map(|line| row(desk, ask, (line, &shown))).collect();
    let end = skip + rows.len();
    let narrowed = !ask.q.is_empty() || !ask.partner.is_empty();
    let cleared = Ask { q: String::new(), partner: String::new(), ..ask.first() };
    let by_partner = [("partner", ask.partner.clone())];
    LinksView {
        tabs: tabs(ask, found),
        toast: toast(desk, ask, found),
        bar: filters(ask, found),
        period: period::picker(desk, ask.period(), (super::HREF, &ask.kept(&["period", "from", "to"]))),
        columns: shown.iter().map(|col| sortable(ask, col)).collect(),
        rows,
        footer: Footer {
            count: counted(tab, found.lines.len()),
            next: (end < found.lines.len()).then(|| Ask { after: end.to_string(), ..ask.clone() }.href()),
            files: export::offers(&ask.href()),
            columns: Some(tab.choice().chooser(&ask.cols, super::HREF, ask.kept(&[]))),
        },
        clear_href: narrowed.then(|| cleared.href()),
        nothing: tab.nothing(),
        new_link_href: query("/admin/links/new", &by_partner),
        new_code_href: query("/admin/codes/new", &by_partner),
        of_codes: tab == Tab::Codes,
        check: (tab == Tab::Codes && desk.store.readable && !found.lines.is_empty())
            .then(|| Post::to("/admin/codes/check", desk.csrf())),
        views: None,
    }
}

fn counted(tab: Tab, count: usize) -> String {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    match tab {
        Tab::Links => n!("{n} link", "{n} links", count),
        Tab::Codes => n!("{n} coupon", "{n} coupons", count),
        Tab::Aliases => n!("{n} alias", "{n} aliases", count),
        Tab::Archived => n!("{n} archived", "{n} archived", count),
    }
}

fn tabs(ask: &Ask, found: &Found) -> Vec<page::Tab> {
    let tab = |(tab, count): (Tab, usize)| page::Tab {
        label: tab.label().into(),
        // Columns differ between tabs, so choosing and sorting them stay behind.
        href: Ask { tab: tab.word().into(), sort: String::new(), cols: String::new(), ..ask.first() }.href(),
        active: Tab::of(&ask.tab) == tab,
        count: Some(number::count(i64::try_from(count).unwrap_or(i64::MAX))),
    };
    Tab::ALL.into_iter().zip(found.counts).map(tab).collect()
}

fn filters(ask: &Ask, found: &Found) -> Bar {
    let name = found.partners.iter().find(|(id, _)| *id == ask.partner).map(|(_, name)| name.clone());
    Bar {
        action: super::HREF.into(),
        kept: ask.kept(&["q", "partner"]),
        chips: name
            .map(|value| Chip {
                name: "partner".into(),
                label: t!("Partner").into(),
                value,
                href: Ask { partner: String::new(), ..ask.first() }.href(),
            })
            .into_iter()
            .collect(),
        choices: vec![Choice {
            name: "partner".into(),
            label: t!("Partner").into(),
            ask: bar::Ask::One(found.partners.clone()),
            value: ask.partner.clone(),
        }],
        clear_href: None,
        search: Some(("q".into(), ask.q.clone(), t!("Link, code or label").into())),
        end: None,
    }
}

fn sortable(ask: &Ask, col: &line::Col) -> Column {
    let (up, down) = (col.word().to_owned(), format!("-{}", col.word()));
    let way = match &ask.sort {
        sort if *sort == up => Some(Way::Up),
        sort if *sort == down => Some(Way::Down),
        _ => None,
    };
    let next = if way == Some(Way::Down) || (way.is_none() && !col.is_figure()) { up } else { down };
    col.column().sortable(Ask { sort: next, ..ask.first() }.href(), way)
}

fn row(desk: &Desk, ask: &Ask, (line, shown): (&Line, &[line::Col])) -> LinkRow {
    LinkRow {
        href: line.href.clone(),
        name: line.name.clone(),
        cells: line.shown(Tab::of(&ask.tab), shown).into_iter().map(|(cell, _)| cell.clone()).collect(),
        menu: line.menu(desk, &ask.href()),
    }
}

fn toast(desk: &Desk, ask: &Ask, found: &Found) -> Option<Toast> {
    let name = found.done.clone().unwrap_or_default();
    let undo = |what: &str| {
        let post = Post::to(format!("{}/{}/{what}", super::HREF, ask.undo), desk.csrf());
        Some(post.with("back", ask.href())).filter(|_| found.done.is_some())
    };
    let (text, undo) = match ask.did.as_str() {
        "archived" => {
            (t!("{name} is archived. It keeps working and crediting.", name = name), undo("restore"))
        }
        "restored" => (t!("{name} is back in the list.", name = name), undo("archive")),
        "asked" => (t!("The store is being asked. Load this page again in a moment.").to_owned(), None),
        _ => return None,
    };
    Some(Toast { text, undo, link: None })
}
