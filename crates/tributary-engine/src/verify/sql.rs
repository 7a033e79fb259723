//! Statements that only verify needs.

pub(super) const FACTS: &str = "/* verify.facts */
    SELECT id, seq, hash, store_id, subject, key, body, source, received_at FROM fact WHERE tenant = $1 ORDER BY seq";

pub(super) const UNBALANCED: &str = "/* verify.unbalanced */
    SELECT transaction_id, currency FROM posting WHERE tenant = $1 GROUP BY transaction_id, currency
    HAVING SUM(CASE side WHEN 'credit' THEN amount_minor ELSE -amount_minor END) <> 0 OR COUNT(*) < 2";

pub(super) const ORPHANS: &str = "/* verify.orphans */
    SELECT p.transaction_id, p.position FROM posting p
    LEFT JOIN ledger_transaction t ON t.tenant = p.tenant AND t.id = p.transaction_id
    WHERE p.tenant = $1 AND (t.id IS NULL OR t.order_id <> p.order_id)";

pub(super) const CAUSELESS: &str = "/* verify.causeless */
    SELECT t.id, t.cause_id FROM ledger_transaction t
    LEFT JOIN fact f ON f.tenant = t.tenant AND f.id = t.cause_id
    WHERE t.tenant = $1 AND t.cause = 'fact' AND f.id IS NULL";

pub(super) const SETTLED_ORDERS: &str = "/* verify.settled_orders */
    SELECT store_id, external_id FROM orders WHERE tenant = $1";
