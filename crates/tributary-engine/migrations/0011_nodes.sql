-- Many nodes on one database.

-- What the key file gives away about itself: a node with another key could read no sealed secret and would hash
-- customers to other people, so it is turned away.
CREATE TABLE sealing_key (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  fingerprint TEXT NOT NULL
) STRICT;

-- Counts the changes of what every node keeps in memory: links, codes, and where they lead.
CREATE TABLE snapshot_version (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL
) STRICT;
--pg CREATE FUNCTION tributary_snapshot_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
--pg   INSERT INTO snapshot_version (one, number) VALUES (1, 1)
--pg     ON CONFLICT (one) DO UPDATE SET number = snapshot_version.number + 1;
--pg   RETURN NULL;
--pg END $$;
--pg CREATE TRIGGER store_moves AFTER INSERT OR UPDATE OF url ON store
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_snapshot_moves();
--pg CREATE TRIGGER program_moves AFTER INSERT ON program
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_snapshot_moves();
--pg CREATE TRIGGER rule_version_moves AFTER INSERT ON rule_version
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_snapshot_moves();
--pg CREATE TRIGGER partner_status_moves AFTER INSERT ON partner_status
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_snapshot_moves();
--pg CREATE TRIGGER link_moves AFTER INSERT OR UPDATE OR DELETE ON link
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_snapshot_moves();
--pg CREATE TRIGGER code_moves AFTER INSERT OR DELETE ON code
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_snapshot_moves();
--pg CREATE TRIGGER code_alias_moves AFTER INSERT OR UPDATE OR DELETE ON code_alias
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_snapshot_moves();
