//! Which orders are wanted, and in which order: the same conditions for lists, sums and reports, so
//! that a figure equals the rows behind it.

use crate::db::Value;
use crate::page::Cursor;
use crate::params;
use tributary_core::{Currency, PartnerId, ProgramId, StoreId, TenantId, Timestamp};

/// Stands for "without any" in [`Filter::link`], `code`, `source`, `country`, `region` and `city`.
pub const NONE: &str = "none";
/// Stands for "with any" in [`Filter::link`], `code` and `source`.
pub const ANY: &str = "any";

/// Which orders are wanted; nothing given means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this store.
    pub store: Option<StoreId>,
    /// With this id in the store.
    pub external_id: Option<String>,
    /// In this status.
    pub status: Option<String>,
    /// Credited to this partner.
    pub partner: Option<PartnerId>,
    /// Credited at all, or not.
    pub attributed: Option<bool>,
    /// With refunds, or without.
    pub refunded: Option<bool>,
    /// Placed at or after.
    pub from: Option<Timestamp>,
    /// Placed before.
    pub to: Option<Timestamp>,
    /// Something is due for it, or nothing.
    pub earns: Option<bool>,
    /// In this currency.
    pub currency: Option<Currency>,
    /// Credited by this way.
    pub via: Option<String>,
    /// Credited, with a commission that stands so.
    pub standing: Option<String>,
    /// Judged by this program.
    pub program: Option<ProgramId>,
    /// Won by this link; [`NONE`] or [`ANY`].
    pub link: Option<String>,
    /// Won by this code; [`NONE`] or [`ANY`].
    pub code: Option<String>,
    /// Won by a click from this host, or `direct`; [`NONE`]: not by a click; [`ANY`]: by one.
    pub source: Option<String>,
    /// With a line of this product: the store's id of it, or its name where the store gives none.
    pub product: Option<String>,
    /// Billed to this country; [`NONE`]: to none.
    pub country: Option<String>,
    /// Billed to this state or region; [`NONE`].
    pub region: Option<String>,
    /// Billed to this city; [`NONE`].
    pub city: Option<String>,
    /// Its customer had ordered before, or had not as far as anybody knows.
    pub returning: Option<bool>,
    /// Credited to nobody, for this reason.
    pub reason: Option<String>,
    /// With a total of at least so much, in minor units.
    pub amount_min: Option<i64>,
    /// With a total of at most so much.
    pub amount_max: Option<i64>,
    /// With this in its number, its store's id, or what is shown of its customer.
    pub q: Option<String>,
    /// Of this customer, by the mark that [`crate::order::WorldOf::customer`] is.
    pub customer: Option<String>,
    /// A person should look at it, or need not.
    pub review: Option<bool>,
    /// In which order lists show them.
    pub sort: Sort,
}

/// By what a list is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// When we first heard of it.
    #[default]
    Arrived,
    /// When it was placed.
    Placed,
    /// What the buyer paid.
    Total,
    /// What it earns its partner.
    Commission,
}

/// In which order lists show orders. Those of equal rank stand in the order of their ids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: By,
    /// Smallest or oldest first; [`By::Arrived`] is always newest first.
    pub ascending: bool,
}

impl Sort {
    /// Reads `placed` or `-placed`; a minus means largest or newest first.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let (name, ascending) = word.strip_prefix('-').map_or((word, true), |name| (name, false));
        let by = match name {
            "placed" => By::Placed,
            "total" => By::Total,
            "commission" => By::Commission,
            _ => return None,
        };
        Some(Self { by, ascending })
    }

    /// The word of it; empty for the order of arrival.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match (self.by, self.ascending) {
            (By::Arrived, _) => "",
            (By::Placed, true) => "placed",
            (By::Placed, false) => "-placed",
            (By::Total, true) => "total",
            (By::Total, false) => "-total",
            (By::Commission, true) => "commission",
            (By::Commission, false) => "-commission",
        }
    }

    /// Where a page starts: a value and an id, taken from `1763690000000.ord_…`.
    pub(super) fn place(self, cursor: &Cursor) -> (i64, &str) {
        let start = if self.ascending { (i64::MIN, "") } else { (i64::MAX, "~") };
        let known = cursor.after.as_deref().and_then(|after| after.split_once('.'));
        known.and_then(|(value, id)| Some((value.parse().ok()?, id))).unwrap_or(start)
    }
}

impl Filter {
    /// The parameters `$1` to `$28` of the conditions that all statements on orders share.
    pub(crate) fn matching<'a>(&'a self, tenant: &'a TenantId) -> Vec<Value<'a>> {
        params![
            tenant,
            self.store.as_ref(),
            self.external_id.as_deref(),
            self.status.as_deref(),
            self.partner.as_ref(),
            self.attributed,
            self.refunded,
            self.from.unwrap_or(Timestamp::MIN),
            self.to.unwrap_or(Timestamp::from_ms(i64::MAX)),
            self.earns,
            self.currency.as_ref().map(Currency::code),
            self.via.as_deref(),
            self.standing.as_deref(),
            self.program.as_ref(),
            self.link.as_deref(),
            self.code.as_deref(),
            self.source.as_deref(),
            self.product.as_deref(),
            self.country.as_deref().map(place),
            self.region.as_deref().map(place),
            self.city.as_deref().map(place),
            self.returning,
            self.reason.as_deref(),
            self.amount_min,
            self.amount_max,
            self.q.as_deref().map(containing),
            self.customer.as_deref(),
            self.review,
        ]
        .to_vec()
    }
}

/// Places are stored as empty texts where they are unknown.
fn place(text: &str) -> &str {
    if text == NONE { "" } else { text }
}

/// A pattern for `LIKE … ESCAPE '!'` on folded text.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.trim().trim_start_matches('#').to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_are_read_as_they_are_written() {
        for word in ["placed", "-placed", "total", "-total", "commission", "-commission"] {
            assert_eq!(Sort::parse(word).map(Sort::word), Some(word));
        }
        assert_eq!(Sort::parse("city"), None);
        assert_eq!(Sort::default().word(), "");
    }

    #[test]
    fn what_people_look_for_is_no_pattern() {
        assert_eq!(containing(" #A_1%! "), "%a!_1!%!!%");
    }
}
