-- Why a version of the rules was made; pages on which people apply; partners who sign in.

ALTER TABLE rule_version ADD COLUMN note TEXT NOT NULL DEFAULT '';

-- A program's public page. Without a row it is closed.
CREATE TABLE program_page (
  tenant TEXT NOT NULL,
  program_id TEXT NOT NULL,
  slug TEXT NOT NULL,
  is_open INTEGER NOT NULL,
  automatic INTEGER NOT NULL,
  PRIMARY KEY (tenant, program_id)
) STRICT;
-- The page's address knows no tenant.
CREATE UNIQUE INDEX program_page_slug ON program_page (slug);

CREATE TABLE application (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  program_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_fold TEXT NOT NULL,
  country TEXT NOT NULL,
  site TEXT NOT NULL,
  promotes TEXT NOT NULL,
  language TEXT NOT NULL,
  status TEXT NOT NULL,
  judged_at INTEGER,
  judged_by TEXT,
  reason TEXT,
  partner_id TEXT,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX application_status ON application (tenant, status, id);
-- Whoever applies twice while the first waits is one applicant.
CREATE UNIQUE INDEX application_waiting ON application (tenant, program_id, email_fold) WHERE status = 'waiting';

-- Partners sign in by a link in a mail; both tokens are kept as hashes.
CREATE TABLE partner_link (
  token_hash TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;

CREATE TABLE partner_session (
  token_hash TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  csrf TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX partner_email ON partner (tenant, email);
