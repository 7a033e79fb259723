//! The menu behind one's own picture: language, theme, density, account, signing out.

use super::icon::Icon;
use super::shell::Who;
use super::{avatar, field, menu};
use crate::lang::{self, Lang};
use crate::t;
use maud::{Markup, html};

/// The menu as a button with the initials.
pub fn menu(who: &Who) -> Markup {
    let summary = html! { (avatar::avatar(&who.name)) span.visually-hidden { (t!("Your account")) } };
    html! { div.account { (menu::popover("account-button", &summary, &panel(who, "top"))) } }
}

/// What the menu holds; `place` keeps ids apart where it stands on a page twice.
pub fn panel(who: &Who, place: &str) -> Markup {
    html! {
        div.account-who {
            b { bdi { (who.name) } }
            @if !who.role.is_empty() { span.meta { (who.role) } }
        }
        @if !who.language.is_empty() { (languages(who, place)) }
        (choices("theme", t!("Theme"), &[("", Icon::Monitor, t!("Automatic")), ("light", Icon::Sun, t!("Light")), ("dark", Icon::Moon, t!("Dark"))]))
        (choices("density", t!("Density"), &[("", Icon::Rows, t!("Comfortable")), ("compact", Icon::List, t!("Compact"))]))
        ul.menu-list.apart {
            @if let Some(href) = &who.account { li { a.item href=(href) { (Icon::User) span { (t!("Your account")) } } } }
            @if let Some(test) = &who.test {
                li { (test.form("in-line", &html! {
                    input type="hidden" name="next" value="" data-here;
                    button.item type="submit" { (Icon::Target) span { (t!("Test mode")) } }
                })) }
            }
            li { button.item type="button" data-keys-open hidden { (Icon::Keyboard) span { (t!("Keyboard shortcuts")) } kbd { "?" } } }
            li { form.in-line method="post" action=(who.sign_out) {
                (field::hidden("csrf", &who.csrf))
                button.item type="submit" { (Icon::SignOut) span { (t!("Sign out")) } }
            } }
        }
    }
}

fn languages(who: &Who, place: &str) -> Markup {
    let id = format!("language-{place}");
    let name = |one: Lang| {
        if one.is_draft() {
            t!("{language} (draft)", language = one.own_name())
        } else {
            one.own_name().to_owned()
        }
    };
    html! {
        form.account-row method="post" action=(who.language) data-send data-carry=(who.id) {
            (field::hidden("csrf", &who.csrf))
            input type="hidden" name="next" value="" data-here;
            label for=(id) { (Icon::Languages) span { (t!("Language")) } }
            span.select {
                select.input id=(id) name="language" {
                    @for one in Lang::ALL { option value=(one.tag()) selected[one == lang::current()] { (name(one)) } }
                }
                (Icon::Down)
            }
            button.btn type="submit" data-auto-hide { (t!("Change")) }
        }
    }
}

// Kept by the script in the browser; hidden without it.
fn choices(what: &str, label: &str, options: &[(&str, Icon, &str)]) -> Markup {
    html! {
        div.account-row role="group" aria-label=(label) data-choice=(what) hidden {
            span { (label) }
            div.seg {
                @for (value, icon, words) in options {
                    button type="button" value=(value) aria-pressed="false" title=(words) { (icon) span.visually-hidden { (words) } }
                }
            }
        }
    }
}
