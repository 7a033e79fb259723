-- The role that nodes use from day to day. Of what only grows it may neither change nor remove a row, so neither a bug nor
-- somebody who got hold of a node can, whatever becomes of the triggers that forbid it as well.
--
-- The role that owns the tables runs this, after the first start and after each upgrade that says so:
--
--   psql "postgres://owner@db.example.com/tributary" -v role=tributary_node -f role.sql
--
-- Make the role before: CREATE ROLE tributary_node LOGIN PASSWORD '…'. A node that has to bring the schema up to date needs
-- the owner's URL, once. So does whoever forgets old clicks and makes the parts that clicks of the next months lie in: run
-- `tributary forget` with it, such as each night.
GRANT USAGE ON SCHEMA public TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"role";
REVOKE UPDATE, DELETE, TRUNCATE
  ON fact, click, click_horizon, named_click, rule_version, ledger_transaction, posting, audit FROM :"role";
-- Clicks lie in parts, which are reached through the table alone.
SELECT tributary_close_click_parts(:'role');
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON schema_version FROM :"role";
