//! Statements on what friends' orders earn.

// A customer's orders are those of the account, and those with an address that was theirs when they were placed. -1 is a moment that
// is still to be derived.
pub(super) const EARLIEST_OTHER: &str = "/* referral.earliest_other */
    SELECT qualified_at, external_id FROM (
      SELECT qualified_at, external_id FROM orders
      WHERE tenant = $1 AND store_id = $2 AND customer_id = $3 AND external_id <> $5 AND qualified_at >= 0
      UNION ALL
      SELECT q.qualified_at, q.external_id FROM customer_email a CROSS JOIN orders q
      WHERE a.tenant = $1 AND a.customer_id = $4 AND q.tenant = a.tenant AND q.store_id = $2 AND q.customer = a.email_key
        AND (a.number = 1 OR a.since <= q.placed_at) AND q.external_id <> $5 AND q.qualified_at >= 0) o
    ORDER BY qualified_at, external_id LIMIT 1";

pub(super) const NEWEST_OF: &str = "/* referral.newest_of */
    SELECT external_id FROM (
      SELECT external_id, placed_at FROM orders WHERE tenant = $1 AND store_id = $2 AND customer_id = $3 AND kind = 'order'
      UNION ALL
      SELECT q.external_id, q.placed_at FROM customer_email a CROSS JOIN orders q
      WHERE a.tenant = $1 AND a.customer_id = $4 AND q.tenant = a.tenant AND q.store_id = $2 AND q.customer = a.email_key
        AND (a.number = 1 OR a.since <= q.placed_at) AND q.kind = 'order') o
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

pub(super) const ASK: &str = "/* referral.ask */
    INSERT INTO reward_question (tenant, store_id, external_id, id, asked_at, tries) VALUES ($1, $2, $3, $4, $5, 0)
    ON CONFLICT (tenant, store_id, external_id) DO NOTHING";

pub(super) const QUESTION: &str = "/* referral.question */
    SELECT store_id, external_id, asked_at FROM reward_question WHERE tenant = $1 AND id = $2";

pub(super) const ASKED_OF: &str = "/* referral.asked_of */
    SELECT id, asked_at, tries, trouble FROM reward_question WHERE tenant = $1 AND store_id = $2 AND external_id = $3";

pub(super) const NOTE_TRY: &str = "/* referral.note_try */
    UPDATE reward_question SET tries = tries + 1, trouble = $3 WHERE tenant = $1 AND id = $2";

pub(super) const DROP_QUESTION: &str = "/* referral.drop_question */
    DELETE FROM reward_question WHERE tenant = $1 AND id = $2";
