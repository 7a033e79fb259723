-- The account that pays partners, sealed with the server's key; `hint` is enough for its owner to know it. Files for SEPA name it.
CREATE TABLE payout_debtor (
  tenant TEXT NOT NULL,
  sealed TEXT NOT NULL,
  hint TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant)
) STRICT;
