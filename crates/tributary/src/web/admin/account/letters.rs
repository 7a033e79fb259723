//! What is written to people about getting in.

use crate::mail::Letter;
use crate::{n, t};
use tributary_core::Timestamp;
use tributary_engine::access::{INVITE_DAYS, Purpose, SIGN_IN_MINUTES};

/// Invites somebody to the team.
pub(in crate::web::admin) fn invitation(
    (inviter, store): (&str, &str),
    role: &str,
    link: String,
    now: Timestamp,
) -> Letter {
    let works = n!("The link works once, for {n} day.", "The link works once, for {n} days.", INVITE_DAYS);
    Letter {
        subject: t!("{who} invites you to {store}", who = inviter, store = store),
        before: vec![
            t!("{who} invites you to work with them on {store}.", who = inviter, store = store),
            t!("Your role: {role}", role = role),
        ],
        button: Some((t!("Accept the invitation").into(), link)),
        after: vec![works, t!("If you did not expect this, do nothing.").into()],
        useful_until: Some(Purpose::Invite.ends(now)),
        ..Letter::default()
    }
}

/// A link that signs in.
pub(super) fn sign_in(link: String, now: Timestamp) -> Letter {
    let works =
        n!("The link works once, for {n} minute.", "The link works once, for {n} minutes.", SIGN_IN_MINUTES);
    Letter {
        subject: t!("Your link to sign in").into(),
        before: vec![t!("You asked for a link to sign in to Tributary.").into()],
        button: Some((t!("Sign in").into(), link)),
        after: vec![
            works,
            t!("If you did not ask for it, do nothing: nobody gets in without this link.").into(),
        ],
        useful_until: Some(Purpose::SignIn.ends(now)),
        ..Letter::default()
    }
}
