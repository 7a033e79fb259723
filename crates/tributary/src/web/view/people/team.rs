//! Team & roles (`/admin/settings/team`).

use crate::web::kit::avatar;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip;
use crate::web::kit::copy;
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::icon::Icon;
use crate::web::kit::menu::Item;
use crate::web::kit::page;
use crate::web::kit::post::Post;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::web::kit::toast::{self, Toast};
use crate::web::may;
use crate::web::view::settings::{self, Here};
use crate::{t, th};
use maud::{Markup, html};

/// Somebody of the team.
#[derive(Debug, Clone, Default)]
pub struct MemberRow {
    /// Name; may be empty.
    pub name: String,
    /// Address.
    pub email: String,
    /// Role in words.
    pub role: &'static str,
    /// Whoever looks at the page.
    pub me: bool,
    /// Has joined; else the invitation waits.
    pub joined: bool,
    /// When they were last here.
    pub seen: Option<Stamp>,
    /// Until when the invitation works; none when it has ended.
    pub invite_ends: Option<Stamp>,
    /// Who invited them.
    pub invited_by: String,
    /// Other roles and what gives them.
    pub make: Vec<(&'static str, Post)>,
    /// Removes them.
    pub remove: Option<Post>,
    /// Sends another link.
    pub again: Option<Post>,
    /// Takes the invitation back.
    pub cancel: Option<Post>,
}

/// An invitation just made; its link is shown this once.
#[derive(Debug, Clone, Default)]
pub struct Fresh {
    /// Whom it is for.
    pub email: String,
    /// What to hand over.
    pub link: String,
    /// Whether a mail is on its way, too.
    pub sent: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct TeamView {
    /// Guard of the forms.
    pub csrf: String,
    /// Where inviting is sent.
    pub action: String,
    /// An invitation just made.
    pub fresh: Option<Fresh>,
    /// What was just done.
    pub toast: Option<Toast>,
    /// What could not be done.
    pub problem: Option<(Tone, String)>,
    /// Word, name and meaning of each role.
    pub roles: Vec<(&'static str, &'static str, &'static str)>,
    /// The address that was typed.
    pub email: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
    /// The team.
    pub rows: Vec<MemberRow>,
}

/// The page's body.
pub fn render(v: &TeamView) -> Markup {
    let body = html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        div.stack {
            @if let Some((tone, text)) = &v.problem { (notice(&Banner { tone: *tone, text: text.clone(), action: None })) }
            @if let Some(fresh) = &v.fresh { (hand_over(fresh)) }
            section.card { (members(v)) }
            @if may::send(&v.action) { (invite(v)) } @else { (roles(v)) }
        }
    };
    settings::frame(Here::Team, "", &body)
}

fn hand_over(fresh: &Fresh) -> Markup {
    let text = if fresh.sent {
        t!("An e-mail with this link is on its way to {who}.", who = fresh.email)
    } else {
        t!("This server sends no e-mail. Hand this link to {who} yourself.", who = fresh.email)
    };
    let hint = t!("It works once, for 7 days, and is not shown again.");
    let body = html! {
        div.form {
            (notice(&Banner { tone: Tone::Ok, text, action: None }))
            (copy::labelled("invite-link", t!("Invitation link"), &fresh.link, Some(hint)))
        }
    };
    html! { section.card { div.card-body { (body) } } }
}

fn members(v: &TeamView) -> Markup {
    table(&Table {
        caption: t!("Team").into(),
        columns: vec![
            Column::text(t!("Person"), Phone::Primary),
            Column::text(t!("Role"), Phone::Trail),
            Column::text(t!("Last seen"), Phone::Labelled),
        ],
        rows: v.rows.iter().map(row).collect(),
        ..Table::default()
    })
}

fn row(one: &MemberRow) -> Row {
    let called = if one.name.is_empty() { &one.email } else { &one.name };
    let person = html! {
        span.two.primary {
            (avatar::avatar(called))
            span.two-text {
                span { strong { bdi { (called) } } @if one.me { " " (chip::plain(t!("You"))) } }
                @if !one.name.is_empty() { bdi.meta dir="ltr" { (one.email) } }
            }
        }
    };
    let seen = html! {
        @if one.joined { @match &one.seen { Some(at) => (at), None => span.meta { (t!("Never")) } } }
        @else { @match &one.invite_ends {
            Some(until) => span.meta.no-label { (th!("Invited by {who}; the link works until {when}", who = one.invited_by, when = until)) },
            None => span.meta.no-label { (t!("The invitation has ended. Send it again.")) },
        } }
    };
    let state = html! { (one.role) @if !one.joined { " " (chip::plain(t!("Invited"))) } };
    Row { cells: vec![person, state, seen], name: called.clone(), menu: menu(one), ..Row::default() }
}

fn menu(one: &MemberRow) -> Vec<Item> {
    let make = one.make.iter().map(|(role, post)| {
        Item::post(t!("Change role to: {role}", role = role), post.clone()).icon(Icon::Shield)
    });
    let again = one.again.iter().map(|post| Item::post(t!("Send again"), post.clone()).icon(Icon::Send));
    let cancel = one.cancel.iter().map(|post| Item::post(t!("Cancel invitation"), post.clone()).danger());
    let remove =
        one.remove.iter().map(|post| Item::post(t!("Remove"), post.clone()).icon(Icon::Trash).danger());
    make.chain(again).chain(cancel).chain(remove).collect()
}

fn invite(v: &TeamView) -> Markup {
    let chosen = v.roles.get(1).map_or("", |(word, ..)| *word);
    let inside = html! {
        (field::error_summary(&v.errors))
        (Field::email("email", t!("E-mail")).value(&v.email).autocomplete("off").required().errors(&v.errors))
        (field::radios("role", t!("Role"), &v.roles, chosen))
        (field::submit(t!("Invite")))
    };
    page::card(t!("Invite somebody"), &Post::to(&v.action, &v.csrf).form("form", &inside))
}

fn roles(v: &TeamView) -> Markup {
    let facts: Vec<(String, Markup)> =
        v.roles.iter().map(|(_, name, means)| ((*name).to_owned(), html! { (means) })).collect();
    page::card(t!("What each role may do"), &page::facts(&facts))
}
