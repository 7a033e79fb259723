//! Where somebody is in the changes of several tenants: a place in each. As text it is opaque; it is read strictly, so what
//! was not made here is refused.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::BTreeMap;
use tributary_core::TenantId;

/// How the text begins: what comes after is of this shape.
const PREFIX: &str = "c1_";
/// Longer than the places of a thousand stores.
const CHARS_MAX: usize = 100_000;

/// A place in the changes of one tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The last one read.
    pub seq: i64,
    /// The era in which that counts.
    pub era: String,
}

/// A place in the changes of each tenant; in one that is not named it is the beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places(BTreeMap<TenantId, Place>);

impl Places {
    /// The place in a tenant's changes.
    #[must_use]
    pub fn get(&self, tenant: &TenantId) -> Place {
        self.0.get(tenant).cloned().unwrap_or_default()
    }

    /// Goes to a place.
    pub fn set(&mut self, tenant: &TenantId, place: Place) {
        self.0.insert(tenant.clone(), place);
    }

    /// Whose places these are.
    pub fn tenants(&self) -> impl Iterator<Item = &TenantId> {
        self.0.keys()
    }

    /// The text that [`Self::parse`] reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        let line = |(tenant, place): (&TenantId, &Place)| {
            let name = tenant.as_str().trim_start_matches("ten_");
            format!("{name}.{}.{}", place.era, place.seq)
        };
        let lines: Vec<String> = self.0.iter().map(line).collect();
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(lines.join(",")))
    }

    /// Reads a text; none of what [`Self::to_text`] would not write so.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(PREFIX).filter(|body| body.len() <= CHARS_MAX)?;
        let lines = String::from_utf8(URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
        let mut places = Self::default();
        for line in lines.split(',').filter(|line| !line.is_empty()) {
            let mut parts = line.split('.');
            let tenant = TenantId::parse(&format!("ten_{}", parts.next()?)).ok()?;
            let era = parts.next().filter(|era| era.chars().all(|char| char.is_ascii_hexdigit()))?.to_owned();
            let seq = parts.next()?.parse::<i64>().ok().filter(|seq| *seq >= 0)?;
            places.set(&tenant, Place { seq, era });
        }
        (places.to_text() == text).then_some(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let mut places = Places::default();
        places.set(&TenantId::from_bits(7), Place { seq: 41, era: "00ff".to_owned() });
        places.set(&TenantId::from_bits(3), Place { seq: 0, era: String::new() });
        places
    }

    #[test]
    fn a_cursor_reads_as_it_was_written_even_of_nobody() {
        assert_eq!(Places::parse(&places().to_text()), Some(places()));
        assert_eq!(Places::parse(&Places::default().to_text()), Some(Places::default()));
        assert_eq!(places().get(&TenantId::from_bits(9)), Place::default());
    }

    #[test]
    fn whatever_was_not_written_here_is_no_cursor() {
        let encoded = |text: &str| format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(text));
        let name = TenantId::from_bits(7).as_str().replace("ten_", "");
        let good = encoded(&format!("{name}.00ff.41"));
        assert!(Places::parse(&good).is_some());
        for bad in [
            format!("{name}.00ff.-1"),
            format!("{name}.00ff.041"),
            format!("{name}.00ff.41.1"),
            format!("{name}.00ff.41,"),
            format!("{name}.00ff.41,{name}.00ff.42"),
            format!("{name}.zz.41"),
            format!("{name}.00ff"),
            "x.00ff.41".to_owned(),
        ] {
            assert_eq!(Places::parse(&encoded(&bad)), None, "{bad}");
        }
        for bad in ["", "c1_", "c2_", "nonsense", &good[1..], &format!("{good}="), &format!("{good}A")] {
            assert!(Places::parse(bad).is_none_or(|places| places.to_text() == *bad), "{bad}");
        }
        assert_eq!(Places::parse("nonsense"), None);
    }
}
