//! What becomes of a row, as things stand now: nothing is written here, so trying out and carrying out ask the same question.

use super::field::Kind;
use super::order;
use super::plan::Part;
use super::record::{self, Cells, CodeRecord, PartnerRecord, Reading};
use super::resolve::{Whose, Work};
use super::row::{Face, Outcome, Row, Verdict};
use crate::code;
use crate::db::Tx;
use crate::error::Result;
use crate::{partner, person};
use tributary_core::PartnerId;

/// What there is to do for a row.
#[derive(Debug)]
pub(super) enum Deed {
    /// A partner to make.
    Make(PartnerRecord),
    /// A partner to change: how they are, and how the file has them.
    Change(PartnerId, Box<PartnerRecord>),
    /// Only note what the other system calls a partner.
    Link(PartnerId, String),
    /// A code to give.
    Give(CodeRecord, Whose),
    /// An order to take.
    Take(Box<order::Taking>),
    /// Nothing.
    Nothing,
}

/// What becomes of a row, and what there is to do for it.
pub(super) type Judged = (Outcome, Deed);

impl Work<'_> {
    pub(super) fn reading(&self) -> Reading<'_> {
        Reading { system: self.import.system, options: &self.import.plan.options, zone: &self.zone }
    }

    pub(super) fn part(&self, row: &Row) -> Option<&Part> {
        self.import.plan.parts.get(row.part)
    }
}

/// By what a row is told apart from others of its import.
pub(super) fn keys(work: &Work<'_>, row: &Row) -> Vec<String> {
    let Some(part) = work.part(row) else { return Vec::new() };
    let cells = Cells { part, cells: &row.cells };
    match part.kind {
        Kind::Partners => {
            record::partner(&work.reading(), cells).map_or_else(|_| bare(work, cells), |one| of(work, &one))
        }
        Kind::Codes => record::code(cells).map(|one| vec![code_key(one.kind, &one.code)]).unwrap_or_default(),
        Kind::Orders => record::order_id(cells).map(|id| vec![format!("o:{id}")]).unwrap_or_default(),
    }
}

/// A row that can't be used is known all the same, so that what names it hears so.
fn bare(work: &Work<'_>, cells: Cells<'_>) -> Vec<String> {
    let email = cells.get("email").filter(|email| partner::plausible_email(email));
    let email = email.map(|email| format!("e:{}", person::email_key(work.people_key, email)));
    email.into_iter().chain(cells.get("external_id").map(|id| format!("x:{id}"))).collect()
}

fn of(work: &Work<'_>, one: &PartnerRecord) -> Vec<String> {
    let email = one.email.as_deref().map(|email| format!("e:{}", person::email_key(work.people_key, email)));
    let id = one.external_id.as_deref().map(|id| format!("x:{id}"));
    let codes = one.codes.iter().map(|(kind, text)| code_key(*kind, text));
    let mut keys: Vec<String> = email.into_iter().chain(id).chain(codes).collect();
    if keys.is_empty() {
        keys.push(format!("n:{}", one.name.to_lowercase()));
    }
    keys.dedup();
    keys
}

fn code_key(kind: code::Kind, text: &str) -> String {
    format!("c:{}:{}", kind.as_str(), code::fold(text))
}

/// Judges a row.
pub(super) fn judge(tx: &mut Tx<'_>, work: &Work<'_>, row: &Row) -> Result<Judged> {
    let Some(part) = work.part(row) else { return Ok(wrong("", "This row is of no table.")) };
    let cells = Cells { part, cells: &row.cells };
    match part.kind {
        Kind::Partners => match record::partner(&work.reading(), cells) {
            Ok(one) => partner_row(tx, work, row.number, one),
            Err((field, detail)) => Ok(wrong(field, detail)),
        },
        Kind::Codes => match record::code(cells) {
            Ok(one) => code_row(tx, work, row.number, one),
            Err((field, detail)) => Ok(wrong(field, detail)),
        },
        Kind::Orders => order::judge(tx, work, row, cells),
    }
}

pub(super) fn wrong(field: &'static str, detail: &str) -> Judged {
    let outcome =
        Outcome { field: Some(field), detail: Some(detail.to_owned()), ..Outcome::of(Verdict::Wrong) };
    (outcome, Deed::Nothing)
}

pub(super) fn skip(object: Option<String>, detail: &str) -> Judged {
    (Outcome { object, detail: Some(detail.to_owned()), ..Outcome::of(Verdict::Skip) }, Deed::Nothing)
}

fn partner_row(tx: &mut Tx<'_>, work: &Work<'_>, number: i64, one: PartnerRecord) -> Result<Judged> {
    for key in of(work, &one) {
        let first = work.first_with(tx, &key)?;
        if first != 0 && first < number {
            return Ok(twice(&key));
        }
    }
    let known = match known(tx, work, &one)? {
        Whose::Several => return Ok(wrong("email", "Several partners here have this name or address.")),
        Whose::Known(id) => Some(id),
        Whose::Coming | Whose::Nobody => None,
    };
    let mut missing = 0;
    for (kind, text) in &one.codes {
        match work.owner(tx, *kind, text)? {
            Some(owner) if Some(&owner) != known.as_ref() => {
                let field = if *kind == code::Kind::Coupon { "coupon" } else { "code" };
                return Ok(wrong(field, "This code is another partner's already."));
            }
            Some(_) => {}
            None => missing += 1,
        }
    }
    match known {
        None => Ok((Outcome::of(Verdict::New), Deed::Make(one))),
        Some(id) => existing(tx, work, (id, one), missing > 0),
    }
}

/// An earlier row has the same.
fn twice(key: &str) -> Judged {
    match key.split(':').collect::<Vec<_>>()[..] {
        ["e", ..] => wrong("email", "An earlier row of the file has the same address."),
        ["x", ..] => wrong("external_id", "An earlier row of the file has the same id."),
        ["c", "coupon", ..] => wrong("coupon", "An earlier row of the file has the same code."),
        ["c", ..] => wrong("code", "An earlier row of the file has the same code."),
        _ => wrong("name", "An earlier row of the file has the same name, and neither has an address."),
    }
}

/// The partner that a row is about, if they are here.
fn known(tx: &mut Tx<'_>, work: &Work<'_>, one: &PartnerRecord) -> Result<Whose> {
    if let Some(id) = &one.external_id
        && let Some(partner) = work.linked(tx, id)?
    {
        return Ok(Whose::Known(partner));
    }
    if let Some(email) = &one.email {
        return work.by_email(tx, email);
    }
    for (kind, text) in &one.codes {
        if let Some(partner) = work.owner(tx, *kind, text)? {
            return Ok(Whose::Known(partner));
        }
    }
    if one.external_id.is_some() || !one.codes.is_empty() {
        Ok(Whose::Nobody)
    } else {
        work.by_name(tx, &one.name)
    }
}

fn existing(
    tx: &mut Tx<'_>,
    work: &Work<'_>,
    (id, one): (PartnerId, PartnerRecord),
    codes: bool,
) -> Result<Judged> {
    let stands = partner::load(tx, work.tenant, &id)?;
    let object = Some(id.to_string());
    let differs =
        face(&stands) != merged(&stands, &one) || one.paused.is_some_and(|paused| paused != stands.paused);
    if (differs || codes) && work.import.plan.options.update {
        let outcome = Outcome { object, ..Outcome::of(Verdict::Update) };
        return Ok((outcome, Deed::Change(id, Box::new(one))));
    }
    let (outcome, _) = match differs || codes {
        true => skip(object, "This partner is here already, and changes were not asked for."),
        false => skip(object, "Nothing to change."),
    };
    let deed = one.external_id.map_or(Deed::Nothing, |external_id| Deed::Link(id, external_id));
    Ok((outcome, deed))
}

/// What a file can say of a partner, as it stands.
pub(super) fn face(partner: &partner::Partner) -> Face {
    Face {
        name: partner.name.clone(),
        email: partner.email.clone(),
        group: partner.group.clone(),
        place: partner.place.clone(),
        note: partner.note.clone(),
    }
}

/// The same with what the row says; what it leaves blank stays.
pub(super) fn merged(partner: &partner::Partner, one: &PartnerRecord) -> Face {
    let or = |new: &Option<String>, old: &String| new.clone().unwrap_or_else(|| old.clone());
    Face {
        name: one.name.clone(),
        email: one.email.clone().or_else(|| partner.email.clone()),
        group: or(&one.group, &partner.group),
        place: or(&one.place, &partner.place),
        note: or(&one.note, &partner.note),
    }
}

fn code_row(tx: &mut Tx<'_>, work: &Work<'_>, number: i64, one: CodeRecord) -> Result<Judged> {
    let first = work.first_with(tx, &code_key(one.kind, &one.code))?;
    if first != 0 && first < number {
        return Ok(wrong("code", "An earlier row of the file has the same code."));
    }
    let whose = work.whose(tx, &one.partner)?;
    let partner = match &whose {
        Whose::Nobody => return Ok(wrong("partner", "There is no such partner: bring partners first.")),
        Whose::Several => {
            return Ok(wrong("partner", "Several partners have this name or address: use the id."));
        }
        Whose::Known(id) => Some(id),
        Whose::Coming => None,
    };
    match work.owner(tx, one.kind, &one.code)? {
        Some(owner) if Some(&owner) == partner => Ok(skip(None, "This code is theirs already.")),
        Some(_) => Ok(wrong("code", "This code is another partner's already.")),
        None => Ok((Outcome::of(Verdict::New), Deed::Give(one, whose))),
    }
}
