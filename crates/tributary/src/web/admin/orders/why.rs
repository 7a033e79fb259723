//! One order, the Why page (`/admin/orders/{id}`), by our id, the store's id or its number.

use super::facts::{customer, facts, rule};
use super::maths::{items, maths};
use super::nodes::timeline;
use super::row::standing;
use super::tables::{candidates, deliveries, postings, refunds};
use super::verdict::{notice, verdict};
use crate::app::App;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::links::code_new::names;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::Action;
use crate::web::view::orders::why::{self as view, AssignForm, OrderView};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, Explanation};

/// An order explained, and the partners who could be credited.
#[derive(Debug, Clone)]
pub(super) struct Story {
    /// Everything known about it.
    pub(super) told: Explanation,
    /// Id and name of every partner.
    pub(super) partners: Vec<(String, String)>,
}

/// `GET /admin/orders/{id}`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Path(name): Path<String>) -> Shown {
    let asked = name.clone();
    let (desk, story) = read(&app, me, asked).await?;
    if story.told.row.id.as_str() != name {
        let own = format!("/admin/orders/{}", story.told.row.id);
        return Ok(Redirect::to(&own).into_response());
    }
    let view = shaped(&desk, &story, AssignForm::default());
    Ok(desk.page(Place::Orders, &format!("Order {}", view.order), &view::render(&view)))
}

/// Reads an order's story.
pub(super) async fn read(app: &App, me: SignedIn, name: String) -> Result<(Desk, Story), Refusal> {
    desk::read(app, me, move |tx, desk| story(tx, desk, &name)).await
}

fn story(tx: &mut Tx<'_>, desk: &Desk, name: &str) -> Result<Story, Error> {
    let found = order::find(tx, desk.tenant(), name)?;
    let told = order::explain(tx, desk.tenant(), &found.id, desk.clock.now())?;
    let partners = names(tx, desk)?;
    Ok(Story { told, partners })
}

/// The page of a story; `again` is the form as it was sent, when something is wrong with it.
pub(super) fn shaped(desk: &Desk, story: &Story, again: AssignForm) -> OrderView {
    let (told, clock) = (&story.told, &desk.clock);
    let order = &told.row;
    let (status, word) = standing(order, clock);
    OrderView {
        order: order.number.clone(),
        store_href: None,
        orders_href: "/admin/orders".into(),
        placed: clock.exact(order.placed_at),
        status,
        status_word: Some(word),
        total: amount(order.total_minor, order.currency),
        verdict: verdict(told, clock),
        commission: order.partner.is_some().then(|| amount(order.commission_minor, order.currency)),
        maths: maths(told),
        notice: notice(told),
        timeline: timeline(told, clock),
        candidates: candidates(told, clock),
        items: items(told),
        refunds: refunds(told, clock),
        postings: postings(told, clock),
        facts: facts(told, clock),
        customer: customer(told),
        rule: rule(told, clock),
        rule_href: Some("/admin/program".into()),
        actions: vec![Action {
            label: if order.partner.is_some() { "Change the credit" } else { "Credit a partner" }.into(),
            href: "#assign".into(),
            icon: None,
            primary: false,
        }],
        deliveries: deliveries(told, clock),
        assign: Some(assign(desk, story, again)),
    }
}

fn assign(desk: &Desk, story: &Story, again: AssignForm) -> AssignForm {
    let nobody = (String::new(), "Nobody: decline it".to_owned());
    let credited = story.told.row.partner.as_ref().map(ToString::to_string).unwrap_or_default();
    AssignForm {
        action: format!("/admin/orders/{}/assign", story.told.row.id),
        csrf: desk.csrf(),
        partners: std::iter::once(nobody).chain(story.partners.iter().cloned()).collect(),
        partner: if again.errors.is_empty() { credited } else { again.partner },
        ..again
    }
}
