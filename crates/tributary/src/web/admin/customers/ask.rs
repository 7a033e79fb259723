//! What an address asks of the lists of customers, and back to an address.

use crate::web::admin::desk::Desk;
use crate::web::admin::filter::query;
use tributary_core::CustomerId;
use tributary_engine::customer::list::{Narrow, Stage};

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tab {
    /// Those who refer friends.
    #[default]
    Referrers,
    /// Those who were sent.
    Friends,
    /// All.
    Everybody,
    /// What moved store credit.
    Wallet,
}

impl Tab {
    pub(super) const ALL: [Self; 4] = [Self::Referrers, Self::Friends, Self::Everybody, Self::Wallet];

    /// Its word in the address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Referrers => "",
            Self::Friends => "friends",
            Self::Everybody => "all",
            Self::Wallet => "wallet",
        }
    }
}

/// What an address asks for. Empty texts mean nothing, as forms send them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ask {
    tab: String,
    pub(super) q: String,
    pub(super) has: String,
    pub(super) stage: String,
    pub(super) sponsor: String,
    pub(super) cause: String,
    pub(super) customer: String,
    pub(super) after: String,
}

impl Ask {
    /// Reads a query; what it does not know it leaves out.
    pub(super) fn read(query: Option<&str>) -> Self {
        let mut ask = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            if let Some(field) = ask.field(&name) {
                *field = value.trim().to_owned();
            }
        }
        ask
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "tab" => &mut self.tab,
            "q" => &mut self.q,
            "has" => &mut self.has,
            "stage" => &mut self.stage,
            "sponsor" => &mut self.sponsor,
            "cause" => &mut self.cause,
            "customer" => &mut self.customer,
            "after" => &mut self.after,
            _ => return None,
        })
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("tab", &self.tab),
            ("q", &self.q),
            ("has", &self.has),
            ("stage", &self.stage),
            ("sponsor", &self.sponsor),
            ("cause", &self.cause),
            ("customer", &self.customer),
            ("after", &self.after),
        ];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        texts.map(|(name, text)| (name, text.clone())).collect()
    }

    /// What a form must carry along, but for what it asks itself.
    pub(super) fn kept(&self, asked: &[&str]) -> Vec<(String, String)> {
        let kept = self.pairs().into_iter().filter(|(name, _)| !asked.contains(name) && *name != "after");
        kept.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The same from its first page with another value under one name.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut ask = Self { after: String::new(), ..self.clone() };
        if let Some(field) = ask.field(name) {
            value.clone_into(field);
        }
        ask
    }

    /// Another list, without what narrows this one.
    pub(super) fn of(tab: Tab) -> Self {
        Self { tab: tab.word().to_owned(), ..Self::default() }
    }

    /// Whether something narrows it.
    pub(super) fn is_narrowed(&self) -> bool {
        *self != Self { after: self.after.clone(), ..Self::of(self.tab()) }
    }

    /// Which list.
    pub(super) fn tab(&self) -> Tab {
        Tab::ALL.into_iter().find(|tab| tab.word() == self.tab).unwrap_or_default()
    }

    /// The address.
    pub(super) fn href(&self) -> String {
        query(super::HREF, &self.pairs())
    }

    /// For the engine.
    pub(super) fn narrow(&self, desk: &Desk) -> Narrow {
        let has = match self.has.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        Narrow {
            store: desk.named(),
            q: self.q.clone(),
            has,
            sponsor: CustomerId::parse(&self.sponsor).ok(),
            stage: Stage::ALL.into_iter().find(|stage| stage.as_str() == self.stage),
            cause: Some(self.cause.clone()).filter(|cause| !cause.is_empty()),
            currency: (self.tab() == Tab::Wallet).then_some(desk.store.currency),
            customer: CustomerId::parse(&self.customer).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_again() {
        let query = "tab=friends&q=Bo+%26&stage=rewarded";
        let ask = Ask::read(Some(query));
        assert_eq!((ask.tab(), ask.href()), (Tab::Friends, format!("/admin/customers?{query}")));
        assert!(ask.is_narrowed());
        assert_eq!(Ask::of(ask.tab()).href(), "/admin/customers?tab=friends");
        assert!(!Ask::read(Some("tab=all&after=cus_1&x=y")).is_narrowed());
    }
}
