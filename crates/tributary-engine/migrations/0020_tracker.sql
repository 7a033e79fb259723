-- Postbacks in: addresses that other systems call when something was sold. `secret` is sealed; whoever calls has to show it.
-- `mapping` is a JSON object of what we call a value to what the sender calls it, beside what the dialect says.
CREATE TABLE postback_source (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  name TEXT NOT NULL,
  dialect TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('minor', 'major')),
  currency TEXT NOT NULL,
  event TEXT,
  mapping TEXT NOT NULL,
  secret TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'archived')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX postback_source_id ON postback_source (id);
