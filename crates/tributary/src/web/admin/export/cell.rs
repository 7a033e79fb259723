//! What stands in an export: typed columns and cells, so that numbers stay numbers and texts are never formulas.

use super::Export;
use crate::t;
use jiff::Zoned;
use jiff::tz::TimeZone;
use tributary_core::{Currency, Timestamp};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words, names, codes.
    Text,
    /// Whole numbers.
    Count,
    /// Amounts; the first such column of a list has its currency before it.
    Money,
    /// Moments on the store's clock.
    Instant,
    /// Shares.
    Percent,
    /// The currency of a row's amounts.
    Currency,
}

/// One column.
#[derive(Debug, Clone)]
pub(in crate::web) struct Column {
    pub(super) heading: String,
    pub(super) kind: Kind,
}

/// One cell; its kind is the column's, or it is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::web) enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Count(i64),
    /// Minor units of a currency. All amounts of a row are of one currency.
    Money(i64, Currency),
    /// A moment.
    At(Timestamp),
    /// Hundredths of a percent.
    Percent(i64),
}

impl Column {
    fn new(heading: &str, kind: Kind) -> Self {
        Self { heading: heading.to_owned(), kind }
    }

    /// Words, names, codes.
    pub(in crate::web) fn text(heading: &str) -> Self {
        Self::new(heading, Kind::Text)
    }

    /// Whole numbers.
    pub(in crate::web) fn count(heading: &str) -> Self {
        Self::new(heading, Kind::Count)
    }

    /// Amounts. The currency has a column of its own, before the first amount.
    pub(in crate::web) fn money(heading: &str) -> Self {
        Self::new(heading, Kind::Money)
    }

    /// Moments, on the store's clock.
    pub(in crate::web) fn instant(heading: &str) -> Self {
        Self::new(heading, Kind::Instant)
    }

    /// Shares.
    pub(in crate::web) fn percent(heading: &str) -> Self {
        Self::new(heading, Kind::Percent)
    }
}

impl Cell {
    /// Words; none is an empty cell.
    pub(in crate::web) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

/// The columns as files have them: headings say the zone, and amounts have their currency before them.
pub(super) fn of_file(export: &Export) -> Vec<Column> {
    let mut columns = Vec::with_capacity(export.columns.len() + 1);
    let money = first_money(&export.columns);
    for (place, column) in export.columns.iter().enumerate() {
        if money == Some(place) {
            columns.push(Column::new(t!("Currency"), Kind::Currency));
        }
        let heading = match column.kind {
            Kind::Instant => format!("{} ({})", column.heading, export.zone_name),
            _ => column.heading.clone(),
        };
        columns.push(Column { heading, kind: column.kind });
    }
    columns
}

/// The cells of a row under [`of_file`]'s columns.
pub(super) fn with_currency(columns: &[Column], mut row: Vec<Cell>) -> Vec<Cell> {
    let Some(place) = first_money(columns) else { return row };
    let currency = row.iter().find_map(|cell| match cell {
        Cell::Money(_, currency) => Some(Cell::Text(currency.code().to_owned())),
        _ => None,
    });
    row.insert(place.min(row.len()), currency.unwrap_or_default());
    row
}

fn first_money(columns: &[Column]) -> Option<usize> {
    columns.iter().position(|column| column.kind == Kind::Money)
}

/// `-1234.50` from -123450 and two decimals: the same in every language.
pub(super) fn decimal(minor: i64, exponent: u32) -> String {
    let unit = 10_u64.pow(exponent);
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let width = usize::try_from(exponent).unwrap_or_default();
    if width == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:0width$}") }
}

/// A moment on a clock.
pub(super) fn local(at: Timestamp, zone: &TimeZone) -> Zoned {
    let stamp = jiff::Timestamp::from_millisecond(at.ms()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    stamp.to_zoned(zone.clone())
}

/// `2026-06-02T09:14:00+02:00`
pub(super) fn iso(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_plain_decimals() {
        let written = [(-123_450, 2), (5, 2), (999, 0), (1_234_567, 3), (0, 2)].map(|(m, e)| decimal(m, e));
        assert_eq!(written, ["-1234.50", "0.05", "999", "1234.567", "0.00"]);
        assert_eq!(decimal(i64::MIN, 2), "-92233720368547758.08");
    }

    #[test]
    fn moments_are_told_on_the_store_s_clock_through_the_change_of_the_clocks() {
        let zone = TimeZone::get("Europe/Stockholm").unwrap();
        let at = |text: &str| tributary_engine::clock::parse_rfc3339(text).unwrap();
        assert_eq!(iso(at("2026-06-02T07:14:00Z"), &zone), "2026-06-02T09:14:00+02:00");
        assert_eq!(iso(at("2026-10-25T00:30:00Z"), &zone), "2026-10-25T02:30:00+02:00");
        assert_eq!(iso(at("2026-10-25T01:30:00Z"), &zone), "2026-10-25T02:30:00+01:00");
    }

    #[test]
    fn the_currency_stands_before_the_first_amount() {
        let columns = [Column::text("a"), Column::money("b"), Column::money("c")];
        let sek = Currency::parse("SEK").unwrap();
        let row = with_currency(&columns, vec![Cell::text("x"), Cell::Empty, Cell::Money(1, sek)]);
        assert_eq!(row, [Cell::text("x"), Cell::text("SEK"), Cell::Empty, Cell::Money(1, sek)]);
        assert_eq!(with_currency(&columns[..1], vec![Cell::text("x")]), [Cell::text("x")]);
    }
}
