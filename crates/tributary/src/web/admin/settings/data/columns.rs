//! The columns of a file as a form: values out of each, what it is taken for, and what was chosen.

use super::words;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::fields::Fields;
use crate::web::admin::settings::choices::currencies;
use crate::web::kit::FieldError;
use crate::web::view::settings::data::columns::{ColumnRow, ColumnsView, OptionsView, PartView};
use tributary_core::Currency;
use tributary_engine::import::{self, Dates, Import, Kind, Owed, Part, Plan, Row};
use tributary_engine::{Error, Result};

const SAMPLES: usize = 3;
const SAMPLE_CHARS: usize = 40;
/// Rows out of which values are shown.
pub(super) const LOOKED_AT: i64 = 200;

/// The form as the plan has it.
pub(super) fn view(desk: &Desk, import: &Import, rows: &[Row], errors: Vec<FieldError>) -> ColumnsView {
    let parts = import.plan.parts.iter().enumerate();
    ColumnsView {
        id: import.id.to_string(),
        parts: parts.map(|(at, part)| one(at, part, rows)).collect(),
        options: options(import),
        csrf: desk.csrf(),
        errors,
    }
}

fn one(at: usize, part: &Part, rows: &[Row]) -> PartView {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.part == at).collect();
    let column = |(column, name): (usize, &String)| ColumnRow {
        name: name.clone(),
        samples: samples(&rows, column),
        field: named(at, column),
        chosen: part.field_of(column).unwrap_or_default().to_owned(),
    };
    let fields = import::fields(part.kind).iter().map(|field| field.name);
    PartView {
        name: part.name.clone(),
        kind: words::kind(part.kind),
        rows: part.rows,
        columns: part.columns.iter().enumerate().map(column).collect(),
        choices: [""]
            .into_iter()
            .chain(fields)
            .map(|name| (name.to_owned(), words::field(name).to_owned()))
            .collect(),
    }
}

/// The name of a column's choice in the form.
fn named(part: usize, column: usize) -> String {
    format!("column-{part}-{column}")
}

fn samples(rows: &[&Row], column: usize) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for cell in rows.iter().filter_map(|row| row.cells.get(column)) {
        let short: String = cell.trim().chars().take(SAMPLE_CHARS).collect();
        if !short.is_empty() && !samples.contains(&short) {
            samples.push(short);
        }
        if samples.len() == SAMPLES {
            break;
        }
    }
    samples
}

fn options(import: &Import) -> OptionsView {
    let chosen = &import.plan.options;
    let has = |kind: Kind| import.plan.parts.iter().any(|part| part.kind == kind);
    let kinds =
        [("influencer", t!("Influencer")), ("affiliate", t!("Affiliate")), ("publisher", t!("Publisher"))];
    OptionsView {
        partners: has(Kind::Partners),
        orders: has(Kind::Orders),
        owed: if chosen.owed == Owed::Rules { "rules" } else { "nothing" }.to_owned(),
        update: chosen.update,
        dates: match chosen.dates {
            Dates::Either => "either",
            Dates::Day => "day",
            Dates::Month => "month",
        }
        .to_owned(),
        partner_kind: chosen.partner_kind.clone(),
        partner_kinds: kinds.map(|(kind, words)| (kind.to_owned(), words.to_owned())).to_vec(),
        currency: chosen.currency.code().to_owned(),
        currencies: currencies(Some(chosen.currency)),
    }
}

/// The plan as the form says it.
pub(super) fn read(mut plan: Plan, fields: &Fields) -> Result<Plan> {
    for (at, part) in plan.parts.iter_mut().enumerate() {
        part.mapping.clear();
        for column in 0..part.columns.len() {
            let name = named(at, column);
            let Some(field) = fields.some(&name) else { continue };
            if part.mapping.insert(field, column).is_some() {
                let detail = t!("Two columns can't hold the same: choose one.");
                return Err(Error::field(format!("/{name}"), "duplicate", detail));
            }
        }
    }
    let options = &mut plan.options;
    options.owed = if fields.get("owed") == "rules" { Owed::Rules } else { Owed::Nothing };
    options.dates = match fields.get("dates") {
        "day" => Dates::Day,
        "month" => Dates::Month,
        _ => Dates::Either,
    };
    options.update = fields.some("update").is_some();
    if let Some(kind) = fields.some("partner_kind") {
        options.partner_kind = kind;
    }
    if let Ok(currency) = Currency::parse(fields.get("currency")) {
        options.currency = currency;
    }
    Ok(plan)
}

/// What is wrong, beside the choice that is to blame; a field that no column holds is named in words.
pub(super) fn placed(plan: &Plan, error: Error) -> Error {
    let Error::Invalid(mut fields) = error else { return error };
    for wrong in &mut fields {
        let words: Vec<&str> = wrong.pointer.split('/').collect();
        let [_, "mapping", part, name] = words[..] else { continue };
        let part = part.parse::<usize>().unwrap_or_default();
        let column =
            plan.parts.get(part).and_then(|part| part.mapping.get(name).copied()).unwrap_or_default();
        let field = words::field(name);
        wrong.detail = format!("{field}: {}", words::reason(&wrong.detail));
        wrong.pointer = format!("/{}", named(part, column));
    }
    Error::Invalid(fields)
}
