-- Webhooks out: whom to tell what happens, and what became of each telling. Both are in backups: what was promised is told
-- after a restore, too, and whoever has heard it knows it by the event's id.

-- An address outside. `wants` is a JSON list of kinds of events, or of `*` alone. The secrets are sealed; the one before is
-- good until its time, so that nobody has to change at the same moment as we do.
CREATE TABLE webhook_endpoint (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  wants TEXT NOT NULL,
  secret TEXT NOT NULL,
  secret_before TEXT,
  secret_before_until INTEGER,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'disabled', 'archived')),
  reason TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;

-- One event on its way to one address. `attempts` counts all tries and is the fence: whoever comes back with an answer after
-- his lease went to somebody else changes nothing. `step` is the place in the schedule, which a replay begins anew.
CREATE TABLE webhook_delivery (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  step INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  attempted_at INTEGER,
  settled_at INTEGER,
  status INTEGER,
  took_ms INTEGER,
  trouble TEXT,
  answer TEXT,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (tenant, endpoint_id, event_id);
CREATE INDEX webhook_delivery_list ON webhook_delivery (tenant, endpoint_id, id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (tenant, endpoint_id, due_at) WHERE state = 'pending';
CREATE INDEX webhook_delivery_failed ON webhook_delivery (tenant, endpoint_id, created_at) WHERE state = 'failed';
