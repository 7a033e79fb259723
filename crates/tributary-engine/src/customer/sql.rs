//! Statements on customers and whose they are.

pub(super) const INSERT: &str = "/* customer.insert */
    INSERT INTO customer (tenant, id, store_id, external_id, email_key, email_hint, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";

pub(super) const ADOPT: &str = "/* customer.adopt */
    UPDATE customer SET external_id = $3 WHERE tenant = $1 AND id = $2 AND external_id IS NULL";

pub(super) const REFRESH: &str = "/* customer.refresh */
    UPDATE customer SET email = COALESCE($3, email), email_key = COALESCE($4, email_key),
      email_hint = CASE WHEN $5 = '' THEN email_hint ELSE $5 END, name = CASE WHEN $6 = '' THEN name ELSE $6 END,
      login = CASE WHEN $7 = '' THEN login ELSE $7 END, language = CASE WHEN $8 = '' THEN language ELSE $8 END
    WHERE tenant = $1 AND id = $2 AND forgotten_at IS NULL";

pub(super) const SET_REGISTERED: &str = "/* customer.set_registered */
    UPDATE customer SET registered_at = $3 WHERE tenant = $1 AND id = $2 AND registered_at IS DISTINCT FROM $3";

pub(super) const SET_PARTNER: &str = "/* customer.set_partner */
    UPDATE customer SET partner_id = $3 WHERE tenant = $1 AND id = $2 AND partner_id IS NULL";

pub(super) const SHOW_AS: &str = "/* customer.show_as */
    UPDATE customer SET shown_as = $3 WHERE tenant = $1 AND id = $2 AND forgotten_at IS NULL";

pub(super) const FORGET: &str = "/* customer.forget */
    UPDATE customer SET email = NULL, email_hint = '', name = '', login = '', shown_as = '', forgotten_at = $3
    WHERE tenant = $1 AND id = $2 AND forgotten_at IS NULL";

pub(super) const BY_ACCOUNT: &str = "/* customer.by_account */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at, shown_as, forgotten_at
    FROM customer WHERE tenant = $1 AND store_id = $2 AND external_id = $3";

pub(super) const GUEST: &str = "/* customer.guest */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at, shown_as, forgotten_at
    FROM customer WHERE tenant = $1 AND store_id = $2 AND email_key = $3 AND external_id IS NULL";

pub(super) const BY_ADDRESS: &str = "/* customer.by_address */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at, shown_as, forgotten_at
    FROM customer WHERE tenant = $1 AND store_id = $2 AND email_key = $3
    ORDER BY CASE WHEN external_id IS NULL THEN 1 ELSE 0 END, id LIMIT 1";

pub(super) const LOAD: &str = "/* customer.load */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at, shown_as, forgotten_at
    FROM customer WHERE tenant = $1 AND id = $2";

pub(super) const OF_PARTNER: &str = "/* customer.of_partner */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at, shown_as, forgotten_at
    FROM customer WHERE tenant = $1 AND partner_id = $2";

pub(super) const LIST: &str = "/* customer.list */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at, shown_as, forgotten_at
    FROM customer WHERE tenant = $1 AND id < $2 AND ($3 IS NULL OR store_id = $3)
      AND ($4 IS NULL OR external_id = $4) ORDER BY id DESC LIMIT $5";

pub(super) const SAME_ADDRESS: &str = "/* customer.same_address */
    SELECT COALESCE(registered_at, created_at), id FROM customer
    WHERE tenant = $1 AND store_id = $2 AND email_key = $3 AND external_id IS NOT NULL AND id <> $4";

pub(super) const INSERT_FACT: &str = "/* customer.insert_fact */
    INSERT INTO customer_fact (tenant, id, seq, store_id, customer_id, natural_key, body, source, received_at, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

pub(super) const FACT_BY_KEY: &str = "/* customer.fact_by_key */
    SELECT id FROM customer_fact WHERE tenant = $1 AND customer_id = $2 AND natural_key = $3";

pub(super) const FACTS_OF: &str = "/* customer.facts_of */
    SELECT id, seq, received_at, body, source FROM customer_fact WHERE tenant = $1 AND customer_id = $2 ORDER BY seq";

pub(super) const WITH_FACTS: &str = "/* customer.with_facts */
    SELECT DISTINCT customer_id FROM customer_fact WHERE tenant = $1 ORDER BY customer_id";

pub(super) const CURRENT_CODE: &str = "/* customer.current_code */
    SELECT c.id FROM code c WHERE c.tenant = $1 AND c.partner_id = $2 AND c.kind = 'referral'
      AND NOT EXISTS (SELECT 1 FROM code_alias a WHERE a.tenant = c.tenant AND a.code_id = c.id)
    ORDER BY c.created_at DESC, c.id DESC LIMIT 1";

pub(super) const REPLACE_CODE: &str = "/* customer.replace_code */
    INSERT INTO code_alias (tenant, code_id, of_id) VALUES ($1, $2, $3)";

pub(super) const IS_TAKEN: &str = "/* customer.is_taken */
    SELECT 1 FROM code WHERE tenant = $1 AND code_fold = $2 LIMIT 1";

pub(super) const BY_CODE: &str = "/* customer.by_code */
    SELECT c.id, c.program_id, c.partner_id FROM code c JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id
    WHERE c.tenant = $1 AND c.code_fold = $2 AND p.kind = 'customer' ORDER BY c.id LIMIT 1";

pub(super) const CLEAR_BINDINGS: &str = "/* customer.clear_bindings */
    DELETE FROM binding WHERE tenant = $1 AND customer_id = $2";

pub(super) const KEEP_BINDING: &str = "/* customer.keep_binding */
    INSERT INTO binding (tenant, id, store_id, customer_id, code, code_fold, sponsor_id, partner_id, click_id, via,
      since, until, bound_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

pub(super) const CLEAR_REFUSED: &str = "/* customer.clear_refused */
    DELETE FROM binding_refused WHERE tenant = $1 AND customer_id = $2";

pub(super) const KEEP_REFUSED: &str = "/* customer.keep_refused */
    INSERT INTO binding_refused (tenant, customer_id, number, store_id, code, code_fold, click_id, via, reason, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

pub(super) const REFUSED: &str = "/* customer.refused */
    SELECT code, click_id, via, reason, at FROM binding_refused WHERE tenant = $1 AND customer_id = $2 ORDER BY number";

pub(super) const POINTED_AT: &str = "/* customer.pointed_at */
    SELECT customer_id FROM binding WHERE tenant = $1 AND store_id = $2 AND code_fold = $3
    UNION SELECT customer_id FROM binding_refused
    WHERE tenant = $1 AND store_id = $2 AND code_fold = $3 AND reason = 'unknown_code'";

pub(super) const SENT_BY: &str = "/* customer.sent_by */
    SELECT DISTINCT customer_id FROM binding WHERE tenant = $1 AND sponsor_id = $2";

pub(super) const ORDERED_BEFORE: &str = "/* customer.ordered_before */
    SELECT placed_at FROM orders WHERE tenant = $1 AND store_id = $2 AND customer = $3 AND placed_at < $6
      AND kind = 'order' AND unverified = 0
      AND status NOT IN ('checkout-draft', 'pending', 'failed', 'cancelled', 'trash', 'deleted')
    UNION SELECT placed_at FROM orders WHERE tenant = $1 AND store_id = $2 AND customer = $4 AND placed_at < $6
      AND kind = 'order' AND unverified = 0
      AND status NOT IN ('checkout-draft', 'pending', 'failed', 'cancelled', 'trash', 'deleted')
    UNION SELECT placed_at FROM orders WHERE tenant = $1 AND store_id = $2 AND customer_id = $5 AND placed_at < $6
      AND kind = 'order' AND unverified = 0
      AND status NOT IN ('checkout-draft', 'pending', 'failed', 'cancelled', 'trash', 'deleted')
    LIMIT 1";

pub(super) const ORDERS_SINCE: &str = "/* customer.orders_since */
    SELECT external_id FROM orders WHERE tenant = $1 AND store_id = $2 AND customer = $3 AND placed_at >= $6
    UNION SELECT external_id FROM orders WHERE tenant = $1 AND store_id = $2 AND customer = $4 AND placed_at >= $6
    UNION SELECT external_id FROM orders WHERE tenant = $1 AND store_id = $2 AND customer_id = $5 AND placed_at >= $6
    ORDER BY 1";

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
