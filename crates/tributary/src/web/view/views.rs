//! Saved views as tabs above a list: all, one's own, the team's; saving appears only when something is set.

use crate::t;
use crate::web::kit::icon::Icon;
use crate::web::kit::post::Post;
use crate::web::kit::toast::{self, Toast};
use crate::web::kit::{field, menu};
use maud::{Markup, html};

/// One view.
#[derive(Debug, Clone, Default)]
pub struct ViewTab {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// The list as it asks for it.
    pub href: String,
    /// It is the one shown.
    pub active: bool,
    /// The team sees it.
    pub shared: bool,
    /// Whoever looks made it.
    pub own: bool,
    /// What it asks for.
    pub query: String,
}

/// Everything above a list.
#[derive(Debug, Clone, Default)]
pub struct ViewsBar {
    /// The list's word.
    pub screen: String,
    /// The list without anything asked for.
    pub all_href: String,
    /// Nothing is asked for.
    pub all_active: bool,
    /// The views.
    pub tabs: Vec<ViewTab>,
    /// What is asked for and no view yet.
    pub unsaved: Option<String>,
    /// What was just done.
    pub toast: Option<Toast>,
    /// Guard of the forms.
    pub csrf: String,
}

/// The tabs; nothing at all while there is no view and nothing to save.
pub fn render(v: &ViewsBar) -> Markup {
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        @if !v.tabs.is_empty() || v.unsaved.is_some() {
            nav.views aria-label=(t!("Saved views")) {
                @if !v.tabs.is_empty() {
                    a href=(v.all_href) aria-current=[v.all_active.then_some("page")] { (t!("Everything")) }
                }
                @for tab in &v.tabs { (one(tab)) }
                @if let Some(tab) = v.tabs.iter().find(|tab| tab.active && tab.own) { (change(v, tab)) }
                @if let Some(query) = &v.unsaved { (save(v, query)) }
            }
        }
    }
}

fn one(tab: &ViewTab) -> Markup {
    html! {
        a href=(tab.href) aria-current=[tab.active.then_some("page")] {
            bdi { (tab.label) }
            @if tab.shared { (Icon::Partners) span.visually-hidden { (t!("Shared with the team")) } }
        }
    }
}

fn save(v: &ViewsBar, query: &str) -> Markup {
    let post = Post::to("/admin/views", &v.csrf).with("screen", &v.screen).with("query", query);
    let inside =
        html! { (fields("new", "", false)) button.btn.btn-primary type="submit" { (t!("Save view")) } };
    menu::popover(
        "btn btn-quiet",
        &html! { (Icon::Plus) (t!("Save view")) },
        &post.form("view-form", &inside),
    )
}

fn change(v: &ViewsBar, tab: &ViewTab) -> Markup {
    let post = Post::to(format!("/admin/views/{}", tab.id), &v.csrf)
        .with("screen", &v.screen)
        .with("query", &tab.query);
    let inside = html! {
        (fields(&tab.id, &tab.label, tab.shared))
        button.btn.btn-primary type="submit" { (t!("Save view")) }
    };
    let delete = Post::to(format!("/admin/views/{}/delete", tab.id), &v.csrf);
    let body = html! {
        (post.form("view-form", &inside))
        (delete.form("view-form", &html! { button.btn.btn-danger type="submit" { (t!("Delete view")) } }))
    };
    let summary = html! { (Icon::Edit) span.visually-hidden { (t!("Change this view")) } };
    menu::popover("btn btn-quiet btn-icon", &summary, &body)
}

fn fields(id: &str, name: &str, shared: bool) -> Markup {
    let id = format!("view-name-{id}");
    html! {
        div.field {
            label for=(id) { (t!("Name of the view")) }
            input.input id=(id) name="name" value=(name) required maxlength="60" dir="auto" autocomplete="off";
        }
        (field::checkbox("shared", t!("Share with the team"), None, shared))
    }
}
