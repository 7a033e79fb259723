//! Statements on programs and rule versions.

pub(super) const INSERT: &str = "/* program.insert */
    INSERT INTO program (tenant, id, store_id, name, preset, created_at) VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const LAST_VERSION: &str = "/* program.last_version */
    SELECT COALESCE(MAX(number), 0) FROM rule_version WHERE tenant = $1 AND program_id = $2";

pub(super) const INSERT_VERSION: &str = "/* program.insert_version */
    INSERT INTO rule_version (tenant, program_id, number, since, rules, changed_by, created_at, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const VERSIONS: &str = "/* program.versions */
    SELECT number, since, rules FROM rule_version WHERE tenant = $1 AND program_id = $2 ORDER BY number";

pub(super) const HISTORY: &str = "/* program.history */
    SELECT number, changed_by, created_at, note FROM rule_version
    WHERE tenant = $1 AND program_id = $2 ORDER BY number DESC";

pub(super) const LOAD: &str = "/* program.load */
    SELECT p.id, p.store_id, p.name, p.preset, v.number, v.since, v.rules, v.changed_by
    FROM program p JOIN rule_version v ON v.tenant = p.tenant AND v.program_id = p.id
    WHERE p.tenant = $1 AND p.id = $2 ORDER BY v.number DESC LIMIT 1";

pub(super) const OF_STORE: &str = "/* program.of_store */
    SELECT id FROM program WHERE tenant = $1 AND store_id = $2";

pub(super) const LIST: &str = "/* program.list */
    SELECT p.id, p.store_id, p.name, p.preset, v.number, v.since, v.rules, v.changed_by
    FROM program p JOIN rule_version v ON v.tenant = p.tenant AND v.program_id = p.id
    WHERE p.tenant = $1 AND p.id < $2
      AND v.number = (SELECT MAX(number) FROM rule_version w WHERE w.tenant = p.tenant AND w.program_id = p.id)
    ORDER BY p.id DESC LIMIT $3";

pub(super) const NAMES: &str = "/* program.names */
    SELECT id, name FROM program WHERE tenant = $1";

pub(super) const PAGE_OF: &str = "/* program.page_of */
    SELECT slug, is_open, automatic FROM program_page WHERE tenant = $1 AND program_id = $2";

pub(super) const PAGE: &str = "/* program.page */
    SELECT tenant, program_id, slug, is_open, automatic FROM program_page WHERE slug = $1";

pub(super) const OPEN_PAGES: &str = "/* program.open_pages */
    SELECT p.tenant, p.program_id FROM program_page p JOIN tenant t ON t.id = p.tenant
    WHERE p.is_open = 1 AND t.test_of IS NULL ORDER BY p.slug LIMIT 500";

pub(super) const SET_PAGE: &str = "/* program.set_page */
    INSERT INTO program_page (tenant, program_id, slug, is_open, automatic) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant, program_id) DO UPDATE SET slug = $3, is_open = $4, automatic = $5";

pub(super) const INSERT_EVENT: &str = "/* program.insert_event */
    INSERT INTO event_type (tenant, id, program_id) VALUES ($1, $2, $3) ON CONFLICT (tenant, id) DO NOTHING";

pub(super) const PROGRAM_OF_EVENT: &str = "/* program.program_of_event */
    SELECT e.program_id, p.store_id FROM event_type e
    JOIN program p ON p.tenant = e.tenant AND p.id = e.program_id WHERE e.tenant = $1 AND e.id = $2";
