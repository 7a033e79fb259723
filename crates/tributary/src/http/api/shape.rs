//! What the document says of ids, texts and codes: one shape per kind of value, used as `value_type` of the fields that hold one.
//!
//! Each mirrors the parser that judges the value; the tests below hold the two together.

use tributary_core::money::Currency;
use tributary_core::presets::PRESETS;
use tributary_engine::{event, partner};
use utoipa::openapi::{ObjectBuilder, OpenApi, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// No control character: what [`super::check::Faults::maybe_empty`] lets through.
const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";
/// The same with something to see in it, as [`super::check::Faults::text`] wants.
const VISIBLE: &str =
    r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";

fn pattern(pattern: &str, about: &str) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
    text.description(Some(about)).into()
}

fn one_of(words: &[&str]) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.to_vec())).into()
}

fn text(pattern: &str, least: usize, most: usize) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
    text.min_length(Some(least)).max_length(Some(most)).into()
}

/// What the rows of a list are named by, for its cursors.
const CURSORS: [(&str, &str); 18] = [
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
    ("/api/v1/events", "evt"),
    ("/api/v1/webhook_endpoints", "whk"),
    ("/api/v1/webhook_deliveries", "whd"),
    ("/api/v1/postback_sources", "pbs"),
    ("/api/v1/publisher/claims", "clm"),
    ("/api/v1/publisher/deliveries", "whd"),
    ("/api/v1/publisher/conversions", ""),
    ("/api/v1/clicks", "#"),
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
                    "" => "^c1_$".to_owned(),
                    "#" => "^[0-9]{1,18}$".to_owned(),
                    prefix => format!("^{prefix}_[0-9a-hjkmnp-tv-z]{{26}}$"),
                };
                let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
                parameter.schema = Some(text.into());
            }
        }
    }
}

/// Every code that the core knows, asked of its own parser.
fn currencies(spelled: impl Fn(String) -> Vec<String>) -> RefOr<Schema> {
    let letters = || 'A'..='Z';
    let codes =
        letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}"))));
    let known = codes.filter(|code| Currency::parse(code).is_ok());
    let code = ObjectBuilder::new().schema_type(Type::String).description(Some("A currency of ISO 4217."));
    code.enum_values(Some(known.flat_map(spelled))).into()
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
    StoreRef = pattern("^sto_[0-9a-hjkmnp-tv-z]{26}$", "A store's id.");
    ProgramRef = pattern("^prg_[0-9a-hjkmnp-tv-z]{26}$", "A program's id.");
    PartnerRef = pattern("^par_[0-9a-hjkmnp-tv-z]{26}$", "A partner's id.");
    EndpointRef = pattern("^whk_[0-9a-hjkmnp-tv-z]{26}$", "A webhook endpoint's id.");
    EventTypeRef = pattern(
        "^(evn_[0-9a-hjkmnp-tv-z]{26}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$",
        "An event type's id, also as a UUID."
    );
    CurrencyCode = currencies(|code| vec![code]);
    CurrencyInEitherCase = currencies(|code| vec![code.to_ascii_lowercase(), code]);
    PartnerKind = one_of(partner::KINDS);
    PresetName = one_of(&PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>());
    RetrackStatus = one_of(&["pending", "approved", "declined", "cancelled"]);
    EventKindOrAll = one_of(&[&event::KINDS[..], &["*"]].concat());
    PublisherEventOrAll = one_of(&[&event::OF_PUBLISHERS[..], &["*"]].concat());
    EmailAddress = text(r"^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$", 5, 254);
    WebAddress = text(r"^https?://[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.[a-z]{2,}(/[!-~]*)?$", 11, 2000);
    SecureAddress = text(r"^https://[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.[a-z]{2,}(/[A-Za-z0-9/._~?=&-]*)?$", 12, 2000);
    Text50 = text(VISIBLE, 1, 50);
    Text100 = text(VISIBLE, 1, 100);
    Text150 = text(VISIBLE, 1, 150);
    Text200 = text(VISIBLE, 1, 200);
    Text255 = text(VISIBLE, 1, 255);
    Text500 = text(VISIBLE, 1, 500);
    Plain100 = text(PLAIN, 0, 100);
    Plain200 = text(PLAIN, 0, 200);
    Plain255 = text(PLAIN, 0, 255);
    Plain300 = text(PLAIN, 0, 300);
    Plain500 = text(PLAIN, 0, 500);
}
