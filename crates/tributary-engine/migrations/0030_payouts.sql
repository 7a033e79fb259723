-- Payouts: where partners' money goes, the least that is paid, and what was paid when.

-- Where a partner's money goes, sealed with the server's key; `hint` is enough for its owner to know it. After a change nothing goes
-- there before `good_from`. `language` is the one in which it was given, for mails.
CREATE TABLE payout_detail (
  tenant TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('paypal', 'bank')),
  sealed TEXT NOT NULL,
  hint TEXT NOT NULL,
  language TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  good_from INTEGER NOT NULL,
  PRIMARY KEY (tenant, partner_id)
) STRICT;

-- The least that is paid at once, per currency; none: anything above zero.
CREATE TABLE payout_minimum (
  tenant TEXT NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL CHECK (minor >= 0),
  PRIMARY KEY (tenant, currency)
) STRICT;

-- When a partner was last asked where their money is to go.
CREATE TABLE payout_reminder (
  tenant TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, partner_id)
) STRICT;

CREATE TABLE payout_batch (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  number INTEGER NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('draft', 'ready', 'paid', 'voided')),
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  approved_at INTEGER,
  paid_at INTEGER,
  paid_on TEXT,
  reference TEXT,
  voided_at INTEGER,
  reason TEXT,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX payout_batch_number ON payout_batch (tenant, number);
-- The bank's or PayPal's own word for a payment stands for one payment.
CREATE UNIQUE INDEX payout_batch_reference ON payout_batch (tenant, reference) WHERE stage = 'paid' AND reference IS NOT NULL;

-- What one partner is paid with a batch in one currency: all that was ready, which is what the ledger moved behind `after_seq` and
-- before `until_seq`, its own transaction.
CREATE TABLE payout (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'voided')),
  method TEXT NOT NULL,
  sealed TEXT NOT NULL,
  hint TEXT NOT NULL,
  after_seq INTEGER NOT NULL,
  until_seq INTEGER NOT NULL CHECK (until_seq > after_seq),
  created_at INTEGER NOT NULL,
  settled_at INTEGER,
  reason TEXT,
  told TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
-- A commission is in at most one payout: those that stand follow each other without overlap, so no two begin at the same place.
CREATE UNIQUE INDEX payout_once ON payout (tenant, partner_id, currency, after_seq) WHERE state <> 'voided';
CREATE UNIQUE INDEX payout_of_batch ON payout (tenant, batch_id, partner_id, currency);
CREATE INDEX payout_partner ON payout (tenant, partner_id, id);

CREATE TRIGGER payout_stays BEFORE DELETE ON payout BEGIN SELECT RAISE(ABORT, 'payouts are voided, never removed'); END;
CREATE TRIGGER payout_batch_stays BEFORE DELETE ON payout_batch BEGIN SELECT RAISE(ABORT, 'payouts are voided, never removed'); END;
