//! Statements on partners.

pub(super) const INSERT: &str = "/* partner.insert */
    INSERT INTO partner (tenant, id, name, email, email_key, kind, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const RENAME: &str = "/* partner.rename */
    UPDATE partner SET name = $3 WHERE tenant = $1 AND id = $2";

pub(super) const LAST_STATUS: &str = "/* partner.last_status */
    SELECT COALESCE(MAX(number), 0) FROM partner_status WHERE tenant = $1 AND partner_id = $2";

pub(super) const INSERT_STATUS: &str = "/* partner.insert_status */
    INSERT INTO partner_status (tenant, partner_id, number, status, since, changed_by)
    VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const STATUS_AT: &str = "/* partner.status_at */
    SELECT status FROM partner_status
    WHERE tenant = $1 AND partner_id = $2 AND since <= $3 ORDER BY number DESC LIMIT 1";

pub(super) const LOAD: &str = "/* partner.load */
    SELECT p.id, p.name, p.email, p.email_key, p.kind, p.created_at, s.status
    FROM partner p JOIN partner_status s ON s.tenant = p.tenant AND s.partner_id = p.id
    WHERE p.tenant = $1 AND p.id = $2 ORDER BY s.number DESC LIMIT 1";

pub(super) const LIST: &str = "/* partner.list */
    SELECT p.id, p.name, p.email, p.email_key, p.kind, p.created_at, s.status
    FROM partner p JOIN partner_status s ON s.tenant = p.tenant AND s.partner_id = p.id
    WHERE p.tenant = $1 AND p.id < $2
      AND s.number = (SELECT MAX(number) FROM partner_status t WHERE t.tenant = p.tenant AND t.partner_id = p.id)
    ORDER BY p.id DESC LIMIT $3";
