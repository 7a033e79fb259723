//! What would change that nobody is credited: the exact thing to do, for this order or for the next ones.

use super::why::Story;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::links::code_new::href;
use crate::web::kit::Post;
use crate::web::view::orders::why::{Remedy, Way};
use tributary_core::reason::Reason;
use tributary_core::time::DAY_MS;
use tributary_core::touch::{DeadEnd, Source};

/// What can be done, the most likely first.
pub(super) fn remedies(desk: &Desk, story: &Story, reason: Reason) -> Vec<Remedy> {
    let told = &story.told;
    let program = |query: &str| format!("/admin/programs/{}{query}", told.row.program);
    let open =
        |name, label: &str, href: String| Remedy { name, label: label.to_owned(), way: Way::Open(href) };
    let mut all = Vec::new();
    match reason {
        Reason::UnknownCode => all.extend(unknown_code(story)),
        Reason::OutsideWindow => {
            all.extend(credit_loser(desk, story, reason));
            let days = days_needed(story).to_string();
            let preview = program(&format!("/edit?window_days={days}&do=preview"));
            all.push(open("change-window", t!("Change the window…"), preview));
        }
        Reason::SelfPurchase | Reason::SeveralCoupons | Reason::SignalNotUsed => {
            all.extend(credit_loser(desk, story, reason));
            all.push(open("change-rules", t!("Change the rules…"), program("/edit")));
        }
        Reason::PartnerPaused => {
            all.extend(credit_loser(desk, story, reason));
            let partner = loser(story, reason).map(|(id, _)| id);
            all.extend(
                partner.map(|id| {
                    open("see-partner", t!("Resume the partner…"), format!("/admin/partners/{id}"))
                }),
            );
        }
        Reason::DecidedByHand => all.push(release(desk, story)),
        _ => all.extend(credit_loser(desk, story, reason)),
    }
    if !all.iter().any(|remedy| remedy.name == "credit-loser") {
        all.push(open("credit-someone", t!("Credit a partner…"), "#decide".to_owned()));
    }
    all
}

/// Id and name of whose evidence came nearest.
fn loser(story: &Story, reason: Reason) -> Option<(String, String)> {
    let told = &story.told;
    let lost = told.decision.attribution.candidates.iter().rev().find(|one| one.lost == Some(reason))?;
    Some((lost.touch.partner.to_string(), told.name(&lost.touch.partner).to_owned()))
}

/// `Credit Sara anyway…`, which asks why.
fn credit_loser(desk: &Desk, story: &Story, reason: Reason) -> Option<Remedy> {
    let (partner, name) = loser(story, reason)?;
    let post = Post::to(story.act("assign"), desk.csrf()).with("partner", partner);
    let question = t!("Credit {name} with this order?", name = name);
    let label = t!("Credit {name} anyway…", name = name);
    Some(Remedy {
        name: "credit-loser",
        label,
        way: Way::Ask { post, question, send: t!("Credit").to_owned() },
    })
}

fn release(desk: &Desk, story: &Story) -> Remedy {
    let post = Post::to(story.act("release"), desk.csrf());
    Remedy { name: "release", label: t!("Let the rules decide").to_owned(), way: Way::Do(post) }
}

/// The window with which the latest click that was too old would have counted.
fn days_needed(story: &Story) -> i64 {
    let told = &story.told;
    let candidates = told.decision.attribution.candidates.iter();
    let old = candidates.filter(|one| one.lost == Some(Reason::OutsideWindow)).map(|one| one.touch.at).max();
    let gap_ms = old.map_or(0, |at| told.row.placed_at.since_ms(at));
    gap_ms / DAY_MS + 1
}

/// A code is given away with all the orders that carry it; one that was mistyped becomes an alias.
fn unknown_code(story: &Story) -> Vec<Remedy> {
    let ends = &story.told.decision.attribution.dead_ends;
    let unknown = |end: &&DeadEnd| end.reason == Reason::UnknownCode;
    let Some(end) = ends.iter().filter(unknown).min_by_key(|end| end.source != Source::Coupon) else {
        return Vec::new();
    };
    let name = if end.source == Source::Coupon { "coupon" } else { "code" };
    let mut all = Vec::new();
    if let Some(near) = &story.near {
        let query = [(name, end.value.as_str()), ("partner", near.partner.as_str())];
        let label = t!("Did you mean {code}? Give it to {name}…", code = near.code, name = near.name);
        all.push(Remedy { name: "near-code", label, way: Way::Open(href("/admin/codes/new", &query)) });
    }
    let give = href("/admin/codes/new", &[(name, &end.value)]);
    let label = t!("Give the code {code} to a partner…", code = end.value);
    all.push(Remedy { name: "give-code", label, way: Way::Open(give) });
    all
}
