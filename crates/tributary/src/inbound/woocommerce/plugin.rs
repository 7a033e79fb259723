//! What our own plugin tells besides what a stock shop would: an order as the shop has it when it is sent, with its refunds in full.
//! That is the same as a reading of ours, so it is taken in the same way. Start at [`read`].

use super::Invalid;
use super::delivery::{Meaning, Read, about_order};
use super::order::Reading;
use super::payload::parse;
use super::refund::refunds;
use serde::Deserialize;
use serde_json::value::RawValue;
use tributary_core::fact::RefundStated;

#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    order: &'a RawValue,
    #[serde(borrow, default)]
    refunds: Option<&'a RawValue>,
}

/// Reads the body of `tributary.order`. Without refunds it says no more than `order.updated` does.
///
/// # Errors
/// [`Invalid`] names the field that cannot be read.
pub(super) fn read(body: &[u8], reading: &Reading<'_>) -> Result<Meaning, Invalid> {
    let told: Told<'_> = parse(body)?;
    let meaning =
        about_order("updated", told.order.get().as_bytes(), reading).map_err(|at| within("/order", at))?;
    let Some(listed) = told.refunds.filter(|listed| listed.get() != "null") else { return Ok(meaning) };
    let Meaning::Order { mut order, .. } = meaning else { return Ok(meaning) };
    let refunds = refunds(listed.get().as_bytes(), order.currency).map_err(|at| within("/refunds", at))?;
    order.refunds = Some(refunds.iter().map(bare).collect());
    Ok(Meaning::Read(Box::new(Read { order: *order, refunds })))
}

/// A refund as an order lists it.
fn bare(refund: &RefundStated) -> RefundStated {
    RefundStated { detail: None, ..refund.clone() }
}

fn within(place: &str, invalid: Invalid) -> Invalid {
    Invalid { field: format!("{place}{}", invalid.field), ..invalid }
}

#[cfg(test)]
mod tests {
    use super::super::delivery::read as read_delivery;
    use super::*;
    use crate::inbound::woocommerce::fixture;
    use tributary_core::order::Status;

    fn told(body: &str) -> Result<Meaning, Invalid> {
        let mask = |_: &str| (String::new(), String::new());
        read_delivery(
            Some("tributary.order"),
            Some("application/json"),
            body.as_bytes(),
            &Reading { mask: &mask },
        )
    }

    fn fixtures(order: &str, refunds: &str) -> String {
        let text = |file: &str| String::from_utf8(fixture::rest(file)).unwrap();
        format!(
            r#"{{"event":"refunded","at":"2026-11-20T11:22:38Z","order":{},"refunds":{}}}"#,
            text(order),
            if refunds.is_empty() { "[]".to_owned() } else { text(refunds) }
        )
    }

    #[test]
    fn an_order_with_its_refunds_is_read_as_a_reading_of_ours_would_be() {
        let Meaning::Read(read) = told(&fixtures("wc10-A8", "wc10-A9")).unwrap() else {
            panic!("no reading")
        };
        let listed: Vec<_> = read
            .order
            .refunds
            .iter()
            .flatten()
            .map(|one| (one.external_id.as_str(), one.amount_minor))
            .collect();
        assert_eq!(listed, [("29", 1950), ("30", 750), ("31", 100)]);
        assert!(read.order.refunds.iter().flatten().all(|one| one.detail.is_none()));
        assert!(read.refunds.iter().all(|one| one.detail.is_some()) && read.refunds.len() == 3);
        assert_eq!(read.order.status, Status::Completed);
    }

    #[test]
    fn no_refunds_means_that_there_are_none_and_without_the_list_nothing_is_said_of_them() {
        let Meaning::Read(read) = told(&fixtures("wc10-A8", "")).unwrap() else { panic!("no reading") };
        assert_eq!((read.order.refunds, read.refunds), (Some(Vec::new()), Vec::new()));
        let plain = fixtures("wc10-A8", "").replace(r#","refunds":[]}"#, "}");
        assert!(matches!(told(&plain).unwrap(), Meaning::Order { restored: false, .. }), "{plain}");
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_place_in_the_body() {
        assert_eq!(
            told(r#"{"order":{"id":7,"status":"completed","currency":"XXXX"}}"#).unwrap_err().field,
            "/order/currency"
        );
        let wrong = fixtures("wc10-A8", "").replace(r#""refunds":[]}"#, r#""refunds":[{"id":1}]}"#);
        assert_eq!(told(&wrong).unwrap_err().field, "/refunds/0/amount");
        assert!(told("{}").is_err() && told(r#"{"order":null}"#).is_err());
    }
}
