//! Reads refunds in full, as `GET /orders/{id}/refunds` answers: what was given back, line by line.
//! Webhooks carry only a refund's amount; no body tells more.

use super::Invalid;
use super::amount::{self, Amounts};
use super::payload::{Charge, LineItem, Refund, meta, parse};
use std::collections::BTreeMap;
use tributary_core::fact::{RefundDetail, RefundStated};
use tributary_core::money::Currency;

/// Names the line of the order that a refunded line belongs to; its value is a text.
const REFUNDED_LINE: &str = "_refunded_item_id";

/// Reads one refund; `currency` is its order's, for refunds do not name theirs.
///
/// The detail is always known afterwards. It names nothing for an amount without lines, which is
/// common: a refund of an amount, a full refund, a status set to refunded by hand. Such a refund
/// stays proportional for good.
///
/// # Errors
/// [`Invalid`] names the field that cannot be read.
pub fn refund_stated(body: &[u8], currency: Currency) -> Result<RefundStated, Invalid> {
    stated("", &parse(body)?, currency)
}

/// Reads a list of refunds; the oldest id comes first. A collection's `parent_id` is ignored.
///
/// # Errors
/// [`Invalid`] names the field that cannot be read.
pub fn refunds(body: &[u8], currency: Currency) -> Result<Vec<RefundStated>, Invalid> {
    let list: Vec<Refund> = parse(body)?;
    let read = list.iter().enumerate().map(|(at, refund)| stated(&format!("/{at}"), refund, currency));
    let mut refunds = read.collect::<Result<Vec<_>, Invalid>>()?;
    refunds.sort_by(|a, b| (a.external_id.len(), &a.external_id).cmp(&(b.external_id.len(), &b.external_id)));
    Ok(refunds)
}

fn stated(path: &str, refund: &Refund, currency: Currency) -> Result<RefundStated, Invalid> {
    let mut amounts = Amounts::new(currency);
    let amount = amounts.required(format!("{path}/amount"), &refund.amount)?;
    Ok(RefundStated {
        external_id: refund.id.id_required(&format!("{path}/id"))?,
        amount_minor: amount.saturating_abs(),
        detail: Some(detail(path, refund, &mut amounts)?),
        reason: refund.reason.text().unwrap_or_default().to_owned(),
    })
}

/// Amounts are sent negative here. A line whose order line is not named is left out together with
/// its tax: what no detail explains counts in proportion.
fn detail(path: &str, refund: &Refund, amounts: &mut Amounts) -> Result<RefundDetail, Invalid> {
    let mut given_back: BTreeMap<String, i64> = BTreeMap::new();
    let mut pieces: BTreeMap<String, i64> = BTreeMap::new();
    let mut other = 0_i64;
    for (at, item) in refund.line_items.0.iter().enumerate() {
        let field = format!("{path}/line_items/{at}");
        let (net, tax) = item_amounts(&field, item, amounts)?;
        // Money does not hang on it: a refund whose pieces cannot be read is still a refund.
        let quantity = amount::pieces(&field, &item.quantity).map_or(0, |(pieces, _)| pieces);
        let Some(line) = meta(&item.meta_data, REFUNDED_LINE) else { continue };
        other = other.saturating_add(tax);
        if net > 0 {
            let part = given_back.entry(line.to_owned()).or_default();
            *part = part.saturating_add(net);
        }
        if quantity < 0 {
            let back = pieces.entry(line.to_owned()).or_default();
            *back = back.saturating_sub(quantity);
        }
    }
    for (name, charges) in [("shipping_lines", &refund.shipping_lines), ("fee_lines", &refund.fee_lines)] {
        other = other.saturating_add(charged(&format!("{path}/{name}"), &charges.0, amounts)?);
    }
    Ok(RefundDetail { lines: by_line(given_back), other_minor: other.max(0), pieces: by_line(pieces) })
}

/// The oldest line comes first.
fn by_line(parts: BTreeMap<String, i64>) -> Vec<(String, i64)> {
    let mut lines: Vec<(String, i64)> = parts.into_iter().collect();
    lines.sort_by(|a, b| (a.0.len(), &a.0).cmp(&(b.0.len(), &b.0)));
    lines
}

/// (net, tax) of a refunded line, positive.
fn item_amounts(path: &str, item: &LineItem, amounts: &mut Amounts) -> Result<(i64, i64), Invalid> {
    let net = amounts.optional(format!("{path}/total"), &item.total)?;
    let tax = amounts.optional(format!("{path}/total_tax"), &item.total_tax)?;
    Ok((net.saturating_neg(), tax.saturating_neg()))
}

/// Shipping or fees given back, their taxes included, positive.
fn charged(path: &str, charges: &[Charge], amounts: &mut Amounts) -> Result<i64, Invalid> {
    let mut sum = 0_i64;
    for (at, charge) in charges.iter().enumerate() {
        let net = amounts.optional(format!("{path}/{at}/total"), &charge.total)?;
        let tax = amounts.optional(format!("{path}/{at}/total_tax"), &charge.total_tax)?;
        sum = sum.saturating_sub(net).saturating_sub(tax);
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::woocommerce::fixture;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn read(json: &str) -> RefundStated {
        refund_stated(json.as_bytes(), currency("USD")).unwrap()
    }

    fn named(lines: &[(&str, i64)], other_minor: i64, pieces: &[(&str, i64)]) -> Option<RefundDetail> {
        let of = |parts: &[(&str, i64)]| parts.iter().map(|(id, n)| ((*id).to_owned(), *n)).collect();
        Some(RefundDetail { lines: of(lines), other_minor, pieces: of(pieces) })
    }

    #[test]
    fn refunds_of_lines_shipping_and_a_bare_amount_read_as_measured() {
        let all = refunds(&fixture::rest("wc10-A9"), currency("USD")).unwrap();
        let brief: Vec<_> =
            all.iter().map(|r| (r.external_id.as_str(), r.amount_minor, r.detail.clone())).collect();
        assert_eq!(
            brief,
            [
                ("29", 1950, named(&[("1", 1791)], 159, &[("1", 1)])),
                ("30", 750, named(&[], 750, &[])),
                ("31", 100, Some(RefundDetail::default())),
            ]
        );
        assert_eq!(all.first().unwrap().reason, "too small");
    }

    #[test]
    fn the_answer_to_making_a_refund_reads_like_the_list() {
        let listed = refunds(&fixture::rest("wc10-A9"), currency("USD")).unwrap();
        for (file, at) in [("wc10-A5", 0), ("wc10-A6", 1), ("wc10-A7", 2)] {
            assert_eq!(refund_stated(&fixture::rest(file), currency("USD")).unwrap(), listed[at], "{file}");
        }
    }

    #[test]
    fn a_collection_over_all_orders_reads_too_and_knows_a_refund_of_nothing() {
        let all = refunds(&fixture::rest("wc10-GET_refunds_collection"), currency("USD")).unwrap();
        let ids: Vec<_> = all.iter().map(|r| (r.external_id.as_str(), r.amount_minor)).collect();
        assert_eq!(ids, [("33", 3067), ("35", 4083), ("40", 10000), ("49", 2178), ("69", 0)]);
        assert!(all.iter().all(|refund| refund.detail == Some(RefundDetail::default())));
    }

    #[test]
    fn yen_have_no_decimals_whatever_the_shop_is_set_to() {
        let whole = refund_stated(&fixture::rest("wc10-D4"), currency("JPY")).unwrap();
        let padded = refund_stated(br#"{"id":40,"amount":"100.00"}"#, currency("JPY")).unwrap();
        assert_eq!(whole.amount_minor, 100);
        assert_eq!(padded, whole);
    }

    #[test]
    fn fees_and_taxes_count_as_other_and_one_line_twice_is_added_up_in_money_and_pieces() {
        let refund = read(
            r#"{"id":"9","amount":"12.00","line_items":[
                {"total":"-2.00","total_tax":"-0.10","quantity":-1,"meta_data":[{"key":"_refunded_item_id","value":"7"}]},
                {"total":"-3.00","total_tax":"-0.20","quantity":"-2","meta_data":[{"key":"_refunded_item_id","value":7}]},
                {"total":"0.00","total_tax":"0.00","quantity":-1,"meta_data":[{"key":"_refunded_item_id","value":"8"}]}],
              "shipping_lines":[{"total":"-4.00","total_tax":"-0.40"}],
              "fee_lines":[{"total":"-1.00","total_tax":""}]}"#,
        );
        assert_eq!(refund.detail, named(&[("7", 500)], 570, &[("7", 3), ("8", 1)]));
    }

    #[test]
    fn a_line_that_names_no_order_line_is_left_to_proportion() {
        let refund = read(r#"{"id":9,"amount":"5.50","line_items":[{"total":"-5.00","total_tax":"-0.50"}]}"#);
        assert_eq!(refund.detail, Some(RefundDetail::default()));
    }

    #[test]
    fn a_refund_without_an_id_or_amount_is_refused_by_name() {
        let problem = |json: &str| refunds(json.as_bytes(), currency("USD")).unwrap_err().field;
        assert_eq!(problem(r#"[{"id":1,"amount":"1"},{"amount":"1"}]"#), "/1/id");
        assert_eq!(problem(r#"[{"id":1}]"#), "/0/amount");
        assert_eq!(problem(r#"{"id":1}"#), "");
    }
}
