-- Developer pages: test mode, the log of API requests, and every try of a webhook.

-- Test mode is a tenant beside the live one: whatever is kept per tenant is apart by construction. People belong to the live
-- one; a session says which of both it looks at, and begins with the live one.
ALTER TABLE tenant ADD COLUMN test_of TEXT;
CREATE UNIQUE INDEX tenant_test ON tenant (test_of);
ALTER TABLE session ADD COLUMN test INTEGER NOT NULL DEFAULT 0;

-- What was asked by API, with secrets and addresses masked. Forgotten after some weeks, and in no backup: a backup lives longer.
-- The id is the `Request-Id` of the answer and sorts by time.
CREATE TABLE api_request (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  method TEXT NOT NULL,
  route TEXT NOT NULL,
  path TEXT NOT NULL,
  status INTEGER NOT NULL,
  took_ms INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  idempotency_key TEXT,
  address TEXT,
  request TEXT NOT NULL,
  answer TEXT NOT NULL,
  code TEXT,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX api_request_key ON api_request (tenant, key_id, id);
CREATE INDEX api_request_at ON api_request (tenant, at);

-- One try of a delivery; the delivery itself says what the last one came to.
CREATE TABLE webhook_attempt (
  tenant TEXT NOT NULL,
  delivery_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  endpoint_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  well INTEGER NOT NULL,
  status INTEGER,
  took_ms INTEGER NOT NULL,
  trouble TEXT,
  PRIMARY KEY (tenant, delivery_id, number)
) STRICT;
CREATE INDEX webhook_attempt_at ON webhook_attempt (tenant, endpoint_id, at);
CREATE INDEX webhook_delivery_settled ON webhook_delivery (settled_at) WHERE state = 'delivered';
