//! Statements on chain heads.

pub(super) const HEAD: &str = "/* chain.head */
    SELECT seq, hash FROM chain_head WHERE tenant = $1 AND chain = $2";

pub(super) const SET_HEAD: &str = "/* chain.set_head */
    INSERT INTO chain_head (tenant, chain, seq, hash) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash";
