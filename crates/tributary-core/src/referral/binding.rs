//! Decides whose a customer is, from all that was told of them. Start at [`bindings`].
//!
//! Everything that may bind stands on one line of time: sign-ups, typed codes, placed orders, and what persons said. At each the
//! customer is bound if they are nobody's then, or a person says so; so the order in which things were told changes nothing.

use super::refusal::Refusal;
use super::rules::{BoundBy, LifelongMode, Referral};
use crate::attribution::CLOCK_SKEW_MAX_MS;
use crate::id::{ClickId, CustomerId, PartnerId};
use crate::program::{Rules, TouchPolicy};
use crate::time::{DAY_MS, Timestamp};
use std::cmp::Reverse;

/// By what somebody was bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// A click.
    Click,
    /// A code that came with the sign-up.
    Code,
    /// A coupon on an order.
    Coupon,
    /// A code that was typed later.
    Typed,
    /// A person.
    Hand,
}

impl Via {
    /// The word for it in the API and the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Click => "click",
            Self::Code => "code",
            Self::Coupon => "coupon",
            Self::Typed => "typed",
            Self::Hand => "hand",
        }
    }
}

/// Whose a code is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// Nobody's, so far.
    Nobody,
    /// A customer's.
    Customer(CustomerId),
    /// A partner's.
    Partner(PartnerId),
}

/// A click or code that points at somebody, looked up and ready to be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What it is.
    pub via: Via,
    /// The click's own moment; for a code that of the sign-up or order.
    pub at: Timestamp,
    /// The place of the fact that told it, and its place there: what came first decides between equals.
    pub place: (i64, usize),
    /// The code, as it was written.
    pub code: String,
    /// The click.
    pub click: Option<ClickId>,
    /// Whose it is.
    pub holder: Holder,
    /// Whether whoever holds it was paused then.
    pub paused: bool,
    /// Whether it is the customer's own.
    pub own: bool,
    /// Whether it would close a circle.
    pub circle: bool,
    /// Whether only a browser told it.
    pub reported: bool,
}

/// What may bind a customer at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// They signed up.
    SignUp,
    /// They typed a code.
    Typed,
    /// They placed an order.
    Placed,
    /// A person said so.
    Hand,
}

/// A moment at which a customer may come to be somebody's.
#[derive(Debug, Clone)]
pub struct Occasion<'a> {
    /// What happened.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// The place of the first fact that told it.
    pub seq: i64,
    /// The rules in force then.
    pub rules: &'a Rules,
    /// Whether the customer had ordered before.
    pub existing: bool,
    /// Whether the same address had another account then.
    pub duplicate: bool,
    /// Whether a server has said that this customer is one.
    pub confirmed: bool,
    /// Everything that points at somebody.
    pub hints: Vec<Hint>,
    /// Who said so, for people.
    pub by: String,
}

/// Whose a customer is, from one moment until another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What bound them.
    pub hint: Hint,
    /// From this moment on.
    pub since: Timestamp,
    /// The first moment without it; `None`: still.
    pub until: Option<Timestamp>,
    /// Who or what said so.
    pub by: String,
}

/// A hint that bound nobody, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The hint.
    pub hint: Hint,
    /// When it might have.
    pub at: Timestamp,
    /// Why it did not.
    pub reason: Refusal,
}

/// All that a customer ever was bound to, oldest first, and what did not bind them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bindings {
    /// Whose they were, and are.
    pub spans: Vec<Span>,
    /// What did not bind.
    pub refused: Vec<Refused>,
}

/// Whose a customer was and is, by all that may have bound them, in any order.
#[must_use]
pub fn bindings(mut occasions: Vec<Occasion<'_>>) -> Bindings {
    occasions.sort_by_key(|one| (one.at, one.kind, one.seq));
    let mut all = Bindings::default();
    for occasion in occasions {
        let bound = all.spans.last().is_some_and(|span| span.until.is_none());
        match occasion.kind {
            Kind::Hand => all.assign(occasion),
            Kind::Placed if bound => {}
            _ if bound => all.refuse_all(&occasion, Refusal::AlreadyBound),
            _ => all.judge(occasion),
        }
    }
    all
}

impl Bindings {
    /// What binds now, or last did.
    #[must_use]
    pub fn current(&self) -> Option<&Span> {
        self.spans.last().filter(|span| span.until.is_none())
    }

    /// A person's word holds from its moment on, whatever was before.
    fn assign(&mut self, occasion: Occasion<'_>) {
        let hint = occasion.hints.into_iter().next();
        if let Some(hint) = hint.as_ref().filter(|hint| hint.own || hint.circle) {
            let reason = if hint.own { Refusal::Oneself } else { Refusal::Circle };
            self.refused.push(Refused { hint: hint.clone(), at: occasion.at, reason });
            return;
        }
        if let Some(last) = self.spans.last_mut().filter(|last| last.until.is_none()) {
            last.until = Some(occasion.at);
        }
        // What begins when it ends was never there.
        self.spans.retain(|span| span.until != Some(span.since));
        let bound = hint.map(|hint| Span { hint, since: occasion.at, until: None, by: occasion.by });
        self.spans.extend(bound);
    }

    fn refuse_all(&mut self, occasion: &Occasion<'_>, reason: Refusal) {
        for hint in &occasion.hints {
            // The same told twice is no second claim.
            let same = |span: &Span| span.hint.code == hint.code && span.hint.click == hint.click;
            if !self.spans.last().is_some_and(same) {
                self.refused.push(Refused { hint: hint.clone(), at: occasion.at, reason });
            }
        }
    }

    fn judge(&mut self, occasion: Occasion<'_>) {
        let meant = || occasion.hints.iter().filter(|hint| is_meant(&occasion, hint));
        // What a browser says counts only where no server has said anything.
        let told = meant().any(|hint| !hint.reported);
        let verdict = |hint: &Hint| {
            if told && hint.reported { Err(Refusal::OtherCounts) } else { judge(&occasion, hint) }
        };
        let judged: Vec<_> = meant().map(|hint| (hint, verdict(hint))).collect();
        let fit = judged.iter().filter(|(_, verdict)| verdict.is_ok()).map(|(hint, _)| *hint);
        let chosen = if takes_last(&occasion) {
            fit.min_by_key(|hint| (Reverse(hint.at), hint.place, hint.click.clone()))
        } else {
            fit.min_by_key(|hint| (hint.at, hint.place, hint.click.clone()))
        };
        let chosen = chosen.cloned();
        for (hint, verdict) in judged {
            if Some(hint) != chosen.as_ref() {
                let reason = verdict.err().unwrap_or(Refusal::OtherCounts);
                self.refused.push(Refused { hint: hint.clone(), at: occasion.at, reason });
            }
        }
        let (since, by) = (occasion.at, occasion.by);
        self.spans.extend(chosen.map(|hint| Span { hint, since, until: None, by }));
    }
}

/// Between customers who sent a friend the program says who counts; of coupons and typed codes it is always the first.
fn takes_last(occasion: &Occasion<'_>) -> bool {
    let referral = occasion.rules.referral_in_force();
    referral.is_some_and(|referral| referral.touch == TouchPolicy::Last) && !binds_coupons(occasion)
}

fn binds_coupons(occasion: &Occasion<'_>) -> bool {
    occasion.kind == Kind::Placed && occasion.rules.lifelong.mode == LifelongMode::FirstCoupon
}

/// Whether a hint says anything about whose the customer is; a partner's click, say, is a matter of the order alone.
fn is_meant(occasion: &Occasion<'_>, hint: &Hint) -> bool {
    match (&hint.holder, hint.via) {
        (_, Via::Coupon) => binds_coupons(occasion) || matches!(hint.holder, Holder::Customer(_)),
        (Holder::Customer(_), _) | (_, Via::Code | Via::Typed | Via::Hand) => true,
        (Holder::Nobody | Holder::Partner(_), Via::Click) => false,
    }
}

fn judge(occasion: &Occasion<'_>, hint: &Hint) -> Result<(), Refusal> {
    if hint.own {
        return Err(Refusal::Oneself);
    }
    if hint.reported && !occasion.confirmed {
        return Err(Refusal::Unconfirmed);
    }
    match (occasion.kind, hint.via) {
        (Kind::Placed, Via::Coupon) if binds_coupons(occasion) => by_coupon(occasion, hint),
        (Kind::SignUp | Kind::Placed, _) => match (&hint.holder, occasion.rules.referral_in_force()) {
            (Holder::Customer(_), Some(referral)) => by_referral(occasion, referral, hint),
            _ if occasion.kind == Kind::SignUp => by_typing(occasion, hint),
            _ => Err(Refusal::Off),
        },
        _ => by_typing(occasion, hint),
    }
}

/// Any coupon binds, unless the program lists some; one that nobody has, too.
fn by_coupon(occasion: &Occasion<'_>, hint: &Hint) -> Result<(), Refusal> {
    let listed = &occasion.rules.lifelong.listed;
    let folded = hint.code.trim().to_lowercase();
    if !listed.is_empty() && !listed.iter().any(|code| code.trim().to_lowercase() == folded) {
        return Err(Refusal::NotListed);
    }
    if hint.circle { Err(Refusal::Circle) } else { Ok(()) }
}

fn by_typing(occasion: &Occasion<'_>, hint: &Hint) -> Result<(), Refusal> {
    let typed = matches!(hint.via, Via::Code | Via::Typed);
    if !typed || occasion.rules.lifelong.mode != LifelongMode::TypedCode {
        let unknown = typed && hint.holder == Holder::Nobody;
        return Err(if unknown { Refusal::UnknownCode } else { Refusal::Off });
    }
    if hint.holder == Holder::Nobody && !is_plausible(&hint.code) {
        return Err(Refusal::UnknownCode);
    }
    if hint.circle { Err(Refusal::Circle) } else { Ok(()) }
}

/// Whether a text that nobody has as a code can be one that a person was told. Forms are filled in by programs that leave addresses.
fn is_plausible(code: &str) -> bool {
    let code = code.to_lowercase();
    !["://", "www.", "<", ">"].iter().any(|mark| code.contains(mark))
}

fn by_referral(occasion: &Occasion<'_>, referral: &Referral, hint: &Hint) -> Result<(), Refusal> {
    let ordered = occasion.kind == Kind::Placed;
    if ordered && referral.bound_by != BoundBy::RegistrationOrOrder {
        return Err(Refusal::Off);
    }
    if occasion.duplicate {
        return Err(Refusal::DuplicateAddress);
    }
    let late = hint.at >= occasion.at.plus_ms(CLOCK_SKEW_MAX_MS);
    if occasion.existing || late {
        return Err(Refusal::ExistingCustomer);
    }
    let window_ms = i64::from(referral.window_days).saturating_mul(DAY_MS);
    if hint.click.is_some() && occasion.at.since_ms(hint.at) >= window_ms {
        return Err(Refusal::ClickTooOld);
    }
    if hint.paused {
        return Err(Refusal::SponsorPaused);
    }
    if hint.circle { Err(Refusal::Circle) } else { Ok(()) }
}

#[cfg(test)]
#[path = "binding_tests.rs"]
mod tests;
