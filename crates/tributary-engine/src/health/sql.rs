//! Statements on how things stand. Each reads a few rows of an index.

pub(super) const CHAINS: &str = "/* health.chains */
    SELECT chain, CAST(SUM(seq) AS BIGINT) FROM chain_head GROUP BY chain ORDER BY chain";

pub(super) const DELIVERIES: &str = "/* health.deliveries */
    SELECT COUNT(*), MIN(received_at) FROM delivery WHERE state = 'received'";

pub(super) const JOBS: &str = "/* health.jobs */
    SELECT COUNT(*) FROM job WHERE due_at <= $1";

pub(super) const MAIL: &str = "/* health.mail */
    SELECT COUNT(*) FROM mail WHERE state = 'queued'";
