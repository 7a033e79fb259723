//! Customers who tell their friends: what a program promises them, and what they earn.
//!
//! A customer is bound to whoever sent them ([`Binding`](crate::BindingId)), and what their first order earns goes to that customer's
//! wallet, and on to the customers before.

pub mod binding;
mod fact;
mod friend;
pub mod lots;
mod refusal;
mod reward;
mod rules;
pub mod welcome;

pub use fact::{CustomerFact, FirstPlaced, SignUp};
pub use friend::{Friend, Granted, Qualified, Sponsor, qualified_at};
pub use refusal::Refusal;
pub use reward::{Answered, Case, Level, Rewards, rewards};
pub use rules::{
    BoundBy, CapAt, Gift, Invitations, Levels, Lifelong, LifelongMode, Promo, Referral, Reward,
    RewardWebhook, Welcome,
};
