-- What customers choose to be called, what did not bind them, and which sites lead to which code.

ALTER TABLE customer ADD COLUMN shown_as TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN forgotten_at INTEGER;
-- By whatever mark an order names its customer; what an account buys under another address is found by the account.
CREATE INDEX orders_account_placed ON orders (tenant, store_id, customer_id, placed_at) WHERE customer_id IS NOT NULL;

-- Clicks and codes that pointed at somebody and bound nobody, and why. Derived anew with the bindings.
CREATE TABLE binding_refused (
  tenant TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  store_id TEXT NOT NULL,
  code TEXT NOT NULL,
  code_fold TEXT NOT NULL,
  click_id TEXT,
  via TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, customer_id, number)
) STRICT;
CREATE INDEX binding_refused_code ON binding_refused (tenant, store_id, code_fold) WHERE reason = 'unknown_code';

-- A visitor from exactly this site counts as one who used the code.
CREATE TABLE referrer_domain (
  tenant TEXT NOT NULL,
  store_id TEXT NOT NULL,
  domain TEXT NOT NULL,
  code TEXT NOT NULL,
  added_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, store_id, domain)
) STRICT;

-- Codes of customers are not kept in memory: there may be a million of them, and each would have all nodes read everything anew.
--pg CREATE FUNCTION tributary_code_moves() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE moved RECORD; BEGIN
--pg   IF TG_OP = 'DELETE' THEN moved := OLD; ELSE moved := NEW; END IF;
--pg   IF NOT EXISTS (SELECT 1 FROM partner p WHERE p.tenant = moved.tenant AND p.id = moved.partner_id AND p.kind = 'customer') THEN
--pg     INSERT INTO snapshot_version (one, number) VALUES (1, 1)
--pg       ON CONFLICT (one) DO UPDATE SET number = snapshot_version.number + 1;
--pg   END IF;
--pg   RETURN NULL;
--pg END $$;
--pg DROP TRIGGER code_moves ON code;
--pg CREATE TRIGGER code_moves AFTER INSERT OR DELETE ON code
--pg   FOR EACH ROW EXECUTE FUNCTION tributary_code_moves();
--pg DROP TRIGGER partner_status_moves ON partner_status;
--pg CREATE TRIGGER partner_status_moves AFTER INSERT ON partner_status
--pg   FOR EACH ROW EXECUTE FUNCTION tributary_code_moves();
CREATE INDEX code_anywhere ON code (tenant, code_fold);
