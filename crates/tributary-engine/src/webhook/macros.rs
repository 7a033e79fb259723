//! Macros in the addresses of postbacks: `{click_id}`, `[click_id]` and `#click_id#` are the same. Each value goes in
//! url-encoded, so none can change the address around it. Pure.

use crate::event::Event;
use serde_json::Value as Json;
use std::fmt::Write;
use tributary_core::Timestamp;
use tributary_core::money::Currency;

/// The longest template: what goes in for its macros comes on top.
pub const TEMPLATE_CHARS_MAX: usize = 1_000;

/// What can go in for a macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Click,
    Conversion,
    Order,
    Payout,
    PayoutMinor,
    Sale,
    SaleMinor,
    Currency,
    Status,
    Reason,
    Kind,
    EventType,
    Program,
    Partner,
    /// One of the publisher's own ids, from 1.
    Ref(usize),
    EventId,
    Date,
    DateTime,
    Seconds,
    OrderDate,
    OrderDateTime,
    OrderSeconds,
    ClickDateTime,
    /// Known from other networks, and not known or not told here.
    Nothing,
}

/// A macro as a list of them shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Macro {
    /// Its name here.
    pub name: &'static str,
    /// What other networks call it.
    pub aliases: &'static [&'static str],
    value: Value,
}

const fn known(name: &'static str, value: Value, aliases: &'static [&'static str]) -> Macro {
    Macro { name, aliases, value }
}

/// All macros there are.
pub const MACROS: [Macro; 31] = [
    known("click_id", Value::Click, &["clickid", "click", "cid"]),
    known("transaction_id", Value::Conversion, &["transactionid", "txid", "tid", "conversion_id"]),
    known("order_id", Value::Order, &["orderid", "order_number"]),
    known("payout", Value::Payout, &["commission", "sum"]),
    known("payout_minor", Value::PayoutMinor, &["commission_minor"]),
    known("sale_amount", Value::Sale, &["amount", "price", "revenue"]),
    known("sale_amount_minor", Value::SaleMinor, &["amount_minor"]),
    known("currency", Value::Currency, &[]),
    known("status", Value::Status, &[]),
    known("reason", Value::Reason, &[]),
    known("event", Value::Kind, &["event_id", "goal_id", "goal", "et"]),
    known("event_type", Value::EventType, &["type"]),
    known("offer_id", Value::Program, &["offer_ref", "program", "program_id"]),
    known("affiliate_id", Value::Partner, &["aff_id", "affid", "partner_id"]),
    known(
        "ref",
        Value::Ref(1),
        &[
            "ref1",
            "sub1",
            "aff_sub",
            "aff_sub1",
            "s1",
            "clickref",
            "clickref1",
            "epi",
            "epi1",
            "pubref",
            "sub_id",
            "sid",
            "subid",
            "subid1",
            "sub_id1",
            "sub_id_1",
            "u1",
        ],
    ),
    known(
        "ref2",
        Value::Ref(2),
        &["sub2", "aff_sub2", "s2", "clickref2", "epi2", "sid2", "subid2", "sub_id2", "sub_id_2", "u2"],
    ),
    known(
        "ref3",
        Value::Ref(3),
        &["sub3", "aff_sub3", "s3", "clickref3", "epi3", "sid3", "subid3", "sub_id3", "sub_id_3", "u3"],
    ),
    known(
        "ref4",
        Value::Ref(4),
        &["sub4", "aff_sub4", "s4", "clickref4", "epi4", "sid4", "subid4", "sub_id4", "sub_id_4", "u4"],
    ),
    known(
        "ref5",
        Value::Ref(5),
        &["sub5", "aff_sub5", "s5", "clickref5", "epi5", "sid5", "subid5", "sub_id5", "sub_id_5", "u5"],
    ),
    known(
        "ref6",
        Value::Ref(6),
        &["sub6", "aff_sub6", "s6", "clickref6", "epi6", "sid6", "subid6", "sub_id6", "sub_id_6", "u6"],
    ),
    known("webhook_id", Value::EventId, &["id"]),
    known("date", Value::Date, &[]),
    known("datetime", Value::DateTime, &[]),
    known("timestamp", Value::Seconds, &[]),
    known("order_date", Value::OrderDate, &[]),
    known("order_datetime", Value::OrderDateTime, &[]),
    known("order_timestamp", Value::OrderSeconds, &[]),
    known("click_datetime", Value::ClickDateTime, &["click_time"]),
    known("coupon_code", Value::Nothing, &["coupon"]),
    known("country_code", Value::Nothing, &["country", "source"]),
    known("ip", Value::Nothing, &["user_ip"]),
];

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// And how it was spelled.
    Macro(Value, String),
}

/// Why a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// A name that means nothing here.
    #[error("{{{0}}} is no macro here. Use some of: {all}.", all = names())]
    Unknown(String),
    /// Values decide where a call goes.
    #[error(
        "The host is the same for every call: use macros only behind it, in the path and the parameters."
    )]
    InHost,
    /// It is too long.
    #[error("Shorten this to 1,000 characters.")]
    TooLong,
}

fn names() -> String {
    MACROS.map(|one| format!("{{{}}}", one.name)).join(", ")
}

/// An address with macros in it, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

impl Template {
    /// Reads an address with macros in it.
    ///
    /// # Errors
    /// What is wrong about it.
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        if text.chars().count() > TEMPLATE_CHARS_MAX {
            return Err(BadTemplate::TooLong);
        }
        let host_ends = host_end(text);
        let (mut parts, mut plain, mut at) = (Vec::new(), String::new(), 0);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let Some((name, length)) = named(rest)? else {
                let first = rest.chars().next().unwrap_or_default();
                plain.push(first);
                at += first.len_utf8();
                continue;
            };
            let value = value_of(name).ok_or_else(|| BadTemplate::Unknown(name.to_owned()))?;
            if at < host_ends {
                return Err(BadTemplate::InHost);
            }
            parts.push(Part::Text(std::mem::take(&mut plain)));
            let spelled = rest.get(..length).unwrap_or_default().to_owned();
            parts.push(Part::Macro(value, spelled));
            at += length;
        }
        parts.push(Part::Text(plain));
        Ok(Self(parts))
    }

    /// The address as it reads once `judge` has seen it with a plain word in place of each macro, and put it in order.
    ///
    /// # Errors
    /// What `judge` says.
    pub fn judged<E>(&self, judge: impl FnOnce(&str) -> Result<String, E>) -> Result<String, E> {
        let stand_in = |place: usize| format!("zq{place}macro");
        let (mut text, mut spelled) = (String::new(), Vec::new());
        for part in &self.0 {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Macro(_, name) => {
                    text.push_str(&stand_in(spelled.len()));
                    spelled.push(name);
                }
            }
        }
        let mut judged = judge(&text)?;
        for (place, name) in spelled.iter().enumerate() {
            judged = judged.replacen(&stand_in(place), name, 1);
        }
        Ok(judged)
    }

    /// The address for an event about a conversion, as it was then.
    #[must_use]
    pub fn fill(&self, event: &Event) -> String {
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Macro(value, _) => encode(&mut filled, &value.of(event)),
            }
        }
        filled
    }
}

/// Where the host ends. A `#` does not end it: it may begin a macro.
fn host_end(text: &str) -> usize {
    let begins = text.find("://").map_or(0, |at| at + 3);
    let host = text.get(begins..).unwrap_or_default();
    begins + host.find(['/', '?']).unwrap_or(host.len())
}

/// The macro that a text begins with, and how much of the text it is. What only looks like one, such as `a[]=1`, is none.
fn named(text: &str) -> Result<Option<(&str, usize)>, BadTemplate> {
    let end = match text.as_bytes().first() {
        Some(b'{') => '}',
        Some(b'[') => ']',
        Some(b'#') => '#',
        _ => return Ok(None),
    };
    let inner = text.get(1..).unwrap_or_default();
    let name = inner.split_once(end).map(|(name, _)| name);
    let fits = |name: &&str| {
        let begins = name.starts_with(|first: char| first.is_ascii_alphabetic());
        begins && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
    };
    match name.filter(fits) {
        Some(name) => Ok(Some((name, name.len() + 2))),
        // Braces stand in no address for anything else.
        None if end == '}' => Err(BadTemplate::Unknown(name.unwrap_or(inner).to_owned())),
        None => Ok(None),
    }
}

fn value_of(name: &str) -> Option<Value> {
    let name = name.to_ascii_lowercase();
    let found = MACROS.iter().find(|one| one.name == name || one.aliases.contains(&name.as_str()));
    found.map(|one| one.value)
}

/// Everything but what is never special anywhere in an address.
fn encode(out: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

impl Value {
    fn of(self, event: &Event) -> String {
        let object = event.data.get("object").unwrap_or(&Json::Null);
        let text = |field: &str| object[field].as_str().unwrap_or_default().to_owned();
        match self {
            Self::Click => text("click"),
            Self::Conversion => text("id"),
            Self::Order => text("order_number"),
            Self::Payout => major(&object["commission"]),
            Self::PayoutMinor => object["commission"]["amount"].as_i64().unwrap_or(0).to_string(),
            Self::Sale => major(&object["sale"]),
            Self::SaleMinor => object["sale"]["amount"].as_i64().unwrap_or(0).to_string(),
            Self::Currency => object["sale"]["currency"].as_str().unwrap_or_default().to_owned(),
            Self::Status => text("status"),
            Self::Reason => text("reason"),
            Self::Kind => object["event"].as_str().map_or_else(|| text("kind"), str::to_owned),
            Self::EventType => event.kind.clone(),
            Self::Program => text("program"),
            Self::Partner => text("partner"),
            Self::Ref(place) => object["refs"][place - 1].as_str().unwrap_or_default().to_owned(),
            Self::EventId => event.id.clone(),
            Self::Date => day(&crate::clock::rfc3339(event.at)),
            Self::DateTime => second(&crate::clock::rfc3339(event.at)),
            Self::Seconds => event.at.ms().div_euclid(1_000).to_string(),
            Self::OrderDate => day(&text("created_at")),
            Self::OrderDateTime => second(&text("created_at")),
            Self::OrderSeconds => seconds(&text("created_at")),
            Self::ClickDateTime => second(&text("clicked_at")),
            Self::Nothing => String::new(),
        }
    }
}

/// An amount as a decimal number of its currency's main unit.
fn major(money: &Json) -> String {
    let minor = money["amount"].as_i64().unwrap_or(0);
    let exponent = money["currency"].as_str().and_then(|code| Currency::parse(code).ok());
    let places = exponent.map_or(2, |currency| usize::from(currency.exponent()));
    let digits = format!("{:0width$}", minor.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let sign = if minor < 0 { "-" } else { "" };
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// `2026-03-01` of a moment as the API writes it.
fn day(moment: &str) -> String {
    moment.get(..10).unwrap_or_default().to_owned()
}

/// `2026-03-01T12:00:00Z` of the same.
fn second(moment: &str) -> String {
    moment.get(..19).map(|text| format!("{text}Z")).unwrap_or_default()
}

fn seconds(moment: &str) -> String {
    let at = crate::clock::parse_rfc3339(moment).map(Timestamp::ms);
    at.map(|ms| ms.div_euclid(1_000).to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    fn event() -> Event {
        let money = |amount: i64, currency: &str| json!({ "amount": amount, "currency": currency });
        Event {
            id: "evt_1".to_owned(),
            kind: "conversion.approved".to_owned(),
            at: Timestamp::from_ms(1_772_366_400_500),
            test: false,
            data: json!({ "object": {
                "id": "ord_1", "program": "prg_1", "partner": "par_1", "kind": "transaction", "event": null,
                "order_number": "#10 07&x=1/..", "sale": money(123_456, "USD"), "commission": money(-5, "USD"),
                "status": "approved", "reason": null, "click": "clk_1", "clicked_at": "2026-02-28T23:59:59.999Z",
                "refs": ["a b+ö", null, "c"], "created_at": "2026-03-01T11:00:00.000Z",
            } }),
        }
    }

    fn filled(template: &str) -> String {
        Template::parse(template).unwrap().fill(&event())
    }

    #[test]
    fn three_spellings_are_the_same_and_each_value_is_encoded() {
        for template in [
            "https://x.test/pb?cid={click_id}",
            "https://x.test/pb?cid=[clickid]",
            "https://x.test/pb?cid=#CLICK_ID#",
        ] {
            assert_eq!(filled(template), "https://x.test/pb?cid=clk_1");
        }
        assert_eq!(
            filled("https://x.test/{ref}?o={order_id}"),
            "https://x.test/a%20b%2B%C3%B6?o=%2310%2007%26x%3D1%2F.."
        );
        assert_eq!(
            filled("https://x.test/?{sub1}{sub2}-{aff_sub3}{epi6}"),
            "https://x.test/?a%20b%2B%C3%B6-c"
        );
    }

    #[test]
    fn what_other_networks_call_the_first_own_id_of_a_click_is_ours() {
        let all = "ref1 sub1 aff_sub aff_sub1 s1 clickref clickref1 epi epi1 pubref sub_id sid subid subid1 sub_id1 \
                   sub_id_1 u1";
        for name in all.split_whitespace() {
            assert_eq!(
                filled(&format!("https://x.test/?{{{name}}}")),
                "https://x.test/?a%20b%2B%C3%B6",
                "{name}"
            );
        }
    }

    #[test]
    fn amounts_are_decimal_of_their_currency_or_whole_minor_units() {
        assert_eq!(
            filled("https://x.test/?{amount}&{sale_amount_minor}&{payout}&{payout_minor}"),
            "https://x.test/?1234.56&123456&-0.05&-5"
        );
        assert_eq!(major(&json!({ "amount": 7, "currency": "JPY" })), "7");
        assert_eq!(major(&json!({ "amount": 7, "currency": "USD" })), "0.07");
        assert_eq!(major(&json!({ "amount": i64::MIN, "currency": "USD" })), "-92233720368547758.08");
    }

    #[test]
    fn times_are_of_the_event_the_order_or_the_click() {
        assert_eq!(
            filled("https://x.test/?{date}&{datetime}&{timestamp}"),
            "https://x.test/?2026-03-01&2026-03-01T12%3A00%3A00Z&1772366400"
        );
        assert_eq!(
            filled("https://x.test/?{order_date}&{order_timestamp}&{click_datetime}"),
            "https://x.test/?2026-03-01&1772362800&2026-02-28T23%3A59%3A59Z"
        );
        assert_eq!(
            filled("https://x.test/?{status}{event}{event_type}{ip}{reason}"),
            "https://x.test/?approvedtransactionconversion.approved"
        );
    }

    #[test]
    fn what_is_no_macro_stays_and_what_pretends_to_be_one_is_refused_by_name() {
        assert_eq!(filled("https://x.test/?a[]=1&b[0]=2&c=#"), "https://x.test/?a[]=1&b[0]=2&c=#");
        for (template, name) in [
            ("{nonsense}", "nonsense"),
            ("[nonsense]", "nonsense"),
            ("#nonsense#", "nonsense"),
            ("{}", ""),
            ("{click id}", "click id"),
        ] {
            let refused = Template::parse(&format!("https://x.test/?x={template}"));
            assert_eq!(refused, Err(BadTemplate::Unknown(name.to_owned())), "{template}");
        }
        let told = BadTemplate::Unknown("x".to_owned()).to_string();
        assert!(
            told.starts_with("{x} is no macro here.") && told.contains("{click_id}, {transaction_id}"),
            "{told}"
        );
        let long = format!("https://x.test/?{}", "x".repeat(TEMPLATE_CHARS_MAX));
        assert_eq!(Template::parse(&long), Err(BadTemplate::TooLong));
    }

    #[test]
    fn an_address_is_judged_and_put_in_order_with_its_macros_kept() {
        let template = Template::parse("https://X.test?a={sub1}&b=#sub2#&c=[ref3]").unwrap();
        let judged = template.judged(|text| Ok::<_, ()>(text.replace("X.test", "x.test/")));
        assert_eq!(judged.as_deref(), Ok("https://x.test/?a={sub1}&b=#sub2#&c=[ref3]"));
        assert_eq!(template.judged(|_| Err::<String, _>("no")), Err("no"));
    }

    #[test]
    fn no_value_decides_where_a_call_goes() {
        for host in [
            "https://{sub1}.x.test/",
            "https://x.test:{sub1}/",
            "{sub1}://x.test/",
            "https://[sub1]",
            "https://x.#sub1#/",
            "https://a@{ref}?x",
        ] {
            assert_eq!(Template::parse(host), Err(BadTemplate::InHost), "{host}");
        }
        assert!(Template::parse("https://x.test?{sub1}").is_ok());
    }

    #[test]
    fn every_name_means_one_thing() {
        let all = MACROS.iter().flat_map(|one| std::iter::once(&one.name).chain(one.aliases));
        let (count, names) = (all.clone().count(), all.collect::<BTreeSet<_>>());
        assert_eq!(names.len(), count);
        assert!(names.iter().all(|name| value_of(name).is_some()));
    }
}
