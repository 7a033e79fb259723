//! Statements on conversions.

pub(super) const LAST: &str = "/* conversion.last */
    SELECT COALESCE(MAX(seq), 0) FROM conversion WHERE tenant = $1";

pub(super) const UPSERT: &str = "/* conversion.upsert */
    INSERT INTO conversion (tenant, partner_id, order_id, seq, program_id, kind, event, number, currency, sale_minor,
      commission_minor, status, reason, click_id, clicked_at, refs, created_at, reported_at, updated_at, confirm_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
    ON CONFLICT (tenant, partner_id, order_id) DO UPDATE SET seq = excluded.seq, program_id = excluded.program_id,
      kind = excluded.kind, event = excluded.event, number = excluded.number, currency = excluded.currency,
      sale_minor = excluded.sale_minor, commission_minor = excluded.commission_minor, status = excluded.status,
      reason = excluded.reason, click_id = excluded.click_id, clicked_at = excluded.clicked_at, refs = excluded.refs,
      created_at = excluded.created_at, reported_at = excluded.reported_at, updated_at = excluded.updated_at,
      confirm_by = excluded.confirm_by";

pub(super) const REFS: &str = "/* conversion.refs */
    SELECT refs FROM click WHERE tenant = $1 AND id = $2";

// `|| ''` keeps SQLite from walking all conversions in the order of partners.
pub(super) const OF_ORDER: &str = "/* conversion.of_order */
    SELECT tenant, partner_id, order_id, seq, program_id, kind, event, number, currency, sale_minor, commission_minor,
      status, reason, click_id, clicked_at, refs, created_at, reported_at, updated_at, confirm_by
    FROM conversion WHERE tenant = $1 AND order_id = $2 ORDER BY partner_id || ''";

pub(super) const LOAD: &str = "/* conversion.load */
    SELECT tenant, partner_id, order_id, seq, program_id, kind, event, number, currency, sale_minor, commission_minor,
      status, reason, click_id, clicked_at, refs, created_at, reported_at, updated_at, confirm_by
    FROM conversion WHERE tenant = $1 AND partner_id = $2 AND order_id = $3";

pub(super) const CHANGED: &str = "/* conversion.changed */
    SELECT tenant, partner_id, order_id, seq, program_id, kind, event, number, currency, sale_minor, commission_minor,
      status, reason, click_id, clicked_at, refs, created_at, reported_at, updated_at, confirm_by
    FROM conversion WHERE tenant = $1 AND partner_id = $2 AND seq > $3
      AND ($4 IS NULL OR status = $4) AND ($5 IS NULL OR program_id = $5)
      AND ($6 IS NULL OR LOWER(refs) LIKE LOWER($6) ESCAPE '!')
      AND created_at >= $7 AND created_at < $8 AND updated_at >= $9 AND updated_at < $10
    ORDER BY seq LIMIT $11";

pub(super) const NEWEST_OF: &str = "/* conversion.newest_of */
    SELECT COALESCE(MAX(seq), 0) FROM conversion WHERE tenant = $1 AND partner_id = $2";

pub(super) const LIST: &str = "/* conversion.list */
    SELECT tenant, partner_id, order_id, seq, program_id, kind, event, number, currency, sale_minor, commission_minor,
      status, reason, click_id, clicked_at, refs, created_at, reported_at, updated_at, confirm_by
    FROM conversion WHERE tenant = $1 AND partner_id = $2
      AND ($3 IS NULL OR status = $3) AND ($4 IS NULL OR program_id = $4)
      AND ($5 IS NULL OR LOWER(refs) LIKE LOWER($5) ESCAPE '!')
      AND created_at >= $6 AND created_at < $7 AND updated_at >= $8 AND updated_at < $9
      AND (created_at, order_id) < ($10, $11)
    ORDER BY created_at DESC, order_id DESC LIMIT $12";

pub(super) const TO_DERIVE: &str = "/* conversion.to_derive */
    SELECT o.store_id, o.external_id FROM orders o
    WHERE o.tenant = $1 AND o.partner_id = $2 AND o.program_id = $3 AND NOT EXISTS (
      SELECT 1 FROM conversion c WHERE c.tenant = o.tenant AND c.partner_id = o.partner_id AND c.order_id = o.id)
    ORDER BY o.placed_at, o.id";
