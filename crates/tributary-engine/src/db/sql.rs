//! Statements on the database itself, which each engine has its own words for.

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

/// The same on a server.
pub(super) mod server {
    pub(in super::super) const TABLES: &str = "/* db.tables_of_server */
    SELECT CAST(tablename AS TEXT) FROM pg_tables
    WHERE schemaname = current_schema() AND tablename <> 'schema_version' ORDER BY 1";

    /// Empties a table past its guards.
    pub(in super::super) fn empty_table(name: &str) -> String {
        format!(
            "/* db.empty_table_of_server */ ALTER TABLE \"{name}\" DISABLE TRIGGER USER;
            DELETE FROM \"{name}\"; ALTER TABLE \"{name}\" ENABLE TRIGGER USER"
        )
    }
}
