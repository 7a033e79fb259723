//! Which orders a preview looks at.

pub(super) const RECENT: &str = "/* replay.recent */
    SELECT id, store_id, external_id FROM orders
    WHERE tenant = $1 AND program_id = $2 AND placed_at >= $3 ORDER BY placed_at DESC LIMIT $4";
