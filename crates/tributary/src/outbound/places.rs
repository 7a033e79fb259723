//! Which addresses are out in the world: everything else is inside somebody's network, or nowhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What is inside or nowhere, with the length of what all of it begins with.
const INSIDE: [(Ipv4Addr, u32); 18] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),      // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),     // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),  // behind a provider's translation
    (Ipv4Addr::new(127, 0, 0, 0), 8),    // this machine
    (Ipv4Addr::new(169, 254, 0, 0), 16), // this link, and what clouds tell machines about themselves
    (Ipv4Addr::new(172, 16, 0, 0), 12),  // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),   // protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),   // documentation
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24), // relays of 6to4
    (Ipv4Addr::new(192, 168, 0, 0), 16), // private
    (Ipv4Addr::new(192, 175, 48, 0), 24),
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // measuring
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // groups
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // nobody yet, and everybody
];

/// The same within 2000::/3; all that is outside of it, such as addresses of the fourth version in the clothes of the sixth
/// (`::ffff:0:0/96`, `64:ff9b::/96`), is refused anyway.
const INSIDE_6: [(Ipv6Addr, u32); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocols, Teredo among them
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];
const WORLD_6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Whether an address is out in the world.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !INSIDE.iter().any(|range| within(address, *range)),
        IpAddr::V6(address) => {
            within_6(address, WORLD_6) && !INSIDE_6.iter().any(|range| within_6(address, *range))
        }
    }
}

fn within(address: Ipv4Addr, (start, bits): (Ipv4Addr, u32)) -> bool {
    (address.to_bits() ^ start.to_bits()) >> (32 - bits) == 0
}

fn within_6(address: Ipv6Addr, (start, bits): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ start.to_bits()) >> (128 - bits) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUT: &str = "\
        1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 \
        169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 \
        192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 \
        2606:4700:4700::1111 2a00:1450:4001::1 2001:200::1 2003::1 3ffe::1";

    const IN: &str = "\
        0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 \
        127.255.255.254 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 \
        192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 \
        198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 \
        ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:1.1.1.1 ::ffff:169.254.169.254 ::ffff:0:10.0.0.1 \
        64:ff9b::1.1.1.1 64:ff9b::127.0.0.1 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378::1 \
        2001:2::1 2001:20::1 2001:db8::1 2002:7f00:1::1 2002:101:101::1 3fff::1 5f00::1 fc00::1 \
        fd12:3456::1 fe80::1 fec0::1 ff02::1";

    #[test]
    fn only_addresses_out_in_the_world_are_public() {
        for outside in OUT.split_whitespace() {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
        for inside in IN.split_whitespace() {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
    }
}
