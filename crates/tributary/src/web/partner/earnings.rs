//! A partner's earnings, order by order (`/partner/earnings`): what counts of each sale, what it earns, and when that is paid or why not.

use super::home::{reason, store_of};
use super::session::{Shown, SignedIn};
use crate::app::App;
use crate::payouts::letters::day;
use crate::web::admin::desk::{amount, demo_banner};
use crate::web::admin::export::texts as csv_texts;
use crate::web::admin::moment::Moments;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::page::Tab;
use crate::web::kit::public::{self as frame, Public};
use crate::web::kit::table::Footer;
use crate::web::public::chosen;
use crate::web::view::portal::earnings::{self as view, EarningRow, EarningsView};
use crate::web::view::portal::home::{sign_out, standing};
use crate::{call, lang, t};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use maud::Markup;
use serde::Deserialize;
use std::collections::BTreeMap;
use tributary_core::ledger::{Account, Bucket};
use tributary_core::{Currency, Money, Payee};
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, Filter, LineRow, OrderRow};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::payout::{self, InPayout};
use tributary_engine::portal::PartnerSession;
use tributary_engine::store::Store;
use tributary_engine::{Result, ledger, program};

const PAGE: i64 = 25;
const FILE_MAX: usize = 50_000; // lines of a file
const PATH: &str = "/partner/earnings";
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
    store: Store,
    hold_days: u32,
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
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), PATH) {
        return Ok(answer);
    }
    let (session, asked) = (me.session.clone(), ask.clone());
    let found = call::read(&app.engine, move |tx| find(tx, &session, &asked)).await?;
    let clock = Moments::new(&found.store.timezone, app.now());
    let view = shaped(&clock, &found, &ask);
    Ok(framed(&app, &me, (&found.store, PATH), (t!("Earnings"), &view::render(&view))))
}

/// A page of the partner's in its frame.
pub(super) fn framed(
    app: &App,
    me: &SignedIn,
    (store, here): (&Store, &str),
    (title, body): (&str, &Markup),
) -> axum::response::Response {
    let frame = Public {
        store: store.name.clone(),
        home: "/partner".to_owned(),
        here: here.to_owned(),
        end: Some(sign_out(&me.session.csrf)),
        banner: app.is_demo().then(demo_banner),
    };
    frame::page(&frame, title, body).into_response()
}

/// `GET /partner/earnings.csv`
pub(super) async fn file(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let session = me.session.clone();
    let rows = call::read(&app.engine, move |tx| {
        let (mut rows, mut cursor) = (Vec::new(), Cursor { after: None, limit: LIMIT_MAX });
        loop {
            let page = earned(tx, &session, (&ask.state, &cursor))?;
            rows.extend(page.0);
            if page.1.is_none() || rows.len() >= FILE_MAX {
                return Ok(rows);
            }
            cursor.after = page.1;
        }
    });
    let headings =
        ["date", "order", "products", "country", "sale", "earned", "currency", "status", "paid_on"];
    let headings = headings.map(str::to_owned).to_vec();
    let rows = rows.await?;
    let file = csv_texts(std::iter::once(headings).chain(rows.iter().map(line)))?;
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

fn find(tx: &mut Tx<'_>, session: &PartnerSession, ask: &Ask) -> Result<Found> {
    let store = store_of(tx, &session.tenant)?;
    let own = program::of_store(tx, &session.tenant, &store.id)?;
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let (rows, next) = earned(tx, session, (&ask.state, &Cursor { after, limit: PAGE }))?;
    Ok(Found {
        hold_days: program::load(tx, &session.tenant, &own)?.current.rules.hold_days,
        sums: Sums::find(tx, session)?,
        store,
        rows,
        next,
    })
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

fn shaped(clock: &Moments, found: &Found, ask: &Ask) -> EarningsView {
    let state = |word: &str| Tab {
        label: state_name(word).to_owned(),
        href: href(&[("state", word)]),
        active: word == ask.state,
        count: None,
    };
    EarningsView {
        sums: found.sums.shown(found.store.currency),
        states: STATES.map(state).to_vec(),
        narrowed: !ask.state.is_empty() || !ask.after.is_empty(),
        rows: found.rows.iter().map(|one| row(clock, one)).collect(),
        footer: Footer {
            next: found.next.as_deref().map(|after| href(&[("state", &ask.state), ("after", after)])),
            files: vec![("CSV".to_owned(), format!("{PATH}.csv{}", query(&[("state", &ask.state)])))],
            ..Footer::default()
        },
        hold: lang_hold(found.hold_days),
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

fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}

fn href(pairs: &[(&str, &str)]) -> String {
    format!("{PATH}{}", query(pairs))
}

fn products(lines: &[LineRow]) -> String {
    lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn row(clock: &Moments, (one, lines, payout): &Earned) -> EarningRow {
    let stands = one.standing.as_deref().unwrap_or("pending");
    let (state, why) = match payout {
        Some(payout) if stands == "approved" => in_payout(payout),
        _ => (standing(stands), reason(one, stands, clock)),
    };
    EarningRow {
        placed: clock.stamp(one.placed_at),
        number: one.number.clone(),
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
