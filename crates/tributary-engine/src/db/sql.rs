//! Statements on the database itself.

pub(super) const TABLES: &str = "/* db.tables */
    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";

pub(super) const TRIGGERS: &str = "/* db.triggers */
    SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name";

/// Takes a guard away; names come from the schema, never from outside.
pub(super) fn drop_trigger(name: &str) -> String {
    format!("/* db.drop_trigger */ DROP TRIGGER \"{name}\"")
}

/// Empties a table.
pub(super) fn empty_table(name: &str) -> String {
    format!("/* db.empty_table */ DELETE FROM \"{name}\"")
}

/// How many rows a table has.
pub(super) fn count_rows(name: &str) -> String {
    format!("/* db.count_rows */ SELECT COUNT(*) FROM \"{name}\"")
}
