//! What is asked: spans of a shop's calendar as pages ask for them, and how a hand would put them together of kept sums.

use crate::cases::{Case, Grain};
use crate::fill;
use tributary_core::{Currency, PartnerId, TenantId, Timestamp};
use tributary_engine::click::{self, Calendar};
use tributary_engine::db::{Tx, Value};
use tributary_engine::error::{Error, Result};
use tributary_engine::link;
use tributary_engine::order::Filter;
use tributary_engine::report::{self, Period};
use tributary_engine::{access, params};

/// How many days the wide sums of orders span.
const WIDE: i64 = 32;

/// Whose figures are asked, and when.
pub(crate) struct Ask {
    pub(crate) tenant: TenantId,
    pub(crate) currency: Currency,
    /// The busiest partner, and its busiest link.
    pub(crate) partner: PartnerId,
    pub(crate) link: String,
    calendar: Calendar,
}

/// A span, and the same in places of kept sums. An empty range stands where it needs none.
pub(crate) struct Span {
    pub(crate) period: Period,
    /// Days before the wide ones, wide ones, days after them.
    pub(crate) wide: [(i64, i64); 3],
    pub(crate) days: (i64, i64),
    pub(crate) hours: [(i64, i64); 2],
    /// What is left to be read row by row.
    pub(crate) edges: [(i64, i64); 2],
    /// As a chart cuts it.
    pub(crate) buckets: Vec<Period>,
}

impl Ask {
    pub(crate) fn of(tx: &mut Tx<'_>) -> Result<Self> {
        let nothing = || Error::Broken("there is no shop".to_owned());
        let tenant = access::tenants(tx)?.into_iter().next().ok_or_else(nothing)?;
        let links = link::all(tx, &tenant, None)?;
        let link = links.into_iter().find(|link| link.slug == fill::BUSIEST).ok_or_else(nothing)?;
        let calendar = click::calendar(tx, &tenant)?.ok_or_else(nothing)?;
        let currency = Currency::parse("USD").map_err(|error| Error::Broken(error.to_string()))?;
        Ok(Self { tenant, currency, partner: link.partner, link: link.id.to_string(), calendar })
    }

    /// The orders behind the figures of a span.
    pub(crate) fn earning(&self, span: &Span) -> Filter {
        report::earning(self.currency, span.period)
    }

    /// A year, thirty days, the running day, and spans that end with this very minute.
    pub(crate) fn spans(&self, case: &Case) -> Vec<(&'static str, Span)> {
        let today = self.calendar.day_of(fill::NOW);
        let (start, end) = (|day| self.calendar.start_of(day), self.calendar.start_of(today + 1));
        let day = 24 * 3_600_000;
        let all = [
            ("a year", start(today - 364), end),
            ("30 days", start(today - 29), end),
            ("today", start(today), end),
            ("yesterday so far", start(today - 1), fill::NOW.plus_ms(-day)),
            ("30 days, ragged", fill::NOW.plus_ms(-30 * day + 1_234_567), fill::NOW),
        ];
        all.into_iter().map(|(name, from, to)| (name, self.span(case.grain, from, to))).collect()
    }

    fn span(&self, grain: Grain, from: Timestamp, to: Timestamp) -> Span {
        let calendar = &self.calendar;
        let (day, last) = (calendar.day_of(from), calendar.day_of(to));
        let first = if calendar.start_of(day) < from { day + 1 } else { day };
        let days = (first, last.max(first));
        let mut edges = if first > last {
            vec![(from, to)]
        } else {
            vec![(from, calendar.start_of(first)), (calendar.start_of(last), to)]
        };
        let mut hours = Vec::new();
        if grain == Grain::Hour {
            for (from, to) in std::mem::take(&mut edges) {
                let hour = calendar.hour_of(from);
                let first = if calendar.start_of_hour(hour) < from { hour + 1 } else { hour };
                let last = calendar.hour_of(to);
                if first >= last {
                    edges.push((from, to));
                } else {
                    hours.push((first, last));
                    edges.extend([(from, calendar.start_of_hour(first)), (calendar.start_of_hour(last), to)]);
                }
            }
        }
        edges.retain(|(from, to)| from < to);
        let edges: Vec<(i64, i64)> = edges.into_iter().map(|(from, to)| (from.ms(), to.ms())).collect();
        Span {
            period: Period { from, to },
            wide: wide(days),
            days,
            hours: two(&hours),
            edges: two(&edges),
            buckets: self.buckets(from, to),
        }
    }

    /// The span from its beginning up to the end of the running day.
    pub(crate) fn up_to_now(&self, span: &Span) -> Span {
        let end = self.calendar.start_of(self.calendar.day_of(fill::NOW) + 1);
        self.span(Grain::Hour, span.period.from, end)
    }

    /// By the hour, the day or the month, as charts are cut.
    fn buckets(&self, from: Timestamp, to: Timestamp) -> Vec<Period> {
        let calendar = &self.calendar;
        let (first, last) = (calendar.day_of(from), calendar.day_of(to.plus_ms(-1)));
        let edges: Vec<Timestamp> = if first == last {
            let hour = calendar.hour_of(from);
            (hour..=hour + 24).map(|hour| calendar.start_of_hour(hour)).collect()
        } else {
            let step = if last - first > 45 { 30 } else { 1 };
            (first..=last + step)
                .step_by(usize::try_from(step).unwrap_or(1))
                .map(|day| calendar.start_of(day))
                .collect()
        };
        let inside = |at: Timestamp| at.max(from).min(to);
        let pairs = edges.iter().zip(edges.iter().skip(1));
        pairs.map(|(from, to)| Period { from: inside(*from), to: inside(*to) }).collect()
    }

    /// The parameters of a statement on sums of orders by hand, `$1` to `$17`; a key may follow.
    pub(crate) fn of_orders<'a>(&'a self, axis: &'a str, span: &Span) -> Vec<Value<'a>> {
        let [before, wide, after] = span.wide;
        let ranges = [before, wide, after, span.hours[0], span.hours[1], span.edges[0], span.edges[1]];
        let mut params = params![&self.tenant, axis, self.currency.code()].to_vec();
        params.extend(ranges.into_iter().flat_map(|(from, to)| [Value::from(from), Value::from(to)]));
        params
    }

    /// The same on clicks, `$1` to `$12`.
    pub(crate) fn of_clicks<'a>(&'a self, axis: &'a str, span: &Span) -> Vec<Value<'a>> {
        let ranges = [span.days, span.hours[0], span.hours[1], span.edges[0], span.edges[1]];
        let mut params = params![&self.tenant, axis].to_vec();
        params.extend(ranges.into_iter().flat_map(|(from, to)| [Value::from(from), Value::from(to)]));
        params
    }
}

impl Span {
    /// The same day by day.
    pub(crate) fn day_by_day(&self) -> Self {
        Self { wide: [self.days, (0, 0), (0, 0)], buckets: Vec::new(), ..*self }
    }

    /// The same as charts need it: day by day, a single day by the hour.
    pub(crate) fn for_chart(&self) -> Self {
        let (first, end) = self.days;
        if end - first != 1 {
            return self.day_by_day();
        }
        let hours = (click::first_hour(first), click::first_hour(end));
        Self { wide: [(0, 0); 3], days: (0, 0), hours: [hours, (0, 0)], buckets: Vec::new(), ..*self }
    }
}

fn two(ranges: &[(i64, i64)]) -> [(i64, i64); 2] {
    [ranges.first().copied().unwrap_or_default(), ranges.get(1).copied().unwrap_or_default()]
}

/// Days before the wide ones, wide ones, days after them.
fn wide((first, end): (i64, i64)) -> [(i64, i64); 3] {
    let (from, to) = (first.div_euclid(WIDE) + i64::from(first.rem_euclid(WIDE) > 0), end.div_euclid(WIDE));
    if from < to {
        [(first, from * WIDE), (from, to), (to * WIDE, end)]
    } else {
        [(first, end), (0, 0), (0, 0)]
    }
}
