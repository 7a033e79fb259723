//! One's own account (`/admin/account`).

use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip;
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::page::{self, Header};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use maud::{Markup, html};

/// A browser that is signed in.
#[derive(Debug, Clone, Default)]
pub struct SignedInAt {
    /// What it is.
    pub browser: String,
    /// Since when.
    pub since: Stamp,
    /// When it was last here.
    pub seen: Stamp,
    /// It is this one.
    pub here: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct OwnView {
    /// Guard of the forms.
    pub csrf: String,
    /// What was just done.
    pub note: Option<&'static str>,
    /// The address.
    pub email: String,
    /// The role in words.
    pub role: String,
    /// The name.
    pub name: String,
    /// The tag of the language.
    pub language: String,
    /// Tags and names.
    pub languages: Vec<(String, String)>,
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// `comfortable` or `compact`.
    pub density: String,
    /// Whether single keys do something.
    pub shortcuts: bool,
    /// Where one is signed in.
    pub places: Vec<SignedInAt>,
    /// Whether one looks at all brands of the platform, too.
    pub operator: bool,
    /// What is wrong with a form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &OwnView) -> Markup {
    let sub = html! { bdi dir="ltr" { (v.email) } " · " (v.role) };
    let controls = v.operator.then(|| html! { a.btn href="/platform" { (t!("All brands")) } });
    html! {
        (page::header(&Header { title: t!("Your account").into(), sub: Some(sub), controls, ..Header::default() }))
        div.stack.narrow {
            @if let Some(note) = v.note { (notice(&Banner { tone: Tone::Ok, text: note.into(), action: None })) }
            (page::card(t!("You and your screens"), &looks(v)))
            (page::card(t!("Password"), &password(v)))
            (places(v))
        }
    }
}

fn looks(v: &OwnView) -> Markup {
    let themes = [
        ("auto", t!("Automatic"), t!("As your device has it.")),
        ("light", t!("Light"), ""),
        ("dark", t!("Dark"), ""),
    ];
    let densities =
        [("comfortable", t!("Comfortable"), ""), ("compact", t!("Compact"), t!("More rows on a screen."))];
    let hint = t!("Such as g then o for the overview. Press ? for the list.");
    html! {
        form.form method="post" action="/admin/account" {
            (field::hidden("csrf", &v.csrf))
            (Field::text("name", t!("Your name")).value(&v.name).autocomplete("name").optional().errors(&v.errors))
            (Select { name: "language", label: t!("Language"), options: &v.languages, selected: &v.language, hint: None, error: None })
            div.form-row {
                (field::radios("theme", t!("Theme"), &themes, &v.theme))
                (field::radios("density", t!("Density"), &densities, &v.density))
            }
            (field::checkbox("shortcuts", t!("Keyboard shortcuts"), Some(hint), v.shortcuts))
            (field::submit(t!("Save")))
        }
    }
}

fn password(v: &OwnView) -> Markup {
    html! {
        form.form method="post" action="/admin/account/password" {
            (field::hidden("csrf", &v.csrf))
            input type="hidden" name="username" value=(v.email) autocomplete="username";
            div.form-row {
                (Field::password("current", t!("Current password")).autocomplete("current-password").required().errors(&v.errors))
                (Field::password("new", t!("New password")).autocomplete("new-password")
                    .hint(t!("At least 8 characters; a sentence is best.")).required().errors(&v.errors))
            }
            (field::submit(t!("Change password")))
        }
    }
}

fn places(v: &OwnView) -> Markup {
    let row = |place: &SignedInAt| Row {
        cells: vec![
            html! { strong { bdi { (place.browser) } } @if place.here { " " (chip::plain(t!("This browser"))) } },
            html! { (place.since) },
            html! { (place.seen) },
        ],
        ..Row::default()
    };
    let list = table(&Table {
        caption: t!("Where you are signed in").into(),
        columns: vec![
            Column::text(t!("Browser"), Phone::Primary),
            Column::text(t!("Signed in"), Phone::Labelled),
            Column::text(t!("Last seen"), Phone::Labelled),
        ],
        rows: v.places.iter().map(row).collect(),
        ..Table::default()
    });
    let others = html! {
        (list)
        @if v.places.len() > 1 {
            form.card-body method="post" action="/admin/account/sessions" {
                (field::hidden("csrf", &v.csrf))
                button.btn type="submit" { (t!("Sign out everywhere else")) }
            }
        }
    };
    page::card_flush(t!("Where you are signed in"), None, &others)
}
