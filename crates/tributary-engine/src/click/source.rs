//! Where a click came from, as reports group it: the host of the page that carried the link.

/// The source of a click that names no page.
pub const DIRECT: &str = "direct";

/// The referring host, lower-case and without `www.`; [`DIRECT`] when there is none to tell.
#[must_use]
pub fn source_of(referrer: Option<&str>) -> String {
    let Some((_, rest)) = referrer.and_then(|referrer| referrer.split_once("://")) else {
        return DIRECT.to_owned();
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let host = host.trim().to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let plain = host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if host.is_empty() || !plain { DIRECT.to_owned() } else { host.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_is_the_referring_host() {
        let cases = [
            (Some("https://www.Instagram.com/p/abc?x=1"), "instagram.com"),
            (Some("https://l.instagram.com"), "l.instagram.com"),
            (Some("http://blog.example:8080/a"), "blog.example"),
            (Some("https://user:pass@blog.example/"), "blog.example"),
            (Some("android-app://com.google.android.gm/"), "com.google.android.gm"),
            (Some("https://www./"), DIRECT),
            (Some("https://<script>/"), DIRECT),
            (Some("about:blank"), DIRECT),
            (Some(""), DIRECT),
            (None, DIRECT),
        ];
        for (referrer, source) in cases {
            assert_eq!(source_of(referrer), source, "{referrer:?}");
        }
    }
}
