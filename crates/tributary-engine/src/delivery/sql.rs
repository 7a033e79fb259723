//! Statements on deliveries.

pub(super) const INSERT: &str = "/* delivery.insert */
    INSERT INTO delivery (tenant, id, store_id, received_at, topic, content_type, delivery_id, body, state, reason, subject,
      settled_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

pub(super) const UNJUDGED: &str = "/* delivery.unjudged */
    SELECT tenant, id, store_id, received_at, topic, content_type, delivery_id, body, state, reason, subject
    FROM delivery WHERE state = 'received' AND (tenant, id) > ($1, $2) ORDER BY tenant, id LIMIT $3";

pub(super) const LOAD: &str = "/* delivery.load */
    SELECT tenant, id, store_id, received_at, topic, content_type, delivery_id, body, state, reason, subject
    FROM delivery WHERE tenant = $1 AND id = $2";

// Two may judge the same delivery at once; its effect happens once, and the first verdict stands.
pub(super) const SETTLE: &str = "/* delivery.settle */
    UPDATE delivery SET state = $3, reason = $4, subject = $5, settled_at = $6
    WHERE tenant = $1 AND id = $2 AND state = 'received'";

pub(super) const ORDER_ARRIVED: &str = "/* delivery.order_arrived */
    UPDATE delivery SET state = 'applied', settled_at = $4
    WHERE tenant = $1 AND store_id = $2 AND subject = $3 AND state = 'waiting'";

pub(super) const WAKE: &str = "/* delivery.wake */
    UPDATE delivery SET state = 'received' WHERE tenant = $1 AND store_id = $2 AND subject = $3 AND state = 'waiting'";

pub(super) const ORDER_GONE: &str = "/* delivery.order_gone */
    UPDATE delivery SET state = 'rejected', reason = 'the shop no longer has this order', settled_at = $4
    WHERE tenant = $1 AND store_id = $2 AND subject = $3 AND state = 'waiting'";

pub(super) const AWAITED: &str = "/* delivery.awaited */
    SELECT DISTINCT subject FROM delivery
    WHERE tenant = $1 AND store_id = $2 AND state = 'waiting' AND subject NOT LIKE 'refund:%'";

pub(super) const ABOUT: &str = "/* delivery.about */
    SELECT tenant, id, store_id, received_at, topic, content_type, delivery_id, body, state, reason, subject
    FROM delivery WHERE tenant = $1 AND store_id = $2 AND subject = $3 ORDER BY id";

pub(super) const LIST: &str = "/* delivery.list */
    SELECT tenant, id, store_id, received_at, topic, content_type, delivery_id, body, state, reason, subject
    FROM delivery WHERE tenant = $1 AND id < $2 AND ($3 IS NULL OR state = $3)
      AND ($5 IS NULL OR store_id = $5) ORDER BY id DESC LIMIT $4";

pub(super) const COUNTS: &str = "/* delivery.counts */
    SELECT state, reason, COUNT(*) FROM delivery WHERE tenant = $1 AND ($2 IS NULL OR store_id = $2)
    GROUP BY state, reason ORDER BY 3 DESC";
