//! What flags, file and defaults make of each other.

use super::*;

/// A configuration file of its own, removed with the test.
struct Written(tempfile::NamedTempFile);

impl Written {
    fn new(text: &str) -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Self(file)
    }

    fn place(&self) -> Place {
        Place { config: Some(self.0.path().to_owned()), ..Place::default() }
    }
}

#[test]
fn a_flag_goes_before_the_file_and_the_file_before_the_default() {
    let file =
        Written::new("data = \"/srv/t\"\nlisten = \"0.0.0.0:80\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n");
    let flags = Listening { listen: Some("127.0.0.1:9000".to_owned()), ..Listening::default() };
    let config = flags.resolve(&file.place()).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:9000");
    assert_eq!(config.data.directory, PathBuf::from("/srv/t"));
    assert_eq!(config.trusted_proxies, TrustedProxies::parse(&["10.0.0.0/8"]).unwrap());
    assert_eq!(config.log, "info");
    let nothing = Listening::default().resolve(&Place::default()).unwrap();
    assert_eq!(nothing.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(nothing.data.directory, PathBuf::from("./data"));
}

#[test]
fn a_database_elsewhere_is_named_by_an_address_whose_password_nobody_repeats() {
    let file = Written::new("database_url = \"postgres://t:hidden@db.example/shop\"\n");
    let data = file.place().resolve().unwrap();
    assert_eq!(data.to_string(), "shop on db.example");
    assert!(!format!("{data:?}").contains("hidden"));
    let flag = Place { database_url: Some("postgres://t:hidden@db.example".to_owned()), ..Place::default() };
    let wrong = flag.resolve().unwrap_err().to_string();
    assert!(wrong.starts_with("database_url:") && !wrong.contains("hidden"), "{wrong}");
}

#[test]
fn clicks_are_kept_for_ever_unless_a_flag_or_the_file_says_how_long() {
    let days = |flag: Option<&str>, file: &str| {
        let listening = Listening { keep_clicks_days: flag.map(str::to_owned), ..Listening::default() };
        listening.resolve(&Written::new(file).place()).map(|config| config.keep_clicks_days)
    };
    assert_eq!(days(None, "").unwrap(), 0);
    assert_eq!(days(None, "keep_clicks_days = 400\n").unwrap(), 400);
    assert_eq!(days(Some("90"), "keep_clicks_days = 400\n").unwrap(), 90);
    assert_eq!(days(Some(""), "keep_clicks_days = 400\n").unwrap(), 400, "an empty variable is none");
    for wrong in ["-1", "a year", "1.5", "36501"] {
        assert!(days(Some(wrong), "").unwrap_err().to_string().starts_with("keep_clicks_days:"), "{wrong}");
    }
}

#[test]
fn an_unknown_key_is_named_in_one_line() {
    let file = Written::new("listen = \"127.0.0.1:1\"\nlisten_on = \"x\"\n");
    let error = file.place().resolve().unwrap_err().to_string();
    assert!(error.contains("listen_on") && !error.contains('\n'), "{error}");
}

#[test]
fn a_value_that_cannot_be_used_names_its_setting() {
    let wrong = |listening: Listening| listening.resolve(&Place::default()).unwrap_err().to_string();
    let listen = Listening { listen: Some("8080".to_owned()), ..Listening::default() };
    assert!(wrong(listen).starts_with("listen:"));
    let base = Listening { base_url: Some("go.example".to_owned()), ..Listening::default() };
    assert!(wrong(base).starts_with("base_url:"));
    let proxy = Listening { trusted_proxies: vec!["proxy.local".to_owned()], ..Listening::default() };
    assert!(wrong(proxy).contains("trusted proxy"));
}

#[test]
fn a_web_address_is_kept_as_written_without_its_last_slash() {
    let kept = |text| web_address("--store-url", text).ok();
    assert_eq!(kept("https://Shop.example/").as_deref(), Some("https://Shop.example"));
    assert_eq!(kept("http://127.0.0.1:8090").as_deref(), Some("http://127.0.0.1:8090"));
    assert_eq!(kept("https://shop.example/en/").as_deref(), Some("https://shop.example/en"));
    for wrong in [
        "shop.example",
        "//shop.example",
        "ftp://shop.example",
        "https:shop.example",
        "https://a@shop.example",
        "https://shop.example/?x=1",
        "https://",
        "",
    ] {
        assert_eq!(kept(wrong), None, "{wrong}");
    }
}

#[test]
fn webhooks_stay_outside_unless_a_flag_or_the_file_says_otherwise() {
    let allowed = |flag: Option<&str>, file: &str| {
        let listening = Listening { allow_private_webhooks: flag.map(str::to_owned), ..Listening::default() };
        listening.resolve(&Written::new(file).place()).map(|config| config.allow_private_webhooks)
    };
    assert!(!allowed(None, "").unwrap() && !allowed(Some(""), "").unwrap());
    assert!(allowed(Some("true"), "").unwrap() && allowed(None, "allow_private_webhooks = true\n").unwrap());
    assert!(!allowed(Some("false"), "allow_private_webhooks = true\n").unwrap());
    assert!(allowed(Some("perhaps"), "").unwrap_err().to_string().starts_with("allow_private_webhooks:"));
}
