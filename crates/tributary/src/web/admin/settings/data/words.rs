//! Imports in words: states, verdicts, fields, and what is wrong with rows.

use crate::lang::{self, msg};
use crate::web::kit::Status;
use tributary_engine::import::{Kind, State, Verdict};

/// How an import stands.
pub(super) fn state(state: State) -> (Status, &'static str) {
    let (status, word) = match state {
        State::Receiving => (Status::Pending, msg("Arriving")),
        State::Uploaded => (Status::Review, msg("Columns to check")),
        State::Mapped => (Status::Pending, msg("Being tried out")),
        State::Previewed => (Status::Review, msg("Ready to import")),
        State::Running => (Status::Pending, msg("Being imported")),
        State::Finished => (Status::Approved, msg("Finished")),
        State::Failed => (Status::Declined, msg("Failed")),
        State::Undoing => (Status::Pending, msg("Being taken back")),
        State::Undone => (Status::Reversed, msg("Taken back")),
    };
    (status, lang::text(word))
}

/// What becomes of a row.
pub(super) fn verdict(verdict: Verdict) -> (Status, &'static str) {
    let (status, word) = match verdict {
        Verdict::New => (Status::Approved, msg("New")),
        Verdict::Update => (Status::Info, msg("Changed")),
        Verdict::Skip => (Status::Pending, msg("Skipped")),
        Verdict::Wrong => (Status::Declined, msg("Can't be used")),
        Verdict::Joined => (Status::Info, msg("Further line")),
    };
    (status, lang::text(word))
}

/// What the rows of a table are.
pub(super) fn kind(kind: Kind) -> &'static str {
    lang::text(match kind {
        Kind::Partners => msg("Partners"),
        Kind::Codes => msg("Codes"),
        Kind::Orders => msg("Orders"),
    })
}

/// What a column can hold. Several kinds share names, which then mean the same.
const FIELDS: [(&str, &str); 32] = [
    ("name", msg("Name")),
    ("email", msg("E-mail")),
    ("code", msg("Code")),
    ("coupon", msg("Coupon code")),
    ("status", msg("Status")),
    ("kind", msg("Kind")),
    ("group", msg("Group")),
    ("place", msg("Place")),
    ("note", msg("Note")),
    ("external_id", msg("Id in the old system")),
    ("partner", msg("Partner")),
    ("order", msg("Order")),
    ("number", msg("Number that people see")),
    ("currency", msg("Currency")),
    ("placed_at", msg("Placed on")),
    ("total", msg("Total")),
    ("shipping", msg("Shipping")),
    ("tax", msg("Tax")),
    ("refunded", msg("Refunded")),
    ("city", msg("City")),
    ("state", msg("State or region")),
    ("country", msg("Country")),
    ("line_name", msg("Product")),
    ("line_total", msg("Line total")),
    ("quantity", msg("Quantity")),
    ("product", msg("Product id")),
    ("sku", msg("SKU")),
    ("category", msg("Category")),
    ("updated_at", msg("Last changed on")),
    ("commission", msg("Commission")),
    ("commission_status", msg("Status of the commission")),
    ("", msg("Leave out")),
];

/// A field in words.
pub(super) fn field(name: &str) -> &'static str {
    FIELDS.iter().find(|(known, _)| *known == name).map_or("", |(_, words)| lang::text(words))
}

/// What the engine says of rows.
const REASONS: [&str; 51] = [
    msg("Use an address such as sara@example.com, or leave it out."),
    msg("Use active or paused."),
    msg("Use influencer, affiliate or publisher."),
    msg("This partner was turned down where they come from: they are left out."),
    msg("Give a name of 1 to 200 characters."),
    msg("Give a code of 1 to 100 characters."),
    msg("A referral code stands in a link: use letters, digits, - _ and . only."),
    msg("Use referral or coupon."),
    msg("Say whose code it is."),
    msg("This is too long: shorten it."),
    msg("Leave out control characters."),
    msg("Give the order's number."),
    msg("Use a currency's three letters, such as SEK."),
    msg("Say when it was placed."),
    msg("Use paid, unpaid, pending or rejected."),
    msg("Write a whole number."),
    msg("Write an amount such as 1234.50, without a sign."),
    msg("This amount has more decimals than its currency."),
    msg("This amount is too large."),
    msg("This could be thousands or decimals: write 1234 or 1.234,00 or 1,234.00."),
    msg("Write a date such as 2026-05-01 or 2026-05-01 14:30."),
    msg("Dates go from 1970 to 2999."),
    msg("Day and month could be the other way round: say which comes first."),
    msg("Write the year with four digits."),
    msg("An earlier row of the file has the same address."),
    msg("An earlier row of the file has the same id."),
    msg("An earlier row of the file has the same code."),
    msg("An earlier row of the file has the same name, and neither has an address."),
    msg("An earlier row of the file has the same order."),
    msg("Several partners here have this name or address."),
    msg("This code is another partner's already."),
    msg("This partner is here already, and changes were not asked for."),
    msg("Nothing to change."),
    msg("There is no such partner: bring partners first."),
    msg("Several partners have this name or address: use the id."),
    msg("This code is theirs already."),
    msg("The first row of this order can't be used."),
    msg("The first row of this order is skipped."),
    msg("The store has told of this order itself, and its word stands."),
    msg("This order is here already, and changes were not asked for."),
    msg("Give the order's total."),
    msg("Shipping and tax are more than the total."),
    msg("This is more than the order's total."),
    msg("Choose the column that holds this."),
    msg("Choose a column of the file, each for one field."),
    msg("There is no such field: see the list of fields."),
    msg("There are no rows in it that can be brought here."),
    msg("Bring at most 500,000 rows at once: split the file."),
    msg("A row is too long: is the separator right?"),
    msg("nobody went on with it"),
    msg(
        "this import can't be taken back: it did nothing, is taken back already, or more than 7 days have passed",
    ),
];

/// Why something became of a row, in the reader's language where we know the sentence.
pub(super) fn reason(detail: &str) -> String {
    let known = REASONS.iter().find(|known| **known == detail);
    known.map_or_else(|| detail.to_owned(), |known| lang::text(known).to_owned())
}
