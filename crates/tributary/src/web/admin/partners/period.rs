//! The period of a list of things, as moments and as the picker that chooses it.

use crate::web::admin::desk::Desk;
use crate::web::admin::filter::query;
use crate::web::admin::moment::Moments;
use crate::web::admin::period::Period;
use crate::web::kit::PeriodPicker;
use crate::web::kit::period::{Custom, Preset};
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
    let href = |period: Period| {
        let mut pairs: Vec<(&str, String)> =
            kept.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        pairs.extend(period.pairs());
        query(path, &pairs)
    };
    let preset =
        |one: Period| Preset { label: one.name(), href: href(one), active: one == period, key: key(one) };
    let day = |at: Timestamp| desk.clock.local(at).date().to_string();
    let span = period.whole(&desk.clock);
    PeriodPicker {
        label: period.name(),
        options: Period::NAMED.map(preset).to_vec(),
        custom: Some(Custom {
            action: path.to_owned(),
            kept: kept.to_vec(),
            from: span.map(|span| day(span.from)).unwrap_or_default(),
            to: span.map(|span| day(span.to.plus_ms(-1))).unwrap_or_default(),
        }),
        ..PeriodPicker::default()
    }
}

/// The key that chooses a period.
fn key(period: Period) -> Option<char> {
    Some(match period {
        Period::Today => 'd',
        Period::Yesterday => 'e',
        Period::Week => 'w',
        Period::FourWeeks => 'f',
        Period::Quarter => 'n',
        Period::MonthToDate => 'm',
        Period::LastMonth => 'p',
        Period::YearToDate => 'y',
        Period::Year => 'l',
        Period::All => 'a',
        Period::Custom(..) => return None,
    })
}
