//! A click as bytes: what is on the intake's disk until the database has it.
//!
//! Texts by length; a length is written one too high, in seven bits a byte, and 0 is a text that is not there. Which texts
//! there are the file's kind says: files from before a publisher's own ids were kept have none of them.

use super::segment::Kind;
use crate::click::{Click, ClickRef};
use crate::error::{Error, Result};
use tributary_core::{CodeId, LinkId, PartnerId, TenantId, Timestamp};

/// Writes a tenant's click behind what is there.
pub fn encode(out: &mut Vec<u8>, tenant: &TenantId, click: &ClickRef<'_>) {
    out.extend_from_slice(&click.at.ms().to_be_bytes());
    let always = [
        tenant.as_str(),
        click.id.as_str(),
        click.program.as_str(),
        click.value,
        click.traffic,
        click.outcome,
        click.visitor,
        click.device,
        click.landing,
    ];
    always.into_iter().for_each(|text| put(out, Some(text)));
    put(out, click.partner.map(PartnerId::as_str));
    put(out, click.link.map(LinkId::as_str));
    put(out, click.code.map(CodeId::as_str));
    put(out, click.ip_hash);
    put(out, click.user_agent);
    put(out, click.referrer);
    put(out, click.refused);
    put(out, click.refs);
}

/// Reads what [`encode`] of a file of this kind wrote, and leaves what stands behind it.
///
/// # Errors
/// When it is something else.
pub(super) fn decode(bytes: &mut &[u8], kind: Kind) -> Result<(TenantId, Click)> {
    let (at, rest) = bytes.split_first_chunk::<8>().ok_or_else(damaged)?;
    *bytes = rest;
    let at = Timestamp::from_ms(i64::from_be_bytes(*at));
    let tenant = id(take(bytes)?)?;
    let click = Click {
        id: id(take(bytes)?)?,
        program: id(take(bytes)?)?,
        value: text(bytes)?,
        at,
        traffic: text(bytes)?,
        outcome: text(bytes)?,
        visitor: text(bytes)?,
        device: text(bytes)?,
        landing: text(bytes)?,
        partner: take(bytes)?.map(|text| id(Some(text))).transpose()?,
        link: take(bytes)?.map(|text| id(Some(text))).transpose()?,
        code: take(bytes)?.map(|text| id(Some(text))).transpose()?,
        ip_hash: take(bytes)?,
        user_agent: take(bytes)?,
        referrer: take(bytes)?,
        refused: take(bytes)?,
        refs: match kind {
            Kind::First => None,
            Kind::WithRefs => take(bytes)?,
        },
    };
    Ok((tenant, click))
}

fn put(out: &mut Vec<u8>, text: Option<&str>) {
    let Some(text) = text else { return out.push(0) };
    let mut length = text.len() + 1;
    while length > 127 {
        out.push(u8::try_from(length & 127).unwrap_or_default() | 128);
        length >>= 7;
    }
    out.push(u8::try_from(length).unwrap_or_default());
    out.extend_from_slice(text.as_bytes());
}

fn take(bytes: &mut &[u8]) -> Result<Option<String>> {
    let (mut length, mut shift) = (0_usize, 0_u32);
    loop {
        let (byte, rest) = bytes.split_first().ok_or_else(damaged)?;
        *bytes = rest;
        length |= usize::from(byte & 127).checked_shl(shift).ok_or_else(damaged)?;
        shift += 7;
        if *byte < 128 {
            break;
        }
    }
    let Some(length) = length.checked_sub(1) else { return Ok(None) };
    let (text, rest) = bytes.split_at_checked(length).ok_or_else(damaged)?;
    *bytes = rest;
    String::from_utf8(text.to_vec()).map(Some).map_err(|_| damaged())
}

fn text(bytes: &mut &[u8]) -> Result<String> {
    take(bytes)?.ok_or_else(damaged)
}

fn id<T: TryFrom<String>>(text: Option<String>) -> Result<T> {
    text.and_then(|text| T::try_from(text).ok()).ok_or_else(damaged)
}

fn damaged() -> Error {
    Error::Broken("a click on the intake's disk cannot be read".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::tests::{as_ref, click};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_click_reads_back(number in any::<u64>(), value in ".{0,200}", (referrer, refs) in proptest::option::of((".{0,200}", ".{0,200}")).prop_map(Option::unzip), at in any::<i64>()) {
            let click = Click { value, referrer, refs, at: Timestamp::from_ms(at), landing: "x".repeat(40_000), ..click(number) };
            let tenant = TenantId::from_bits(u128::from(number));
            let mut bytes = Vec::new();
            encode(&mut bytes, &tenant, &as_ref(&click));
            bytes.extend_from_slice(b"behind");
            let mut rest = bytes.as_slice();
            prop_assert_eq!(decode(&mut rest, Kind::WithRefs).unwrap(), (tenant, click));
            prop_assert_eq!(rest, b"behind");
        }

        #[test]
        fn bytes_that_are_no_click_are_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(decode(&mut bytes.as_slice(), Kind::WithRefs).is_err());
        }
    }

    #[test]
    fn a_click_of_a_file_from_before_publishers_had_ids_reads_back_without_any() {
        let (click, tenant) = (click(8), TenantId::from_bits(7));
        let mut bytes = Vec::new();
        encode(&mut bytes, &tenant, &as_ref(&click));
        assert_eq!(bytes.pop(), Some(0), "what is new stands at the end");
        bytes.extend_from_slice(b"behind");
        let mut rest = bytes.as_slice();
        assert_eq!(decode(&mut rest, Kind::First).unwrap(), (tenant, click));
        assert_eq!(rest, b"behind");
    }
}
