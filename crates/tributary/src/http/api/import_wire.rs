//! Imports as the API writes and reads them.

use super::check::Faults;
use crate::http::api::shape::{
    Any4000, AnyText, CurrencyCode, ImportDates, ImportKind, ImportMapping, ImportOwed, ImportSystem,
    ImportedKind, StoreRef, Text200,
};
use crate::imports;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tributary_core::{Currency, StoreId};
use tributary_engine::clock::rfc3339;
use tributary_engine::import::{self, Dates, Kind, Owed, Part, Plan, RawRow, System};
use tributary_engine::{Error, Result};

const ROWS_MAX: usize = 1_000; // a body has a megabyte
const CELL_CHARS_MAX: usize = 4_000; // no field takes more

/// Whether rows are as they should be.
pub(super) fn check_rows(faults: &mut Faults, rows: &[Vec<String>]) {
    faults.count("/rows", rows.len(), ROWS_MAX);
    for (at, row) in rows.iter().enumerate() {
        faults.count(&format!("/rows/{at}"), row.len(), import::COLUMNS_MAX);
        for (column, _) in row.iter().enumerate().filter(|(_, cell)| cell.chars().count() > CELL_CHARS_MAX) {
            faults.add(
                format!("/rows/{at}/{column}"),
                "length",
                format!("Use at most {CELL_CHARS_MAX} characters."),
            );
        }
    }
}

/// Rows from elsewhere.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Import {
    /// Its id.
    #[schema(example = "imp_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Where the rows come from: `csv`, `reftrackr` or `affiliatewp`.
    system: &'static str,
    /// What the file is called.
    name: String,
    /// `receiving`, `uploaded` (say what the columns mean), `mapped` (being tried out), `previewed`, `running`, `finished`,
    /// `failed`, `undoing` or `undone`.
    #[schema(example = "previewed")]
    state: &'static str,
    /// The store whose partners and orders they are.
    store: String,
    /// How many rows there are.
    total: i64,
    /// How many of them what is going on is through with.
    done: i64,
    /// What became of the rows, or would.
    counts: ImportCounts,
    /// The tables.
    parts: Vec<ImportPart>,
    /// What is owed for orders: `nothing` or what the `rules` say.
    owed: &'static str,
    /// Whether what is here already is changed.
    update: bool,
    /// Which comes first in dates such as 03/04/2026: `day`, `month`, or `either` where nobody said.
    dates: &'static str,
    /// What kind of partners they are where no column says it.
    partner_kind: String,
    /// The currency of amounts where no column says it.
    currency: String,
    /// When it was brought.
    created_at: String,
    /// When it was carried out.
    #[schema(required)]
    finished_at: Option<String>,
    /// Until when it can be taken back; null when it can't.
    #[schema(required)]
    undo_until: Option<String>,
    /// Why it could not go on.
    #[schema(required)]
    trouble: Option<String>,
}

/// Rows by what became of them, or would.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ImportCounts {
    /// Something new.
    new: i64,
    /// Something that is here, changed.
    updated: i64,
    /// Nothing to do.
    skipped: i64,
    /// Could not be used: see the rejects.
    wrong: i64,
    /// Further lines of an order.
    joined: i64,
}

/// A table.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ImportPart {
    /// What it is called.
    name: String,
    /// `partners`, `codes` or `orders`.
    kind: &'static str,
    /// What its columns are called.
    columns: Vec<String>,
    /// How many rows it has.
    rows: i64,
    /// The column of each field.
    mapping: BTreeMap<String, String>,
}

/// A row and what became of it, or would.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ImportRow {
    /// Its number.
    number: i64,
    /// Its line in the file.
    line: i64,
    /// Its table, counted from nought.
    part: i64,
    /// Its cells as they came.
    cells: Vec<String>,
    /// `new`, `update`, `skip`, `wrong` or `joined`; null before it was looked at.
    #[schema(required)]
    verdict: Option<&'static str>,
    /// The field that is to blame.
    #[schema(required)]
    field: Option<String>,
    /// Why, and what to do.
    #[schema(required)]
    detail: Option<String>,
    /// The id of what it became.
    #[schema(required)]
    object: Option<String>,
}

impl From<import::Import> for Import {
    fn from(import: import::Import) -> Self {
        let (done, undo_until) = (import.done(), import.undo_until());
        let Plan { store, parts, options } = import.plan;
        let counts = import.counts;
        Self {
            id: import.id.to_string(),
            system: import.system.as_str(),
            name: import.name,
            state: import.state.as_str(),
            store: store.to_string(),
            total: import.total,
            done,
            counts: ImportCounts {
                new: counts.new,
                updated: counts.updated,
                skipped: counts.skipped,
                wrong: counts.wrong,
                joined: counts.joined,
            },
            parts: parts.into_iter().map(ImportPart::from).collect(),
            owed: if options.owed == Owed::Rules { "rules" } else { "nothing" },
            update: options.update,
            dates: match options.dates {
                Dates::Either => "either",
                Dates::Day => "day",
                Dates::Month => "month",
            },
            partner_kind: options.partner_kind,
            currency: options.currency.to_string(),
            created_at: rfc3339(import.made_at),
            finished_at: import.finished_at.map(rfc3339),
            undo_until: undo_until.map(rfc3339),
            trouble: import.trouble,
        }
    }
}

impl From<Part> for ImportPart {
    fn from(part: Part) -> Self {
        let column = |at: &usize| part.columns.get(*at).cloned().unwrap_or_default();
        let mapping = part.mapping.iter().map(|(field, at)| (field.clone(), column(at))).collect();
        Self { name: part.name, kind: part.kind.as_str(), columns: part.columns, rows: part.rows, mapping }
    }
}

impl From<import::Row> for ImportRow {
    fn from(row: import::Row) -> Self {
        Self {
            number: row.number,
            line: row.line,
            part: i64::try_from(row.part).unwrap_or(i64::MAX),
            cells: row.cells,
            verdict: row.verdict.map(import::Verdict::as_str),
            field: row.field,
            detail: row.detail,
            object: row.object,
        }
    }
}

/// Rows to bring: a file's text, or columns and rows.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewImport {
    /// Where they come from; `csv` when missing.
    #[schema(value_type = Option<ImportSystem>)]
    system: Option<String>,
    /// What the rows are; for `csv` alone, the others know.
    #[schema(value_type = Option<ImportKind>)]
    kind: Option<String>,
    /// What the file is called.
    #[schema(value_type = Text200, example = "partners.csv")]
    pub(super) name: String,
    /// The store; the first when missing.
    #[schema(value_type = Option<StoreRef>)]
    pub(super) store: Option<StoreId>,
    /// The text of a CSV file, or of a dump.
    #[schema(value_type = Option<AnyText>)]
    text: Option<String>,
    /// What the columns of `rows` are called.
    #[serde(default)]
    #[schema(value_type = Vec<Text200>, max_items = 200, example = json!(["name", "email"]))]
    columns: Vec<String>,
    /// The rows, each a list of texts.
    #[serde(default)]
    #[schema(value_type = Vec<Vec<Any4000>>, max_items = 1000, example = json!([["Sara Berg", "sara@example.com"]]))]
    rows: Vec<Vec<String>>,
}

impl NewImport {
    /// Where they come from.
    pub(super) fn system(&self) -> Result<System> {
        let unknown = || Error::field("/system", "unknown", "Use csv, reftrackr or affiliatewp.");
        self.system.as_deref().map_or(Ok(System::Csv), |word| System::parse(word).ok_or_else(unknown))
    }

    /// The tables and their rows.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what is wrong with them.
    pub(super) fn tables(&self) -> Result<Vec<(Part, Vec<RawRow>)>> {
        let mut faults = Faults::default();
        faults.text("/name", &self.name, 200);
        faults.count("/columns", self.columns.len(), import::COLUMNS_MAX);
        check_rows(&mut faults, &self.rows);
        for (at, column) in self.columns.iter().enumerate() {
            faults.text(&format!("/columns/{at}"), column, 200);
        }
        faults.done()?;
        let system = self.system()?;
        let kind = match (&self.kind, system) {
            (Some(word), System::Csv) => {
                let unknown = || Error::field("/kind", "unknown", "Use partners, codes or orders.");
                Some(Kind::parse(word).ok_or_else(unknown)?)
            }
            (None, System::Csv) => return Err(Error::field("/kind", "required", "Say what the rows are.")),
            (_, _) => import::kind_of_columns(system, &self.columns),
        };
        if let Some(text) = &self.text {
            return imports::read(text, (system, kind), &self.name).map_err(in_text);
        }
        let Some(kind) = kind.filter(|_| !self.columns.is_empty()) else {
            return Err(Error::field("/columns", "required", "Send the file's text, or columns and rows."));
        };
        let mut part = Part::new(system, kind, &self.name, self.columns.clone());
        part.rows = i64::try_from(self.rows.len()).unwrap_or(i64::MAX);
        let row = |(line, cells): (i64, &Vec<String>)| RawRow { part: 0, line, cells: cells.clone() };
        Ok(vec![(part, (2_i64..).zip(&self.rows).map(row).collect())])
    }
}

/// What is wrong with a file is wrong with the text.
fn in_text(error: Error) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            fields.iter_mut().for_each(|field| field.pointer = "/text".to_owned());
            Error::Invalid(fields)
        }
        other => other,
    }
}

/// What the columns mean and what is wanted; what is missing stays. Then the import is tried out.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportChange {
    /// The column of each field, by its name; null takes the field's away.
    #[serde(default)]
    #[schema(value_type = ImportMapping, example = json!({ "name": "Full name" }))]
    mapping: BTreeMap<String, Option<String>>,
    /// What is owed for orders.
    #[schema(value_type = Option<ImportOwed>)]
    owed: Option<String>,
    /// Whether what is here already is changed.
    update: Option<bool>,
    /// Which comes first in dates such as 03/04/2026.
    #[schema(value_type = Option<ImportDates>)]
    dates: Option<String>,
    /// What kind of partners they are where no column says it.
    #[schema(value_type = Option<ImportedKind>)]
    partner_kind: Option<String>,
    /// The currency of amounts where no column says it.
    #[schema(value_type = Option<CurrencyCode>)]
    currency: Option<Currency>,
}

impl ImportChange {
    /// Changes a plan.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the field.
    pub(super) fn put(&self, plan: &mut Plan) -> Result<()> {
        for (field, column) in &self.mapping {
            if !imports::put(plan, field, column.as_deref()) {
                let detail = "The file has no such column, or its rows no such field.";
                return Err(Error::clash(format!("/mapping/{field}"), "unknown", detail));
            }
        }
        let options = &mut plan.options;
        match self.owed.as_deref() {
            None => {}
            Some("nothing") => options.owed = Owed::Nothing,
            Some("rules") => options.owed = Owed::Rules,
            Some(_) => return Err(Error::field("/owed", "unknown", "Use nothing or rules.")),
        }
        match self.dates.as_deref() {
            None => {}
            Some("either") => options.dates = Dates::Either,
            Some("day") => options.dates = Dates::Day,
            Some("month") => options.dates = Dates::Month,
            Some(_) => return Err(Error::field("/dates", "unknown", "Use day, month or either.")),
        }
        if let Some(kind) = &self.partner_kind {
            options.partner_kind.clone_from(kind);
        }
        options.update = self.update.unwrap_or(options.update);
        options.currency = self.currency.unwrap_or(options.currency);
        Ok(())
    }
}

/// Further rows of an import with one table.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FurtherRows {
    /// The rows, each a list of texts.
    #[schema(value_type = Vec<Vec<Any4000>>, max_items = 1000, example = json!([["Sara Berg", "sara@example.com"]]))]
    pub(super) rows: Vec<Vec<String>>,
}

/// Nothing to say: what is asked stands in the path.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Go {}
