//! What stands around every page of a publisher who is signed in.

use crate::t;
use crate::web::kit::field;
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Tab};
use maud::{Markup, html};

/// The pages there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The programs that the publisher is in.
    Programs,
    /// What became of the sales they sent.
    Transactions,
    /// Tokens and postbacks.
    Api,
    /// One of them; it has a way back of its own.
    Program,
    /// Programs that are open.
    Directory,
}

impl Place {
    /// All of them, as they stand above each page.
    pub const ALL: [Self; 4] = [Self::Programs, Self::Transactions, Self::Api, Self::Directory];

    /// Its address.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Programs | Self::Program => "/publisher",
            Self::Directory => "/publisher/programs",
            Self::Transactions => "/publisher/transactions",
            Self::Api => "/publisher/api",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Programs | Self::Program => t!("Programs"),
            Self::Directory => t!("Find programs"),
            Self::Transactions => t!("Transactions"),
            Self::Api => t!("API & postbacks"),
        }
    }
}

/// A page's body below the links to all of them.
pub fn around(place: Place, body: &Markup) -> Markup {
    let tab = |one: Place| Tab {
        label: one.label().to_owned(),
        href: one.href().to_owned(),
        active: one == place || (one, place) == (Place::Programs, Place::Program),
        count: None,
    };
    html! {
        div.portal.publisher.stack {
            (page::tabs(t!("Your pages"), &Place::ALL.map(tab)))
            (body)
        }
    }
}

/// The form that signs out.
pub fn sign_out(csrf: &str) -> Markup {
    html! {
        form method="post" action="/publisher/leave" {
            (field::hidden("csrf", csrf))
            button.btn.btn-quiet.sign-out type="submit" title=(t!("Sign out")) { (Icon::SignOut) span { (t!("Sign out")) } }
        }
    }
}
