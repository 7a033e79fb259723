//! The pure money machine: facts in, what is due out.
//!
//! No I/O, no clock, no randomness, no floats: everything a decision needs is an argument, so the
//! same facts under the same rules give the same money on every machine, in any order of arrival.
//! Start at [`decide::decide`].
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

pub mod attribution;
pub mod bank;
pub mod base;
pub mod commission;
pub mod decide;
pub mod due;
pub mod fact;
pub mod id;
pub mod ledger;
pub mod money;
pub mod order;
pub mod payee;
pub mod payout;
pub mod presets;
pub mod program;
pub mod reason;
pub mod referral;
pub mod review;
pub mod ruling;
pub mod time;
pub mod touch;
pub mod wallet;

#[cfg(test)]
#[path = "../tests/scenario/mod.rs"]
mod scenario;

pub use id::{
    AdjustmentId, ApplicationId, AuditId, BatchId, BindingId, ClaimId, ClickId, CodeId, CouponId, CreativeId,
    CustomerId, DeliveryId, EventTypeId, FactId, ImportId, InvitationId, KeyId, LinkId, MailId, MembershipId,
    OrderId, PartnerId, PayoutId, PostbackSourceId, ProductId, ProductSyncId, ProgramId, PublisherId,
    ReservationId, SessionId, StoreId, TenantId, TransactionId, UserId, ViewId, WebhookDeliveryId,
    WebhookEndpointId,
};
pub use money::{Currency, Money, Rate};
pub use payee::Payee;
pub use time::Timestamp;
