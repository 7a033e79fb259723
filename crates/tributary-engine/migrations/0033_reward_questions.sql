-- Questions to somebody outside about what a friend's order earns: one per order, asked until it was answered or waited for too long. The
-- answer itself is a fact of the order.
CREATE TABLE reward_question (
  tenant TEXT NOT NULL,
  store_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  id TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  trouble TEXT,
  PRIMARY KEY (tenant, store_id, external_id)
) STRICT;
CREATE UNIQUE INDEX reward_question_id ON reward_question (tenant, id);
