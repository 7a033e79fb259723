//! Patterns of the document: regular expressions as both ECMA-262 and this server's own tests read them.
//!
//! None may let through what its parser refuses, and each is as wide as that parser where a pattern can say it.

use crate::inbound::postback::dialect::DIALECTS;
use tributary_engine::webhook::MACROS;

/// No control character: what [`Faults::maybe_empty`](crate::http::api::check::Faults::maybe_empty) lets through.
pub(super) const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";
/// The same with something to see in it, as [`Faults::text`](crate::http::api::check::Faults::text) wants.
pub(super) const VISIBLE: &str =
    r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";
/// Any text at all; none can have a zero byte.
pub(super) const ANY: &str = r"^[^\u0000]*$";
/// Any text with something to see in it, line breaks included.
pub(super) const SAID: &str = r"^[^\u0000]*[^\s\u0000\u0085\ufeff][^\u0000]*$";
/// What stands in a path as it is.
pub(super) const IN_PATH: &str = r"^[\p{Alphabetic}\p{N}._-]+$";
/// The same in ASCII, for whoever knows no properties of letters.
pub(super) const IN_PATH_ASCII: &str = r"^[A-Za-z0-9._-]+$";
/// A moment of the years 1970 to 2999. Whether its month has such a day says the format.
pub(super) const MOMENT: &str = concat!(
    r"^(2[0-9]{3}|19[7-9][0-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
    r"(\.[0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
);
/// From 0 to 100, with at most four decimals.
pub(super) const PERCENT: &str = r"^0*(100(\.0{0,4})?|[0-9]{1,2}(\.[0-9]{0,4})?)$";
/// Nothing, or an address with something on both sides of its `@`; also what only its shop takes for one.
pub(super) const LOOSE_EMAIL: &str = r"^( *|[^\u0000-\u001f\u007f-\u009f]*@[^\u0000-\u001f\u007f-\u009f]*)$";
/// What [`plausible_email`](tributary_engine::partner::plausible_email) takes, as far as it is ASCII.
pub(super) const EMAIL: &str = r"^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$";
/// The same of one address only, as invitations take it.
pub(super) const INVITED: &str = r"^[!#-+.-:=?A-~-]+@[!#-+.-:=?A-~-]+\.[!#-+.-:=?A-~-]+$";
/// A click's id, alone or with the browser behind it as cookies have it.
pub(super) const CLICK: &str = r"^clk_([0-9a-hjkmnp-tv-z]{26}|[0-9a-hjkmnp-tv-z]{48})(\.[0-9a-z_]*)?$";
pub(super) const EVENT_TYPE: &str =
    r"^(evn_[0-9a-hjkmnp-tv-z]{26}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$";
pub(super) const UUID: &str = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";
/// A code of a connection.
pub(super) const CONNECT_CODE: &str = r"^con_[a-z2-9]{39}$";
/// RFC 7636, 4.1.
pub(super) const VERIFIER: &str = r"^[A-Za-z0-9._~-]{43,128}$";
/// Where a publisher reads on.
pub(super) const PLACES: &str = r"^c1_[A-Za-z0-9_-]*$";
/// A whole address of the web in ASCII, without a user. Whether there is such a host nobody can say beforehand.
pub(super) const WEB: &str =
    r"^[hH][tT][tT][pP][sS]?://[A-Za-z0-9._:\[\]-]+([/?#][A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]*)?$";
/// The same of `https`, without a fragment.
pub(super) const SECURE: &str =
    r"^[hH][tT][tT][pP][sS]://[A-Za-z0-9._:\[\]-]+([/?][A-Za-z0-9._~:/?\[\]@!$&()*+,;=%-]*)?$";

/// From 0 to 100, and not 0.
pub(super) const PERCENT_ABOVE_ZERO: &str = r"^0*(100(\.0{0,4})?|([1-9]|[1-9][0-9])(\.[0-9]{0,4})?|0\.([1-9][0-9]{0,3}|0[1-9][0-9]{0,2}|00[1-9][0-9]?|000[1-9]))$";
/// From 1 to 100, with at most two decimals.
pub(super) const MULTIPLIER: &str = r"^(100(\.0{0,2})?|[1-9][0-9]?(\.[0-9]{0,2})?)$";
/// A time as a shop's own clock shows it, on a day that each month has. That clocks skip an hour of some nights says no pattern.
pub(super) const CLOCK: &str =
    r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-4])T(0[4-9]|1[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";
/// One site's name in ASCII.
pub(super) const SITE: &str = r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$";

/// The same, or nothing.
pub(super) fn or_none(pattern: &str) -> String {
    let inner = pattern.trim_start_matches('^').trim_end_matches('$');
    format!("^({inner})?$")
}

/// An id of some kind.
pub(super) fn id(prefix: &str) -> String {
    format!("^{prefix}_[0-9a-hjkmnp-tv-z]{{26}}$")
}

/// An id of one of some kinds.
pub(super) fn ids(prefixes: &[&str]) -> String {
    format!("^({})_[0-9a-hjkmnp-tv-z]{{26}}$", prefixes.join("|"))
}

/// An address with macros behind its host: known ones, in any of their three spellings.
pub(super) fn with_macros() -> String {
    let all = MACROS.iter().flat_map(|one| std::iter::once(one.name).chain(one.aliases.iter().copied()));
    let all = all.collect::<Vec<_>>().join("|");
    let part = format!(r"[A-Za-z0-9._~:/?@!$&()*+,;=%-]|\[\]|\{{({all})\}}|\[({all})\]|#({all})#");
    format!(r"^[hH][tT][tT][pP][sS]://[A-Za-z0-9._:-]+([/?]({part})*)?$")
}

/// An exact host in ASCII, and a port where it is not the usual one.
pub(super) fn host() -> String {
    let label = "[A-Za-z0-9_-]+";
    let byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    let port = concat!(
        "(:([1-9]|[1-79][0-9]|8[1-9]|[1-35-9][0-9]{2}|4[0-35-9][0-9]|44[0-24-9]|[1-9][0-9]{3}|[1-5][0-9]{4}",
        "|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
    );
    format!(
        r"^(({label}\.)*[A-Za-z_][A-Za-z0-9_-]*|{byte}(\.{byte}){{3}}|\[([0-9a-fA-F]{{1,4}}:){{7}}[0-9a-fA-F]{{1,4}}\]){port}$"
    )
}

/// Whose words postbacks can be in.
pub(super) fn dialects() -> Vec<&'static str> {
    DIALECTS.iter().map(|dialect| dialect.name).collect()
}
