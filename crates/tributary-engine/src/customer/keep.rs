//! Keeps what was derived: whose a customer is, and what did not bind.

use super::{Binding, Customer, Whose, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::{chance, code, params};
use tributary_core::referral::binding::{Holder, Refused, Span};
use tributary_core::{BindingId, TenantId, Timestamp};

/// The spans as bindings; one that was there keeps its id.
pub(super) fn carried(before: &[Binding], spans: &[Span], now: Timestamp) -> Result<Vec<Binding>> {
    spans
        .iter()
        .map(|span| {
            let whose = whose(span);
            let via = span.hint.via.as_str();
            let same = before
                .iter()
                .find(|old| old.since == span.since && old.via == via && old.whose.code == whose.code);
            let id = match same {
                Some(old) => old.id.clone(),
                None => BindingId::from_bits(chance::ordered_bits(now)?),
            };
            Ok(Binding {
                id,
                whose,
                via: via.to_owned(),
                since: span.since,
                until: span.until,
                by: span.by.clone(),
            })
        })
        .collect()
}

fn whose(span: &Span) -> Whose {
    let (sponsor, partner) = match &span.hint.holder {
        Holder::Nobody => (None, None),
        Holder::Customer(customer) => (Some(customer.clone()), None),
        Holder::Partner(partner) => (None, Some(partner.clone())),
    };
    Whose { code: span.hint.code.clone(), sponsor, partner, click: span.hint.click.clone() }
}

pub(super) fn keep(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    binding: &Binding,
) -> Result<()> {
    let Whose { code, sponsor, partner, click } = &binding.whose;
    let row = params![
        tenant,
        &binding.id,
        &customer.store,
        &customer.id,
        code,
        code::fold(code),
        sponsor.as_ref(),
        partner.as_ref(),
        click.as_ref(),
        &binding.via,
        binding.since,
        binding.until,
        &binding.by
    ];
    tx.exec(sql::KEEP_BINDING, row).map(drop)
}

pub(super) fn keep_refused(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    refused: &[Refused],
) -> Result<()> {
    tx.exec(sql::CLEAR_REFUSED, params![tenant, &customer.id])?;
    for (one, number) in refused.iter().zip(1_i64..) {
        let (hint, reason) = (&one.hint, one.reason.code());
        let row = params![
            tenant,
            &customer.id,
            number,
            &customer.store,
            &hint.code,
            code::fold(&hint.code),
            hint.click.as_ref(),
            hint.via.as_str(),
            reason,
            one.at
        ];
        tx.exec(sql::KEEP_REFUSED, row)?;
    }
    Ok(())
}

/// The earliest moment at which what was differs from what is.
pub(super) fn changed_since(before: &[Binding], after: &[Binding]) -> Timestamp {
    let only = |these: &[Binding], those: &[Binding]| {
        let gone = these.iter().filter(|one| !those.contains(one)).cloned();
        gone.collect::<Vec<_>>()
    };
    let mut moments = Vec::new();
    for one in only(before, after).iter().chain(&only(after, before)) {
        let known = before.iter().chain(after).find(|other| {
            other.id == one.id
                && other.since == one.since
                && other.whose == one.whose
                && other.until != one.until
        });
        // Of a span that only ended, what was before its end is as it was.
        match (known, one.until) {
            (Some(other), until) => moments.extend(until.into_iter().chain(other.until)),
            (None, _) => moments.push(one.since),
        }
    }
    moments.into_iter().min().unwrap_or(Timestamp::MIN)
}
