//! The rows of an import that could not be used, as a file to mend and bring again: their own columns, and why.

use crate::spreadsheet::safe;
use tributary_core::{ImportId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::import::{self, Import, Verdict};
use tributary_engine::{Error, Result};

const AT_ONCE: i64 = 500;

/// The file, in UTF-8 with its mark. Tables with other columns follow each other, each with a first line of its own.
///
/// # Errors
/// [`Error::NotFound`] of the import.
pub fn file(tx: &mut Tx<'_>, tenant: &TenantId, id: &ImportId) -> Result<Vec<u8>> {
    let import = import::load(tx, tenant, id)?;
    let mut file =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    let (mut after, mut part) = (0, None);
    loop {
        let rows = import::rows_of(tx, (tenant, id), Verdict::Wrong, (after, AT_ONCE))?;
        for row in &rows {
            if part != Some(row.part) {
                part = Some(row.part);
                file.write_record(heading(&import, row.part)).map_err(|error| broken(&error))?;
            }
            let columns = columns(&import, row.part);
            let mut cells: Vec<String> = row.cells.iter().map(|cell| safe(cell)).collect();
            cells.resize(columns.max(cells.len()), String::new());
            let (field, detail) =
                (row.field.clone().unwrap_or_default(), row.detail.clone().unwrap_or_default());
            cells.extend([row.line.to_string(), safe(&field), safe(&detail)]);
            file.write_record(&cells).map_err(|error| broken(&error))?;
        }
        match rows.last() {
            Some(last) => after = last.number,
            None => break,
        }
    }
    if part.is_none() {
        file.write_record(heading(&import, 0)).map_err(|error| broken(&error))?;
    }
    let written = file.into_inner().map_err(|error| Error::Broken(format!("CSV: {error}")))?;
    Ok([&b"\xef\xbb\xbf"[..], &written].concat())
}

fn columns(import: &Import, part: usize) -> usize {
    import.plan.parts.get(part).map_or(0, |part| part.columns.len())
}

fn heading(import: &Import, part: usize) -> Vec<String> {
    let own = import.plan.parts.get(part).map(|part| part.columns.clone()).unwrap_or_default();
    let own = own.iter().map(|name| safe(name));
    own.chain(["import_line", "import_field", "import_reason"].map(str::to_owned)).collect()
}

fn broken(error: &csv::Error) -> Error {
    Error::Broken(format!("CSV: {error}"))
}
