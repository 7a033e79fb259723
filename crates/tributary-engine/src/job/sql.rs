//! Statements on jobs.

pub(super) const ASK: &str = "/* job.ask */
    INSERT INTO job (tenant, kind, subject, due_at, lease_until, attempts) VALUES ($1, $2, $3, $4, 0, 0)
    ON CONFLICT (tenant, kind, subject) DO UPDATE SET
      due_at = CASE WHEN excluded.due_at < job.due_at THEN excluded.due_at ELSE job.due_at END";

pub(super) const DUE: &str = "/* job.due */
    SELECT tenant, subject, attempts FROM job
    WHERE kind = $1 AND due_at <= $2 AND lease_until <= $2 ORDER BY due_at LIMIT $3
    /*pg FOR UPDATE SKIP LOCKED*/";

pub(super) const ANY_DUE: &str = "/* job.any_due */
    SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE kind = $1 AND due_at <= $2 AND lease_until <= $2 LIMIT 1) AS due";

pub(super) const LEASE: &str = "/* job.lease */
    UPDATE job SET lease_until = $4, attempts = attempts + 1 WHERE tenant = $1 AND kind = $2 AND subject = $3";

pub(super) const DONE: &str = "/* job.done */
    DELETE FROM job WHERE tenant = $1 AND kind = $2 AND subject = $3 AND attempts = $4";

pub(super) const FAILED: &str = "/* job.failed */
    UPDATE job SET due_at = $4, lease_until = 0, trouble = $5
    WHERE tenant = $1 AND kind = $2 AND subject = $3 AND attempts = $6";
