//! The live page: the newest happenings, what goes on, and codes that nobody has.

use super::ask::{Ask, KINDS};
use super::{near, row};
use crate::app::App;
use crate::lang;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::links::code_new::names;
use crate::web::admin::overview::TEST_CODE;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::chosen;
use crate::web::kit::Tab;
use crate::web::qr::Qr;
use crate::web::view::live::{self as view, LiveView, NearMiss, NowView};
use axum::extract::{Query, State};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::live::{self, Happening, Now};
use tributary_engine::page::Cursor;
use tributary_engine::{code, link};

/// Rows on a page.
const ROWS: i64 = 50;

struct Found {
    head: live::Place,
    rows: Vec<Happening>,
    now: Now,
    partners: Vec<(String, String)>,
    near: Vec<NearMiss>,
    toast: Option<maud::Markup>,
    hello: String,
}

/// `GET /admin/live`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let (asked, snapshot) = (ask.clone(), app.engine.snapshot());
    let read = desk::read(&app, me, move |tx, desk| {
        // Read first: what comes later is the stream's.
        let head = live::head(tx, desk.tenant())?;
        let top = asked.before().unwrap_or(live::Place { behind: head.behind.saturating_add(1), ..head });
        Ok(Found {
            head,
            rows: live::before(tx, desk.tenant(), &asked.wanted(desk), (top, ROWS))?,
            now: live::now(tx, desk.tenant(), desk.only.as_ref(), desk.clock.now())?,
            partners: names(tx, desk)?,
            near: near::find(tx, desk, (&snapshot, &asked))?,
            toast: near::toast(tx, desk, &asked)?,
            hello: hello(tx, desk)?,
        })
    });
    let (desk, found) = read.await?;
    Ok(desk.page(Place::Live, t!("Live"), &view::render(&shaped(&desk, &ask, found))))
}

fn shaped(desk: &Desk, ask: &Ask, found: Found) -> LiveView {
    let full = i64::try_from(found.rows.len()).unwrap_or_default() == ROWS;
    let older = found.rows.last().filter(|_| full).map(|last| ask.older(last.place));
    let is_newest = ask.before().is_none();
    LiveView {
        toast: found.toast,
        now: shown(found.now),
        near: if is_newest { found.near } else { Vec::new() },
        tabs: tabs(ask),
        partners: found.partners,
        partner: ask.partner.clone(),
        bots: ask.bots == "1",
        one_kind: ask.kind().is_some(),
        kept: vec![("type".to_owned(), ask.kind.clone())],
        rows: found.rows.iter().map(|one| row::row(one, &desk.clock)).collect(),
        older,
        refresh_href: ask.href(),
        stream_href: is_newest.then(|| ask.stream(found.head)),
        clear_href: ask.is_filtered().then(|| chosen::named("/admin/live")),
        hello_qr: if found.rows.is_empty() {
            Qr::of(&found.hello).ok().map(|code| code.drawing())
        } else {
            None
        },
        hello: found.hello,
    }
}

/// What goes on, as the page and the stream show it.
pub(super) fn shown(now: Now) -> NowView {
    NowView { visitors: now.visitors, minutes: now.minutes }
}

fn tabs(ask: &Ask) -> Vec<Tab> {
    let of = |(word, _, label): &(&str, _, &'static str)| Tab {
        label: lang::text(label).to_owned(),
        href: Ask { kind: (*word).to_owned(), ..ask.clone() }.href(),
        active: ask.kind == *word,
        count: None,
    };
    KINDS.iter().map(of).collect()
}

/// Any link of the store; before there is one, the code that the connection is tested with.
fn hello(tx: &mut Tx<'_>, desk: &Desk) -> Result<String, Error> {
    let (base, some) = (&desk.me.base_url, Cursor::default());
    let mut links = link::list(tx, desk.tenant(), None, &some)?.rows.into_iter();
    if let Some(link) = links.find(|link| desk.shows(&link.program)) {
        return Ok(format!("{base}/t/{}", link.slug));
    }
    let mut codes = code::list(tx, desk.tenant(), None, &some)?.rows.into_iter();
    let referral = codes.find(|code| code.kind == code::Kind::Referral && desk.shows(&code.program));
    Ok(format!("{base}/r/{}", referral.map_or_else(|| TEST_CODE.to_owned(), |code| code.code)))
}
