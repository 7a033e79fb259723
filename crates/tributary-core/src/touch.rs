//! A touch: one piece of evidence that points at a partner, looked up and ready to be judged.

use crate::fact::EvidenceKind;
use crate::id::{ClickId, LinkId, PartnerId};
use crate::program::Signal;
use crate::reason::Reason;
use crate::time::Timestamp;

/// How a touch came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A coupon on the order.
    Coupon,
    /// A click the shop named by its id.
    Click,
    /// An earlier click of the same visitor.
    Visitor,
    /// The cookie stamped on the order.
    Cookie,
    /// The order's own attribution record.
    OrderEvidence,
    /// The code that the customer is bound to.
    Binding,
}

impl Source {
    /// Its place in the priority list; what is not listed by name ranks as a click where it is one.
    #[must_use]
    pub fn rank(self, priority: &[Signal]) -> Option<usize> {
        let place = |signal| priority.iter().position(|listed| *listed == signal);
        match self {
            Self::Coupon => place(Signal::Coupon),
            Self::Cookie => place(Signal::Cookie),
            Self::Click | Self::Visitor => place(Signal::LastClick),
            Self::Binding => place(Signal::Binding),
            Self::OrderEvidence => place(Signal::OrderEvidence).or_else(|| place(Signal::LastClick)),
        }
    }

    /// What the API calls the way of a won attribution.
    #[must_use]
    pub const fn via(self) -> &'static str {
        match self {
            Self::Coupon => "coupon",
            Self::Click | Self::Visitor => "click",
            Self::Cookie => "cookie",
            Self::OrderEvidence => "order_evidence",
            Self::Binding => "binding",
        }
    }
}

impl From<EvidenceKind> for Source {
    fn from(kind: EvidenceKind) -> Self {
        match kind {
            EvidenceKind::Click => Self::Click,
            EvidenceKind::Cookie => Self::Cookie,
            EvidenceKind::Order => Self::OrderEvidence,
        }
    }
}

/// Evidence with the partner it points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// How it is known.
    pub source: Source,
    /// The partner it points at.
    pub partner: PartnerId,
    /// When: the click's own time; for a coupon or a code without a click, the order's.
    pub at: Timestamp,
    /// The click, if there was one.
    pub click: Option<ClickId>,
    /// The link that was clicked.
    pub link: Option<LinkId>,
    /// The code, as people write it.
    pub code: Option<String>,
    /// Its place among the order's coupons, from 0; 0 for what is no coupon.
    pub position: usize,
    /// Whether a person made the click.
    pub by_person: bool,
    /// Whether the partner was paused when it happened or when the order was placed.
    pub paused: bool,
    /// Whether the partner is the buyer.
    pub own_purchase: bool,
    /// Whether only a browser reported it, of an order that a server states.
    pub reported: bool,
    /// Whether the partner is a customer who tells friends: those earn rewards, never commissions.
    pub referrer: bool,
}

/// Evidence that leads nowhere, kept so that an order can say why it was not credited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadEnd {
    /// How it was carried.
    pub source: Source,
    /// The code or click id, as found.
    pub value: String,
    /// Why it leads nowhere.
    pub reason: Reason,
}
