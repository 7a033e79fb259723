-- What partners say and what they are given to say: orders they miss, further; and creatives.

-- `same` names the order that a claim is about as its partner knows it: the same twice is one claim. Claims from before have none.
-- `asked` is 1 while an open one waits for its partner's answer. `language` is what its partner read when it was made.
ALTER TABLE claim ADD COLUMN same TEXT;
ALTER TABLE claim ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN language TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX claim_same ON claim (tenant, partner_id, same);

-- What was asked back about a claim, and what its partner answered, in the order in which it was said.
CREATE TABLE claim_word (
  tenant TEXT NOT NULL,
  claim_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('store', 'partner')),
  said_by TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, claim_id, place)
) STRICT;

-- Pictures and texts that partners post. `url` and `product_id` say where they lead; without either to the front page. `file` is the
-- unguessable name in a picture's address; who comes with it does not say whose it is, so it is unique on its own. What is hidden is
-- still served, for it stands on pages of partners; what is archived is not.
CREATE TABLE creative (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  program_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('image', 'text')),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  language TEXT NOT NULL,
  url TEXT,
  product_id TEXT,
  shown INTEGER NOT NULL,
  place INTEGER NOT NULL,
  file TEXT,
  media TEXT,
  width INTEGER,
  height INTEGER,
  bytes INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  archived_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX creative_address ON creative (file);

-- The pictures themselves, apart, so that lists do not read them. They are as they were uploaded.
CREATE TABLE creative_file (
  tenant TEXT NOT NULL,
  creative_id TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (tenant, creative_id)
) STRICT;
