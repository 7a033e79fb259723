-- A mail that was given up can be tried again for a week: its sealed text stays that long, and then goes.
CREATE INDEX mail_kept ON mail (settled_at) WHERE state = 'failed' AND sealed IS NOT NULL;
