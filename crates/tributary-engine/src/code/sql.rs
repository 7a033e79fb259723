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
