//! Texts of mails and of the share panel: which there are, and one of them with its places and what it looks like.

use super::{Here, frame};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::icon::Icon;
use crate::web::kit::page;
use crate::web::kit::post::Post;
use crate::web::kit::toast::{self, Toast};
use crate::{t, th};
use maud::{Markup, html};

/// Who reads a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Customers and their friends, in mails.
    Customer,
    /// Partners and who wants to be one, in mails.
    Partner,
    /// Customers, on the share panel.
    Panel,
}

/// A text in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where it is edited.
    pub href: String,
    /// What it is.
    pub name: &'static str,
    /// Who reads it.
    pub reader: Reader,
    /// The languages in which the owner has other words.
    pub languages: Vec<&'static str>,
    /// Whether it is not sent.
    pub off: bool,
}

/// The list.
#[derive(Debug, Clone, Default)]
pub struct TextsView {
    /// All of them.
    pub rows: Vec<Row>,
    /// What was just done.
    pub done: Option<Toast>,
}

/// What a text looks like.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The line above.
    pub subject: String,
    /// Paragraphs before what is pressed.
    pub before: Vec<String>,
    /// What is pressed, and where it leads.
    pub button: Option<(String, String)>,
    /// Paragraphs after it.
    pub after: Vec<String>,
    /// The same as plain text.
    pub plain: String,
    /// Its direction.
    pub dir: &'static str,
    /// Its language.
    pub language: &'static str,
}

/// One text.
#[derive(Debug, Clone, Default)]
pub struct EditView {
    /// Where it is.
    pub path: String,
    /// The list.
    pub back: String,
    /// What it is.
    pub name: &'static str,
    /// Whether it is mail.
    pub is_mail: bool,
    /// Whether it can be left unwritten.
    pub can_be_off: bool,
    /// Whether it has a line above.
    pub has_subject: bool,
    /// The language shown.
    pub language: &'static str,
    /// All of them: tag and own name.
    pub languages: Vec<(&'static str, &'static str)>,
    /// The line above and the text.
    pub text: (String, String),
    /// Whether these are the owner's words.
    pub is_own: bool,
    /// Whether it is not sent.
    pub off: bool,
    /// The places that it may have.
    pub places: Vec<String>,
    /// What it looks like.
    pub preview: Preview,
    /// Guard of the form.
    pub csrf: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    /// What was just done.
    pub done: Option<Toast>,
    /// Where a test goes.
    pub me: String,
}

/// The list's body.
pub fn list(v: &TextsView) -> Markup {
    let part = |reader: Reader| {
        html! {
            ul.texts { @for row in v.rows.iter().filter(|row| row.reader == reader) {
                li {
                    a href=(row.href) { (row.name) }
                    span.row {
                        @if row.off { (chip::status(Status::Declined, t!("Off"))) }
                        @for language in &row.languages { (chip::status(Status::Info, language)) }
                    }
                }
            } }
        }
    };
    let body = html! {
        div.stack {
            @if let Some(done) = &v.done { (toast::toast(done)) }
            p { a href="/admin/settings/emails" { (t!("Log of mails")) } }
            (page::card_flush(t!("Mails to customers and friends"), None, &part(Reader::Customer)))
            (page::card_flush(t!("Mails to partners"), None, &part(Reader::Partner)))
            (page::card_flush(t!("Share panel"), None, &part(Reader::Panel)))
        }
    };
    let sub =
        t!("What customers and partners read. A language in which you wrote nothing says it in our words.");
    frame(Here::Emails, sub, &body)
}

/// One text's body.
pub fn edit(v: &EditView) -> Markup {
    let body = html! {
        div.stack {
            @if let Some(done) = &v.done { (toast::toast(done)) }
            p { a href=(v.back) { (t!("All texts")) } }
            (languages(v))
            (field::error_summary(&v.errors))
            (form(v))
            (preview(v))
        }
    };
    frame(Here::Emails, v.name, &body)
}

fn languages(v: &EditView) -> Markup {
    html! {
        nav.seg aria-label=(t!("Language")) { @for (tag, name) in &v.languages {
            a href={ (v.path) "?language=" (tag) } lang=(tag) aria-current=[(*tag == v.language).then_some("true")] { (name) }
        } }
    }
}

fn form(v: &EditView) -> Markup {
    let act = |value: &str, class: &str, label: &str| html! { button class=(class) type="submit" name="act" value=(value) { (label) } };
    let fields = html! {
        (field::hidden("language", v.language))
        @if v.has_subject {
            (Field::text("subject", if v.is_mail { t!("Subject") } else { t!("Heading") }).value(&v.text.0).errors(&v.errors))
        }
        div.field {
            label for="body" { (t!("Text")) }
            textarea.input #body name="body" rows="10" lang=(v.language) dir="auto" required { (v.text.1) }
        }
        p.hint { (t!("Filled in for each reader:")) " " @for place in &v.places { code.code dir="ltr" { (place) } " " } }
        div.form-actions {
            (act("save", "btn btn-primary", t!("Save")))
            (act("look", "btn", t!("Preview")))
            @if v.is_mail { (act("test", "btn", t!("Send a test to me"))) }
            @if v.is_own { (act("reset", "btn", t!("Set back to ours"))) }
        }
        @if v.is_mail { p.meta { (th!("A test goes to {address}.", address = v.me)) } }
    };
    let switch = html! {
        @if v.off { (act("on", "btn", t!("Send these mails again"))) } @else { (act("off", "btn", t!("Stop these mails"))) }
    };
    let body = html! { div.form {
        (Post::to(&v.path, &v.csrf).form_with_id("text-form", "form", &fields))
        @if v.can_be_off { (Post::to(&v.path, &v.csrf).form_with_id("switch-form", "form-actions", &switch)) }
    } };
    page::card(t!("Text"), &body)
}

fn preview(v: &EditView) -> Markup {
    let Preview { subject, before, button, after, plain, dir, language } = &v.preview;
    let body = html! {
        div.letter lang=(language) dir=(dir) {
            @if v.has_subject { h3 { (subject) } }
            @for one in before { p { (one) } }
            @if let Some((label, href)) = button { p { a href=(href) rel="noopener" { b { (label) } } } }
            @for one in after { p { (one) } }
        }
        @if v.is_mail {
            details.raw { summary { (t!("As plain text")) (Icon::Down) } pre lang=(language) dir=(dir) { (plain) } }
        }
    };
    page::card(t!("What it looks like"), &body)
}
