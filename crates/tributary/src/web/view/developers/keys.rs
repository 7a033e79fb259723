//! API keys: what there are, a new one shown once, and a question before one is revoked.

use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::copy;
use crate::web::kit::dialog::{Dialog, dialog};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::page;
use crate::web::kit::post::Post;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use maud::{Markup, html};

/// One key.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether it is of test mode.
    pub test: bool,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub made: Stamp,
    /// When it was last used.
    pub used: Option<Stamp>,
    /// When it was revoked.
    pub revoked: Option<Stamp>,
}

/// The keys and the form for a new one.
#[derive(Debug, Clone, Default)]
pub struct KeysView {
    /// The keys, newest first.
    pub rows: Vec<KeyRow>,
    /// A fresh key; shown this once and never again.
    pub fresh: Option<String>,
    /// Whether whoever looks is in test mode: only test keys are made there.
    pub test: bool,
    /// The nouns of scopes, and whether each can be written.
    pub nouns: Vec<(String, bool)>,
    /// Guard of the forms.
    pub csrf: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
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

/// The keys, or that there are none.
pub fn list(v: &KeysView) -> Markup {
    let rows = table(&Table {
        caption: t!("API keys, newest first").into(),
        columns: vec![
            Column::text(t!("Name"), Phone::Primary),
            Column::text(t!("Mode"), Phone::Meta),
            Column::text(t!("May"), Phone::Meta),
            Column::text(t!("Last used"), Phone::Labelled),
            Column::text(t!("Made"), Phone::Labelled),
            Column::text(t!("State"), Phone::Trail),
        ],
        rows: v.rows.iter().map(|key| row(v, key)).collect(),
        ..Table::default()
    });
    html! {
        section.card.card-flush id="keys" {
            div.card-head { h2 { (t!("API keys")) } }
            @if v.rows.is_empty() { (none_yet(&Empty { text: t!("There are no API keys yet.").into(), ..Empty::default() })) }
            @else { (rows) }
        }
    }
}

/// The form for a new key; nothing for those who may not make one.
pub fn new(v: &KeysView) -> Markup {
    let presets = [
        ("all", t!("Everything"), t!("Reads and changes whatever the API offers.")),
        ("read", t!("Read only"), t!("For reports and spreadsheets.")),
        ("track", t!("Tracking only"), t!("Sends clicks and orders, and sees nothing else.")),
        ("shop", t!("A shop's plugin"), t!("What a connected shop may do, with your store only.")),
        ("custom", t!("As chosen below"), ""),
    ];
    let modes = [
        ("live", t!("Live"), t!("Real clicks, orders and money.")),
        ("test", t!("Test"), t!("For trying things out: sees and changes nothing live.")),
    ];
    let inside = html! {
        (Field::text("name", t!("Name")).placeholder(t!("What will use it")).required().errors(&v.errors))
        @if !v.test { (field::radios("mode", t!("Mode"), &modes, "live")) }
        (field::radios("preset", t!("What it may do"), &presets, "read"))
        (custom(v))
        div.form-actions { button.btn.btn-primary type="submit" { (t!("Make a key")) } }
    };
    let post = Post::to("/admin/developers/keys", &v.csrf);
    html! { @if post.allowed() { (page::card(t!("New key"), &post.form("form", &inside))) } }
}

fn custom(v: &KeysView) -> Markup {
    let both = [("", t!("Nothing")), ("read", t!("Read")), ("write", t!("Read and write"))];
    let options = |writes: bool| -> Vec<(String, String)> {
        let all = both.iter().filter(|(word, _)| writes || *word != "write");
        all.map(|(word, label)| ((*word).to_owned(), (*label).to_owned())).collect()
    };
    html! {
        details.raw.scopes {
            summary { (t!("Choose for each resource")) (Icon::Down) }
            div.scopes-grid {
                @for (noun, writes) in &v.nouns {
                    @let name = format!("scope_{noun}");
                    @let options = options(*writes);
                    @let select = Select { name: &name, label: noun, options: &options, selected: "", ..Select::default() };
                    div.field { label for=(name) dir="ltr" translate="no" { (noun) } (field::bare_select(&select, &name)) }
                }
            }
        }
    }
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
    let mode = if key.test { chip::status(Status::Review, t!("Test")) } else { chip::plain(t!("Live")) };
    let cells = vec![html! { bdi { (key.name) } }, mode, may(&key.scopes), used, html! { (key.made) }, state];
    Row { cells, ..Row::default() }
}

fn may(scopes: &[String]) -> Markup {
    let reads = scopes.iter().all(|scope| scope.ends_with(":read"));
    let all = scopes.join(", ");
    // Scopes are words of the API: the same in every language.
    let words = match scopes {
        [only] if only == "all" => html! { (t!("Everything")) },
        _ if reads && scopes.len() > 5 => html! { (t!("Read only")) },
        _ => html! { span translate="no" dir="ltr" { (all) } },
    };
    html! { span title=(all) { (words) } }
}

fn revoke(v: &KeysView, key: &KeyRow) -> Markup {
    dialog(&Dialog {
        id: format!("revoke-{}", key.id),
        open: html! { (t!("Revoke…")) span.visually-hidden { " " (key.name) } },
        class: "btn btn-danger".into(),
        title: t!("Revoke {name}?", name = key.name),
        body: html! { p { (t!("Whatever uses it is refused from now on. This cannot be undone; a new key can be made.")) } },
        post: Post::to(format!("/admin/developers/keys/{}/revoke", key.id), &v.csrf),
        submit: t!("Revoke the key").into(),
        danger: true,
    })
}
