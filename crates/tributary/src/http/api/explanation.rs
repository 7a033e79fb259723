//! `GET /api/v1/orders/{id}/explanation`: who was credited and why nobody else was, and every step
//! from the order's lines to each cent. Start at [`Explanation::new`].

use super::facts::Fact;
use super::ledger::Transaction;
use super::money::Money;
use super::orders::Order;
use super::reckoning::Arithmetic;
use super::request::Asked;
use super::rewarded::Rewarded;
use super::rules::Rules;
use crate::app::App;
use crate::call;
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use tributary_core::attribution::Candidate as CoreCandidate;
use tributary_core::reason::Reason as CoreReason;
use tributary_core::touch::{DeadEnd as CoreDeadEnd, Source, Touch as CoreTouch};
use tributary_core::{ClickId, OrderId};
use tributary_engine::clock::rfc3339;
use tributary_engine::order::{self, Explanation as Explained};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Why an order stands as it does.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Explanation {
    /// The order.
    order: Order,
    /// The outcome in a sentence.
    #[schema(example = "Sara Berg is credited by coupon and earns 8.40 USD.")]
    verdict: String,
    /// The rules that judged it.
    rules: JudgedBy,
    /// All that pointed at a partner, in the order of time.
    touches: Vec<Touch>,
    /// The same, judged: one won or none did, and each other says why not.
    candidates: Vec<Candidate>,
    /// Evidence that led nowhere.
    dead_ends: Vec<DeadEnd>,
    /// The friends' welcome coupons it carries, and whether it keeps their conditions.
    welcome_coupons: Vec<WelcomeCouponOnOrder>,
    /// From the order's lines to what each party earns.
    arithmetic: Arithmetic,
    /// What it earns the customers who sent its buyer; null where the rules never spoke of friends.
    #[schema(required)]
    rewards: Option<Rewarded>,
    /// What was told about the order, in the order of arrival.
    facts: Vec<Fact>,
    /// The ledger transactions about it, oldest first.
    postings: Vec<Transaction>,
    /// The raw deliveries about it, oldest first.
    deliveries: Vec<Delivery>,
}

/// The rules that judged an order.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct JudgedBy {
    /// The version's number.
    rule_version: i64,
    /// Since when it is in force.
    #[schema(required)]
    since: Option<String>,
    /// What it says.
    #[serde(flatten)]
    rules: Rules,
}

/// A reason out of a closed list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Reason {
    /// A word for machines.
    #[schema(example = "lower_priority")]
    code: &'static str,
    /// A sentence for people.
    sentence: &'static str,
}

impl From<CoreReason> for Reason {
    fn from(reason: CoreReason) -> Self {
        Self { code: reason.code(), sentence: reason.sentence() }
    }
}

/// One piece of evidence that points at a partner.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Touch {
    /// `coupon`, `click`, `visitor` (an earlier click of the same one), `cookie` or `order_evidence`.
    source: &'static str,
    /// When.
    at: String,
    /// The partner it points at.
    partner: String,
    /// The partner's name.
    partner_name: String,
    /// The code, as people write it.
    #[schema(required)]
    code: Option<String>,
    /// The click.
    #[schema(required)]
    click: Option<String>,
    /// The link that was clicked.
    #[schema(required)]
    link: Option<String>,
    /// Whether only a browser reported it; then it counts after all that the store itself says.
    reported: bool,
    /// The page the click came from.
    #[schema(required)]
    referrer: Option<String>,
    /// Where it was sent.
    #[schema(required)]
    landing: Option<String>,
}

/// A touch and what became of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Candidate {
    /// As in `touches`.
    source: &'static str,
    /// When.
    at: String,
    /// The partner it points at.
    partner: String,
    /// The partner's name.
    partner_name: String,
    /// The code, as people write it.
    #[schema(required)]
    code: Option<String>,
    /// The click.
    #[schema(required)]
    click: Option<String>,
    /// Whether it won.
    won: bool,
    /// Why it did not; null for the winner.
    #[schema(required)]
    reason: Option<Reason>,
}

/// Evidence that led nowhere.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DeadEnd {
    /// How it was carried.
    source: &'static str,
    /// The code or click id, as found.
    value: String,
    /// Why it leads nowhere.
    reason: Reason,
}

/// A friend's welcome coupon on an order.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WelcomeCouponOnOrder {
    /// The coupon's id.
    id: String,
    /// Its code.
    code: String,
    /// Whether this order uses it up.
    redeemed: bool,
    /// What the program gave with it, after all refunds so far.
    cost: Money,
    /// Which of its conditions the order breaks.
    broken: Vec<Reason>,
}

/// What arrived about the order, kept as it came.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Delivery {
    /// Its id.
    id: String,
    /// What its sender says it is about.
    #[schema(required)]
    topic: Option<String>,
    /// When it arrived.
    received_at: String,
    /// `applied`, `duplicate`, `waiting`, `rejected` or `received`.
    state: String,
    /// Why.
    #[schema(required)]
    reason: Option<String>,
}

impl Explanation {
    /// Renders what the engine found out.
    pub(crate) fn new(found: Explained) -> Self {
        let attribution = &found.decision.attribution;
        let deliveries = found.deliveries.iter().map(|delivery| Delivery {
            id: delivery.id.to_string(),
            topic: delivery.sent.topic.clone(),
            received_at: rfc3339(delivery.received_at),
            state: delivery.state.clone(),
            reason: delivery.reason.clone(),
        });
        let number = found.decision.rule_version;
        let since = found.versions.iter().find(|version| version.number == number);
        Self {
            verdict: verdict(&found),
            rules: JudgedBy {
                rule_version: number,
                since: since.map(|version| rfc3339(version.since)),
                rules: found.rules.clone().into(),
            },
            touches: attribution.candidates.iter().map(|c| touch(&found, &c.touch)).collect(),
            candidates: attribution.candidates.iter().map(|c| candidate(&found, c)).collect(),
            dead_ends: attribution.dead_ends.iter().map(DeadEnd::from).collect(),
            welcome_coupons: found
                .decision
                .welcomed
                .iter()
                .map(|on| WelcomeCouponOnOrder {
                    id: on.coupon.to_string(),
                    code: on.code.clone(),
                    redeemed: on.redeemed,
                    cost: Money::new(on.cost_minor, found.row.currency),
                    broken: on.broken.iter().copied().map(Reason::from).collect(),
                })
                .collect(),
            arithmetic: Arithmetic::new(&found),
            rewards: Rewarded::new(&found),
            deliveries: deliveries.collect(),
            facts: found
                .facts
                .iter()
                .map(|(fact, source)| Fact::new(fact, source, found.row.currency))
                .collect(),
            postings: found.transactions.into_iter().map(Transaction::from).collect(),
            order: found.row.into(),
        }
    }
}

fn touch(found: &Explained, touch: &CoreTouch) -> Touch {
    let click = touch.click.as_ref().and_then(|id| found.clicks.get(id.as_str()));
    Touch {
        source: source(touch.source),
        at: rfc3339(touch.at),
        partner: touch.partner.to_string(),
        partner_name: found.name(&touch.partner).to_owned(),
        code: touch.code.clone(),
        click: touch.click.as_ref().map(ClickId::to_string),
        link: touch.link.as_ref().map(ToString::to_string),
        reported: touch.reported,
        referrer: click.and_then(|click| click.referrer.clone()),
        landing: click.map(|click| click.landing.clone()),
    }
}

fn candidate(found: &Explained, candidate: &CoreCandidate) -> Candidate {
    let touch = touch(found, &candidate.touch);
    Candidate {
        source: touch.source,
        at: touch.at,
        partner: touch.partner,
        partner_name: touch.partner_name,
        code: touch.code,
        click: touch.click,
        won: candidate.lost.is_none(),
        reason: candidate.lost.map(Reason::from),
    }
}

impl From<&CoreDeadEnd> for DeadEnd {
    fn from(end: &CoreDeadEnd) -> Self {
        Self { source: source(end.source), value: end.value.clone(), reason: end.reason.into() }
    }
}

const fn source(source: Source) -> &'static str {
    match source {
        Source::Visitor => "visitor",
        other => other.via(),
    }
}

/// The outcome in a sentence.
fn verdict(found: &Explained) -> String {
    let attribution = &found.decision.attribution;
    let Some(credit) = &attribution.credit else {
        let why = attribution.nobody.map_or("", CoreReason::sentence);
        return format!("Nobody is credited. {why}").trim_end().to_owned();
    };
    let name = found.name(&credit.partner);
    let by = match credit.via {
        "order_evidence" => "by the order's own record of its origin".to_owned(),
        "manual" => "by hand".to_owned(),
        via => format!("by {via}"),
    };
    let amount = Money::new(found.row.commission_minor, found.row.currency);
    let earns = match found.decision.withheld {
        Some(reason) => format!("earns nothing. {}", reason.sentence()),
        None if amount.amount == 0 => format!("earns nothing while the order is {}.", found.row.status),
        None => format!("earns {}.", amount.written()),
    };
    format!("{name} is credited {by} and {earns}")
}

/// Explain an order.
#[utoipa::path(get, path = "/api/v1/orders/{id}/explanation", tag = "orders",
    params(("id" = String, Path, description = "The order's id here.")),
    responses((status = 200, body = Explanation)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Explanation>> {
    let tenant = asked.tenant("orders:read")?;
    let id: OrderId = asked.id("order")?;
    let now = app.engine.now();
    let found = call::read(&app.engine, move |tx| order::explain(tx, &tenant, &id, now)).await?;
    Ok(Json(Explanation::new(found)))
}
