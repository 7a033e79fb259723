-- What people bring in files: rows as they came, what was made of each, and what is needed to take it back. `plan` has the
-- parts, their columns, which column means what, and what was chosen. `at` is the last row that the present state is through
-- with; `keyed` says of a preview whether what rows are known by is noted; `kept` whether the rows are still there.

CREATE TABLE import (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  system TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('receiving', 'uploaded', 'mapped', 'previewed', 'running', 'finished', 'failed',
    'undoing', 'undone')),
  plan TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  moved_at INTEGER NOT NULL,
  total INTEGER NOT NULL,
  at INTEGER NOT NULL,
  keyed INTEGER NOT NULL,
  new_rows INTEGER NOT NULL,
  updated_rows INTEGER NOT NULL,
  skipped_rows INTEGER NOT NULL,
  wrong_rows INTEGER NOT NULL,
  joined_rows INTEGER NOT NULL,
  finished_at INTEGER,
  kept INTEGER NOT NULL,
  trouble TEXT,
  PRIMARY KEY (tenant, id)
) STRICT;

-- Those that go on, of all tenants.
CREATE INDEX import_due ON import (moved_at) WHERE state IN ('mapped', 'running', 'undoing');

-- `object` is what a row became, `about` the partner that its order was given to, `before` how things stood, of rows that
-- changed something.
CREATE TABLE import_row (
  tenant TEXT NOT NULL,
  import_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  part INTEGER NOT NULL,
  line INTEGER NOT NULL,
  cells TEXT NOT NULL,
  verdict TEXT,
  field TEXT,
  detail TEXT,
  object TEXT,
  about TEXT,
  before TEXT,
  PRIMARY KEY (tenant, import_id, number)
) STRICT;
CREATE INDEX import_row_verdict ON import_row (tenant, import_id, verdict, number);
CREATE INDEX import_row_about ON import_row (tenant, about) WHERE about IS NOT NULL;

-- By what the rows of one import are told apart, and find each other.
CREATE TABLE import_key (
  tenant TEXT NOT NULL,
  import_id TEXT NOT NULL,
  key TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (tenant, import_id, key, number)
) STRICT;

-- What another system calls what is ours.
CREATE TABLE import_link (
  tenant TEXT NOT NULL,
  system TEXT NOT NULL,
  noun TEXT NOT NULL,
  external_id TEXT NOT NULL,
  object_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  PRIMARY KEY (tenant, system, noun, external_id)
) STRICT;
CREATE INDEX import_link_object ON import_link (tenant, object_id);

-- By which rows of files find the partners that there are.
CREATE INDEX partner_email_key ON partner (tenant, email_key);
CREATE INDEX partner_name ON partner (tenant, name);
