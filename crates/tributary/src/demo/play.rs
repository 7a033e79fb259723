//! Plays the plan: puts the clock where each thing happens and tells the server.

use super::cast::{PARTNERS, SHOP};
use super::client::{Client, Following, broken, click_of};
use super::club::Missed;
use super::friends;
use super::payouts;
use super::people;
use super::plan::{Act, Change, Kind, Plan, Trace, Visit};
use super::publishers::{self, Asked};
use super::shop::{Refund, Sale};
use super::{DAY_MS, Scene};
use crate::app::App;
use crate::inbound::judge::judge_all;
use crate::worker;
use axum::http::Method;
use serde_json::{Value, json};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use tributary_core::Currency;
use tributary_core::money::Rate;
use tributary_core::program::Commission;
use tributary_engine::Result;
use tributary_engine::setup::Installed;

/// What is played together: clicks of one slot share their commits.
const SLOT_MS: i64 = 6 * 3_600_000;
/// The last days are played in their true order: the live page shows them in the order in which they came.
const ORDERLY_DAYS: i64 = 4;
const FIRST_ORDER: i64 = 1001;
const FIRST_REFUND: i64 = 9001;
/// One order in so many has an integration that does not speak of refunds.
const SILENT_EVERY: usize = 6;

/// Plays the whole plan on a server that was just installed; what the club has to go on with.
pub(super) async fn play(
    app: &App,
    (client, cast): (&Client, &Installed),
    plan: Plan,
    scene: Scene,
) -> Result<Asked> {
    let currency = Currency::parse(super::cast::CURRENCY).map_err(broken)?;
    let promise = friends::promise(currency, scene);
    people::rules(app, cast, "Two weeks for returns", move |rules| {
        rules.hold_days = 14;
        rules.referral = Some(promise.clone());
    })
    .await?;
    let partners = hand_out(app, client, cast).await?;
    payouts::details(app, cast, &partners).await?;
    let (cookies, sales) = (vec![None; plan.visits.len()], plan.purchases.iter().map(|_| None).collect());
    let mut stage = Stage {
        app,
        client,
        cast,
        scene,
        partners,
        cookies,
        sales,
        club: String::new(),
        placed: 0,
        told: 0,
        plan,
    };
    let acts = std::mem::take(&mut stage.plan.acts);
    let orderly = scene.length_ms() - ORDERLY_DAYS * DAY_MS;
    let together = |a: &(i64, Act), b: &(i64, Act)| {
        let back_to_visits = !matches!(a.1, Act::Visit(_)) && matches!(b.1, Act::Visit(_));
        a.0 / SLOT_MS == b.0 / SLOT_MS && !(a.0 >= orderly && back_to_visits)
    };
    for slot in acts.chunk_by(together) {
        stage.visits(slot).await?;
        for (at, act) in slot {
            stage.scene.set(app, *at);
            stage.act(*at, *act).await?;
        }
        worker::end_holds(app).await?;
    }
    let number =
        |place: Option<usize>| place.and_then(|place| stage.sales[place].as_ref()).map(|sale| sale.id);
    let Missed { coded, elsewhere } = stage.plan.missed;
    Ok(Asked { coded: number(coded), elsewhere: number(elsewhere), link: stage.club })
}

/// Gives every partner their codes and links; returns their ids.
async fn hand_out(app: &App, client: &Client, cast: &Installed) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for partner in &PARTNERS {
        let body = json!({ "name": partner.name, "email": partner.email, "kind": partner.kind });
        let made = client.call(Method::POST, "/api/v1/partners", &body).await?;
        let id = made.get("id").and_then(Value::as_str).ok_or_else(|| broken("a partner has no id"))?;
        for (kind, code) in [("referral", Some(partner.code)), ("coupon", partner.coupon)] {
            let Some(code) = code else { continue };
            let body = json!({ "partner": id, "program": client.program, "kind": kind, "code": code });
            client.call(Method::POST, "/api/v1/codes", &body).await?;
        }
        if let Some([slug, path, label]) = partner.link {
            let destination = format!("{SHOP}{path}");
            let body =
                json!({ "partner": id, "program": client.program, "slug": slug, "destination": destination });
            let made = client.call(Method::POST, "/api/v1/links", &body).await?;
            let link = made.get("id").and_then(Value::as_str).ok_or_else(|| broken("a link has no id"))?;
            people::label(app, cast, link, label).await?;
        }
        ids.push(id.to_owned());
    }
    Ok(ids)
}

struct Stage<'a> {
    app: &'a App,
    client: &'a Client,
    cast: &'a Installed,
    scene: Scene,
    plan: Plan,
    /// The partners' ids.
    partners: Vec<String>,
    /// The cookie that each visit left.
    cookies: Vec<Option<String>>,
    /// The club's own link, once it has one.
    club: String,
    /// The orders that were placed so far.
    sales: Vec<Option<Sale>>,
    /// How many orders were placed.
    placed: i64,
    /// How many deliveries were sent.
    told: i64,
}

impl Stage<'_> {
    /// Plays the visits of a slot: each begins at its own moment, then all wait for the disk together.
    async fn visits(&mut self, slot: &[(i64, Act)]) -> Result<()> {
        let mut begun = Vec::new();
        for (at, act) in slot {
            let Act::Visit(visit) = *act else { continue };
            self.scene.set(self.app, *at);
            let following = self.following(&self.plan.visits[visit]);
            begun.push((visit, Begun::new(self.client.clone().follow(following))));
        }
        for (visit, begun) in begun {
            self.cookies[visit] = begun.done().await?;
        }
        Ok(())
    }

    fn following(&self, visit: &Visit) -> Following {
        Following {
            path: if visit.club { format!("{}{}", self.club, visit.path) } else { visit.path.clone() },
            method: if visit.kind == Kind::Head { Method::HEAD } else { Method::GET },
            user_agent: visit.user_agent,
            referrer: visit.referrer,
            ip: visit.ip,
            cookie: visit.again.and_then(|before| self.cookies[before].clone()),
            ahead: visit.kind == Kind::Ahead,
        }
    }

    async fn act(&mut self, at: i64, act: Act) -> Result<()> {
        match act {
            Act::Visit(_) => Ok(()),
            Act::Buy(purchase) => self.buy(at, purchase).await,
            Act::Change(purchase, change) => self.change(at, purchase, change).await,
            Act::Rate(percent, why) => {
                let commission = Commission::Percent { rate: Rate::percent(percent) };
                people::rules(self.app, self.cast, why, move |rules| rules.commission = commission.clone())
                    .await
            }
            Act::Pause(partner) => {
                let path = format!("/api/v1/partners/{}", self.partners[partner]);
                self.client.call(Method::PATCH, &path, &json!({ "status": "paused" })).await.map(drop)
            }
            Act::Pay => payouts::pay(self.app, self.cast, (self.scene, at)).await,
            Act::Welcome => {
                self.club = publishers::welcomed(self.app, self.cast).await?;
                Ok(())
            }
            Act::Archive(partner) => people::archive(self.app, self.cast, &self.partners[partner]).await,
        }
    }

    async fn buy(&mut self, at: i64, number: usize) -> Result<()> {
        let placed = self.scene.at(at);
        let purchase = &self.plan.purchases[number];
        let sale = Sale {
            id: FIRST_ORDER + self.placed,
            status: "processing",
            placed,
            modified: placed,
            buyer: purchase.buyer.clone(),
            items: purchase.items.clone(),
            coupons: purchase.coupons.clone(),
            traces: self.traces(purchase.trace),
            refunds: Vec::new(),
        };
        self.sales[number] = Some(sale);
        self.placed += 1;
        self.tell(number, "order.created").await
    }

    async fn change(&mut self, at: i64, number: usize, change: Change) -> Result<()> {
        let modified = self.scene.at(at);
        let Some(sale) = &mut self.sales[number] else { return Ok(()) };
        sale.modified = modified;
        let refund_id = sale.id - FIRST_ORDER + FIRST_REFUND;
        let refund = match change {
            Change::Completed | Change::Cancelled => None,
            Change::Returned => Some(sale.part(refund_id)),
            Change::Refunded => Some(sale.whole(refund_id)),
        };
        match change {
            Change::Completed => sale.status = "completed",
            Change::Cancelled => sale.status = "cancelled",
            Change::Returned => {}
            Change::Refunded => sale.status = "refunded",
        }
        sale.refunds.extend(refund.clone());
        self.tell(number, "order.updated").await?;
        match refund {
            // Of some refunds nobody says what they were for: they stay provisional.
            Some(refund) if !number.is_multiple_of(SILENT_EVERY) => self.detail(number, &refund).await,
            _ => Ok(()),
        }
    }

    /// Tells the server about an order the way its trace says, and has it judged at this moment.
    async fn tell(&mut self, number: usize, topic: &str) -> Result<()> {
        let Some(sale) = &self.sales[number] else { return Ok(()) };
        if let Trace::Reported(visit) = self.plan.purchases[number].trace
            && let Some(cookie) = &self.cookies[visit]
        {
            let body = sale.reported(&self.client.store, click_of(cookie));
            return self.client.call(Method::POST, "/api/v1/orders", &body).await.map(drop);
        }
        self.told += 1;
        self.client.deliver(topic, self.told, sale.delivered()).await?;
        judge_all(self.app).await.map(drop)
    }

    /// Says what a refund was for, as an integration that knows more than the webhook.
    async fn detail(&self, number: usize, refund: &Refund) -> Result<()> {
        let Some(sale) = &self.sales[number] else { return Ok(()) };
        let path = format!("/api/v1/orders?store={}&external_id={}", self.client.store, sale.id);
        let found = self.client.call(Method::GET, &path, &Value::Null).await?;
        let id = found.pointer("/data/0/id").and_then(Value::as_str);
        let path = format!("/api/v1/orders/{}/refunds", id.ok_or_else(|| broken("an order is not there"))?);
        self.client.call(Method::POST, &path, &sale.returned(refund)).await.map(drop)
    }

    fn traces(&self, trace: Trace) -> Vec<(&'static str, String)> {
        const TYPE: &str = "_wc_order_attribution_source_type";
        const SOURCE: &str = "_wc_order_attribution_utm_source";
        let own = |kind: &str, source: &str| vec![(TYPE, kind.to_owned()), (SOURCE, source.to_owned())];
        let (Trace::Stamped(visit) | Trace::Tagged(visit)) = trace else {
            return if trace == Trace::Search { own("organic", "google") } else { own("typein", "(direct)") };
        };
        // A visit that does not count leaves no mark.
        let (Some(cookie), Some(partner)) = (&self.cookies[visit], self.plan.visits[visit].partner) else {
            return own("typein", "(direct)");
        };
        let (click, code) = (click_of(cookie), PARTNERS[partner].code);
        if matches!(trace, Trace::Stamped(_)) {
            return vec![("_tributary_click", click.to_owned()), ("_tributary_ref", code.to_owned())];
        }
        let entry = format!(
            "{SHOP}/?utm_source={code}&utm_medium=affiliate&utm_content={click}&ref={code}&click={click}"
        );
        let mut traces = own("utm", code);
        traces.push(("_wc_order_attribution_utm_medium", "affiliate".to_owned()));
        traces.push(("_wc_order_attribution_utm_content", click.to_owned()));
        traces.push(("_wc_order_attribution_session_entry", entry));
        traces
    }
}

/// A request that has read the clock and now waits for the disk.
enum Begun<'f, T> {
    Waits(Pin<Box<dyn Future<Output = T> + Send + 'f>>),
    Done(T),
}

impl<'f, T> Begun<'f, T> {
    /// Takes a request's first step at once; whoever awaits it later wakes it properly.
    fn new(request: impl Future<Output = T> + Send + 'f) -> Self {
        let mut request = Box::pin(request);
        match request.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => Self::Done(done),
            Poll::Pending => Self::Waits(request),
        }
    }

    async fn done(self) -> T {
        match self {
            Self::Waits(request) => request.await,
            Self::Done(done) => done,
        }
    }
}
