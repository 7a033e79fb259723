//! Statements on codes.

pub(super) const INSERT: &str = "/* code.insert */
    INSERT INTO code (tenant, id, program_id, partner_id, kind, code, code_fold, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const LOAD: &str = "/* code.load */
    SELECT id, program_id, partner_id, kind, code, created_at FROM code WHERE tenant = $1 AND id = $2";

pub(super) const FIND: &str = "/* code.find */
    SELECT id, program_id, partner_id, kind, code, created_at FROM code
    WHERE tenant = $1 AND program_id = $2 AND code_fold = $3";

pub(super) const LIST: &str = "/* code.list */
    SELECT id, program_id, partner_id, kind, code, created_at FROM code
    WHERE tenant = $1 AND id < $2 AND ($3 IS NULL OR partner_id = $3) ORDER BY id DESC LIMIT $4";

pub(super) const INSERT_ALIAS: &str = "/* code.insert_alias */
    INSERT INTO code_alias (tenant, code_id, of_id) VALUES ($1, $2, $3)";

pub(super) const ALIAS_OF: &str = "/* code.alias_of */
    SELECT of_id FROM code_alias WHERE tenant = $1 AND code_id = $2";

pub(super) const DELETE_ALIAS: &str = "/* code.delete_alias */
    DELETE FROM code_alias WHERE tenant = $1 AND code_id = $2";

pub(super) const DELETE: &str = "/* code.delete */
    DELETE FROM code WHERE tenant = $1 AND id = $2";

pub(super) const IGNORE: &str = "/* code.ignore */
    INSERT INTO ignored_code (tenant, code_fold, ignored_by, ignored_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, code_fold) DO NOTHING";

pub(super) const HEED: &str = "/* code.heed */
    DELETE FROM ignored_code WHERE tenant = $1 AND code_fold = $2";
