-- Who is paid is a partner, or the platform for its share of what a program's orders earned: the id says which.
ALTER TABLE payout RENAME COLUMN partner_id TO payee_id;
ALTER TABLE payout_detail RENAME COLUMN partner_id TO payee_id;
ALTER TABLE payout_reminder RENAME COLUMN partner_id TO payee_id;
