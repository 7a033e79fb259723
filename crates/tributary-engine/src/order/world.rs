//! Loads what the core must know to judge an order.

use super::{OrderKey, facts_of, lead, sql};
use crate::click::{self, Click};
use crate::code::{self, Kind};
use crate::connection::visit;
use crate::db::Tx;
use crate::error::Result;
use crate::partner::StandingAt;
use crate::{customer, link, params, partner, program, referral, retention, welcome};
use std::collections::BTreeSet;
use tributary_core::decide::World;
use tributary_core::fact::{Evidence, EvidenceKind, OrderFact, OrderKind, OrderStated, Recorded};
use tributary_core::order::fold;
use tributary_core::program::Signal;
use tributary_core::reason::Reason;
use tributary_core::referral::welcome::Welcomed;
use tributary_core::touch::{DeadEnd, Source, Touch};
use tributary_core::{ClickId, PartnerId, ProgramId, Timestamp};

/// A world, and what only the engine needs to know of it.
#[derive(Debug, Clone)]
pub struct WorldOf {
    /// What the core looks at.
    pub world: World,
    /// The visitor behind the order's clicks.
    pub visitor: Option<String>,
    /// The same browser's other name, where the order names both a click of ours and the browser as its shop knows it.
    pub other_visitor: Option<String>,
    /// The customer, by whichever mark the shop gives.
    pub customer: Option<String>,
    /// The customer's later orders, by the store's ids.
    pub later: Vec<String>,
    /// Clicks that the order names and that have not come yet; it goes by what their ids say.
    pub awaited: Vec<ClickId>,
    /// Whether any of the rules promises anything to customers who tell friends.
    pub refers: bool,
}

/// Loads an order's world.
///
/// # Errors
/// What the database says; [`crate::Error::NotFound`] when the store has no program.
pub fn load_world(tx: &mut Tx<'_>, key: &OrderKey) -> Result<WorldOf> {
    let facts = facts_of(tx, key)?;
    world_around(tx, key, facts)
}

/// The world of an order about which these facts are known, or would be.
///
/// # Errors
/// As [`load_world`].
pub fn world_around(tx: &mut Tx<'_>, key: &OrderKey, facts: Vec<Recorded<OrderFact>>) -> Result<WorldOf> {
    let program = program::of_store(tx, &key.tenant, &key.store)?;
    let versions = program::versions(tx, &key.tenant, &program)?;
    let mut seeker = Seeker {
        key,
        program: &program,
        moment: Timestamp::MIN,
        found: Vec::new(),
        dead_ends: Vec::new(),
        visitor: None,
        other_visitor: None,
        awaited: Vec::new(),
        reported: false,
    };
    let (mut returning, mut later) = (false, Vec::new());
    let mut earlier = Vec::new();
    let (mut customer, mut friend, mut welcomed) = (None, None, Vec::new());
    let refers = versions.iter().any(|version| version.rules.referral_in_force().is_some());
    if let Some(now) = fold(&facts) {
        let order = &now.stated;
        seeker.moment = now.own_moment();
        let led = lead::evidence(tx, key, &now)?;
        seeker.evidence(tx, order, &order.evidence)?;
        seeker.evidence(tx, order, &led.stated)?;
        welcomed = welcome::on_order(tx, key, order)?;
        seeker.coupons(tx, order, &welcomed)?;
        seeker.visits(tx, order)?;
        if versions.iter().any(|version| version.rules.priority.contains(&Signal::Binding)) {
            seeker.binding(tx, order)?;
        }
        let reported: Vec<Evidence> = now.reported.iter().chain(&led.reported).cloned().collect();
        seeker.reports(tx, order, &reported)?;
        customer = customer_of(order);
        (returning, later) = seeker.others_of_customer(tx, order, customer.as_deref())?;
        earlier = seeker.earlier_orders(tx, order)?;
        if refers && order.kind == OrderKind::Order {
            friend = referral::friend_of(tx, (key, &program), order, seeker.moment)?;
        }
    }
    let Seeker { found, dead_ends, visitor, other_visitor, awaited, .. } = seeker;
    let world = World {
        program,
        versions,
        facts,
        touches: found,
        dead_ends,
        earlier_orders: earlier,
        returning_customer: returning,
        welcomed,
        friend,
    };
    Ok(WorldOf { world, visitor, other_visitor, customer, later, awaited, refers })
}

/// Looks up who sent the buyer also where none of the rules in force asks: for rules that are only tried.
///
/// # Errors
/// What the database says.
pub fn befriend(tx: &mut Tx<'_>, key: &OrderKey, known: &mut WorldOf) -> Result<()> {
    let Some(now) =
        fold(&known.world.facts).filter(|now| !known.refers && now.stated.kind == OrderKind::Order)
    else {
        return Ok(());
    };
    let program = known.world.program.clone();
    known.world.friend = referral::friend_of(tx, (key, &program), &now.stated, now.own_moment())?;
    Ok(())
}

/// The mark by which the same customer is known again.
fn customer_of(order: &OrderStated) -> Option<String> {
    let customer = &order.customer;
    customer.email_key.clone().or_else(|| customer.external_id.as_ref().map(|id| format!("id:{id}")))
}

struct Seeker<'a> {
    key: &'a OrderKey,
    program: &'a ProgramId,
    /// When the order counts as placed.
    moment: Timestamp,
    found: Vec<Touch>,
    dead_ends: Vec<DeadEnd>,
    visitor: Option<String>,
    other_visitor: Option<String>,
    awaited: Vec<ClickId>,
    /// Whether what is looked up now was only reported by browsers.
    reported: bool,
}

impl Seeker<'_> {
    /// What browsers report of an order that a server states. It only adds: a click or a browser that is
    /// known from the state itself stays what it is.
    fn reports(&mut self, tx: &mut Tx<'_>, order: &OrderStated, reported: &[Evidence]) -> Result<()> {
        if reported.is_empty() {
            return Ok(());
        }
        self.reported = true;
        let from_state = self.visitor.is_some();
        self.evidence(tx, order, reported)?;
        if from_state { Ok(()) } else { self.visits(tx, order) }
    }

    /// Looks up what the order itself carries: first the click it names, else the code.
    fn evidence(&mut self, tx: &mut Tx<'_>, order: &OrderStated, evidence: &[Evidence]) -> Result<()> {
        for evidence in evidence {
            let source = Source::from(evidence.kind);
            let click = evidence.click.as_deref();
            let found = match (click.and_then(click_id), click.and_then(visit::browser_of)) {
                (Some(id), _) => self.click(tx, &id)?,
                (None, Some(browser)) => self.visited(tx, browser)?,
                (None, None) => None,
            };
            if let Some(found) = found {
                self.clicked(tx, order, source, &found)?;
                continue;
            }
            if !self.coded(tx, order, source, evidence)? {
                self.dead_end(source, evidence);
            }
        }
        Ok(())
    }

    /// A click as it was recorded, or, while it is on its way, what its id says of it.
    fn click(&mut self, tx: &mut Tx<'_>, id: &ClickId) -> Result<Option<Click>> {
        let recorded = click::load(tx, &self.key.tenant, id)?;
        if recorded.is_some() {
            return Ok(recorded);
        }
        let told = click::told(tx, &self.key.tenant, id)?;
        let comes = retention::forgotten(tx, &self.key.tenant, id)?.is_none();
        if comes && told.is_some() && !self.awaited.contains(id) {
            self.awaited.push(id.clone());
        }
        Ok(told)
    }

    /// The last click of a browser, or of a visit that is one by itself, that led to somebody. One that comes later has the order
    /// settled again, as any of its browser.
    fn visited(&mut self, tx: &mut Tx<'_>, browser: String) -> Result<Option<Click>> {
        let clicks = click::of_visitor(tx, (&self.key.tenant, self.program), &browser, self.moment)?;
        match &self.visitor {
            None => self.visitor = Some(browser),
            Some(known) if *known != browser && self.other_visitor.is_none() && !self.reported => {
                self.other_visitor = Some(browser);
            }
            Some(_) => {}
        }
        Ok(clicks.into_iter().find(|click| click.partner.is_some()))
    }

    fn clicked(&mut self, tx: &mut Tx<'_>, order: &OrderStated, source: Source, click: &Click) -> Result<()> {
        if click.program != *self.program {
            self.dead_ends.push(DeadEnd {
                source,
                value: click.id.to_string(),
                reason: Reason::ForeignClick,
            });
            return Ok(());
        }
        if self.visitor.is_none() && !click.visitor.is_empty() {
            self.visitor = Some(click.visitor.clone());
        }
        if let Some(reason) = barred(click) {
            self.dead_ends.push(DeadEnd { source, value: click.id.to_string(), reason });
            return Ok(());
        }
        match &click.partner {
            Some(partner) => self.touch_of_click(tx, order, source, click, partner),
            None => {
                let reason = Reason::UnknownCode;
                self.dead_ends.push(DeadEnd { source, value: click.value.clone(), reason });
                Ok(())
            }
        }
    }

    fn touch_of_click(
        &mut self,
        tx: &mut Tx<'_>,
        order: &OrderStated,
        source: Source,
        click: &Click,
        partner: &PartnerId,
    ) -> Result<()> {
        let known = self.found.iter().any(|touch| touch.click.as_ref() == Some(&click.id));
        if known && (source != Source::Cookie || self.reported) {
            return Ok(());
        }
        self.found.retain(|touch| touch.click.as_ref() != Some(&click.id));
        let stood = self.stood(tx, partner, &[click.at, self.moment])?;
        let own_purchase = self.is_own(tx, partner, order)?;
        self.found.push(Touch {
            source,
            partner: partner.clone(),
            at: click.at,
            click: Some(click.id.clone()),
            link: click.link.clone(),
            code: Some(click.value.clone()),
            position: 0,
            by_person: click.by_person(),
            paused: stood.paused,
            own_purchase,
            reported: self.reported,
            referrer: stood.referrer,
        });
        Ok(())
    }

    /// A code without a click, such as `utm_source=sara` from a link that somebody made by hand.
    fn coded(
        &mut self,
        tx: &mut Tx<'_>,
        order: &OrderStated,
        source: Source,
        evidence: &Evidence,
    ) -> Result<bool> {
        let Some(value) = evidence.code.as_deref() else { return Ok(false) };
        let tenant = &self.key.tenant;
        let by_code = code::find(tx, tenant, self.program, value, Kind::Referral)?.map(|code| code.partner);
        let partner = match by_code {
            Some(partner) => Some((partner, None)),
            None => link::find(tx, tenant, self.program, value)?.map(|link| (link.partner, Some(link.id))),
        };
        let Some((partner, link)) = partner else { return Ok(false) };
        // The same evidence told twice (UTM and entry page) is one touch.
        if self.found.iter().any(|touch| touch.source == source && touch.partner == partner) {
            return Ok(true);
        }
        let touch = self.touch_at_order(tx, order, source, partner)?;
        self.found.push(Touch { link, code: Some(value.to_owned()), ..touch });
        Ok(true)
    }

    /// Evidence of the shop's own campaigns is nobody's; what claims to be ours is worth a word.
    fn dead_end(&mut self, source: Source, evidence: &Evidence) {
        let click = evidence.click.as_deref().filter(|click| click_id(click).is_some());
        let claims = evidence.kind != EvidenceKind::Order;
        let end = match (click, evidence.click.as_deref(), evidence.code.as_deref()) {
            (Some(click), _, _) => Some((click, Reason::UnknownClick)),
            (None, Some(click), None) if claims => Some((click, Reason::UnknownClick)),
            (None, _, Some(code)) if claims => Some((code, Reason::UnknownCode)),
            _ => None,
        };
        if let Some((value, reason)) = end {
            let end = DeadEnd { source, value: value.to_owned(), reason };
            if !self.dead_ends.contains(&end) {
                self.dead_ends.push(end);
            }
        }
    }

    /// A friend's welcome coupon is nobody's evidence, and no unknown code either.
    fn coupons(&mut self, tx: &mut Tx<'_>, order: &OrderStated, welcomed: &[Welcomed]) -> Result<()> {
        let mut seen: BTreeSet<String> = welcomed.iter().map(|coupon| code::fold(&coupon.code)).collect();
        for (position, coupon) in order.coupons.iter().enumerate() {
            if !seen.insert(code::fold(coupon)) {
                continue;
            }
            match code::find(tx, &self.key.tenant, self.program, coupon, Kind::Coupon)? {
                Some(code) => {
                    let touch = self.touch_at_order(tx, order, Source::Coupon, code.partner)?;
                    self.found.push(Touch { position, code: Some(code.code), ..touch });
                }
                None => self.dead_ends.push(DeadEnd {
                    source: Source::Coupon,
                    value: coupon.clone(),
                    reason: Reason::UnknownCode,
                }),
            }
        }
        Ok(())
    }

    /// The partner whose code the customer is bound to for life.
    fn binding(&mut self, tx: &mut Tx<'_>, order: &OrderStated) -> Result<()> {
        let bound = customer::bound_touch(tx, self.key, (order, self.moment))?;
        if let Some((partner, code)) = bound {
            let touch = self.touch_at_order(tx, order, Source::Binding, partner)?;
            self.found.push(Touch { code: Some(code), ..touch });
        }
        Ok(())
    }

    /// The visitor's other clicks, as far as they can matter.
    fn visits(&mut self, tx: &mut Tx<'_>, order: &OrderStated) -> Result<()> {
        let visitors = [self.visitor.clone(), self.other_visitor.clone()];
        for visitor in visitors.into_iter().flatten() {
            let clicks = click::of_visitor(tx, (&self.key.tenant, self.program), &visitor, self.moment)?;
            for click in clicks.into_iter().filter(|click| barred(click).is_none()) {
                if let Some(partner) = click.partner.clone() {
                    self.touch_of_click(tx, order, Source::Visitor, &click, &partner)?;
                }
            }
        }
        Ok(())
    }

    fn touch_at_order(
        &self,
        tx: &mut Tx<'_>,
        order: &OrderStated,
        source: Source,
        partner: PartnerId,
    ) -> Result<Touch> {
        let stood = self.stood(tx, &partner, &[self.moment])?;
        Ok(Touch {
            source,
            at: order.placed_at,
            click: None,
            link: None,
            code: None,
            position: 0,
            by_person: true,
            paused: stood.paused,
            own_purchase: self.is_own(tx, &partner, order)?,
            reported: self.reported,
            referrer: stood.referrer,
            partner,
        })
    }

    /// How a partner stood: paused at any of these moments, and whether it is a customer.
    fn stood(&self, tx: &mut Tx<'_>, partner: &PartnerId, moments: &[Timestamp]) -> Result<StandingAt> {
        let mut stood = StandingAt::default();
        for moment in moments {
            let then = partner::standing_at(tx, &self.key.tenant, partner, *moment)?;
            stood = StandingAt { paused: stood.paused || then.paused, referrer: then.referrer };
        }
        Ok(stood)
    }

    fn is_own(&self, tx: &mut Tx<'_>, partner: &PartnerId, order: &OrderStated) -> Result<bool> {
        let Some(buyer) = &order.customer.email_key else { return Ok(false) };
        partner::had_address(tx, &self.key.tenant, partner, buyer, self.moment)
    }

    fn earlier_orders(&self, tx: &mut Tx<'_>, order: &OrderStated) -> Result<Vec<Timestamp>> {
        let key = self.key;
        let mut earlier = Vec::new();
        for visitor in [&self.visitor, &self.other_visitor].into_iter().flatten() {
            let before = params![&key.tenant, &key.store, visitor, order.placed_at, &key.external_id];
            earlier.extend(tx.rows(sql::EARLIER_OF_VISITOR, before, |row| row.time(0))?);
        }
        Ok(earlier)
    }

    /// Whether the customer ordered before, and which orders came after.
    fn others_of_customer(
        &self,
        tx: &mut Tx<'_>,
        order: &OrderStated,
        customer: Option<&str>,
    ) -> Result<(bool, Vec<String>)> {
        let Some(customer) = customer else { return Ok((false, Vec::new())) };
        let key = self.key;
        let around = params![&key.tenant, &key.store, customer, order.placed_at, &key.external_id];
        let others = tx.rows(sql::OTHERS_OF_CUSTOMER, around, |row| Ok((row.text(0)?, row.int(1)? == 1)))?;
        let returning = others.iter().any(|(_, is_later)| !is_later);
        let later = others.into_iter().filter(|(_, is_later)| *is_later);
        Ok((returning, later.map(|(external_id, _)| external_id).collect()))
    }
}

/// Why a click never wins anything, as it was decided when it was made.
fn barred(click: &Click) -> Option<Reason> {
    match click.outcome.as_str() {
        "no_consent" => Some(Reason::NoConsent),
        "ended" => Some(Reason::MembershipEnded),
        _ => None,
    }
}

/// Our click ids start with a prefix; a cookie carries the visitor behind a dot.
fn click_id(text: &str) -> Option<ClickId> {
    ClickId::parse(text.split('.').next().unwrap_or(text)).ok()
}
