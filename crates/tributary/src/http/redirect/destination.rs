//! Decides where a visitor may be sent: to hosts the shop named, spelled as we spell them.
//!
//! A caller sends `Url::as_str()` of what [`check`] or [`parse_stored`] returned, never the text that came in:
//! browsers repair broken addresses, and each repairs them differently. Nothing is resolved against a base,
//! so "it did not parse" never means "it is relative, hence ours". Start at [`check`].

use std::fmt;

use url::{Host, ParseError, Url, form_urlencoded};

const DESTINATION_BYTES_MAX: usize = 2_048; // the longest address that proxies, mail and old browsers carry whole

/// Hosts to which a link may send a visitor beside its stored destination. Empty means none, not any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// Reads settings such as `shop.example`, `bücher.example` or `shop.example:8443`, one exact host each.
    ///
    /// # Errors
    /// The first entry that is not a plain host, with what to write instead.
    pub fn parse<S: AsRef<str>>(entries: &[S]) -> Result<Self, BadEntry> {
        let mut hosts = Vec::with_capacity(entries.len());
        for entry in entries {
            let entry = entry.as_ref();
            let host = parse_entry(entry).map_err(|fault| BadEntry { entry: entry.to_owned(), fault })?;
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        Ok(Self(hosts))
    }

    /// These hosts and that of an address: a shop's own pages are always its own, whatever its settings list.
    #[must_use]
    pub fn and_of(mut self, shop: &str) -> Self {
        let own = parse_stored(shop).ok().and_then(|url| {
            let host = url.host_str()?;
            Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
        });
        if let Some(own) = own.filter(|own| !self.0.contains(own)) {
            self.0.push(own);
        }
        self
    }

    /// Whether no host is allowed, so that every deep link is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries as compared: lower case, punycode, with a port only where one was stated.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    fn admit(&self, url: &Url) -> Result<(), Refusal> {
        let host = url.host_str().ok_or(Refusal::Host)?;
        let Some(port) = url.port() else {
            return if self.iter().any(|entry| entry == host) { Ok(()) } else { Err(Refusal::Host) };
        };
        let stated = format!("{host}:{port}");
        if self.iter().any(|entry| entry == stated) {
            return Ok(());
        }
        let known = self.iter().any(|entry| host_of(entry) == host);
        Err(if known { Refusal::Port } else { Refusal::Host })
    }
}

/// A line of the allow-list that is not one exact host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("allowed host {entry:?}: {fault}")]
pub struct BadEntry {
    /// The line as written in the settings.
    pub entry: String,
    /// What is wrong with it.
    pub fault: EntryFault,
}

/// What is wrong with a line of the allow-list. Its text says what to write instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryFault {
    #[error("is empty; remove the line")]
    Empty,
    #[error("contains a space or an invisible character; write the host alone")]
    Space,
    #[error("names a scheme; write the host alone, without https://")]
    Scheme,
    #[error("names a path; write the host alone, up to the first slash")]
    Path,
    #[error("names a user; write the host alone, without what stands before @")]
    UserInfo,
    #[error("is a pattern; list each host by its full name")]
    Wildcard,
    #[error("has a port that is not 1-65535, or is 80 or 443; leave the usual ports out")]
    Port,
    #[error(
        "is not a host; write one as in shop.example, without a dot at the end, an IPv6 address in brackets"
    )]
    Host,
}

/// Why an address may not be sent to a browser. Its text says what to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Relative, protocol-relative, or without `//` after the scheme.
    NotAbsolute,
    /// Another scheme than http or https.
    Scheme,
    /// Something stands before an `@` in the host part.
    UserInfo,
    /// Not a host, or not a host on the list.
    Host,
    /// The host is listed, this port is not.
    Port,
    /// A control character, white space or a backslash, which browsers strip or turn into slashes.
    Control,
    /// Longer than 2048 bytes, as written or as serialised.
    TooLong,
}

impl Refusal {
    /// The word for this refusal in counts, logs and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAbsolute => "not_absolute",
            Self::Scheme => "scheme",
            Self::UserInfo => "user_info",
            Self::Host => "host",
            Self::Port => "port",
            Self::Control => "control",
            Self::TooLong => "too_long",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAbsolute => "the address is not complete; begin it with https://",
            Self::Scheme => "only web addresses are allowed; begin it with https://",
            Self::UserInfo => "the address names a user before @; remove that part",
            Self::Host => "the host is not valid or not allowed; add it to the program's allowed hosts",
            Self::Port => "the port is not allowed; remove it, or list the host together with this port",
            Self::Control => {
                "the address has a space, line break or backslash; write %20 for a space and / for a backslash"
            }
            Self::TooLong => "the address is longer than 2000 bytes; shorten it",
        })
    }
}

impl std::error::Error for Refusal {}

/// The address `to` asked for by a visitor, if it leads to one of the `allowed` hosts.
///
/// Both http and https pass: the host decides, and shops without https still exist.
///
/// # Errors
/// Why it may not be followed; the caller then sends the visitor to the link's own destination.
pub fn check(to: &str, allowed: &AllowedHosts) -> Result<Url, Refusal> {
    let url = parse_stored(to)?;
    allowed.admit(&url)?;
    Ok(url)
}

/// A link's own destination: absolute http or https, no user, nothing invisible; any host and port.
///
/// Called when a destination is written and again when it is read, so a row changed by hand cannot leave.
///
/// # Errors
/// What is wrong with the address.
pub fn parse_stored(destination: &str) -> Result<Url, Refusal> {
    if destination.len() > DESTINATION_BYTES_MAX {
        return Err(Refusal::TooLong);
    }
    if destination.chars().any(is_unsafe) {
        return Err(Refusal::Control);
    }
    // Asked of the text: the parser drops an empty user (`https://@host`) without a trace.
    if authority(destination)?.contains('@') {
        return Err(Refusal::UserInfo);
    }
    let url = Url::parse(destination).map_err(why)?;
    confirm(&url)?;
    Ok(url)
}

/// The same of an address that comes by the API, whose document promises less: what the parser adds to it still fits then.
///
/// # Errors
/// What is wrong with the address.
pub fn parse_told(destination: &str) -> Result<Url, Refusal> {
    const TOLD_BYTES_MAX: usize = 2_000;
    if destination.len() > TOLD_BYTES_MAX { Err(Refusal::TooLong) } else { parse_stored(destination) }
}

/// Sets query pairs, replacing those of the same name. All other pairs stay byte for byte, so a signature over
/// them holds; the fragment stays too. Ours come last: PHP shops read the last of two names it considers equal.
pub fn decorate(url: &mut Url, params: &[(&str, &str)]) {
    if params.is_empty() {
        return;
    }
    let mut query = String::new();
    let kept = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !names_any(pair, params));
    for pair in kept {
        separate(&mut query);
        query.push_str(pair);
    }
    for (name, value) in params {
        separate(&mut query);
        query.extend(form_urlencoded::byte_serialize(name.as_bytes()));
        query.push('=');
        query.extend(form_urlencoded::byte_serialize(value.as_bytes()));
    }
    url.set_query(Some(&query));
}

/// The destination with the click on it, under the names that shops record by themselves.
///
/// WooCommerce keeps `utm_source`, `utm_medium` and `utm_content` with the order, so these three name our click
/// even where the destination had its own; `utm_campaign` and all others of the destination stay.
#[must_use]
pub fn landing(mut url: Url, click: &str, code: &str) -> Url {
    let params = [
        ("utm_source", code),
        ("utm_medium", "affiliate"),
        ("utm_content", click),
        ("ref", code),
        ("click", click),
    ];
    decorate(&mut url, &params);
    url
}

/// The shop's redirect page with the click on it, and where it sends the visitor on to.
///
/// The page keeps its own query but for these two names; the destination is one value of it, whatever stands in it.
#[must_use]
pub fn by_page(mut page: Url, click: &str, destination: &Url) -> Url {
    decorate(&mut page, &[("click", click), ("deeplink", destination.as_str())]);
    page
}

/// The landing as pieces that the click's id goes between, for a link that is followed often; by the shop's redirect page
/// where it has one.
#[must_use]
pub fn landing_pieces(url: Url, code: &str, page: Option<&Url>) -> Vec<Box<str>> {
    // Whoever writes this into a destination gets the click's id there, too.
    const HERE: &str = "-click-goes-here-";
    let whole = match page {
        Some(page) => by_page(page.clone(), HERE, &url),
        None => landing(url, HERE, code),
    };
    whole.as_str().split(HERE).map(Box::from).collect()
}

fn parse_entry(entry: &str) -> Result<String, EntryFault> {
    refuse_decoration(entry)?;
    let (name, port) = split_port(entry)?;
    let host = Host::parse(name).map_err(|_| EntryFault::Host)?;
    let spelled = host.to_string();
    let plain = match host {
        Host::Domain(_) => is_plain_name(&spelled),
        // The parser reads 2130706433 and 0x7f.1 as 127.0.0.1; a setting must show what it allows.
        Host::Ipv4(_) => spelled == name,
        Host::Ipv6(_) => true,
    };
    if !plain {
        return Err(EntryFault::Host);
    }
    Ok(match port {
        Some(port) => format!("{spelled}:{port}"),
        None => spelled,
    })
}

/// Narrower than the parser, which takes `a,b` for one host: that is a list written on one line.
fn is_plain_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    name.split('.').all(|label| !label.is_empty() && label.bytes().all(plain))
}

fn refuse_decoration(entry: &str) -> Result<(), EntryFault> {
    if entry.is_empty() {
        return Err(EntryFault::Empty);
    }
    if entry.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(EntryFault::Space);
    }
    if entry.contains("://") {
        return Err(EntryFault::Scheme);
    }
    if entry.contains(['/', '\\', '?', '#']) {
        return Err(EntryFault::Path);
    }
    if entry.contains('@') {
        return Err(EntryFault::UserInfo);
    }
    if entry.contains('*') || entry.starts_with('.') {
        return Err(EntryFault::Wildcard);
    }
    if entry.contains('%') {
        return Err(EntryFault::Host);
    }
    Ok(())
}

/// `[::1]:8443` and `shop.example:8443` as host and port; a bare IPv6 address must wear its brackets.
fn split_port(entry: &str) -> Result<(&str, Option<u16>), EntryFault> {
    let host = host_of(entry);
    let rest = &entry[host.len()..];
    if rest.is_empty() {
        return Ok((host, None));
    }
    let port = rest.strip_prefix(':').ok_or(EntryFault::Host)?;
    if host.is_empty() || port.contains(':') {
        return Err(EntryFault::Host);
    }
    let digits = port.bytes().all(|byte| byte.is_ascii_digit()); // the number parser also takes +8443
    match port.parse() {
        Ok(port) if digits && !matches!(port, 0 | 80 | 443) => Ok((host, Some(port))),
        _ => Err(EntryFault::Port),
    }
}

fn host_of(entry: &str) -> &str {
    let end = match entry.find(']') {
        Some(bracket) => bracket + 1,
        None => entry.find(':').unwrap_or(entry.len()),
    };
    &entry[..end]
}

/// Browsers strip tabs and line breaks and read `\` as `/`; some line breaks are not ASCII.
fn is_unsafe(c: char) -> bool {
    c.is_control() || c.is_whitespace() || c == '\\'
}

/// What stands between `//` and the path, as written. Stricter than the standard, which repairs `https:host`.
fn authority(text: &str) -> Result<&str, Refusal> {
    let (scheme, rest) = text.split_once(':').ok_or(Refusal::NotAbsolute)?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        let relative = scheme.is_empty() || scheme.contains(['/', '?', '#']);
        return Err(if relative { Refusal::NotAbsolute } else { Refusal::Scheme });
    }
    let rest = rest.strip_prefix("//").ok_or(Refusal::NotAbsolute)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if end == 0 { Err(Refusal::NotAbsolute) } else { Ok(&rest[..end]) }
}

fn why(error: ParseError) -> Refusal {
    match error {
        ParseError::InvalidPort => Refusal::Port,
        ParseError::RelativeUrlWithoutBase => Refusal::NotAbsolute,
        ParseError::Overflow => Refusal::TooLong,
        _ => Refusal::Host,
    }
}

/// The same questions again, of what will be sent.
fn confirm(url: &Url) -> Result<(), Refusal> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::UserInfo);
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(Refusal::Host);
    }
    if url.as_str().chars().any(is_unsafe) {
        return Err(Refusal::Control);
    }
    // Escapes triple the length of what is not ASCII.
    if url.as_str().len() > DESTINATION_BYTES_MAX { Err(Refusal::TooLong) } else { Ok(()) }
}

fn names_any(pair: &str, params: &[(&str, &str)]) -> bool {
    // `%63lick=…` is also named click.
    let Some((name, _)) = form_urlencoded::parse(pair.as_bytes()).next() else { return false };
    params.iter().any(|(ours, _)| *ours == name)
}

fn separate(query: &mut String) {
    if !query.is_empty() {
        query.push('&');
    }
}

#[cfg(test)]
mod payloads;
#[cfg(test)]
mod tests;
