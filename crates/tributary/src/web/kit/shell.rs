//! The frame around every page: sidebar from 960 px, top bar with search and account, bottom bar on phones, banner
//! slot. Navigation is data: only what is given is shown, so a screen that does not exist yet has no link.

use super::palette::{self, Entry, Palette};
use super::{
    account_menu, asset,
    banner::{self, Banner},
    field,
    icon::{self, Icon},
    post::{self, Post},
    sheet, shortcuts,
    store_switch::{self, StoreLink},
};
use crate::lang::{self, Dir};
use crate::t;
use maud::{DOCTYPE, Markup, html};

/// Places in the phone's bottom bar; the fifth is "More".
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
    /// Its place in the phone's bottom bar, from 1; everything else is under "More".
    pub phone: Option<u8>,
    /// The letter that leads there after `g`.
    pub key: Option<char>,
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
    /// Id, so that what one person typed is never shown to another.
    pub id: String,
    /// Name or e-mail.
    pub name: String,
    /// Role in words: `Owner`.
    pub role: String,
    /// Where the own account is.
    pub account: Option<String>,
    /// Address that a POST changes the language at; empty offers no choice.
    pub language: String,
    /// The form that leads to test data.
    pub test: Option<Post>,
    /// Address that a POST signs out at.
    pub sign_out: String,
    /// Guard against forged requests.
    pub csrf: String,
}

/// How the person signed in likes the screens; it is kept with their account.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// `light` or `dark`; empty follows the system.
    pub theme: &'static str,
    /// `compact`; empty is comfortable.
    pub density: &'static str,
    /// Single keys do nothing.
    pub keys_off: bool,
    /// Where the menu's script keeps a choice; empty keeps it in this browser.
    pub save: &'static str,
}

/// Everything around the content.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// The store whose data is shown.
    pub store: String,
    /// The stores to choose from; none where there is only one.
    pub stores: Vec<StoreLink>,
    /// Where the brand leads; empty means `/admin`.
    pub home: String,
    /// Below the store's name: the program, or the product.
    pub tagline: String,
    /// Navigation.
    pub nav: Vec<NavGroup>,
    /// The person signed in.
    pub who: Option<Who>,
    /// How they like the screens.
    pub look: Look,
    /// "Demo data: nothing here is real".
    pub banner: Option<Banner>,
    /// In test mode: the form that leads back to what is live.
    pub test: Option<Post>,
    /// Where a search goes, as `?q=`.
    pub search: Option<String>,
    /// Where hits for the palette come from, as `?q=`; a fragment of options.
    pub hits: String,
    /// Things to do, offered by the palette.
    pub acts: Vec<Entry>,
    /// Paths of forms that open beside the page.
    pub beside: &'static [&'static str],
}

/// A full page inside the frame.
pub fn page(shell: &Shell, title: &str, body: &Markup) -> Markup {
    let heading = format!("{title} · {}", shell.store);
    let frame = html! {
        div.shell {
            (sidebar(shell))
            div.frame {
                @if let Some(leave) = &shell.test { (test_banner(leave)) }
                @if let Some(one) = &shell.banner { (banner::banner(one)) }
                (topbar(shell))
                main.main #main tabindex="-1" { (body) }
            }
            (bottom(shell))
        }
        (extras(shell))
    };
    document(&heading, &shell.look, &frame)
}

// On every page of test mode, so that nobody takes what they see for real.
fn test_banner(leave: &Post) -> Markup {
    html! {
        div.banner.banner-test.test-mode role="status" {
            (Icon::Target)
            p { b { (t!("Test mode")) } " " (t!("Nothing here is real, and nothing live is touched.")) }
            (post::button(leave, t!("Back to live"), "btn"))
        }
    }
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
            footer.bare-foot { (t!("Tributary, running on your own server")) }
        }
    };
    document(&format!("{title} · Tributary"), &Look::default(), &frame)
}

/// The store's mark: three streams that become one.
pub fn mark() -> Markup {
    html! { span.mark { (icon::large(Icon::Logo)) } }
}

fn some(word: &'static str) -> Option<&'static str> {
    (!word.is_empty()).then_some(word)
}

pub(super) fn document(title: &str, look: &Look, frame: &Markup) -> Markup {
    let lang = lang::current();
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) dir=(if lang.dir() == Dir::Rtl { "rtl" } else { "ltr" })
            data-theme=[some(look.theme)] data-density=[some(look.density)] data-own=[some(look.save)]
            data-keys-off[look.keys_off] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="referrer" content="same-origin";
                meta name="robots" content="noindex";
                title { (title) }
                script src=(asset::url("theme.js")) {}
                @for font in fonts(lang) { link rel="preload" href=(font) as="font" type="font/woff2" crossorigin; }
                link rel="stylesheet" href=(asset::url("app.css"));
                link rel="icon" href="/static/favicon.svg" type="image/svg+xml";
                script src=(asset::url("app.js")) defer {}
            }
            body {
                a.skip href="#main" { (t!("Skip to content")) }
                (frame)
            }
        }
    }
}

// The store, and the switch to another.
fn store_head(shell: &Shell) -> Markup {
    if shell.stores.is_empty() {
        return brand(shell);
    }
    html! { div.store-head data-clip { (brand(shell)) (store_switch::switch(&shell.stores, &store_switch::manage())) } }
}

fn brand(shell: &Shell) -> Markup {
    let home = if shell.home.is_empty() { "/admin" } else { &shell.home };
    html! {
        a.brand href=(home) {
            (mark())
            span.brand-text {
                // In its own direction, so that a long one is cut at its end.
                b dir="auto" { (shell.store) }
                @if !shell.tagline.is_empty() { span { (shell.tagline) } }
            }
        }
    }
}

fn sidebar(shell: &Shell) -> Markup {
    html! {
        div.side {
            (store_head(shell))
            nav aria-label=(t!("Main")) {
                @for group in &shell.nav {
                    div.nav {
                        @if let Some(label) = &group.label { p.nav-label { (label) } }
                        @for item in &group.items { (link(item, &item.icon)) }
                    }
                }
            }
            div.side-foot {
                button.btn.btn-quiet.btn-icon type="button" data-side-toggle hidden aria-pressed="false" title=(t!("Narrow sidebar")) {
                    (Icon::Panel) span.visually-hidden { (t!("Narrow sidebar")) }
                }
            }
        }
    }
}

fn link(item: &NavItem, icon: &impl maud::Render) -> Markup {
    html! {
        a href=(item.href) aria-current=[item.active.then_some("page")] data-go=[item.key] title=(item.label) {
            (icon)
            span { (item.label) }
            @if let Some(badge) = &item.badge { span.badge { (badge) span.visually-hidden { " " (t!("to do")) } } }
        }
    }
}

fn topbar(shell: &Shell) -> Markup {
    html! {
        header.topbar {
            (store_head(shell))
            @if let Some(action) = &shell.search {
                (field::search(action, "top-search", ""))
                button.palette-open type="button" data-palette-open hidden title=(t!("Search")) aria-label=(t!("Search")) {
                    (Icon::Search) span { (t!("Search")) } kbd aria-hidden="true" data-mod="K" { "Ctrl K" }
                }
            }
            div.topbar-end {
                @match &shell.who { Some(who) => (account_menu::menu(who)), None => (theme_button()) }
            }
        }
    }
}

fn bottom(shell: &Shell) -> Markup {
    let all = || shell.nav.iter().flat_map(|group| &group.items);
    let mut shown: Vec<&NavItem> = all().filter(|item| item.phone.is_some()).collect();
    shown.sort_by_key(|item| item.phone);
    shown.truncate(PHONE_SLOTS);
    let rest: Vec<&NavItem> = all().filter(|item| item.phone.is_none()).collect();
    html! {
        nav.bottom aria-label=(t!("Main, phone")) {
            @for item in shown { (link(item, &icon::large(item.icon))) }
            @if !rest.is_empty() {
                details data-menu class=[rest.iter().any(|item| item.active).then_some("here")] {
                    summary { (icon::large(Icon::More)) span { (t!("More")) } }
                    div.more-menu { @for item in rest { (link(item, &icon::large(item.icon))) } }
                }
            }
        }
    }
}

// What only a script can open: the palette, the list of keys, the sheet.
fn extras(shell: &Shell) -> Markup {
    let items = || shell.nav.iter().flat_map(|group| &group.items);
    let keys: Vec<(char, String)> =
        items().filter_map(|item| Some((item.key?, item.label.clone()))).collect();
    let entry =
        |item: &NavItem| Entry { icon: item.icon, label: item.label.clone(), href: item.href.clone() };
    html! {
        @if let Some(action) = &shell.search {
            (palette::palette(&Palette {
                action: action.clone(),
                hits: shell.hits.clone(),
                places: items().map(entry).collect(),
                acts: shell.acts.clone(),
            }))
        }
        (shortcuts::dialog(&keys))
        (sheet::host(shell.beside))
    }
}

// Those that the page's language is written in; numbers and addresses are Latin everywhere.
fn fonts(lang: lang::Lang) -> &'static [&'static str] {
    match (lang.script(), lang) {
        ("Arab", _) => &["/static/fonts/noto-arabic.woff2", "/static/fonts/inter-latin.woff2"],
        (_, lang::Lang::Turkish) => {
            &["/static/fonts/inter-latin.woff2", "/static/fonts/inter-latin-ext.woff2"]
        }
        _ => &["/static/fonts/inter-latin.woff2"],
    }
}

// Hidden until the script runs: without script the system's theme applies and the button would do nothing.
pub(super) fn theme_button() -> Markup {
    html! {
        button.btn.btn-quiet.btn-icon type="button" data-theme-toggle hidden title=(t!("Light or dark")) aria-pressed="false" {
            (Icon::Theme) span.visually-hidden { (t!("Dark theme")) }
        }
    }
}
