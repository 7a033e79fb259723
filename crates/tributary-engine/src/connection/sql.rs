//! Statements on connections of shops.

pub(super) const INSERT_CODE: &str = "/* connection.insert_code */
    INSERT INTO connect_code (token_hash, tenant, store_id, user_id, platform, challenge, ends_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const FORGET_CODES: &str = "/* connection.forget_codes */
    DELETE FROM connect_code WHERE ends_at < $1";

pub(super) const CODE: &str = "/* connection.code */
    SELECT tenant, store_id, user_id, platform, challenge, ends_at, used_at FROM connect_code WHERE token_hash = $1";

pub(super) const USE_CODE: &str = "/* connection.use_code */
    UPDATE connect_code SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL";

pub(super) const LOAD: &str = "/* connection.load */
    SELECT platform, key_id, secret_id, connected_at, tested_at, shop FROM connection WHERE tenant = $1 AND store_id = $2";

pub(super) const PUT: &str = "/* connection.put */
    INSERT INTO connection (tenant, store_id, platform, key_id, secret_id, connected_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant, store_id) DO UPDATE SET platform = excluded.platform, key_id = excluded.key_id,
      secret_id = excluded.secret_id, connected_at = excluded.connected_at";

pub(super) const TESTED: &str = "/* connection.tested */
    UPDATE connection SET tested_at = $3, shop = $4 WHERE tenant = $1 AND store_id = $2";

pub(super) const INSERT_VISIT: &str = "/* connection.insert_visit */
    INSERT INTO visit_click (tenant, store_id, external_id, click_id, answer, told_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant, store_id, external_id) DO NOTHING";

pub(super) const VISIT: &str = "/* connection.visit */
    SELECT answer FROM visit_click WHERE tenant = $1 AND store_id = $2 AND external_id = $3";

pub(super) const FORGET_VISITS: &str = "/* connection.forget_visits */
    DELETE FROM visit_click WHERE tenant = $1 AND told_at < $2";
