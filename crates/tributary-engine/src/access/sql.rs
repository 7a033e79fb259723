//! Statements on tenants, people, sessions and keys.

pub(super) const INSERT_TENANT: &str = "/* access.insert_tenant */
    INSERT INTO tenant (id, name, created_at) VALUES ($1, $2, $3)";

pub(super) const TENANTS: &str = "/* access.tenants */
    SELECT id FROM tenant ORDER BY id";

pub(super) const CLEAR_SETUP: &str = "/* access.clear_setup */
    DELETE FROM setup_link";

pub(super) const INSERT_SETUP: &str = "/* access.insert_setup */
    INSERT INTO setup_link (token_hash, ends_at) VALUES ($1, $2)";

pub(super) const SETUP: &str = "/* access.setup */
    SELECT ends_at FROM setup_link WHERE token_hash = $1";

pub(super) const INSERT_USER: &str = "/* access.insert_user */
    INSERT INTO users (tenant, id, email, email_fold, password_hash, role, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const USER_BY_EMAIL: &str = "/* access.user_by_email */
    SELECT tenant, id, email, role, password_hash FROM users WHERE email_fold = $1";

pub(super) const COUNT_USERS: &str = "/* access.count_users */
    SELECT COUNT(*) FROM users";

pub(super) const INSERT_SESSION: &str = "/* access.insert_session */
    INSERT INTO session (token_hash, tenant, user_id, csrf, created_at, seen_at, ends_at)
    VALUES ($1, $2, $3, $4, $5, $5, $6)";

pub(super) const FORGET_SESSIONS: &str = "/* access.forget_sessions */
    DELETE FROM session WHERE ends_at < $1";

pub(super) const SESSION: &str = "/* access.session */
    SELECT s.tenant, s.user_id, u.email, s.csrf
    FROM session s JOIN users u ON u.tenant = s.tenant AND u.id = s.user_id
    WHERE s.token_hash = $1 AND s.ends_at > $2 AND s.seen_at > $3";

pub(super) const SESSION_SEEN: &str = "/* access.session_seen */
    UPDATE session SET seen_at = $2 WHERE token_hash = $1";

pub(super) const END_SESSION: &str = "/* access.end_session */
    DELETE FROM session WHERE token_hash = $1";

pub(super) const INSERT_KEY: &str = "/* access.insert_key */
    INSERT INTO api_key (tenant, id, name, scopes, secret_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const KEY_BY_SECRET: &str = "/* access.key_by_secret */
    SELECT tenant, id, name, scopes, created_at, revoked_at FROM api_key WHERE secret_hash = $1";

pub(super) const LIST_KEYS: &str = "/* access.list_keys */
    SELECT tenant, id, name, scopes, created_at, revoked_at FROM api_key
    WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

pub(super) const REVOKE_KEY: &str = "/* access.revoke_key */
    UPDATE api_key SET revoked_at = $3 WHERE tenant = $1 AND id = $2 AND revoked_at IS NULL";
