//! Hands mail to a mail server, over SMTP; or lays it into a folder, where a developer can look at it.

use super::headers::{ListUnsubscribe, ListUnsubscribePost};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tributary_engine::chance;
use tributary_engine::clock::Clock;
use tributary_engine::mail::Mail;
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(30);

/// A way for mail to leave.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    from: Mailbox,
}

#[derive(Clone)]
enum Way {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    /// One file per mail.
    Folder(PathBuf),
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mailer(from {})", self.from) // the transport knows a password
    }
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// What happened, in words.
    pub trouble: String,
    /// Whether trying again is in vain.
    pub for_good: bool,
}

impl Mailer {
    /// The mail server at an address such as `smtp://user:password@mail.example.com:587`. The connection must turn
    /// to TLS unless the server is this machine or the address ends in `?tls=opportunistic`; `smtps://` starts with it.
    /// `file:///some/folder` sends nothing and writes each mail into a file there.
    ///
    /// # Errors
    /// What is wrong, without the password.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        let unusable = || "smtp_url: write one such as smtp://user:password@mail.example.com:587".to_owned();
        let mut url = Url::parse(url).map_err(|_| unusable())?;
        let from = from.parse().map_err(|_| {
            format!("mail_from: {from:?} is no address; write one such as partners@example.com")
        })?;
        if url.scheme() == "file" {
            let folder = url.to_file_path().map_err(|()| unusable())?;
            return Ok(Self { way: Way::Folder(folder), from });
        }
        if !["smtp", "smtps"].contains(&url.scheme()) || !url.has_host() {
            return Err(unusable());
        }
        // Passwords and links to sign in never cross a network in the open by accident.
        if url.scheme() == "smtp" && url.query().is_none() && !is_here(&url) {
            url.set_query(Some("tls=required"));
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(|_| unusable())?;
        Ok(Self { way: Way::Server(builder.timeout(Some(TIMEOUT)).build()), from })
    }

    /// Sends a mail.
    ///
    /// # Errors
    /// Why it was not taken.
    pub async fn send(&self, mail: &Mail) -> Result<(), NotTaken> {
        let message = self.message(mail).map_err(|trouble| NotTaken { trouble, for_good: true })?;
        match &self.way {
            Way::Server(transport) => {
                let sent = transport.send(message).await;
                let not = |error: lettre::transport::smtp::Error| NotTaken {
                    for_good: error.is_permanent(),
                    trouble: error.to_string(),
                };
                sent.map(drop).map_err(not)
            }
            Way::Folder(folder) => lay(folder, &message.formatted())
                .await
                .map_err(|error| NotTaken { for_good: false, trouble: error.to_string() }),
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, String> {
        let to: Mailbox = mail.to.parse().map_err(|_| format!("{:?} is no address", mail.to))?;
        let mut head = Message::builder().from(self.from.clone()).to(to).subject(mail.subject.clone());
        if let Some(href) = &mail.unsubscribe {
            head = head.header(ListUnsubscribe::at(href)).header(ListUnsubscribePost);
        }
        let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(mail.text.clone());
        let message = match &mail.html {
            None => head.singlepart(text),
            Some(html) => {
                let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(html.clone());
                head.multipart(MultiPart::alternative().singlepart(text).singlepart(html))
            }
        };
        message.map_err(|error| error.to_string())
    }
}

/// Writes a mail into a folder, under a name that sorts by time and that no other has.
async fn lay(folder: &Path, mail: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let bits =
        chance::ordered_bits(Clock::default().now()).map_err(|e| std::io::Error::other(e.to_string()))?;
    tokio::fs::write(folder.join(format!("{bits:032x}.eml")), mail).await
}

fn is_here(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            let host = host.trim_matches(['[', ']']);
            host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_address_is_refused_without_repeating_the_password() {
        assert!(Mailer::new("smtp://u:hush@mail.example.com:587", "Shop <a@example.com>").is_ok());
        assert!(Mailer::new("smtps://mail.example.com", "a@example.com").is_ok());
        for url in ["", "mail.example.com", "http://u:hush@mail.example.com", "smtp:"] {
            let told = Mailer::new(url, "a@example.com").unwrap_err();
            assert!(told.contains("smtp_url") && !told.contains("hush"), "{told}");
        }
        assert!(Mailer::new("smtp://localhost", "nobody").unwrap_err().contains("mail_from"));
        let shown = format!("{:?}", Mailer::new("smtp://u:hush@localhost", "a@example.com").unwrap());
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_the_open() {
        let here = |url: &str| is_here(&Url::parse(url).unwrap());
        assert!(here("smtp://localhost:25") && here("smtp://127.0.0.1:25") && here("smtp://[::1]:25"));
        assert!(
            !here("smtp://mail.example.com")
                && !here("smtp://10.0.0.1")
                && !here("smtp://localhost.evil.example")
        );
    }
}
