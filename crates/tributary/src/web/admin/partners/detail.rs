//! One partner (`/admin/partners/{id}`): what stands above the tabs, and which tab is shown.

use super::acts::read_id;
use super::ask::Ask;
use super::brought::conversion_bps;
use super::list::{link_of, short, state};
use super::{did, earnings, history, offer, payouts, performance, profile};
use crate::app::App;
use crate::lang::{self, msg, number};
use crate::t;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::filter;
use crate::web::admin::orders::row;
use crate::web::admin::period::{Comparison, Period, Spans};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::menu::Item;
use crate::web::kit::money::split_currency;
use crate::web::kit::page::Tab;
use crate::web::kit::{Icon, Kpi, Post, chart};
use crate::web::qr::Qr;
use crate::web::view::partners::detail::{self as view, Body, Made, PartnerView};
use axum::extract::{Path, RawQuery, State};
use std::collections::BTreeMap;
use tributary_core::{Currency, PartnerId, Payee};
use tributary_engine::code::{self, Code, Kind, ShopState};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, Link};
use tributary_engine::order::{self, Filter, OrderRow};
use tributary_engine::page::Cursor;
use tributary_engine::partner::{self, Partner};
use tributary_engine::report::Figures;
use tributary_engine::{Error, ledger, report};

const NEWEST: i64 = 25;
const TABS: [(&str, &str); 7] = [
    ("", msg("Performance")),
    ("orders", msg("Orders")),
    ("links", msg("Links and codes")),
    ("earnings", msg("Earnings")),
    ("payouts", msg("Payouts")),
    ("activity", msg("Activity")),
    ("profile", msg("Profile")),
];

/// What every tab shows above it.
pub(super) struct Found {
    pub(super) partner: Partner,
    /// Codes, oldest first.
    pub(super) codes: Vec<Code>,
    pub(super) links: Vec<Link>,
    pub(super) balances: Vec<(String, Currency, i64)>,
    pub(super) spans: Spans,
    now: Figures,
    before: Figures,
    tab: Shows,
}

/// What only the chosen tab needs.
enum Shows {
    Performance(performance::Found),
    Orders(Vec<OrderRow>),
    Links(performance::Found),
    Earnings(earnings::Found),
    Payouts(payouts::Found),
    Activity(history::Found),
    Profile(profile::Found),
}

/// `GET /admin/partners/{id}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Shown {
    let ask = Ask::read(query.as_deref());
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, (&id, &asked))).await?;
    let view = shaped(&desk, &ask, &found)?;
    Ok(desk.page(Place::Partners, &view.name, &view::render(&view)))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, (id, ask): (&str, &Ask)) -> Result<Found, Error> {
    let (tenant, id) = (desk.tenant(), read_id(id)?);
    let partner = partner::load(tx, tenant, &id)?;
    let spans = ask.period().compared(&desk.clock, Comparison::Previous, Some(partner.created_at));
    let now = own(tx, desk, &id, ask.span(desk))?;
    let before = match ask.period() {
        Period::All => Figures::default(),
        _ => own(tx, desk, &id, spans.whole_before())?,
    };
    let tab = match ask.tab.as_str() {
        "orders" => Shows::Orders(newest(tx, desk, &id)?),
        "links" => Shows::Links(performance::find(tx, desk, &id, (&spans, ask.span(desk)))?),
        "earnings" => Shows::Earnings(earnings::find(tx, desk, &id, &ask.after)?),
        "payouts" => Shows::Payouts(payouts::find(tx, desk, &id)?),
        "activity" => Shows::Activity(history::find(tx, desk, &id)?),
        "profile" => Shows::Profile(profile::find(tx, desk, &id)?),
        _ => Shows::Performance(performance::find(tx, desk, &id, (&spans, ask.span(desk)))?),
    };
    let mut codes = code::all(tx, tenant, Kind::Referral, Some(&id))?;
    codes.extend(code::all(tx, tenant, Kind::Coupon, Some(&id))?);
    codes.sort_by(|a, b| a.id.cmp(&b.id));
    let balances = ledger::balances(tx, tenant, Some(&Payee::from(id.clone())))?;
    let links = link::all(tx, tenant, Some(&id))?;
    Ok(Found { partner, codes, links, balances, spans, now, before, tab })
}

/// What this partner brought.
fn own(tx: &mut Tx<'_>, desk: &Desk, id: &PartnerId, span: report::Period) -> Result<Figures, Error> {
    let filter = Filter { partner: Some(id.clone()), ..report::earning(desk.store.currency, span) };
    report::figures(tx, desk.tenant(), &filter)
}

fn newest(tx: &mut Tx<'_>, desk: &Desk, id: &PartnerId) -> Result<Vec<OrderRow>, Error> {
    let filter = Filter { partner: Some(id.clone()), ..Filter::default() };
    Ok(order::list(tx, desk.tenant(), &filter, &Cursor { after: None, limit: NEWEST })?.rows)
}

impl Found {
    fn first(&self, kind: Kind) -> Option<&Code> {
        self.codes.iter().find(|code| code.kind == kind && code.archived_at.is_none())
    }

    /// The partner's page.
    pub(super) fn href(&self) -> String {
        format!("{}/{}", super::HREF, self.partner.id)
    }

    /// The form that gives them another code.
    pub(super) fn code_href(&self) -> String {
        filter::query("/admin/codes/new", &[("partner", self.partner.id.to_string())])
    }
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> Result<PartnerView, Error> {
    let partner = &found.partner;
    // The same address is used for all tabs, so its own grammar does without the list's.
    let own = |tab: &str| {
        let mut pairs: Vec<(&str, String)> = vec![("tab", tab.to_owned())];
        pairs.extend(ask.period().pairs().into_iter().filter(|_| !ask.period.is_empty()));
        pairs.retain(|(_, value)| !value.is_empty());
        filter::query(&found.href(), &pairs)
    };
    let tab = |(word, label): (&str, &'static str)| Tab {
        label: lang::text(label).into(),
        href: own(word),
        active: ask.tab == word,
        count: None,
    };
    let kept: Vec<(String, String)> = ask.kept(&["period"]);
    Ok(PartnerView {
        name: partner.name.clone(),
        sub: sub(desk, partner),
        states: state(partner).map(str::to_owned).into_iter().collect(),
        toast: did::toast(
            desk,
            &Ask { undo: partner.id.to_string(), ..ask.clone() },
            Some(&partner.name),
            &own(&ask.tab),
        ),
        made: if ask.did == "made" { Some(made(desk, found)?) } else { None },
        pills: pills(desk, found),
        status: Some(status(desk, partner, &own(&ask.tab))),
        menu: menu(desk, found, &own(&ask.tab)),
        period: super::period::picker(desk, ask.period(), (&found.href(), &kept)),
        kpis: kpis(desk, (ask, found), &own),
        tabs: TABS.map(tab).to_vec(),
        body: body(desk, ask, found),
    })
}

fn sub(desk: &Desk, partner: &Partner) -> Vec<String> {
    let since = t!("Partner since {day}", day = desk.clock.day(partner.created_at));
    let email = partner.email.clone().unwrap_or_else(|| t!("No e-mail").to_owned());
    let parts = [email, partner.group.clone(), partner.place.clone(), since];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

fn pills(desk: &Desk, found: &Found) -> Vec<(String, String)> {
    let link = found.first(Kind::Referral).map(|code| link_of(desk, &code.code));
    let coupon = found.first(Kind::Coupon).map(|code| (code.code.clone(), code.code.clone()));
    link.map(|link| (short(&link).to_owned(), link.clone())).into_iter().chain(coupon).collect()
}

fn status(desk: &Desk, partner: &Partner, back: &str) -> (String, Post) {
    let post = Post::to(format!("{}/{}/status", super::HREF, partner.id), desk.csrf()).with("back", back);
    if partner.paused {
        (t!("Resume").to_owned(), post.with("status", "active"))
    } else {
        (t!("Pause").to_owned(), post.with("status", "paused"))
    }
}

fn menu(desk: &Desk, found: &Found, back: &str) -> Vec<Item> {
    let partner = &found.partner;
    let to = |what: &str| {
        Post::to(format!("{}/{}/{what}", super::HREF, partner.id), desk.csrf()).with("back", back)
    };
    let mut items = Vec::new();
    if let Some(code) = found.first(Kind::Referral) {
        items.push(Item::link(t!("QR code"), format!("/admin/links/{}", code.id)).icon(Icon::Qr));
    }
    items.push(Item::link(t!("Give a code"), found.code_href()).icon(Icon::Code));
    if partner.email.is_some() {
        let label = if partner.invited_at.is_some() { t!("Invite again") } else { t!("Send an invitation") };
        items.push(Item::post(label, to("invite")).icon(Icon::Mail));
    }
    let link = filter::query("/admin/links/new", &[("partner", partner.id.to_string())]);
    items.push(Item::link(t!("New link"), link).icon(Icon::Link));
    items.push(match partner.archived_at {
        Some(_) => Item::post(t!("Bring back"), to("restore")).icon(Icon::Restore),
        None => Item::post(t!("Archive"), to("archive")).icon(Icon::Archive),
    });
    items
}

/// What can be sent on right after a partner was made.
fn made(desk: &Desk, found: &Found) -> Result<Made, Error> {
    let code = found.first(Kind::Referral).ok_or(Error::NotFound("code"))?;
    let (link, place) = (link_of(desk, &code.code), format!("/admin/links/{}", code.id));
    let coupon = found.first(Kind::Coupon);
    let waits = coupon.is_some_and(|coupon| coupon.in_shop.state == ShopState::Asked);
    Ok(Made {
        qr: Qr::of(&link)?.drawing(),
        files: vec![
            ("SVG".to_owned(), format!("{place}/qr.svg")),
            ("PNG".to_owned(), format!("{place}/qr.png?size=1024")),
        ],
        coupon: coupon.map(|coupon| coupon.code.clone()),
        in_shop: coupon.map(in_shop),
        share: share(desk, &link, coupon),
        invited: found.partner.invited_at.map(|_| {
            let to = found.partner.email.clone().unwrap_or_default();
            t!("The invitation to {email} is on its way.", email = to)
        }),
        another: super::NEW_HREF.into(),
        poll: waits.then(|| filter::query(&found.href(), &[("did", "made".to_owned())])),
        link,
    })
}

/// How a coupon stands in the shop, in a sentence.
pub(in crate::web::admin) fn in_shop(code: &Code) -> String {
    match code.in_shop.state {
        ShopState::Exists => t!("The store has it.").to_owned(),
        ShopState::Missing => t!("The store has no such coupon.").to_owned(),
        ShopState::Asked => t!("The store is being asked…").to_owned(),
        ShopState::Unchecked => t!("Nobody has looked in the store.").to_owned(),
        ShopState::Failed => match &code.in_shop.trouble {
            Some(why) => t!("The store did not agree: {why}", why = why),
            None => t!("The store did not agree.").to_owned(),
        },
    }
}

fn share(desk: &Desk, link: &str, coupon: Option<&Code>) -> String {
    let store = &desk.store.name;
    let Some(coupon) = coupon else {
        return t!("Have a look at {store}: {link}", store = store, link = link);
    };
    match offer::words(coupon.offer.discount, desk.store.currency) {
        Some(offer) => t!(
            "Have a look at {store}: {link} With the code {code} you get {offer}.",
            store = store,
            link = link,
            code = coupon.code,
            offer = offer
        ),
        None => {
            t!(
                "Have a look at {store}: {link} Use the code {code}.",
                store = store,
                link = link,
                code = coupon.code
            )
        }
    }
}

fn kpis(desk: &Desk, (ask, found): (&Ask, &Found), own: &impl Fn(&str) -> String) -> Vec<Kpi> {
    let frame = super::columns::Frame { desk, period: ask.period() };
    let id = found.partner.id.as_str();
    let (now, before) = (&found.now, &found.before);
    let (earning, clicks) = (Some(frame.earning(id)), Some(frame.clicks(id)));
    let compared = ask.period() != Period::All;
    let kpi = |label: &str, value: String, (is, was): (i64, i64), href: &Option<String>| Kpi {
        label: label.into(),
        value,
        delta: if compared { delta(is, was) } else { chart_none() },
        href: href.clone(),
        ..Kpi::default()
    };
    let money = |label: &str, pair: (i64, i64), href: &Option<String>| {
        let text = desk.amount(pair.0).text;
        let (number, unit) = split_currency(&text);
        Kpi { unit: unit.map(str::to_owned), ..kpi(label, number.to_owned(), pair, href) }
    };
    let owed = found.balances.iter().filter(|(_, currency, _)| *currency == desk.store.currency);
    let owed: i64 = owed.map(|(_, _, minor)| minor).sum();
    let share = conversion_bps(now).map_or_else(|| "–".to_owned(), number::percent);
    let shares = (conversion_bps(now).unwrap_or_default(), conversion_bps(before).unwrap_or_default());
    vec![
        kpi(t!("Clicks"), number::count(now.clicks), (now.clicks, before.clicks), &clicks),
        kpi(t!("Orders"), number::count(now.orders), (now.orders, before.orders), &earning),
        kpi(t!("Conversion"), share, shares, &Some(frame.by_click(id))),
        money(t!("Revenue"), (now.revenue_minor, before.revenue_minor), &earning),
        money(t!("Commission"), (now.commission_minor, before.commission_minor), &earning),
        Kpi {
            note: Some(others(desk, found).unwrap_or_else(|| t!("On hold and ready").into())),
            ..money(t!("Owed now"), (owed, owed), &Some(own("earnings")))
        },
    ]
}

/// What is owed in other currencies than the store's: never added up, never left out.
fn others(desk: &Desk, found: &Found) -> Option<String> {
    let mut sums: BTreeMap<&str, (Currency, i64)> = BTreeMap::new();
    for (_, currency, minor) in found.balances.iter().filter(|(_, one, _)| *one != desk.store.currency) {
        sums.entry(currency.code()).or_insert((*currency, 0)).1 += minor;
    }
    let owed = sums.into_values().filter(|(_, minor)| *minor != 0);
    let owed: Vec<_> = owed.map(|(currency, minor)| format!("+ {}", amount(minor, currency).text)).collect();
    (!owed.is_empty()).then(|| owed.join(" "))
}

fn delta(is: i64, was: i64) -> crate::web::kit::Delta {
    use crate::web::kit::Delta;
    let change = chart::change(is, was);
    let Some(change) = change else { return Delta::NoneYet };
    match (change.strip_prefix('+'), change.strip_prefix('\u{2212}')) {
        (Some(up), _) => Delta::Up(up.to_owned()),
        (_, Some(down)) => Delta::Down(down.to_owned()),
        _ => Delta::Flat,
    }
}

const fn chart_none() -> crate::web::kit::Delta {
    crate::web::kit::Delta::NoneYet
}

fn body(desk: &Desk, ask: &Ask, found: &Found) -> Body {
    match &found.tab {
        Shows::Performance(own) => performance::body(desk, ask, (found, own)),
        Shows::Links(own) => performance::links(desk, ask, (found, own)),
        Shows::Orders(rows) => Body::Orders {
            rows: rows.iter().map(|order| row(order, &desk.clock)).collect(),
            all_href: filter::Ask::default().with("partner", found.partner.id.as_str()).href("/admin/orders"),
        },
        Shows::Earnings(own) => earnings::body(desk, found, own),
        Shows::Payouts(own) => payouts::body(desk, found, own),
        Shows::Activity(own) => Body::Activity(history::nodes(desk, &found.partner, own)),
        Shows::Profile(own) => Body::Profile(Box::new(profile::form(desk, &found.partner, own))),
    }
}
