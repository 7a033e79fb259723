//! Statements on links.

pub(super) const INSERT: &str = "/* link.insert */
    INSERT INTO link (tenant, id, program_id, partner_id, slug, slug_fold, destination, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const LOAD: &str = "/* link.load */
    SELECT id, program_id, partner_id, slug, destination, created_at, label, archived_at FROM link WHERE tenant = $1 AND id = $2";

pub(super) const FIND: &str = "/* link.find */
    SELECT id, program_id, partner_id, slug, destination, created_at, label, archived_at FROM link
    WHERE tenant = $1 AND program_id = $2 AND slug_fold = $3";

pub(super) const LIST: &str = "/* link.list */
    SELECT id, program_id, partner_id, slug, destination, created_at, label, archived_at FROM link
    WHERE tenant = $1 AND id < $2 AND ($3 IS NULL OR partner_id = $3) ORDER BY id DESC LIMIT $4";

pub(super) const TAKEN: &str = "/* link.taken */
    SELECT 1 FROM link WHERE slug_fold = $1";

pub(super) const RELABEL: &str = "/* link.relabel */
    UPDATE link SET label = $3 WHERE tenant = $1 AND id = $2";

pub(super) const ARCHIVE: &str = "/* link.archive */
    UPDATE link SET archived_at = COALESCE(archived_at, $3) WHERE tenant = $1 AND id = $2";

pub(super) const RESTORE: &str = "/* link.restore */
    UPDATE link SET archived_at = NULL WHERE tenant = $1 AND id = $2";
