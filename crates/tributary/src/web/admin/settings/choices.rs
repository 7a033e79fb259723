//! What a store can be set to: currencies, time zones, languages.

use crate::lang::Lang;
use crate::t;
use tributary_core::Currency;

/// Offered first; any other code of ISO 4217 is taken by the command line and the API.
const CURRENCIES: &str = "AED United Arab Emirates dirham|AUD Australian dollar|BGN Bulgarian lev|\
    BRL Brazilian real|CAD Canadian dollar|CHF Swiss franc|CNY Chinese yuan|CZK Czech koruna|DKK Danish krone|\
    EUR Euro|GBP Pound sterling|HKD Hong Kong dollar|HUF Hungarian forint|IDR Indonesian rupiah|\
    ILS Israeli shekel|INR Indian rupee|ISK Icelandic króna|JPY Japanese yen|KES Kenyan shilling|\
    KRW South Korean won|KWD Kuwaiti dinar|KZT Kazakh tenge|MXN Mexican peso|MYR Malaysian ringgit|\
    NGN Nigerian naira|NOK Norwegian krone|NZD New Zealand dollar|PHP Philippine peso|PLN Polish złoty|\
    RON Romanian leu|RSD Serbian dinar|SAR Saudi riyal|SEK Swedish krona|SGD Singapore dollar|THB Thai baht|\
    TRY Turkish lira|TWD New Taiwan dollar|UAH Ukrainian hryvnia|USD US dollar|UYU Uruguayan peso|\
    VND Vietnamese dong|ZAR South African rand";

/// Code and name of each currency, and of `current`, which may be a rarer one.
pub(in crate::web::admin) fn currencies(current: Option<Currency>) -> Vec<(String, String)> {
    let known = CURRENCIES.split('|').filter_map(|line| line.split_once(' '));
    let mut all: Vec<(String, String)> =
        known.map(|(code, name)| (code.to_owned(), format!("{code} · {name}"))).collect();
    let rarer = current.map(|currency| currency.code().to_owned());
    if let Some(code) = rarer.filter(|code| !all.iter().any(|(known, _)| known == code)) {
        all.insert(0, (code.clone(), code));
    }
    all
}

/// Identifier and name of each time zone.
pub(in crate::web::admin) fn timezones() -> Vec<(String, String)> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let mut names: Vec<String> = names.filter(|name| name == "UTC" || name.contains('/')).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), name.replace('_', " "))).collect()
}

/// Tag and own name of each language.
pub(in crate::web::admin) fn languages() -> Vec<(String, String)> {
    let name = |lang: Lang| match lang.is_draft() {
        true => t!("{language} (draft)", language = lang.own_name()),
        false => lang.own_name().to_owned(),
    };
    Lang::ALL.map(|lang| (lang.tag().to_owned(), name(lang))).to_vec()
}

/// The address of a shop, without a trailing slash, if it is one that a browser can open. People leave `https://` out.
pub(in crate::web::admin) fn store_url(text: &str) -> Option<String> {
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = url::Url::parse(&whole).ok()?;
    let host = url.host_str().is_some_and(|host| host == "localhost" || host.contains(['.', ':']));
    let fits = ["http", "https"].contains(&url.scheme()) && host && url.username().is_empty();
    fits.then(|| url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offered_currency_and_the_default_zone_exist() {
        for (code, _) in currencies(None) {
            assert!(Currency::parse(&code).is_ok(), "{code}");
        }
        assert!(timezones().iter().any(|(name, _)| name == "UTC"));
        assert!(timezones().iter().any(|(name, _)| name == "Asia/Urumqi"));
    }

    #[test]
    fn a_shop_s_address_is_http_and_has_a_host() {
        assert_eq!(store_url("https://shop.example/").as_deref(), Some("https://shop.example"));
        assert_eq!(store_url("https://shop.example/en/").as_deref(), Some("https://shop.example/en"));
        assert_eq!(store_url(" shop.example ").as_deref(), Some("https://shop.example"));
        assert_eq!(store_url("shop.example:8080").as_deref(), Some("https://shop.example:8080"));
        assert_eq!(store_url("http://127.0.0.1:8080").as_deref(), Some("http://127.0.0.1:8080"));
        for bad in ["", "shop", "ftp://shop.example", "javascript:alert(1)", "https://a:b@shop.example"] {
            assert_eq!(store_url(bad), None, "{bad}");
        }
    }
}
