//! Clicks (`/admin/clicks`): the rows behind every number of clicks, by partner, link, code, source and period.

use super::code_new::names;
use crate::app::App;
use crate::lang::number;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::export::{self, Batch, Cell, Column, Export, Format};
use crate::web::admin::filter::Ask;
use crate::web::admin::partners::period;
use crate::web::admin::period::Period;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::filter::{self as bar, Bar, Chip, Choice};
use crate::web::kit::table::Footer;
use crate::web::view::links::clicks::{self as view, ClickRow, ClicksView};
use axum::extract::State;
use std::collections::BTreeMap;
use tributary_engine::Error;
use tributary_engine::click::{self, Click, refs, source_of};
use tributary_engine::db::Tx;
use tributary_engine::order::Filter;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::report;

const HREF: &str = "/admin/clicks";

struct Found {
    page: Page<Click>,
    count: i64,
    partners: Vec<(String, String)>,
    named: BTreeMap<String, String>,
}

/// `GET /admin/clicks`
pub(super) async fn page(State(app): State<App>, me: SignedIn, ask: Ask) -> Shown {
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    Ok(desk.page(Place::Links, t!("Clicks"), &view::render(&shaped(&desk, &ask, &found))))
}

/// `GET /admin/clicks.csv`, `.xlsx`
pub(super) async fn file(State(app): State<App>, me: SignedIn, format: Format, ask: Ask) -> Shown {
    let (desk, partners) = desk::read(&app, me, names).await?;
    let filter = wanted(&desk, &ask);
    let of = desk.clone();
    let partners: BTreeMap<String, String> = partners.into_iter().collect();
    let columns = vec![
        Column::instant(t!("When")),
        Column::text(t!("Partner")),
        Column::text(t!("Link or code")),
        Column::text(t!("Source")),
        Column::text(t!("Device")),
        Column::text(t!("Publisher's ids")),
    ];
    let read = move |tx: &mut Tx<'_>, after: Option<String>| {
        let page = click::counted(tx, of.tenant(), &filter, &Cursor { after, limit: LIMIT_MAX })?;
        let row = |click: &Click| {
            let partner = click.partner.as_ref().and_then(|id| partners.get(id.as_str()));
            vec![
                Cell::At(click.at),
                Cell::text(partner.cloned().unwrap_or_default()),
                Cell::text(&click.value),
                Cell::text(source(click)),
                Cell::text(device(click)),
                Cell::text(refs_of(click)),
            ]
        };
        Ok(Batch { rows: page.rows.iter().map(row).collect(), next: page.next })
    };
    Export::new(&desk, "clicks", t!("Clicks")).columns(columns).pages(read).send(&app, format).await
}

/// What of the address means clicks; the rest is of orders and says nothing here.
fn wanted(desk: &Desk, ask: &Ask) -> Filter {
    let asked = ask.filter(desk);
    let span = period::whole(chosen(ask), &desk.clock);
    Filter {
        partner: asked.partner,
        program: asked.program,
        link: asked.link,
        code: asked.code,
        source: asked.source,
        from: Some(span.from),
        to: Some(span.to),
        ..Filter::default()
    }
}

fn chosen(ask: &Ask) -> Period {
    ask.period().unwrap_or_default()
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let filter = wanted(desk, ask);
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let partners = names(tx, desk)?;
    let mut named: BTreeMap<String, String> = partners.iter().cloned().collect();
    for id in [&ask.link, &ask.code] {
        if let Ok(known) = super::handout::load(tx, desk.tenant(), id) {
            named.insert(id.clone(), known.path);
        }
    }
    Ok(Found {
        page: click::counted(tx, desk.tenant(), &filter, &Cursor { after, ..Cursor::default() })?,
        count: report::clicks(tx, desk.tenant(), &filter)?,
        partners,
        named,
    })
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> ClicksView {
    let kept = |without: &[&str]| -> Vec<(String, String)> {
        let pairs = ask.pairs().into_iter();
        let kept = pairs.filter(|(name, _)| !without.contains(name) && *name != "after");
        kept.map(|(name, value)| (name.to_owned(), value)).collect()
    };
    let next = found.page.next.as_ref().map(|after| ask.next(after).href(HREF));
    ClicksView {
        period: period::picker(desk, chosen(ask), (HREF, &kept(&["period", "from", "to"]))),
        bar: filters(ask, found, kept(&["partner"])),
        rows: found.page.rows.iter().map(|click| row(desk, found, click)).collect(),
        footer: Footer {
            count: crate::n!("{n} click", "{n} clicks", found.count),
            next,
            files: export::offers(&ask.href(HREF)),
            ..Footer::default()
        },
        count: number::count(found.count),
        clear_href: ask.narrows().then(|| HREF.to_owned()),
    }
}

fn filters(ask: &Ask, found: &Found, kept: Vec<(String, String)>) -> Bar {
    let chip = |name: &str, label: &str, value: &str| Chip {
        name: name.to_owned(),
        label: label.to_owned(),
        value: found.named.get(value).cloned().unwrap_or_else(|| value.to_owned()),
        href: ask.with(name, "").href(HREF),
    };
    let set = [
        ("partner", t!("Partner"), &ask.partner),
        ("link", t!("Link"), &ask.link),
        ("code", t!("Code"), &ask.code),
        ("source", t!("Source"), &ask.source),
    ];
    let set = set.into_iter().filter(|(_, _, value)| !value.is_empty());
    Bar {
        action: HREF.into(),
        kept,
        chips: set.map(|(name, label, value)| chip(name, label, value)).collect(),
        choices: vec![Choice {
            name: "partner".into(),
            label: t!("Partner").into(),
            ask: bar::Ask::One(found.partners.clone()),
            value: ask.partner.clone(),
        }],
        ..Bar::default()
    }
}

fn row(desk: &Desk, found: &Found, click: &Click) -> ClickRow {
    let partner = click.partner.as_ref().map(|id| {
        let name = found.named.get(id.as_str()).cloned().unwrap_or_default();
        (name, format!("/admin/partners/{id}"))
    });
    ClickRow {
        href: format!("{HREF}/{}", click.id),
        when: desk.clock.stamp(click.at),
        partner,
        value: click.value.clone(),
        source: source(click),
        device: device(click).to_owned(),
        refs: refs_of(click),
    }
}

/// The publisher's own ids, in a line.
fn refs_of(click: &Click) -> String {
    let refs = refs::read(click.refs.as_deref());
    refs.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Where it came from, as people read it.
fn source(click: &Click) -> String {
    let source = source_of(click.referrer.as_deref());
    if source == click::DIRECT { t!("Direct").to_owned() } else { source }
}

/// On what it was made, as people read it.
fn device(click: &Click) -> &str {
    match click.device.as_str() {
        "mobile" => t!("Phone"),
        "tablet" => t!("Tablet"),
        "desktop" => t!("Computer"),
        other => other,
    }
}
