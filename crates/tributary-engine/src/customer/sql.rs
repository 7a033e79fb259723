//! Statements on customers and whose they are.

pub(super) const INSERT: &str = "/* customer.insert */
    INSERT INTO customer (tenant, id, store_id, external_id, email, email_key, email_hint, name, login, language,
      registered_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";

pub(super) const BY_ACCOUNT: &str = "/* customer.by_account */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at
    FROM customer WHERE tenant = $1 AND store_id = $2 AND external_id = $3";

pub(super) const BY_ADDRESS: &str = "/* customer.by_address */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at
    FROM customer WHERE tenant = $1 AND store_id = $2 AND email_key = $3
    ORDER BY CASE WHEN external_id IS NULL THEN 1 ELSE 0 END, id LIMIT 1";

pub(super) const LOAD: &str = "/* customer.load */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at
    FROM customer WHERE tenant = $1 AND id = $2";

pub(super) const END_BINDING: &str = "/* customer.end_binding */
    UPDATE binding SET until = $3 WHERE tenant = $1 AND customer_id = $2 AND until IS NULL";

pub(super) const BIND: &str = "/* customer.bind */
    INSERT INTO binding (tenant, id, store_id, customer_id, code, code_fold, sponsor_id, partner_id, click_id, via,
      since, bound_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

pub(super) const BINDING_AT: &str = "/* customer.binding_at */
    SELECT id, code, sponsor_id, partner_id, click_id, via, since, until, bound_by FROM binding
    WHERE tenant = $1 AND customer_id = $2 AND since <= $3 AND (until IS NULL OR until > $3)";

pub(super) const BINDINGS: &str = "/* customer.bindings */
    SELECT id, code, sponsor_id, partner_id, click_id, via, since, until, bound_by FROM binding
    WHERE tenant = $1 AND customer_id = $2 ORDER BY since, id";
