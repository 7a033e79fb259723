//! Statements on mail.

pub(super) const INSERT: &str = "/* mail.insert */
    INSERT INTO mail (tenant, id, recipient, subject, language, sealed, state, attempts, created_at, useful_until)
    VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, $7, $8)";

pub(super) const LOAD: &str = "/* mail.load */
    SELECT recipient, subject, language, sealed, useful_until FROM mail
    WHERE tenant = $1 AND id = $2 AND state = 'queued'";

pub(super) const SETTLE: &str = "/* mail.settle */
    UPDATE mail SET state = $3, trouble = $4, attempts = attempts + $5, settled_at = $6,
        sealed = CASE WHEN $7 = 1 THEN sealed END
    WHERE tenant = $1 AND id = $2 AND state = 'queued'";

pub(super) const TRIED: &str = "/* mail.tried */
    UPDATE mail SET attempts = attempts + 1, trouble = $3 WHERE tenant = $1 AND id = $2 AND state = 'queued'";

pub(super) const LIST: &str = "/* mail.list */
    SELECT id, recipient, subject, language, state, attempts, trouble, created_at, settled_at, useful_until,
        sealed IS NOT NULL FROM mail
    WHERE tenant = $1 AND id < $2 AND ($3 IS NULL OR state = $3) ORDER BY id DESC LIMIT $4";

pub(super) const ONE: &str = "/* mail.one */
    SELECT id, recipient, subject, language, state, attempts, trouble, created_at, settled_at, useful_until,
        sealed IS NOT NULL FROM mail
    WHERE tenant = $1 AND id = $2";

pub(super) const REQUEUE: &str = "/* mail.requeue */
    UPDATE mail SET state = 'queued', settled_at = NULL WHERE tenant = $1 AND id = $2 AND sealed IS NOT NULL";

pub(super) const FORGET: &str = "/* mail.forget */
    UPDATE mail SET sealed = NULL WHERE state = 'failed' AND sealed IS NOT NULL AND settled_at < $1";

pub(super) const FORGET_RECEIVER: &str = "/* mail.forget_receiver */
    UPDATE mail SET recipient = $3 WHERE tenant = $1 AND recipient = $2 AND state <> 'queued'";

pub(super) const FORGET_PERSON: &str = "/* mail.forget_person */
    UPDATE mail SET recipient = $3, sealed = NULL,
      trouble = CASE WHEN state = 'queued' THEN $4 ELSE trouble END,
      settled_at = CASE WHEN state = 'queued' THEN $5 ELSE settled_at END,
      state = CASE WHEN state = 'queued' THEN 'failed' ELSE state END
    WHERE tenant = $1 AND LOWER(recipient) = LOWER($2)";

pub(super) const COUNTS: &str = "/* mail.counts */
    SELECT state, COUNT(*) FROM mail WHERE tenant = $1 GROUP BY state";
