-- What a publisher sees and is told: conversions, claims of missing sales, and endpoints of their own.

-- A sale as the partner may see it who is credited with it, or was. All of it can be derived again, but for what was told to
-- a partner who has lost it since. `seq` is the place of its last change among all of the tenant: writers take turns, so one
-- that is visible has no smaller one to come, and whoever reads on from a place misses nothing.
CREATE TABLE conversion (
  tenant TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  program_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  event TEXT,
  number TEXT NOT NULL,
  currency TEXT NOT NULL,
  sale_minor INTEGER NOT NULL,
  commission_minor INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'declined')),
  reason TEXT,
  click_id TEXT,
  clicked_at INTEGER,
  refs TEXT,
  created_at INTEGER NOT NULL,
  reported_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  confirm_by INTEGER NOT NULL,
  PRIMARY KEY (tenant, partner_id, order_id)
) STRICT;
CREATE UNIQUE INDEX conversion_place ON conversion (tenant, seq);
CREATE INDEX conversion_changes ON conversion (tenant, partner_id, seq);
CREATE INDEX conversion_order ON conversion (tenant, order_id);

-- The last place given, and the era in which places count on. No backup has it: after a restore places may be given again
-- that somebody has read past, so a new era begins, and who comes with a place of another is told everything anew.
CREATE TABLE place_head (
  tenant TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  era TEXT NOT NULL
) STRICT;

-- Moments at which all places up to one had been committed, so that a moment can be answered without missing anything.
CREATE TABLE place_mark (
  tenant TEXT NOT NULL,
  at INTEGER NOT NULL,
  era TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (tenant, at)
) STRICT;

-- A sale that somebody misses. What there is to say about it is looked up each time, never kept.
CREATE TABLE claim (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  program_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  number TEXT,
  bought_at INTEGER,
  amount_minor INTEGER,
  currency TEXT,
  click_id TEXT,
  note TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined')),
  answer TEXT,
  order_id TEXT,
  judged_by TEXT,
  judged_at INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX claim_partner ON claim (tenant, partner_id, id);
CREATE INDEX claim_state ON claim (tenant, state, id);

-- An endpoint of a partner hears of that partner's conversions in one program, and of nothing else. `standard` is the body of
-- Standard Webhooks; `postback` calls an address with macros in it.
ALTER TABLE webhook_endpoint ADD COLUMN partner_id TEXT;
ALTER TABLE webhook_endpoint ADD COLUMN program_id TEXT;
ALTER TABLE webhook_endpoint ADD COLUMN format TEXT NOT NULL DEFAULT 'standard';
ALTER TABLE webhook_endpoint ADD COLUMN method TEXT NOT NULL DEFAULT 'POST';
CREATE INDEX webhook_endpoint_partner ON webhook_endpoint (tenant, partner_id) WHERE partner_id IS NOT NULL;

-- The address as it was called at the last try, with every macro filled in.
ALTER TABLE webhook_delivery ADD COLUMN called TEXT;
