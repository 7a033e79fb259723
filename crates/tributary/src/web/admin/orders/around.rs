//! What stands around an order on its page: the customer's other orders, what was told of it, and what was meant.

use super::row::row;
use super::why::Story;
use crate::lang::{self, msg};
use crate::web::admin::desk::Desk;
use crate::web::admin::moment::Moments;
use crate::web::view::orders::OrderRow as RowView;
use crate::web::view::orders::parts::Told;
use tributary_core::reason::Reason;
use tributary_core::touch::Source;
use tributary_engine::code::{self, Kind, near_miss};
use tributary_engine::db::Tx;
use tributary_engine::event::{self, Event, envelope};
use tributary_engine::order::{self, Explanation, Filter, OrderRow};
use tributary_engine::page::Cursor;
use tributary_engine::{Error, link, partner};

/// As many as fit a box; the list has the rest.
const OTHERS_MAX: i64 = 6;

/// What only this page shows.
#[derive(Debug, Clone)]
pub(super) struct Around {
    others: Vec<OrderRow>,
    events: Vec<Event>,
}

/// A known code that an unknown one was probably meant to be, and whose it is.
#[derive(Debug, Clone)]
pub(super) struct Near {
    /// The known code.
    pub(super) code: String,
    /// Id of whose it is.
    pub(super) partner: String,
    /// Their name.
    pub(super) name: String,
}

/// Reads what stands around an order.
pub(super) fn load(tx: &mut Tx<'_>, desk: &Desk, told: &Explanation) -> Result<Around, Error> {
    let customer = told.customer.clone();
    let newest = Cursor { after: None, limit: OTHERS_MAX };
    let others = match customer {
        Some(_) => {
            let filter = Filter { customer, store: Some(told.row.store.clone()), ..Filter::default() };
            order::list(tx, desk.tenant(), &filter, &newest)?.rows
        }
        None => Vec::new(),
    };
    Ok(Around {
        others: others.into_iter().filter(|other| other.id != told.row.id).collect(),
        events: event::about(tx, desk.tenant(), told.row.id.as_str())?,
    })
}

/// The known code nearest to the order's unknown one.
pub(super) fn near(tx: &mut Tx<'_>, desk: &Desk, told: &Explanation) -> Result<Option<Near>, Error> {
    let ends = told.decision.attribution.dead_ends.iter();
    let unknown: Vec<_> = ends.filter(|end| end.reason == Reason::UnknownCode).collect();
    if told.decision.attribution.credit.is_some() || unknown.is_empty() {
        return Ok(None);
    }
    let (tenant, program) = (desk.tenant(), &told.row.program);
    let words = code::words(tx, tenant, program)?;
    for end in unknown {
        for meant in near_miss::suggest(&end.value, words.iter().map(String::as_str)) {
            let kind = if end.source == Source::Coupon { Kind::Coupon } else { Kind::Referral };
            let owner = match code::find(tx, tenant, program, meant, kind)? {
                Some(code) => Some(code.partner),
                None => link::find(tx, tenant, program, meant)?.map(|link| link.partner),
            };
            if let Some(owner) = owner {
                let name = partner::load(tx, tenant, &owner)?.name;
                return Ok(Some(Near { code: meant.to_owned(), partner: owner.to_string(), name }));
            }
        }
    }
    Ok(None)
}

/// The customer's other orders, newest first.
pub(super) fn others(story: &Story, clock: &Moments) -> Vec<RowView> {
    story.around.others.iter().map(|other| row(other, clock)).collect()
}

const EVENTS: [(&str, &str); 8] = [
    ("order.created", msg("New order")),
    ("order.updated", msg("Order changed")),
    ("order.refunded", msg("Order refunded")),
    ("order.attributed", msg("Order credited")),
    ("order.unattributed", msg("Order credited to nobody")),
    ("commission.created", msg("Commission created")),
    ("commission.approved", msg("Commission approved")),
    ("commission.reversed", msg("Commission taken back")),
];

/// What was told of the order, oldest first.
pub(super) fn told(story: &Story, clock: &Moments) -> Vec<Told> {
    let shaped = |event: &Event| Told {
        when: clock.stamp(event.at),
        what: EVENTS
            .iter()
            .find(|(kind, _)| *kind == event.kind)
            .map_or_else(|| event.kind.clone(), |(_, words)| lang::text(words).to_owned()),
        id: event.id.clone(),
        body: serde_json::to_string_pretty(&envelope(event)).unwrap_or_default(),
    };
    story.around.events.iter().map(shaped).collect()
}
