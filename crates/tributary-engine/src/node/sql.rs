//! Statements on what nodes agree on.

pub(super) const KEEP_KEY: &str = "/* node.keep_key */
    INSERT INTO sealing_key (one, fingerprint) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";

pub(super) const KEY: &str = "/* node.key */ SELECT fingerprint FROM sealing_key";

pub(super) const SNAPSHOT_VERSION: &str = "/* node.snapshot_version */
    SELECT COALESCE(MAX(number), 0) FROM snapshot_version";

pub(super) const KEEP_CLICK_KEY: &str = "/* node.keep_click_key */
    INSERT INTO click_key (one, key) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";

pub(super) const CLICK_KEY: &str = "/* node.click_key */
    SELECT key FROM click_key WHERE one = 1";
