//! How fast one address may tell: a stranger may not fill the disk, and no shop's buyer comes near.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;
use tributary_core::Timestamp;

const SPAN_MS: i64 = 10_000;
const EVENTS_MAX: u32 = 100;
/// So many addresses are told apart within a span; who comes after them counts as one.
const ADDRESSES_MAX: usize = 50_000;

/// Who has told how much in the present span.
#[derive(Debug, Default)]
pub(in crate::http) struct Pace(Mutex<Span>);

#[derive(Debug, Default)]
struct Span {
    number: i64,
    counts: HashMap<IpAddr, u32>,
}

impl Pace {
    /// Whether an address may tell something now; it counts.
    pub(in crate::http) fn admits(&self, address: IpAddr, now: Timestamp) -> bool {
        let mut span = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let number = now.ms().div_euclid(SPAN_MS);
        if span.number != number {
            *span = Span { number, counts: HashMap::new() };
        }
        let mut who = network(address);
        if span.counts.len() >= ADDRESSES_MAX && !span.counts.contains_key(&who) {
            who = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        }
        let count = span.counts.entry(who).or_default();
        *count = count.saturating_add(1);
        *count <= EVENTS_MAX
    }
}

/// Whoever has one address of the sixth version has the 2⁶⁴ beside it.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
        four @ IpAddr::V4(_) => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_for_the_next_span_and_no_other_does() {
        let (pace, now) = (Pace::default(), Timestamp::from_ms(5));
        let [one, neighbour, other] =
            ["2001:db8::1", "2001:db8::2", "2001:db8:1::1"].map(|text| text.parse().unwrap());
        assert!((0..EVENTS_MAX).all(|_| pace.admits(one, now)));
        assert!(!pace.admits(one, now) && !pace.admits(neighbour, now));
        assert!(pace.admits(other, now) && pace.admits(one, now.plus_ms(SPAN_MS)));
    }
}
