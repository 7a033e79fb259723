//! Statements on partners.

pub(super) const INSERT: &str = "/* partner.insert */
    INSERT INTO partner (tenant, id, name, email, email_key, kind, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const RENAME: &str = "/* partner.rename */
    UPDATE partner SET name = $3 WHERE tenant = $1 AND id = $2";

pub(super) const CHANGE: &str = "/* partner.change */
    UPDATE partner SET name = $3, email = $4, email_key = $5, group_name = $6, place = $7, note = $8
    WHERE tenant = $1 AND id = $2";

pub(super) const ARCHIVE: &str = "/* partner.archive */
    UPDATE partner SET archived_at = COALESCE(archived_at, $3) WHERE tenant = $1 AND id = $2";

pub(super) const RESTORE: &str = "/* partner.restore */
    UPDATE partner SET archived_at = NULL WHERE tenant = $1 AND id = $2";

pub(super) const INVITED: &str = "/* partner.invited */
    UPDATE partner SET invited_at = $3 WHERE tenant = $1 AND id = $2";

pub(super) const ADD_ADDRESS: &str = "/* partner.add_address */
    INSERT INTO partner_address (tenant, partner_id, email_key, since) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, partner_id, email_key) DO NOTHING";

pub(super) const ADDRESSES: &str = "/* partner.addresses */
    SELECT email_key, since FROM partner_address WHERE tenant = $1 AND partner_id = $2";

pub(super) const STATUSES: &str = "/* partner.statuses */
    SELECT status, since, changed_by FROM partner_status
    WHERE tenant = $1 AND partner_id = $2 ORDER BY number DESC";

pub(super) const LAST_STATUS: &str = "/* partner.last_status */
    SELECT COALESCE(MAX(number), 0) FROM partner_status WHERE tenant = $1 AND partner_id = $2";

pub(super) const INSERT_STATUS: &str = "/* partner.insert_status */
    INSERT INTO partner_status (tenant, partner_id, number, status, since, changed_by)
    VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const NAME: &str = "/* partner.name */
    SELECT name FROM partner WHERE tenant = $1 AND id = $2";

pub(super) const STATUS_AT: &str = "/* partner.status_at */
    SELECT s.status, p.kind FROM partner_status s JOIN partner p ON p.tenant = s.tenant AND p.id = s.partner_id
    WHERE s.tenant = $1 AND s.partner_id = $2 AND s.since <= $3 ORDER BY s.number DESC LIMIT 1";

pub(super) const LOAD: &str = "/* partner.load */
    SELECT p.id, p.name, p.email, p.email_key, p.kind, p.created_at, s.status,
      p.group_name, p.place, p.note, p.invited_at, p.archived_at
    FROM partner p JOIN partner_status s ON s.tenant = p.tenant AND s.partner_id = p.id
    WHERE p.tenant = $1 AND p.id = $2 ORDER BY s.number DESC LIMIT 1";

pub(super) const LIST: &str = "/* partner.list */
    SELECT p.id, p.name, p.email, p.email_key, p.kind, p.created_at, s.status,
      p.group_name, p.place, p.note, p.invited_at, p.archived_at
    FROM partner p JOIN partner_status s ON s.tenant = p.tenant AND s.partner_id = p.id
    WHERE p.tenant = $1 AND p.id < $2 AND p.kind = COALESCE($4, p.kind) AND ($4 IS NOT NULL OR p.kind <> 'customer')
      AND s.number = (SELECT MAX(number) FROM partner_status t WHERE t.tenant = p.tenant AND t.partner_id = p.id)
    ORDER BY p.id DESC LIMIT $3";

// Both databases fold only ASCII here, so the text comes in three spellings, their ASCII letters small.
pub(super) const MATCHING: &str = "/* partner.matching */
    SELECT p.id, p.name, p.email, p.email_key, p.kind, p.created_at, s.status,
      p.group_name, p.place, p.note, p.invited_at, p.archived_at
    FROM partner p JOIN partner_status s ON s.tenant = p.tenant AND s.partner_id = p.id
    WHERE p.tenant = $1 AND p.id < $2 AND p.kind = COALESCE($4, p.kind) AND ($4 IS NOT NULL OR p.kind <> 'customer')
      AND s.number = (SELECT MAX(number) FROM partner_status t WHERE t.tenant = p.tenant AND t.partner_id = p.id)
      AND (LOWER(p.name) LIKE $5 ESCAPE '!' OR LOWER(p.name) LIKE $6 ESCAPE '!' OR LOWER(p.name) LIKE $7 ESCAPE '!'
        OR LOWER(p.email) LIKE $5 ESCAPE '!'
        OR EXISTS (SELECT 1 FROM code c WHERE c.tenant = p.tenant AND c.partner_id = p.id AND c.code_fold LIKE $8 ESCAPE '!'))
    ORDER BY p.id DESC LIMIT $3";

pub(super) const REFUNDS: &str = "/* partner.refunds */
    SELECT partner_id, COUNT(*), CAST(SUM(CASE WHEN refunded_minor > 0 THEN 1 ELSE 0 END) AS BIGINT)
    FROM orders WHERE tenant = $1 AND placed_at >= $2 AND placed_at < $3 AND partner_id IS NOT NULL
    GROUP BY partner_id";

// The newest of each is one step in an index; nothing is scanned.
pub(super) const LAST_ACTIVE: &str = "/* partner.last_active */
    SELECT p.id,
      COALESCE((SELECT MAX(c.at) FROM click c WHERE c.tenant = p.tenant AND c.partner_id = p.id), -1),
      COALESCE((SELECT MAX(o.placed_at) FROM orders o WHERE o.tenant = p.tenant AND o.partner_id = p.id), -1)
    FROM partner p WHERE p.tenant = $1 AND p.kind <> 'customer'";
