//! Ids are types: a prefix that says what it names, and 128 bits in Crockford base32.
//!
//! The engine chooses the bits: time-ordered for rows, pure chance for click ids.

use thiserror::Error;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const BODY_CHARS: usize = 26; // 26 × 5 bits hold 128
const SPEAKING_CHARS: usize = 48; // 48 × 5 bits hold 30 bytes

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

fn check(prefix: &'static str, lengths: &[usize], text: &str) -> Result<(), BadId> {
    let body = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
    match body {
        Some(body) if lengths.contains(&body.len()) && body.bytes().all(|b| ALPHABET.contains(&b)) => Ok(()),
        _ => Err(BadId { prefix }),
    }
}

/// The 128 bits of an id's text.
fn decode(text: &str) -> u128 {
    let body = text.rsplit('_').next().unwrap_or(text);
    body.bytes().fold(0, |bits, char| {
        let index = ALPHABET.iter().position(|known| *known == char).unwrap_or(0);
        (bits << 5) | u128::try_from(index).unwrap_or(0)
    })
}

/// Bits as a UUID, `8-4-4-4-12`.
fn uuid_of(bits: u128) -> String {
    let digits = format!("{bits:032x}");
    let mut text = String::with_capacity(36);
    for (place, digit) in digits.chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// The bits of a UUID with its hyphens, in either case.
fn bits_of_uuid(text: &str) -> Option<u128> {
    let hyphens = text.char_indices().filter(|(_, char)| *char == '-').map(|(place, _)| place);
    let shaped = text.len() == 36 && hyphens.eq([8, 13, 18, 23]);
    let digits: String = text.chars().filter(|char| *char != '-').collect();
    let hex = digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u128::from_str_radix(&digits, 16).ok().filter(|_| shaped && hex)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        id!($(#[$doc])* $name, $prefix, [BODY_CHARS]);

        impl $name {
            /// Its bits as a UUID, for callers who know no other ids.
            #[must_use]
            pub fn to_uuid(&self) -> String {
                uuid_of(decode(&self.0))
            }

            /// Reads an id in either spelling: our own, or its bits as a UUID.
            ///
            /// # Errors
            /// When the text is neither.
            pub fn parse_uuid(text: &str) -> Result<Self, BadId> {
                bits_of_uuid(text).map_or_else(|| Self::parse(text), |bits| Ok(Self::from_bits(bits)))
            }
        }
    };
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $lengths:expr) => {
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
                check($prefix, &$lengths, text).map(|()| Self(text.into()))
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
id!(
    /** One click; it cannot be guessed. [`ClickId::from_bytes`] makes those that say of themselves what they are of. */
    ClickId, "clk", [BODY_CHARS, SPEAKING_CHARS]
);
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
id!(/** A sale that somebody misses. */ ClaimId, "clm");
id!(/** An address outside that is told what happens. */ WebhookEndpointId, "whk");
id!(/** One event on its way to one such address. */ WebhookDeliveryId, "whd");
id!(/** Another system that tells us of sales. */ PostbackSourceId, "pbs");
id!(/** Whoever sends the members of a site of their own, for programs of many tenants. */ PublisherId, "pub");
id!(/** One publisher in one program. */ MembershipId, "mem");
id!(/** A person who buys at a store. */ CustomerId, "cus");
id!(/** Who a customer belongs to, from one moment on. */ BindingId, "bnd");
id!(/** A friend's welcome coupon. */ CouponId, "cpn");
id!(/** Store credit set aside for a purchase. */ ReservationId, "rsv");
id!(/** Store credit that a person gave or took. */ AdjustmentId, "adj");
id!(/** A mail to a friend, sent for a customer. */ InvitationId, "inv");
id!(/** Something that a store sells. */ ProductId, "prd");
id!(/** One reading of a store's products. */ ProductSyncId, "psy");
id!(/** Payouts to many partners, made at once. */ BatchId, "pba");
id!(/** What one partner is paid with one batch, in one currency. */ PayoutId, "pay");
id!(/** Rows that somebody brought in a file. */ ImportId, "imp");
id!(/** A picture or a text that partners post. */ CreativeId, "crv");

id!(/** One of a program's types of events: what a store calls a category of commissions. */ EventTypeId, "evn");

impl ClickId {
    /// The id of these bytes: as texts they sort as the bytes do.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 30]) -> Self {
        let mut text = String::with_capacity(SPEAKING_CHARS.saturating_add(4));
        text.push_str("clk_");
        for five in bytes.chunks_exact(5) {
            let bits = five.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
            for place in (0..8_u32).rev() {
                let index = usize::try_from((bits >> place.saturating_mul(5)) & 31).unwrap_or(0);
                text.push(char::from(ALPHABET.get(index).copied().unwrap_or(b'0')));
            }
        }
        Self(text.into_boxed_str())
    }

    /// The bytes that [`Self::from_bytes`] made it of; none of an id of chance alone.
    #[must_use]
    pub fn bytes(&self) -> Option<[u8; 30]> {
        let body = self.0.strip_prefix("clk_").filter(|body| body.len() == SPEAKING_CHARS)?;
        let mut bytes = [0; 30];
        for (five, eight) in bytes.chunks_exact_mut(5).zip(body.as_bytes().chunks_exact(8)) {
            let mut bits = 0_u64;
            for char in eight {
                let index = ALPHABET.iter().position(|known| known == char)?;
                bits = (bits << 5) | u64::try_from(index).unwrap_or(0);
            }
            five.copy_from_slice(bits.to_be_bytes().get(3..)?);
        }
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_id_of_bytes_gives_them_back_and_sorts_as_they_do() {
        let mut low = [0_u8; 30];
        for (byte, at) in low.iter_mut().zip(0_u8..) {
            *byte = at.wrapping_mul(73);
        }
        let mut high = low;
        high[29] = 255;
        let (one, two) = (ClickId::from_bytes(&low), ClickId::from_bytes(&high));
        assert_eq!((one.bytes(), two.bytes()), (Some(low), Some(high)));
        assert!(one < two && one.as_str().len() == 52);
        assert_eq!(ClickId::parse(one.as_str()), Ok(one));
        assert_eq!(ClickId::from_bits(1).bytes(), None);
        assert!(OrderId::parse(&two.as_str().replace("clk", "ord")).is_err());
    }

    #[test]
    fn an_id_reads_back_and_keeps_the_order_of_its_bits() {
        let low = OrderId::from_bits(7);
        let high = OrderId::from_bits(u128::MAX);
        assert_eq!(OrderId::parse(low.as_str()), Ok(low.clone()));
        assert!(low < high);
        assert_eq!(high.as_str(), "ord_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    }

    #[test]
    fn an_id_is_read_in_either_spelling() {
        for bits in [0, 1, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef, u128::MAX] {
            let id = EventTypeId::from_bits(bits);
            assert_eq!(EventTypeId::parse_uuid(&id.to_uuid()), Ok(id.clone()));
            assert_eq!(EventTypeId::parse_uuid(&id.to_uuid().to_uppercase()), Ok(id.clone()));
            assert_eq!(EventTypeId::parse_uuid(id.as_str()), Ok(id));
        }
        let known = EventTypeId::from_bits(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        assert_eq!(known.to_uuid(), "01234567-89ab-cdef-0123-456789abcdef");
        for wrong in [
            "",
            "01234567-89ab-cdef-0123-456789abcde",
            "0123456-789ab-cdef-0123-456789abcdef",
            "01234567-89ab-cdef-0123-456789abcdeg",
            "+1234567-89ab-cdef-0123-456789abcdef",
            "0123456789abcdef0123456789abcdef",
            "ord_00000000000000000000000001",
        ] {
            assert_eq!(EventTypeId::parse_uuid(wrong), Err(BadId { prefix: "evn" }), "{wrong}");
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let click = ClickId::from_bits(1);
        assert_eq!(OrderId::parse(click.as_str()), Err(BadId { prefix: "ord" }));
        assert!(ClickId::parse("clk_").is_err());
        assert!(ClickId::parse("clk_UPPERCASEISNOTINTHEALPHABE").is_err());
    }
}
