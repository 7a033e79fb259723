//! Ids are types: a prefix that says what it names, and 128 bits in Crockford base32.
//!
//! The engine chooses the bits: time-ordered for rows, pure chance for click ids.

use thiserror::Error;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const BODY_CHARS: usize = 26; // 26 × 5 bits hold 128

/// A text that is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a {prefix}_… id")]
pub struct BadId {
    /// The prefix that was wanted, without its underscore.
    pub prefix: &'static str,
}

fn encode(prefix: &str, bits: u128) -> Box<str> {
    let mut text = String::with_capacity(prefix.len().saturating_add(BODY_CHARS).saturating_add(1));
    text.push_str(prefix);
    text.push('_');
    for place in (0..BODY_CHARS).rev() {
        let shift = u32::try_from(place).unwrap_or(0).saturating_mul(5);
        let index = usize::try_from((bits >> shift) & 31).unwrap_or(0);
        text.push(char::from(ALPHABET.get(index).copied().unwrap_or(b'0')));
    }
    text.into_boxed_str()
}

fn check(prefix: &'static str, text: &str) -> Result<(), BadId> {
    let body = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
    match body {
        Some(body) if body.len() == BODY_CHARS && body.bytes().all(|b| ALPHABET.contains(&b)) => Ok(()),
        _ => Err(BadId { prefix }),
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
        pub struct $name(Box<str>);

        impl $name {
            /// What stands before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// The id of these bits.
            #[must_use]
            pub fn from_bits(bits: u128) -> Self {
                Self(encode($prefix, bits))
            }

            /// Reads an id.
            ///
            /// # Errors
            /// When the text has another prefix, length or alphabet.
            pub fn parse(text: &str) -> Result<Self, BadId> {
                check($prefix, text).map(|()| Self(text.into()))
            }

            /// The id as text, as the API shows and the database stores it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.into()
            }
        }
    };
}

id!(/** One owner's whole world; nothing crosses it. */ TenantId, "ten");
id!(/** A shop that reports orders. */ StoreId, "sto");
id!(/** A set of rules for one store. */ ProgramId, "prg");
id!(/** Anyone who promotes. */ PartnerId, "par");
id!(/** A tracking link. */ LinkId, "lnk");
id!(/** A referral or coupon code. */ CodeId, "cod");
id!(/** One click; 128 bits of chance, so it cannot be guessed. */ ClickId, "clk");
id!(/** An order as we know it; the shop's own number is its `external_id`. */ OrderId, "ord");
id!(/** One appended fact. */ FactId, "fct");
id!(/** One balanced ledger transaction. */ TransactionId, "txn");
id!(/** An API key. */ KeyId, "key");
id!(/** A person who signs in. */ UserId, "usr");
id!(/** A signed-in browser. */ SessionId, "ses");
id!(/** One inbound delivery, kept raw. */ DeliveryId, "dlv");
id!(/** One act of the audit log. */ AuditId, "aud");
id!(/** One mail to somebody. */ MailId, "mal");
id!(/** Somebody who asks to become a partner. */ ApplicationId, "app");
id!(/** A list as somebody wants to see it again. */ ViewId, "viw");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_keeps_the_order_of_its_bits() {
        let low = OrderId::from_bits(7);
        let high = OrderId::from_bits(u128::MAX);
        assert_eq!(OrderId::parse(low.as_str()), Ok(low.clone()));
        assert!(low < high);
        assert_eq!(high.as_str(), "ord_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let click = ClickId::from_bits(1);
        assert_eq!(OrderId::parse(click.as_str()), Err(BadId { prefix: "ord" }));
        assert!(ClickId::parse("clk_").is_err());
        assert!(ClickId::parse("clk_UPPERCASEISNOTINTHEALPHABE").is_err());
    }
}
