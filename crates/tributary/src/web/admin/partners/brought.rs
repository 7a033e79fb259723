//! What a partner, link or code brought in a period, out of the reports, and what is reckoned from it.

use crate::web::admin::desk::Desk;
use std::collections::BTreeMap;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::partner::Refunds;
use tributary_engine::report::{self, Axis, Figures, Period};

/// Figures by id of what they are of.
pub(in crate::web::admin) type ById = BTreeMap<String, Figures>;

/// What each thing of an axis brought; what brought nothing is left out.
pub(in crate::web::admin) fn by(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (axis, period): (Axis, Period),
) -> Result<ById, Error> {
    let rows = report::rows(tx, desk.tenant(), axis, &desk.earning(period))?;
    Ok(rows.into_iter().map(|row| (row.key, row.figures)).collect())
}

/// Orders won by a click, per click, in hundredths of a percent.
pub(super) fn conversion_bps(figures: &Figures) -> Option<i64> {
    share_bps(figures.by_click, figures.clicks)
}

/// Commission per click, in minor units, rounded down.
pub(super) fn per_click_minor(figures: &Figures) -> Option<i64> {
    figures.commission_minor.checked_div(figures.clicks)
}

/// How many of the credited orders have refunds, in hundredths of a percent.
pub(super) fn refund_bps(refunds: Refunds) -> Option<i64> {
    share_bps(refunds.refunded, refunds.credited)
}

fn share_bps(part: i64, whole: i64) -> Option<i64> {
    part.checked_mul(10_000)?.checked_div(whole)
}

/// The sum of several.
pub(super) fn sum(all: impl Iterator<Item = Figures>) -> Figures {
    all.fold(Figures::default(), |mut sum, one| {
        sum += one;
        sum
    })
}
