//! What stands on the chart beside the figures: when the rules changed and why, and promotions as long as they run.

use crate::promises::multiplier_text;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::period::Spans;
use crate::web::kit::Mark;
use tributary_core::ProgramId;
use tributary_core::referral::{Promo, Referral};
use tributary_engine::db::Tx;
use tributary_engine::{Error, program};

/// Of each kind the newest; more would hide the line.
const MARKS_MAX: usize = 3;

/// All marks of a period, in the order in which they begin.
pub(super) fn marks(tx: &mut Tx<'_>, desk: &Desk, spans: &Spans) -> Result<Vec<Mark>, Error> {
    let id = desk.program(tx)?;
    let mut all = changes(tx, desk, (&id, spans))?;
    let rules = program::load(tx, desk.tenant(), &id)?.current.rules;
    if let Some(referral) = rules.referral.filter(|referral| referral.enabled) {
        all.extend(promos(&referral, (&id, spans)));
    }
    all.sort_by_key(|mark| mark.at);
    Ok(all)
}

/// When the rules changed, and why.
fn changes(tx: &mut Tx<'_>, desk: &Desk, (id, spans): (&ProgramId, &Spans)) -> Result<Vec<Mark>, Error> {
    let made = program::history(tx, desk.tenant(), id)?;
    let mark = |version: &program::VersionMade| {
        let at = spans.now.iter().position(|one| one.span.from <= version.at && version.at < one.span.to)?;
        let label = if version.note.is_empty() {
            t!("Rules, version {number}", number = version.number)
        } else {
            t!("Rules, version {number}: {note}", number = version.number, note = version.note)
        };
        let href = Some(format!("/admin/programs/{id}/versions/{}", version.number));
        Some(Mark { at, until: None, label, href })
    };
    // The first version changes nothing: it is how the program began.
    let mut marks: Vec<Mark> =
        made.iter().filter(|version| version.number > 1).filter_map(mark).take(MARKS_MAX).collect();
    marks.reverse();
    Ok(marks)
}

/// The promotions that run in a period, each from its first bucket to its last.
fn promos(referral: &Referral, (id, spans): (&ProgramId, &Spans)) -> Vec<Mark> {
    let mark = |promo: &Promo| {
        let mut inside = (0_usize..)
            .zip(&spans.now)
            .filter(|(_, one)| one.span.from < promo.ends_at && promo.starts_at < one.span.to)
            .map(|(at, _)| at);
        let at = inside.next()?;
        let label =
            t!("{name}, ×{times}", name = promo.name, times = multiplier_text(promo.multiplier_percent));
        let href = Some(format!("/admin/programs/{id}/promos"));
        Some(Mark { at, until: Some(inside.last().unwrap_or(at)), label, href })
    };
    let mut newest: Vec<&Promo> = referral.promos.iter().collect();
    newest.sort_by_key(|promo| std::cmp::Reverse(promo.starts_at));
    newest.into_iter().filter_map(mark).take(MARKS_MAX).collect()
}
