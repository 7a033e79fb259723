//! A publisher's tokens and postbacks: the lists, the forms, and how to use both.

use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::copy;
use crate::web::kit::dialog::{Dialog, dialog};
use crate::web::kit::field::{self, Field, FieldError, Select, error_for};
use crate::web::kit::icon::Icon;
use crate::web::kit::page;
use crate::web::kit::post::Post;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use maud::{Markup, html};

/// A token.
#[derive(Debug, Clone)]
pub struct TokenRow {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub made: Stamp,
    /// When it was last used.
    pub used: Option<Stamp>,
    /// When it was revoked.
    pub revoked: Option<Stamp>,
}

/// A postback in the list.
#[derive(Debug, Clone)]
pub struct PostbackRow {
    /// Its page.
    pub href: String,
    /// Where to.
    pub url: String,
    /// Of which program.
    pub program: String,
    /// What is sent, and how.
    pub how: String,
    /// How it stands.
    pub state: Markup,
}

/// What was typed into the form for a postback.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The program's id.
    pub program: String,
    /// Where to.
    pub url: String,
    /// `postback` or `standard`.
    pub format: String,
    /// `GET` or `POST`.
    pub method: String,
    /// Which kinds of events.
    pub events: Vec<String>,
}

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct ApiView {
    /// Where this server is reached.
    pub base_url: String,
    /// The tokens, newest first.
    pub tokens: Vec<TokenRow>,
    /// A fresh token; shown this once.
    pub fresh: Option<String>,
    /// The postbacks.
    pub postbacks: Vec<PostbackRow>,
    /// Programs to choose from: id and name.
    pub programs: Vec<(String, String)>,
    /// All kinds of events.
    pub kinds: Vec<&'static str>,
    /// All macros with what other networks call them.
    pub macros: Vec<(String, String)>,
    /// What was typed.
    pub typed: Typed,
    /// What the address comes to, or what is wrong with it.
    pub preview: Result<String, String>,
    /// What is wrong with a form.
    pub errors: Vec<FieldError>,
    /// Guard against forged requests.
    pub csrf: String,
}

/// The page's body.
pub fn render(v: &ApiView) -> Markup {
    html! {
        h1 { (t!("API & postbacks")) }
        (field::error_summary(&v.errors))
        @if let Some(token) = &v.fresh { (fresh(token)) }
        (tokens(v))
        @if !v.postbacks.is_empty() { (page::card_flush(t!("Postbacks"), None, &postbacks(v))) }
        @if !v.programs.is_empty() { (new_postback(v)) }
        (polling(v))
        (page::card(t!("Check that it is us"), &signatures()))
        (page::card_flush(t!("Names of your own ids"), None, &mapping()))
    }
}

fn fresh(token: &str) -> Markup {
    let text = t!("This token is shown once. Keep it somewhere safe now; a lost one can only be replaced.");
    let warning = Banner { tone: Tone::Warn, text: text.into(), action: None };
    page::card(
        t!("Your new token"),
        &html! { div.form { (notice(&warning)) (copy::labelled("token", t!("Token"), token, None)) } },
    )
}

fn tokens(v: &ApiView) -> Markup {
    let form = html! {
        (Field::text("name", t!("Name")).placeholder(t!("What will use it")).required().errors(&v.errors))
        div.form-actions { button.btn.btn-primary type="submit" { (t!("Make a token")) } }
    };
    html! {
        section.card.card-flush {
            div.card-head { h2 { (t!("Tokens")) } }
            @if !v.tokens.is_empty() { (token_rows(v)) }
            div.card-body { (Post::to("/publisher/api/tokens", &v.csrf).form("form", &form)) }
        }
    }
}

fn token_rows(v: &ApiView) -> Markup {
    let row = |one: &TokenRow| {
        let used = html! { @match &one.used { Some(at) => (at), None => span.meta { (t!("Never")) } } };
        let state = html! { @match &one.revoked { Some(at) => { (t!("Revoked")) " " span.meta { (at) } }, None => (revoke(v, one)) } };
        Row { cells: vec![html! { bdi { (one.name) } }, used, html! { (one.made) }, state], ..Row::default() }
    };
    table(&Table {
        caption: t!("Tokens, newest first").into(),
        columns: vec![
            Column::text(t!("Name"), Phone::Primary),
            Column::text(t!("Last used"), Phone::Labelled),
            Column::text(t!("Made"), Phone::Labelled),
            Column::text(t!("State"), Phone::Trail),
        ],
        rows: v.tokens.iter().map(row).collect(),
        ..Table::default()
    })
}

fn revoke(v: &ApiView, one: &TokenRow) -> Markup {
    dialog(&Dialog {
        id: format!("revoke-{}", one.id),
        open: html! { (t!("Revoke…")) span.visually-hidden { " " (one.name) } },
        class: "btn btn-danger".into(),
        title: t!("Revoke {name}?", name = one.name),
        body: html! { p { (t!("Whatever uses it is refused from now on. This cannot be undone; a new one can be made.")) } },
        post: Post::to(format!("/publisher/api/tokens/{}/revoke", one.id), &v.csrf),
        submit: t!("Revoke the token").into(),
        danger: true,
    })
}

fn postbacks(v: &ApiView) -> Markup {
    let row = |one: &PostbackRow| Row {
        href: Some(one.href.clone()),
        cells: vec![
            html! { a href=(one.href) { bdi.code dir="ltr" { (one.url) } } },
            html! { bdi { (one.program) } },
            html! { (one.how) },
            one.state.clone(),
        ],
        ..Row::default()
    };
    table(&Table {
        caption: t!("Postbacks").into(),
        columns: vec![
            Column::text(t!("Address"), Phone::Primary),
            Column::text(t!("Program"), Phone::Meta),
            Column::text(t!("Sends"), Phone::Meta),
            Column::text(t!("State"), Phone::Trail),
        ],
        rows: v.postbacks.iter().map(row).collect(),
        ..Table::default()
    })
}

fn new_postback(v: &ApiView) -> Markup {
    let typed = &v.typed;
    let select = |name, label, options, selected| Select {
        name,
        label,
        options,
        selected,
        error: error_for(&v.errors, name),
        ..Select::default()
    };
    let formats = [
        ("postback".to_owned(), t!("Address with macros").to_owned()),
        ("standard".to_owned(), t!("JSON (Standard Webhooks)").to_owned()),
    ];
    let methods = [("GET".to_owned(), "GET".to_owned()), ("POST".to_owned(), "POST".to_owned())];
    let inside = html! {
        div.form-row {
            (select("program", t!("Program"), &v.programs, &typed.program))
            (select("format", t!("What is sent"), &formats, &typed.format))
            (select("method", t!("How"), &methods, &typed.method))
        }
        (Field::text("url", t!("Address")).value(&typed.url).required().autocomplete("off")
            .placeholder("https://track.example/postback?cid={click_id}&sum={payout}").errors(&v.errors))
        (picker(v))
        div.field aria-live="polite" data-part="preview" { (preview(v)) }
        fieldset.field {
            legend.legend { (t!("Events")) }
            @for kind in &v.kinds {
                label.check { input type="checkbox" name="events" value=(kind) checked[typed.events.iter().any(|one| one == kind)]; b { (event_word(kind)) } }
            }
        }
        div.form-actions { button.btn.btn-primary type="submit" { (t!("Add the postback")) } }
    };
    let post = Post::to("/publisher/api/postbacks", &v.csrf);
    let form = html! {
        form.form method="post" action=(post.action) data-preview="/publisher/api" {
            (field::hidden("csrf", &post.csrf))
            (inside)
        }
    };
    page::card(t!("New postback"), &form)
}

/// An event in words.
pub fn event_word(kind: &str) -> &'static str {
    match kind {
        "conversion.created" => t!("Created"),
        "conversion.approved" => t!("Approved"),
        "conversion.declined" => t!("Declined"),
        "conversion.updated" => t!("Changed otherwise"),
        _ => t!("A test"),
    }
}

fn picker(v: &ApiView) -> Markup {
    html! {
        details {
            summary.btn { (t!("Macros to put into the address")) (Icon::Down) }
            ul.portal-links { @for (name, also) in &v.macros {
                li {
                    button.pill type="button" data-insert={ "{" (name) "}" } data-insert-into="url" { span { "{" (name) "}" } }
                    @if !also.is_empty() { span.meta { bdi dir="ltr" { (also) } } }
                }
            } }
            p.hint { (t!("[name] and #name# mean the same. Amounts are decimal; those with _minor are whole cents. Every value is url-encoded.")) }
        }
    }
}

fn preview(v: &ApiView) -> Markup {
    html! {
        span.legend { (t!("This is called")) }
        @match &v.preview {
            Ok(url) if url.is_empty() => p.hint { (t!("Type an address to see what is called.")) },
            Ok(url) => pre.snippet { (url) },
            // Said at the field already.
            Err(_) if error_for(&v.errors, "url").is_some() => p.hint { (t!("Type an address to see what is called.")) },
            Err(why) => p.err { (why) },
        }
    }
}

fn polling(v: &ApiView) -> Markup {
    let base = if v.base_url.is_empty() { "https://go.example.com" } else { &v.base_url };
    let sample = format!(
        "cursor=$(cat cursor 2>/dev/null)\nwhile :; do\n  page=$(curl -s -G {base}/api/v1/publisher/conversions \\\n    \
         -H \"Authorization: Bearer $TOKEN\" --data-urlencode \"updated_after=$cursor\")\n  \
         echo \"$page\" | jq -c '.data[] | {{id, status, commission, refs}}'\n  \
         cursor=$(echo \"$page\" | jq -r .next_cursor); echo \"$cursor\" > cursor\n  \
         [ \"$(echo \"$page\" | jq .has_more)\" = true ] || sleep 60\ndone"
    );
    let body = html! {
        p { (t!("Keep next_cursor and send it as updated_after: nothing is ever missed, and what changes again comes again.")) }
        pre.snippet { (sample) }
    };
    page::card(t!("Ask instead of being told"), &body)
}

fn signatures() -> Markup {
    html! {
        div.stack {
        p { (t!("Each call has the headers webhook-id, webhook-timestamp and webhook-signature, as Standard Webhooks says. A POST signs its body, a GET the address.")) }
        p { (t!("A GET also ends with sig: HMAC-SHA256 over all of the address before it, in hexadecimal digits. The key is what follows whsec_, decoded from base64.")) }
        p { (t!("Expect each event at least once, in any order; webhook-id says which you have seen.")) }
        }
    }
}

fn mapping() -> Markup {
    const SIX: &str = "ref, ref2 … ref6";
    let names = [
        ("Awin", "clickref, clickref2 … clickref6", SIX),
        ("Adtraction, Tradedoubler", "epi, epi2 …", SIX),
        ("CJ", "sid", "ref"),
        ("Impact", "subId1, subId2 …", SIX),
        ("TUNE, Affise", "aff_sub, aff_sub2 …", SIX),
        ("Everflow", "sub1, sub2 …", SIX),
        ("CAKE", "s1, s2 …", SIX),
        ("Rakuten", "u1", "ref"),
        ("Keitaro", "sub_id_1, sub_id_2 …", SIX),
        ("Retrack", "ref, ref2, ref3", "ref, ref2, ref3"),
    ];
    let row = |(network, theirs, ours): (&str, &str, &str)| Row {
        cells: vec![
            html! { (network) },
            html! { bdi.code dir="ltr" { (theirs) } },
            html! { bdi.code dir="ltr" { (ours) } },
        ],
        ..Row::default()
    };
    table(&Table {
        caption: t!("Names of your own ids").into(),
        columns: vec![
            Column::text(t!("Network"), Phone::Primary),
            Column::text(t!("Their names, which work here too"), Phone::Meta),
            Column::text(t!("Ours"), Phone::Trail),
        ],
        rows: names.into_iter().map(row).collect(),
        ..Table::default()
    })
}
