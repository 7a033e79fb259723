//! Statements on payouts, and on where money goes.

pub(super) const DETAIL: &str = "/* payout.detail */
    SELECT payee_id, method, hint, changed_at, good_from, language, sealed FROM payout_detail
    WHERE tenant = $1 AND payee_id = $2";

pub(super) const DETAILS: &str = "/* payout.details */
    SELECT payee_id, method, hint, changed_at, good_from, language, sealed FROM payout_detail WHERE tenant = $1";

pub(super) const SET_DETAIL: &str = "/* payout.set_detail */
    INSERT INTO payout_detail (tenant, payee_id, method, sealed, hint, language, changed_at, good_from)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (tenant, payee_id) DO UPDATE SET method = excluded.method, sealed = excluded.sealed,
      hint = excluded.hint, language = excluded.language, changed_at = excluded.changed_at, good_from = excluded.good_from";

pub(super) const MINIMUMS: &str = "/* payout.minimums */
    SELECT currency, minor FROM payout_minimum WHERE tenant = $1 ORDER BY currency";

pub(super) const SET_MINIMUM: &str = "/* payout.set_minimum */
    INSERT INTO payout_minimum (tenant, currency, minor) VALUES ($1, $2, $3)
    ON CONFLICT (tenant, currency) DO UPDATE SET minor = excluded.minor";

pub(super) const DEBTOR: &str = "/* payout.debtor */
    SELECT sealed FROM payout_debtor WHERE tenant = $1";

pub(super) const SET_DEBTOR: &str = "/* payout.set_debtor */
    INSERT INTO payout_debtor (tenant, sealed, hint, changed_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant) DO UPDATE SET sealed = excluded.sealed, hint = excluded.hint, changed_at = excluded.changed_at";

pub(super) const DEBTOR_HINT: &str = "/* payout.debtor_hint */
    SELECT hint FROM payout_debtor WHERE tenant = $1";

pub(super) const READY: &str = "/* payout.ready */
    SELECT b.currency, COUNT(*), CAST(SUM(b.minor) AS BIGINT) FROM payout_detail d
    JOIN balance b ON b.tenant = d.tenant
      AND b.account IN ('partner:' || d.payee_id || ':payable', 'platform:' || d.payee_id || ':payable')
    LEFT JOIN payout_minimum m ON m.tenant = b.tenant AND m.currency = b.currency
    WHERE d.tenant = $1 AND d.good_from <= $2 AND b.minor > 0 AND (m.minor IS NULL OR b.minor >= m.minor)
    GROUP BY b.currency ORDER BY b.currency";

pub(super) const REMINDED: &str = "/* payout.reminded */
    SELECT payee_id, at FROM payout_reminder WHERE tenant = $1";

pub(super) const REMIND: &str = "/* payout.remind */
    INSERT INTO payout_reminder (tenant, payee_id, at) VALUES ($1, $2, $3)
    ON CONFLICT (tenant, payee_id) DO UPDATE SET at = excluded.at";

pub(super) const LAST_NUMBER: &str = "/* payout.last_number */
    SELECT COALESCE(MAX(number), 0) FROM payout_batch WHERE tenant = $1";

pub(super) const INSERT_BATCH: &str = "/* payout.insert_batch */
    INSERT INTO payout_batch (tenant, id, number, stage, note, created_at, created_by)
    VALUES ($1, $2, $3, 'draft', $4, $5, $6)";

pub(super) const BATCH: &str = "/* payout.batch */
    SELECT id, number, stage, note, created_at, created_by, approved_at, paid_at, paid_on, reference, voided_at, reason
    FROM payout_batch WHERE tenant = $1 AND id = $2";

pub(super) const BATCHES: &str = "/* payout.batches */
    SELECT id, number, stage, note, created_at, created_by, approved_at, paid_at, paid_on, reference, voided_at, reason
    FROM payout_batch WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

pub(super) const APPROVE: &str = "/* payout.approve */
    UPDATE payout_batch SET stage = 'ready', approved_at = $3 WHERE tenant = $1 AND id = $2 AND stage = 'draft'";

pub(super) const PAY: &str = "/* payout.pay */
    UPDATE payout_batch SET stage = 'paid', paid_at = $3, paid_on = $4, reference = $5
    WHERE tenant = $1 AND id = $2 AND stage = 'ready'";

pub(super) const UNDO: &str = "/* payout.undo */
    UPDATE payout_batch SET stage = 'ready', paid_at = NULL, paid_on = NULL, reference = NULL
    WHERE tenant = $1 AND id = $2 AND stage = 'paid'";

pub(super) const VOID: &str = "/* payout.void */
    UPDATE payout_batch SET stage = 'voided', voided_at = $3, reason = $4
    WHERE tenant = $1 AND id = $2 AND stage <> 'voided'";

pub(super) const LAST_PLACE: &str = "/* payout.last_place */
    SELECT COALESCE(MAX(until_seq), 0) FROM payout
    WHERE tenant = $1 AND payee_id = $2 AND currency = $3 AND state <> 'voided'";

pub(super) const INSERT: &str = "/* payout.insert */
    INSERT INTO payout (tenant, id, batch_id, payee_id, currency, amount_minor, state, method, sealed, hint, after_seq,
      until_seq, created_at, told)
    VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, $11, $12, '')";

pub(super) const SETTLE: &str = "/* payout.settle */
    UPDATE payout SET state = $4, settled_at = $5, reason = $6 WHERE tenant = $1 AND id = $2 AND state = $3";

pub(super) const REDIRECT: &str = "/* payout.redirect */
    UPDATE payout SET method = $3, sealed = $4, hint = $5 WHERE tenant = $1 AND id = $2 AND state = 'open'";

pub(super) const PAYOUT: &str = "/* payout.payout */
    SELECT y.id, y.batch_id, b.number, y.payee_id, COALESCE(p.name, g.name), y.amount_minor, y.currency, y.state, y.method, y.hint,
      y.created_at, y.settled_at, y.reason, b.paid_on, b.reference, y.after_seq, y.until_seq, y.sealed
    FROM payout y JOIN payout_batch b ON b.tenant = y.tenant AND b.id = y.batch_id
    LEFT JOIN partner p ON p.tenant = y.tenant AND p.id = y.payee_id
    LEFT JOIN program g ON g.tenant = y.tenant AND g.id = y.payee_id
    WHERE y.tenant = $1 AND y.id = $2";

pub(super) const LIST: &str = "/* payout.list */
    SELECT y.id, y.batch_id, b.number, y.payee_id, COALESCE(p.name, g.name), y.amount_minor, y.currency, y.state, y.method, y.hint,
      y.created_at, y.settled_at, y.reason, b.paid_on, b.reference, y.after_seq, y.until_seq, y.sealed
    FROM payout y JOIN payout_batch b ON b.tenant = y.tenant AND b.id = y.batch_id
    LEFT JOIN partner p ON p.tenant = y.tenant AND p.id = y.payee_id
    LEFT JOIN program g ON g.tenant = y.tenant AND g.id = y.payee_id
    WHERE y.tenant = $1 AND y.id < $2 AND ($3 IS NULL OR y.state = $3) ORDER BY y.id DESC LIMIT $4";

pub(super) const OF_PAYEE: &str = "/* payout.of_payee */
    SELECT y.id, y.batch_id, b.number, y.payee_id, COALESCE(p.name, g.name), y.amount_minor, y.currency, y.state, y.method, y.hint,
      y.created_at, y.settled_at, y.reason, b.paid_on, b.reference, y.after_seq, y.until_seq, y.sealed
    FROM payout y JOIN payout_batch b ON b.tenant = y.tenant AND b.id = y.batch_id
    LEFT JOIN partner p ON p.tenant = y.tenant AND p.id = y.payee_id
    LEFT JOIN program g ON g.tenant = y.tenant AND g.id = y.payee_id
    WHERE y.tenant = $1 AND y.id < $2 AND y.payee_id = $3 AND ($4 IS NULL OR y.state = $4)
    ORDER BY y.id DESC LIMIT $5";

pub(super) const OF_BATCH: &str = "/* payout.of_batch */
    SELECT y.id, y.batch_id, b.number, y.payee_id, COALESCE(p.name, g.name), y.amount_minor, y.currency, y.state, y.method, y.hint,
      y.created_at, y.settled_at, y.reason, b.paid_on, b.reference, y.after_seq, y.until_seq, y.sealed
    FROM payout y JOIN payout_batch b ON b.tenant = y.tenant AND b.id = y.batch_id
    LEFT JOIN partner p ON p.tenant = y.tenant AND p.id = y.payee_id
    LEFT JOIN program g ON g.tenant = y.tenant AND g.id = y.payee_id
    WHERE y.tenant = $1 AND y.id < $2 AND y.batch_id = $3 AND ($4 IS NULL OR y.payee_id = $4)
      AND ($5 IS NULL OR y.state = $5) ORDER BY y.id DESC LIMIT $6";

pub(super) const ALL_OF: &str = "/* payout.all_of */
    SELECT y.id, y.batch_id, b.number, y.payee_id, COALESCE(p.name, g.name), y.amount_minor, y.currency, y.state, y.method, y.hint,
      y.created_at, y.settled_at, y.reason, b.paid_on, b.reference, y.after_seq, y.until_seq, y.sealed
    FROM payout y JOIN payout_batch b ON b.tenant = y.tenant AND b.id = y.batch_id
    LEFT JOIN partner p ON p.tenant = y.tenant AND p.id = y.payee_id
    LEFT JOIN program g ON g.tenant = y.tenant AND g.id = y.payee_id
    WHERE y.tenant = $1 AND y.batch_id = $2 ORDER BY y.currency, y.method, COALESCE(p.name, g.name), y.id";

pub(super) const TOTALS: &str = "/* payout.totals */
    SELECT y.currency, y.method, COUNT(*), CAST(SUM(y.amount_minor) AS BIGINT)
    FROM payout y JOIN payout_batch b ON b.tenant = y.tenant AND b.id = y.batch_id
    WHERE y.tenant = $1 AND y.batch_id = $2 AND (y.state <> 'voided' OR b.stage = 'voided')
    GROUP BY y.currency, y.method ORDER BY y.currency, y.method";

pub(super) const PAID_TO: &str = "/* payout.paid_to */
    SELECT currency, CAST(SUM(amount_minor) AS BIGINT) FROM payout
    WHERE tenant = $1 AND payee_id = $2 AND state = 'paid' GROUP BY currency ORDER BY currency";

// `|| ''` keeps SQLite from walking all payouts in the order of their ids.
pub(super) const UNTOLD: &str = "/* payout.untold */
    SELECT y.id, y.told, y.state, p.email, COALESCE(d.language, '')
    FROM payout y LEFT JOIN partner p ON p.tenant = y.tenant AND p.id = y.payee_id
    LEFT JOIN payout_detail d ON d.tenant = y.tenant AND d.payee_id = y.payee_id
    WHERE y.tenant = $1 AND y.batch_id = $2 AND ((y.state = 'paid' AND y.told <> 'paid') OR (y.state <> 'paid' AND y.told = 'paid'))
    ORDER BY y.id || '' LIMIT $3";

pub(super) const TOLD: &str = "/* payout.told */
    UPDATE payout SET told = $3 WHERE tenant = $1 AND id = $2";

/// What the ledger moved of an account behind one place and before another, order by order.
pub(super) const COVERED: &str = "/* payout.covered */
    SELECT t.order_id, COALESCE(o.number, ''), COALESCE(o.placed_at, 0),
      CAST(SUM(CASE p.side WHEN 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS BIGINT), MAX(t.booked_at),
      o.store_id
    FROM posting p JOIN ledger_transaction t ON t.tenant = p.tenant AND t.id = p.transaction_id
    LEFT JOIN orders o ON o.tenant = t.tenant AND o.id = t.order_id
    WHERE p.tenant = $1 AND p.account = $2 AND p.currency = $3 AND t.seq > $4 AND t.seq < $5 AND t.order_id <> ''
    GROUP BY t.order_id, o.number, o.placed_at, o.store_id ORDER BY COALESCE(o.placed_at, 0), t.order_id";

/// The same of payouts, each as one line.
pub(super) const COVERED_PAYOUTS: &str = "/* payout.covered_payouts */
    SELECT t.cause_id, CAST(SUM(CASE p.side WHEN 'credit' THEN p.amount_minor ELSE -p.amount_minor END) AS BIGINT),
      MAX(t.booked_at)
    FROM posting p JOIN ledger_transaction t ON t.tenant = p.tenant AND t.id = p.transaction_id
    WHERE p.tenant = $1 AND p.account = $2 AND p.currency = $3 AND t.seq > $4 AND t.seq < $5 AND t.order_id = ''
    GROUP BY t.cause_id ORDER BY MAX(t.booked_at)";

pub(super) const OF_ORDER: &str = "/* payout.of_order */
    WITH earned AS (
      SELECT MAX(t.seq) AS seq FROM posting p JOIN ledger_transaction t ON t.tenant = p.tenant AND t.id = p.transaction_id
      WHERE p.tenant = $1 AND p.order_id = $4 AND p.account = $5 AND p.side = 'credit'
    )
    SELECT y.id, b.number, y.state, b.paid_on FROM earned
    JOIN payout y ON y.after_seq < earned.seq AND y.until_seq > earned.seq
    JOIN payout_batch b ON b.tenant = y.tenant AND b.id = y.batch_id
    WHERE y.tenant = $1 AND y.payee_id = $2 AND y.currency = $3 AND y.state <> 'voided' LIMIT 1";
