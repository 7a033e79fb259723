//! What an address asks of the list of products, and back to an address.

use crate::web::admin::filter::query;
use tributary_core::StoreId;
use tributary_engine::product::{Narrow, Stock};

/// What an address asks for. Empty texts mean nothing, as forms send them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) q: String,
    pub(super) category: String,
    pub(super) stock: String,
    /// `yes` for those that the store has no longer.
    pub(super) removed: String,
    /// Where the page starts.
    pub(super) after: String,
    /// What was just done.
    pub(super) did: String,
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
            "q" => &mut self.q,
            "category" => &mut self.category,
            "stock" => &mut self.stock,
            "removed" => &mut self.removed,
            "after" => &mut self.after,
            "did" => &mut self.did,
            _ => return None,
        })
    }

    /// The same with another value under a name, from its first page.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut other = Self { after: String::new(), did: String::new(), ..self.clone() };
        if let Some(field) = other.field(name) {
            value.clone_into(field);
        }
        other
    }

    /// The address.
    pub(super) fn href(&self) -> String {
        let texts = [
            ("q", &self.q),
            ("category", &self.category),
            ("stock", &self.stock),
            ("removed", &self.removed),
            ("after", &self.after),
        ];
        let pairs: Vec<(&str, String)> = texts.map(|(name, text)| (name, text.clone())).to_vec();
        let set = pairs.into_iter().filter(|(_, text)| !text.is_empty());
        query(super::HREF, &set.collect::<Vec<_>>())
    }

    /// Whether anything narrows the list.
    pub(super) fn is_narrowed(&self) -> bool {
        [&self.q, &self.category, &self.stock, &self.removed].iter().any(|text| !text.is_empty())
    }

    /// What the engine is asked for.
    pub(super) fn narrow(&self, store: Option<StoreId>) -> Narrow {
        Narrow {
            store,
            q: self.q.clone(),
            category: Some(self.category.clone()).filter(|id| !id.is_empty()),
            stock: Stock::of(&self.stock).map(Stock::as_str),
            updated_after: None,
            removed: !self.removed.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_again() {
        let query = "q=boots&category=15&stock=in_stock&removed=yes";
        let ask = Ask::read(Some(query));
        assert_eq!(ask.href(), format!("/admin/resources?{query}"));
        assert!(ask.is_narrowed() && ask.narrow(None).removed);
        assert_eq!(Ask::read(Some("did=asked&x=1")).href(), "/admin/resources");
        assert_eq!(ask.with("q", "").href(), "/admin/resources?category=15&stock=in_stock&removed=yes");
    }
}
