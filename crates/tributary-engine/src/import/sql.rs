//! Statements on imports.

pub(super) const INSERT: &str = "/* import.insert */
    INSERT INTO import (tenant, id, system, name, state, plan, made_by, made_at, moved_at, total, at, keyed, new_rows,
      updated_rows, skipped_rows, wrong_rows, joined_rows, finished_at, kept, trouble)
    VALUES ($1, $2, $3, $4, 'receiving', $5, $6, $7, $7, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 1, NULL)";

pub(super) const LOAD: &str = "/* import.load */
    SELECT id, system, name, state, plan, made_by, made_at, moved_at, total, at, keyed, new_rows, updated_rows,
      skipped_rows, wrong_rows, joined_rows, finished_at, kept, trouble
    FROM import WHERE tenant = $1 AND id = $2";

pub(super) const LIST: &str = "/* import.list */
    SELECT id, system, name, state, plan, made_by, made_at, moved_at, total, at, keyed, new_rows, updated_rows,
      skipped_rows, wrong_rows, joined_rows, finished_at, kept, trouble
    FROM import WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

pub(super) const DUE: &str = "/* import.due */
    SELECT tenant, id FROM import WHERE state IN ('mapped', 'running', 'undoing') ORDER BY moved_at LIMIT 1";

pub(super) const SET_PLAN: &str = "/* import.set_plan */
    UPDATE import SET plan = $3, total = $4, moved_at = $5 WHERE tenant = $1 AND id = $2";

// Each state begins with its own count of what it is through with.
pub(super) const MOVE: &str = "/* import.move */
    UPDATE import SET state = $3, moved_at = $4, at = $5, keyed = $6, new_rows = 0, updated_rows = 0, skipped_rows = 0,
      wrong_rows = 0, joined_rows = 0, trouble = NULL
    WHERE tenant = $1 AND id = $2";

pub(super) const CHANGE_STATE: &str = "/* import.change_state */
    UPDATE import SET state = $3, moved_at = $4, trouble = $5 WHERE tenant = $1 AND id = $2";

pub(super) const FINISH: &str = "/* import.finish */
    UPDATE import SET state = 'finished', moved_at = $3, finished_at = $3 WHERE tenant = $1 AND id = $2";

pub(super) const ADVANCE: &str = "/* import.advance */
    UPDATE import SET at = $3, keyed = $4, new_rows = new_rows + $5, updated_rows = updated_rows + $6,
      skipped_rows = skipped_rows + $7, wrong_rows = wrong_rows + $8, joined_rows = joined_rows + $9
    WHERE tenant = $1 AND id = $2";

pub(super) const INSERT_ROW: &str = "/* import.insert_row */
    INSERT INTO import_row (tenant, import_id, number, part, line, cells) VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const ROWS_AFTER: &str = "/* import.rows_after */
    SELECT number, part, line, cells, verdict, field, detail, object, before FROM import_row
    WHERE tenant = $1 AND import_id = $2 AND number > $3 ORDER BY number LIMIT $4";

pub(super) const ROWS_OF_VERDICT: &str = "/* import.rows_of_verdict */
    SELECT number, part, line, cells, verdict, field, detail, object, before FROM import_row
    WHERE tenant = $1 AND import_id = $2 AND verdict = $3 AND number > $4 ORDER BY number LIMIT $5";

pub(super) const ROWS_BACKWARDS: &str = "/* import.rows_backwards */
    SELECT number, part, line, cells, verdict, field, detail, object, before FROM import_row
    WHERE tenant = $1 AND import_id = $2 AND number <= $3 ORDER BY number DESC LIMIT $4";

pub(super) const ROWS_BY_KEY: &str = "/* import.rows_by_key */
    SELECT r.number, r.part, r.line, r.cells, r.verdict, r.field, r.detail, r.object, r.before
    FROM import_key k JOIN import_row r ON r.tenant = k.tenant AND r.import_id = k.import_id AND r.number = k.number
    WHERE k.tenant = $1 AND k.import_id = $2 AND k.key = $3 ORDER BY k.number LIMIT $4";

pub(super) const SET_VERDICT: &str = "/* import.set_verdict */
    UPDATE import_row SET verdict = $4, field = $5, detail = $6, object = $7, about = $8, before = $9
    WHERE tenant = $1 AND import_id = $2 AND number = $3";

pub(super) const INSERT_KEY: &str = "/* import.insert_key */
    INSERT INTO import_key (tenant, import_id, key, number) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, import_id, key, number) DO NOTHING";

pub(super) const FIRST_WITH_KEY: &str = "/* import.first_with_key */
    SELECT COALESCE(MIN(number), 0) FROM import_key WHERE tenant = $1 AND import_id = $2 AND key = $3";

pub(super) const DELETE_KEYS: &str = "/* import.delete_keys */
    DELETE FROM import_key WHERE tenant = $1 AND import_id = $2";

pub(super) const DELETE_ROWS: &str = "/* import.delete_rows */
    DELETE FROM import_row WHERE tenant = $1 AND import_id = $2";

pub(super) const DELETE: &str = "/* import.delete */
    DELETE FROM import WHERE tenant = $1 AND id = $2";

pub(super) const FORGOTTEN: &str = "/* import.forgotten */
    UPDATE import SET kept = 0 WHERE tenant = $1 AND id = $2";

pub(super) const TO_FORGET: &str = "/* import.to_forget */
    SELECT tenant, id FROM import WHERE kept = 1 AND moved_at < $1 AND state NOT IN ('running', 'undoing') LIMIT $2";

pub(super) const INSERT_LINK: &str = "/* import.insert_link */
    INSERT INTO import_link (tenant, system, noun, external_id, object_id, import_id) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant, system, noun, external_id) DO NOTHING";

pub(super) const LINKED: &str = "/* import.linked */
    SELECT object_id FROM import_link WHERE tenant = $1 AND system = $2 AND noun = $3 AND external_id = $4";

pub(super) const DELETE_LINKS: &str = "/* import.delete_links */
    DELETE FROM import_link WHERE tenant = $1 AND object_id = $2 AND import_id = $3";

pub(super) const PARTNERS_BY_EMAIL: &str = "/* import.partners_by_email */
    SELECT id FROM partner WHERE tenant = $1 AND email_key = $2 AND kind <> 'customer' ORDER BY id LIMIT 2";

pub(super) const PARTNERS_BY_NAME: &str = "/* import.partners_by_name */
    SELECT id FROM partner WHERE tenant = $1 AND name = $2 AND kind <> 'customer' ORDER BY id LIMIT 2";

pub(super) const CODE_OWNER: &str = "/* import.code_owner */
    SELECT partner_id FROM code WHERE tenant = $1 AND program_id = $2 AND kind = $3 AND code_fold = $4";

pub(super) const HAS_ADDRESS: &str = "/* import.has_address */
    SELECT COUNT(*) FROM partner_address WHERE tenant = $1 AND partner_id = $2 AND email_key = $3";

pub(super) const DELETE_ADDRESS: &str = "/* import.delete_address */
    DELETE FROM partner_address WHERE tenant = $1 AND partner_id = $2 AND email_key = $3";

pub(super) const CODE_IS_CLICKED: &str = "/* import.code_is_clicked */
    SELECT COUNT(*) FROM (SELECT 1 FROM click WHERE tenant = $1 AND code_id = $2 LIMIT 1) AS used";

pub(super) const DELETE_CODE: &str = "/* import.delete_code */
    DELETE FROM code WHERE tenant = $1 AND id = $2";

// What hangs on a partner: each is one step in an index.
pub(super) const HANGS_ON: &str = "/* import.hangs_on */
    SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM code WHERE tenant = $1 AND partner_id = $2 LIMIT 1) AS a)
      + (SELECT COUNT(*) FROM (SELECT 1 FROM link WHERE tenant = $1 AND partner_id = $2 LIMIT 1) AS b)
      + (SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE tenant = $1 AND partner_id = $2 LIMIT 1) AS c)
      + (SELECT COUNT(*) FROM (SELECT 1 FROM click WHERE tenant = $1 AND partner_id = $2 LIMIT 1) AS d)
      + (SELECT COUNT(*) FROM (SELECT 1 FROM membership WHERE tenant = $1 AND partner_id = $2 LIMIT 1) AS e)
      + (SELECT COUNT(*) FROM (SELECT 1 FROM claim WHERE tenant = $1 AND partner_id = $2 LIMIT 1) AS f)
      + (SELECT COUNT(*) FROM (SELECT 1 FROM import_row WHERE tenant = $1 AND about = $2 LIMIT 1) AS g)
      + (SELECT COUNT(*) FROM (SELECT 1 FROM posting WHERE tenant = $1 AND account >= $3 AND account < $4 LIMIT 1) AS h)";

pub(super) const DELETE_PARTNER: &str = "/* import.delete_partner */
    DELETE FROM partner WHERE tenant = $1 AND id = $2";

pub(super) const DELETE_STATUSES: &str = "/* import.delete_statuses */
    DELETE FROM partner_status WHERE tenant = $1 AND partner_id = $2";

pub(super) const DELETE_ADDRESSES: &str = "/* import.delete_addresses */
    DELETE FROM partner_address WHERE tenant = $1 AND partner_id = $2";
