//! Tells a visitor's address from what a visitor claims. A header counts only when a proxy we trust sent it.
//!
//! `X-Forwarded-For` grows to the right: each proxy appends whom it saw. So it is read from the right, past our own
//! proxies, to the first address that is not ours; everything left of that was written by the visitor and is
//! ignored. What cannot be read ends the search at the peer. Start at [`client_ip`].

use std::net::{IpAddr, SocketAddr};

/// The proxies whose `X-Forwarded-For` is believed. Empty by default: then nobody's is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// Reads settings such as `10.0.0.0/8`, `192.0.2.1` or `fd00::/8`.
    ///
    /// # Errors
    /// The first entry that is no network, with what to write instead.
    pub fn parse<S: AsRef<str>>(entries: &[S]) -> Result<Self, BadProxy> {
        let parsed = entries.iter().map(|entry| {
            let entry = entry.as_ref();
            Network::parse(entry).map_err(|fault| BadProxy { entry: entry.to_owned(), fault })
        });
        parsed.collect::<Result<_, _>>().map(Self)
    }

    fn contain(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(ip))
    }
}

/// A line of the trusted proxies that is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("trusted proxy {entry:?}: {fault}")]
pub struct BadProxy {
    /// The line as written in the settings.
    pub entry: String,
    /// What is wrong with it.
    pub fault: ProxyFault,
}

/// What is wrong with a line of the trusted proxies. Its text says what to write instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProxyFault {
    #[error("is not an address; write one such as 10.0.0.1 or 10.0.0.0/8, not a host name")]
    Address,
    #[error("has a prefix that is not a number from 0 to 32 (IPv6: 128); write one such as /24")]
    Prefix,
    #[error("has bits set after its prefix; write the network's first address, such as 10.0.0.0/8")]
    HostBits,
}

/// A range of addresses; `::ffff:` addresses are held as the IPv4 addresses they stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    first: IpAddr,
    prefix_bits: u32,
}

impl Network {
    fn parse(entry: &str) -> Result<Self, ProxyFault> {
        let (address, prefix) = match entry.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (entry, None),
        };
        let first: IpAddr = address.parse().map_err(|_| ProxyFault::Address)?;
        if first != first.to_canonical() {
            return Err(ProxyFault::Address); // a mapped prefix counts 96 bits more: too easily misread
        }
        let width_bits = width(first);
        let prefix_bits = match prefix {
            Some(text) => parse_prefix(text).filter(|bits| *bits <= width_bits).ok_or(ProxyFault::Prefix)?,
            None => width_bits,
        };
        if kept(first, prefix_bits) == number(first) {
            Ok(Self { first, prefix_bits })
        } else {
            Err(ProxyFault::HostBits)
        }
    }

    fn contains(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        ip.is_ipv4() == self.first.is_ipv4() && kept(ip, self.prefix_bits) == number(self.first)
    }
}

/// The visitor's address: the peer's, unless the peer is a trusted proxy that says otherwise.
///
/// `forwarded_for` gives the values of all `X-Forwarded-For` headers in the order received, as bytes: a value left
/// out because it is not text would promote the one before it, which the visitor wrote. When every address is one of
/// ours, the request began inside, at the leftmost.
pub fn client_ip<'a, I>(peer: IpAddr, trusted: &TrustedProxies, forwarded_for: I) -> IpAddr
where
    I: IntoIterator<Item = &'a [u8], IntoIter: DoubleEndedIterator>,
{
    let peer = peer.to_canonical();
    if !trusted.contain(peer) {
        return peer;
    }
    let mut client = peer;
    let hops = forwarded_for.into_iter().rev().flat_map(|value| value.rsplit(|byte| *byte == b','));
    // HTTP lists may hold empty elements; they name nobody.
    for hop in hops.map(<[u8]>::trim_ascii).filter(|hop| !hop.is_empty()) {
        let Some(ip) = parse_hop(hop) else { return peer };
        client = ip;
        if !trusted.contain(ip) {
            break;
        }
    }
    client
}

/// `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:443`; some proxies add the port.
fn parse_hop(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?;
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().filter(IpAddr::is_ipv6);
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let ip: Option<IpAddr> = text.parse().ok().or_else(bracketed).or_else(with_port);
    ip.map(|ip| ip.to_canonical())
}

fn parse_prefix(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn width(ip: IpAddr) -> u32 {
    if ip.is_ipv4() { u32::BITS } else { u128::BITS }
}

fn number(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The address with all bits after the prefix cleared.
fn kept(ip: IpAddr, prefix_bits: u32) -> u128 {
    let dropped_bits = width(ip) - prefix_bits;
    // A shift by the whole width is not defined; /0 keeps nothing.
    u128::MAX.checked_shl(dropped_bits).unwrap_or(0) & number(ip)
}

#[cfg(test)]
mod tests;
