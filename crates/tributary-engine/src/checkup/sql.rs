//! Statements that ask how the work stands, of all tenants together.

pub(super) const PEOPLE: &str = "/* checkup.people */
    SELECT COUNT(*) FROM users WHERE joined_at IS NOT NULL AND disabled_at IS NULL";

pub(super) const MAIL_WAITS: &str = "/* checkup.mail_waits */
    SELECT COUNT(*), MIN(created_at) FROM mail WHERE state = 'queued'";

pub(super) const MAIL_FAILED: &str = "/* checkup.mail_failed */
    SELECT COUNT(*) FROM mail WHERE state = 'failed' AND settled_at >= $1";

pub(super) const UNJUDGED: &str = "/* checkup.unjudged */
    SELECT COUNT(*), MIN(received_at) FROM delivery WHERE state = 'received'";

pub(super) const WAITING: &str = "/* checkup.waiting */
    SELECT COUNT(*), MIN(received_at) FROM delivery WHERE state = 'waiting'";

pub(super) const REJECTED: &str = "/* checkup.rejected */
    SELECT COUNT(*) FROM delivery WHERE state = 'rejected' AND received_at >= $1
        AND tenant NOT IN (SELECT id FROM tenant WHERE test_of IS NOT NULL)";

pub(super) const LAST_REJECTED: &str = "/* checkup.last_rejected */
    SELECT reason FROM delivery WHERE state = 'rejected' AND received_at >= $1
        AND tenant NOT IN (SELECT id FROM tenant WHERE test_of IS NOT NULL) ORDER BY received_at DESC LIMIT 1";

pub(super) const STORES: &str = "/* checkup.stores */
    SELECT tenant, id, name, created_at, read_until FROM store
    WHERE tenant NOT IN (SELECT id FROM tenant WHERE test_of IS NOT NULL) ORDER BY tenant, id";

pub(super) const LAST_FACT: &str = "/* checkup.last_fact */
    SELECT received_at FROM fact WHERE tenant = $1 AND store_id = $2 ORDER BY seq DESC LIMIT 1";

pub(super) const LAST_DELIVERY: &str = "/* checkup.last_delivery */
    SELECT received_at FROM delivery WHERE tenant = $1 AND store_id = $2 ORDER BY id DESC LIMIT 1";

pub(super) const JOBS_LATE: &str = "/* checkup.jobs_late */
    SELECT kind, COUNT(*), MIN(due_at), MAX(trouble) FROM job
    WHERE due_at < $1 AND lease_until < $1 GROUP BY kind ORDER BY kind";

pub(super) const HOLDS_LATE: &str = "/* checkup.holds_late */
    SELECT COUNT(*), MIN(matures_at) FROM orders WHERE matures_at < $1";

/// Webhooks that should have been sent before a moment.
pub(super) const WEBHOOKS_LATE: &str = "/* checkup.webhooks_late */
    SELECT CAST(COALESCE(SUM((SELECT COUNT(*) FROM webhook_delivery d
            WHERE d.tenant = e.tenant AND d.endpoint_id = e.id AND d.state = 'pending' AND d.due_at < $1
                AND d.lease_until < $1)), 0) AS BIGINT),
        MIN((SELECT MIN(d.due_at) FROM webhook_delivery d
            WHERE d.tenant = e.tenant AND d.endpoint_id = e.id AND d.state = 'pending' AND d.due_at < $1
                AND d.lease_until < $1))
    FROM webhook_endpoint e WHERE e.state = 'active'";

pub(super) const WEBHOOKS_DISABLED: &str = "/* checkup.webhooks_disabled */
    SELECT COUNT(*) FROM webhook_endpoint
    WHERE state = 'disabled' AND tenant NOT IN (SELECT id FROM tenant WHERE test_of IS NOT NULL)";
