//! What an address asks of the list of partners, and back to an address.

use super::columns::Col;
use crate::web::admin::desk::Desk;
use crate::web::admin::filter::query;
use crate::web::admin::period::Period;
use crate::web::kit::columns;
use crate::web::kit::table::Way;
use tributary_engine::report;

/// What an address asks for. Empty texts mean nothing, as forms send them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) tab: String,
    pub(super) period: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) q: String,
    pub(super) group: String,
    pub(super) sort: String,
    /// How many rows to skip.
    pub(super) after: String,
    /// Words of the columns that were chosen.
    pub(super) cols: String,
    /// What was just done, and to whom.
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
            "group" => &mut self.group,
            "sort" => &mut self.sort,
            "after" => &mut self.after,
            "did" => &mut self.did,
            "undo" => &mut self.undo,
            _ => return None,
        })
    }

    /// Name and value of all that is asked, but for what was just done.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("tab", &self.tab),
            ("period", &self.period),
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
            ("group", &self.group),
            ("sort", &self.sort),
            ("cols", &self.cols),
            ("after", &self.after),
        ];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        texts.map(|(name, text)| (name, text.clone())).collect()
    }

    /// What a form must carry along, but for what it asks itself.
    pub(super) fn kept(&self, asked: &[&str]) -> Vec<(String, String)> {
        let period = |name: &str| asked.contains(&"period") && ["from", "to"].contains(&name);
        let pairs = self.pairs().into_iter();
        let kept = pairs.filter(|(name, _)| !asked.contains(name) && !period(name) && *name != "after");
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

    /// Without search and filters.
    pub(super) fn cleared(&self) -> Self {
        Self { q: String::new(), group: String::new(), after: String::new(), ..self.clone() }
    }

    /// The address.
    pub(super) fn href(&self) -> String {
        query(super::HREF, &self.pairs())
    }

    /// The period of the figures.
    pub(super) fn period(&self) -> Period {
        Period::of(&self.period, &self.from, &self.to).unwrap_or_default()
    }

    /// The moments of that period.
    pub(super) fn span(&self, desk: &Desk) -> report::Period {
        super::period::whole(self.period(), &desk.clock)
    }

    /// The column to sort by and which way; none for the name.
    pub(super) fn sorted(&self) -> Option<(Col, Way)> {
        let (word, way) = match self.sort.strip_prefix('-') {
            Some(word) => (word, Way::Down),
            None => (self.sort.as_str(), Way::Up),
        };
        Col::parse(word).map(|col| (col, way))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_again() {
        let query = "tab=paused&period=7d&q=Sara+%26&sort=-revenue&cols=clicks%2Cowed";
        let ask = Ask::read(Some(query));
        assert_eq!(ask.href(), format!("/admin/partners?{query}"));
        assert_eq!(ask.sorted(), Some((Col::Revenue, Way::Down)));
        assert_eq!(
            ask.with("tab", "").href(),
            "/admin/partners?period=7d&q=Sara+%26&sort=-revenue&cols=clicks%2Cowed"
        );
        assert_eq!(
            ask.cleared().with("sort", "").href(),
            "/admin/partners?tab=paused&period=7d&cols=clicks%2Cowed"
        );
        assert_eq!(Ask::read(Some("unknown=1&sort=nothing")).sorted(), None);
    }

    #[test]
    fn a_form_carries_all_but_its_own() {
        let ask = Ask::read(Some("tab=paused&period=custom&from=2026-01-01&to=2026-01-31&q=x&after=50"));
        let names = |asked: &[&str]| ask.kept(asked).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(&["period"]), ["tab", "q"]);
        assert_eq!(names(&["q", "group"]), ["tab", "period", "from", "to"]);
    }
}
