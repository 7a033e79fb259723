//! Whom an order rewards for having sent its buyer, level by level, or why nobody.

use super::maths::percent;
use super::words::sentence;
use crate::t;
use crate::web::admin::desk::amount;
use crate::web::admin::moment::Moments;
use crate::web::view::orders::rewards::{Part, Rewards};
use crate::web::view::orders::why::Term;
use tributary_core::base::BaseKind;
use tributary_core::referral::{CapAt, Level, Promo, Referral, Reward, Rewards as Decided};
use tributary_engine::order::Explanation;

/// The part of the page; nothing where the rules never spoke of friends.
pub(super) fn rewards(told: &Explanation, clock: &Moments) -> Option<Rewards> {
    let decided = told.decision.rewards.as_ref()?;
    let referral = told.rules.referral.as_ref()?;
    let shown = decided.base_minor > 0;
    Some(Rewards {
        verdict: verdict(told, decided),
        maths: if shown { maths(told, referral, decided) } else { Vec::new() },
        parts: decided.levels.iter().map(|level| part(told, decided, level, clock)).collect(),
    })
}

fn verdict(told: &Explanation, decided: &Decided) -> String {
    if let Some(reason) = decided.nobody {
        return t!("Nobody is rewarded. {why}", why = sentence(reason));
    }
    let first = decided.levels.iter().find(|level| level.minor > 0);
    let name = first.map(|level| told.customer_name(&level.customer)).unwrap_or_default();
    let all = amount(decided.minor(), told.row.currency).text;
    match decided.levels.iter().filter(|level| level.minor > 0).count() {
        1 => t!("{name} is rewarded with {amount}.", name = name, amount = all),
        _ => t!(
            "{name} and customers further up are rewarded with {amount} in all.",
            name = name,
            amount = all
        ),
    }
}

fn maths(told: &Explanation, referral: &Referral, decided: &Decided) -> Vec<Term> {
    let figure = |minor: i64| Term::Figure(amount(minor, told.row.currency).text);
    let op = |text: &str| Term::Operator(text.to_owned());
    let mut terms = match referral.reward {
        Reward::Fixed { .. } => {
            vec![figure(decided.plain_minor), Term::Note(t!("for a friend's first order").into())]
        }
        Reward::Percent { rate, of } => {
            let of = match of {
                BaseKind::Goods => t!("of the goods"),
                BaseKind::Total => t!("of all that was paid"),
            };
            let whole = vec![Term::Figure(percent(rate)), Term::Note(of.to_owned())];
            whole.into_iter().chain([op("="), figure(decided.plain_minor)]).collect()
        }
    };
    let cap = referral.cap.filter(|_| decided.capped).map(|cap| [op(t!("at most")), figure(cap.minor)]);
    let promo = decided.promo.as_ref().map(raised);
    let (first, second) = match referral.cap_at {
        CapAt::BeforePromo => (cap.map(Vec::from), promo),
        CapAt::AfterPromo => (promo, cap.map(Vec::from)),
    };
    terms.extend(first.into_iter().chain(second).flatten());
    let own = decided.answered.map_or(decided.base_minor, |answered| answered.own_minor);
    if own != decided.plain_minor {
        terms.extend([op("="), figure(own)]);
    }
    if let Some(answered) = decided.answered.filter(|answered| answered.said_minor.is_some()) {
        let note = match answered.cut {
            true => t!("as answered, cut to what the rules allow"),
            false => t!("as answered"),
        };
        terms.extend([op("→"), figure(decided.base_minor), Term::Note(note.to_owned())]);
    }
    if decided.left_minor != decided.base_minor {
        terms.extend([op("→"), figure(decided.left_minor), Term::Note(t!("after refunds").into())]);
    }
    terms
}

fn raised(promo: &Promo) -> Vec<Term> {
    let percent = crate::lang::number::percent(i64::from(promo.multiplier_percent).saturating_mul(100));
    vec![Term::Operator("×".into()), Term::Figure(percent), Term::Note(promo.name.clone())]
}

fn part(told: &Explanation, decided: &Decided, level: &Level, clock: &Moments) -> Part {
    let state = match (level.nothing, decided.nobody) {
        (Some(reason), _) | (None, Some(reason)) => sentence(reason).to_owned(),
        _ if decided.waits => t!("On hold until {when}", when = clock.exact(decided.available_at).text),
        _ => t!("Ready to be spent").to_owned(),
    };
    Part {
        level: level.number.to_string(),
        customer: told.customer_name(&level.customer).to_owned(),
        share: level.rate.map_or(t!("all of it").to_owned(), percent),
        amount: amount(level.minor, told.row.currency),
        state,
        earns: level.minor > 0,
    }
}
