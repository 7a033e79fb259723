//! Statements that only backups need.

pub(super) const HEADS: &str = "/* backup.heads */
    SELECT tenant, chain, seq, hash FROM chain_head ORDER BY tenant, chain";
