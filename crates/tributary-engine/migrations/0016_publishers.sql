-- Publishers: whoever sends the members of a site of their own through links, for programs of many tenants under one account.
-- What they earn belongs to a partner of each tenant; a membership says which. So nothing of one tenant reaches another.

CREATE TABLE publisher (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_fold TEXT NOT NULL,
  site TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX publisher_email ON publisher (email_fold);

-- One publisher in one program: who asks again after a refusal has the same row. The partner and the link are made when it is
-- accepted for the first time, and stay.
CREATE TABLE membership (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  program_id TEXT NOT NULL,
  publisher_id TEXT NOT NULL,
  partner_id TEXT,
  link_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('asked', 'active', 'declined', 'ended')),
  asked_at INTEGER NOT NULL,
  judged_at INTEGER,
  judged_by TEXT,
  reason TEXT,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX membership_once ON membership (tenant, program_id, publisher_id);
CREATE INDEX membership_publisher ON membership (publisher_id, tenant, program_id);
CREATE INDEX membership_partner ON membership (tenant, partner_id);
CREATE INDEX membership_state ON membership (tenant, state, id);
--pg CREATE TRIGGER membership_moves AFTER INSERT OR UPDATE OR DELETE ON membership
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_snapshot_moves();

-- Publishers sign in by a link in a mail; all tokens are kept as hashes.
CREATE TABLE publisher_link (
  token_hash TEXT NOT NULL PRIMARY KEY,
  publisher_id TEXT NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;

CREATE TABLE publisher_session (
  token_hash TEXT NOT NULL PRIMARY KEY,
  publisher_id TEXT NOT NULL,
  csrf TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;

CREATE TABLE publisher_key (
  id TEXT NOT NULL PRIMARY KEY,
  publisher_id TEXT NOT NULL,
  name TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  used_at INTEGER
) STRICT;
CREATE UNIQUE INDEX publisher_key_secret ON publisher_key (secret_hash);
CREATE INDEX publisher_key_of ON publisher_key (publisher_id, id);

-- The publisher's own ids that stood in the address of a click (`ref`, `ref2`, …), as a JSON list; null for none.
ALTER TABLE click ADD COLUMN refs TEXT;
