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
    SELECT COUNT(*), MIN(d.due_at) FROM webhook_delivery d
    JOIN webhook_endpoint e ON e.tenant = d.tenant AND e.id = d.endpoint_id
    WHERE d.state = 'pending' AND e.state = 'active' AND d.tenant NOT IN (SELECT id FROM tenant WHERE test_of IS NOT NULL)";
