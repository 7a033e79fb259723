//! The frame around every page: sidebar from 960 px, bottom bar on phones, banner slot, theme button. Navigation is
//! data: only what is given is shown, so a screen that does not exist yet has no link.

use super::{
    asset, avatar,
    banner::{self, Banner},
    field,
    icon::{self, Icon},
};
use crate::lang::{self, Dir};
use maud::{DOCTYPE, Markup, html};

/// Places in the phone's bottom bar; whatever does not fit goes under "More".
const PHONE_SLOTS: usize = 4;

/// One place to go.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Its icon.
    pub icon: Icon,
    /// The page shown belongs to it.
    pub active: bool,
    /// How many things wait there to be done; never a mere count.
    pub badge: Option<String>,
}

/// Places that belong together.
#[derive(Debug, Clone, Default)]
pub struct NavGroup {
    /// Heading; none for the first group.
    pub label: Option<String>,
    /// Its places.
    pub items: Vec<NavItem>,
}

/// The person signed in.
#[derive(Debug, Clone, Default)]
pub struct Who {
    /// Name or e-mail.
    pub name: String,
    /// Role in words: `Owner`.
    pub role: String,
    /// Address that a POST signs out at.
    pub sign_out: String,
    /// Guard against forged requests.
    pub csrf: String,
}

/// Everything around the content.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// The store whose data is shown.
    pub store: String,
    /// Where the brand leads; empty means `/admin`.
    pub home: String,
    /// Below the store's name: the program, or the product.
    pub tagline: String,
    /// Navigation.
    pub nav: Vec<NavGroup>,
    /// The person signed in.
    pub who: Option<Who>,
    /// "Demo data: nothing here is real".
    pub banner: Option<Banner>,
    /// Where a search for an order goes, as `?q=`.
    pub search: Option<String>,
}

/// A full page inside the frame.
pub fn page(shell: &Shell, title: &str, body: &Markup) -> Markup {
    let heading = format!("{title} · {}", shell.store);
    let frame = html! {
        div.shell {
            (sidebar(shell))
            div.frame {
                @if let Some(one) = &shell.banner { (banner::banner(one)) }
                (topbar(shell))
                main.main #main tabindex="-1" { (body) }
            }
            (bottom(shell))
        }
    };
    document(&heading, &frame)
}

/// A page without navigation: sign in, setup, problems.
pub fn bare(title: &str, body: &Markup) -> Markup {
    bare_with(title, None, body)
}

/// The same below a banner.
pub fn bare_with(title: &str, banner: Option<&Banner>, body: &Markup) -> Markup {
    let frame = html! {
        @if let Some(one) = banner { (banner::banner(one)) }
        div.bare {
            header.bare-head {
                a.brand href="/" { (mark()) span.brand-text { b { "Tributary" } } }
                (theme_button())
            }
            main.bare-main #main tabindex="-1" { (body) }
            footer.bare-foot { "Tributary, running on your own server" }
        }
    };
    document(&format!("{title} · Tributary"), &frame)
}

/// The store's mark: three streams that become one.
pub fn mark() -> Markup {
    html! { span.mark { (icon::large(Icon::Logo)) } }
}

fn document(title: &str, frame: &Markup) -> Markup {
    let lang = lang::current();
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) dir=(if lang.dir() == Dir::Rtl { "rtl" } else { "ltr" }) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="referrer" content="same-origin";
                meta name="robots" content="noindex";
                title { (title) }
                script src=(asset::url("theme.js")) {}
                link rel="preload" href="/static/fonts/inter-latin.woff2" as="font" type="font/woff2" crossorigin;
                link rel="stylesheet" href=(asset::url("app.css"));
                link rel="icon" href="/static/favicon.svg" type="image/svg+xml";
                script src=(asset::url("app.js")) defer {}
            }
            body {
                a.skip href="#main" { "Skip to content" }
                (frame)
            }
        }
    }
}

fn brand(shell: &Shell) -> Markup {
    let home = if shell.home.is_empty() { "/admin" } else { &shell.home };
    html! {
        a.brand href=(home) {
            (mark())
            span.brand-text {
                b { bdi { (shell.store) } }
                @if !shell.tagline.is_empty() { span { (shell.tagline) } }
            }
        }
    }
}

fn sidebar(shell: &Shell) -> Markup {
    html! {
        div.side {
            (brand(shell))
            @if let Some(action) = &shell.search { (field::search(action, "side-search", "")) }
            nav aria-label="Main" {
                @for group in &shell.nav {
                    div.nav {
                        @if let Some(label) = &group.label { p.nav-label { (label) } }
                        @for item in &group.items { (link(item, &item.icon)) }
                    }
                }
            }
            div.side-foot {
                @if let Some(who) = &shell.who {
                    div.who {
                        (avatar::avatar(&who.name))
                        div.who-text { b { bdi { (who.name) } } span { (who.role) } }
                    }
                    (sign_out(who, "btn btn-quiet btn-icon", false))
                }
                (theme_button())
            }
        }
    }
}

fn link(item: &NavItem, icon: &impl maud::Render) -> Markup {
    html! {
        a href=(item.href) aria-current=[item.active.then_some("page")] {
            (icon)
            span { (item.label) }
            @if let Some(badge) = &item.badge { span.badge { (badge) span.visually-hidden { " to do" } } }
        }
    }
}

fn topbar(shell: &Shell) -> Markup {
    html! { header.topbar { (brand(shell)) (theme_button()) } }
}

fn bottom(shell: &Shell) -> Markup {
    let items: Vec<&NavItem> = shell.nav.iter().flat_map(|group| &group.items).collect();
    // Five places fit: all of them, or four and "More".
    let fits = items.len() <= PHONE_SLOTS + 1 && shell.who.is_none();
    let (shown, rest) = items.split_at(if fits { items.len() } else { PHONE_SLOTS.min(items.len()) });
    html! {
        nav.bottom aria-label="Main, phone" {
            @for item in shown { (link(item, &icon::large(item.icon))) }
            @if !rest.is_empty() || shell.who.is_some() {
                details data-menu class=[rest.iter().any(|item| item.active).then_some("here")] {
                    summary { (icon::large(Icon::More)) span { "More" } }
                    div.more-menu {
                        @for item in rest { (link(item, &icon::large(item.icon))) }
                        @if let Some(who) = &shell.who { (sign_out(who, "", true)) }
                    }
                }
            }
        }
    }
}

fn sign_out(who: &Who, class: &str, worded: bool) -> Markup {
    html! {
        form method="post" action=(who.sign_out) {
            (field::hidden("csrf", &who.csrf))
            button class=(class) type="submit" title="Sign out" {
                (Icon::SignOut) span.visually-hidden[!worded] { "Sign out" }
            }
        }
    }
}

// Hidden until the script runs: without script the system's theme applies and the button would do nothing.
fn theme_button() -> Markup {
    html! {
        button.btn.btn-quiet.btn-icon type="button" data-theme-toggle hidden title="Light or dark" aria-pressed="false" {
            (Icon::Theme) span.visually-hidden { "Dark theme" }
        }
    }
}
