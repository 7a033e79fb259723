//! A creative as a form: pictures by their files or a text, what it is called, and where it leads.

use super::creatives::{Face, face};
use crate::t;
use crate::web::kit::field::{self, Field, FieldError, Select, error_for};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::post::Post;
use maud::{Markup, html};

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// A text instead of pictures.
    pub is_text: bool,
    /// What it is called.
    pub title: String,
    /// The text.
    pub text: String,
    /// The language it is in.
    pub language: String,
    /// The page that it leads to.
    pub url: String,
    /// The product that it leads to.
    pub product: String,
    /// Where it stands.
    pub place: String,
    /// Whether partners see it.
    pub shown: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct FormView {
    /// The list.
    pub back: String,
    /// Where the form goes.
    pub action: String,
    /// What one that is there looks like.
    pub face: Option<Face>,
    /// Whether it is made now.
    pub is_new: bool,
    /// Languages to choose from: tag and name.
    pub languages: Vec<(String, String)>,
    /// Products to choose from: id and name.
    pub products: Vec<(String, String)>,
    /// What a page's address looks like.
    pub example: String,
    /// What stands in it.
    pub typed: Typed,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    /// Guard against forged requests.
    pub csrf: String,
}

impl FormView {
    /// The page's name.
    pub fn title(&self) -> &'static str {
        if self.is_new { t!("New creative") } else { t!("Change creative") }
    }
}

/// The page's body.
pub fn render(v: &FormView) -> Markup {
    let head = Header {
        back: Some((t!("Pictures and texts").to_owned(), v.back.clone())),
        title: v.title().to_owned(),
        ..Header::default()
    };
    let kind = |label: &str, kind: &str, active: bool| Tab {
        label: label.to_owned(),
        href: format!("{}/new?kind={kind}", v.back),
        active,
        count: None,
    };
    html! {
        div.reading {
            (page::header(&head))
            div.stack {
                @if v.is_new {
                    (page::segments(t!("Kind"), &[
                        kind(t!("Pictures"), "image", !v.typed.is_text),
                        kind(t!("A text"), "text", v.typed.is_text),
                    ]))
                }
                (field::error_summary(&v.errors))
                @if let Some(one) = v.face.as_ref().filter(|_| !v.typed.is_text) {
                    section.card.creative { (face(one, &v.typed.title)) }
                }
                section.card { div.card-body { (form(v)) } }
            }
        }
    }
}

fn form(v: &FormView) -> Markup {
    let post = Post::to(&v.action, &v.csrf);
    let inside = html! {
        (field::hidden("kind", if v.typed.is_text { "text" } else { "image" }))
        @if v.is_new && !v.typed.is_text { (files(v)) }
        (title(v))
        @if v.typed.is_text { (text(v)) }
        (Select { name: "language", label: t!("Language"), options: &v.languages, selected: &v.typed.language,
            error: error_for(&v.errors, "language"), ..Select::default() })
        (Field::url("url", t!("Leads to this page")).value(&v.typed.url).optional().placeholder(&v.example)
            .hint(t!("Empty: the store's front page.")).errors(&v.errors))
        @if v.products.len() > 1 {
            (Select { name: "product", label: t!("Or to this product"), options: &v.products, selected: &v.typed.product,
                error: error_for(&v.errors, "product"), ..Select::default() })
        }
        @if !v.is_new {
            (Field::number("place", t!("Place in the list")).value(&v.typed.place)
                .hint(t!("Partners see small numbers first.")).errors(&v.errors))
        }
        (field::checkbox("shown", t!("Partners see it"), None, v.typed.shown))
        div.form-actions {
            button.btn.btn-primary type="submit" data-busy { @if v.is_new { (t!("Add")) } @else { (t!("Save")) } }
        }
    };
    // Only files need the other way of sending, and only a new one has any.
    if v.is_new { post.upload("form", &inside) } else { post.form("form", &inside) }
}

fn files(v: &FormView) -> Markup {
    let error = error_for(&v.errors, "file");
    html! {
        div.field.bad[error.is_some()] {
            label for="file" { (t!("Pictures")) }
            input.input id="file" name="file" type="file" multiple required accept="image/png,image/jpeg,image/webp,image/gif"
                aria-invalid=[error.map(|_| "true")] aria-describedby="file-hint";
            @if let Some(error) = error { p.err { (error) } }
            p.hint id="file-hint" {
                (t!("PNG, JPEG, WebP or GIF, up to 2 MB each. They are sent out as they are, with whatever a camera wrote into them, such as the place: take that out first."))
            }
        }
    }
}

fn title(v: &FormView) -> Markup {
    let title = Field::text("title", t!("Title")).value(&v.typed.title).errors(&v.errors);
    html! {
        @if v.is_new && !v.typed.is_text {
            (title.optional().hint(t!("Also what a picture says to those who do not see it. Empty, or with several files: each file's name.")))
        } @else { (title.required()) }
    }
}

fn text(v: &FormView) -> Markup {
    let error = error_for(&v.errors, "text");
    html! {
        div.field.bad[error.is_some()] {
            label for="text" { (t!("Text")) }
            textarea.input #text name="text" rows="5" dir="auto" required maxlength="2000" aria-describedby="text-hint"
                aria-invalid=[error.map(|_| "true")] { (v.typed.text) }
            @if let Some(error) = error { p.err { (error) } }
            p.hint id="text-hint" {
                code.code dir="ltr" { "{LINK}" } " " code.code dir="ltr" { "{CODE}" } " "
                (t!("stand for the partner's own. Without the first, the link comes last."))
            }
        }
    }
}
