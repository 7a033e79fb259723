//! Empties a whole database: for made-up data only. What never shrinks is guarded by triggers; they are taken away
//! and put back within the one transaction that empties every table.

use super::sql;
use super::tx::Tx;
use crate::error::Result;
use crate::params;

pub(super) fn tables(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let sql = if tx.is_server() { sql::server::TABLES } else { sql::TABLES };
    tx.rows(sql, params![], |row| row.text(0))
}

/// Every table with its number of rows.
///
/// # Errors
/// What the database says.
pub fn rows_by_table(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    tables(tx)?.into_iter().map(|name| Ok((name.clone(), tx.count(&sql::count_rows(&name))?))).collect()
}

/// Removes every row of every table.
///
/// # Errors
/// What the database says; then everything stands as it did.
pub fn empty(tx: &mut Tx<'_>) -> Result<()> {
    if tx.is_server() {
        return tables(tx)?.iter().try_for_each(|name| tx.run(&sql::server::empty_table(name)));
    }
    let guards = tx.rows(sql::TRIGGERS, params![], |row| Ok((row.text(0)?, row.text(1)?)))?;
    for (name, _) in &guards {
        tx.run(&sql::drop_trigger(name))?;
    }
    for name in tables(tx)? {
        tx.run(&sql::empty_table(&name))?;
    }
    for (_, guard) in &guards {
        tx.run(guard)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access;
    use crate::own::Own;
    use tributary_core::Timestamp;

    #[test]
    fn nothing_is_left_and_the_guards_stand_again() {
        let own = Own::new();
        let engine = own.engine();
        let now = Timestamp::from_ms(1_795_173_698_000);
        engine.db.write_wait(move |tx| access::create_tenant(tx, "Shop", now).map(drop)).unwrap();
        let guards = || {
            own.texts(if Own::is_on_a_server() {
                "SELECT tgname || CAST(tgenabled AS TEXT) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
            } else {
                sql::TRIGGERS
            })
        };
        let before = guards();
        engine.db.write_wait(empty).unwrap();
        assert!(before.len() > 9 && before == guards());
        let rows = engine.db.read_wait(rows_by_table).unwrap();
        assert!(rows.len() > 20 && rows.iter().all(|(_, count)| *count == 0), "{rows:?}");
    }
}
