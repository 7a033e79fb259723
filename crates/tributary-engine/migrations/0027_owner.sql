-- What the owner's lists of customers are read by.

CREATE INDEX customer_referrer ON customer (tenant, id) WHERE partner_id IS NOT NULL;
CREATE INDEX binding_friends ON binding (tenant, id) WHERE sponsor_id IS NOT NULL AND until IS NULL;
-- What moved store credit, of all customers, newest first: a transaction's id says when.
CREATE INDEX posting_wallet ON posting (tenant, transaction_id) WHERE account >= 'wallet:' AND account < 'wallet;';
