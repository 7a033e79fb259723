//! Turns a visitor's address into a mark that counts unique visitors of a day and says nothing later.
//!
//! A plain hash of an address is the address: all of IPv4 is tried in minutes. The key is the day's random salt,
//! kept in two generations, left out of backups and deleted after 48 hours by the retention worker; after that
//! nobody, we included, can tell which address a mark came from. Never reads the clock. Start at [`ip_hash`].

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The secret of one day. Made of operating-system randomness where it is stored, which is not here.
#[derive(Clone, PartialEq, Eq)]
pub struct DailySalt([u8; 32]);

impl DailySalt {
    /// The salt whose random bytes these are.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

// Written out so that no log line can carry the secret.
impl fmt::Debug for DailySalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DailySalt(secret)")
    }
}

/// The mark of `ip` on the salt's day: equal for the same IPv4 address or IPv6 /64, unlinkable to other days.
#[must_use]
pub fn ip_hash(salt: &DailySalt, ip: IpAddr) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_keyed(&salt.0);
    match ip.to_canonical() {
        IpAddr::V4(v4) => hasher.update(&[4]).update(&v4.octets()),
        IpAddr::V6(v6) => hasher.update(&[6]).update(&network(v6)),
    };
    let mut mark = [0; 16];
    mark.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    mark
}

/// The /64: telephones change the other half by the hour, and it names one device for as long as it lasts.
fn network(ip: Ipv6Addr) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = ip.octets();
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY: DailySalt = DailySalt::new([1; 32]);
    const TUESDAY: DailySalt = DailySalt::new([2; 32]);

    fn mark(salt: &DailySalt, ip: &str) -> [u8; 16] {
        ip_hash(salt, ip.parse().unwrap())
    }

    #[test]
    fn one_address_has_one_mark_a_day() {
        assert_eq!(mark(&MONDAY, "192.0.2.7"), mark(&MONDAY, "192.0.2.7"));
        assert_ne!(mark(&MONDAY, "192.0.2.7"), mark(&MONDAY, "192.0.2.8"));
    }

    #[test]
    fn two_days_cannot_be_joined() {
        assert_ne!(mark(&MONDAY, "192.0.2.7"), mark(&TUESDAY, "192.0.2.7"));
        assert_ne!(mark(&MONDAY, "2001:db8::1"), mark(&TUESDAY, "2001:db8::1"));
    }

    #[test]
    fn a_telephone_that_changes_its_interface_id_stays_one_visitor() {
        assert_eq!(mark(&MONDAY, "2001:db8:1:2::1"), mark(&MONDAY, "2001:db8:1:2:ffff:eeee:dddd:cccc"));
        assert_ne!(mark(&MONDAY, "2001:db8:1:2::1"), mark(&MONDAY, "2001:db8:1:3::1"));
    }

    #[test]
    fn a_mapped_address_is_its_ipv4_address() {
        assert_eq!(mark(&MONDAY, "::ffff:192.0.2.7"), mark(&MONDAY, "192.0.2.7"));
    }

    #[test]
    fn an_ipv4_address_is_never_an_ipv6_network() {
        assert_ne!(mark(&MONDAY, "32.1.13.184"), mark(&MONDAY, "2001:db8::"));
    }

    #[test]
    fn the_mark_is_not_the_unkeyed_hash() {
        let plain = blake3::hash(&[4, 192, 0, 2, 7]);
        assert_ne!(mark(&MONDAY, "192.0.2.7")[..], plain.as_bytes()[..16]);
    }

    #[test]
    fn the_mark_of_a_known_address_never_changes_between_releases() {
        let expected = *blake3::keyed_hash(&[1; 32], &[4, 192, 0, 2, 7]).as_bytes();
        assert_eq!(mark(&MONDAY, "192.0.2.7")[..], expected[..16]);
    }

    #[test]
    fn a_log_line_does_not_show_the_salt() {
        assert_eq!(format!("{MONDAY:?}"), "DailySalt(secret)");
    }
}
