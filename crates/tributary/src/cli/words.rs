//! How the command line writes amounts, moments, accounts and columns.

use crate::web::kit::format_minor;
use tributary_core::ledger::{Account, Bucket};
use tributary_core::{Currency, PartnerId, Timestamp};
use tributary_engine::clock::rfc3339;

/// `12.50 USD`; the minus is the one on keyboards, so that output can be searched.
pub(super) fn amount(minor: i64, currency: Currency) -> String {
    format_minor(minor, u32::from(currency.exponent()), currency.code()).replace('\u{2212}', "-")
}

/// `+1.20 USD`, `-0.40 USD`.
pub(super) fn signed(minor: i64, currency: Currency) -> String {
    let plus = if minor > 0 { "+" } else { "" };
    format!("{plus}{}", amount(minor, currency))
}

/// `2026-10-03 14:22 UTC`
pub(super) fn moment(at: Timestamp) -> String {
    let text = rfc3339(at);
    format!("{} UTC", text.get(..16).unwrap_or(&text).replace('T', " "))
}

/// `Sara Lind, payable`; what is no account stays as it is.
pub(super) fn account(text: &str, name: impl Fn(&PartnerId) -> String) -> String {
    let state = |bucket| match bucket {
        Bucket::Pending => "pending",
        Bucket::Payable => "payable",
        Bucket::InPayout => "being paid",
    };
    match Account::parse(text) {
        Ok(Account::Expense(_)) => "program cost".to_owned(),
        Ok(Account::Partner(partner, bucket)) => format!("{}, {}", name(&partner), state(bucket)),
        Ok(Account::Platform(_, bucket)) => format!("platform, {}", state(bucket)),
        Ok(Account::Wallet(customer, purse)) => format!("store credit of {customer}, {}", purse.as_str()),
        Ok(Account::Redeemed(_)) => "paid with store credit".to_owned(),
        Ok(Account::Coupon(_)) => "given off to friends".to_owned(),
        Ok(Account::Payout(batch)) => format!("paid with {batch}"),
        Err(_) => text.to_owned(),
    }
}

/// Rows in aligned columns, each line indented; the last column is not padded.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..count).map(|at| width(at).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::from("  ");
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_plain_text_with_their_currency() {
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(amount(1250, usd), "12.50 USD");
        assert_eq!(signed(-40, usd), "-0.40 USD");
        assert_eq!(signed(120, usd), "+1.20 USD");
        assert_eq!(amount(7, Currency::parse("JPY").unwrap()), "7 JPY");
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a", "bc"], ["äöü", "d"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(columns(&rows), "  a    bc\n  äöü  d\n");
    }

    #[test]
    fn an_account_is_written_with_its_partner_s_name() {
        let partner = PartnerId::from_bits(7);
        let text = Account::Partner(partner, Bucket::Pending).to_string();
        assert_eq!(account(&text, |_| "Sara".to_owned()), "Sara, pending");
        assert_eq!(account("what", |_| String::new()), "what");
    }
}
