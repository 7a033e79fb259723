//! Dumps of other systems: which of their tables are taken, and what stands beside them in others.

use super::dump;
use std::collections::BTreeMap;
use std::path::Path;
use tributary_engine::import::{self, Kind, Part, System};
use tributary_engine::{Error, Result};

/// A table of a dump that is taken, with what its rows lack and others have.
#[derive(Debug)]
pub(super) struct Wanted {
    table: String,
    beside: Beside,
}

/// What stands beside the rows of a table, by the cell of one of its columns.
#[derive(Debug, Default)]
struct Beside {
    /// Which cell it is known by.
    by: usize,
    /// How many cells each has.
    cells: usize,
    known: BTreeMap<String, Vec<String>>,
}

/// What AffiliateWP keeps elsewhere: people's names in WordPress, totals of orders among its sales.
#[derive(Debug, Default)]
struct Elsewhere {
    /// Name, address and sign-in name by a user's id.
    users: BTreeMap<String, Vec<String>>,
    /// The order's total by a referral's id.
    sales: BTreeMap<String, Vec<String>>,
}

const USER: [&str; 3] = ["name", "email", "username"];

/// The tables of a dump that are taken.
pub(super) fn look(system: System, path: &Path) -> Result<Vec<(Part, Wanted)>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut elsewhere = Elsewhere::default();
    dump::each(path, &mut |row| {
        if import::kind_of_table(system, row.table).is_some() {
            if row.columns.is_empty() {
                return Err(without_columns());
            }
            tables.entry(row.table.to_owned()).or_insert_with(|| row.columns.to_vec());
        } else if system == System::AffiliateWp {
            elsewhere.note(&row);
        }
        Ok(())
    })?;
    let taken = tables.into_iter().filter_map(|(table, columns)| {
        let kind = import::kind_of_table(system, &table)?;
        let (columns, beside) = match system {
            System::AffiliateWp => elsewhere.beside(kind, columns),
            _ => (columns, Beside::default()),
        };
        Some((Part::new(system, kind, &table, columns), Wanted { table, beside }))
    });
    Ok(taken.collect())
}

fn without_columns() -> Error {
    let detail =
        crate::lang::msg("The dump has no names of columns: write it with the structure of its tables.");
    Error::field("/file", "format", detail)
}

impl Elsewhere {
    fn note(&mut self, row: &dump::Inserted<'_>) {
        let cell = |name: &str| {
            let at = row.columns.iter().position(|column| column.eq_ignore_ascii_case(name))?;
            row.cells.get(at).cloned()
        };
        if row.table.ends_with("users") {
            if let (Some(id), Some(email)) = (cell("ID"), cell("user_email")) {
                let login = cell("user_login").unwrap_or_default();
                let name =
                    cell("display_name").filter(|name| !name.is_empty()).unwrap_or_else(|| login.clone());
                self.users.insert(id, vec![name, email, login]);
            }
        } else if row.table.ends_with("affiliate_wp_sales")
            && let (Some(id), Some(total)) = (cell("referral_id"), cell("order_total"))
        {
            self.sales.insert(id, vec![total]);
        }
    }

    /// The columns of a table with those that stand elsewhere behind them.
    fn beside(&self, kind: Kind, mut columns: Vec<String>) -> (Vec<String>, Beside) {
        let (by, names, known) = match kind {
            Kind::Partners => ("user_id", &USER[..], &self.users),
            Kind::Orders => ("referral_id", &["order_total"][..], &self.sales),
            Kind::Codes => return (columns, Beside::default()),
        };
        let by = columns.iter().position(|column| column.eq_ignore_ascii_case(by));
        let Some(by) = by.filter(|_| !known.is_empty()) else { return (columns, Beside::default()) };
        columns.extend(names.iter().map(|name| (*name).to_owned()));
        (columns, Beside { by, cells: names.len(), known: known.clone() })
    }
}

/// Shows each row of a table to `see`, with its line.
pub(super) fn each(
    path: &Path,
    wanted: &Wanted,
    see: &mut dyn FnMut(i64, Vec<String>) -> Result<()>,
) -> Result<()> {
    let beside = &wanted.beside;
    dump::each(path, &mut |row| {
        if row.table != wanted.table {
            return Ok(());
        }
        let mut cells = row.cells;
        if beside.cells > 0 {
            let found = cells.get(beside.by).and_then(|id| beside.known.get(id)).cloned();
            cells.extend(found.unwrap_or_else(|| vec![String::new(); beside.cells]));
        }
        see(row.line, cells)
    })
}
