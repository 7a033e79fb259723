//! The addresses of publishers' endpoints, as both the API and the portal take them: read, judged by the guard with a word in
//! place of each macro, and put in order, so that what is sealed is what is called.

use crate::outbound;
use tributary_engine::webhook::{Format, Template};
use tributary_engine::{Error, Field, Result};

/// An address that may be called.
///
/// # Errors
/// [`Error::Invalid`] at `/url` says why it may not.
pub fn address(url: &str, format: Format, allows_private: bool) -> Result<String> {
    let judge = |text: &str| {
        let checked = outbound::check(text, allows_private).map(|url| url.to_string());
        checked.map_err(|why| Error::field("/url", why.code(), why.to_string()))
    };
    match format {
        Format::Standard => judge(url),
        Format::Postback => {
            let template =
                Template::parse(url).map_err(|bad| Error::field("/url", "macro", bad.to_string()))?;
            template.judged(judge)
        }
    }
}

/// The same for an endpoint whose format is stored: an address that only the other format takes goes against that.
///
/// # Errors
/// As [`address`].
pub fn address_for_stored(url: &str, format: Format, allows_private: bool) -> Result<String> {
    let other = if format == Format::Standard { Format::Postback } else { Format::Standard };
    address(url, format, allows_private).map_err(|error| match error {
        Error::Invalid(fields) if address(url, other, allows_private).is_ok() => {
            Error::Invalid(fields.into_iter().map(|field| Field { clashes: true, ..field }).collect())
        }
        error => error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str, format: Format) -> &'static str {
        match address(url, format, false) {
            Err(Error::Invalid(fields)) => fields[0].code,
            other => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn a_postback_is_put_in_order_and_keeps_its_macros() {
        let url = "https://Track.Example?cid={click_id}&x=#sub1#";
        assert_eq!(
            address(url, Format::Postback, false).unwrap(),
            "https://track.example/?cid={click_id}&x=#sub1#"
        );
    }

    #[test]
    fn what_may_not_be_called_is_refused_with_macros_or_without() {
        for (url, code) in [
            ("https://127.0.0.1/{sub1}", "private_address"),
            ("https://localhost/?{sub1}", "private_address"),
            ("http://track.example/{sub1}", "not_https"),
            ("https://{sub1}.example/", "macro"),
            ("https://track.example/?{nonsense}", "macro"),
            ("https://user:secret@track.example/", "format"),
            ("https://track.example/#here", "format"),
        ] {
            assert_eq!(refused(url, Format::Postback), code, "{url}");
        }
        assert_eq!(refused("https://10.0.0.1/", Format::Standard), "private_address");
    }
}
