-- Every address that a customer ever had, as a keyed hash. Only added to, so that what was decided by an address stays decided when it is
-- changed. `number` counts a customer's own: the first holds since ever, each other one from when it was told.
CREATE TABLE customer_email (
  tenant TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  store_id TEXT NOT NULL,
  email_key TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (tenant, customer_id, number)
) STRICT;
CREATE UNIQUE INDEX customer_email_once ON customer_email (tenant, customer_id, email_key);
CREATE INDEX customer_email_whose ON customer_email (tenant, store_id, email_key, since, customer_id, number);
-- Of several customers with one address accounts came before guests, and so they do here.
INSERT INTO customer_email (tenant, customer_id, number, store_id, email_key, since)
  SELECT tenant, id, 1, store_id, email_key, CASE WHEN external_id IS NULL THEN created_at ELSE 0 END
  FROM customer WHERE email_key IS NOT NULL;

CREATE TRIGGER customer_email_keeps BEFORE UPDATE ON customer_email BEGIN SELECT RAISE(ABORT, 'addresses are never changed'); END;
CREATE TRIGGER customer_email_stays BEFORE DELETE ON customer_email BEGIN SELECT RAISE(ABORT, 'addresses are never removed'); END;

-- Name, login and address in small letters, to be looked for: databases fold letters each in its own way.
ALTER TABLE customer ADD COLUMN words TEXT NOT NULL DEFAULT '';
UPDATE customer SET words = LOWER(name || ' ' || login || ' ' || COALESCE(email, ''));
