//! Partners (`/admin/partners`): who promotes, their links and codes, what they brought and what they are owed.

use super::ask::Ask;
use super::columns::{Col, Frame};
use super::{brought, did};
use crate::app::App;
use crate::lang::{self, msg, number};
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::export::{self, Batch, Export, Format};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::views;
use crate::web::kit::columns::Pick as _;
use crate::web::kit::filter::{self as bar, Bar, Chip, Choice};
use crate::web::kit::menu::Item;
use crate::web::kit::page::Tab;
use crate::web::kit::table::{Column, Footer, Phone, Way};
use crate::web::kit::{Icon, Post};
use crate::web::view::partners::list::{self as view, Figure, PartnerRow, PartnersView};
use crate::{n, t};
use axum::extract::{RawQuery, State};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use tributary_core::Timestamp;
use tributary_engine::code::{self, Code, Kind};
use tributary_engine::db::Tx;
use tributary_engine::partner::{self, Partner, Refunds};
use tributary_engine::report;
use tributary_engine::report::{Axis, Figures};
use tributary_engine::view::View;
use tributary_engine::{Error, application, claim, ledger};

const PAGE: usize = 50;
const TABS: [(&str, &str); 3] =
    [("", msg("Active")), ("paused", msg("Paused")), ("archived", msg("Archived"))];

/// A partner with what is theirs.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Who.
    pub(super) partner: Partner,
    /// What they brought in the period.
    pub(super) figures: Figures,
    /// How often their orders were refunded in it.
    pub(super) refunds: Refunds,
    /// What they are owed in the store's currency, on hold and ready.
    pub(super) owed_minor: i64,
    /// When they last brought something.
    pub(super) last: Option<Timestamp>,
    /// Their first coupon.
    pub(super) coupon: Option<String>,
    /// Their first referral code.
    pub(super) referral: Option<String>,
}

impl Line {
    /// What is special about them.
    pub(super) fn state(&self) -> Option<&'static str> {
        state(&self.partner)
    }
}

/// What is special about a partner, in a word.
pub(super) fn state(partner: &Partner) -> Option<&'static str> {
    match (partner.archived_at, partner.paused) {
        (Some(_), _) => Some(t!("Archived")),
        (None, true) => Some(t!("Paused")),
        (None, false) => None,
    }
}

fn tab_of(partner: &Partner) -> &'static str {
    match (partner.archived_at, partner.paused) {
        (Some(_), _) => "archived",
        (None, true) => "paused",
        (None, false) => "",
    }
}

struct Found {
    /// All that the tab and filters leave, sorted.
    lines: Vec<Line>,
    /// How many are on each tab.
    counts: BTreeMap<&'static str, i64>,
    groups: Vec<String>,
    /// How many have applied and wait for an answer.
    waiting: i64,
    /// Claims that wait for an answer.
    claims: i64,
    /// To whom something was just done.
    name: Option<String>,
    views: Vec<View>,
}

/// `GET /admin/partners`
pub(super) async fn page(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let ask = Ask::read(query.as_deref());
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    let views = Some(views::bar(&desk, "partners", query.as_deref(), &found.views));
    let view = PartnersView { views, ..shaped(&desk, &ask, &found) };
    Ok(desk.page(Place::Partners, t!("Partners"), &view::render(&view)))
}

/// `GET /admin/partners.csv`, `.xlsx`: the rows and columns that the screen shows, all pages of them.
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    format: Format,
    RawQuery(query): RawQuery,
) -> Shown {
    let ask = Ask::read(query.as_deref());
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    let cols = Col::choice().shown(&ask.cols);
    let mut columns = vec![export::Column::text(t!("Partner")), export::Column::text(t!("E-mail"))];
    columns.extend(cols.iter().map(|col| col.of_file()));
    let title = t!("Partners");
    let of = desk.clone();
    let read = move |tx: &mut Tx<'_>, _: Option<String>| {
        let frame = Frame { desk: &of, period: ask.period() };
        let lines = find(tx, &of, &ask)?.lines;
        let row = |line: &Line| {
            let who = [&line.partner.name, line.partner.email.as_deref().unwrap_or_default()];
            let who = who.map(export::Cell::text).into_iter();
            who.chain(cols.iter().map(|col| frame.of_file(*col, line))).collect()
        };
        Ok(Batch { rows: lines.iter().map(row).collect(), next: None })
    };
    Export::new(&desk, "partners", title).columns(columns).pages(read).send(&app, format).await
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let all = lines(tx, desk, ask.span(desk))?;
    let mut counts = BTreeMap::new();
    for line in &all {
        *counts.entry(tab_of(&line.partner)).or_insert(0) += 1;
    }
    let done = all.iter().find(|line| line.partner.id.as_str() == ask.undo);
    let name = done.map(|line| line.partner.name.clone());
    let mut lines: Vec<Line> = all.into_iter().filter(|line| wanted(line, ask)).collect();
    sort(&mut lines, ask);
    let views = views::of(tx, desk, "partners")?;
    let (groups, waiting) =
        (super::new::groups(tx, tenant)?, application::waiting(tx, tenant, desk.only.as_ref())?);
    let claims = claim::open(tx, tenant, desk.only.as_ref())?;
    Ok(Found { lines, counts, groups, waiting, claims, name, views })
}

/// Every partner with their numbers of a period.
fn lines(tx: &mut Tx<'_>, desk: &Desk, span: report::Period) -> Result<Vec<Line>, Error> {
    let tenant = desk.tenant();
    let figures = brought::by(tx, desk, (Axis::Partner, span))?;
    let refunds = partner::refunds(tx, tenant, span)?;
    let last = partner::last_active(tx, tenant)?;
    let mut owed: BTreeMap<String, i64> = BTreeMap::new();
    for (account, currency, minor) in ledger::balances(tx, tenant, None)? {
        // `partner:par_…:pending`
        let partner = account.split(':').nth(1).filter(|_| currency == desk.store.currency);
        *owed.entry(partner.unwrap_or_default().to_owned()).or_default() += minor;
    }
    let mut first_code = |kind| -> Result<BTreeMap<String, String>, Error> {
        let codes = code::all(tx, tenant, kind, None)?.into_iter();
        let codes = codes.filter(|code| code.archived_at.is_none() && desk.shows(&code.program));
        // Newest first, so the oldest stays.
        Ok(codes.map(|code: Code| (code.partner.to_string(), code.code)).collect())
    };
    let (coupons, referrals) = (first_code(Kind::Coupon)?, first_code(Kind::Referral)?);
    let line = |partner: Partner| {
        let id = partner.id.as_str();
        Line {
            figures: figures.get(id).copied().unwrap_or_default(),
            refunds: refunds.get(id).copied().unwrap_or_default(),
            owed_minor: owed.get(id).copied().unwrap_or_default(),
            last: last.get(id).copied(),
            coupon: coupons.get(id).cloned(),
            referral: referrals.get(id).cloned(),
            partner,
        }
    };
    Ok(partner::all(tx, tenant)?.into_iter().map(line).collect())
}

fn wanted(line: &Line, ask: &Ask) -> bool {
    let partner = &line.partner;
    let text = ask.q.trim().to_lowercase();
    let holds = |found: &str| found.to_lowercase().contains(&text);
    let codes = [&line.coupon, &line.referral];
    tab_of(partner) == ask.tab
        && (ask.group.is_empty() || partner.group == ask.group)
        && (text.is_empty()
            || holds(&partner.name)
            || holds(partner.email.as_deref().unwrap_or_default())
            || codes.into_iter().flatten().any(|code| holds(code)))
}

fn sort(lines: &mut [Line], ask: &Ask) {
    // Equal ones stand by name, so that pages never shuffle.
    lines.sort_by_cached_key(|line| (line.partner.name.to_lowercase(), line.partner.id.clone()));
    match ask.sorted() {
        Some((col, Way::Up)) => lines.sort_by_cached_key(|line| col.rank(line)),
        Some((col, Way::Down)) => lines.sort_by_cached_key(|line| Reverse(col.rank(line))),
        None if ask.sort == "-name" => lines.reverse(),
        None => {}
    }
}

/// An address without its scheme, for reading.
pub(in crate::web::admin) fn short(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// The whole referral link of a code.
pub(in crate::web::admin) fn link_of(desk: &Desk, code: &str) -> String {
    link_of_base(&desk.me.base_url, code)
}

/// The same, where only the server's address is known.
pub(super) fn link_of_base(base_url: &str, code: &str) -> String {
    format!("{base_url}/r/{code}")
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> PartnersView {
    let frame = Frame { desk, period: ask.period() };
    let cols = Col::choice().shown(&ask.cols);
    let skip = ask.after.parse().unwrap_or(0);
    let shown: Vec<&Line> = found.lines.iter().skip(skip).take(PAGE).collect();
    let narrowed = !ask.q.is_empty() || !ask.group.is_empty();
    PartnersView {
        tabs: tabs(ask, found),
        toast: did::toast(desk, ask, found.name.as_deref(), &ask.href()),
        bar: filters(ask, found),
        period: super::period::picker(desk, ask.period(), (super::HREF, &ask.kept(&["period"]))),
        columns: columns(ask, &cols),
        rows: shown.iter().map(|line| row(&frame, ask, &cols, line)).collect(),
        total: cols.iter().map(|col| total(&frame, *col, &found.lines)).collect(),
        footer: footer(ask, found, skip + shown.len()),
        clear_href: narrowed.then(|| ask.cleared().href()),
        any: !found.counts.is_empty(),
        new_href: super::NEW_HREF.into(),
        views: None,
    }
}

fn tabs(ask: &Ask, found: &Found) -> Vec<Tab> {
    let tab = |(word, label): (&'static str, &'static str)| Tab {
        label: lang::text(label).into(),
        href: ask.with("tab", word).href(),
        active: ask.tab == word,
        count: Some(number::count(found.counts.get(word).copied().unwrap_or_default())),
    };
    let waiting = Tab {
        label: t!("Applications").into(),
        href: "/admin/partners/applications".into(),
        active: false,
        count: Some(number::count(found.waiting)),
    };
    let claims = Tab {
        label: t!("Claims").into(),
        href: super::claims::PATH.into(),
        active: false,
        count: Some(number::count(found.claims)),
    };
    let claims = Some(claims).filter(|_| found.claims > 0);
    TABS.map(tab).into_iter().chain([waiting]).chain(claims).collect()
}

fn filters(ask: &Ask, found: &Found) -> Bar {
    let group = |group: &String| (group.clone(), group.clone());
    let choices = vec![Choice {
        name: "group".into(),
        label: t!("Group").into(),
        ask: bar::Ask::One(found.groups.iter().map(group).collect()),
        value: ask.group.clone(),
    }];
    let chips = Some(&ask.group).filter(|group| !group.is_empty()).map(|group| Chip {
        name: "group".into(),
        label: t!("Group").into(),
        value: group.clone(),
        href: ask.with("group", "").href(),
    });
    Bar {
        action: super::HREF.into(),
        kept: ask.kept(&["q", "group"]),
        chips: chips.into_iter().collect(),
        choices: if found.groups.is_empty() { Vec::new() } else { choices },
        clear_href: None,
        search: Some(("q".into(), ask.q.clone(), t!("Name, e-mail or code").into())),
        end: None,
    }
}

fn columns(ask: &Ask, cols: &[Col]) -> Vec<Column> {
    let sortable = |column: Column, word: &str, upwards_first: bool| {
        let (up, down) = (word.to_owned(), format!("-{word}"));
        let way = match &ask.sort {
            sort if *sort == up => Some(Way::Up),
            sort if *sort == down => Some(Way::Down),
            sort if sort.is_empty() && word == "name" => Some(Way::Up),
            _ => None,
        };
        let next = match way {
            Some(Way::Up) => down,
            Some(Way::Down) => up,
            None => {
                if upwards_first {
                    up
                } else {
                    down
                }
            }
        };
        column.sortable(ask.with("sort", &next).href(), way)
    };
    let name = sortable(Column::text(t!("Partner"), Phone::Primary), "name", true);
    let others = cols.iter().map(|col| {
        let words = matches!(col, Col::Group | Col::Status | Col::Code);
        sortable(col.column(), col.word(), words)
    });
    std::iter::once(name).chain(others).collect()
}

fn row(frame: &Frame<'_>, ask: &Ask, cols: &[Col], line: &Line) -> PartnerRow {
    let partner = &line.partner;
    PartnerRow {
        href: format!("{}/{}", super::HREF, partner.id),
        name: partner.name.clone(),
        email: partner.email.clone(),
        state: line.state().map(str::to_owned),
        cells: cols.iter().map(|col| frame.cell(*col, line)).collect(),
        menu: menu(frame.desk, ask, line),
    }
}

/// What can be done with a partner from the list; each comes back to it with a way to undo.
fn menu(desk: &Desk, ask: &Ask, line: &Line) -> Vec<Item> {
    let partner = &line.partner;
    let to = |what: &str| {
        let post = Post::to(format!("{}/{}/{what}", super::HREF, partner.id), desk.csrf());
        post.with("back", ask.href())
    };
    let mut items = vec![Item::link(t!("Open"), format!("{}/{}", super::HREF, partner.id)).icon(Icon::User)];
    if let Some(code) = &line.referral {
        items.push(Item::copy(t!("Copy link"), link_of(desk, code)).icon(Icon::Copy));
    }
    let status = |status: &str| to("status").with("status", status);
    items.push(if partner.paused {
        Item::post(t!("Resume"), status("active")).icon(Icon::Play)
    } else {
        Item::post(t!("Pause"), status("paused")).icon(Icon::Pause)
    });
    items.push(match partner.archived_at {
        Some(_) => Item::post(t!("Bring back"), to("restore")).icon(Icon::Restore),
        None => Item::post(t!("Archive"), to("archive")).icon(Icon::Archive),
    });
    items
}

/// The sum of a column over all pages of the tab.
fn total(frame: &Frame<'_>, col: Col, lines: &[Line]) -> Figure {
    let sum = brought::sum(lines.iter().map(|line| line.figures));
    let refunds = lines.iter().fold(Refunds::default(), |sum, line| Refunds {
        credited: sum.credited + line.refunds.credited,
        refunded: sum.refunded + line.refunds.refunded,
    });
    match col {
        Col::Owed => Figure {
            text: frame.desk.amount(lines.iter().map(|line| line.owed_minor).sum()).text,
            href: None,
        },
        // The rows of several partners are no one list, so the sum opens nothing.
        _ => Figure { href: None, ..frame.figure(col, (&sum, refunds), "") },
    }
}

fn footer(ask: &Ask, found: &Found, end: usize) -> Footer {
    let count = i64::try_from(found.lines.len()).unwrap_or(i64::MAX);
    Footer {
        count: n!("{n} partner", "{n} partners", count),
        next: (end < found.lines.len()).then(|| ask.with("after", &end.to_string()).href()),
        files: export::offers(&ask.href()),
        columns: Some(Col::choice().chooser(&ask.cols, super::HREF, ask.kept(&[]))),
    }
}
