//! Statements on webhooks.

/// Asked at every event, so it names no table that an order writes to.
pub(super) const WANTING: &str = "/* webhook.wanting */
    SELECT id, wants FROM webhook_endpoint WHERE tenant = $1 AND state = 'active' AND partner_id IS NULL ORDER BY id";

/// The same of a partner's own.
pub(super) const WANTING_OF: &str = "/* webhook.wanting_of */
    SELECT id, wants, program_id FROM webhook_endpoint
    WHERE tenant = $1 AND state = 'active' AND partner_id = $2 ORDER BY id";

pub(super) const QUEUE: &str = "/* webhook.queue */
    INSERT INTO webhook_delivery (tenant, id, endpoint_id, event_id, due_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const INSERT: &str = "/* webhook.insert */
    INSERT INTO webhook_endpoint (tenant, id, url, wants, secret, state, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, 'active', $6, $6)";

pub(super) const COUNT: &str = "/* webhook.count */
    SELECT COUNT(*) FROM webhook_endpoint WHERE tenant = $1 AND state <> 'archived' AND partner_id IS NULL";

pub(super) const LOAD: &str = "/* webhook.load */
    SELECT id, url, wants, state, reason, secret_before_until, failures, failing_since, created_at, updated_at,
        partner_id, program_id, format, method
    FROM webhook_endpoint WHERE tenant = $1 AND id = $2";

pub(super) const LIST: &str = "/* webhook.list */
    SELECT id, url, wants, state, reason, secret_before_until, failures, failing_since, created_at, updated_at,
        partner_id, program_id, format, method
    FROM webhook_endpoint WHERE tenant = $1 AND partner_id IS NULL AND id < $2 ORDER BY id DESC LIMIT $3";

pub(super) const INSERT_OF: &str = "/* webhook.insert_of */
    INSERT INTO webhook_endpoint (tenant, id, url, wants, secret, state, created_at, updated_at, partner_id, program_id,
        format, method)
    VALUES ($1, $2, $3, $4, $5, 'active', $6, $6, $7, $8, $9, $10)";

pub(super) const COUNT_OF: &str = "/* webhook.count_of */
    SELECT COUNT(*) FROM webhook_endpoint WHERE tenant = $1 AND state <> 'archived' AND partner_id = $2 AND program_id = $3";

pub(super) const LIST_OF: &str = "/* webhook.list_of */
    SELECT id, url, wants, state, reason, secret_before_until, failures, failing_since, created_at, updated_at,
        partner_id, program_id, format, method
    FROM webhook_endpoint WHERE tenant = $1 AND partner_id = $2 ORDER BY id DESC";

pub(super) const SET_METHOD: &str = "/* webhook.set_method */
    UPDATE webhook_endpoint SET method = $3 WHERE tenant = $1 AND id = $2";

pub(super) const CHANGE: &str = "/* webhook.change */
    UPDATE webhook_endpoint SET url = $3, wants = $4, state = $5, reason = $6, failures = 0, failing_since = NULL,
        updated_at = $7
    WHERE tenant = $1 AND id = $2";

pub(super) const SECRETS: &str = "/* webhook.secrets */
    SELECT url, secret, secret_before, secret_before_until, format, method FROM webhook_endpoint WHERE tenant = $1 AND id = $2";

pub(super) const ROTATE: &str = "/* webhook.rotate */
    UPDATE webhook_endpoint SET secret_before = secret, secret_before_until = $3, secret = $4, updated_at = $5
    WHERE tenant = $1 AND id = $2";

pub(super) const HEALED: &str = "/* webhook.healed */
    UPDATE webhook_endpoint SET failures = 0, failing_since = NULL WHERE tenant = $1 AND id = $2 AND failures > 0";

pub(super) const AILING: &str = "/* webhook.ailing */
    UPDATE webhook_endpoint SET failures = failures + 1, failing_since = COALESCE(failing_since, $3)
    WHERE tenant = $1 AND id = $2";

pub(super) const DISABLE: &str = "/* webhook.disable */
    UPDATE webhook_endpoint SET state = 'disabled', reason = $3, updated_at = $4
    WHERE tenant = $1 AND id = $2 AND state IN ('active', 'paused')";

/// Who has something that is due.
pub(super) const WAITING: &str = "/* webhook.waiting */
    SELECT e.tenant, e.id FROM webhook_endpoint e WHERE e.state = 'active' AND EXISTS (
        SELECT 1 FROM webhook_delivery d WHERE d.tenant = e.tenant AND d.endpoint_id = e.id AND d.state = 'pending'
            AND d.due_at <= $1 AND d.lease_until <= $1)";

pub(super) const DUE: &str = "/* webhook.due */
    SELECT d.id, d.attempts, d.step, v.id, v.type, v.at, v.data, t.test_of FROM webhook_delivery d
    JOIN event v ON v.tenant = d.tenant AND v.id = d.event_id LEFT JOIN tenant t ON t.id = d.tenant
    WHERE d.tenant = $1 AND d.endpoint_id = $2 AND d.state = 'pending' AND d.due_at <= $3 AND d.lease_until <= $3
    ORDER BY d.due_at, d.id LIMIT $4 /*pg FOR UPDATE OF d SKIP LOCKED*/";

pub(super) const LEASE: &str = "/* webhook.lease */
    UPDATE webhook_delivery SET lease_until = $3, attempts = attempts + 1, step = step + 1, attempted_at = $4
    WHERE tenant = $1 AND id = $2";

pub(super) const OUTCOME: &str = "/* webhook.outcome */
    UPDATE webhook_delivery SET state = $4, due_at = $5, settled_at = $6, status = $7, took_ms = $8, trouble = $9,
        answer = $10, called = $11, lease_until = 0
    WHERE tenant = $1 AND id = $2 AND attempts = $3 AND state = 'pending'";

pub(super) const REPLAY: &str = "/* webhook.replay */
    UPDATE webhook_delivery SET state = 'pending', due_at = $3, step = 0, settled_at = NULL
    WHERE tenant = $1 AND id = $2";

pub(super) const REPLAY_FAILED: &str = "/* webhook.replay_failed */
    UPDATE webhook_delivery SET state = 'pending', due_at = $4, step = 0, settled_at = NULL
    WHERE tenant = $1 AND id IN (SELECT d.id FROM webhook_delivery d WHERE d.tenant = $1 AND d.endpoint_id = $2
        AND d.state = 'failed' AND d.created_at >= $3 ORDER BY d.created_at LIMIT $5)";

pub(super) const ABANDON: &str = "/* webhook.abandon */
    UPDATE webhook_delivery SET state = 'failed', settled_at = $3, trouble = $4
    WHERE tenant = $1 AND endpoint_id = $2 AND state = 'pending'";

pub(super) const DELIVERY: &str = "/* webhook.delivery */
    SELECT d.id, d.endpoint_id, d.event_id, v.type, d.state, d.attempts, d.due_at, d.created_at, d.attempted_at,
        d.settled_at, d.status, d.took_ms, d.trouble, d.answer, d.called, e.url, v.id, v.type, v.at, v.data, t.test_of,
        e.format, e.method
    FROM webhook_delivery d JOIN event v ON v.tenant = d.tenant AND v.id = d.event_id
    JOIN webhook_endpoint e ON e.tenant = d.tenant AND e.id = d.endpoint_id LEFT JOIN tenant t ON t.id = d.tenant
    WHERE d.tenant = $1 AND d.id = $2 AND COALESCE(e.partner_id, '') = $3";

pub(super) const DELIVERIES: &str = "/* webhook.deliveries */
    SELECT d.id, d.endpoint_id, d.event_id, v.type, d.state, d.attempts, d.due_at, d.created_at, d.attempted_at,
        d.settled_at, d.status, d.took_ms, d.trouble, d.answer, d.called
    FROM webhook_delivery d JOIN event v ON v.tenant = d.tenant AND v.id = d.event_id
    JOIN webhook_endpoint e ON e.tenant = d.tenant AND e.id = d.endpoint_id
    WHERE d.tenant = $1 AND d.id < $2 AND ($3 IS NULL OR d.state = $3) AND e.partner_id IS NULL ORDER BY d.id DESC LIMIT $4";

pub(super) const DELIVERIES_OF: &str = "/* webhook.deliveries_of */
    SELECT d.id, d.endpoint_id, d.event_id, v.type, d.state, d.attempts, d.due_at, d.created_at, d.attempted_at,
        d.settled_at, d.status, d.took_ms, d.trouble, d.answer, d.called
    FROM webhook_delivery d JOIN event v ON v.tenant = d.tenant AND v.id = d.event_id
    JOIN webhook_endpoint e ON e.tenant = d.tenant AND e.id = d.endpoint_id
    WHERE d.tenant = $1 AND d.id < $2 AND ($3 IS NULL OR d.state = $3) AND d.endpoint_id = $5
        AND COALESCE(e.partner_id, '') = $6
    ORDER BY d.id DESC LIMIT $4";

pub(super) const TRIED: &str = "/* webhook.tried */
    INSERT INTO webhook_attempt (tenant, delivery_id, number, endpoint_id, at, well, status, took_ms, trouble)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

pub(super) const ATTEMPTS: &str = "/* webhook.attempts */
    SELECT number, at, well, status, took_ms, trouble FROM webhook_attempt
    WHERE tenant = $1 AND delivery_id = $2 ORDER BY number DESC LIMIT 50";

/// Tries per piece of time: the piece's number from a moment on, how many were taken, how many were not.
pub(super) const LATELY: &str = "/* webhook.lately */
    SELECT endpoint_id, (at - $2) / $3, CAST(SUM(well) AS BIGINT), CAST(SUM(1 - well) AS BIGINT) FROM webhook_attempt
    WHERE tenant = $1 AND at >= $2 GROUP BY endpoint_id, (at - $2) / $3 ORDER BY endpoint_id, 2";

pub(super) const LAST_FAILURE: &str = "/* webhook.last_failure */
    SELECT number, at, well, status, took_ms, trouble FROM webhook_attempt
    WHERE tenant = $1 AND endpoint_id = $2 AND well = 0 ORDER BY at DESC LIMIT 1";

pub(super) const COUNTS: &str = "/* webhook.counts */
    SELECT state, COUNT(*) FROM webhook_delivery WHERE tenant = $1 AND endpoint_id = $2 GROUP BY state ORDER BY state";

/// Through the endpoints, which are few: deliveries are found by both.
pub(super) const OF_EVENT: &str = "/* webhook.of_event */
    SELECT d.id, d.endpoint_id, d.event_id, v.type, d.state, d.attempts, d.due_at, d.created_at, d.attempted_at,
        d.settled_at, d.status, d.took_ms, d.trouble, d.answer, d.called
    FROM webhook_endpoint e CROSS JOIN webhook_delivery d JOIN event v ON v.tenant = d.tenant AND v.id = d.event_id
    WHERE e.tenant = $1 AND e.partner_id IS NULL AND d.tenant = $1 AND d.endpoint_id = e.id AND d.event_id = $2
    ORDER BY e.id";

pub(super) const NEWER: &str = "/* webhook.newer */
    SELECT id FROM webhook_delivery WHERE tenant = $1 AND endpoint_id = $2 AND id > $3 ORDER BY id LIMIT 1";

pub(super) const OLDER: &str = "/* webhook.older */
    SELECT id FROM webhook_delivery WHERE tenant = $1 AND endpoint_id = $2 AND id < $3 ORDER BY id DESC LIMIT 1";

/// What was taken long ago; what failed or waits stays.
pub(super) const FORGET_ATTEMPTS: &str = "/* webhook.forget_attempts */
    DELETE FROM webhook_attempt WHERE (tenant, delivery_id) IN (SELECT d.tenant, d.id FROM webhook_delivery d
        WHERE d.state = 'delivered' AND d.settled_at < $1 ORDER BY d.settled_at, d.id LIMIT $2)";

pub(super) const FORGET: &str = "/* webhook.forget */
    DELETE FROM webhook_delivery WHERE (tenant, id) IN (SELECT d.tenant, d.id FROM webhook_delivery d
        WHERE d.state = 'delivered' AND d.settled_at < $1 ORDER BY d.settled_at, d.id LIMIT $2)";
