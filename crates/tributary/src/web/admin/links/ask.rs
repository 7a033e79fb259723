//! What an address asks of the list of links and codes, and back to an address.

use crate::web::admin::filter::query;
use crate::web::admin::period::Period;
use crate::web::kit::columns;

/// What an address asks for. Empty texts mean nothing, as forms send them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ask {
    /// `codes`, `aliases` or `archived`; links else.
    pub(super) tab: String,
    pub(super) period: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) q: String,
    pub(super) partner: String,
    pub(super) sort: String,
    /// Words of the columns that were chosen.
    pub(super) cols: String,
    /// How many rows to skip.
    pub(super) after: String,
    /// What was just done, and to what.
    pub(super) did: String,
    pub(super) undo: String,
}

impl Ask {
    /// Reads a query; what it does not know it leaves out.
    pub(super) fn read(query: Option<&str>) -> Self {
        let query = query.unwrap_or_default();
        let mut ask = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if let Some(field) = ask.field(&name) {
                *field = value.trim().to_owned();
            }
        }
        Self { cols: columns::asked(query), ..ask }
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "tab" => &mut self.tab,
            "period" => &mut self.period,
            "from" => &mut self.from,
            "to" => &mut self.to,
            "q" => &mut self.q,
            "partner" => &mut self.partner,
            "sort" => &mut self.sort,
            "after" => &mut self.after,
            "did" => &mut self.did,
            "undo" => &mut self.undo,
            _ => return None,
        })
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("tab", &self.tab),
            ("period", &self.period),
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
            ("partner", &self.partner),
            ("sort", &self.sort),
            ("cols", &self.cols),
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

    /// The address.
    pub(super) fn href(&self) -> String {
        query(super::HREF, &self.pairs())
    }

    /// The same from its first page.
    pub(super) fn first(&self) -> Self {
        Self { after: String::new(), ..self.clone() }
    }

    /// The period of the figures.
    pub(super) fn period(&self) -> Period {
        Period::of(&self.period, &self.from, &self.to).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_again() {
        let query = "tab=codes&period=7d&q=Sara+%26&partner=par_1&sort=-revenue&cols=partner%2Cuses";
        assert_eq!(Ask::read(Some(query)).href(), format!("/admin/links?{query}"));
        let ticked = Ask::read(Some("col=partner&col=uses&unknown=1&did=asked"));
        assert_eq!(ticked.href(), "/admin/links?cols=partner%2Cuses");
    }
}
