//! The audit log in words: actions, and kinds of things. What changed is in `audit_changes.rs`.

use crate::lang::{self, msg};

const ACTIONS: [(&str, &str); 105] = [
    ("user.created", msg("Person added")),
    ("user.invited", msg("Person invited")),
    ("user.invited_again", msg("Invitation sent again")),
    ("user.uninvited", msg("Invitation cancelled")),
    ("user.joined", msg("Invitation accepted")),
    ("user.role_changed", msg("Role changed")),
    ("user.removed", msg("Person removed")),
    ("user.restored", msg("Person restored")),
    ("user.renamed", msg("Own name changed")),
    ("user.password_changed", msg("Own password changed")),
    ("user.signed_in", msg("Signed in")),
    ("user.sign_in_refused", msg("Sign-in refused")),
    ("user.signed_out_elsewhere", msg("Signed out everywhere else")),
    ("key.created", msg("API key made")),
    ("key.revoked", msg("API key revoked")),
    ("store.created", msg("Store added")),
    ("store.changed", msg("Store changed")),
    ("store.secret_added", msg("Webhook secret added")),
    ("store.customer_secret_made", msg("Customer secret made")),
    ("store.connection_allowed", msg("Connection of a shop allowed")),
    ("store.connected", msg("Shop connected")),
    ("store.connection_renewed", msg("Secrets of a connection renewed")),
    ("letter.changed", msg("Text of a mail changed")),
    ("letter.reset", msg("Text of a mail set back")),
    ("letter.switched_off", msg("A kind of mail switched off")),
    ("letter.switched_on", msg("A kind of mail switched on")),
    ("store.products_asked_for", msg("Store's products asked for")),
    ("store.products_stopped", msg("Reading of products stopped")),
    ("store.reading_set", msg("Access to the store set")),
    ("program.created", msg("Program started")),
    ("program.rules_changed", msg("Rules changed")),
    ("program.page_changed", msg("Public page changed")),
    ("application.sent", msg("Application received")),
    ("application.approved", msg("Application approved")),
    ("application.declined", msg("Application declined")),
    ("membership.asked", msg("Publisher asks to join")),
    ("membership.accepted", msg("Publisher accepted")),
    ("membership.declined", msg("Publisher declined")),
    ("membership.ended", msg("Publisher's membership ended")),
    ("claim.created", msg("Sale claimed as missing")),
    ("claim.accepted", msg("Claim accepted")),
    ("claim.declined", msg("Claim declined")),
    ("partner.created", msg("Partner added")),
    ("partner.changed", msg("Partner changed")),
    ("partner.paused", msg("Partner paused")),
    ("partner.resumed", msg("Partner resumed")),
    ("partner.archived", msg("Partner archived")),
    ("partner.restored", msg("Partner restored")),
    ("partner.invited", msg("Partner invited")),
    ("partner.payout_details_changed", msg("Payout details changed")),
    ("user.operator_added", msg("Made an operator of the platform")),
    ("user.operator_removed", msg("Operator of the platform no more")),
    ("program.payout_details_changed", msg("Payout details of the platform changed")),
    ("partner.asked_for_payout_details", msg("Partner asked for payout details")),
    ("payout_batch.created", msg("Payout made")),
    ("payout_batch.approved", msg("Payout approved")),
    ("payout_batch.paid", msg("Payout marked paid")),
    ("payout_batch.undone", msg("Payment of a payout undone")),
    ("payout_batch.voided", msg("Payout voided")),
    ("payout_batch.file_taken", msg("File of a payout taken away")),
    ("payout.voided", msg("One payout of a batch voided")),
    ("payout.minimum_changed", msg("Minimum of payouts changed")),
    ("code.created", msg("Code given")),
    ("code.archived", msg("Code archived")),
    ("code.restored", msg("Code brought back")),
    ("code.asked_for", msg("Coupon asked for in the store")),
    ("code.alias_created", msg("Alias made")),
    ("code.alias_taken_back", msg("Alias taken back")),
    ("code.ignored", msg("Unknown code ignored")),
    ("code.heeded", msg("Unknown code shown again")),
    ("customer.assigned", msg("Decided whose a customer is")),
    ("customer.forgotten", msg("Customer's name and address forgotten")),
    ("referrer_domain.changed", msg("Site's code changed")),
    ("link.created", msg("Link made")),
    ("link.changed", msg("Link's label changed")),
    ("link.archived", msg("Link archived")),
    ("link.restored", msg("Link brought back")),
    ("order.assigned", msg("Order assigned by hand")),
    ("order.declined", msg("Order declined by hand")),
    ("order.upheld", msg("Decline of an order reversed")),
    ("order.released", msg("Order left to the rules again")),
    ("order.noted", msg("Note on an order")),
    ("order.undone", msg("Decision about an order taken back")),
    ("order.test_placed", msg("Test order placed")),
    ("order.test_removed", msg("Test order removed")),
    ("wallet.adjusted", msg("Store credit given or taken")),
    ("customer.code_changed", msg("Customer's code renewed")),
    ("customer.coupon_sent", msg("Welcome coupon mailed again")),
    ("click.forgotten", msg("Old clicks forgotten")),
    ("import.run", msg("File imported")),
    ("import.undone", msg("Import taken back")),
    ("mail.retried", msg("E-mail tried again")),
    ("postback_source.created", msg("Postback address added")),
    ("postback_source.changed", msg("Postback address changed")),
    ("postback_source.secret_renewed", msg("Postback address's token renewed")),
    ("webhook_endpoint.created", msg("Webhook added")),
    ("webhook_endpoint.changed", msg("Webhook changed")),
    ("webhook_endpoint.paused", msg("Webhook paused")),
    ("webhook_endpoint.resumed", msg("Webhook resumed")),
    ("webhook_endpoint.archived", msg("Webhook archived")),
    ("webhook_endpoint.disabled", msg("Webhook disabled")),
    ("webhook_endpoint.secret_renewed", msg("Webhook's secret renewed")),
    ("webhook_endpoint.secret_shown", msg("Webhook's secret looked at")),
    ("webhook_endpoint.tested", msg("Webhook tested")),
    ("webhook_endpoint.replayed", msg("Webhook sent again")),
];

const KINDS: [(&str, &str); 22] = [
    ("user", msg("Person")),
    ("partner", msg("Partner")),
    ("application", msg("Application")),
    ("membership", msg("Publisher")),
    ("claim", msg("Claim")),
    ("code", msg("Code")),
    ("link", msg("Link")),
    ("order", msg("Order")),
    ("program", msg("Program")),
    ("store", msg("Store")),
    ("key", msg("API key")),
    ("click", msg("Click")),
    ("import", msg("Import")),
    ("payout", msg("Payout")),
    ("payout_batch", msg("Batch of payouts")),
    ("mail", msg("E-mail")),
    ("letter", msg("Text of a mail")),
    ("wallet", msg("Store credit")),
    ("customer", msg("Customer")),
    ("referrer_domain", msg("Site that stands for a code")),
    ("postback_source", msg("Postback address")),
    ("webhook_endpoint", msg("Webhook")),
];

/// An action in words; one that nobody gave words yet, as it is called.
pub(in crate::web::admin) fn action_words(action: &str) -> String {
    let known = ACTIONS.iter().find(|(known, _)| *known == action);
    known.map_or_else(|| action.to_owned(), |(_, words)| lang::text(words).to_owned())
}

/// Every kind of thing, with its words.
pub(super) fn kinds() -> [(&'static str, &'static str); 22] {
    KINDS.map(|(kind, words)| (kind, lang::text(words)))
}

/// A kind of thing in words.
pub(super) fn kind_words(kind: &str) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, words)| lang::text(words))
}

/// What acts, where it is no person.
pub(super) fn actor_kind_words(kind: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 4] = [
        ("key", msg("API key")),
        ("partner", msg("Partner")),
        ("guest", msg("Not signed in")),
        ("system", msg("This server")),
    ];
    WORDS.iter().find(|(known, _)| *known == kind).map(|(_, words)| lang::text(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::admin::people::audit_source::{acts, sources};
    use std::collections::BTreeSet;

    #[test]
    fn every_act_that_the_source_notes_has_words_of_its_own_and_no_words_are_for_nothing() {
        let noted: BTreeSet<String> = sources().iter().flat_map(|source| acts(source)).collect();
        let known: BTreeSet<String> = ACTIONS.iter().map(|(action, _)| (*action).to_owned()).collect();
        assert_eq!(noted.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "acts without words");
        assert_eq!(
            known.difference(&noted).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "words without an act"
        );
        let words: BTreeSet<&str> = ACTIONS.iter().map(|(_, words)| *words).collect();
        assert_eq!(words.len(), ACTIONS.len());
        let kinds: BTreeSet<&str> = noted.iter().filter_map(|act| act.split('.').next()).collect();
        assert!(kinds.iter().all(|kind| !kind_words(kind).is_empty()), "{kinds:?}");
        assert_eq!(action_words("new.thing"), "new.thing");
    }
}
