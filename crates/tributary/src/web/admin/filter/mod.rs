//! What an address asks of a list of orders: as the engine's filter, back to an address, and in words as chips.
//! What it cannot read it leaves out. Start at [`Ask`].

pub(super) mod words;

pub(super) use words::chips;

use super::desk::Desk;
use super::period::Period;
pub(super) use crate::web::chosen::query;
use crate::web::kit::columns;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use tributary_core::{Currency, PartnerId, ProgramId};
use tributary_engine::order::{Filter, Sort};

macro_rules! ask {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// What an address asks for, in its own words. Empty texts mean nothing, as forms send them.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub(super) struct Ask {
            $($(#[$doc])* pub(super) $name: String,)+
        }

        impl Ask {
            /// Every name in the address, and what is asked under it.
            fn fields(&self) -> Vec<(&'static str, &String)> {
                vec![$((stringify!($name), &self.$name)),+]
            }

            /// What is asked under a name of the address.
            fn field_mut(&mut self, name: &str) -> Option<&mut String> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)+
                    _ => None,
                }
            }
        }
    };
}

ask! {
    /// `review`, `unattributed` or `refunded`.
    tab,
    /// As [`Period::of`] reads it.
    period,
    /// First day of a custom period.
    from,
    /// Its last day.
    to,
    /// Id of who is credited.
    partner,
    /// Id of the program.
    program,
    /// Status in the store.
    status,
    /// Standing of the commission.
    standing,
    /// Way of the credit.
    via,
    /// Id of the link that was clicked.
    link,
    /// Id of the code.
    code,
    /// Host from which the counted click came, or `direct`.
    source,
    /// The store's id of a product.
    product,
    /// Country of the bill.
    country,
    /// Region of the bill.
    region,
    /// City of the bill.
    city,
    /// `new` or `returning`.
    customer,
    /// Currency of the order.
    currency,
    /// Why nobody is credited.
    reason,
    /// `1`: only those for which something is due.
    earns,
    /// `gte:5000` or `lte:5000`, in minor units of the order's total.
    amount,
    /// A number, id or code to look for.
    q,
    /// Column to sort by; a leading `-` is downwards.
    sort,
    /// Columns to show beside the usual ones.
    cols,
    /// Where the next page begins.
    after,
}

/// Names that choose how rows are shown, not which.
const SHOWN_HOW: [&str; 4] = ["tab", "sort", "cols", "after"];

impl Ask {
    /// The orders of a period.
    pub(super) fn of(period: Period) -> Self {
        let mut ask = Self::default();
        for (name, value) in period.pairs() {
            ask = ask.with(name, &value);
        }
        ask
    }

    /// Reads a query; what has no name here is ignored, and the last of several values counts.
    pub(super) fn read(query: &str) -> Self {
        let mut ask = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if let Some(field) = ask.field_mut(&name) {
                *field = value.into_owned();
            }
        }
        Self { cols: columns::asked(query), ..ask }
    }

    /// The same from its first page with another value under one name; the empty value takes it off.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut ask = Self { after: String::new(), ..self.clone() };
        if let Some(field) = ask.field_mut(name) {
            value.clone_into(field);
        }
        if name == "period" && value != "custom" {
            (ask.from, ask.to) = (String::new(), String::new());
        }
        ask
    }

    /// The next page of the same.
    pub(super) fn next(&self, after: &str) -> Self {
        Self { after: after.to_owned(), ..self.clone() }
    }

    /// Without anything that narrows the rows.
    pub(super) fn cleared(&self) -> Self {
        Self { tab: self.tab.clone(), sort: self.sort.clone(), cols: self.cols.clone(), ..Self::default() }
    }

    /// Whether something besides the tab narrows the rows.
    pub(super) fn narrows(&self) -> bool {
        self.fields().iter().any(|(name, value)| !SHOWN_HOW.contains(name) && !value.is_empty())
    }

    /// Name and value of all that is asked.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let asked = self.fields().into_iter().filter(|(_, value)| !value.is_empty());
        asked.map(|(name, value)| (name, value.clone())).collect()
    }

    /// The address under `path` that asks the same.
    pub(super) fn href(&self, path: &str) -> String {
        query(path, &self.pairs())
    }

    /// The period asked for.
    pub(super) fn period(&self) -> Option<Period> {
        Period::of(&self.period, &self.from, &self.to)
    }

    /// The engine's filter for it.
    pub(super) fn filter(&self, desk: &Desk) -> Filter {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let span = self.period().and_then(|period| period.whole(&desk.clock));
        let (amount_min, amount_max) = bounds(&self.amount, desk.store.currency);
        Filter {
            status: some(&self.status),
            partner: PartnerId::parse(&self.partner).ok(),
            attributed: (self.tab == "unattributed").then_some(false),
            refunded: (self.tab == "refunded").then_some(true),
            from: span.map(|span| span.from),
            to: span.map(|span| span.to),
            earns: (self.earns == "1").then_some(true),
            currency: Currency::parse(&self.currency).ok(),
            via: some(&self.via),
            standing: some(&self.standing),
            program: ProgramId::parse(&self.program).ok().or_else(|| desk.only.clone()),
            link: some(&self.link),
            code: some(&self.code),
            source: some(&self.source),
            product: some(&self.product),
            country: some(&self.country),
            region: some(&self.region),
            city: some(&self.city),
            returning: match self.customer.as_str() {
                "new" => Some(false),
                "returning" => Some(true),
                _ => None,
            },
            reason: some(&self.reason),
            review: (self.tab == "review").then_some(true),
            amount_min,
            amount_max,
            q: some(self.q.trim()),
            sort: Sort::parse(&self.sort).unwrap_or_default(),
            ..Filter::default()
        }
    }
}

/// The least and the most that an order may be of, in minor units. A bare number is the least, in whole units.
fn bounds(text: &str, currency: Currency) -> (Option<i64>, Option<i64>) {
    let minor = |text: &str| text.parse::<i64>().ok();
    match text.split_once(':') {
        Some(("gte", least)) => (minor(least), None),
        Some(("lte", most)) => (None, minor(most)),
        Some(_) => (None, None),
        None => {
            let unit = 10_i64.pow(u32::from(currency.exponent()));
            (minor(text).and_then(|whole| whole.checked_mul(unit)), None)
        }
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
        let ask = Ask { tab: "review".into(), city: "Malmö & Co".into(), ..Ask::of(Period::Week) };
        let href = ask.href("/admin/orders");
        assert_eq!(href, "/admin/orders?tab=review&period=7d&city=Malm%C3%B6+%26+Co");
        let (_, query) = href.split_once('?').unwrap();
        let read: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let again = read.iter().fold(Ask::default(), |ask, (name, value)| ask.with(name, value));
        assert_eq!(again, ask);
        assert_eq!(Ask::default().href("/admin/orders"), "/admin/orders");
    }

    #[test]
    fn an_amount_is_a_bound() {
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(bounds("gte:5000", usd), (Some(5000), None));
        assert_eq!(bounds("lte:5000", usd), (None, Some(5000)));
        assert_eq!(bounds("50", usd), (Some(5000), None));
        assert_eq!(bounds("eq:1", usd), (None, None));
    }

    #[test]
    fn a_filter_taken_off_begins_at_the_first_page() {
        let ask = Ask { via: "coupon".into(), after: "ord_1".into(), ..Ask::default() };
        assert_eq!(ask.with("via", ""), Ask::default());
        assert!(ask.narrows() && !ask.cleared().narrows());
        let custom = Ask { period: "custom".into(), from: "2026-01-01".into(), ..Ask::default() };
        assert_eq!(custom.with("period", "7d").from, "", "days belong to a custom period");
        assert_eq!(custom.with("nothing", "x"), custom, "an unknown name is ignored");
    }
}
