//! A letter: a subject, some sentences, at most one thing to press. The same as text and as HTML, in the reader's
//! language. Its sentences come from the catalogue, said by whoever writes it.

use crate::lang::{self, Dir};
use crate::t;
use maud::{DOCTYPE, html};
use tributary_core::Timestamp;
use tributary_engine::mail::Mail;

/// What is written to somebody.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    /// The line above.
    pub subject: String,
    /// What is said first, a paragraph each.
    pub before: Vec<String>,
    /// The words and the address of what to press.
    pub button: Option<(String, String)>,
    /// What is said below.
    pub after: Vec<String>,
    /// When it is of no more use.
    pub useful_until: Option<Timestamp>,
    /// Where mails of its kind are stopped.
    pub unsubscribe: Option<String>,
    /// Who writes, where it is a store to its customers; empty: this server.
    pub from: String,
}

impl Letter {
    /// The mail to send, in the language that is being rendered.
    #[must_use]
    pub fn to(&self, address: &str) -> Mail {
        Mail {
            to: address.to_owned(),
            subject: self.subject.clone(),
            text: self.text(),
            html: Some(self.html()),
            language: lang::current().tag().to_owned(),
            useful_until: self.useful_until,
            unsubscribe: self.unsubscribe.clone(),
        }
    }

    fn text(&self) -> String {
        let mut parts = self.before.clone();
        parts.extend(self.button.iter().map(|(label, href)| format!("{label}\n{href}")));
        parts.extend(self.after.iter().cloned());
        let end = self.unsubscribe.iter().map(|href| format!("\n{}\n{href}", t!("No more of these mails:")));
        parts.push(format!("-- \n{}{}", self.signature(), end.collect::<String>()));
        parts.join("\n\n")
    }

    fn signature(&self) -> &str {
        if self.from.is_empty() { t!("Tributary, running on your own server") } else { &self.from }
    }

    fn html(&self) -> String {
        let lang = lang::current();
        let page = html! {
            (DOCTYPE)
            html lang=(lang.tag()) dir=(if lang.dir() == Dir::Rtl { "rtl" } else { "ltr" }) {
                head { meta charset="utf-8"; title { (self.subject) } }
                body {
                    @for one in &self.before { p { (one) } }
                    @if let Some((label, href)) = &self.button {
                        p { a href=(href) { b { (label) } } }
                        p { bdi dir="ltr" { (href) } }
                    }
                    @for one in &self.after { p { (one) } }
                    hr;
                    p { small { (self.signature()) } }
                    @if let Some(href) = &self.unsubscribe {
                        p { small { a href=(href) { (t!("No more of these mails")) } } }
                    }
                }
            }
        };
        page.into_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_letter_says_the_same_as_text_and_as_html_and_escapes_what_people_typed() {
        let letter = Letter {
            subject: "Join <Shop>".into(),
            before: vec!["Ada & Co invite you.".into()],
            button: Some(("Join".into(), "https://t.example/invite/abc".into())),
            ..Letter::default()
        };
        let mail = lang::within(Lang::Uyghur, || letter.to("bo@example.com"));
        assert!(mail.text.contains("Ada & Co invite you.\n\nJoin\nhttps://t.example/invite/abc"));
        let html = mail.html.unwrap();
        assert!(
            html.contains("lang=\"ug\" dir=\"rtl\"")
                && html.contains("Ada &amp; Co")
                && html.contains("&lt;Shop&gt;")
        );
        assert!(!format!("{:?}", letter.to("x")).contains("abc"));
    }
}
