//! What the address of a report asks for, and the addresses of the rows behind its figures.

use super::{clicks, lines};
use crate::lang::{self, msg};
use crate::web::admin::desk::Desk;
use crate::web::admin::filter::{self, query};
use crate::web::admin::overview::figures::Chosen;
use crate::web::admin::period::{Comparison, Period};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use tributary_core::Currency;
use tributary_engine::order::{ANY, Filter, Sort};
use tributary_engine::report::Axis;

/// The page's own address.
pub(super) const PATH: &str = "/admin/reports";
const ORDERS: &str = "/admin/orders";

/// One part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Section {
    /// Partners, programs, links, codes, sources.
    #[default]
    Performance,
    /// What was sold.
    Products,
    /// Where it went.
    Places,
    /// New and returning customers.
    Customers,
    /// Customers by the code to which they are bound.
    Referrals,
}

/// Word in the address, and name.
const SECTIONS: [(Section, &str, &str); 5] = [
    (Section::Performance, "performance", msg("Performance")),
    (Section::Products, "products", msg("Products")),
    (Section::Places, "places", msg("Places")),
    (Section::Customers, "customers", msg("Customers")),
    (Section::Referrals, "referrals", msg("Customers Referral")),
];

/// By what the rows of the first section are told apart.
pub(super) const AXES: [(Axis, &str, &str); 5] = [
    (Axis::Partner, "partner", msg("Partner")),
    (Axis::Program, "program", msg("Program")),
    (Axis::Link, "link", msg("Link")),
    (Axis::Code, "code", msg("Code")),
    (Axis::Source, "source", msg("Source")),
];

impl Section {
    /// All of them, in the order of the tabs.
    pub(super) const ALL: [Self; 5] =
        [Self::Performance, Self::Products, Self::Places, Self::Customers, Self::Referrals];

    fn word(self) -> &'static str {
        SECTIONS.iter().find(|(section, ..)| *section == self).map_or("", |(_, word, _)| word)
    }

    /// What people call it.
    pub(super) fn name(self) -> &'static str {
        SECTIONS.iter().find(|(section, ..)| *section == self).map_or("", |(.., name)| lang::text(name))
    }
}

/// What a report's address asks for.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    /// Which orders, in the words of their list.
    pub(super) filter: filter::Ask,
    /// Which part of the page.
    pub(super) section: Section,
    /// By what rows are told apart.
    pub(super) by: Axis,
    /// The figure that is drawn.
    pub(super) chart: Chosen,
    /// With what it is compared.
    pub(super) with: Comparison,
    /// Countries are drawn on a map, too.
    pub(super) map: bool,
    /// Whose orders: `none`, or a code behind an equals sign.
    pub(super) whose: String,
    /// The code that a customer has now counts, not that of the order's time.
    pub(super) now: bool,
    /// Only orders that carry the code as a coupon.
    pub(super) only_coupon: bool,
}

impl Ask {
    fn read(text: &str) -> Self {
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        let of = |name: &str| {
            pairs.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
        };
        let section = SECTIONS.iter().find(|(_, word, _)| *word == of("section"));
        let by = AXES.iter().find(|(_, word, _)| *word == of("rows"));
        let known = filter::Ask::read(text);
        let after = known.after.clone();
        let mut filter = known.with("tab", "").with("sort", "").with("cols", "");
        if filter.period().is_none() {
            filter = filter.with("period", Period::default().word());
        }
        let filter = filter.next(&after);
        Self {
            filter,
            section: section.map_or(Section::default(), |(section, ..)| *section),
            by: by.map_or(Axis::Partner, |(axis, ..)| *axis),
            chart: Chosen::parse(of("metric")).unwrap_or_default(),
            with: Comparison::parse(of("compare")),
            map: of("map") == "1",
            whose: of("whose").to_owned(),
            now: of("reading") == "now",
            only_coupon: of("only") == "coupon",
        }
    }

    /// Name and value of all that is asked.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.filter.next("").pairs();
        let axis = AXES.iter().find(|(axis, ..)| *axis == self.by).map_or("", |(_, word, _)| word);
        let own = [
            ("section", self.section.word(), Section::default().word()),
            ("rows", axis, "partner"),
            ("compare", self.with.word(), Comparison::default().word()),
        ];
        pairs.extend(
            own.into_iter()
                .filter(|(_, word, usual)| word != usual)
                .map(|(name, word, _)| (name, word.to_owned())),
        );
        pairs.extend(self.chart.pair().map(|(_, word)| ("metric", word)));
        pairs.extend(self.map.then(|| ("map", "1".to_owned())));
        pairs.extend((!self.whose.is_empty()).then(|| ("whose", self.whose.clone())));
        pairs.extend(self.now.then(|| ("reading", "now".to_owned())));
        pairs.extend(self.only_coupon.then(|| ("only", "coupon".to_owned())));
        pairs
    }

    /// The address that asks this.
    pub(super) fn href(&self) -> String {
        query(PATH, &self.pairs())
    }

    /// What choosing other days keeps of the filters.
    pub(super) fn kept(&self) -> Vec<(String, String)> {
        let pairs = self.filter.next("").pairs().into_iter();
        let kept = pairs.filter(|(name, _)| !["period", "from", "to"].contains(name));
        kept.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The same with another value under a name of the orders' list.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        Self { filter: self.filter.with(name, value), ..self.clone() }
    }

    /// The same without a filter; the period and what is shown stay.
    pub(super) fn cleared(&self) -> Self {
        let kept = |(name, _): &(&str, String)| ["period", "from", "to"].contains(name);
        let pairs = self.filter.pairs().into_iter().filter(kept);
        let filter = pairs.fold(filter::Ask::default(), |ask, (name, value)| ask.with(name, &value));
        Self { filter, ..self.clone() }
    }

    /// The span of time.
    pub(super) fn period(&self) -> Period {
        self.filter.period().unwrap_or_default()
    }

    /// The currency of the amounts: the one asked for, else the store's own.
    pub(super) fn currency(&self, desk: &Desk) -> Currency {
        Currency::parse(&self.filter.currency).unwrap_or(desk.store.currency)
    }

    /// The desk with amounts in the report's currency.
    pub(super) fn desk(&self, desk: &Desk) -> Desk {
        let mut desk = desk.clone();
        desk.store.currency = self.currency(&desk);
        desk
    }

    /// The orders of the report: those that earn, in one currency.
    pub(super) fn wanted(&self, desk: &Desk) -> Filter {
        Filter {
            earns: Some(true),
            currency: Some(self.currency(desk)),
            sort: Sort::default(),
            ..self.filter.filter(desk)
        }
    }

    /// The rows behind a figure, narrowed by these names and values.
    pub(super) fn behind<'a>(&'a self, desk: &'a Desk, narrowed: &'a [(&'a str, &'a str)]) -> Behind<'a> {
        Behind { ask: self, currency: self.currency(desk), narrowed }
    }
}

/// Addresses of the rows behind the figures of one row of a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Behind<'a> {
    ask: &'a Ask,
    currency: Currency,
    narrowed: &'a [(&'a str, &'a str)],
}

impl Behind<'_> {
    fn filter(&self) -> filter::Ask {
        self.narrowed.iter().fold(self.ask.filter.clone(), |ask, (name, value)| ask.with(name, value))
    }

    fn earning(&self) -> filter::Ask {
        self.filter().with("earns", "1").with("currency", self.currency.code())
    }

    /// Its orders.
    pub(super) fn orders(&self) -> String {
        self.earning().href(ORDERS)
    }

    /// Those of its orders that a click won.
    pub(super) fn by_click(&self) -> String {
        let earning = self.earning();
        if earning.source.is_empty() {
            earning.with("source", ANY).href(ORDERS)
        } else {
            earning.href(ORDERS)
        }
    }

    /// The lines of its orders.
    pub(super) fn lines(&self) -> String {
        self.earning().href(lines::PATH)
    }

    /// Its clicks that count.
    pub(super) fn clicks(&self) -> String {
        let mut pairs = self.filter().with("earns", "").with("currency", "").pairs();
        pairs.push(("outcome", "counted".to_owned()));
        query(clicks::PATH, &pairs)
    }
}

impl<S: Sync> FromRequestParts<S> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_again() {
        let href =
            "/admin/reports?period=91d&city=Lund&section=places&rows=code&compare=year&metric=clicks&map=1";
        assert_eq!(Ask::read(href.split_once('?').unwrap().1).href(), href);
        assert_eq!(Ask::read("").href(), "/admin/reports?period=28d");
        assert_eq!(Ask::read("section=x&rows=y&period=z").href(), "/admin/reports?period=28d");
    }

    #[test]
    fn clearing_keeps_the_days() {
        let ask = Ask::read("period=custom&from=2026-01-02&to=2026-01-05&city=Lund&section=places");
        assert_eq!(
            ask.cleared().href(),
            "/admin/reports?period=custom&from=2026-01-02&to=2026-01-05&section=places"
        );
    }
}
