//! Mails to partners about orders that they miss: our words or the owner's, filled in.

use super::Letter;
use super::customer::{Values, letter};
use crate::t;
use tributary_engine::claim::Claim;
use tributary_engine::letter::{Kind, Text};
use tributary_engine::store::Store;

/// Our words for such a mail, in the language that is being rendered.
pub(super) fn our_text(kind: Kind) -> Option<Text> {
    let (subject, body) = match kind {
        Kind::ClaimAccepted => (
            t!("Order {ORDER} at {SITE} is yours"),
            t!("The order that you missed is credited to you now.\n\n{ANSWER}\n\n{LINK}"),
        ),
        Kind::ClaimDeclined => (
            t!("About order {ORDER} at {SITE}"),
            t!(
                "{SITE} has looked at the order that you miss. It is not credited to you.\n\n{ANSWER}\n\n{LINK}"
            ),
        ),
        Kind::ClaimAsked => (
            t!("A question about order {ORDER}"),
            t!("{SITE} wants to know more about the order that you miss.\n\n{ANSWER}\n\n{LINK}"),
        ),
        _ => return None,
    };
    let body = [t!("Hi {name},", name = "{NAME}"), body.to_owned()].join("\n\n");
    Some(Text { subject: subject.to_owned(), body })
}

/// The mail to a partner of this name, with what was answered or asked and where to go on.
#[must_use]
pub fn filled(
    (kind, text): (Kind, &Text),
    (claim, name): (&Claim, &str),
    (answer, link): (&str, String),
    store: &Store,
) -> Letter {
    let mut values = Values::default();
    values.set("SITE", &store.name);
    values.set("NAME", name);
    let number = claim.number.clone();
    values.set("ORDER", number.unwrap_or_else(|| t!("without a number").to_owned()));
    values.set("ANSWER", answer);
    values.set("LINK", link);
    letter(kind, text, &values, store)
}
