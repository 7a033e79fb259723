//! The referral cookie: the last click's id and the visitor, both pure chance, nothing else.

use axum::http::{HeaderMap, HeaderValue, header};
use tributary_core::ClickId;

/// Its name, on our host and wherever a shop's server sets it.
pub const NAME: &str = "tributary_click";

/// The `Set-Cookie` value for a click.
#[must_use]
pub fn header(id: &ClickId, visitor: &str, window_days: u32, secure: bool) -> String {
    let max_age_s = u64::from(window_days) * 86_400;
    let secure = if secure { "; Secure" } else { "" };
    format!("{NAME}={id}.{visitor}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}")
}

/// The cookie's value for a click.
#[must_use]
pub fn value(id: &ClickId, visitor: &str) -> String {
    format!("{id}.{visitor}")
}

/// The visitor that a browser's cookies name, each line of them as it came.
#[must_use]
pub fn visitor<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Option<String> {
    values(lines, NAME).find_map(visitor_of_value)
}

/// The value of a browser's cookie, if it has one of this name.
#[must_use]
pub fn named(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().map(HeaderValue::as_bytes);
    values(lines, name).find(|value| !value.is_empty()).map(str::to_owned)
}

fn values<'a>(lines: impl Iterator<Item = &'a [u8]>, name: &str) -> impl Iterator<Item = &'a str> {
    let cookies = lines.filter(|line| line.is_ascii()).filter_map(|line| std::str::from_utf8(line).ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(move |pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The visitor part of a cookie's value.
#[must_use]
pub fn visitor_of_value(value: &str) -> Option<String> {
    let (_, visitor) = value.split_once('.')?;
    is_visitor(visitor).then(|| visitor.to_owned())
}

/// Whether a text can be a visitor of ours; it may still be made up, which gains nobody anything.
#[must_use]
pub fn is_visitor(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_visitor_is_read_back_among_other_cookies_and_never_from_garbage() {
        let visitor_id = "0123456789abcdef0123456789abcdef";
        let line = format!("a=b; {NAME}=clk_x.{visitor_id}; c=d");
        assert_eq!(visitor([&b"\xff"[..], b"e=f", line.as_bytes()].into_iter()).as_deref(), Some(visitor_id));
        for bad in ["clk_x", "clk_x.", "clk_x.<script>", "clk_x.0123", &format!("x.{visitor_id}0")] {
            assert_eq!(visitor_of_value(bad), None, "{bad}");
        }
    }
}
