//! Statements of the owner's lists of customers: a page of each, by id, newest first. What a row counts is looked up by an index.

/// Customers who have a code. A code that was replaced stands for the present one.
// `|| ''` keeps SQLite from walking all rewards in the order of friends.
pub(super) const REFERRERS: &str = "/* list.referrers */
    SELECT c.id, c.name, c.login, c.email, c.email_hint, c.external_id, c.created_at,
      (SELECT k.code FROM code k WHERE k.tenant = c.tenant AND k.partner_id = c.partner_id AND k.kind = 'referral'
        AND NOT EXISTS (SELECT 1 FROM code_alias a WHERE a.tenant = k.tenant AND a.code_id = k.id)
        ORDER BY k.created_at DESC, k.id DESC LIMIT 1),
      (SELECT COUNT(*) FROM invitation i WHERE i.tenant = c.tenant AND i.customer_id = c.id),
      (SELECT MAX(i.created_at) FROM invitation i WHERE i.tenant = c.tenant AND i.customer_id = c.id),
      (SELECT CAST(COALESCE(SUM(s.clicks), 0) AS BIGINT) FROM click_sum d CROSS JOIN click_sum s
        WHERE d.tenant = c.tenant AND d.axis = 'partner' AND d.key = c.partner_id
          AND s.tenant = c.tenant AND s.axis = 'partner' AND s.day = d.day AND s.key = d.key),
      (SELECT COUNT(*) FROM binding b WHERE b.tenant = c.tenant AND b.sponsor_id = c.id AND b.until IS NULL),
      (SELECT COUNT(DISTINCT r.friend_id || '') FROM reward r
        WHERE r.tenant = c.tenant AND r.customer_id = c.id AND r.level = 1),
      (SELECT CAST(COALESCE(SUM(r.minor), 0) AS BIGINT) FROM reward r
        WHERE r.tenant = c.tenant AND r.customer_id = c.id AND r.currency = $4),
      COALESCE(w.pending_minor, 0)
    FROM customer c LEFT JOIN wallet w ON w.tenant = c.tenant AND w.customer_id = c.id AND w.currency = $4
    WHERE c.tenant = $1 AND c.partner_id IS NOT NULL AND c.id < $2 AND ($9 IS NULL OR c.store_id = $9)
      AND ($5 IS NULL OR c.words LIKE $5 ESCAPE '!'
        OR c.external_id = $6
        OR c.partner_id IN (SELECT k.partner_id FROM code k WHERE k.tenant = $1 AND k.code_fold = $7))
      AND ($8 IS NULL OR ($8 = 1) = EXISTS (SELECT 1 FROM binding b
        WHERE b.tenant = c.tenant AND b.sponsor_id = c.id AND b.until IS NULL))
    ORDER BY c.id DESC LIMIT $3";

/// Customers whom another one sent. The coupon and what the first order earned stand beside them.
pub(super) const FRIENDS: &str = "/* list.friends */
    SELECT b.id, b.since, b.via, b.code, c.id, c.name, c.login, c.email, c.email_hint, c.external_id, c.created_at,
      s.id, s.name, s.login, s.email, s.email_hint, s.external_id, s.created_at,
      k.code, (SELECT 1 FROM welcome_use u WHERE u.tenant = k.tenant AND u.coupon_id = k.id AND u.redeemed = 1),
      k.void_at, k.expires_at, r.order_id, o.number, r.currency, r.granted_minor, r.minor, r.reason
    FROM binding b
    JOIN customer c ON c.tenant = b.tenant AND c.id = b.customer_id
    JOIN customer s ON s.tenant = b.tenant AND s.id = b.sponsor_id
    LEFT JOIN welcome_coupon k ON k.tenant = b.tenant AND k.customer_id = b.customer_id
    LEFT JOIN reward r ON r.tenant = b.tenant AND r.friend_id = b.customer_id AND r.level = 1
      AND r.order_id = (SELECT q.order_id FROM reward q WHERE q.tenant = b.tenant AND q.friend_id = b.customer_id
        AND q.level = 1 ORDER BY CASE WHEN q.granted_minor > 0 THEN 0 ELSE 1 END, q.order_id LIMIT 1)
    LEFT JOIN orders o ON o.tenant = r.tenant AND o.id = r.order_id
    WHERE b.tenant = $1 AND b.sponsor_id IS NOT NULL AND b.until IS NULL AND b.id < $2
      AND ($9 IS NULL OR b.store_id = $9)
      AND ($4 IS NULL OR c.words LIKE $4 ESCAPE '!'
        OR c.external_id = $5 OR k.code_fold = $6)
      AND ($7 IS NULL OR b.sponsor_id = $7)
      AND ($8 IS NULL OR $8 = CASE WHEN r.order_id IS NULL THEN 'joined' WHEN r.minor > 0 THEN 'rewarded'
        WHEN r.granted_minor > 0 THEN 'taken_back' ELSE 'ordered' END)
    ORDER BY b.id DESC LIMIT $3";

/// Everybody.
pub(super) const EVERYBODY: &str = "/* list.everybody */
    SELECT c.id, c.name, c.login, c.email, c.email_hint, c.external_id, c.created_at, c.registered_at, b.code, b.via,
      b.since, s.id, s.name, s.login, s.email, s.email_hint, s.external_id, s.created_at, b.partner_id,
      COALESCE(w.available_minor, 0)
    FROM customer c
    LEFT JOIN binding b ON b.tenant = c.tenant AND b.customer_id = c.id AND b.until IS NULL
    LEFT JOIN customer s ON s.tenant = b.tenant AND s.id = b.sponsor_id
    LEFT JOIN wallet w ON w.tenant = c.tenant AND w.customer_id = c.id AND w.currency = $4
    WHERE c.tenant = $1 AND c.id < $2 AND ($9 IS NULL OR c.store_id = $9)
      AND ($5 IS NULL OR c.words LIKE $5 ESCAPE '!'
        OR c.external_id = $6 OR b.code_fold = $7)
      AND ($8 IS NULL OR ($8 = 1) = (b.id IS NOT NULL))
    ORDER BY c.id DESC LIMIT $3";

/// What moved store credit: one row for each account that a transaction touched, which is called `wallet:`, the customer's id, and
/// which purse. The text is put together so that an account's
/// rows are read by account, not all rows up to a moment.
pub(super) const MOVES: &str = "/* list.moves */
    SELECT p.transaction_id, p.position, p.account, p.currency,
      CASE p.side WHEN 'credit' THEN p.amount_minor ELSE -p.amount_minor END, t.booked_at, t.cause, o.id, o.number,
      COALESCE(a.reason, ''),
      (SELECT CAST(COALESCE(SUM(CASE q.side WHEN 'credit' THEN q.amount_minor ELSE -q.amount_minor END), 0) AS BIGINT)
        FROM posting q WHERE q.tenant = p.tenant AND q.account = p.account AND q.currency = p.currency
        AND q.transaction_id || '' <= p.transaction_id)
    FROM posting p
    JOIN ledger_transaction t ON t.tenant = p.tenant AND t.id = p.transaction_id
    LEFT JOIN orders o ON o.tenant = t.tenant AND o.id = t.order_id
    LEFT JOIN wallet_adjustment a ON a.tenant = t.tenant AND a.id = t.cause_id
    WHERE p.tenant = $1 AND p.account >= 'wallet:' AND p.account < 'wallet;' AND p.transaction_id <= $2
      AND (p.transaction_id < $2 OR p.position > $7)
      AND ($4 IS NULL OR t.cause = $4) AND ($5 IS NULL OR p.currency = $5)
      AND ($6 IS NULL OR p.account LIKE $6)
      AND ($8 IS NULL OR EXISTS (SELECT 1 FROM customer c
        WHERE c.tenant = p.tenant AND c.id = SUBSTR(p.account, 8, 30) AND c.store_id = $8))
    ORDER BY p.transaction_id DESC, p.position LIMIT $3";

/// How many there are of each kind.
pub(super) const COUNTS: &str = "/* list.counts */
    SELECT (SELECT COUNT(*) FROM customer WHERE tenant = $1 AND partner_id IS NOT NULL AND ($2 IS NULL OR store_id = $2)),
      (SELECT COUNT(*) FROM binding WHERE tenant = $1 AND sponsor_id IS NOT NULL AND until IS NULL
        AND ($2 IS NULL OR store_id = $2)),
      (SELECT COUNT(*) FROM customer WHERE tenant = $1 AND ($2 IS NULL OR store_id = $2))";

/// Customers whom a text names: by address, account, code, or the beginning of a name.
pub(super) const NAMED: &str = "/* list.named */
    SELECT c.id, c.name, c.login, c.email, c.email_hint, c.external_id, c.created_at FROM customer c
    WHERE c.tenant = $1 AND c.id IN (
      SELECT customer_id FROM customer_email
        WHERE tenant = $1 AND store_id IN (SELECT id FROM store WHERE tenant = $1) AND email_key = $2
      UNION ALL SELECT id FROM customer
        WHERE tenant = $1 AND store_id IN (SELECT id FROM store WHERE tenant = $1) AND external_id = $3
      UNION ALL SELECT x.id FROM customer x JOIN code k ON k.tenant = x.tenant AND k.partner_id = x.partner_id
        WHERE k.tenant = $1 AND k.code_fold = $4
      UNION ALL SELECT w.customer_id FROM welcome_coupon w
        WHERE w.tenant = $1 AND w.store_id IN (SELECT id FROM store WHERE tenant = $1) AND w.code_fold = $4)
    ORDER BY c.id DESC LIMIT $5";

/// A friend's welcome coupon.
pub(super) const COUPON: &str = "/* list.coupon */
    SELECT k.id, k.code, (SELECT 1 FROM welcome_use u
        WHERE u.tenant = k.tenant AND u.coupon_id = k.id AND u.redeemed = 1), k.void_at, k.expires_at, k.shop_state
    FROM welcome_coupon k WHERE k.tenant = $1 AND k.customer_id = $2";
