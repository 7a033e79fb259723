//! Statements on stores.

pub(super) const INSERT: &str = "/* store.insert */
    INSERT INTO store (tenant, id, name, url, currency, timezone, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const LOAD: &str = "/* store.load */
    SELECT tenant, id, name, url, currency, timezone,
      CASE WHEN rest_sealed IS NULL THEN 0 ELSE 1 END, read_until, language FROM store WHERE id = $1";

pub(super) const LIST: &str = "/* store.list */
    SELECT tenant, id, name, url, currency, timezone,
      CASE WHEN rest_sealed IS NULL THEN 0 ELSE 1 END, read_until, language
    FROM store WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

pub(super) const WITH_PROGRAMS: &str = "/* store.with_programs */
    SELECT s.tenant, s.id, s.name, s.url, s.currency, s.timezone,
      CASE WHEN s.rest_sealed IS NULL THEN 0 ELSE 1 END, s.read_until, s.language, p.id
    FROM store s LEFT JOIN program p ON p.tenant = s.tenant AND p.store_id = s.id
    WHERE s.tenant = $1 ORDER BY s.id";

pub(super) const LANGUAGE: &str = "/* store.language */
    SELECT language FROM store ORDER BY id LIMIT 1";

pub(super) const READABLE: &str = "/* store.readable */
    SELECT tenant, id, name, url, currency, timezone, 1, read_until, language
    FROM store WHERE rest_sealed IS NOT NULL ORDER BY id";

pub(super) const ADD_SECRET: &str = "/* store.add_secret */
    INSERT INTO store_secret (tenant, store_id, id, sealed, created_at) VALUES ($1, $2, $3, $4, $5)";

pub(super) const DROP_SECRET: &str = "/* store.drop_secret */
    DELETE FROM store_secret WHERE tenant = $1 AND store_id = $2 AND id = $3";

pub(super) const SECRET: &str = "/* store.secret */
    SELECT sealed FROM store_secret WHERE tenant = $1 AND store_id = $2 AND id = $3";

pub(super) const SECRETS: &str = "/* store.secrets */
    SELECT sealed FROM store_secret WHERE tenant = $1 AND store_id = $2 ORDER BY id";

pub(super) const SET_REST: &str = "/* store.set_rest */
    UPDATE store SET rest_sealed = $3 WHERE tenant = $1 AND id = $2";

pub(super) const REST: &str = "/* store.rest */
    SELECT rest_sealed FROM store WHERE tenant = $1 AND id = $2";

pub(super) const SET_READ_UNTIL: &str = "/* store.set_read_until */
    UPDATE store SET read_until = $3 WHERE tenant = $1 AND id = $2";

pub(super) const CHANGE: &str = "/* store.change */
    UPDATE store SET name = $3, url = $4, currency = $5, timezone = $6, language = $7 WHERE tenant = $1 AND id = $2";

pub(super) const HAS_ORDERS: &str = "/* store.has_orders */
    SELECT 1 FROM orders WHERE tenant = $1 AND store_id = $2 LIMIT 1";
