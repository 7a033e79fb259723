//! Statements on welcome coupons and the orders that carry them.

pub(super) const INSERT: &str = "/* welcome.insert */
    INSERT INTO welcome_coupon (tenant, id, store_id, program_id, customer_id, sponsor_id, code, code_fold, discount, amount,
      currency, minimum_minor, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";

pub(super) const LOAD: &str = "/* welcome.load */
    SELECT w.id, w.store_id, w.program_id, w.customer_id, w.sponsor_id, w.code, w.discount, w.amount, w.currency,
      w.minimum_minor, w.created_at, w.expires_at, w.void_at, w.shop_state, w.shop_coupon, w.shop_trouble,
      w.shop_checked_at, u.order_external_id
    FROM welcome_coupon w
    LEFT JOIN welcome_use u ON u.tenant = w.tenant AND u.coupon_id = w.id AND u.redeemed = 1
    WHERE w.tenant = $1 AND w.id = $2";

pub(super) const OF_CUSTOMER: &str = "/* welcome.of_customer */
    SELECT w.id, w.store_id, w.program_id, w.customer_id, w.sponsor_id, w.code, w.discount, w.amount, w.currency,
      w.minimum_minor, w.created_at, w.expires_at, w.void_at, w.shop_state, w.shop_coupon, w.shop_trouble,
      w.shop_checked_at, u.order_external_id
    FROM welcome_coupon w
    LEFT JOIN welcome_use u ON u.tenant = w.tenant AND u.coupon_id = w.id AND u.redeemed = 1
    WHERE w.tenant = $1 AND w.customer_id = $2";

pub(super) const LIST: &str = "/* welcome.list */
    SELECT w.id, w.store_id, w.program_id, w.customer_id, w.sponsor_id, w.code, w.discount, w.amount, w.currency,
      w.minimum_minor, w.created_at, w.expires_at, w.void_at, w.shop_state, w.shop_coupon, w.shop_trouble,
      w.shop_checked_at, u.order_external_id
    FROM welcome_coupon w
    LEFT JOIN welcome_use u ON u.tenant = w.tenant AND u.coupon_id = w.id AND u.redeemed = 1
    WHERE w.tenant = $1 AND w.id < $2 AND ($3 IS NULL OR w.customer_id = $3) AND ($4 IS NULL OR w.sponsor_id = $4)
    ORDER BY w.id DESC LIMIT $5";

// One question for every code, known or not, so that the answer to none takes another way.
pub(super) const CHECK: &str = "/* welcome.check */
    SELECT w.id, w.store_id, w.program_id, w.customer_id, w.sponsor_id, w.code, w.discount, w.amount, w.currency,
      w.minimum_minor, w.created_at, w.expires_at, w.void_at, w.shop_state, w.shop_coupon, w.shop_trouble,
      w.shop_checked_at, u.order_external_id, c.external_id,
      CASE WHEN EXISTS (
        SELECT 1 FROM customer_email a WHERE a.tenant = w.tenant AND a.customer_id = w.customer_id AND a.email_key = $4
      ) THEN 1 ELSE 0 END,
      CASE WHEN EXISTS (
        SELECT 1 FROM customer_email a CROSS JOIN orders o
        WHERE a.tenant = w.tenant AND a.customer_id = w.customer_id AND o.tenant = w.tenant AND o.store_id = w.store_id
          AND o.customer = a.email_key AND (a.number = 1 OR a.since <= o.placed_at) AND o.kind = 'order' AND o.unverified = 0
          AND o.status NOT IN ('checkout-draft', 'cancelled', 'failed', 'trash', 'deleted')
      ) OR EXISTS (
        SELECT 1 FROM orders o WHERE o.tenant = w.tenant AND o.store_id = w.store_id AND o.customer_id = c.external_id
          AND o.kind = 'order' AND o.unverified = 0
          AND o.status NOT IN ('checkout-draft', 'cancelled', 'failed', 'trash', 'deleted')
      ) THEN 1 ELSE 0 END
    FROM welcome_coupon w
    JOIN customer c ON c.tenant = w.tenant AND c.id = w.customer_id
    LEFT JOIN welcome_use u ON u.tenant = w.tenant AND u.coupon_id = w.id AND u.redeemed = 1
    WHERE w.tenant = $1 AND w.store_id = $2 AND w.code_fold = $3";

pub(super) const ANY: &str = "/* welcome.any */
    SELECT 1 FROM welcome_coupon WHERE tenant = $1 AND store_id = $2 LIMIT 1";

pub(super) const ON_ORDER: &str = "/* welcome.on_order */
    SELECT w.id, w.code, w.discount, w.amount, w.currency, w.minimum_minor, w.expires_at, w.void_at, c.id,
      c.external_id
    FROM welcome_coupon w JOIN customer c ON c.tenant = w.tenant AND c.id = w.customer_id
    WHERE w.tenant = $1 AND w.store_id = $2 AND w.code_fold = $3";

// A friend's earlier orders that stand, and whether each carries the code. By address and by account apart: each has an
// index, and the sum keeps that of their moments from being taken for better.
pub(super) const EARLIER: &str = "/* welcome.earlier */
    SELECT CASE WHEN EXISTS (
        SELECT 1 FROM order_coupon k WHERE k.tenant = o.tenant AND k.order_id = o.id AND k.code_fold = $7
      ) THEN 1 ELSE 0 END
    FROM (
      SELECT q.tenant, q.id, q.external_id, q.placed_at, q.kind, q.unverified, q.status
      FROM customer_email a CROSS JOIN orders q
      WHERE a.tenant = $1 AND a.customer_id = $3 AND q.tenant = a.tenant AND q.store_id = $2 AND q.customer = a.email_key
        AND (a.number = 1 OR a.since <= q.placed_at + 0)
      UNION ALL
      SELECT tenant, id, external_id, placed_at, kind, unverified, status FROM orders
      WHERE tenant = $1 AND store_id = $2 AND customer_id = $4
    ) o
    WHERE o.external_id <> $6
      AND o.kind = 'order' AND o.unverified = 0 AND o.status NOT IN ('checkout-draft', 'cancelled', 'failed', 'trash', 'deleted')
      AND (o.placed_at + 0 < $5 OR (o.placed_at + 0 = $5 AND o.external_id < $6))";

// Orders whose coupon hangs on how this one stands: of the same friend, or with the same code.
pub(super) const OTHERS: &str = "/* welcome.others */
    SELECT DISTINCT o.external_id FROM order_coupon k
    JOIN orders o ON o.tenant = k.tenant AND o.id = k.order_id
    WHERE k.tenant = $1 AND k.store_id = $2 AND o.external_id <> $3 AND k.code_fold IN (
      SELECT w.code_fold FROM customer_email a JOIN welcome_coupon w ON w.tenant = a.tenant AND w.customer_id = a.customer_id
      WHERE a.tenant = $1 AND a.store_id = $2 AND a.email_key = $4
      UNION SELECT w.code_fold FROM customer c JOIN welcome_coupon w ON w.tenant = c.tenant AND w.customer_id = c.id
      WHERE c.tenant = $1 AND c.store_id = $2 AND c.external_id = $5
      UNION SELECT code_fold FROM welcome_coupon WHERE tenant = $1 AND store_id = $2 AND code_fold = $6
    )";

pub(super) const USES_OF_ORDER: &str = "/* welcome.uses_of_order */
    SELECT coupon_id, redeemed, broken FROM welcome_use
    WHERE tenant = $1 AND store_id = $2 AND order_external_id = $3";

pub(super) const GIVE_UP: &str = "/* welcome.give_up */
    UPDATE welcome_use SET redeemed = 0
    WHERE tenant = $1 AND coupon_id = $2 AND redeemed = 1 AND order_external_id <> $3";

pub(super) const NOTE_USE: &str = "/* welcome.note_use */
    INSERT INTO welcome_use (tenant, store_id, order_external_id, coupon_id, redeemed, broken)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant, store_id, order_external_id, coupon_id) DO UPDATE SET redeemed = excluded.redeemed,
      broken = excluded.broken";

pub(super) const DROP_USE: &str = "/* welcome.drop_use */
    DELETE FROM welcome_use
    WHERE tenant = $1 AND store_id = $2 AND order_external_id = $3 AND coupon_id = $4";

pub(super) const ASKED: &str = "/* welcome.asked */
    UPDATE welcome_coupon SET shop_state = 'asked', shop_trouble = NULL WHERE tenant = $1 AND id = $2";

pub(super) const NOTE_MADE: &str = "/* welcome.note_made */
    UPDATE welcome_coupon SET shop_state = 'exists', shop_coupon = $3, shop_trouble = NULL, shop_checked_at = $4
    WHERE tenant = $1 AND id = $2";

pub(super) const NOTE_TROUBLE: &str = "/* welcome.note_trouble */
    UPDATE welcome_coupon SET shop_state = 'failed', shop_trouble = $3, shop_checked_at = $4
    WHERE tenant = $1 AND id = $2";
