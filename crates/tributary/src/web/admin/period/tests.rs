//! Edges of the calendar: changes of the clock, months of other lengths, running days.

use super::*;

const HOUR_MS: i64 = 3_600_000;

fn at(text: &str) -> Timestamp {
    tributary_engine::clock::parse_rfc3339(text).unwrap()
}

fn hours(bucket: &Bucket) -> i64 {
    bucket.span.to.since_ms(bucket.span.from) / HOUR_MS
}

#[test]
fn days_are_23_and_25_hours_long_when_the_clocks_change() {
    let clock = Moments::new("Europe/Stockholm", at("2026-03-30T10:00:00Z"));
    let spans = Period::Week.spans(&clock);
    let lengths: Vec<i64> = spans.now.iter().map(hours).collect();
    assert_eq!(lengths, [24, 24, 24, 24, 24, 23, 24], "29 March has no third hour");
    assert_eq!(spans.now[5].date, "Sun 29 Mar 2026");
    assert_eq!(spans.now[5].span.from, at("2026-03-28T23:00:00Z"));
    assert_eq!(spans.now[5].span.to, at("2026-03-29T22:00:00Z"));
    let clock = Moments::new("Europe/Stockholm", at("2026-10-26T10:00:00Z"));
    let lengths: Vec<i64> = Period::Week.spans(&clock).now.iter().map(hours).collect();
    assert_eq!(lengths, [24, 24, 24, 24, 24, 25, 24]);
}

#[test]
fn a_day_without_midnight_begins_when_the_clocks_are_put_forward() {
    // In Beirut the clock goes from 00:00 to 01:00.
    let clock = Moments::new("Asia/Beirut", at("2026-03-29T10:00:00Z"));
    let spans = Period::Week.spans(&clock);
    let last = &spans.now[6];
    assert_eq!((last.date.as_str(), hours(last)), ("Sun 29 Mar 2026", 23));
    assert_eq!(last.span.from, at("2026-03-28T22:00:00Z"));
    assert_eq!(spans.now[5].span.to, last.span.from);
}

#[test]
fn buckets_touch_and_hold_today() {
    for period in [Period::Week, Period::FourWeeks, Period::Quarter, Period::Year] {
        let clock = Moments::new("America/New_York", at("2026-03-10T03:30:00Z"));
        let spans = period.spans(&clock);
        for buckets in [&spans.now, &spans.before] {
            assert!(buckets.windows(2).all(|pair| pair[0].span.to == pair[1].span.from), "{period:?}");
        }
        let whole = spans.whole();
        assert!(whole.from <= clock.now() && clock.now() < whole.to, "{period:?}");
        assert!(spans.now.last().unwrap().span.from <= clock.now(), "{period:?}");
        assert!(spans.whole_before().to <= whole.from, "{period:?}");
        assert_eq!(spans.now.len(), spans.before.len());
    }
}

#[test]
fn the_period_before_ends_at_this_time_of_day() {
    let clock = Moments::new("Europe/Stockholm", at("2026-06-03T18:20:00Z"));
    let spans = Period::FourWeeks.spans(&clock);
    assert_eq!(spans.now[0].date, "Thu 7 May 2026");
    assert_eq!(spans.now[27].date, "Wed 3 Jun 2026");
    assert_eq!(spans.whole_before().to, at("2026-05-06T18:20:00Z"));
    assert_eq!(spans.before[27].date, "Wed 6 May 2026");
}

#[test]
fn a_month_is_compared_up_to_its_same_day() {
    let clock = Moments::new("UTC", at("2026-06-15T12:00:00Z"));
    let spans = Period::Year.spans(&clock);
    assert_eq!(spans.now[0].date, "Jul 2025");
    assert_eq!(spans.now[11].date, "Jun 2026");
    assert_eq!(spans.whole_before().to, at("2025-06-15T12:00:00Z"));
}

#[test]
fn every_word_leads_back_to_its_period() {
    for period in Period::NAMED {
        assert_eq!(Period::parse(period.word()), Some(period));
    }
    let (may, june) = (jiff::civil::date(2026, 5, 1), jiff::civil::date(2026, 6, 3));
    let custom = Period::Custom(may, june);
    assert_eq!(Period::of("custom", "2026-06-03", "2026-05-01"), Some(custom), "put right");
    assert_eq!(Period::of("custom", "2026-06-31", "2026-05-01"), None);
    assert_eq!(custom.name(), "1 May 2026 to 3 Jun 2026");
    assert_eq!(custom.compared_name(Comparison::Previous).as_deref(), Some("34 days before"));
    assert_eq!(Period::of("soon", "", ""), None);
}

#[test]
fn a_day_is_cut_into_its_hours_and_compared_up_to_this_one() {
    let clock = Moments::new("Europe/Stockholm", at("2026-06-03T18:20:00Z"));
    let spans = Period::Today.spans(&clock);
    assert_eq!((spans.now.len(), spans.now[20].label.as_str()), (24, "20:00"));
    assert_eq!(spans.whole().from, at("2026-06-02T22:00:00Z"));
    assert_eq!(spans.whole_before().to, at("2026-06-02T18:20:00Z"));
    let spans = Period::Yesterday.spans(&clock);
    assert_eq!(spans.whole_before().to, spans.now[0].span.from, "a day that is over is compared whole");
}

#[test]
fn months_are_compared_by_the_calendar() {
    let clock = Moments::new("UTC", at("2026-03-30T12:00:00Z"));
    let month = Period::MonthToDate.spans(&clock);
    assert_eq!((month.now.len(), month.before.len()), (30, 30));
    assert_eq!(month.whole_before().from, at("2026-02-01T00:00:00Z"));
    assert_eq!(month.whole_before().to, at("2026-02-28T12:00:00Z"));
    let last = Period::LastMonth.spans(&clock);
    assert_eq!(last.whole().to, at("2026-03-01T00:00:00Z"));
    assert_eq!(last.whole_before().from, at("2026-01-01T00:00:00Z"));
    assert_eq!(last.whole_before().to, at("2026-02-01T00:00:00Z"), "all of the longer month");
    let year = Period::FourWeeks.compared(&clock, Comparison::Year, None);
    assert_eq!(year.whole_before().from, at("2025-03-03T00:00:00Z"));
    assert_eq!(year.whole_before().to, at("2025-03-30T12:00:00Z"));
}

#[test]
fn long_spans_have_fewer_wider_buckets() {
    let clock = Moments::new("UTC", at("2026-11-20T12:00:00Z"));
    let year = Period::YearToDate.spans(&clock);
    assert_eq!((year.now.len(), year.now[0].label.as_str()), (11, "Jan"));
    let custom = Period::of("custom", "2026-01-15", "2026-04-02").unwrap();
    assert_eq!(custom.spans(&clock).now[0].date, "15 Jan to 21 Jan 2026");
    let all = Period::All.compared(&clock, Comparison::Previous, Some(at("2026-11-10T00:00:00Z")));
    assert_eq!((all.now.len(), all.before.len()), (11, 0));
    assert!(Period::All.whole(&clock).is_none());
}
