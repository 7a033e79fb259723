-- What customers see: the share panel, invitations to friends, and mails.

-- What a shop signs its customers' tokens with. A new secret ends the others a while later, so that nothing breaks in between.
CREATE TABLE customer_secret (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX customer_secret_store ON customer_secret (tenant, store_id);

-- Customers who look at the hosted page.
CREATE TABLE refer_link (
  token_hash TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;
CREATE TABLE refer_session (
  token_hash TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  csrf TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;

-- Mails to friends. The address is sealed, and goes when its owner wants no more of them; `withheld` says that none was sent, which the
-- customer who asked for it is not told. `day` is one of the tenant's calendar.
CREATE TABLE invitation (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  sealed TEXT,
  address_key TEXT NOT NULL,
  hint TEXT NOT NULL,
  language TEXT NOT NULL,
  message TEXT NOT NULL,
  withheld TEXT,
  day INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  nudged_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX invitation_once ON invitation (tenant, customer_id, address_key);
CREATE INDEX invitation_day ON invitation (tenant, customer_id, day);
CREATE INDEX invitation_address ON invitation (tenant, address_key);

-- Addresses, as keyed hashes, that want no more mail of a kind.
CREATE TABLE unwanted_mail (
  tenant TEXT NOT NULL,
  address_key TEXT NOT NULL,
  scope TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, address_key, scope)
) STRICT;

-- Texts that the owner wrote in place of ours, per language.
CREATE TABLE letter_text (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  language TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind, language)
) STRICT;
CREATE TABLE letter_off (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (tenant, kind)
) STRICT;

-- What a customer was written about: at most one mail per event.
CREATE TABLE letter_sent (
  tenant TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  about TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, customer_id, about)
) STRICT;
