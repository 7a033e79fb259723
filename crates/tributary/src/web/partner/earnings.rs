//! A partner's earnings, order by order (`/partner/earnings`): what counts of each sale, what it earns, and when that is paid or why not.

use super::desk::{self, Desk, Shops};
use super::home::reason;
use super::session::{Shown, SignedIn};
use crate::app::App;
use crate::payouts::letters::day;
use crate::web::admin::desk::amount;
use crate::web::admin::export::texts as csv_texts;
use crate::web::chosen;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::page::Tab;
use crate::web::kit::table::Footer;
use crate::web::view::portal::earnings::{self as view, EarningRow, EarningsView};
use crate::web::view::portal::home::standing;
use crate::{lang, t};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use maud::Markup;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::ledger::{Account, Bucket};
use tributary_core::{Currency, Money, Payee, Timestamp};
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, Filter, LineRow, OrderRow};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::payout::{self, InPayout};
use tributary_engine::portal::PartnerSession;
use tributary_engine::{Result, ledger, program};

const PAGE: i64 = 25;
const FILE_MAX: usize = 50_000; // lines of a file
const PATH: &str = "/partner/earnings";
const FILE: &str = "/partner/earnings.csv";
const STATES: [&str; 4] = ["", "pending", "approved", "declined"];

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    after: String,
    language: Option<String>,
}

/// An order, what was bought, and the payout it is in.
type Earned = (OrderRow, Vec<LineRow>, Option<InPayout>);

struct Found {
    shops: Shops,
    /// Where all of their stores wait as long.
    hold_days: Option<u32>,
    rows: Vec<Earned>,
    next: Option<String>,
    sums: Sums,
}

/// What a partner has, per currency.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    ready: BTreeMap<Currency, i64>,
    pending: BTreeMap<Currency, i64>,
    in_payout: BTreeMap<Currency, i64>,
    paid: BTreeMap<Currency, i64>,
}

impl Sums {
    /// Reads them.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn find(tx: &mut Tx<'_>, session: &PartnerSession) -> Result<Self> {
        let own = Payee::from(session.partner.clone());
        let mut sums = Self { paid: payout::paid_to(tx, &session.tenant, &own)?, ..Self::default() };
        for (account, currency, minor) in ledger::balances(tx, &session.tenant, Some(&own))? {
            let Ok(Account::Partner(_, bucket)) = Account::parse(&account) else { continue };
            let place = match bucket {
                Bucket::Pending => &mut sums.pending,
                Bucket::Payable => &mut sums.ready,
                Bucket::InPayout => &mut sums.in_payout,
            };
            place.insert(currency, minor);
        }
        Ok(sums)
    }

    /// With their names; nought in the store's currency where there is nothing.
    pub(super) fn shown(&self, own: Currency) -> Vec<(String, Vec<String>)> {
        let texts = |sums: &BTreeMap<Currency, i64>| {
            let some = sums.iter().filter(|(_, minor)| **minor != 0);
            let texts: Vec<String> = some.map(|(currency, minor)| amount(*minor, *currency).text).collect();
            if texts.is_empty() { vec![amount(0, own).text] } else { texts }
        };
        vec![
            (t!("Ready to pay").to_owned(), texts(&self.ready)),
            (t!("Pending").to_owned(), texts(&self.pending)),
            (t!("Being paid").to_owned(), texts(&self.in_payout)),
            (t!("Paid").to_owned(), texts(&self.paid)),
        ]
    }
}

/// `GET /partner/earnings`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = desk::in_language(&app, &me, ask.language.as_deref(), PATH) {
        return Ok(answer);
    }
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    let view = shaped((&desk, app.now()), &found, &ask);
    Ok(desk.page_of_all(&app, PATH, (t!("Earnings"), &view::render(&view))))
}

/// `GET /partner/earnings.csv`
pub(super) async fn file(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let read = desk::read(&app, me, move |tx, desk| {
        let shops = Shops::find(tx, desk)?;
        let (mut rows, mut cursor) = (Vec::new(), Cursor { after: None, limit: LIMIT_MAX });
        loop {
            let page = earned(tx, &desk.me.session, (&ask.state, &cursor))?;
            rows.extend(page.0);
            if page.1.is_none() || rows.len() >= FILE_MAX {
                return Ok((rows, shops));
            }
            cursor.after = page.1;
        }
    });
    let (_, (rows, shops)) = read.await?;
    // Whose orders all are of one store has no column for it.
    let stores: Vec<Option<String>> = rows.iter().map(|(one, ..)| shops.name(&one.program)).collect();
    let with_stores = stores.iter().any(Option::is_some);
    let headings =
        ["date", "order", "products", "country", "sale", "earned", "currency", "status", "paid_on"];
    let headings = headings.into_iter().chain(with_stores.then_some("store")).map(str::to_owned).collect();
    let lines = rows.iter().zip(stores).map(|(one, store)| {
        let mut line = line(one);
        line.extend(with_stores.then(|| store.unwrap_or_default()));
        line
    });
    let file = csv_texts(std::iter::once(headings).chain(lines))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"earnings.csv\""),
    ];
    Ok((headers, file).into_response())
}

fn line((one, lines, payout): &Earned) -> Vec<String> {
    let decimal = |minor| Money::new(minor, one.currency).decimal();
    vec![
        rfc3339(one.placed_at),
        one.number.clone(),
        products(lines),
        one.country.clone(),
        decimal(one.base_minor),
        decimal(one.commission_minor),
        one.currency.to_string(),
        match payout {
            Some(payout) if payout.state == payout::State::Paid => "paid".to_owned(),
            Some(_) => "in_payout".to_owned(),
            None => one.standing.clone().unwrap_or_default(),
        },
        payout.as_ref().and_then(|payout| payout.paid_on.clone()).unwrap_or_default(),
    ]
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found> {
    let session = &desk.me.session;
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let (rows, next) = earned(tx, session, (&ask.state, &Cursor { after, limit: PAGE }))?;
    Ok(Found {
        shops: Shops::find(tx, desk)?,
        hold_days: hold_days(tx, desk)?,
        sums: Sums::find(tx, session)?,
        rows,
        next,
    })
}

/// For how long what is earned waits, if that is the same at all of their stores.
fn hold_days(tx: &mut Tx<'_>, desk: &Desk) -> Result<Option<u32>> {
    let mut days = BTreeSet::new();
    for store in &desk.choice.stores {
        let program = program::of_store(tx, desk.tenant(), &store.id)?;
        days.insert(program::load(tx, desk.tenant(), &program)?.current.rules.hold_days);
    }
    Ok(days.pop_first().filter(|_| days.is_empty()))
}

fn earned(
    tx: &mut Tx<'_>,
    session: &PartnerSession,
    (state, cursor): (&str, &Cursor),
) -> Result<(Vec<Earned>, Option<String>)> {
    let PartnerSession { tenant, partner, .. } = session;
    let payee = Payee::from(partner.clone());
    let standing = STATES.into_iter().find(|known| *known == state && !known.is_empty()).map(str::to_owned);
    let own = Filter { partner: Some(partner.clone()), standing, ..Filter::default() };
    let page = order::list(tx, tenant, &own, cursor)?;
    let rows = page.rows.into_iter().map(|one| {
        let lines = order::lines(tx, tenant, &one.id)?;
        let payout = payout::of_order(tx, (tenant, &payee), (&one.id, one.currency))?;
        Ok((one, lines, payout))
    });
    Ok((rows.collect::<Result<Vec<_>>>()?, page.next))
}

fn shaped((desk, now): (&Desk, Timestamp), found: &Found, ask: &Ask) -> EarningsView {
    let state = |word: &str| Tab {
        label: state_name(word).to_owned(),
        href: href(PATH, &[("state", word)]),
        active: word == ask.state,
        count: None,
    };
    EarningsView {
        sums: found.sums.shown(desk.store().currency),
        states: STATES.map(state).to_vec(),
        narrowed: !ask.state.is_empty() || !ask.after.is_empty(),
        rows: found.rows.iter().map(|one| row((&found.shops, now), one)).collect(),
        footer: Footer {
            next: found.next.as_deref().map(|after| href(PATH, &[("state", &ask.state), ("after", after)])),
            files: vec![("CSV".to_owned(), href(FILE, &[("state", &ask.state)]))],
            ..Footer::default()
        },
        hold: lang_hold(found.hold_days.unwrap_or_default()),
    }
}

fn lang_hold(days: u32) -> String {
    if days == 0 {
        return t!("No earnings yet. Orders show here minutes after they happen.").to_owned();
    }
    crate::n!(
        "No earnings yet. Orders show here minutes after they happen, and wait for {n} day.",
        "No earnings yet. Orders show here minutes after they happen, and wait for {n} days.",
        i64::from(days)
    )
}

fn state_name(word: &str) -> &'static str {
    match word {
        "pending" => t!("Pending"),
        "approved" => t!("Approved"),
        "declined" => t!("Declined"),
        _ => t!("All"),
    }
}

fn href(path: &str, pairs: &[(&str, &str)]) -> String {
    let said = pairs.iter().filter(|(_, value)| !value.is_empty());
    let said: Vec<(&str, String)> = said.map(|(name, value)| (*name, (*value).to_owned())).collect();
    chosen::query(path, &said)
}

fn products(lines: &[LineRow]) -> String {
    lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn row((shops, now): (&Shops, Timestamp), (one, lines, payout): &Earned) -> EarningRow {
    let clock = &shops.clock(&one.program, now);
    let stands = one.standing.as_deref().unwrap_or("pending");
    let (state, why) = match payout {
        Some(payout) if stands == "approved" => in_payout(payout),
        _ => (standing(stands), reason(one, stands, clock)),
    };
    EarningRow {
        placed: clock.stamp(one.placed_at),
        number: one.number.clone(),
        store: shops.name(&one.program),
        products: products(lines),
        country: lang::region(&one.country).to_owned(),
        via: via(one.via.as_deref()).to_owned(),
        sale: amount(one.base_minor, one.currency),
        earned: amount(one.commission_minor, one.currency),
        state,
        reason: why,
    }
}

fn in_payout(payout: &InPayout) -> (Markup, Option<String>) {
    let number = t!("Payout {number}", number = payout.number);
    match &payout.paid_on {
        Some(on) if payout.state == payout::State::Paid => {
            (chip::status(Status::Paid, t!("Paid")), Some(format!("{number}, {}", day(on))))
        }
        _ => (chip::status(Status::Approved, t!("Being paid")), Some(number)),
    }
}

fn via(word: Option<&str>) -> &'static str {
    match word {
        Some("coupon") => t!("Your code"),
        Some("manual") => t!("By hand"),
        Some(_) => t!("Your link"),
        None => "",
    }
}
