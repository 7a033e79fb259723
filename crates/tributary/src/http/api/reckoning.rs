//! The arithmetic of a commission, step by step: lines, base, refunds, rates, cap and shares.

use super::explanation::Reason;
use super::money::Money;
use super::rules::BaseKind;
use serde::Serialize;
use tributary_core::base::Base;
use tributary_core::commission::Earned;
use tributary_core::program::Role;
use tributary_engine::order::Explanation as Explained;

/// From an order's lines to what each party earns.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Arithmetic {
    /// Sum of the lines, after discounts, before tax and shipping.
    lines_total: Money,
    /// What store credit took of it.
    store_credit: Money,
    /// Of what the base is: of the goods, or of the order's total.
    base_of: BaseKind,
    /// The base before refunds.
    base_before_refunds: Money,
    /// What refunds that name lines took.
    refunded_by_line: Money,
    /// What refunds that name only an amount took, in proportion.
    refunded_in_proportion: Money,
    /// The base.
    base: Money,
    /// Whether a refund's detail is still unknown, so that its proportion stands for it.
    provisional: bool,
    /// Line by line.
    lines: Vec<LineReckoned>,
    /// The commission; null when nobody is credited.
    #[schema(required)]
    commission: Option<CommissionReckoned>,
}

/// One line's part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LineReckoned {
    /// The shop's id of the line.
    line: String,
    /// The shop's id of the product.
    #[schema(required)]
    product: Option<String>,
    /// Its name.
    name: String,
    /// How many.
    quantity: i64,
    /// Its total as stated.
    total: Money,
    /// Its base before refunds.
    base_before_refunds: Money,
    /// Its base.
    base: Money,
    /// The percentage that counts for it; null for a fixed amount per order, or when nobody earns.
    #[schema(required, example = "10")]
    rate: Option<String>,
    /// The event type whose commission counts for it; null for the program's own or an exception's.
    #[schema(required)]
    event: Option<EventNamed>,
    /// Its part of the commission before the cap.
    #[schema(required)]
    commission: Option<Money>,
}

/// An event type by which something was earned.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct EventNamed {
    /// Its id.
    #[schema(example = "evn_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Its name in the rules that judged the order.
    #[schema(example = "Sale")]
    name: String,
}

impl EventNamed {
    fn of(found: &Explained, id: Option<&String>) -> Option<Self> {
        let event = found.rules.event(id?)?;
        Some(Self { id: event.id.clone(), name: event.name.clone() })
    }
}

/// What was earned.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CommissionReckoned {
    /// The order's event type, if the rules know it.
    #[schema(required)]
    event: Option<EventNamed>,
    /// Before the cap.
    before_cap: Money,
    /// The cap, if the program has one.
    #[schema(required)]
    cap: Option<Money>,
    /// Whether the cap cut it.
    capped: bool,
    /// Whether the program's fixed amount is of another currency, so that nothing is earned.
    other_currency: bool,
    /// What is earned in all.
    total: Money,
    /// Who gets which part of it.
    shares: Vec<ShareReckoned>,
    /// Whether it is due now: not while the order's status does not count.
    due: bool,
    /// Why a rule withholds it.
    #[schema(required)]
    withheld: Option<Reason>,
}

/// One party's part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ShareReckoned {
    /// `partner` or `platform`.
    party: &'static str,
    /// Its part.
    amount: Money,
}

impl Arithmetic {
    pub(super) fn new(found: &Explained) -> Self {
        let base = &found.decision.base;
        let money = |minor| Money::new(minor, found.row.currency);
        Self {
            lines_total: money(base.lines_minor),
            store_credit: money(base.credit_minor),
            base_of: base.of.into(),
            base_before_refunds: money(base.before_refunds_minor),
            refunded_by_line: money(base.refunded_by_line_minor),
            refunded_in_proportion: money(base.refunded_in_proportion_minor),
            base: money(base.minor),
            provisional: base.provisional,
            lines: lines(found, base),
            commission: found.decision.earned.as_ref().map(|earned| reckoned(found, earned)),
        }
    }
}

fn lines(found: &Explained, base: &Base) -> Vec<LineReckoned> {
    let money = |minor| Money::new(minor, found.row.currency);
    let earned = found.decision.earned.as_ref();
    let stated = found.decision.order.stated.lines.iter().zip(&base.lines).enumerate();
    stated
        .map(|(index, (line, base))| {
            let earned = earned.and_then(|earned| earned.lines.get(index));
            LineReckoned {
                line: line.external_id.clone(),
                product: line.product.clone(),
                name: line.name.clone(),
                quantity: line.quantity,
                total: money(line.total_minor),
                base_before_refunds: money(base.before_refunds_minor),
                base: money(base.minor),
                rate: earned.and_then(|earned| earned.rate).map(|rate| rate.to_string()),
                event: earned.and_then(|earned| EventNamed::of(found, earned.event.as_ref())),
                commission: earned.map(|earned| money(earned.minor)),
            }
        })
        .collect()
}

fn reckoned(found: &Explained, earned: &Earned) -> CommissionReckoned {
    let money = |minor| Money::new(minor, found.row.currency);
    let share = |(role, minor): &(Role, i64)| ShareReckoned {
        party: if *role == Role::Partner { "partner" } else { "platform" },
        amount: money(*minor),
    };
    CommissionReckoned {
        event: EventNamed::of(found, earned.event.as_ref()),
        before_cap: money(earned.before_cap_minor),
        cap: found.rules.cap.map(Money::from),
        capped: earned.capped,
        other_currency: earned.other_currency,
        total: money(earned.minor),
        shares: earned.shares.iter().map(share).collect(),
        due: found.decision.owes_commission(),
        withheld: found.decision.withheld.map(Reason::from),
    }
}
