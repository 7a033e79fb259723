//! The period of a list of things, as moments and as the picker that chooses it.

use crate::web::admin::desk::Desk;
use crate::web::admin::moment::Moments;
use crate::web::admin::period::Period;
use crate::web::admin::period::picker::{self, At};
use crate::web::kit::PeriodPicker;
use tributary_core::Timestamp;
use tributary_engine::report;

/// The moments of a period; everything there is for all time.
pub(in crate::web::admin) fn whole(period: Period, clock: &Moments) -> report::Period {
    let ever = report::Period { from: Timestamp::MIN, to: Timestamp::from_ms(i64::MAX) };
    period.whole(clock).unwrap_or(ever)
}

/// The picker of a page at `path`, which keeps what else it asks for.
pub(in crate::web::admin) fn picker(
    desk: &Desk,
    period: Period,
    (path, kept): (&str, &[(String, String)]),
) -> PeriodPicker {
    picker::picker(&desk.clock, (period, None), At { path, kept })
}
