//! What is due to each party for one order, given who is credited, what was earned and the time.

use crate::commission::Earned;
use crate::id::{PartnerId, ProgramId};
use crate::ledger::{Account, Balances, Bucket};
use crate::money::Currency;
use crate::order::{OrderNow, Status};
use crate::program::{Role, Rules};
use crate::time::Timestamp;

/// How a commission stands, in the words of the API and the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// On hold, or the order is not in a status that earns yet, or only a browser has told of it.
    Pending,
    /// Ready to be paid.
    Approved,
    /// The order was called off.
    Declined,
    /// All of it was taken back by refunds.
    Reversed,
}

impl Standing {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Reversed => "reversed",
        }
    }
}

/// Whether an order earns now under these rules. A plugin's own status earns once it is paid.
#[must_use]
pub fn counts(rules: &Rules, order: &OrderNow) -> bool {
    if order.status.ends_order() || order.status == Status::Draft {
        return false;
    }
    let listed = rules.counts_when.contains(&order.status);
    let plugin_paid = matches!(order.status, Status::Other(_)) && order.stated.paid_at.is_some();
    listed || plugin_paid
}

/// When an order's commission becomes payable.
#[must_use]
pub fn payable_at(rules: &Rules, order: &OrderNow) -> Timestamp {
    order.stated.placed_at.plus_days(rules.hold_days)
}

/// How the commission of a credited order stands, by what is left of its base and what that earns.
#[must_use]
pub fn standing(
    rules: &Rules,
    order: &OrderNow,
    (base_minor, earned_minor): (i64, i64),
    now: Timestamp,
) -> Standing {
    // At a rate of nothing an order earns nothing from the beginning; it is over when nothing of it is left.
    let nothing_left = base_minor == 0 && earned_minor == 0;
    let fully_refunded = order.status == Status::Refunded || (nothing_left && order.refunded_minor() > 0);
    if fully_refunded {
        Standing::Reversed
    } else if order.status.ends_order() {
        Standing::Declined
    } else if !counts(rules, order) || order.unverified || now < payable_at(rules, order) {
        Standing::Pending
    } else {
        Standing::Approved
    }
}

/// Who stands behind the shares of an order.
#[derive(Debug, Clone, Copy)]
pub struct Parties<'a> {
    /// The program whose owner pays.
    pub program: &'a ProgramId,
    /// The credited partner.
    pub partner: &'a PartnerId,
}

/// The balances that an order's shares should have now; `None` when they would not fit 64 bits.
#[must_use]
pub fn due(parties: Parties<'_>, earned: &Earned, currency: Currency, bucket: Bucket) -> Option<Balances> {
    earned.shares.iter().try_fold(Balances::default(), |due, (role, minor)| {
        let account = match role {
            Role::Partner => Account::Partner(parties.partner.clone(), bucket),
            Role::Platform => Account::Platform(parties.program.clone(), bucket),
        };
        due.add(account, currency, *minor)?.add(
            Account::Expense(parties.program.clone()),
            currency,
            minor.checked_neg()?,
        )
    })
}
