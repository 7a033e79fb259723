//! What a customer's webhook tells: who signed up, and by which click or code, where a plugin stamps them. A stock shop stamps nothing;
//! there the first order tells the click.

use super::Invalid;
use super::entity::decoded;
use super::moment::moment;
use super::payload::{List, Meta, Scalar, meta, parse};
use serde::Deserialize;
use tributary_core::fact::Origin;
use tributary_engine::connection::visit::browser_of;
use tributary_engine::customer::{NewSignUp, Told};

/// (click, code) keys of plugins that stamp what a sign-up came by; ours comes first.
const STAMPS: [(&str, &str); 2] = [("_tributary_click", "_tributary_ref"), ("_rl_click", "_rl_ref")];
/// Our plugin's name of the browser that signed up.
const BROWSER: &str = "_tributary_browser";
const CHARS_MAX: usize = 200;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Account {
    id: Scalar,
    date_created_gmt: Scalar,
    email: Scalar,
    first_name: Scalar,
    last_name: Scalar,
    username: Scalar,
    meta_data: List<Meta>,
}

/// The sign-up that a body tells; nothing of a bare id.
///
/// # Errors
/// [`Invalid`] when it cannot be read.
pub(super) fn signed_up(body: &[u8]) -> Result<Option<NewSignUp>, Invalid> {
    let account: Account = parse(body)?;
    let external_id = account.id.id_required("/id")?;
    let registered_at = moment("/date_created_gmt", &account.date_created_gmt)?;
    if registered_at.is_none() {
        return Ok(None);
    }
    let text = |scalar: &Scalar| {
        let plain = decoded(scalar.text().unwrap_or_default());
        plain.chars().filter(|char| !char.is_control()).take(CHARS_MAX).collect::<String>()
    };
    let name = format!("{} {}", text(&account.first_name), text(&account.last_name));
    let stamped = |key: fn(&(&'static str, &'static str)) -> &'static str| {
        STAMPS.iter().find_map(|pair| meta(&account.meta_data, key(pair))).map(str::to_owned)
    };
    Ok(Some(NewSignUp {
        told: Told {
            external_id: Some(external_id),
            email: Some(text(&account.email)).filter(|email| email.contains('@')),
            name: name.trim().to_owned(),
            login: text(&account.username),
            language: String::new(),
            registered_at,
        },
        click: with_browser(stamped(|(click, _)| click), meta(&account.meta_data, BROWSER)),
        code: stamped(|(_, code)| code),
        origin: Origin::Webhook,
        source: String::new(),
        welcome: false,
    }))
}

/// A click with its browser behind a dot, as cookies carry it.
fn with_browser(click: Option<String>, browser: Option<&str>) -> Option<String> {
    let Some(browser) = browser.and_then(browser_of) else { return click };
    let click = click.unwrap_or_default();
    Some(format!("{}.{browser}", click.split('.').next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::super::delivery::{Meaning, read};
    use super::super::order::Reading;
    use super::*;

    fn told(topic: &str, body: &str) -> Result<Meaning, Invalid> {
        let mask = |_: &str| (String::new(), String::new());
        read(Some(topic), Some("application/json"), body.as_bytes(), &Reading { mask: &mask })
    }

    const NEW: &str = r#"{"id":3,"date_created_gmt":"2026-11-20T11:22:38","email":"new@example.com","first_name":"N",
        "last_name":"Z &amp; Co","role":"customer","username":"new","meta_data":[{"id":1,"key":"_tributary_ref","value":"BOB22"}]}"#;

    #[test]
    fn a_new_account_is_a_sign_up_with_what_a_plugin_stamped() {
        for topic in ["customer.created", "customer.updated"] {
            let Meaning::Customer(new) = told(topic, NEW).unwrap() else { panic!("{topic}") };
            let Told { external_id, email, name, login, .. } = &new.told;
            assert_eq!(external_id.as_deref(), Some("3"));
            assert_eq!(
                (email.as_deref(), name.as_str(), login.as_str()),
                (Some("new@example.com"), "N Z & Co", "new")
            );
            assert_eq!((new.click.as_deref(), new.code.as_deref()), (None, Some("BOB22")));
        }
    }

    #[test]
    fn an_account_names_its_browser_beside_the_click_or_alone() {
        let meta = |more: &str| {
            let browser = r#"{"key":"_tributary_browser","value":"01234567-89AB-cdef-0123-456789abcdef"}"#;
            NEW.replace("[{", &format!("[{browser},{more}{{"))
        };
        let click = |body: &str| signed_up(body.as_bytes()).unwrap().unwrap().click.unwrap();
        assert_eq!(click(&meta("")), ".0123456789abcdef0123456789abcdef");
        let both = meta(r#"{"key":"_tributary_click","value":"clk_2.0"},"#);
        assert_eq!(click(&both), "clk_2.0123456789abcdef0123456789abcdef");
        let made_up = meta("").replace("01234567-", "0-");
        assert_eq!(signed_up(made_up.as_bytes()).unwrap().unwrap().click, None);
    }

    #[test]
    fn a_stock_shops_account_comes_without_a_stamp_and_a_bare_id_says_nothing() {
        let stock = NEW.replace(r#"{"id":1,"key":"_tributary_ref","value":"BOB22"}"#, "");
        let Meaning::Customer(new) = told("customer.created", &stock).unwrap() else { panic!() };
        assert_eq!((new.click, new.code), (None, None));
        assert!(matches!(told("customer.deleted", r#"{"id":3}"#).unwrap(), Meaning::Unrelated { .. }));
        assert!(matches!(told("customer.updated", r#"{"id":3}"#).unwrap(), Meaning::Unrelated { .. }));
        assert!(told("customer.created", "{}").is_err());
    }
}
