//! The files of a batch: each of one currency and one way of paying, with no more rows than PayPal takes at once. Their totals are
//! those of the ledger, because their rows are the payouts. Texts are safe to open in a spreadsheet.

use crate::spreadsheet::safe;
use std::collections::BTreeMap;
use tributary_core::payout::ROWS_MAX;
use tributary_core::{Currency, Money};
use tributary_engine::payout::{Batch, Destination, Method, Payout, State};
use tributary_engine::{Error, Result};

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// What PayPal takes for payments to many: no headings, one currency, at most 5,000 rows.
    PayPal,
    /// Transfers as banks take them: name, IBAN, BIC, amount.
    Bank,
    /// Everything in one list, for whoever pays in another way.
    List,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::PayPal, Self::Bank, Self::List];

    /// The word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::PayPal => "paypal",
            Self::Bank => "bank",
            Self::List => "list",
        }
    }

    /// Reads the word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    fn takes(self, payout: &Payout) -> bool {
        match self {
            Self::PayPal => payout.method == Method::PayPal,
            Self::Bank => payout.method == Method::Bank,
            Self::List => true,
        }
    }
}

/// Which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// What for.
    pub(crate) kind: Kind,
    /// Of which currency.
    pub(crate) currency: Currency,
    /// Which part, from 1.
    pub(crate) part: usize,
}

/// A file that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Which.
    pub(crate) wanted: Wanted,
    /// Of how many parts.
    pub(crate) parts: usize,
    /// How many rows it has.
    pub(crate) rows: usize,
    /// What they add up to.
    pub(crate) total_minor: i64,
}

impl Plan {
    /// What the file is called.
    pub(crate) fn name(&self, batch: &Batch) -> String {
        let Wanted { kind, currency, part } = self.wanted;
        let part = if self.parts > 1 { format!("-{part}") } else { String::new() };
        format!("payout-{}-{}-{currency}{part}.csv", batch.number, kind.as_str())
    }
}

/// The files of a batch.
pub(crate) fn plans(payouts: &[Payout]) -> Vec<Plan> {
    let standing = payouts.iter().filter(|payout| payout.state != State::Voided);
    let mut amounts: BTreeMap<(Kind, Currency), Vec<i64>> = BTreeMap::new();
    for payout in standing {
        for kind in Kind::ALL.into_iter().filter(|kind| kind.takes(payout)) {
            amounts.entry((kind, payout.currency)).or_default().push(payout.amount_minor);
        }
    }
    let parts = amounts.into_iter().flat_map(|((kind, currency), amounts)| {
        let parts: Vec<Vec<i64>> = amounts.chunks(ROWS_MAX).map(<[i64]>::to_vec).collect();
        let count = parts.len();
        parts.into_iter().zip(1..).map(move |(amounts, part)| Plan {
            wanted: Wanted { kind, currency, part },
            parts: count,
            rows: amounts.len(),
            total_minor: amounts.iter().fold(0_i64, |sum, minor| sum.saturating_add(*minor)),
        })
    });
    parts.collect()
}

/// One of them, written.
///
/// # Errors
/// [`Error::NotFound`] when the batch has no such file.
pub(crate) fn written(
    wanted: Wanted,
    (batch, store): (&Batch, &str),
    payouts: &[(Payout, Destination)],
) -> Result<Vec<u8>> {
    let rows: Vec<&(Payout, Destination)> = payouts
        .iter()
        .filter(|(payout, _)| payout.state != State::Voided && payout.currency == wanted.currency)
        .filter(|(payout, _)| wanted.kind.takes(payout))
        .collect();
    let part = wanted.part.checked_sub(1).and_then(|before| rows.chunks(ROWS_MAX).nth(before));
    let part = part.ok_or(Error::NotFound("file"))?;
    let note = format!("{store} #{}", batch.number);
    match wanted.kind {
        Kind::PayPal => texts(&[], part.iter().filter_map(|row| paypal(row, &note))),
        Kind::Bank => texts(&BANK, part.iter().filter_map(|row| bank(row, &note))),
        Kind::List => {
            let mut file = "\u{feff}".as_bytes().to_vec();
            file.extend(texts(&LIST, part.iter().map(|row| list(row, batch)))?);
            Ok(file)
        }
    }
}

const BANK: [&str; 7] =
    ["name", "iban", "bic", "amount", "currency", "end_to_end_id", "remittance_information"];
const LIST: [&str; 10] = [
    "payout",
    "batch",
    "payee",
    "name",
    "method",
    "destination",
    "account_name",
    "bic",
    "amount",
    "currency",
];

fn amount(payout: &Payout) -> String {
    Money::new(payout.amount_minor, payout.currency).decimal()
}

/// Address, amount, currency, what we call it, what the partner reads.
fn paypal((payout, to): &(Payout, Destination), note: &str) -> Option<Vec<String>> {
    let Destination::PayPal { email } = to else { return None };
    let currency = payout.currency.to_string();
    Some(vec![safe(email), amount(payout), currency, payout.id.to_string(), safe(note)])
}

fn bank((payout, to): &(Payout, Destination), note: &str) -> Option<Vec<String>> {
    let Destination::Bank { name, iban, bic } = to else { return None };
    let bic = bic.as_ref().map(ToString::to_string).unwrap_or_default();
    // Banks take 35 characters, and an underscore is none of theirs.
    let reference = payout.id.to_string().replace('_', "-");
    let currency = payout.currency.to_string();
    Some(vec![safe(name), iban.to_string(), bic, amount(payout), currency, reference, safe(note)])
}

fn list((payout, to): &(Payout, Destination), batch: &Batch) -> Vec<String> {
    let (destination, name, bic) = match to {
        Destination::PayPal { email } => (email.clone(), String::new(), String::new()),
        Destination::Bank { name, iban, bic } => {
            (iban.to_string(), name.clone(), bic.as_ref().map(ToString::to_string).unwrap_or_default())
        }
    };
    vec![
        payout.id.to_string(),
        batch.number.to_string(),
        payout.payee.to_string(),
        safe(&payout.payee_name),
        payout.method.as_str().to_owned(),
        safe(&destination),
        safe(&name),
        bic,
        amount(payout),
        payout.currency.to_string(),
    ]
}

fn texts(headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let broken = |error: csv::Error| Error::Broken(format!("CSV: {error}"));
    let mut out = Vec::new();
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut out);
    if !headings.is_empty() {
        file.write_record(headings).map_err(broken)?;
    }
    for row in rows {
        file.write_record(row).map_err(broken)?;
    }
    file.flush().map_err(|error| Error::Io("CSV".to_owned(), error))?;
    drop(file);
    Ok(out)
}
