//! Statements on store credit: how it stands, what moved it, what was set aside, given and taken.

pub(super) const OF_CUSTOMER: &str = "/* wallet.of_customer */
    SELECT currency, pending_minor, available_minor, held_minor, debt_minor FROM wallet
    WHERE tenant = $1 AND customer_id = $2 ORDER BY currency";

pub(super) const TO_LOOK_AT: &str = "/* wallet.to_look_at */
    SELECT tenant, customer_id, currency FROM wallet WHERE look_at <= $1 ORDER BY look_at LIMIT $2";

pub(super) const LOOK_AT: &str = "/* wallet.look_at */
    UPDATE wallet SET look_at = $4 WHERE tenant = $1 AND customer_id = $2 AND currency = $3";

// What was lent and paid back moves nothing that ends.
pub(super) const MOVES: &str = "/* wallet.moves */
    SELECT t.booked_at, t.order_id, t.cause, t.cause_id, t.program_id, t.rule_version,
      CASE p.side WHEN 'credit' THEN p.amount_minor ELSE -p.amount_minor END
    FROM posting p JOIN ledger_transaction t ON t.tenant = p.tenant AND t.id = p.transaction_id
    WHERE p.tenant = $1 AND p.account = $2 AND p.currency = $3 AND t.cause <> 'debt' ORDER BY t.seq";

pub(super) const RESERVE: &str = "/* wallet.reserve */
    INSERT INTO reservation (tenant, id, store_id, customer_id, reference, order_external_id, currency, amount_minor,
      captured_minor, state, made_by, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 'held', $9, $10, $11)
    ON CONFLICT (tenant, store_id, reference) DO NOTHING";

pub(super) const RESERVATION: &str = "/* wallet.reservation */
    SELECT id, store_id, customer_id, reference, order_external_id, currency, amount_minor, captured_minor, state,
      created_at, expires_at, settled_at
    FROM reservation WHERE tenant = $1 AND id = $2";

pub(super) const RESERVATION_CALLED: &str = "/* wallet.reservation_called */
    SELECT id, store_id, customer_id, reference, order_external_id, currency, amount_minor, captured_minor, state,
      created_at, expires_at, settled_at
    FROM reservation WHERE tenant = $1 AND store_id = $2 AND reference = $3";

pub(super) const RESERVATIONS: &str = "/* wallet.reservations */
    SELECT id, store_id, customer_id, reference, order_external_id, currency, amount_minor, captured_minor, state,
      created_at, expires_at, settled_at
    FROM reservation WHERE tenant = $1 AND customer_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4";

pub(super) const OVERDUE_OF: &str = "/* wallet.overdue_of */
    SELECT id FROM reservation
    WHERE tenant = $1 AND customer_id = $2 AND state = 'held' AND expires_at <= $3 ORDER BY id";

pub(super) const OVERDUE: &str = "/* wallet.overdue */
    SELECT tenant, id FROM reservation WHERE state = 'held' AND expires_at <= $1 ORDER BY expires_at LIMIT $2";

pub(super) const SETTLE: &str = "/* wallet.settle */
    UPDATE reservation SET state = $3, captured_minor = $4, settled_at = $5
    WHERE tenant = $1 AND id = $2 AND state = 'held'";

pub(super) const ADJUST: &str = "/* wallet.adjust */
    INSERT INTO wallet_adjustment (tenant, id, store_id, customer_id, reference, currency, amount_minor, reason, made_by,
      made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";

pub(super) const ADJUSTMENT_CALLED: &str = "/* wallet.adjustment_called */
    SELECT id, customer_id, reference, currency, amount_minor, reason, made_by, made_at FROM wallet_adjustment
    WHERE tenant = $1 AND store_id = $2 AND reference = $3";

// What of a customer's accounts a transaction moved, which is one line each.
pub(super) const STATEMENT: &str = "/* wallet.statement */
    WITH moved AS (
      SELECT p.tenant, p.transaction_id, p.currency,
        SUM(CASE WHEN p.account <> $3 THEN 0 WHEN p.side = 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS pending,
        SUM(CASE WHEN p.account <> $4 THEN 0 WHEN p.side = 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS available,
        SUM(CASE WHEN p.account <> $5 THEN 0 WHEN p.side = 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS held,
        SUM(CASE WHEN p.account <> $6 THEN 0 WHEN p.side = 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS debt
      FROM (SELECT * FROM posting WHERE tenant = $1 AND account = $3 UNION ALL
        SELECT * FROM posting WHERE tenant = $1 AND account = $4 UNION ALL
        SELECT * FROM posting WHERE tenant = $1 AND account = $5 UNION ALL
        SELECT * FROM posting WHERE tenant = $1 AND account = $6) p
      WHERE $7 IS NULL OR p.currency = $7
      GROUP BY p.tenant, p.transaction_id, p.currency
    ), line AS (
      SELECT t.tenant, t.id, t.seq, t.booked_at, t.order_id, t.cause_id, m.currency, m.pending, m.available, m.held, m.debt,
        SUM(m.available) OVER (PARTITION BY m.currency ORDER BY t.seq) AS balance,
        CASE
          WHEN t.cause = 'debt' AND m.available > 0 THEN 'lent'
          WHEN t.cause = 'debt' THEN 'repaid'
          WHEN t.cause = 'adjustment' THEN 'adjusted'
          WHEN t.cause = 'expiry' AND m.available < 0 THEN 'expired'
          WHEN t.cause = 'expiry' THEN 'restored'
          WHEN t.cause = 'reservation' AND m.held > 0 THEN 'reserved'
          WHEN t.cause = 'reservation' AND m.held + m.available < 0 THEN 'spent'
          WHEN t.cause = 'reservation' THEN 'released'
          WHEN m.pending + m.available > 0 THEN 'earned'
          WHEN m.pending + m.available < 0 THEN 'taken_back'
          WHEN m.available > 0 THEN 'matured'
          ELSE 'on_hold'
        END AS kind
      FROM moved m JOIN ledger_transaction t ON t.tenant = m.tenant AND t.id = m.transaction_id
    )
    SELECT line.id, line.seq, line.booked_at, line.kind, line.currency, CAST(line.pending AS BIGINT),
      CAST(line.available AS BIGINT), CAST(line.held AS BIGINT), CAST(line.debt AS BIGINT),
      CAST(line.balance AS BIGINT), o.id, COALESCE(o.number, r.order_external_id), r.reference,
      COALESCE(a.reference, ''), COALESCE(a.reason, ''), COALESCE(a.made_by, '')
    FROM line
    LEFT JOIN orders o ON o.tenant = line.tenant AND o.id = line.order_id
    LEFT JOIN reservation r ON r.tenant = line.tenant AND r.id = line.cause_id
    LEFT JOIN wallet_adjustment a ON a.tenant = line.tenant AND a.id = line.cause_id
    WHERE line.seq < $2 AND ($8 IS NULL OR line.kind = $8) AND line.booked_at >= $9 AND line.booked_at < $10
      AND ($11 IS NULL OR o.number = $11 OR o.external_id = $11 OR r.order_external_id = $11)
    ORDER BY line.seq DESC LIMIT $12";
