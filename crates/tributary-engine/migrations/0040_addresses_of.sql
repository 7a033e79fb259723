-- What is asked of one customer's addresses is answered by them alone. Without an index that has all of it, SQLite took the one by
-- address and walked every address of the tenant, for each order of a friend.
CREATE INDEX customer_email_of ON customer_email (tenant, customer_id, number, since, email_key, store_id);
-- Whose lead a customer was, when a conversion names them alone.
CREATE INDEX lead_customer ON lead (tenant, customer, placed_at, store_id);
