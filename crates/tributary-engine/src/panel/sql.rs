//! Statements on what customers see.

pub(super) const ADD_SECRET: &str = "/* panel.add_secret */
    INSERT INTO customer_secret (tenant, id, store_id, sealed, created_at) VALUES ($1, $2, $3, $4, $5)";

pub(super) const END_SECRETS: &str = "/* panel.end_secrets */
    UPDATE customer_secret SET ends_at = $3
    WHERE tenant = $1 AND store_id = $2 AND (ends_at IS NULL OR ends_at > $3)";

pub(super) const FORGET_SECRETS: &str = "/* panel.forget_secrets */
    DELETE FROM customer_secret WHERE tenant = $1 AND store_id = $2 AND ends_at <= $3";

pub(super) const SECRETS: &str = "/* panel.secrets */
    SELECT sealed, created_at, ends_at FROM customer_secret
    WHERE tenant = $1 AND store_id = $2 AND (ends_at IS NULL OR ends_at > $3) ORDER BY id DESC";

pub(super) const STORES_WITH_SECRET: &str = "/* panel.stores_with_secret */
    SELECT DISTINCT s.store_id FROM customer_secret s JOIN tenant t ON t.id = s.tenant
    WHERE t.test_of IS NULL ORDER BY s.store_id LIMIT 2";

pub(super) const INSERT_LINK: &str = "/* panel.insert_link */
    INSERT INTO refer_link (token_hash, tenant, customer_id, ends_at) VALUES ($1, $2, $3, $4)";

pub(super) const LINK: &str = "/* panel.link */
    SELECT tenant, customer_id FROM refer_link WHERE token_hash = $1 AND ends_at > $2";

pub(super) const USE_LINK: &str = "/* panel.use_link */
    DELETE FROM refer_link WHERE token_hash = $1 AND ends_at > $2";

pub(super) const FORGET_LINKS: &str = "/* panel.forget_links */
    DELETE FROM refer_link WHERE ends_at <= $1";

pub(super) const DROP_LINKS_OF: &str = "/* panel.drop_links_of */
    DELETE FROM refer_link WHERE tenant = $1 AND customer_id = $2";

pub(super) const END_SESSIONS_OF: &str = "/* panel.end_sessions_of */
    DELETE FROM refer_session WHERE tenant = $1 AND customer_id = $2";

pub(super) const INSERT_SESSION: &str = "/* panel.insert_session */
    INSERT INTO refer_session (token_hash, tenant, customer_id, csrf, created_at, ends_at)
    VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const FORGET_SESSIONS: &str = "/* panel.forget_sessions */
    DELETE FROM refer_session WHERE ends_at < $1";

pub(super) const SESSION: &str = "/* panel.session */
    SELECT tenant, customer_id, csrf FROM refer_session WHERE token_hash = $1 AND ends_at > $2";

pub(super) const END_SESSION: &str = "/* panel.end_session */
    DELETE FROM refer_session WHERE token_hash = $1";

/// The click that bound a friend says by which invitation they came.
pub(super) const FRIENDS: &str = "/* panel.friends */
    SELECT b.id, b.since, c.name, c.email_hint, c.external_id, c.id, k.refs
    FROM binding b JOIN customer c ON c.tenant = b.tenant AND c.id = b.customer_id
    LEFT JOIN click k ON k.tenant = b.tenant AND k.id = b.click_id
    WHERE b.tenant = $1 AND b.sponsor_id = $2 AND b.until IS NULL ORDER BY b.since DESC, b.id DESC LIMIT $3";

pub(super) const FRIENDS_COUNT: &str = "/* panel.friends_count */
    SELECT COUNT(*) FROM binding WHERE tenant = $1 AND sponsor_id = $2 AND until IS NULL";

/// By the store's id of the account, whatever address the order has, or by an address that was theirs by then.
pub(super) const ORDERS_OF: &str = "/* panel.orders_of */
    SELECT DISTINCT id, placed_at FROM (
      SELECT q.id, q.placed_at FROM customer_email a CROSS JOIN orders q
      WHERE a.tenant = $1 AND a.customer_id = $3 AND q.tenant = a.tenant AND q.store_id = $2 AND q.customer = a.email_key
        AND (a.number = 1 OR a.since <= q.placed_at) AND q.kind = 'order'
      UNION ALL
      SELECT id, placed_at FROM orders WHERE tenant = $1 AND store_id = $2 AND kind = 'order' AND customer_id = $4) o
    ORDER BY placed_at LIMIT $5";

/// What each order brought a customer, on hold and ready.
pub(super) const EARNED: &str = "/* panel.earned */
    SELECT order_id, currency, CAST(SUM(CASE side WHEN 'credit' THEN amount_minor ELSE -amount_minor END) AS BIGINT)
    FROM (SELECT * FROM posting WHERE tenant = $1 AND account = $2 UNION ALL
      SELECT * FROM posting WHERE tenant = $1 AND account = $3) p
    WHERE order_id <> '' GROUP BY order_id, currency";

pub(super) const WALLETS: &str = "/* panel.wallets */
    SELECT currency, pending_minor, available_minor, held_minor, debt_minor FROM wallet
    WHERE tenant = $1 AND customer_id = $2 ORDER BY currency";

/// One line per transaction and currency: what it moved on hold, and what it moved to be spent.
pub(super) const HISTORY: &str = "/* panel.history */
    WITH line AS (
      SELECT p.tenant, p.transaction_id, p.currency,
        SUM(CASE WHEN p.account <> $2 THEN 0 WHEN p.side = 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS pending,
        SUM(CASE WHEN p.account = $2 THEN 0 WHEN p.side = 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS ready
      FROM (SELECT * FROM posting WHERE tenant = $1 AND account = $2 UNION ALL
        SELECT * FROM posting WHERE tenant = $1 AND account = $3 UNION ALL
        SELECT * FROM posting WHERE tenant = $1 AND account = $4) p
      GROUP BY p.tenant, p.transaction_id, p.currency
    )
    SELECT t.id, t.booked_at, t.cause, t.order_id, line.currency, CAST(line.pending AS BIGINT), CAST(line.ready AS BIGINT)
    FROM line JOIN ledger_transaction t ON t.tenant = line.tenant AND t.id = line.transaction_id
    WHERE line.pending <> 0 OR line.ready <> 0 ORDER BY t.seq DESC, line.currency LIMIT $5";

/// What people's clicks on a customer's code carried along.
pub(super) const OPENED: &str = "/* panel.opened */
    SELECT refs, MIN(at) FROM click
    WHERE tenant = $1 AND partner_id = $2 AND refs IS NOT NULL AND traffic = 'human' GROUP BY refs LIMIT $3";

pub(super) const SHOPS: &str = "/* panel.shops */
    SELECT DISTINCT url FROM store ORDER BY url";
