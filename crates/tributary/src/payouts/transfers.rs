//! Transfers of a batch in euro as banks take them for SEPA: pain.001.001.09 of ISO 20022. Amounts are those of the ledger, because rows
//! are payouts; texts have only letters that banks take.

use super::latin::latin;
use std::fmt::Write;
use tributary_core::payout::ROWS_MAX;
use tributary_core::{Currency, Money};
use tributary_engine::clock::rfc3339;
use tributary_engine::payout::{Batch, Destination, Method, Payout, State};
use tributary_engine::{Error, Result};

const NAME_CHARS_MAX: usize = 70;
const TEXT_CHARS_MAX: usize = 140;
/// Where a bank's code is not known; banks find it by the IBAN.
const NOT_PROVIDED: &str = "NOTPROVIDED";

/// A file that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Which part, from 1.
    pub(crate) part: usize,
    /// Of how many.
    pub(crate) parts: usize,
    /// How many transfers it has.
    pub(crate) rows: usize,
    /// What they add up to, in cents.
    pub(crate) total_minor: i64,
}

impl Plan {
    /// What the file is called.
    pub(crate) fn name(&self, batch: &Batch) -> String {
        let part = if self.parts > 1 { format!("-{}", self.part) } else { String::new() };
        format!("payout-{}-sepa-EUR{part}.xml", batch.number)
    }
}

/// What stands around the transfers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    /// The batch.
    pub(crate) batch: &'a Batch,
    /// In whose name.
    pub(crate) store: &'a str,
    /// The account that pays.
    pub(crate) debtor: &'a Destination,
    /// The day on which the money is to leave, as `2026-06-02`.
    pub(crate) day: &'a str,
    /// Which part, from 1.
    pub(crate) part: usize,
}

/// The currency that SEPA is about.
fn is_euro(currency: Currency) -> bool {
    currency.code() == "EUR"
}

fn is_transfer(payout: &Payout) -> bool {
    payout.state != State::Voided && payout.method == Method::Bank && is_euro(payout.currency)
}

/// The files of a batch.
pub(crate) fn plans(payouts: &[Payout]) -> Vec<Plan> {
    let amounts: Vec<i64> =
        payouts.iter().filter(|one| is_transfer(one)).map(|one| one.amount_minor).collect();
    let parts = amounts.chunks(ROWS_MAX);
    let count = parts.len();
    let plan = |(part, amounts): (usize, &[i64])| Plan {
        part,
        parts: count,
        rows: amounts.len(),
        total_minor: amounts.iter().fold(0, |sum, minor| sum.saturating_add(*minor)),
    };
    (1..).zip(parts).map(plan).collect()
}

/// Names that banks are told in other letters than their owners', with what is written.
pub(crate) fn rewritten(payouts: &[(Payout, Destination)]) -> Vec<(String, String)> {
    let transfers = payouts.iter().filter(|(payout, _)| is_transfer(payout));
    let names = transfers.filter_map(|(payout, to)| match to {
        Destination::Bank { name, .. } => Some((name.clone(), creditor(payout, name))),
        Destination::PayPal { .. } => None,
    });
    names.filter(|(name, written)| name != written).collect()
}

/// A name that no letter is left of is the partner's id: a bank takes no empty one.
fn creditor(payout: &Payout, name: &str) -> String {
    let written = latin(name, NAME_CHARS_MAX);
    if written.is_empty() { reference(payout.payee.as_str()) } else { written }
}

/// Banks take 35 characters, and an underscore is none of theirs.
fn reference(id: &str) -> String {
    id.replace('_', "-")
}

/// One of the files, written.
///
/// # Errors
/// [`Error::NotFound`] when the batch has no such file.
pub(crate) fn written(order: Order<'_>, payouts: &[(Payout, Destination)]) -> Result<Vec<u8>> {
    let transfers: Vec<&(Payout, Destination)> =
        payouts.iter().filter(|(payout, _)| is_transfer(payout)).collect();
    let part = order.part.checked_sub(1).and_then(|before| transfers.chunks(ROWS_MAX).nth(before));
    let part = part.ok_or(Error::NotFound("file"))?;
    let Destination::Bank { name, iban, bic } = order.debtor else {
        return Err(Error::Broken("no account at a bank pays".to_owned()));
    };
    let total = part.iter().fold(0_i64, |sum, (payout, _)| sum.saturating_add(payout.amount_minor));
    let (count, sum) = (part.len(), cents(total));
    let id = format!("{}-{}", reference(order.batch.id.as_str()), order.part);
    let made = rfc3339(order.batch.approved_at.unwrap_or(order.batch.created_at));
    let debtor = latin(name, NAME_CHARS_MAX);
    let agent = bic.as_ref().map_or_else(
        || format!("<Othr><Id>{NOT_PROVIDED}</Id></Othr>"),
        |bic| format!("<BICFI>{bic}</BICFI>"),
    );
    let mut file = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">\n<CstmrCdtTrfInitn>\n\
         <GrpHdr><MsgId>{id}</MsgId><CreDtTm>{made}</CreDtTm><NbOfTxs>{count}</NbOfTxs><CtrlSum>{sum}</CtrlSum>\
         <InitgPty><Nm>{debtor}</Nm></InitgPty></GrpHdr>\n\
         <PmtInf><PmtInfId>{id}</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>{count}</NbOfTxs><CtrlSum>{sum}</CtrlSum>\
         <PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><ReqdExctnDt><Dt>{day}</Dt></ReqdExctnDt>\n\
         <Dbtr><Nm>{debtor}</Nm></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></DbtrAcct>\
         <DbtrAgt><FinInstnId>{agent}</FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>\n",
        day = order.day,
    );
    let said = latin(&format!("{} {}", order.store, order.batch.number), TEXT_CHARS_MAX);
    for (payout, to) in part {
        transfer(&mut file, (payout, to), &said);
    }
    file.push_str("</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n");
    Ok(file.into_bytes())
}

fn transfer(file: &mut String, (payout, to): (&Payout, &Destination), said: &str) {
    let Destination::Bank { name, iban, bic } = to else { return };
    let agent = bic
        .as_ref()
        .map(|bic| format!("<CdtrAgt><FinInstnId><BICFI>{bic}</BICFI></FinInstnId></CdtrAgt>"))
        .unwrap_or_default();
    // Writing to a string never fails.
    let _ = writeln!(
        file,
        "<CdtTrfTxInf><PmtId><EndToEndId>{id}</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"EUR\">{amount}</InstdAmt></Amt>\
         {agent}<Cdtr><Nm>{name}</Nm></Cdtr><CdtrAcct><Id><IBAN>{iban}</IBAN></Id></CdtrAcct>\
         <RmtInf><Ustrd>{said}</Ustrd></RmtInf></CdtTrfTxInf>",
        id = reference(payout.id.as_str()),
        amount = cents(payout.amount_minor),
        name = creditor(payout, name),
    );
}

fn cents(minor: i64) -> String {
    Currency::parse("EUR").map(|euro| Money::new(minor, euro).decimal()).unwrap_or_default()
}
