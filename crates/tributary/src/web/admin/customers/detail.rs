//! One customer (`/admin/customers/{id}`): whose they are and were, why their order earned somebody a reward or nobody, whom
//! they sent, what it earned, their wallet, and what can be done about all of it.

use super::ask::{Ask, Tab};
use super::wallet::{self as statement, Ask as WalletAsk};
use super::{href, read_id, reasons, told_apart, words};
use crate::app::App;
use crate::lang::number;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::guard::Posted;
use crate::web::admin::orders::reason_sentence;
use crate::web::admin::partners::list::link_of;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::menu::Item;
use crate::web::kit::timeline::{Node, Weight};
use crate::web::kit::{FieldError, Icon, Post, Toast};
use crate::web::view::customers::detail::{
    self as view, CouponShown, DetailView, FormView, Purse, RewardRow, Verdict, Whose,
};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tributary_core::CustomerId;
use tributary_core::referral::CustomerFact;
use tributary_engine::Error;
use tributary_engine::customer::list::{self, Friend, OwnCoupon, Person};
use tributary_engine::customer::{self, Binding, Customer, Kept, Refusal as Refused};
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::referral::{self, Part, Why};
use tributary_engine::wallet::{Entry, Wallet};

const ROWS: i64 = 10;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    did: String,
}

struct Found {
    customer: Customer,
    code: Option<String>,
    bindings: Vec<(Binding, Option<Person>)>,
    refused: Vec<Refused>,
    facts: Vec<Kept>,
    why: Why,
    checks: Vec<view::Check>,
    friends: Vec<Friend>,
    rewards: Vec<(Part, String)>,
    wallets: Vec<Wallet>,
    entries: Vec<Entry>,
    coupon: Option<OwnCoupon>,
}

/// `GET /admin/customers/{id}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let (id, now) = (read_id(&id)?, app.now());
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &id, now)).await?;
    let view = DetailView { toast: toast(&asked.did), ..shaped(&desk, &found) };
    Ok(desk.page(Place::Customers, &view.name, &view::render(&view)))
}

/// The same with what was wrong with a form.
pub(super) async fn refused(
    app: &App,
    posted: Posted,
    (id, form, errors): (CustomerId, &'static str, Vec<FieldError>),
) -> Result<Response, Refusal> {
    let Posted { me, fields } = posted;
    let now = app.now();
    let (desk, found) = desk::read(app, me, move |tx, desk| find(tx, desk, &id, now)).await?;
    let mut view = shaped(&desk, &found);
    let of = |names: &[&str]| names.iter().map(|name| fields.text(name)).collect::<Vec<_>>();
    match form {
        "source" => view.source = FormView { typed: of(&["code", "note"]), errors, ..view.source },
        "credit" => view.credit = FormView { typed: of(&["amount", "reason"]), errors, ..view.credit },
        _ => view.errors = errors,
    }
    let page = view::render(&view);
    Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, (Place::Customers, &view.name), &page))
}

fn find(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: &CustomerId,
    now: tributary_core::Timestamp,
) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let customer = customer::load(tx, tenant, id)?;
    let mut bindings = Vec::new();
    for binding in customer::bindings(tx, tenant, id)? {
        let sponsor = match &binding.whose.sponsor {
            Some(sponsor) => Some(Person::from(&customer::load(tx, tenant, sponsor)?)),
            None => None,
        };
        bindings.push((binding, sponsor));
    }
    let why = referral::why(tx, tenant, id, now)?;
    let narrow = list::Narrow { sponsor: Some(id.clone()), ..list::Narrow::default() };
    let mut rewards = Vec::new();
    for part in referral::of_customer(tx, (tenant, id), ROWS)? {
        let friend = Person::from(&customer::load(tx, tenant, &part.friend)?);
        rewards.push((part, friend.called().to_owned()));
    }
    Ok(Found {
        code: customer::current_code(tx, tenant, &customer)?.map(|code| code.code),
        refused: customer::refusals(tx, tenant, id)?,
        facts: customer::newest(tx, tenant, id)?,
        checks: reasons::shown(tx, desk, &why)?,
        friends: list::friends(tx, tenant, &narrow, &Cursor { after: None, limit: ROWS })?.rows,
        wallets: tributary_engine::wallet::wallets(tx, tenant, id, now)?,
        entries: statement::entries(tx, desk, (id, &WalletAsk::default()), ROWS)?.rows,
        coupon: list::coupon(tx, tenant, id)?,
        bindings,
        rewards,
        why,
        customer,
    })
}

fn toast(did: &str) -> Option<Toast> {
    let text = match did {
        "code" => t!("There is a new code. The old one keeps leading here."),
        "source" => t!("From now on it is so. What was decided before stays."),
        "credit" => t!("The wallet is changed."),
        "coupon" => t!("The mail about the coupon goes out once more."),
        _ => return None,
    };
    Some(Toast { text: text.to_owned(), ..Toast::default() })
}

fn shaped(desk: &Desk, found: &Found) -> DetailView {
    let customer = &found.customer;
    let (person, place) = (Person::from(customer), href(&customer.id));
    let post = |what: &str| Post::to(format!("{place}/{what}"), desk.csrf());
    let friends = Ask::of(Tab::Friends).with("sponsor", customer.id.as_str()).href();
    DetailView {
        name: person.called().to_owned(),
        sub: sub(desk, &person, customer),
        code: found.code.as_ref().map(|code| (code.clone(), link_of(desk, code))),
        menu: menu(desk, found, &post),
        whose: found
            .bindings
            .iter()
            .rev()
            .map(|(binding, sponsor)| whose(desk, binding, sponsor.as_ref()))
            .collect(),
        verdict: verdict(found),
        checks: if found.bindings.is_empty() && found.why.order.is_none() {
            Vec::new()
        } else {
            found.checks.clone()
        },
        friends: found.friends.iter().map(|one| friend(desk, one)).collect(),
        friends_href: friends,
        rewards: found.rewards.iter().map(|one| reward(desk, one)).collect(),
        purses: purses(&found.wallets),
        lines: statement::lines(desk, &found.entries),
        wallet_href: format!("{place}/wallet"),
        coupon: found.coupon.as_ref().map(|one| coupon(desk, one, post("coupon"))),
        timeline: timeline(desk, found),
        source: FormView { post: post("source"), ..FormView::default() },
        credit: FormView { post: post("credit"), ..FormView::default() },
        currency: desk.store.currency.code().to_owned(),
        ..DetailView::default()
    }
}

fn sub(desk: &Desk, person: &Person, customer: &Customer) -> Vec<String> {
    let since = match customer.registered_at {
        Some(at) => t!("Signed up {day}", day = desk.clock.day(at)),
        None => t!("Known since {day}", day = desk.clock.day(customer.created_at)),
    };
    let account = match &customer.external_id {
        Some(account) => t!("Account {id}", id = account),
        None => t!("Guest").to_owned(),
    };
    let parts = [told_apart(person), account, since];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

fn menu(desk: &Desk, found: &Found, post: &impl Fn(&str) -> Post) -> Vec<Item> {
    let mut items = Vec::new();
    if let Some(code) = &found.code {
        items.push(Item::copy(t!("Copy link"), link_of(desk, code)).icon(Icon::Copy));
    }
    let label = if found.code.is_some() { t!("Regenerate code") } else { t!("Make a code") };
    items.push(Item::post(label, post("code")).icon(Icon::Refresh));
    if found.coupon.is_some() && found.customer.email.is_some() {
        items.push(Item::post(t!("Resend coupon"), post("coupon")).icon(Icon::Mail));
    }
    items
}

fn whose(desk: &Desk, binding: &Binding, sponsor: Option<&Person>) -> Whose {
    let by = words::via(&binding.via);
    Whose {
        who: sponsor.map(|one| (one.called().to_owned(), href(&one.id))),
        code: binding.whose.code.clone(),
        partner: binding.whose.partner.as_ref().map(|id| format!("/admin/partners/{id}")),
        via: by.to_owned(),
        since: desk.clock.exact(binding.since),
        until: binding.until.map(|at| desk.clock.exact(at)),
        by: binding.by.clone(),
    }
}

fn verdict(found: &Found) -> Verdict {
    let earned: i64 = found.why.parts.iter().map(|part| part.minor).sum();
    match (found.why.reason, earned) {
        (_, 1..) => Verdict::Earned(t!("This customer's order earned a reward.").to_owned()),
        (Some(reason), _) => Verdict::Nothing(reason_sentence(reason).to_owned()),
        (None, _) if found.why.order.is_none() => {
            Verdict::Waits(t!("No order of this customer is known yet.").to_owned())
        }
        (None, _) => {
            let codes = found.why.parts.iter().map(|part| words::nothing(part.nothing.as_deref()));
            let first = codes.into_iter().find(|text| !text.is_empty());
            Verdict::Nothing(first.unwrap_or(t!("The order earned nothing.")).to_owned())
        }
    }
}

fn friend(desk: &Desk, one: &Friend) -> view::FriendRow {
    let cell = super::cell::Cell::Stage(one.stage()).shown(desk);
    let earned = one.earned.as_ref().filter(|earned| earned.minor != 0);
    view::FriendRow {
        name: one.person.called().to_owned(),
        href: href(&one.person.id),
        stage: cell,
        since: desk.clock.stamp(one.since),
        reward: earned.map(|earned| amount(earned.minor, earned.currency)),
    }
}

fn reward(desk: &Desk, (part, friend): &(Part, String)) -> RewardRow {
    RewardRow {
        order: part.number.clone(),
        href: format!("/admin/orders/{}", part.order),
        friend: (friend.clone(), href(&part.friend)),
        level: number::count(part.level),
        placed: desk.clock.stamp(part.placed_at),
        granted: amount(part.granted_minor, part.currency),
        left: amount(part.minor, part.currency),
        why: words::nothing(part.nothing.as_deref()).to_owned(),
        available: desk.clock.stamp(part.available_at),
    }
}

fn purses(wallets: &[Wallet]) -> Vec<Purse> {
    let purse = |one: &Wallet| {
        let say = |minor| amount(minor, one.currency);
        Purse {
            available: say(one.purses.available_minor),
            pending: say(one.purses.pending_minor),
            held: say(one.purses.held_minor),
            debt: say(one.purses.debt_minor),
        }
    };
    wallets.iter().map(purse).collect()
}

fn coupon(desk: &Desk, one: &OwnCoupon, send: Post) -> CouponShown {
    let in_shop = match one.in_shop.as_str() {
        "exists" => t!("The store has it."),
        "failed" => t!("The store could not make it."),
        _ => t!("The store has not said yet that it has it."),
    };
    let stands = words::coupon(&one.coupon, desk.clock.now());
    CouponShown { code: one.coupon.code.clone(), state: format!("{stands} · {in_shop}"), send }
}

/// What was told of the customer, and what of it bound nobody, oldest first.
fn timeline(desk: &Desk, found: &Found) -> Vec<Node> {
    let mut all: Vec<(i64, Node)> = found.facts.iter().map(|kept| told(desk, kept)).collect();
    all.extend(found.refused.iter().map(|one| {
        let node = Node {
            time: Some(desk.clock.stamp(one.at)),
            icon: Icon::Ban,
            title: t!("{what} did not bind", what = words::via(&one.via)),
            detail: Some(crate::lang::known(one.reason.sentence())),
            chips: if one.code.is_empty() {
                Vec::new()
            } else {
                vec![crate::web::kit::chip::plain(&one.code)]
            },
            weight: Weight::Lost,
            raw: None,
        };
        (one.at.ms(), node)
    }));
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, node)| node).collect()
}

fn told(desk: &Desk, kept: &Kept) -> (i64, Node) {
    let received = kept.recorded.received_at;
    let (icon, title, at) = match &kept.recorded.fact {
        CustomerFact::Registered(sign_up) => {
            (Icon::User, t!("Signed up").to_owned(), sign_up.at.unwrap_or(received))
        }
        CustomerFact::Typed { code, at } => (Icon::Code, t!("Typed the code {code}", code = code), *at),
        CustomerFact::Placed(order) => {
            (Icon::Orders, t!("Placed order {number}", number = order.order), order.at)
        }
        CustomerFact::Assigned { code, at, by, .. } if code.is_empty() => {
            (Icon::Hand, t!("{who} said: nobody's", who = by), *at)
        }
        CustomerFact::Assigned { code, at, by, .. } => {
            (Icon::Hand, t!("{who} said: of {code}", who = by, code = code), *at)
        }
        CustomerFact::Forgotten { by } => {
            (Icon::Trash, t!("Forgotten on the wish of {who}", who = by), received)
        }
    };
    let detail = match &kept.recorded.fact {
        CustomerFact::Assigned { note, .. } => Some(note.clone()),
        _ => Some(kept.source.clone()).filter(|source| !source.is_empty()),
    };
    let node = Node {
        time: Some(desk.clock.stamp(at)),
        icon,
        title,
        detail,
        chips: Vec::new(),
        weight: Weight::Plain,
        raw: None,
    };
    (at.ms(), node)
}
