//! An explanation for machines.

use serde_json::{Value, json};
use tributary_core::attribution::Candidate;
use tributary_core::program::Role;
use tributary_engine::clock::rfc3339;
use tributary_engine::ledger::Transaction;
use tributary_engine::order::Explanation;

/// The whole explanation. Amounts are minor units of `currency`.
pub(super) fn of(explained: &Explanation) -> Value {
    let (row, decision) = (&explained.row, &explained.decision);
    let credit = decision.attribution.credit.as_ref();
    json!({
        "order": row.id.as_str(),
        "store": row.store.as_str(),
        "external_id": row.external_id,
        "number": row.number,
        "status": row.status,
        "currency": row.currency.code(),
        "placed_at": rfc3339(row.placed_at),
        "total_minor": row.total_minor,
        "rule_version": decision.rule_version,
        "credit": credit.map(|credit| json!({
            "partner": credit.partner.as_str(),
            "name": explained.name(&credit.partner),
            "via": credit.via,
        })),
        "nobody": decision.attribution.nobody.map(|reason| reason.code()),
        "standing": decision.standing.map(|standing| standing.as_str()),
        "withheld": decision.withheld.map(|reason| reason.code()),
        "payable_at": rfc3339(decision.payable_at),
        "base": base(explained),
        "commission": commission(explained),
        "candidates": candidates(explained),
        "dead_ends": dead_ends(explained),
        "refunds": refunds(explained),
        "transactions": explained.transactions.iter().map(transaction).collect::<Vec<_>>(),
    })
}

fn base(explained: &Explanation) -> Value {
    let base = &explained.decision.base;
    json!({
        "lines_minor": base.lines_minor,
        "credit_minor": base.credit_minor,
        "before_refunds_minor": base.before_refunds_minor,
        "refunded_by_line_minor": base.refunded_by_line_minor,
        "refunded_in_proportion_minor": base.refunded_in_proportion_minor,
        "minor": base.minor,
        "provisional": base.provisional,
    })
}

fn commission(explained: &Explanation) -> Value {
    let Some(earned) = &explained.decision.earned else { return Value::Null };
    let part =
        |role: Role| earned.shares.iter().filter(|(own, _)| *own == role).map(|(_, minor)| minor).sum();
    let (partner, platform): (i64, i64) = (part(Role::Partner), part(Role::Platform));
    let line = |(line, part): (&tributary_engine::order::LineRow, _)| line_of(line, part);
    json!({
        "before_cap_minor": earned.before_cap_minor,
        "capped": earned.capped,
        "minor": earned.minor,
        "partner_minor": partner,
        "platform_minor": platform,
        "lines": explained.lines.iter().zip(&earned.lines).map(line).collect::<Vec<_>>(),
    })
}

fn line_of(line: &tributary_engine::order::LineRow, part: &tributary_core::commission::LineEarned) -> Value {
    json!({
        "product": line.product,
        "name": line.name,
        "quantity": line.quantity,
        "total_minor": line.total_minor,
        "base_minor": line.base_minor,
        "rate": part.rate.map(|rate| rate.to_string()),
        "commission_minor": part.minor,
    })
}

fn candidates(explained: &Explanation) -> Vec<Value> {
    let one = |candidate: &Candidate| {
        let touch = &candidate.touch;
        json!({
            "partner": touch.partner.as_str(),
            "name": explained.name(&touch.partner),
            "via": touch.source.via(),
            "at": rfc3339(touch.at),
            "click": touch.click.as_ref().map(|click| click.as_str()),
            "code": touch.code,
            "won": candidate.lost.is_none(),
            "lost": candidate.lost.map(|reason| reason.code()),
            "reason": candidate.lost.map(|reason| reason.sentence()),
        })
    };
    explained.decision.attribution.candidates.iter().map(one).collect()
}

fn dead_ends(explained: &Explanation) -> Vec<Value> {
    let ends = explained.decision.attribution.dead_ends.iter();
    ends.map(|end| {
        json!({ "via": end.source.via(), "value": end.value, "lost": end.reason.code(), "reason": end.reason.sentence() })
    })
    .collect()
}

fn refunds(explained: &Explanation) -> Vec<Value> {
    let one = |refund: &tributary_core::fact::RefundStated| {
        let lines = refund.detail.as_ref().map(|detail| {
            let line = |(id, minor): &(String, i64)| json!({ "line": id, "amount_minor": minor });
            detail.lines.iter().map(line).collect::<Vec<_>>()
        });
        json!({
            "external_id": refund.external_id,
            "amount_minor": refund.amount_minor,
            "reason": refund.reason,
            "lines": lines,
        })
    };
    explained.decision.order.refunds.iter().map(one).collect()
}

fn transaction(transaction: &Transaction) -> Value {
    let posting = |posting: &tributary_engine::ledger::Posting| {
        json!({
            "account": posting.account,
            "side": posting.side,
            "amount_minor": posting.amount_minor,
            "currency": posting.currency.code(),
        })
    };
    json!({
        "id": transaction.id.as_str(),
        "seq": transaction.seq,
        "cause": transaction.cause,
        "cause_id": transaction.cause_id,
        "rule_version": transaction.rule_version,
        "effective_at": rfc3339(transaction.effective_at),
        "booked_at": rfc3339(transaction.booked_at),
        "hash": transaction.hash,
        "postings": transaction.postings.iter().map(posting).collect::<Vec<_>>(),
    })
}
