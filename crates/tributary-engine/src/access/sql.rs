//! Statements on tenants, people, sessions and keys.

pub(super) const INSERT_TENANT: &str = "/* access.insert_tenant */
    INSERT INTO tenant (id, name, created_at) VALUES ($1, $2, $3)";

pub(super) const INSERT_TWIN: &str = "/* access.insert_twin */
    INSERT INTO tenant (id, name, created_at, test_of) SELECT $1, name, $2, id FROM tenant WHERE id = $3 AND test_of IS NULL";

pub(super) const TWIN: &str = "/* access.twin */
    SELECT id FROM tenant WHERE test_of = $1";

pub(super) const TEST_OF: &str = "/* access.test_of */
    SELECT test_of FROM tenant WHERE id = $1";

pub(super) const LIVE_TENANTS: &str = "/* access.live_tenants */
    SELECT id FROM tenant WHERE test_of IS NULL ORDER BY id";

pub(super) const OWNERS: &str = "/* access.owners */
    SELECT email, language FROM users
    WHERE tenant = $1 AND role = 'owner' AND joined_at IS NOT NULL AND disabled_at IS NULL ORDER BY id";

pub(super) const TENANTS: &str = "/* access.tenants */
    SELECT id FROM tenant ORDER BY id";

pub(super) const CLEAR_SETUP: &str = "/* access.clear_setup */
    DELETE FROM setup_link";

pub(super) const INSERT_SETUP: &str = "/* access.insert_setup */
    INSERT INTO setup_link (token_hash, ends_at) VALUES ($1, $2)";

pub(super) const SETUP: &str = "/* access.setup */
    SELECT ends_at FROM setup_link WHERE token_hash = $1";

pub(super) const INSERT_USER: &str = "/* access.insert_user */
    INSERT INTO users (tenant, id, email, email_fold, password_hash, role, created_at, invited_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const JOIN: &str = "/* access.join */
    UPDATE users SET joined_at = $3, name = $4, password_hash = $5 WHERE tenant = $1 AND id = $2";

pub(super) const USER_BY_EMAIL: &str = "/* access.user_by_email */
    SELECT tenant, id, email, role, password_hash, language FROM users
    WHERE email_fold = $1 AND joined_at IS NOT NULL AND disabled_at IS NULL";

pub(super) const USER_BY_ID: &str = "/* access.user_by_id */
    SELECT tenant, id, email, role, password_hash, language FROM users
    WHERE tenant = $1 AND id = $2 AND joined_at IS NOT NULL AND disabled_at IS NULL";

pub(super) const COUNT_USERS: &str = "/* access.count_users */
    SELECT COUNT(*) FROM users";

pub(super) const USER_SEEN: &str = "/* access.user_seen */
    UPDATE users SET seen_at = $3 WHERE tenant = $1 AND id = $2";

pub(super) const SEEN_BY_SESSION: &str = "/* access.seen_by_session */
    UPDATE users SET seen_at = $2
    WHERE (tenant, id) IN (SELECT tenant, user_id FROM session WHERE token_hash = $1)";

pub(super) const SET_ACCOUNT: &str = "/* access.set_account */
    UPDATE users SET name = $3, language = $4, theme = $5, density = $6, shortcuts = $7
    WHERE tenant = $1 AND id = $2";

pub(super) const SET_PASSWORD: &str = "/* access.set_password */
    UPDATE users SET password_hash = $3 WHERE tenant = $1 AND id = $2";

pub(super) const MEMBERS: &str = "/* access.members */
    SELECT u.id, u.email, u.name, u.role, u.invited_by, u.created_at, u.joined_at, u.seen_at,
      (SELECT MAX(t.ends_at) FROM token t WHERE t.tenant = u.tenant AND t.user_id = u.id AND t.purpose = 'invite'
        AND t.used_at IS NULL AND t.ends_at > $2)
    FROM users u WHERE u.tenant = $1 AND u.disabled_at IS NULL
    ORDER BY u.joined_at IS NULL, u.created_at, u.id";

pub(super) const MEMBER: &str = "/* access.member */
    SELECT id, email, name, role, invited_by, created_at, joined_at, seen_at, CAST(NULL AS BIGINT)
    FROM users WHERE tenant = $1 AND id = $2";

pub(super) const IS_PRESENT: &str = "/* access.is_present */
    SELECT COUNT(*) FROM users WHERE tenant = $1 AND id = $2 AND disabled_at IS NULL";

pub(super) const REMOVED_BY_EMAIL: &str = "/* access.removed_by_email */
    SELECT id FROM users WHERE tenant = $1 AND email_fold = $2 AND disabled_at IS NOT NULL";

pub(super) const INVITE_AGAIN: &str = "/* access.invite_again */
    UPDATE users SET role = $3, invited_by = $4, created_at = $5, joined_at = NULL, disabled_at = NULL,
      password_hash = ''
    WHERE tenant = $1 AND id = $2";

pub(super) const UNINVITE: &str = "/* access.uninvite */
    DELETE FROM users WHERE tenant = $1 AND id = $2 AND joined_at IS NULL";

pub(super) const SET_ROLE: &str = "/* access.set_role */
    UPDATE users SET role = $3 WHERE tenant = $1 AND id = $2";

pub(super) const DISABLE: &str = "/* access.disable */
    UPDATE users SET disabled_at = $3 WHERE tenant = $1 AND id = $2";

pub(super) const ENABLE: &str = "/* access.enable */
    UPDATE users SET disabled_at = NULL WHERE tenant = $1 AND id = $2 AND disabled_at IS NOT NULL";

pub(super) const ADD_OPERATOR: &str = "/* access.add_operator */
    INSERT INTO platform_operator (tenant, user_id, added_at) VALUES ($1, $2, $3) ON CONFLICT (tenant, user_id) DO NOTHING";

pub(super) const REMOVE_OPERATOR: &str = "/* access.remove_operator */
    DELETE FROM platform_operator WHERE tenant = $1 AND user_id = $2";

pub(super) const IS_OPERATOR: &str = "/* access.is_operator */
    SELECT COUNT(*) FROM platform_operator WHERE tenant = $1 AND user_id = $2";

pub(super) const OPERATORS: &str = "/* access.operators */
    SELECT u.email, t.name, o.added_at FROM platform_operator o
    JOIN users u ON u.tenant = o.tenant AND u.id = o.user_id JOIN tenant t ON t.id = o.tenant
    ORDER BY u.email_fold";

pub(super) const INSERT_TOKEN: &str = "/* access.insert_token */
    INSERT INTO token (token_hash, tenant, purpose, user_id, created_at, ends_at)
    VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const FORGET_TOKENS: &str = "/* access.forget_tokens */
    DELETE FROM token WHERE ends_at < $1";

pub(super) const TOKEN: &str = "/* access.token */
    SELECT tenant, user_id FROM token
    WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND ends_at > $3";

pub(super) const USE_TOKENS: &str = "/* access.use_tokens */
    UPDATE token SET used_at = $4 WHERE tenant = $1 AND user_id = $2 AND purpose = $3 AND used_at IS NULL";

pub(super) const INSERT_SESSION: &str = "/* access.insert_session */
    INSERT INTO session (token_hash, tenant, user_id, csrf, created_at, seen_at, ends_at, agent)
    VALUES ($1, $2, $3, $4, $5, $5, $6, $7)";

pub(super) const FORGET_SESSIONS: &str = "/* access.forget_sessions */
    DELETE FROM session WHERE ends_at < $1";

pub(super) const SESSION: &str = "/* access.session */
    SELECT s.tenant, s.user_id, u.email, s.csrf, u.role, u.name, u.language, u.theme, u.density, u.shortcuts,
        COALESCE(t.id, s.tenant)
    FROM session s JOIN users u ON u.tenant = s.tenant AND u.id = s.user_id
        LEFT JOIN tenant t ON t.test_of = s.tenant AND s.test = 1
    WHERE s.token_hash = $1 AND s.ends_at > $2 AND s.seen_at > $3 AND u.disabled_at IS NULL";

pub(super) const LOOK_AT_TEST: &str = "/* access.look_at_test */
    UPDATE session SET test = $2 WHERE token_hash = $1";

pub(super) const PLACES: &str = "/* access.places */
    SELECT token_hash, agent, created_at, seen_at FROM session
    WHERE tenant = $1 AND user_id = $2 AND ends_at > $3 AND seen_at > $4 ORDER BY seen_at DESC, created_at DESC";

pub(super) const SESSION_SEEN: &str = "/* access.session_seen */
    UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $3";

pub(super) const END_SESSION: &str = "/* access.end_session */
    DELETE FROM session WHERE token_hash = $1";

pub(super) const END_SESSIONS: &str = "/* access.end_sessions */
    DELETE FROM session WHERE tenant = $1 AND user_id = $2 AND token_hash <> $3";

pub(super) const INSERT_KEY: &str = "/* access.insert_key */
    INSERT INTO api_key (tenant, id, name, scopes, secret_hash, created_at, store_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const KEY_BY_SECRET: &str = "/* access.key_by_secret */
    SELECT k.tenant, k.id, k.name, k.scopes, k.created_at, k.revoked_at, k.used_at, t.test_of, k.store_id
    FROM api_key k LEFT JOIN tenant t ON t.id = k.tenant WHERE k.secret_hash = $1";

pub(super) const LIST_KEYS: &str = "/* access.list_keys */
    SELECT k.tenant, k.id, k.name, k.scopes, k.created_at, k.revoked_at, k.used_at, t.test_of, k.store_id
    FROM api_key k LEFT JOIN tenant t ON t.id = k.tenant
    WHERE k.tenant = $1 AND k.id < $2 ORDER BY k.id DESC LIMIT $3";

pub(super) const REVOKE_KEY: &str = "/* access.revoke_key */
    UPDATE api_key SET revoked_at = $3 WHERE tenant = $1 AND id = $2 AND revoked_at IS NULL";

pub(super) const KEY_NAME: &str = "/* access.key_name */
    SELECT name FROM api_key WHERE tenant = $1 AND id = $2";

pub(super) const KEY_USED: &str = "/* access.key_used */
    UPDATE api_key SET used_at = $3 WHERE tenant = $1 AND id = $2";
