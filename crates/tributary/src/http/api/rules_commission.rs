//! What an order earns, as the API writes it: a percentage or a fixed amount.

use super::check::Faults;
use super::money::Money;
use super::shape::{MoneyFromZero, Percent};
use serde::{Deserialize, Serialize};
use tributary_core::money::Rate;
use tributary_core::program::Commission as CoreCommission;

/// `percent` of the base, or a `fixed` amount per order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub(crate) enum CommissionKind {
    Percent,
    Fixed,
}

impl TryFrom<String> for CommissionKind {
    type Error = &'static str;
    fn try_from(word: String) -> std::result::Result<Self, Self::Error> {
        match word.as_str() {
            "percent" => Ok(Self::Percent),
            "fixed" => Ok(Self::Fixed),
            _ => Err("unknown kind, expected `percent` or `fixed`"),
        }
    }
}

/// What an order earns.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommissionRule {
    /// Which of the two below counts.
    pub(super) kind: CommissionKind,
    /// A percentage of the base, from `"0"` to `"100"`, with at most four decimals; for `percent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Percent>, example = "12.5")]
    rate: Option<Rate>,
    /// An amount per order; for `fixed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<MoneyFromZero>)]
    amount: Option<Money>,
}

impl From<CoreCommission> for CommissionRule {
    fn from(commission: CoreCommission) -> Self {
        match commission {
            CoreCommission::Percent { rate } => {
                Self { kind: CommissionKind::Percent, rate: Some(rate), amount: None }
            }
            CoreCommission::Fixed { amount } => {
                Self { kind: CommissionKind::Fixed, rate: None, amount: Some(amount.into()) }
            }
        }
    }
}

/// Judges a commission that stands at `pointer`.
pub(super) fn checked_commission(
    faults: &mut Faults,
    commission: &CommissionRule,
    pointer: &str,
) -> Option<CoreCommission> {
    let (rate, amount) = (format!("{pointer}/rate"), format!("{pointer}/amount"));
    match (commission.kind, commission.rate, commission.amount) {
        (CommissionKind::Percent, Some(rate), None) => Some(CoreCommission::Percent { rate }),
        (CommissionKind::Fixed, None, Some(money)) => {
            faults.amount(&amount, money, money.currency, 0);
            Some(CoreCommission::Fixed { amount: money.into() })
        }
        (CommissionKind::Percent, None, _) => required(faults, &rate),
        (CommissionKind::Fixed, _, None) => required(faults, &amount),
        (CommissionKind::Percent, Some(_), Some(_)) => of_other_kind(faults, &amount),
        (CommissionKind::Fixed, Some(_), Some(_)) => of_other_kind(faults, &rate),
    }
}

fn required(faults: &mut Faults, pointer: &str) -> Option<CoreCommission> {
    faults.add(pointer, "required", "This field is required for this kind.");
    None
}

fn of_other_kind(faults: &mut Faults, pointer: &str) -> Option<CoreCommission> {
    faults.add(pointer, "unknown", "This belongs to the other kind: leave it out.");
    None
}
