//! Whose a row is: a partner by id, by what their old system called them, by address, by code or by name.

use super::row::{self, Verdict};
use super::{Import, State, sql};
use crate::code::{self, Kind};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{params, partner, person};
use jiff::tz::TimeZone;
use tributary_core::{PartnerId, ProgramId, TenantId, Timestamp};

/// What rows of one import are judged and carried out with.
#[derive(Debug)]
pub(super) struct Work<'a> {
    pub(super) tenant: &'a TenantId,
    pub(super) import: &'a Import,
    pub(super) program: ProgramId,
    pub(super) zone: TimeZone,
    pub(super) people_key: &'a [u8; 32],
    pub(super) now: Timestamp,
}

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    /// This partner.
    Known(PartnerId),
    /// One that an earlier row of the same import will make.
    Coming,
    /// Nobody.
    Nobody,
    /// It could be several.
    Several,
}

impl Work<'_> {
    /// The number of the first row that is known by a key.
    pub(super) fn first_with(&self, tx: &mut Tx<'_>, key: &str) -> Result<i64> {
        tx.int(sql::FIRST_WITH_KEY, params![self.tenant, &self.import.id, key])
    }

    /// A partner by what the file's system calls them.
    pub(super) fn linked(&self, tx: &mut Tx<'_>, external_id: &str) -> Result<Option<PartnerId>> {
        let asked = params![self.tenant, self.import.system.as_str(), "partner", external_id];
        let found: Option<PartnerId> = tx.row(sql::LINKED, asked, |row| row.parse(0))?;
        let Some(id) = found else { return Ok(None) };
        match partner::load(tx, self.tenant, &id) {
            Ok(_) => Ok(Some(id)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Notes what the file's system calls a partner.
    pub(super) fn link(&self, tx: &mut Tx<'_>, external_id: &str, partner: &PartnerId) -> Result<bool> {
        let row = params![
            self.tenant,
            self.import.system.as_str(),
            "partner",
            external_id,
            partner,
            &self.import.id
        ];
        Ok(tx.exec(sql::INSERT_LINK, row)? > 0)
    }

    pub(super) fn by_email(&self, tx: &mut Tx<'_>, email: &str) -> Result<Whose> {
        let key = person::email_key(self.people_key, email);
        let found = tx.rows(sql::PARTNERS_BY_EMAIL, params![self.tenant, &key], |row| row.parse(0))?;
        Ok(one(found))
    }

    pub(super) fn by_name(&self, tx: &mut Tx<'_>, name: &str) -> Result<Whose> {
        let found = tx.rows(sql::PARTNERS_BY_NAME, params![self.tenant, name], |row| row.parse(0))?;
        Ok(one(found))
    }

    /// Whose a code is, if anybody's.
    pub(super) fn owner(&self, tx: &mut Tx<'_>, kind: Kind, text: &str) -> Result<Option<PartnerId>> {
        let asked = params![self.tenant, &self.program, kind.as_str(), code::fold(text)];
        tx.row(sql::CODE_OWNER, asked, |row| row.parse(0))
    }

    /// Who is meant by what stands under `partner`.
    pub(super) fn whose(&self, tx: &mut Tx<'_>, text: &str) -> Result<Whose> {
        if let Ok(id) = PartnerId::parse(text) {
            return match partner::load(tx, self.tenant, &id) {
                Ok(found) => Ok(Whose::Known(found.id)),
                Err(Error::NotFound(_)) => Ok(Whose::Nobody),
                Err(other) => Err(other),
            };
        }
        if let Some(id) = self.linked(tx, text)? {
            return Ok(Whose::Known(id));
        }
        if self.import.state != State::Running && self.is_coming(tx, text)? {
            return Ok(Whose::Coming);
        }
        if text.contains('@') {
            return self.by_email(tx, text);
        }
        for kind in [Kind::Referral, Kind::Coupon] {
            if let Some(id) = self.owner(tx, kind, text)? {
                return Ok(Whose::Known(id));
            }
        }
        self.by_name(tx, text)
    }

    fn is_coming(&self, tx: &mut Tx<'_>, external_id: &str) -> Result<bool> {
        let rows = row::by_key(tx, (self.tenant, &self.import.id), &format!("x:{external_id}"), 1)?;
        Ok(rows.first().is_some_and(|row| row.verdict.is_some_and(|verdict| verdict != Verdict::Wrong)))
    }
}

fn one(found: Vec<PartnerId>) -> Whose {
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (None, _) => Whose::Nobody,
        (Some(id), None) => Whose::Known(id),
        _ => Whose::Several,
    }
}
