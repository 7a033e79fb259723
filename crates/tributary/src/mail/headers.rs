//! Two lines in the head of a mail that mail programs make a button of: no more of these (RFC 2369, RFC 8058).

use lettre::message::header::{Header, HeaderName, HeaderValue};
use std::error::Error;

/// Where mails of this kind are stopped.
#[derive(Debug, Clone)]
pub(super) struct ListUnsubscribe(String);

impl ListUnsubscribe {
    pub(super) fn at(href: &str) -> Self {
        Self(format!("<{href}>"))
    }
}

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        // Written as it is: a long address that was folded in the middle would lead nowhere.
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
    }
}

/// That a mail program may do it by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListUnsubscribePost;

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        let text = "List-Unsubscribe=One-Click".to_owned();
        HeaderValue::dangerous_new_pre_encoded(Self::name(), text.clone(), text)
    }
}
