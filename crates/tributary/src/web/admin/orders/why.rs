//! One order, the Why page (`/admin/orders/{id}`), by our id, the store's id or its number.

use super::around::{self, Around};
use super::coupons::coupons;
use super::facts::{customer, facts, rule};
use super::maths::{items, maths};
use super::nodes::timeline;
use super::rewards::rewards;
use super::row::standing;
use super::signals::signals;
use super::tables::{candidates, deliveries, postings, refunds};
use super::verdict::{notice, verdict};
use super::words;
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::fields::Fields;
use crate::web::admin::links::code_new::names;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::toast::Toast;
use crate::web::kit::{FieldError, Post};
use crate::web::view::orders::why::{self as view, DecideForms, OrderView, ReviewBox};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, Explanation, trial};

/// An order explained, what stands around it, and the partners who could be credited.
#[derive(Debug, Clone)]
pub(super) struct Story {
    /// Everything known about it.
    pub(super) told: Explanation,
    /// What only this page shows.
    pub(super) around: Around,
    /// A known code that its unknown one was probably meant to be.
    pub(super) near: Option<around::Near>,
    /// Id and name of every partner.
    pub(super) partners: Vec<(String, String)>,
}

impl Story {
    /// Where a decision about it is sent.
    pub(super) fn act(&self, act: &str) -> String {
        format!("/admin/orders/{}/{act}", self.told.row.id)
    }
}

/// A form as it was sent, when something is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Again {
    /// Which form.
    pub(super) act: String,
    /// What was typed.
    pub(super) fields: Fields,
    /// What is wrong.
    pub(super) errors: Vec<FieldError>,
}

/// What was just done, as the address says it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
    undo: String,
}

/// `GET /admin/orders/{id}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(name): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let asked = name.clone();
    let (desk, story) = read(&app, me, asked).await?;
    if story.told.row.id.as_str() != name {
        let own = format!("/admin/orders/{}", story.told.row.id);
        return Ok(Redirect::to(&own).into_response());
    }
    let view = OrderView { toast: toast(&desk, &story, &ask), ..shaped(&desk, &story, &Again::default()) };
    let title = t!("Order {number}", number = view.order);
    Ok(desk.page(Place::Orders, &title, &view::render(&view)))
}

/// Reads an order's story.
pub(super) async fn read(app: &App, me: SignedIn, name: String) -> Result<(Desk, Story), Refusal> {
    desk::read(app, me, move |tx, desk| story(tx, desk, &name)).await
}

fn story(tx: &mut Tx<'_>, desk: &Desk, name: &str) -> Result<Story, Error> {
    let found = order::find(tx, desk.tenant(), name)?;
    let told = order::explain(tx, desk.tenant(), &found.id, desk.clock.now())?;
    let around = around::load(tx, desk, &told)?;
    let near = around::near(tx, desk, &told)?;
    Ok(Story { told, around, near, partners: names(tx, desk)? })
}

fn toast(desk: &Desk, story: &Story, ask: &Ask) -> Option<Toast> {
    let text = match ask.did.as_str() {
        "assign" => t!("Credit decided"),
        "decline" => t!("Commission declined"),
        "uphold" => t!("Commission stands"),
        "release" => t!("The rules decide again"),
        "note" => t!("Note saved"),
        "undo" => t!("Taken back"),
        "test" => t!("Test order placed"),
        "remove" => t!("Test order removed: everything it caused is taken back"),
        _ => return None,
    };
    let undo = Post::to(story.act("undo"), desk.csrf()).with("undo", ask.undo.clone());
    Some(Toast { text: text.to_owned(), undo: (!ask.undo.is_empty()).then_some(undo), link: None })
}

/// The page of a story; `again` is the form as it was sent, when something is wrong with it.
pub(super) fn shaped(desk: &Desk, story: &Story, again: &Again) -> OrderView {
    let (told, clock) = (&story.told, &desk.clock);
    let order = &told.row;
    let (status, word) = standing(order, clock);
    OrderView {
        order: order.number.clone(),
        toast: None,
        test: test(desk, story),
        review: review(desk, story),
        orders_href: "/admin/orders".into(),
        placed: clock.exact(order.placed_at),
        status,
        status_word: Some(word),
        total: amount(order.total_minor, order.currency),
        verdict: verdict(desk, story),
        commission: order.partner.is_some().then(|| amount(order.commission_minor, order.currency)),
        maths: maths(told),
        rewards: rewards(told, clock),
        coupons: coupons(told),
        notice: notice(told),
        timeline: timeline(told, clock),
        candidates: candidates(told, clock),
        items: items(told),
        refunds: refunds(told, clock),
        postings: postings(told, clock),
        facts: facts(told, clock),
        customer: customer(told),
        others: around::others(story, clock),
        signals: signals(told),
        told: around::told(story, clock),
        rule: rule(told, clock),
        rule_href: Some(format!("/admin/programs/{}/versions/{}", order.program, told.decision.rule_version)),
        deliveries: deliveries(told, clock),
        decide: Some(decide(desk, story, again)),
    }
}

fn test(desk: &Desk, story: &Story) -> Option<Post> {
    let order = &story.told.row;
    let there = trial::is_trial(&order.external_id) && order.status != "deleted";
    there.then(|| Post::to(story.act("remove"), desk.csrf()))
}

fn review(desk: &Desk, story: &Story) -> Option<ReviewBox> {
    let order = &story.told.row;
    Some(ReviewBox {
        why: words::review(order)?,
        outcome: words::default_outcome(order).to_owned(),
        uphold: Post::to(story.act("uphold"), desk.csrf()),
    })
}

fn decide(desk: &Desk, story: &Story, again: &Again) -> DecideForms {
    let nobody = (String::new(), t!("Nobody").to_owned());
    let decision = &story.told.decision;
    let credited = story.told.row.partner.as_ref().map(ToString::to_string).unwrap_or_default();
    let post = |act: &str| Post::to(story.act(act), desk.csrf());
    let resent = again.act == "assign";
    DecideForms {
        assign: post("assign"),
        partners: std::iter::once(nobody).chain(story.partners.iter().cloned()).collect(),
        partner: if resent { again.fields.text("partner") } else { credited },
        note: again.fields.text("note"),
        errors: again.errors.clone(),
        failed: again.act.clone(),
        decline: (decision.attribution.credit.is_some() && decision.declined().is_none())
            .then(|| post("decline")),
        reasons: words::declines(),
        uphold: decision.declined().map(|_| post("uphold")),
        release: decision.order.assignment.as_ref().map(|_| post("release")),
        add_note: post("note"),
    }
}
