//! Statements on what friends' orders earn.

pub(super) const EARLIEST_OTHER: &str = "/* referral.earliest_other */
    SELECT qualified_at, external_id FROM (
      SELECT qualified_at, external_id FROM orders
      WHERE tenant = $1 AND store_id = $2 AND customer_id = $3 AND external_id <> $5 AND qualified_at IS NOT NULL
      UNION ALL
      SELECT qualified_at, external_id FROM orders
      WHERE tenant = $1 AND store_id = $2 AND customer = $4 AND external_id <> $5 AND qualified_at IS NOT NULL) o
    ORDER BY qualified_at, external_id LIMIT 1";

pub(super) const ORDERS_OF: &str = "/* referral.orders_of */
    SELECT DISTINCT external_id FROM (
      SELECT external_id FROM orders WHERE tenant = $1 AND store_id = $2 AND customer_id = $3
      UNION ALL SELECT external_id FROM orders WHERE tenant = $1 AND store_id = $2 AND customer = $4) o";

pub(super) const NEWEST_OF: &str = "/* referral.newest_of */
    SELECT external_id FROM (
      SELECT external_id, placed_at FROM orders WHERE tenant = $1 AND store_id = $2 AND customer_id = $3 AND kind = 'order'
      UNION ALL
      SELECT external_id, placed_at FROM orders WHERE tenant = $1 AND store_id = $2 AND customer = $4 AND kind = 'order') o
    ORDER BY placed_at DESC, external_id LIMIT 1";

pub(super) const GRANTED_FOR: &str = "/* referral.granted_for */
    SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM reward_grant
    WHERE tenant = $1 AND store_id = $2 AND external_id = $3 AND program_id = $4 AND currency = $5";

pub(super) const LAST_GRANT: &str = "/* referral.last_grant */
    SELECT seq, before_minor + amount_minor FROM reward_grant
    WHERE tenant = $1 AND program_id = $2 AND currency = $3 ORDER BY seq DESC LIMIT 1";

pub(super) const GRANT: &str = "/* referral.grant */
    INSERT INTO reward_grant (tenant, program_id, currency, seq, store_id, external_id, amount_minor, before_minor,
      granted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

pub(super) const CLEAR: &str = "/* referral.clear */
    DELETE FROM reward WHERE tenant = $1 AND order_id = $2";

pub(super) const INSERT: &str = "/* referral.insert */
    INSERT INTO reward (tenant, order_id, position, program_id, friend_id, customer_id, level, currency, granted_minor,
      minor, reason, available_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

pub(super) const OF_CUSTOMER: &str = "/* referral.of_customer */
    SELECT r.order_id, o.number, o.placed_at, r.friend_id, r.customer_id, r.level, r.currency, r.granted_minor, r.minor,
      r.reason, r.available_at
    FROM reward r JOIN orders o ON o.tenant = r.tenant AND o.id = r.order_id
    WHERE r.tenant = $1 AND r.customer_id = $2 ORDER BY r.order_id DESC, r.position LIMIT $3";

pub(super) const OF_FRIEND: &str = "/* referral.of_friend */
    SELECT r.order_id, o.number, o.placed_at, r.friend_id, r.customer_id, r.level, r.currency, r.granted_minor, r.minor,
      r.reason, r.available_at
    FROM reward r JOIN orders o ON o.tenant = r.tenant AND o.id = r.order_id
    WHERE r.tenant = $1 AND r.friend_id = $2 ORDER BY o.placed_at DESC, r.position";

pub(super) const BELOW: &str = "/* referral.below */
    SELECT customer_id FROM binding WHERE tenant = $1 AND sponsor_id = $2";
