//! How codes bind customers for life, as the form of all rules holds it.

use super::draft::{Draft, Faults};
use crate::lang::msg;
use crate::promises;
use tributary_core::program::{Rules, Signal};
use tributary_core::referral::{Lifelong, LifelongMode};

/// What the form calls each mode.
pub(super) const MODES: [(&str, LifelongMode); 3] = [
    ("off", LifelongMode::Off),
    ("first_coupon", LifelongMode::FirstCoupon),
    ("typed_code", LifelongMode::TypedCode),
];

/// What the form calls a mode.
pub(super) fn word(mode: LifelongMode) -> &'static str {
    MODES.iter().find(|(_, known)| *known == mode).map_or("off", |(word, _)| word)
}

/// Puts what the form says into rules. Whoever begins to bind customers wants that to count: the code for life then stands
/// first among all evidence, unless it stands somewhere already.
pub(super) fn put(draft: &Draft, rules: &mut Rules, faults: &mut Faults) {
    let mode = MODES.iter().find(|(word, _)| *word == draft.text("lifelong"));
    let listed = draft.text("listed").split_whitespace().map(str::to_owned).collect();
    let new = Lifelong { mode: mode.map_or(rules.lifelong.mode, |(_, mode)| *mode), listed };
    if !promises::judge_lifelong(&new).is_empty() {
        faults.note("listed", "format", msg("Give each coupon once, at most 500 of them."));
        return;
    }
    let begins = rules.lifelong.mode == LifelongMode::Off && new.mode != LifelongMode::Off;
    if begins && !rules.priority.contains(&Signal::Binding) {
        rules.priority.insert(0, Signal::Binding);
    }
    rules.lifelong = new;
}
