//! Statements on the log of API requests.

pub(super) const INSERT: &str = "/* request.insert */
    INSERT INTO api_request (tenant, id, at, method, route, path, status, took_ms, key_id, idempotency_key, address,
        request, answer, code)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

pub(super) const LIST: &str = "/* request.list */
    SELECT r.tenant, r.id, r.at, r.method, r.route, r.path, r.status, r.took_ms, r.key_id, r.idempotency_key, r.address,
        '', '', r.code, k.name
    FROM api_request r LEFT JOIN api_key k ON k.tenant = r.tenant AND k.id = r.key_id
    WHERE r.tenant = $1 AND r.id < $2 AND r.status >= $4 AND r.status < $5 AND ($6 IS NULL OR r.method = $6)
        AND ($7 IS NULL OR r.route = $7)
    ORDER BY r.id DESC LIMIT $3";

pub(super) const LIST_OF_KEY: &str = "/* request.list_of_key */
    SELECT r.tenant, r.id, r.at, r.method, r.route, r.path, r.status, r.took_ms, r.key_id, r.idempotency_key, r.address,
        '', '', r.code, k.name
    FROM api_request r LEFT JOIN api_key k ON k.tenant = r.tenant AND k.id = r.key_id
    WHERE r.tenant = $1 AND r.id < $2 AND r.status >= $4 AND r.status < $5 AND ($6 IS NULL OR r.method = $6)
        AND ($7 IS NULL OR r.route = $7) AND r.key_id = $8
    ORDER BY r.id DESC LIMIT $3";

pub(super) const LOAD: &str = "/* request.load */
    SELECT r.tenant, r.id, r.at, r.method, r.route, r.path, r.status, r.took_ms, r.key_id, r.idempotency_key, r.address,
        r.request, r.answer, r.code, k.name
    FROM api_request r LEFT JOIN api_key k ON k.tenant = r.tenant AND k.id = r.key_id
    WHERE r.tenant = $1 AND r.id = $2";

/// Answers per piece of time and hundred of the status.
pub(super) const HISTOGRAM: &str = "/* request.histogram */
    SELECT (at - $2) / $3, status / 100, COUNT(*) FROM api_request WHERE tenant = $1 AND at >= $2
    GROUP BY (at - $2) / $3, status / 100 ORDER BY 1, 2";

pub(super) const ROUTES: &str = "/* request.routes */
    SELECT DISTINCT route FROM api_request WHERE tenant = $1 AND at >= $2 ORDER BY route LIMIT 200";

pub(super) const FORGET: &str = "/* request.forget */
    DELETE FROM api_request WHERE tenant = $1 AND id IN (SELECT r.id FROM api_request r
        WHERE r.tenant = $1 AND r.at < $2 ORDER BY r.at LIMIT $3)";
