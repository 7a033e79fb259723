//! Statements on saved views.

pub(super) const INSERT: &str = "/* view.insert */
    INSERT INTO saved_view (tenant, id, screen, user_id, shared, name, query, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const LIST: &str = "/* view.list */
    SELECT id, screen, user_id, shared, name, query FROM saved_view
    WHERE tenant = $1 AND screen = $2 AND removed_at IS NULL AND (user_id = $3 OR shared = 1)
    ORDER BY id LIMIT $4";

pub(super) const LOAD: &str = "/* view.load */
    SELECT id, screen, user_id, shared, name, query FROM saved_view
    WHERE tenant = $1 AND id = $2 AND (user_id = $3 OR shared = 1)";

pub(super) const COUNT: &str = "/* view.count */
    SELECT COUNT(*) FROM saved_view WHERE tenant = $1 AND user_id = $2 AND screen = $3 AND removed_at IS NULL";

pub(super) const CHANGE: &str = "/* view.change */
    UPDATE saved_view SET name = $4, shared = $5, query = $6
    WHERE tenant = $1 AND id = $2 AND user_id = $3 AND removed_at IS NULL";

pub(super) const REMOVE: &str = "/* view.remove */
    UPDATE saved_view SET removed_at = $4
    WHERE tenant = $1 AND id = $2 AND user_id = $3 AND removed_at IS NULL";

pub(super) const RESTORE: &str = "/* view.restore */
    UPDATE saved_view SET removed_at = NULL
    WHERE tenant = $1 AND id = $2 AND user_id = $3 AND removed_at IS NOT NULL";
