//! Tells people from machines among those who follow a link, by what the request says of itself.
//!
//! Every request is recorded with its [`Traffic`]; only some can win a commission. A wrong `Bot` takes money from a
//! partner, a wrong `Human` is caught later by fraud rules, so doubt is `Suspect`, which can win. Start at
//! [`classify`].

mod machines;

use machines::Kinds;
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

const USER_AGENT_BYTES_MAX: usize = 1_024; // the longest real one, from Facebook's app, is near 600

/// What followed a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Traffic {
    /// A person, as far as can be seen.
    Human,
    /// Perhaps a person, perhaps a program that a person runs. Counted, and looked at more closely.
    Suspect,
    /// A crawler, a script, or nobody in particular.
    Bot,
    /// A messenger or a network that draws a card for the link.
    Preview,
    /// A browser that fetches the page in case the person goes there.
    Prefetch,
    /// A question about the link, not a visit.
    Head,
    /// An image, frame or script request: the classic way to stuff clicks into another page.
    Subresource,
}

impl Traffic {
    /// The word for this in the database, the API and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Suspect => "suspect",
            Self::Bot => "bot",
            Self::Preview => "preview",
            Self::Prefetch => "prefetch",
            Self::Head => "head",
            Self::Subresource => "subresource",
        }
    }

    /// Whether an order may be credited to such a click.
    #[must_use]
    pub const fn can_win(self) -> bool {
        matches!(self, Self::Human | Self::Suspect)
    }
}

/// What the visitor holds, for reports. An iPad that asks for desktop pages is a desktop: it says so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Device {
    /// A telephone.
    Mobile,
    /// A tablet.
    Tablet,
    /// Everything else, and everything that does not say.
    Desktop,
}

impl Device {
    /// The word for this in the database, the API and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
        }
    }
}

/// The parts of a request that tell what sent it.
///
/// Read `user_agent` with `String::from_utf8_lossy`: Facebook's app puts the carrier's name into it in its own
/// alphabet, and a strict reading would make those people bots for want of a user agent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signals<'a> {
    /// `GET`, `HEAD`, …
    pub method: &'a str,
    /// `User-Agent`.
    pub user_agent: Option<&'a str>,
    /// The first present of `Purpose`, `X-Purpose` and `X-Moz`, the old names.
    pub purpose: Option<&'a str>,
    /// `Sec-Purpose`.
    pub sec_purpose: Option<&'a str>,
    /// `Sec-Fetch-Mode`.
    pub sec_fetch_mode: Option<&'a str>,
    /// `Sec-Fetch-Dest`.
    pub sec_fetch_dest: Option<&'a str>,
}

/// What sent this request. What it is for is asked before who sent it: a person's browser prefetches too.
///
/// Does not allocate for a person once [`warm`] has run (measured), but for a cache per thread at its first call.
#[must_use]
pub fn classify(signals: &Signals<'_>) -> Traffic {
    by_signals(signals, |name| known(name).0)
}

/// The same, and what the visitor holds.
#[must_use]
pub fn read(signals: &Signals<'_>) -> (Traffic, Device) {
    let mut held = None;
    let traffic = by_signals(signals, |name| {
        let (traffic, device) = known(name);
        held = Some(device);
        traffic
    });
    (traffic, held.unwrap_or_else(|| device(signals.user_agent)))
}

fn by_signals(signals: &Signals<'_>, by_name: impl FnOnce(&str) -> Traffic) -> Traffic {
    if signals.method == "HEAD" {
        return Traffic::Head;
    }
    if is_ahead_of_time(signals.sec_purpose) || is_ahead_of_time(signals.purpose) {
        return Traffic::Prefetch;
    }
    // Older browsers send neither header: absence says nothing.
    let elsewhere =
        |value: Option<&str>, here: &str| value.is_some_and(|value| !value.is_empty() && value != here);
    let inside_a_page =
        elsewhere(signals.sec_fetch_mode, "navigate") || elsewhere(signals.sec_fetch_dest, "document");
    if inside_a_page || signals.method != "GET" {
        return Traffic::Subresource;
    }
    match signals.user_agent.map(str::trim) {
        None | Some("") => Traffic::Bot,
        Some(user_agent) => by_name(user_agent),
    }
}

/// The kind of device that `user_agent` names; without one, a desktop.
#[must_use]
pub fn device(user_agent: Option<&str>) -> Device {
    let says = |words: &[&str]| user_agent.is_some_and(|text| words.iter().any(|word| text.contains(word)));
    // Named tablets first: some browsers on them also say `Mobile`, as every iPad does.
    let tablet = says(&["iPad", "Tablet", "Kindle", "PlayBook", "Silk/", "SM-T", "SM-X"]);
    if tablet && !says(&["Tablet PC"]) {
        return Device::Tablet;
    }
    if says(&["Mobi", "iPhone", "iPod", "Opera Mini", "Windows Phone", "BlackBerry", "IEMobile"]) {
        return Device::Mobile;
    }
    // Android without `Mobile` is a tablet, by Google's convention.
    if says(&["Android"]) { Device::Tablet } else { Device::Desktop }
}

/// Builds the patterns now, so that the first visitor does not wait for them.
pub fn warm() {
    machines::warm();
}

/// `prefetch`, `prerender` (both today), `prefetch;prerender`, and `preview` (Safari, Facebook's app).
fn is_ahead_of_time(purpose: Option<&str>) -> bool {
    let mut tokens = purpose.unwrap_or_default().split([';', ',', ' ']);
    tokens
        .any(|token| ["prefetch", "prerender", "preview"].iter().any(|word| token.eq_ignore_ascii_case(word)))
}

/// Few user agents come again and again, and to judge one costs more than to find it here.
static JUDGED: LazyLock<RwLock<Judged>> = LazyLock::new(RwLock::default);
type Judged = HashMap<Box<str>, (Traffic, Device)>;
/// Past that, all are forgotten: whoever makes up names shall not fill the memory.
const JUDGED_MAX: usize = 4_096;

fn known(user_agent: &str) -> (Traffic, Device) {
    let known = JUDGED.read().ok().and_then(|judged| judged.get(user_agent).copied());
    known.unwrap_or_else(|| {
        let found = (judge(user_agent), device(Some(user_agent)));
        if let (Ok(mut judged), true) = (JUDGED.write(), user_agent.len() <= USER_AGENT_BYTES_MAX) {
            if judged.len() >= JUDGED_MAX {
                judged.clear();
            }
            judged.insert(user_agent.into(), found);
        }
        found
    })
}

fn judge(user_agent: &str) -> Traffic {
    let head = &user_agent[..user_agent.floor_char_boundary(USER_AGENT_BYTES_MAX)];
    let found = machines::kinds(head);
    if found.is_empty() {
        return if head.len() == user_agent.len() { Traffic::Human } else { Traffic::Suspect };
    }
    // An app's web view that gives no address to complain to is more likely a person whose telephone or app
    // happens to be named like a crawler. Lists have got this wrong before: data/crawlers.LICENSE.md.
    let perhaps_a_person = head.contains("; wv)") && !head.contains("http");
    match found {
        _ if perhaps_a_person => Traffic::Suspect,
        Kinds { preview: true, .. } => Traffic::Preview,
        Kinds { bot: true, .. } => Traffic::Bot,
        Kinds { .. } => Traffic::Suspect,
    }
}

#[cfg(test)]
mod tests;
