//! Statements on conversions. What each order asks names no table that an order writes to, so that it is asked once for all
//! that share a commit; the name of no other table stands in that of the places' heads.

pub(super) const PROGRAMS_WITH_MEMBERS: &str = "/* membership.programs */
    SELECT DISTINCT program_id FROM membership WHERE tenant = $1 AND partner_id IS NOT NULL";

pub(super) const IS_MEMBER: &str = "/* membership.is_member */
    SELECT 1 FROM membership WHERE tenant = $1 AND partner_id = $2 AND program_id = $3";

pub(super) const HEAD: &str = "/* place.head */
    SELECT seq, era FROM place_head WHERE tenant = $1";

pub(super) const SET_HEAD: &str = "/* place.set_head */
    INSERT INTO place_head (tenant, seq, era) VALUES ($1, $2, $3)
    ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq, era = excluded.era";

pub(super) const LAST: &str = "/* conversion.last */
    SELECT COALESCE(MAX(seq), 0) FROM conversion WHERE tenant = $1";

pub(super) const HEADS: &str = "/* place.heads */
    SELECT h.tenant, h.seq, h.era FROM place_head h WHERE NOT EXISTS (
      SELECT 1 FROM place_mark m WHERE m.tenant = h.tenant AND m.era = h.era AND m.seq = h.seq)";

pub(super) const MARK: &str = "/* place.mark */
    INSERT INTO place_mark (tenant, at, era, seq) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, at) DO NOTHING";

pub(super) const FORGET_MARKS: &str = "/* place.forget_marks */
    DELETE FROM place_mark WHERE at < $1";

pub(super) const MARK_BEFORE: &str = "/* place.mark_before */
    SELECT m.seq FROM place_mark m JOIN place_head h ON h.tenant = m.tenant AND h.era = m.era
    WHERE m.tenant = $1 AND m.at <= $2 ORDER BY m.at DESC LIMIT 1";

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

pub(super) const OF_ORDER: &str = "/* conversion.of_order */
    SELECT tenant, partner_id, order_id, seq, program_id, kind, event, number, currency, sale_minor, commission_minor,
      status, reason, click_id, clicked_at, refs, created_at, reported_at, updated_at, confirm_by
    FROM conversion WHERE tenant = $1 AND order_id = $2 ORDER BY partner_id";

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
