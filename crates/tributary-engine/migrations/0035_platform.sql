-- The platform: its share is paid like a partner's, and its operators look at all brands.

-- Who is paid is a partner, or the platform for its share of what a program's orders earned: the id says which.
ALTER TABLE payout RENAME COLUMN partner_id TO payee_id;
ALTER TABLE payout_detail RENAME COLUMN partner_id TO payee_id;
ALTER TABLE payout_reminder RENAME COLUMN partner_id TO payee_id;

-- What is owed to platforms is kept like what is owed to partners.
INSERT INTO balance (tenant, account, currency, minor)
  SELECT tenant, account, currency, CAST(SUM(CASE side WHEN 'credit' THEN amount_minor ELSE -amount_minor END) AS BIGINT)
  FROM posting WHERE account LIKE 'platform:%' GROUP BY tenant, account, currency;

-- Who may look at all brands of this server, on top of what they may do at their own.
CREATE TABLE platform_operator (
  tenant TEXT NOT NULL,
  user_id TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, user_id)
) STRICT;
