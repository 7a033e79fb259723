//! Statements on the ledger: inserts and reads, nothing else.

pub(super) const INSERT: &str = "/* ledger.insert */
    INSERT INTO ledger_transaction (tenant, id, seq, program_id, order_id, cause, cause_id, rule_version,
      effective_at, booked_at, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

pub(super) const INSERT_POSTING: &str = "/* ledger.insert_posting */
    INSERT INTO posting (tenant, transaction_id, position, order_id, account, side, amount_minor, currency)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const ADD_BALANCE: &str = "/* ledger.add_balance */
    INSERT INTO balance (tenant, account, currency, minor) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, account, currency) DO UPDATE SET minor = balance.minor + excluded.minor";

pub(super) const OPEN_WALLET: &str = "/* ledger.open_wallet */
    INSERT INTO wallet (tenant, customer_id, currency, pending_minor, available_minor, held_minor, debt_minor)
    VALUES ($1, $2, $3, 0, 0, 0, 0) ON CONFLICT (tenant, customer_id, currency) DO NOTHING";

pub(super) const WALLET: &str = "/* ledger.wallet */
    SELECT pending_minor, available_minor, held_minor, debt_minor FROM wallet
    WHERE tenant = $1 AND customer_id = $2 AND currency = $3";

pub(super) const ADD_PENDING: &str = "/* ledger.add_pending */
    UPDATE wallet SET pending_minor = pending_minor + $4 WHERE tenant = $1 AND customer_id = $2 AND currency = $3";

pub(super) const ADD_AVAILABLE: &str = "/* ledger.add_available */
    UPDATE wallet SET available_minor = available_minor + $4, look_at = $5
    WHERE tenant = $1 AND customer_id = $2 AND currency = $3";

pub(super) const ADD_HELD: &str = "/* ledger.add_held */
    UPDATE wallet SET held_minor = held_minor + $4 WHERE tenant = $1 AND customer_id = $2 AND currency = $3";

pub(super) const ADD_DEBT: &str = "/* ledger.add_debt */
    UPDATE wallet SET debt_minor = debt_minor + $4 WHERE tenant = $1 AND customer_id = $2 AND currency = $3";

pub(super) const POSTED_FOR: &str = "/* ledger.posted_for */
    SELECT account, currency, CAST(SUM(CASE side WHEN 'credit' THEN amount_minor ELSE -amount_minor END) AS BIGINT)
    FROM posting WHERE tenant = $1 AND order_id = $2 GROUP BY account, currency";

pub(super) const BALANCES: &str = "/* ledger.balances */
    SELECT account, currency, minor FROM balance
    WHERE tenant = $1 AND ($2 IS NULL OR account LIKE $2) ORDER BY account, currency";

pub(super) const SUMS: &str = "/* ledger.sums */
    SELECT account, currency, CAST(SUM(CASE side WHEN 'credit' THEN amount_minor ELSE -amount_minor END) AS BIGINT)
    FROM posting WHERE tenant = $1 GROUP BY account, currency ORDER BY account, currency";

pub(super) const OF_ORDER: &str = "/* ledger.of_order */
    SELECT id, seq, program_id, order_id, cause, cause_id, rule_version, effective_at, booked_at, hash
    FROM ledger_transaction WHERE tenant = $1 AND order_id = $2 ORDER BY seq";

pub(super) const LIST: &str = "/* ledger.list */
    SELECT id, seq, program_id, order_id, cause, cause_id, rule_version, effective_at, booked_at, hash
    FROM ledger_transaction WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

pub(super) const POSTINGS: &str = "/* ledger.postings */
    SELECT account, side, amount_minor, currency FROM posting
    WHERE tenant = $1 AND transaction_id = $2 ORDER BY position";

pub(super) const PLACE_OF: &str = "/* ledger.place_of */
    SELECT seq FROM ledger_transaction WHERE tenant = $1 AND id = $2";

pub(super) const STATEMENT: &str = "/* ledger.statement */
    WITH line AS (
      SELECT p.tenant, p.transaction_id, p.currency,
        SUM(CASE WHEN p.account <> $2 THEN 0 WHEN p.side = 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS pending,
        SUM(CASE WHEN p.account <> $3 THEN 0 WHEN p.side = 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS payable,
        SUM(CASE WHEN p.account <> $6 THEN 0 WHEN p.side = 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS in_payout
      FROM (SELECT * FROM posting WHERE tenant = $1 AND account = $2 UNION ALL
        SELECT * FROM posting WHERE tenant = $1 AND account = $3 UNION ALL
        SELECT * FROM posting WHERE tenant = $1 AND account = $6) p
      GROUP BY p.tenant, p.transaction_id, p.currency
    )
    SELECT t.id, t.seq, t.booked_at, t.order_id, COALESCE(o.number, ''), t.cause, t.cause_id, line.currency,
      CAST(line.pending AS BIGINT), CAST(line.payable AS BIGINT), CAST(line.in_payout AS BIGINT),
      CAST(SUM(line.pending + line.payable + line.in_payout) OVER (PARTITION BY line.currency ORDER BY t.seq) AS BIGINT)
    FROM line
    JOIN ledger_transaction t ON t.tenant = line.tenant AND t.id = line.transaction_id
    LEFT JOIN orders o ON o.tenant = t.tenant AND o.id = t.order_id
    ORDER BY t.seq DESC, line.currency LIMIT $4 OFFSET $5";
