//! What speaks for or against an order being what it seems, each in words, from what is known of it.

use crate::t;
use crate::web::admin::moment::span;
use crate::web::view::orders::parts::Signal;
use tributary_core::attribution::Candidate;
use tributary_core::reason::Reason;
use tributary_core::review::QUICK_MS_MAX;
use tributary_engine::order::Explanation;

/// Everything worth a look, what is odd first.
pub(super) fn signals(told: &Explanation) -> Vec<Signal> {
    let decision = &told.decision;
    let candidates = &decision.attribution.candidates;
    let mut all = Vec::new();
    let mut say = |odd: bool, text: String| all.push(Signal { odd, text });
    if candidates.iter().any(|one| one.touch.own_purchase) {
        say(true, t!("The customer's e-mail address is a partner's own.").to_owned());
    }
    if candidates.iter().any(|one| one.lost == Some(Reason::SeveralCoupons)) {
        say(true, t!("Coupons of several partners stand on it.").to_owned());
    }
    if candidates.iter().any(|one| !one.touch.by_person) {
        say(true, t!("One of its clicks was made by a machine.").to_owned());
    }
    if decision.order.doubtful {
        say(true, t!("The store told two different states of it; it is being read again.").to_owned());
    }
    if let Some((gap_ms, one)) = gap(told) {
        let odd = gap_ms < QUICK_MS_MAX;
        let (time, name) = (span(gap_ms), told.name(&one.touch.partner));
        say(odd, t!("Ordered {time} after the click on {name}'s link.", time = time, name = name));
        let click = one.touch.click.as_ref().and_then(|id| told.clicks.get(id.as_str()));
        if let Some(click) = click {
            let suspect = click.traffic == "suspect";
            let text = if suspect {
                t!("The click looks unusual: its browser says little about itself.")
            } else {
                t!("The click looks like a person's.")
            };
            say(suspect, text.to_owned());
        }
    }
    if told.row.returning {
        say(false, t!("The customer has ordered here before.").to_owned());
    }
    all.sort_by_key(|signal| !signal.odd);
    all
}

/// From the winning click to the order.
fn gap(told: &Explanation) -> Option<(i64, &Candidate)> {
    let won = told.decision.attribution.candidates.iter().find(|one| one.lost.is_none())?;
    won.touch.click.as_ref()?;
    Some((told.row.placed_at.since_ms(won.touch.at).max(0), won))
}
