//! What was done to a partner, by whom: the audit log, and the history of their status for what is older than it.

use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::kit::Icon;
use crate::web::kit::timeline::{Node, Weight};
use tributary_core::{PartnerId, Timestamp};
use tributary_engine::Error;
use tributary_engine::audit::{self, Entry, Filter};
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::partner::{self, Partner, StatusSince};

const ENTRIES: i64 = 100;

/// What was done.
pub(super) struct Found {
    entries: Vec<Entry>,
    statuses: Vec<StatusSince>,
}

pub(super) fn find(tx: &mut Tx<'_>, desk: &Desk, id: &PartnerId) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let about = Filter { object: Some(id.to_string()), ..Filter::default() };
    let newest = Cursor { after: None, limit: ENTRIES };
    Ok(Found {
        entries: audit::list(tx, tenant, &about, &newest)?.rows,
        statuses: partner::statuses(tx, tenant, id)?,
    })
}

/// The entries, newest first.
pub(super) fn nodes(desk: &Desk, partner: &Partner, found: &Found) -> Vec<Node> {
    let mut all: Vec<(Timestamp, Node)> =
        found.entries.iter().map(|entry| (entry.at, noted(desk, entry))).collect();
    // What a key or the command line did before there was a log stands in the history only.
    let logged = |status: &StatusSince| found.entries.iter().any(|entry| entry.at == status.since);
    let changes = found.statuses.iter().filter(|status| status.since != Timestamp::MIN && !logged(status));
    all.extend(changes.map(|status| (status.since, changed(desk, status))));
    let made = found.entries.iter().any(|entry| entry.action == "partner.created");
    if !made {
        all.push((partner.created_at, node(desk, partner.created_at, (Icon::Invite, t!("Added")), None)));
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(_, node)| node).collect()
}

fn noted(desk: &Desk, entry: &Entry) -> Node {
    let words = match entry.action.as_str() {
        "partner.created" => (Icon::Invite, t!("Added")),
        "partner.paused" => (Icon::Pause, t!("Paused")),
        "partner.resumed" => (Icon::Play, t!("Resumed")),
        "partner.archived" => (Icon::Archive, t!("Archived")),
        "partner.restored" => (Icon::Restore, t!("Brought back")),
        "partner.invited" => (Icon::Mail, t!("Invited")),
        "partner.changed" => (Icon::Edit, t!("Changed")),
        _ => (Icon::Info, t!("Changed")),
    };
    let mut node = node(desk, entry.at, words, Some(&entry.actor_name));
    let told = [(t!("Before"), &entry.before), (t!("After"), &entry.after)];
    let told: Vec<String> =
        told.into_iter().filter_map(|(word, json)| Some(format!("{word}: {}", json.as_ref()?))).collect();
    node.raw = Some(told.join("\n")).filter(|raw| !raw.is_empty());
    node
}

fn changed(desk: &Desk, status: &StatusSince) -> Node {
    let words =
        if status.status == "paused" { (Icon::Pause, t!("Paused")) } else { (Icon::Play, t!("Resumed")) };
    node(desk, status.since, words, Some(&status.by))
}

fn node(desk: &Desk, at: Timestamp, (icon, title): (Icon, &str), by: Option<&str>) -> Node {
    Node {
        time: Some(desk.clock.exact(at)),
        icon,
        title: title.to_owned(),
        detail: by.filter(|by| !by.is_empty()).map(|by| t!("By {name}", name = by)),
        chips: Vec::new(),
        weight: Weight::Plain,
        raw: None,
    }
}
