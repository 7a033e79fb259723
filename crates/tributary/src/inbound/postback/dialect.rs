//! Whose words a sender uses: what it calls each value, what its statuses mean, and which answer it understands. Data only;
//! a new dialect is a row.

/// A value of ours that senders have names for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// The click that led to it.
    Click,
    /// The sender's id of the order or conversion.
    Order,
    /// What was bought.
    Amount,
    /// Its currency.
    Currency,
    /// How it stands.
    Status,
    /// Which type of event it is.
    Event,
    /// A coupon.
    Coupon,
    /// The sender's id of the customer.
    Customer,
    /// What shows who calls.
    Token,
}

impl Value {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Click,
        Self::Order,
        Self::Amount,
        Self::Currency,
        Self::Status,
        Self::Event,
        Self::Coupon,
        Self::Customer,
        Self::Token,
    ];

    /// Its word, as mappings name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Click => "click",
            Self::Order => "order",
            Self::Amount => "amount",
            Self::Currency => "currency",
            Self::Status => "status",
            Self::Event => "event",
            Self::Coupon => "coupon",
            Self::Customer => "customer",
            Self::Token => "token",
        }
    }
}

/// What a status means here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It stands.
    Approved,
    /// It is not certain yet.
    Pending,
    /// It does not stand.
    Declined,
    /// It was given back.
    Refunded,
    /// The sender wants nothing done.
    Ignored,
}

/// How a sender is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A JSON object, with a status of HTTP that says the same.
    Json,
    /// A JSON object, always with 200: the sender takes everything else for a broken line.
    Always200,
    /// `success=true;` or `success=false; err_msg=…`.
    Tune,
    /// The text that the sender asked for in `return`, else `OK`.
    Keitaro,
}

/// A dialect.
#[derive(Debug)]
pub struct Dialect {
    /// Its word in the API.
    pub name: &'static str,
    /// How people write it.
    pub label: &'static str,
    names: &'static [(Value, &'static [&'static str])],
    statuses: &'static [(&'static str, Meaning)],
    /// Parameters that map further words to a meaning, as comma lists.
    lists: &'static [(&'static str, Meaning)],
    /// How it is answered.
    pub answer: Answer,
    /// What an address in this dialect looks like, from the question mark on; `TOKEN` is the token.
    pub example: &'static str,
}

const WORDS: &[(&str, Meaning)] = &[
    ("approved", Meaning::Approved),
    ("confirmed", Meaning::Approved),
    ("paid", Meaning::Approved),
    ("sale", Meaning::Approved),
    ("pending", Meaning::Pending),
    ("hold", Meaning::Pending),
    ("lead", Meaning::Pending),
    ("declined", Meaning::Declined),
    ("rejected", Meaning::Declined),
    ("cancelled", Meaning::Declined),
    ("canceled", Meaning::Declined),
    ("trash", Meaning::Declined),
    ("refunded", Meaning::Refunded),
    ("chargeback", Meaning::Refunded),
];

const AFFISE_NUMBERS: &[(&str, Meaning)] =
    &[("1", Meaning::Approved), ("2", Meaning::Pending), ("3", Meaning::Declined), ("5", Meaning::Pending)];

const KEITARO_LISTS: &[(&str, Meaning)] = &[
    ("sale_status", Meaning::Approved),
    ("lead_status", Meaning::Pending),
    ("rejected_status", Meaning::Declined),
    ("ignore_status", Meaning::Ignored),
];

/// All dialects.
pub static DIALECTS: &[Dialect] = &[
    Dialect {
        name: "everflow",
        label: "Everflow",
        names: &[
            (Value::Click, &["transaction_id"]),
            (Value::Order, &["order_id"]),
            (Value::Amount, &["amount"]),
            (Value::Event, &["event_id", "adv_event_id"]),
            (Value::Coupon, &["coupon_code"]),
            (Value::Customer, &["user_id"]),
            (Value::Token, &["verification_token"]),
        ],
        statuses: &[],
        lists: &[],
        answer: Answer::Always200,
        example: "nid=1&transaction_id={click}&amount={amount}&order_id={order}&verification_token=TOKEN",
    },
    Dialect {
        name: "tune",
        label: "TUNE",
        names: &[
            (Value::Click, &["transaction_id"]),
            (Value::Order, &["adv_sub", "adv_unique1"]),
            (Value::Amount, &["amount"]),
            (Value::Event, &["goal_id", "aff_goal"]),
            (Value::Token, &["security_token"]),
        ],
        statuses: &[],
        lists: &[],
        answer: Answer::Tune,
        example: "transaction_id={click}&amount={amount}&adv_sub={order}&security_token=TOKEN",
    },
    Dialect {
        name: "voluum",
        label: "Voluum",
        names: &[
            (Value::Click, &["cid"]),
            (Value::Order, &["txid"]),
            (Value::Amount, &["payout"]),
            (Value::Currency, &["currency"]),
            (Value::Event, &["et"]),
            (Value::Token, &["token"]),
        ],
        statuses: &[],
        lists: &[],
        answer: Answer::Always200,
        example: "cid={click}&payout={amount}&currency={currency}&txid={order}&token=TOKEN",
    },
    Dialect {
        name: "keitaro",
        label: "Keitaro",
        names: &[
            (Value::Click, &["subid"]),
            (Value::Order, &["tid"]),
            (Value::Amount, &["payout", "revenue"]),
            (Value::Currency, &["currency"]),
            (Value::Status, &["status"]),
            (Value::Token, &["token"]),
        ],
        statuses: WORDS,
        lists: KEITARO_LISTS,
        answer: Answer::Keitaro,
        example: "subid={click}&payout={amount}&currency={currency}&status={status}&tid={order}&return=OK&token=TOKEN",
    },
    Dialect {
        name: "affise",
        label: "Affise",
        names: &[
            (Value::Click, &["clickid"]),
            (Value::Order, &["action_id"]),
            (Value::Amount, &["sum"]),
            (Value::Currency, &["currency"]),
            (Value::Status, &["status"]),
            (Value::Event, &["goal"]),
            (Value::Token, &["token", "secure"]),
        ],
        statuses: AFFISE_NUMBERS,
        lists: &[],
        answer: Answer::Always200,
        example: "clickid={click}&sum={amount}&status={status}&action_id={order}&token=TOKEN",
    },
    Dialect {
        name: "redtrack",
        label: "RedTrack",
        names: &[
            (Value::Click, &["clickid"]),
            (Value::Order, &["txid", "externalid"]),
            (Value::Amount, &["sum"]),
            (Value::Currency, &["currency"]),
            (Value::Event, &["type"]),
            (Value::Token, &["token"]),
        ],
        statuses: &[],
        lists: &[],
        answer: Answer::Always200,
        example: "clickid={click}&sum={amount}&type={event}&token=TOKEN",
    },
    Dialect {
        name: "bemob",
        label: "BeMob",
        names: &[
            (Value::Click, &["cid"]),
            (Value::Order, &["txid"]),
            (Value::Amount, &["payout"]),
            (Value::Currency, &["currency"]),
            (Value::Status, &["status"]),
            (Value::Token, &["token"]),
        ],
        statuses: WORDS,
        lists: &[],
        answer: Answer::Always200,
        example: "cid={click}&payout={amount}&txid={order}&status={status}&token=TOKEN",
    },
    Dialect {
        name: "generic",
        label: "Generic",
        names: &[
            (Value::Click, &["click", "clickid", "click_id", "cid"]),
            (Value::Order, &["order", "order_id", "txid", "transaction_id"]),
            (Value::Amount, &["amount", "payout", "sum", "revenue"]),
            (Value::Currency, &["currency"]),
            (Value::Status, &["status"]),
            (Value::Event, &["event", "goal"]),
            (Value::Coupon, &["coupon", "voucher"]),
            (Value::Customer, &["customer", "user_id"]),
            (Value::Token, &["token"]),
        ],
        statuses: WORDS,
        lists: &[],
        answer: Answer::Json,
        example: "click={click}&order={order}&amount={amount}&currency={currency}&status={status}&token=TOKEN",
    },
];

/// Words in addresses by which people and machines know a system.
const MARKS: [(&str, &[&str]); 5] = [
    ("everflow", &["nid=", "verification_token="]),
    ("tune", &["aff_lsr", "go2cloud", "security_token="]),
    ("keitaro", &["subid=", "tid=", "return="]),
    ("affise", &["affise", "action_id="]),
    ("redtrack", &["redtrack", "rdtk."]),
];

/// The dialect that an address is most likely in, and what it calls which value; none where it names no click.
#[must_use]
pub fn recognise(address: &str) -> Option<(&'static Dialect, Vec<(Value, String)>)> {
    let query = address.split_once('?').map_or(address, |(_, query)| query);
    let names: Vec<String> =
        url::form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()).collect();
    let found = |dialect: &'static Dialect| -> Vec<(Value, String)> {
        let named = |value| dialect.names(value).iter().find(|name| names.iter().any(|there| there == *name));
        Value::ALL.into_iter().filter_map(|value| Some((value, (*named(value)?).to_owned()))).collect()
    };
    let marked = |dialect: &Dialect| {
        let marks = MARKS.iter().find(|(name, _)| *name == dialect.name).map_or(&[][..], |(_, marks)| *marks);
        marks.iter().filter(|mark| address.contains(**mark)).count()
    };
    let likely = DIALECTS.iter().map(|dialect| (found(dialect), dialect));
    let likely = likely.filter(|(values, _)| values.iter().any(|(value, _)| *value == Value::Click));
    // Of equals the first in the list, and the generic one is last.
    let best = likely.rev().max_by_key(|(values, dialect)| values.len() + 2 * marked(dialect));
    best.map(|(values, dialect)| (dialect, values))
}

/// The dialect of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Dialect> {
    DIALECTS.iter().find(|dialect| dialect.name == name)
}

impl Dialect {
    /// What the sender calls a value.
    pub(super) fn names(&self, value: Value) -> &'static [&'static str] {
        self.names.iter().find(|(known, _)| *known == value).map_or(&[], |(_, names)| *names)
    }

    /// What a status means, by the sender's own lists first.
    pub(super) fn meaning(&self, status: &str, find: impl Fn(&str) -> Option<String>) -> Option<Meaning> {
        let same = |word: &str| word.trim().eq_ignore_ascii_case(status);
        let listed =
            self.lists.iter().find(|(name, _)| find(name).is_some_and(|list| list.split(',').any(same)));
        let known = self.statuses.iter().find(|(word, _)| same(word));
        listed.or(known).map(|(_, meaning)| *meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_has_a_click_a_token_and_an_example_that_uses_its_own_words() {
        for dialect in DIALECTS {
            assert!(named(dialect.name).is_some_and(|found| std::ptr::eq(found, dialect)));
            for value in [Value::Click, Value::Token] {
                let names = dialect.names(value);
                let used =
                    |name: &&str| dialect.example.split('&').any(|pair| pair.split('=').next() == Some(name));
                assert!(names.iter().any(used), "{} {value:?}", dialect.name);
            }
        }
    }

    #[test]
    fn an_address_is_recognised_by_its_words() {
        for (address, wanted) in [
            ("https://www.example-cpa.test/?nid=123&transaction_id={tid}&amount=5", Some("everflow")),
            ("https://demo.go2cloud.org/aff_lsr?offer_id=2&transaction_id=TID&amount=1", Some("tune")),
            ("https://x.voluumtrk.test/postback?cid=REPLACE&payout=OPTIONAL&txid=OPTIONAL", Some("voluum")),
            ("http://t.test/abc123/postback?subid={sub}&payout={p}&status={s}&tid={t}", Some("keitaro")),
            ("https://o.affise.test/postback?clickid={c}&sum=1&status=1&action_id=7", Some("affise")),
            ("https://a.test/postback?cid=1&payout=2&txid=3&status=approved", Some("bemob")),
            ("https://a.test/in?click_id=1&amount=2&order_id=3", Some("generic")),
            ("https://a.test/in?foo=1", None),
            ("", None),
        ] {
            assert_eq!(recognise(address).map(|(dialect, _)| dialect.name), wanted, "{address}");
        }
        for dialect in DIALECTS {
            let (found, values) = recognise(&format!("https://x.test/?{}", dialect.example)).unwrap();
            assert_eq!(found.name, dialect.name);
            assert!(values.iter().any(|(value, _)| *value == Value::Token));
        }
    }

    #[test]
    fn a_senders_own_lists_beat_what_its_words_usually_mean() {
        let keitaro = named("keitaro").unwrap();
        let lists = |name: &str| match name {
            "sale_status" => Some("deposit,LEAD".to_owned()),
            "ignore_status" => Some("click2".to_owned()),
            _ => None,
        };
        let none = |_: &str| None;
        assert_eq!(keitaro.meaning("lead", none), Some(Meaning::Pending));
        assert_eq!(keitaro.meaning("lead", lists), Some(Meaning::Approved));
        assert_eq!(keitaro.meaning("deposit", lists), Some(Meaning::Approved));
        assert_eq!(keitaro.meaning("click2", lists), Some(Meaning::Ignored));
        assert_eq!(keitaro.meaning("nonsense", lists), None);
        assert_eq!(named("affise").unwrap().meaning("3", none), Some(Meaning::Declined));
    }
}
