//! What an address asks of a list of orders, as the engine's filter, and back to an address.

use super::desk::Desk;
use super::period::Period;
use serde::Deserialize;
use tributary_core::{Currency, PartnerId};
use tributary_engine::order::Filter;

/// What the address asks for. Empty texts mean nothing, as forms send them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    pub(super) tab: String,
    pub(super) partner: String,
    pub(super) status: String,
    pub(super) period: String,
    pub(super) via: String,
    pub(super) currency: String,
    /// `1`: only those for which something is due.
    pub(super) earns: String,
    /// A number or id to look for.
    pub(super) q: String,
    pub(super) after: String,
}

/// The engine's filter for what the address asks; what it cannot read it leaves out.
pub(super) fn filter(desk: &Desk, ask: &Ask) -> Filter {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let span = Period::parse(&ask.period).map(|period| period.spans(&desk.clock).whole());
    Filter {
        status: some(&ask.status),
        partner: PartnerId::parse(&ask.partner).ok(),
        attributed: match ask.tab.as_str() {
            "credited" => Some(true),
            "not_credited" => Some(false),
            _ => None,
        },
        refunded: (ask.tab == "refunded").then_some(true),
        from: span.map(|span| span.from),
        to: span.map(|span| span.to),
        earns: (ask.earns == "1").then_some(true),
        currency: Currency::parse(&ask.currency).ok(),
        via: some(&ask.via),
        ..Filter::default()
    }
}

/// The address of the list that answers `ask`.
pub(super) fn href(ask: &Ask) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let parts = [
        ("tab", &ask.tab),
        ("partner", &ask.partner),
        ("status", &ask.status),
        ("period", &ask.period),
        ("via", &ask.via),
        ("currency", &ask.currency),
        ("earns", &ask.earns),
        ("after", &ask.after),
    ];
    parts.iter().filter(|(_, text)| !text.is_empty()).for_each(|(name, text)| {
        query.append_pair(name, text);
    });
    let query = query.finish();
    if query.is_empty() { "/admin/orders".to_owned() } else { format!("/admin/orders?{query}") }
}
