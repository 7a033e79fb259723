//! The audit log (`/admin/settings/audit`): who did what to what, newest first; the filters are in the address.

use super::audit_changes::{changes, line};
use super::audit_words::{action_words, actor_kind_words, kind_words, kinds};
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::export::{Batch, Cell, Column, Export, Format};
use crate::web::admin::period::Period;
use crate::web::admin::programs::{Names, partner_names};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::views;
use crate::web::kit::filter::{Ask as By, Bar, Chip, Choice};
use crate::web::kit::format_count;
use crate::web::view::people::audit::{self as view, AuditRow, AuditView};
use axum::extract::{Query, RawQuery, State};
use serde::Deserialize;
use tributary_engine::audit::{self, Entry, Filter};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::view::View;

const PATH: &str = "/admin/settings/audit";
/// Acts on the same thing, newest first, are looked up by its id.
const PERIODS: [Period; 5] = [Period::Today, Period::Week, Period::FourWeeks, Period::Quarter, Period::All];

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    actor: String,
    action: String,
    kind: String,
    object: String,
    period: String,
    after: String,
}

struct Found {
    page: Page<Entry>,
    count: i64,
    actors: Vec<(String, String, String)>,
    actions: Vec<String>,
    partners: Names,
    views: Vec<View>,
}

impl Ask {
    fn filter(&self, desk: &Desk) -> Filter {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let span = Period::parse(&self.period).and_then(|period| period.whole(&desk.clock));
        Filter {
            actor: some(&self.actor),
            action: some(&self.action),
            object_kind: some(&self.kind),
            object: some(&self.object),
            from: span.map(|span| span.from),
            to: span.map(|span| span.to),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("actor", &self.actor),
            ("action", &self.action),
            ("kind", &self.kind),
            ("object", &self.object),
            ("period", &self.period),
        ];
        all.into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (name, text.clone()))
            .collect()
    }

    /// The list under the same filters, but for one of them.
    fn href(&self, path: &str, without: &str, after: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs().iter().filter(|(name, _)| *name != without));
        query.extend_pairs(after.map(|after| ("after", after)));
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// `GET /admin/settings/audit`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    RawQuery(query): RawQuery,
    Query(ask): Query<Ask>,
) -> Shown {
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| {
        let (tenant, filter) = (desk.tenant(), asked.filter(desk));
        let after = Some(asked.after).filter(|after| !after.is_empty());
        Ok(Found {
            page: audit::list(tx, tenant, &filter, &Cursor { after, limit: 50 })?,
            count: audit::count(tx, tenant, &filter)?,
            actors: audit::actors(tx, tenant)?,
            actions: audit::actions(tx, tenant)?,
            partners: partner_names(tx, tenant)?,
            views: views::of(tx, desk, "audit")?,
        })
    })
    .await?;
    let view = AuditView {
        bar: bar(&ask, &found),
        filtered: !ask.pairs().is_empty(),
        clear_href: PATH.into(),
        rows: found.page.rows.iter().map(|entry| row(&desk, entry, &found.partners)).collect(),
        count: t!("{n} in all", n = format_count(found.count)),
        next: found.page.next.as_deref().map(|after| ask.href(PATH, "", Some(after))),
        files: ["csv", "xlsx"]
            .map(|kind| (kind.to_uppercase(), ask.href(&format!("{PATH}.{kind}"), "", None)))
            .to_vec(),
        views: Some(views::bar(&desk, "audit", query.as_deref(), &found.views)),
    };
    Ok(desk.page(Place::Settings, t!("Audit log"), &view::render(&view)))
}

fn bar(ask: &Ask, found: &Found) -> Bar {
    let actors = found.actors.iter().filter(|(_, id, _)| !id.is_empty());
    let periods = PERIODS.iter().map(|period| (period.word().to_owned(), period.name()));
    let choice = |name: &str, label: &str, value: &str, all: Vec<(String, String)>| Choice {
        name: name.into(),
        label: label.into(),
        ask: By::One(all),
        value: value.into(),
    };
    let choices = vec![
        choice(
            "actor",
            t!("Who"),
            &ask.actor,
            actors.map(|(_, id, name)| (id.clone(), name.clone())).collect(),
        ),
        choice(
            "action",
            t!("Action"),
            &ask.action,
            found.actions.iter().map(|action| (action.clone(), action_words(action))).collect(),
        ),
        choice(
            "kind",
            t!("About"),
            &ask.kind,
            kinds().map(|(kind, words)| (kind.to_owned(), words.to_owned())).to_vec(),
        ),
        choice("period", t!("Period"), &ask.period, periods.collect()),
    ];
    let mut chips: Vec<Chip> =
        choices.iter().filter(|choice| !choice.value.is_empty()).map(|choice| chip(ask, choice)).collect();
    if !ask.object.is_empty() {
        let name = found.page.rows.first().map_or(&ask.object, |entry| &entry.object_name);
        chips.push(Chip {
            name: "object".into(),
            label: t!("About").into(),
            value: name.clone(),
            href: ask.href(PATH, "object", None),
        });
    }
    let object = Some(ask.object.clone()).filter(|object| !object.is_empty());
    Bar {
        action: PATH.into(),
        kept: object.map(|object| ("object".to_owned(), object)).into_iter().collect(),
        clear_href: (!chips.is_empty()).then(|| PATH.to_owned()),
        chips,
        choices,
        ..Bar::default()
    }
}

fn chip(ask: &Ask, choice: &Choice) -> Chip {
    let By::One(all) = &choice.ask else { return Chip::default() };
    let words = all.iter().find(|(value, _)| *value == choice.value);
    Chip {
        name: choice.name.clone(),
        label: choice.label.clone(),
        value: words.map_or_else(|| choice.value.clone(), |(_, words)| words.clone()),
        href: ask.href(PATH, &choice.name, None),
    }
}

fn row(desk: &Desk, entry: &Entry, partners: &Names) -> AuditRow {
    AuditRow {
        when: desk.clock.stamp(entry.at),
        actor: entry.actor_name.clone(),
        actor_kind: actor_kind_words(&entry.actor_kind),
        action: action_words(&entry.action),
        object: if entry.object_name.is_empty() { entry.object.clone() } else { entry.object_name.clone() },
        object_kind: kind_words(&entry.object_kind),
        href: href(entry),
        changes: changes(entry, partners),
    }
}

/// Where the thing itself is shown.
fn href(entry: &Entry) -> Option<String> {
    let id = &entry.object;
    if id.is_empty() {
        return None;
    }
    match entry.object_kind.as_str() {
        "partner" => Some(format!("/admin/partners/{id}")),
        "order" => Some(format!("/admin/orders/{id}")),
        "program" => Some(format!("/admin/programs/{id}")),
        "user" => Some("/admin/settings/team".to_owned()),
        "key" => Some("/admin/developers#keys".to_owned()),
        "webhook_endpoint" => Some(format!("/admin/developers/webhooks/{id}")),
        "store" => Some("/admin/settings/stores".to_owned()),
        "application" => Some("/admin/partners/applications?tab=all".to_owned()),
        "mail" => Some("/admin/settings/emails".to_owned()),
        "link" => Some(format!("/admin/links/{id}")),
        "code" => Some("/admin/links".to_owned()),
        _ => None,
    }
}

/// `GET /admin/settings/audit.csv`, `GET /admin/settings/audit.xlsx`
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    format: Format,
    Query(ask): Query<Ask>,
) -> Shown {
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    let (tenant, filter) = (desk.tenant().clone(), ask.filter(&desk));
    let read = move |tx: &mut Tx<'_>, after| {
        let page = audit::list(tx, &tenant, &filter, &Cursor { after, limit: LIMIT_MAX })?;
        let partners = partner_names(tx, &tenant)?;
        Ok(Batch { rows: page.rows.iter().map(|entry| cells(entry, &partners)).collect(), next: page.next })
    };
    let columns = vec![
        Column::instant(t!("When")),
        Column::text(t!("Who")),
        Column::text(t!("Action")),
        Column::text(t!("About")),
        Column::text(t!("Name")),
        Column::text(t!("Before")),
        Column::text(t!("After")),
        Column::text(t!("Id")),
    ];
    Export::new(&desk, "audit", t!("Audit log")).columns(columns).pages(read).send(&app, format).await
}

fn cells(entry: &Entry, partners: &Names) -> Vec<Cell> {
    let changes = changes(entry, partners);
    vec![
        Cell::At(entry.at),
        Cell::text(&entry.actor_name),
        Cell::text(action_words(&entry.action)),
        Cell::text(kind_words(&entry.object_kind)),
        Cell::text(&entry.object_name),
        Cell::text(line(&changes, |change| change.before.as_ref())),
        Cell::text(line(&changes, |change| change.after.as_ref())),
        Cell::text(entry.id.to_string()),
    ]
}
