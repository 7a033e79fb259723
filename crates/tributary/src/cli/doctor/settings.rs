//! Settings: how people reach the server, whom it believes, and how mail leaves.

use super::Check;
use crate::config::{Config, Unusable};
use crate::http::client_ip::TrustedProxies;

pub(super) fn checks(config: Result<&Config, &Unusable>) -> Vec<Check> {
    match config {
        Ok(config) => vec![address(config), proxies(config), mail(config)],
        Err(unusable) => {
            vec![Check::fail(
                "settings",
                unusable.to_string(),
                "No server starts with it: write it as it says",
            )]
        }
    }
}

fn address(config: &Config) -> Check {
    let todo = "Set base_url to the public address, such as https://go.example.com";
    match &config.base_url {
        None => Check::warn("base_url", format!("not set: links lead to http://{}", config.listen), todo),
        Some(url) if url.starts_with("https://") => Check::ok("base_url", url.clone()),
        Some(url) => {
            Check::warn("base_url", format!("{url} is not encrypted: passwords can be read on the way"), todo)
        }
    }
}

fn proxies(config: &Config) -> Check {
    let is_proxied = config.base_url.as_ref().is_some_and(|url| url.starts_with("https://"));
    let believes = config.trusted_proxies != TrustedProxies::default();
    match (believes, is_proxied) {
        (true, _) => Check::ok("trusted_proxies", "set"),
        (false, false) => Check::ok("trusted_proxies", "none; visitors are who connects"),
        (false, true) => Check::warn(
            "trusted_proxies",
            "none, but base_url is https, so there is a proxy and every visitor has its address",
            "Set trusted_proxies to the proxy's address",
        ),
    }
}

fn mail(config: &Config) -> Check {
    if config.mailer.is_some() {
        return Check::ok("mail", "smtp_url and mail_from are set");
    }
    let todo = "Set smtp_url and mail_from; until then invitations and links to sign in stay here";
    Check::warn("mail", "smtp_url is not set: mail waits", todo)
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;
    use crate::config::{Listening, Place};

    fn levels(base_url: Option<&str>, proxies: &[&str]) -> Vec<Level> {
        let listening = Listening {
            base_url: base_url.map(str::to_owned),
            trusted_proxies: proxies.iter().map(|&proxy| proxy.to_owned()).collect(),
            ..Listening::default()
        };
        checks(listening.resolve(&Place::default()).as_ref()).into_iter().map(|check| check.level).collect()
    }

    #[test]
    fn an_address_is_public_and_encrypted_and_its_proxy_is_believed() {
        use Level::{Ok, Warn};
        assert_eq!(levels(None, &[]), [Warn, Ok, Warn]);
        assert_eq!(levels(Some("http://go.example"), &[]), [Warn, Ok, Warn]);
        assert_eq!(levels(Some("https://go.example"), &[]), [Ok, Warn, Warn]);
        assert_eq!(levels(Some("https://go.example"), &["10.0.0.1"]), [Ok, Ok, Warn]);
        assert_eq!(levels(Some("go.example"), &[]), [Level::Fail]);
    }
}
