//! Statements on how things stand. Each reads a few rows of an index.

pub(super) const CHAINS: &str = "/* health.chains */
    SELECT chain, CAST(SUM(seq) AS BIGINT) FROM chain_head
    WHERE tenant NOT IN (SELECT id FROM tenant WHERE test_of IS NOT NULL) GROUP BY chain ORDER BY chain";

pub(super) const DELIVERIES: &str = "/* health.deliveries */
    SELECT COUNT(*), MIN(received_at) FROM delivery WHERE state = 'received'";

pub(super) const JOBS: &str = "/* health.jobs */
    SELECT COUNT(*) FROM job WHERE due_at <= $1";

pub(super) const MAIL: &str = "/* health.mail */
    SELECT COUNT(*) FROM mail WHERE state = 'queued'";

/// What waits to be told, of receivers that are told anything.
pub(super) const WEBHOOKS: &str = "/* health.webhooks */
    SELECT CAST(COALESCE(SUM((SELECT COUNT(*) FROM webhook_delivery d
            WHERE d.tenant = e.tenant AND d.endpoint_id = e.id AND d.state = 'pending')), 0) AS BIGINT),
        MIN((SELECT MIN(d.due_at) FROM webhook_delivery d
            WHERE d.tenant = e.tenant AND d.endpoint_id = e.id AND d.state = 'pending'))
    FROM webhook_endpoint e
    WHERE e.state = 'active' AND e.tenant NOT IN (SELECT id FROM tenant WHERE test_of IS NOT NULL)";
