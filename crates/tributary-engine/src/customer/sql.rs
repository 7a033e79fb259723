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

pub(super) const SET_WORDS: &str = "/* customer.set_words */
    UPDATE customer SET words = $3 WHERE tenant = $1 AND id = $2 AND words <> $3";

pub(super) const FORGET: &str = "/* customer.forget */
    UPDATE customer SET email = NULL, email_hint = '', name = '', login = '', shown_as = '', words = '', forgotten_at = $3
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
    SELECT c.id, c.store_id, c.external_id, c.email, c.email_key, c.email_hint, c.name, c.login, c.language, c.registered_at,
      c.partner_id, c.created_at, c.shown_as, c.forgotten_at
    FROM customer_email a JOIN customer c ON c.tenant = a.tenant AND c.id = a.customer_id
    WHERE a.tenant = $1 AND a.store_id = $2 AND a.email_key = $3 AND (a.number = 1 OR a.since <= $4)
    ORDER BY a.since, a.customer_id LIMIT 1";

pub(super) const MARKED: &str = "/* customer.marked */
    SELECT id, store_id, external_id, email, email_key, email_hint, name, login, language, registered_at,
      partner_id, created_at, shown_as, forgotten_at
    FROM customer WHERE tenant = $1 AND id IN (
      SELECT id FROM customer WHERE tenant = $1 AND store_id = $2 AND external_id = $3
      UNION ALL SELECT customer_id FROM customer_email
      WHERE tenant = $1 AND store_id = $2 AND email_key = $4 AND (number = 1 OR since <= $5))
    ORDER BY id";

pub(super) const ADD_ADDRESS: &str = "/* customer.add_address */
    INSERT INTO customer_email (tenant, customer_id, number, store_id, email_key, since)
    SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5 FROM customer_email WHERE tenant = $1 AND customer_id = $2
    ON CONFLICT (tenant, customer_id, email_key) DO NOTHING";

pub(super) const ADDRESSES: &str = "/* customer.addresses */
    SELECT email_key, number, since FROM customer_email WHERE tenant = $1 AND customer_id = $2 ORDER BY number";

// Only where something was told of where they come from does anything hang on it. Here and below `|| ''` and `+ 0` keep SQLite, which takes a
// tenant for selective, from walking all its rows in the order that is asked for.
pub(super) const HOLDERS: &str = "/* customer.holders */
    SELECT a.customer_id FROM customer_email a
    WHERE a.tenant = $1 AND a.store_id = $2 AND a.email_key = $3 AND EXISTS (
      SELECT 1 FROM customer_fact f WHERE f.tenant = a.tenant AND f.customer_id = a.customer_id)
    ORDER BY a.customer_id || ''";

pub(super) const ORDERS_NAMING: &str = "/* customer.orders_naming */
    SELECT external_id FROM orders WHERE tenant = $1 AND store_id = $2 AND customer_id = $3
    UNION ALL SELECT external_id FROM orders WHERE tenant = $1 AND store_id = $2 AND customer = $4";

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
    SELECT COALESCE(c.registered_at, c.created_at), c.id
    FROM customer_email own CROSS JOIN customer_email other CROSS JOIN customer c
    WHERE other.tenant = own.tenant AND other.store_id = own.store_id
      AND other.email_key = own.email_key AND other.customer_id <> own.customer_id
      AND c.tenant = other.tenant AND c.id = other.customer_id AND own.tenant = $1 AND own.customer_id = $2
      AND (own.number = 1 OR own.since <= $3)
      AND (other.number = 1 OR other.since <= $3) AND c.external_id IS NOT NULL";

pub(super) const INSERT_FACT: &str = "/* customer.insert_fact */
    INSERT INTO customer_fact (tenant, id, seq, store_id, customer_id, natural_key, body, source, received_at, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

pub(super) const FACT_BY_KEY: &str = "/* customer.fact_by_key */
    SELECT id FROM customer_fact WHERE tenant = $1 AND customer_id = $2 AND natural_key = $3";

pub(super) const FACTS_OF: &str = "/* customer.facts_of */
    SELECT id, seq, received_at, body, source FROM customer_fact WHERE tenant = $1 AND customer_id = $2
    ORDER BY seq + 0";

// By the customer's own index: by that of places, everybody's facts would be walked until so many of one customer are found.
pub(super) const NEWEST_FACTS: &str = "/* customer.newest_facts */
    SELECT id, seq, received_at, body, source FROM customer_fact WHERE tenant = $1 AND customer_id = $2
    ORDER BY seq + 0 DESC LIMIT $3";

pub(super) const WITH_FACTS: &str = "/* customer.with_facts */
    SELECT customer_id FROM customer_fact WHERE tenant = $1
    UNION SELECT customer_id FROM binding WHERE tenant = $1
    UNION SELECT customer_id FROM binding_refused WHERE tenant = $1 ORDER BY 1";

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
    WHERE c.tenant = $1 AND c.code_fold = $2 AND p.kind = 'customer' ORDER BY c.id || '' LIMIT 1";

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
    SELECT customer_id || '' FROM binding WHERE tenant = $1 AND store_id = $2 AND code_fold = $3
    UNION SELECT customer_id || '' FROM binding_refused
    WHERE tenant = $1 AND store_id = $2 AND code_fold = $3 AND reason = 'unknown_code'";

pub(super) const SENT_BY: &str = "/* customer.sent_by */
    SELECT DISTINCT customer_id || '' FROM binding WHERE tenant = $1 AND sponsor_id = $2";

// By addresses that were the customer's when an order was placed, and by the account. The order of the tables is the one that reads few
// rows, which a new database cannot know.
pub(super) const ORDERED_BEFORE: &str = "/* customer.ordered_before */
    SELECT o.placed_at FROM customer_email a CROSS JOIN orders o
    WHERE a.tenant = $1 AND a.customer_id = $3 AND o.tenant = a.tenant AND o.store_id = $2 AND o.customer = a.email_key
      AND (a.number = 1 OR a.since <= o.placed_at) AND o.placed_at < $5 AND o.kind = 'order' AND o.unverified = 0
      AND o.status NOT IN ('checkout-draft', 'pending', 'failed', 'cancelled', 'trash', 'deleted')
    UNION SELECT placed_at FROM orders WHERE tenant = $1 AND store_id = $2 AND customer_id = $4 AND placed_at < $5
      AND kind = 'order' AND unverified = 0
      AND status NOT IN ('checkout-draft', 'pending', 'failed', 'cancelled', 'trash', 'deleted')
    LIMIT 1";

pub(super) const ORDERS_SINCE: &str = "/* customer.orders_since */
    SELECT o.external_id FROM customer_email a CROSS JOIN orders o
    WHERE a.tenant = $1 AND a.customer_id = $3 AND o.tenant = a.tenant AND o.store_id = $2 AND o.customer = a.email_key
      AND o.placed_at >= $5
    UNION SELECT external_id FROM orders WHERE tenant = $1 AND store_id = $2 AND customer_id = $4 AND placed_at >= $5
    ORDER BY 1";

pub(super) const BINDING_AT: &str = "/* customer.binding_at */
    SELECT id, code, sponsor_id, partner_id, click_id, via, since, until, bound_by FROM binding
    WHERE tenant = $1 AND customer_id = $2 AND since <= $3 AND (until IS NULL OR until > $3)";

pub(super) const BINDINGS: &str = "/* customer.bindings */
    SELECT id, code, sponsor_id, partner_id, click_id, via, since, until, bound_by FROM binding
    WHERE tenant = $1 AND customer_id = $2 ORDER BY since, id";
