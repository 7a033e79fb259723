//! Banners across the page ("Demo data: nothing here is real") and notices inside it.

use super::icon::Icon;
use crate::web::may;
use maud::{Markup, html};

/// How serious a banner is. Decides icon, colour and the role told to screen readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// Something was done.
    Ok,
    /// Something will go wrong if nobody acts.
    Warn,
    /// Something went wrong.
    Bad,
    /// Test or demo data.
    Test,
}

/// One sentence, with at most one thing to do about it.
#[derive(Debug, Clone, Default)]
pub struct Banner {
    /// How serious it is.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
    /// Label and address of the one action.
    pub action: Option<(String, String)>,
}

impl Tone {
    const fn look(self) -> (Icon, &'static str) {
        match self {
            Tone::Info => (Icon::Info, "banner-info"),
            Tone::Ok => (Icon::Done, "banner-ok"),
            Tone::Warn => (Icon::Warning, "banner-warn"),
            Tone::Bad => (Icon::Declined, "banner-bad"),
            Tone::Test => (Icon::Info, "banner-test"),
        }
    }
}

/// Full width, above the page.
pub fn banner(banner: &Banner) -> Markup {
    drawn(banner, "banner")
}

/// Rounded, inside the page's content.
pub fn notice(banner: &Banner) -> Markup {
    drawn(banner, "banner notice")
}

fn drawn(banner: &Banner, class: &str) -> Markup {
    let (icon, tone) = banner.tone.look();
    let role = if matches!(banner.tone, Tone::Bad) { "alert" } else { "status" };
    html! {
        div class={ (class) " " (tone) } role=(role) {
            (icon)
            p { (banner.text) }
            @if let Some((label, href)) = banner.action.as_ref().filter(may::led) { a href=(href) { (label) } }
        }
    }
}
