//! Statements on kept answers.

pub(super) const LOAD: &str = "/* idempotency.load */
    SELECT request_hash, status, body FROM idempotency WHERE tenant = $1 AND key_id = $2 AND key = $3";

pub(super) const INSERT: &str = "/* idempotency.insert */
    INSERT INTO idempotency (tenant, key_id, key, request_hash, status, body, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const FORGET: &str = "/* idempotency.forget */
    DELETE FROM idempotency WHERE tenant = $1 AND created_at < $2";
