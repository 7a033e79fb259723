//! Statements on partners who sign in.

pub(super) const INSERT_LINK: &str = "/* portal.insert_link */
    INSERT INTO partner_link (token_hash, tenant, partner_id, ends_at) VALUES ($1, $2, $3, $4)";

pub(super) const LINK: &str = "/* portal.link */
    SELECT tenant, partner_id FROM partner_link WHERE token_hash = $1 AND ends_at > $2";

pub(super) const USE_LINK: &str = "/* portal.use_link */
    DELETE FROM partner_link WHERE token_hash = $1 OR ends_at <= $2";

pub(super) const INSERT_SESSION: &str = "/* portal.insert_session */
    INSERT INTO partner_session (token_hash, tenant, partner_id, csrf, created_at, seen_at, ends_at)
    VALUES ($1, $2, $3, $4, $5, $5, $6)";

pub(super) const FORGET_SESSIONS: &str = "/* portal.forget_sessions */
    DELETE FROM partner_session WHERE ends_at < $1";

pub(super) const SESSION: &str = "/* portal.session */
    SELECT tenant, partner_id, csrf FROM partner_session WHERE token_hash = $1 AND ends_at > $2";

pub(super) const END_SESSION: &str = "/* portal.end_session */
    DELETE FROM partner_session WHERE token_hash = $1";

pub(super) const BY_EMAIL: &str = "/* portal.by_email */
    SELECT tenant, id, name, email FROM partner WHERE LOWER(email) = $1
    ORDER BY (SELECT COUNT(*) FROM tenant t WHERE t.id = partner.tenant AND t.test_of IS NOT NULL), id LIMIT 1";
