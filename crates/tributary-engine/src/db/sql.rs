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

/// A table's columns and their types, for which both engines have the same names here.
pub(super) const COLUMNS: &str = "/* db.columns */
    SELECT name, type FROM pragma_table_info($1) ORDER BY cid";

pub(super) const VERSION: &str = "/* db.version */ PRAGMA user_version";

pub(super) const PRODUCT: &str = "/* db.product */ SELECT sqlite_version()";

pub(super) const JOURNAL: &str = "/* db.journal */ PRAGMA journal_mode";

pub(super) const SIZE: &str = "/* db.size */
    SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";

/// Everything at one moment, in a new file without the pages that hold nothing any more.
pub(super) const INTO_FILE: &str = "/* db.into_file */ VACUUM INTO $1";

/// All rows of a table.
pub(super) fn all_rows(table: &str, columns: &str) -> String {
    format!("/* db.all_rows */ SELECT {columns} FROM \"{table}\"")
}

/// One row of a table.
pub(super) fn add_row(table: &str, columns: &str, count: usize) -> String {
    let places: Vec<String> = (1..=count).map(|at| format!("${at}")).collect();
    format!("/* db.add_row */ INSERT INTO \"{table}\" ({columns}) VALUES ({})", places.join(", "))
}

/// The same on a server.
pub(super) mod server {
    pub(in super::super) const TABLES: &str = "/* db.tables_of_server */
    SELECT CAST(c.relname AS TEXT) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname <> 'schema_version' ORDER BY 1";

    /// Empties a table past its guards.
    pub(in super::super) fn empty_table(name: &str) -> String {
        format!(
            "/* db.empty_table_of_server */ ALTER TABLE \"{name}\" DISABLE TRIGGER USER;
            DELETE FROM \"{name}\"; ALTER TABLE \"{name}\" ENABLE TRIGGER USER"
        )
    }

    /// Whether any step was ever taken here.
    pub(in super::super) const HAS_VERSION: &str = "/* db.has_version_of_server */
    SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'";

    pub(in super::super) const VERSION: &str = "/* db.version_of_server */
    SELECT COALESCE(MAX(version), 0) FROM schema_version";

    /// What the server itself was told, not what our own connections ask for.
    pub(in super::super) const SETTINGS: &str = "/* db.settings_of_server */
    SELECT name, reset_val FROM pg_settings
    WHERE name IN ('server_version', 'fsync', 'full_page_writes') ORDER BY name";

    pub(in super::super) const VERSION_NUMBER: &str = "/* db.version_number_of_server */
    SELECT CAST(current_setting('server_version_num') AS BIGINT)";

    pub(in super::super) const CLOCK: &str = "/* db.clock_of_server */
    SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

    pub(in super::super) const SIZE: &str = "/* db.size_of_server */
    SELECT pg_database_size(current_database())";

    /// Takes lines of text.
    pub(in super::super) fn append(table: &str, columns: &str) -> String {
        format!("/* db.append_of_server */ COPY \"{table}\" ({columns}) FROM STDIN")
    }

    /// Whoever fills and verifies a whole database thinks longer between two statements than a node may.
    pub(in super::super) const NO_HASTE: &str = "/* db.no_haste_of_server */
    SET LOCAL idle_in_transaction_session_timeout = 0";

    /// Has the server count what it was given, so that it plans well from the first question on.
    pub(in super::super) const COUNT_ANEW: &str = "/* db.count_anew_of_server */ ANALYZE";
}
