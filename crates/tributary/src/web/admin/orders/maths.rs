//! How a commission came about, in one line, and line by line.

use crate::lang::number;
use crate::t;
use crate::web::admin::desk::amount;
use crate::web::view::orders::why::{Item, Term};
use tributary_core::Currency;
use tributary_core::base::{Base, BaseKind};
use tributary_core::commission::{Earned, LineEarned};
use tributary_core::due::Standing;
use tributary_core::fact::OrderKind;
use tributary_core::money::Rate;
use tributary_core::program::{Commission, Role};
use tributary_engine::order::Explanation;

/// The maths in one line; none when nobody is credited.
pub(super) fn maths(told: &Explanation) -> Vec<Term> {
    let decision = &told.decision;
    let Some(earned) = &decision.earned else { return Vec::new() };
    let currency = told.row.currency;
    let mut terms = match (told.row.kind, event_name(told, earned.event.as_ref())) {
        (OrderKind::Lead, name) => of_lead(name),
        _ => of_base(earned, &decision.base, by_what(told, earned), currency),
    };
    if earned.other_currency {
        return vec![Term::Note(t!("the fixed amount is of another currency than the order").into())];
    }
    terms.extend([op("="), figure(earned.before_cap_minor, currency)]);
    if earned.capped {
        terms.extend([op(t!("at most")), figure(earned.minor, currency)]);
    }
    terms.extend(split(earned, currency));
    if decision.standing == Some(Standing::Declined) {
        terms.extend([op("→"), figure(0, currency), Term::Note(t!("nothing is due").into())]);
    }
    terms
}

/// The one commission by which all items earn; none when some have an event of their own.
fn by_what<'a>(told: &'a Explanation, earned: &Earned) -> Option<&'a Commission> {
    let of_order = earned.event.as_deref().and_then(|id| told.rules.event(id));
    let commission = of_order.map_or(&told.rules.commission, |event| &event.commission);
    let own = |line: &LineEarned| line.event.is_some() && line.event != earned.event;
    (!earned.lines.iter().any(own)).then_some(commission)
}

/// What people call an event type, if the rules know it.
fn event_name<'a>(told: &'a Explanation, id: Option<&String>) -> Option<&'a str> {
    told.rules.event(id?).map(|event| event.name.as_str())
}

fn of_lead(event: Option<&str>) -> Vec<Term> {
    vec![Term::Note(match event {
        Some(event) => t!("for a lead of the type {event}", event = event),
        None => t!("for a lead of no type that the rules know").to_owned(),
    })]
}

fn of_base(earned: &Earned, base: &Base, commission: Option<&Commission>, currency: Currency) -> Vec<Term> {
    let mut terms = match (commission, only_rate(earned)) {
        (None, _) => vec![Term::Note(t!("each item at its own rate").into()), op(t!("of"))],
        (Some(Commission::Fixed { amount }), _) if base.minor == base.before_refunds_minor => {
            return vec![figure(amount.minor, currency), Term::Note(t!("for each order").into())];
        }
        (Some(Commission::Fixed { amount }), _) => {
            vec![figure(amount.minor, currency), Term::Note(t!("for each order").into()), op("×")]
        }
        (_, Some(rate)) => vec![Term::Figure(percent(rate)), op(t!("of"))],
        (_, None) => vec![Term::Note(t!("each item at its own rate").into()), op(t!("of"))],
    };
    terms.push(figure(base.minor, currency));
    if matches!(commission, Some(Commission::Fixed { .. })) {
        terms.extend([op("÷"), figure(base.before_refunds_minor, currency)]);
    }
    terms.push(Term::Note(how_base(base, currency)));
    terms
}

/// `100.00 of goods − 50.00 refunded; tax and shipping not counted`.
fn how_base(base: &Base, currency: Currency) -> String {
    let plain = |minor: i64| number::decimal(minor, u32::from(currency.exponent()));
    if base.of == BaseKind::Total {
        return how_total(&plain(base.before_refunds_minor), base.before_refunds_minor - base.minor, plain);
    }
    let (goods, credit) = (plain(base.lines_minor), plain(base.credit_minor));
    let refunded = base.before_refunds_minor.saturating_sub(base.minor);
    let back = plain(refunded);
    match (base.credit_minor > 0, refunded > 0) {
        (false, false) => t!("{goods} of goods; tax and shipping not counted", goods = goods),
        (true, false) => t!(
            "{goods} of goods − {credit} paid with store credit; tax and shipping not counted",
            goods = goods,
            credit = credit
        ),
        (false, true) => {
            t!("{goods} of goods − {back} refunded; tax and shipping not counted", goods = goods, back = back)
        }
        (true, true) => t!(
            "{goods} of goods − {credit} paid with store credit − {back} refunded; tax and shipping not counted",
            goods = goods,
            credit = credit,
            back = back
        ),
    }
}

/// `125.00 in all − 50.00 refunded; tax and shipping counted`.
fn how_total(total: &str, back: i64, plain: impl Fn(i64) -> String) -> String {
    match back {
        0 => t!("{total} in all; tax and shipping counted", total = total),
        back => t!(
            "{total} in all − {back} refunded; tax and shipping counted",
            total = total,
            back = plain(back)
        ),
    }
}

/// The rate, if all lines that earn share one.
fn only_rate(earned: &Earned) -> Option<Rate> {
    let mut rates: Vec<Rate> = earned.lines.iter().filter_map(|line| line.rate).collect();
    rates.sort();
    rates.dedup();
    match rates.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// A rate as people read it.
pub(super) fn percent(rate: Rate) -> String {
    match rate.ppm() {
        ppm if ppm % 100 == 0 => number::percent(ppm / 100),
        _ => format!("{rate} %"),
    }
}

/// Who gets which part, when it is more than one.
fn split(earned: &Earned, currency: Currency) -> Vec<Term> {
    if earned.shares.len() < 2 {
        return Vec::new();
    }
    let mut terms = vec![op("→")];
    for (place, (role, minor)) in earned.shares.iter().enumerate() {
        if place > 0 {
            terms.push(op("+"));
        }
        let whose = if *role == Role::Partner { t!("partner") } else { t!("platform") };
        terms.extend([figure(*minor, currency), Term::Note(whose.into())]);
    }
    terms
}

fn op(text: &str) -> Term {
    Term::Operator(text.into())
}

fn figure(minor: i64, currency: Currency) -> Term {
    Term::Figure(amount(minor, currency).text)
}

/// The order's lines, each with its base, rate and part of the commission.
pub(super) fn items(told: &Explanation) -> Vec<Item> {
    let (decision, currency) = (&told.decision, told.row.currency);
    let earned = decision.earned.as_ref();
    let line = |at: usize| earned.and_then(|earned| earned.lines.get(at));
    let stated = decision.order.stated.lines.iter().zip(&decision.base.lines).enumerate();
    stated
        .map(|(at, (stated, base))| Item {
            product: stated.name.clone(),
            detail: stated.sku.clone(),
            quantity: stated.quantity,
            price: amount(stated.total_minor, currency),
            base: amount(base.minor, currency),
            rate: line(at).map_or("–".into(), |line| rate_words(told, line)),
            commission: amount(line(at).map_or(0, |line| line.minor), currency),
        })
        .collect()
}

/// `5 %`, and which event type's rate it is.
fn rate_words(told: &Explanation, line: &LineEarned) -> String {
    let rate = line.rate.map_or(t!("fixed").into(), percent);
    match event_name(told, line.event.as_ref()) {
        Some(event) => format!("{rate} · {event}"),
        None => rate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn base(lines_minor: i64, credit_minor: i64, minor: i64) -> Base {
        Base {
            of: BaseKind::Goods,
            lines: Vec::new(),
            lines_minor,
            credit_minor,
            before_refunds_minor: lines_minor - credit_minor,
            refunded_by_line_minor: 0,
            refunded_in_proportion_minor: 0,
            minor,
            provisional: false,
        }
    }

    fn earned(rates: &[u8], minor: i64, shares: Vec<(Role, i64)>) -> Earned {
        let line = |percent: &u8| LineEarned { rate: Some(Rate::percent(*percent)), event: None, minor: 0 };
        Earned {
            lines: rates.iter().map(line).collect(),
            event: None,
            before_cap_minor: minor,
            capped: false,
            minor,
            shares,
            other_currency: false,
        }
    }

    #[test]
    fn the_base_says_what_was_taken_from_it() {
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(how_base(&base(10_000, 0, 10_000), usd), "100.00 of goods; tax and shipping not counted");
        assert_eq!(
            how_base(&base(10_000, 1_000, 4_500), usd),
            "100.00 of goods − 10.00 paid with store credit − 45.00 refunded; tax and shipping not counted"
        );
        let total = |minor| Base { of: BaseKind::Total, ..base(12_500, 0, minor) };
        assert_eq!(how_base(&total(12_500), usd), "125.00 in all; tax and shipping counted");
        assert_eq!(how_base(&total(10_000), usd), "125.00 in all − 25.00 refunded; tax and shipping counted");
    }

    #[test]
    fn one_rate_is_named_and_several_are_not() {
        assert_eq!(only_rate(&earned(&[10, 10], 0, vec![])), Some(Rate::percent(10)));
        assert_eq!(only_rate(&earned(&[10, 20], 0, vec![])), None);
    }

    #[test]
    fn only_a_shared_commission_shows_its_parts() {
        let usd = Currency::parse("USD").unwrap();
        assert!(split(&earned(&[10], 500, vec![(Role::Partner, 500)]), usd).is_empty());
        let halves = split(&earned(&[10], 500, vec![(Role::Partner, 250), (Role::Platform, 250)]), usd);
        assert_eq!(halves.len(), 6);
    }
}
