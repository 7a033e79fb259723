//! API keys: what there are, a new one shown once, and a question before one is revoked.

use super::{Here, frame};
use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip;
use crate::web::kit::copy;
use crate::web::kit::dialog::{Dialog, dialog};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page;
use crate::web::kit::post::Post;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::web::kit::toast::{self, Toast};
use crate::web::may;
use maud::{Markup, html};

/// One key.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub made: Stamp,
    /// When it was last used.
    pub used: Option<Stamp>,
    /// When it was revoked.
    pub revoked: Option<Stamp>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct KeysView {
    /// The keys, newest first.
    pub rows: Vec<KeyRow>,
    /// A fresh key; shown this once and never again.
    pub fresh: Option<String>,
    /// What was just done.
    pub done: Option<Toast>,
    /// Guard of the forms.
    pub csrf: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &KeysView) -> Markup {
    let body = html! {
        div.stack {
            @if let Some(done) = &v.done { (toast::toast(done)) }
            (field::error_summary(&v.errors))
            @if let Some(key) = &v.fresh { (fresh(key)) }
            (new(v))
            @if !v.rows.is_empty() { (page::card_flush(t!("Keys"), None, &list(v))) }
            @else if !may::send("/admin/settings/keys") {
                section.card { (none_yet(&Empty { text: t!("There are no API keys yet.").into(), ..Empty::default() })) }
            }
        }
    };
    let sub = t!("For scripts and plugins. A key is shown once, when it is made.");
    frame(Here::Keys, sub, &body)
}

/// A key that was just made.
pub fn fresh(key: &str) -> Markup {
    let warning = Banner {
        tone: Tone::Warn,
        text: t!("This key is shown once. Keep it somewhere safe now; a lost key can only be replaced.")
            .into(),
        action: None,
    };
    let body =
        html! { div.form { (notice(&warning)) (copy::labelled("api-key", t!("API key"), key, None)) } };
    page::card(t!("Your new API key"), &body)
}

fn new(v: &KeysView) -> Markup {
    let presets = [
        ("all", t!("Everything"), t!("Reads and changes whatever the API offers.")),
        ("read", t!("Read only"), t!("For reports and spreadsheets.")),
        ("track", t!("Tracking only"), t!("Sends clicks and orders, and sees nothing else.")),
    ];
    let inside = html! {
        (Field::text("name", t!("Name")).placeholder(t!("What will use it")).required().errors(&v.errors))
        (field::radios("preset", t!("What it may do"), &presets, "read"))
        div.form-actions { button.btn.btn-primary type="submit" { (t!("Make a key")) } }
    };
    page::card(t!("New key"), &Post::to("/admin/settings/keys", &v.csrf).form("form", &inside))
}

fn list(v: &KeysView) -> Markup {
    table(&Table {
        caption: t!("API keys, newest first").into(),
        columns: vec![
            Column::text(t!("Name"), Phone::Primary),
            Column::text(t!("May"), Phone::Meta),
            Column::text(t!("Last used"), Phone::Labelled),
            Column::text(t!("Made"), Phone::Labelled),
            Column::text(t!("State"), Phone::Trail),
        ],
        rows: v.rows.iter().map(|key| row(v, key)).collect(),
        ..Table::default()
    })
}

fn row(v: &KeysView, key: &KeyRow) -> Row {
    let used = match &key.used {
        Some(used) => html! { (used) },
        None => html! { span.meta { (t!("Never")) } },
    };
    let state = match &key.revoked {
        Some(revoked) => html! { (chip::plain(t!("Revoked"))) " " span.meta { (revoked) } },
        None => {
            html! { @let way = revoke(v, key); @if way.0.is_empty() { (chip::plain(t!("Works"))) } @else { (way) } }
        }
    };
    let cells = vec![html! { bdi { (key.name) } }, may(&key.scopes), used, html! { (key.made) }, state];
    Row { cells, ..Row::default() }
}

fn may(scopes: &[String]) -> Markup {
    let reads = scopes.iter().all(|scope| scope.ends_with(":read"));
    let word = match scopes {
        [only] if only == "all" => t!("Everything").to_owned(),
        _ if reads && scopes.len() > 5 => t!("Read only").to_owned(),
        scopes => scopes.join(", "),
    };
    html! { span title=(scopes.join(", ")) { (word) } }
}

fn revoke(v: &KeysView, key: &KeyRow) -> Markup {
    dialog(&Dialog {
        id: format!("revoke-{}", key.id),
        open: html! { (t!("Revoke…")) span.visually-hidden { " " (key.name) } },
        class: "btn btn-danger".into(),
        title: t!("Revoke {name}?", name = key.name),
        body: html! { p { (t!("Whatever uses it is refused from now on. This cannot be undone; a new key can be made.")) } },
        post: Post::to(format!("/admin/settings/keys/{}/revoke", key.id), &v.csrf),
        submit: t!("Revoke the key").into(),
        danger: true,
    })
}
