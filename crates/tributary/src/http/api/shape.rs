//! What the document says of ids, texts and codes: one shape per kind of value, used as `value_type` of the fields that hold one.
//!
//! Each mirrors the parser that judges the value; the tests hold the two together.
//!
//! # How a new operation passes
//!
//! `cargo xtask api` asks each operation with what its schema lets through, and wants it taken; and with what the schema does not,
//! and wants it refused. So every text of a request gets a shape from here: a plain `String` would promise that a zero byte is
//! taken. A new kind of value is a new line in `shapes!` with its pattern in [`pattern`], and a line in the tests. Fields that go
//! with each other (this or that, one kind or the other) are said in [`together`]. The cursor of a list is said in [`CURSORS`]. What
//! is right by itself and only goes against what is stored is answered 409 by `Error::clash`; an id in a body that names nothing
//! stays a 422, and `xtask/schemathesis.py` puts one of the sample data in its place. There, and only there, stands what JSON
//! Schema has no words for: sums, lists that name something twice by a key, hosts that there are.

mod pattern;
#[cfg(test)]
mod tests;
mod together;

use crate::inbound::postback::dialect::Value;
use pattern::{
    ANY, EMAIL, EVENT_TYPE, IN_PATH, IN_PATH_ASCII, LOOSE_EMAIL, MOMENT, PERCENT, PLACES, PLAIN, SAID,
    VISIBLE,
};
use std::sync::LazyLock;
use tributary_core::money::Currency;
use tributary_core::presets::PRESETS;
use tributary_engine::{event, import, partner};
use utoipa::openapi::schema::{
    AdditionalProperties, AnyOfBuilder, ArrayBuilder, KnownFormat, SchemaFormat, SchemaType,
};
use utoipa::openapi::{ObjectBuilder, OpenApi, Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

pub(super) use together::describe_together;

const MINOR_MAX: i64 = super::money::AMOUNT_MAX;

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn pattern(pattern: &str, about: &str) -> RefOr<Schema> {
    string().pattern(Some(pattern)).description(Some(about)).into()
}

fn one_of(words: &[&str]) -> RefOr<Schema> {
    string().enum_values(Some(words.to_vec())).into()
}

fn texted(pattern: &str, most: usize) -> ObjectBuilder {
    string().pattern(Some(pattern)).min_length(Some(1)).max_length(Some(most))
}

fn text(pattern: &str, least: usize, most: usize) -> RefOr<Schema> {
    string().pattern(Some(pattern)).min_length(Some(least)).max_length(Some(most)).into()
}

fn formatted(format: KnownFormat) -> ObjectBuilder {
    string().format(Some(SchemaFormat::KnownFormat(format)))
}

/// A moment as in RFC 3339 with a zone.
fn moment() -> ObjectBuilder {
    formatted(KnownFormat::DateTime).pattern(Some(MOMENT))
}

/// An amount of at least so much.
fn money(least: i64) -> RefOr<Schema> {
    let whole = ObjectBuilder::new().schema_type(Type::Integer);
    let amount = whole.minimum(Some(least)).maximum(Some(MINOR_MAX)).description(Some("Minor units."));
    let money = ObjectBuilder::new().schema_type(Type::Object).property("amount", amount).required("amount");
    let money = money.property("currency", Ref::from_schema_name("CurrencyCode")).required("currency");
    money.additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false))).into()
}

/// Either of two.
fn either(one: impl Into<RefOr<Schema>>, other: impl Into<RefOr<Schema>>) -> RefOr<Schema> {
    RefOr::T(Schema::AnyOf(AnyOfBuilder::new().item(one).item(other).build()))
}

/// An object of anything.
fn metadata() -> RefOr<Schema> {
    let object = ObjectBuilder::new().schema_type(Type::Object);
    object.additional_properties(Some(Ref::from_schema_name("Anything"))).into()
}

/// Whatever JSON can say but a zero byte, for what is kept as it comes.
fn anything() -> RefOr<Schema> {
    let within = || Ref::from_schema_name("Anything");
    let plain = SchemaType::Array(vec![Type::Null, Type::Boolean, Type::Number]);
    let list = ArrayBuilder::new().items(within());
    let object = ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(within()));
    let plain = ObjectBuilder::new().schema_type(plain);
    let any = AnyOfBuilder::new().item(plain).item(string().pattern(Some(ANY)));
    RefOr::T(Schema::AnyOf(any.item(list).item(object).build()))
}

/// What senders of postbacks call our values.
fn mapping() -> RefOr<Schema> {
    let known = string().enum_values(Some(Value::ALL.map(Value::as_str)));
    let object = ObjectBuilder::new().schema_type(Type::Object).property_names(Some(Schema::from(known)));
    object.additional_properties(Some(Ref::from_schema_name("Text100"))).into()
}

/// Names of whatever somebody calls so, with a text each.
fn attributes() -> RefOr<Schema> {
    let object = ObjectBuilder::new().schema_type(Type::Object);
    object.additional_properties(Some(Ref::from_schema_name("AnyText"))).into()
}

/// Which column of a file holds which field; null for none.
fn columns_of_fields() -> RefOr<Schema> {
    let mut names: Vec<&str> =
        import::Kind::ALL.into_iter().flat_map(import::fields).map(|field| field.name).collect();
    names.sort_unstable();
    names.dedup();
    let known = string().enum_values(Some(names));
    let column = either(Ref::from_schema_name("Text200"), ObjectBuilder::new().schema_type(Type::Null));
    let object = ObjectBuilder::new().schema_type(Type::Object).property_names(Some(Schema::from(known)));
    object.additional_properties(Some(AdditionalProperties::RefOr(column))).into()
}

/// The time zones that there are, as this server's own clock knows them.
fn timezones() -> RefOr<Schema> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let mut names: Vec<String> = names.filter(|name| name == "UTC" || name.contains('/')).collect();
    names.sort();
    string().enum_values(Some(names)).description(Some("An IANA time zone.")).into()
}

/// A status in which an order can earn.
fn counted() -> RefOr<Schema> {
    let ended = [
        "checkout-draft",
        "auto-draft",
        "draft",
        "cancelled",
        "canceled",
        "refunded",
        "failed",
        "trash",
        "deleted",
    ];
    let not = serde_json::json!({ "enum": ended });
    texted(VISIBLE, 50).extensions(Some(std::iter::once(("not", not)).collect())).into()
}

/// What the rows of a list are named by, for its cursors.
const CURSORS: [(&str, &str); 27] = [
    ("/api/v1/stores", "sto"),
    ("/api/v1/programs", "prg"),
    ("/api/v1/partners", "par"),
    ("/api/v1/memberships", "mem"),
    ("/api/v1/codes", "cod"),
    ("/api/v1/links", "lnk"),
    ("/api/v1/orders", "ord"),
    ("/api/v1/leads", "ord"),
    ("/api/v1/commissions", "ord"),
    ("/api/v1/ledger/transactions", "txn"),
    ("/api/v1/payouts", "pay"),
    ("/api/v1/payout_batches", "pba"),
    ("/api/v1/events", "evt"),
    ("/api/v1/webhook_endpoints", "whk"),
    ("/api/v1/webhook_deliveries", "whd"),
    ("/api/v1/postback_sources", "pbs"),
    ("/api/v1/publisher/claims", "clm"),
    ("/api/v1/publisher/deliveries", "whd"),
    ("/api/v1/publisher/conversions", ""),
    ("/api/v1/clicks", "#"),
    ("/api/v1/customers", "cus"),
    ("/api/v1/reservations", "rsv"),
    ("/api/v1/products", "prd"),
    ("/api/v1/welcome_coupons", "cpn"),
    ("/api/v1/wallets/{id}/entries", "#"),
    ("/api/v1/imports", "imp"),
    ("/api/v1/imports/{id}/rows", "#"),
];

/// Says for each list what its cursors look like.
pub(super) fn describe_cursors(document: &mut OpenApi) {
    for (path, kind) in CURSORS {
        let listed = document.paths.paths.get_mut(path).and_then(|item| item.get.as_mut());
        for parameter in listed.and_then(|operation| operation.parameters.as_mut()).into_iter().flatten() {
            if let RefOr::T(parameter) = parameter
                && parameter.name == "cursor"
            {
                let pattern = match kind {
                    "" => PLACES.to_owned(),
                    "#" => "^[0-9]{1,18}$".to_owned(),
                    prefix => pattern::id(prefix),
                };
                parameter.schema = Some(string().pattern(Some(pattern)).into());
            }
        }
    }
}

/// Every code that the core knows, asked of its own parser: once, since it is asked about each combination of letters.
static CURRENCIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let letters = || 'A'..='Z';
    let codes =
        letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}"))));
    codes.filter(|code| Currency::parse(code).is_ok()).collect()
});

fn currencies(spelled: impl Fn(&str) -> Vec<String>) -> RefOr<Schema> {
    let code = string().description(Some("A currency of ISO 4217."));
    code.enum_values(Some(CURRENCIES.iter().flat_map(|code| spelled(code)))).into()
}

/// Defines shapes that are named and never made.
macro_rules! shapes {
    ($($(#[doc = $about:literal])? $name:ident = $schema:expr;)*) => {$(
        $(#[doc = $about])?
        #[derive(Debug)]
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $schema
            }
        }

        impl ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($name))
            }
        }
    )*};
}

shapes! {
    StoreRef = pattern(&pattern::id("sto"), "A store's id.");
    ProgramRef = pattern(&pattern::id("prg"), "A program's id.");
    PartnerRef = pattern(&pattern::id("par"), "A partner's id.");
    PayeeRef = pattern(&pattern::ids(&["par", "prg"]), "A partner's id, or a program's for its platform.");
    BatchRef = pattern(&pattern::id("pba"), "A payout batch's id.");
    CustomerRef = pattern(&pattern::id("cus"), "A customer's id.");
    EndpointRef = pattern(&pattern::id("whk"), "A webhook endpoint's id.");
    EventTypeRef = pattern(EVENT_TYPE, "An event type's id, also as a UUID.");
    EventTypeOrName = either(Ref::from_schema_name("EventTypeRef"), Ref::from_schema_name("Text100"));
    MomentText = moment().into();
    DayText = formatted(KnownFormat::Date).pattern(Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")).into();
    PlacesOrMoment = either(string().pattern(Some(PLACES)), moment());
    Percent = pattern(PERCENT, "A percentage from 0 to 100 with at most four decimals.");
    MoneyFromZero = money(0);
    MoneyAboveZero = money(1);
    TimeZone = timezones();
    CountedStatus = counted();
    Mapping = mapping();
    Anything = anything();
    AnyText = string().pattern(Some(ANY)).into();
    Metadata = metadata();
    Attributes = attributes();
    VisitName = pattern(pattern::UUID, "What a shop calls a visit: a UUID.");
    ConnectCode = pattern(pattern::CONNECT_CODE, "What came back with the owner: good once, for ten minutes.");
    Verifier = pattern(pattern::VERIFIER, "What the challenge is the hash of, as RFC 7636 has it.");
    CurrencyCode = currencies(|code| vec![code.to_owned()]);
    CurrencyInEitherCase = currencies(|code| vec![code.to_ascii_lowercase(), code.to_owned()]);
    PartnerKind = one_of(partner::KINDS);
    PresetName = one_of(&PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>());
    RetrackStatus = one_of(&["pending", "approved", "declined", "cancelled"]);
    EventKindOrAll = one_of(&[&event::KINDS[..], &["*"]].concat());
    PublisherEventOrAll = one_of(&[&event::OF_PUBLISHERS[..], &["*"]].concat());
    ImportSystem = one_of(&import::System::ALL.map(import::System::as_str));
    ImportKind = one_of(&import::Kind::ALL.map(import::Kind::as_str));
    ImportMapping = columns_of_fields();
    ImportVerdict = one_of(&import::Verdict::ALL.map(import::Verdict::as_str));
    ImportOwed = one_of(&["nothing", "rules"]);
    ImportDates = one_of(&["either", "day", "month"]);
    ImportedKind = one_of(&["influencer", "affiliate", "publisher"]);
    PartnerStatus = one_of(&["active", "paused"]);
    EndpointOrder = one_of(&["active", "paused", "archived"]);
    WebhookEventKind = one_of(&event::KINDS);
    Dialect = one_of(&pattern::dialects());
    Slug = either(texted(IN_PATH_ASCII, 100), texted(IN_PATH, 100));
    HostEntry = text(&pattern::host(), 1, 259);
    IpAddress = either(formatted(KnownFormat::Ipv4), formatted(KnownFormat::Ipv6));
    EmailAddress = text(EMAIL, 5, 254);
    InvitedAddress = text(pattern::INVITED, 5, 254);
    EmailOrNone = text(&pattern::or_none(EMAIL), 0, 254);
    Site = text(pattern::SITE, 3, 253);
    PercentAboveZero = pattern(pattern::PERCENT_ABOVE_ZERO, "A percentage above 0, up to 100, with at most four decimals.");
    Multiplier = pattern(pattern::MULTIPLIER, "A number from 1 to 100 with at most two decimals.");
    MomentOrClock = either(moment(), string().pattern(Some(pattern::CLOCK)));
    ReferralReading = one_of(&["order", "now"]);
    BuyerEmail = text(LOOSE_EMAIL, 0, 320);
    WebAddress = text(pattern::WEB, 8, 2000);
    SecureAddress = text(pattern::SECURE, 9, 2000);
    AddressWithMacros = text(&pattern::with_macros(), 9, 1000);
    EitherAddress = either(Ref::from_schema_name("SecureAddress"), Ref::from_schema_name("AddressWithMacros"));
    Said200 = text(SAID, 1, 200);
    Said2000 = text(SAID, 1, 2000);
    Any100 = text(ANY, 0, 100);
    Any200 = text(ANY, 0, 200);
    Any2000 = text(ANY, 0, 2000);
    Any4000 = text(ANY, 0, 4000);
    Plain320 = text(PLAIN, 0, 320);
    Said500 = text(SAID, 1, 500);
    Any500 = text(ANY, 0, 500);
    Text50 = text(VISIBLE, 1, 50);
    Text80 = text(VISIBLE, 1, 80);
    Text100 = text(VISIBLE, 1, 100);
    Text150 = text(VISIBLE, 1, 150);
    Text200 = text(VISIBLE, 1, 200);
    Text255 = text(VISIBLE, 1, 255);
    Text500 = text(VISIBLE, 1, 500);
    Plain35 = text(PLAIN, 0, 35);
    Plain100 = text(PLAIN, 0, 100);
    Plain200 = text(PLAIN, 0, 200);
    Plain255 = text(PLAIN, 0, 255);
    Plain300 = text(PLAIN, 0, 300);
    Plain500 = text(PLAIN, 0, 500);
}
