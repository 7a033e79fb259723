//! Programs: the rules by which partners earn, their versions, what others would do, and the public page.

mod applications;
mod changes;
mod draft;
mod draft_events;
mod draft_lifelong;
mod edit;
mod join;
mod list;
mod postbacks;
mod preview;
mod publishers;
mod referral;
mod save;
mod show;
mod tracking;
mod tracking_words;
mod versions;
pub(in crate::web) mod words;

pub(in crate::web::admin) use changes::{Names, between as rules_between};
pub(in crate::web::admin) use draft::amount as decimal_amount;
pub(in crate::web::admin) use show::example;

use super::desk::Desk;
use super::refusal::Refusal;
use crate::app::App;
use crate::web::view::programs::Frame;
use axum::Router;
use axum::routing::{get, post};
use std::str::FromStr as _;
use tributary_core::program::RuleVersion;
use tributary_core::{ApplicationId, PartnerId, ProgramId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::program::{self, Program, VersionMade};
use tributary_engine::{Error, partner};

/// The addresses of these screens.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/program", get(list::only))
        .route("/admin/programs", get(list::page))
        .route("/admin/programs/{id}", get(show::page).post(save::save))
        .route("/admin/programs/{id}/edit", get(edit::page))
        .route("/admin/programs/{id}/versions", get(versions::page))
        .route("/admin/programs/{id}/versions/{number}", get(versions::one))
        .route("/admin/programs/{id}/join", get(join::page).post(join::save))
        .route("/admin/programs/{id}/publishers", get(publishers::page).post(publishers::invite))
        .route("/admin/programs/{id}/publishers/{membership}", post(publishers::answer))
        .route("/admin/programs/{id}/tracking", get(tracking::page).post(tracking::save))
        .route("/admin/programs/{id}/tracking/test", post(tracking::test))
        .route("/admin/programs/{id}/tracking/recognise", post(postbacks::recognise))
        .route("/admin/programs/{id}/tracking/postbacks", post(postbacks::make))
        .route("/admin/programs/{id}/tracking/{file}", get(tracking::file))
        .route("/admin/partners/applications", get(applications::page))
        .route("/admin/partners/applications/{id}", post(applications::answer))
        .merge(referral::routes())
}

/// A program with its history.
#[derive(Debug, Clone)]
struct Found {
    program: Program,
    /// Oldest first.
    versions: Vec<RuleVersion>,
    /// Newest first.
    history: Vec<VersionMade>,
    /// The partners' names, for those whom rules name.
    names: Names,
}

impl Found {
    fn load(tx: &mut Tx<'_>, desk: &Desk, id: &ProgramId) -> Result<Self, Error> {
        let tenant = desk.tenant();
        let versions = program::versions(tx, tenant, id)?;
        let mut names = Names::new();
        let named = versions.iter().flat_map(|version| &version.rules.exceptions);
        for id in named.filter_map(|one| one.partner.as_ref()) {
            if !names.contains_key(id) {
                names.insert(id.clone(), partner::load(tx, tenant, id)?.name);
            }
        }
        Ok(Self {
            program: program::load(tx, tenant, id)?,
            history: program::history(tx, tenant, id)?,
            versions,
            names,
        })
    }

    /// What all its pages have.
    fn frame(&self) -> Frame {
        Frame {
            name: self.program.name.clone(),
            href: href(&self.program.id),
            versions: i64::try_from(self.versions.len()).unwrap_or(i64::MAX),
        }
    }

    fn made(&self, number: i64) -> Option<&VersionMade> {
        self.history.iter().find(|made| made.number == number)
    }

    fn version(&self, number: i64) -> Option<&RuleVersion> {
        self.versions.iter().find(|version| version.number == number)
    }
}

/// A program's page.
fn href(id: &ProgramId) -> String {
    format!("/admin/programs/{id}")
}

/// The id in an address.
fn parsed(id: &str) -> Result<ProgramId, Refusal> {
    ProgramId::parse(id).map_err(|_| Refusal::Engine(Error::NotFound("program")))
}

/// The application in an address.
fn parsed_application(id: &str) -> Result<ApplicationId, Refusal> {
    ApplicationId::parse(id).map_err(|_| Refusal::Engine(Error::NotFound("application")))
}

/// Partners that an exception can be for, by name.
fn partners(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<(PartnerId, String)>, Error> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let mut rows: Vec<(PartnerId, String)> =
        partner::list(tx, desk.tenant(), &all)?.rows.into_iter().map(|one| (one.id, one.name)).collect();
    rows.sort_by_key(|row| row.1.to_lowercase());
    Ok(rows)
}

/// The name of every partner that rules may speak of.
pub(in crate::web::admin) fn partner_names(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Names, Error> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    Ok(partner::list(tx, tenant, &all)?.rows.into_iter().map(|one| (one.id, one.name)).collect())
}

/// A whole number in an address.
fn number(text: &str) -> Option<i64> {
    i64::from_str(text).ok()
}
