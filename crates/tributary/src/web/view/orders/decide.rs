//! The forms with which a person decides about an order: credit somebody else, decline, take back, write a note.

use crate::t;
use crate::web::kit::dialog::{self, Dialog, dialog};
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::page;
use crate::web::kit::post::{self, Post};
use maud::{Markup, html};

/// Everything a person can decide.
#[derive(Debug, Clone, Default)]
pub struct DecideForms {
    /// Credits somebody else, or nobody.
    pub assign: Post,
    /// Id and name of each partner; the empty id stands for nobody.
    pub partners: Vec<(String, String)>,
    /// Chosen.
    pub partner: String,
    /// What was typed as a note.
    pub note: String,
    /// What is wrong with what was sent.
    pub errors: Vec<FieldError>,
    /// Which form it was.
    pub failed: String,
    /// Declines the commission, while there is one.
    pub decline: Option<Post>,
    /// Reasons to decline: word and text.
    pub reasons: Vec<(String, String)>,
    /// Takes a decline back.
    pub uphold: Option<Post>,
    /// Lets the rules decide about the credit again.
    pub release: Option<Post>,
    /// Writes a note.
    pub add_note: Post,
}

/// The card with all of them; none for those who may only look.
pub fn forms(v: &DecideForms) -> Markup {
    if !v.assign.allowed() {
        return html! {};
    }
    let body = html! {
        div #decide .decide {
            @if v.failed != "assign" { (field::error_summary(&v.errors)) }
            @if let Some(post) = &v.uphold {
                (post::button(post, t!("Reverse the decline"), "btn"))
            }
            @if let Some(post) = &v.release { (post::button(post, t!("Let the rules decide"), "btn")) }
            @if let Some(post) = &v.decline { (decline(v, post)) }
            (dialog(&Dialog {
                id: "add-note".into(),
                open: html! { (t!("Add a note…")) },
                class: "btn".into(),
                title: t!("Add a note").into(),
                body: note("add-note-text", true),
                post: v.add_note.clone(),
                submit: t!("Save note").into(),
                danger: false,
            }))
        }
        (assign(v))
    };
    page::card(t!("Decide by hand"), &body)
}

fn decline(v: &DecideForms, post: &Post) -> Markup {
    dialog(&Dialog {
        id: "decline".into(),
        open: html! { (t!("Decline with a reason…")) },
        class: "btn".into(),
        title: t!("Decline the commission?").into(),
        body: html! {
            p { (t!("Whatever is booked for it is taken back. You can reverse it later.")) }
            (dialog::reason("decline-reason", &v.reasons, ""))
        },
        post: post.clone(),
        submit: t!("Decline").into(),
        danger: true,
    })
}

fn assign(v: &DecideForms) -> Markup {
    let own: &[FieldError] = if v.failed == "assign" { &v.errors } else { &[] };
    let select = Select {
        name: "partner",
        label: t!("Credit"),
        options: &v.partners,
        selected: &v.partner,
        hint: None,
        error: field::error_for(own, "partner"),
    };
    let typed = if v.failed == "assign" { v.note.as_str() } else { "" };
    let inside = html! {
        (select)
        (Field::text("note", t!("Reason")).value(typed).required().autocomplete("off")
            .hint(t!("The partner can read it. It stays in this order's history.")).errors(own))
        button.btn type="submit" { (t!("Save decision")) }
    };
    v.assign.form("form", &inside)
}

/// A field for a note.
pub fn note(id: &str, required: bool) -> Markup {
    html! {
        div.field {
            label for=(id) { (t!("Note")) }
            textarea.input id=(id) name="note" rows="2" maxlength="500" required[required] dir="auto" {}
        }
    }
}
