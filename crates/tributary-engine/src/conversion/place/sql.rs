//! Statements on places. No name of another table stands in these: an order moves its head on and writes conversions, and what is
//! known of the one is not forgotten by the other.

pub(in super::super) const HEAD: &str = "/* place.head */
    SELECT seq, era FROM place_head WHERE tenant = $1";

pub(in super::super) const SET_HEAD: &str = "/* place.set_head */
    INSERT INTO place_head (tenant, seq, era) VALUES ($1, $2, $3)
    ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq, era = excluded.era";

pub(in super::super) const HEADS: &str = "/* place.heads */
    SELECT h.tenant, h.seq, h.era FROM place_head h WHERE NOT EXISTS (
      SELECT 1 FROM place_mark m WHERE m.tenant = h.tenant AND m.era = h.era AND m.seq = h.seq)";

pub(in super::super) const MARK: &str = "/* place.mark */
    INSERT INTO place_mark (tenant, at, era, seq) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, at) DO NOTHING";

pub(in super::super) const FORGET_MARKS: &str = "/* place.forget_marks */
    DELETE FROM place_mark WHERE at < $1";

pub(in super::super) const MARK_BEFORE: &str = "/* place.mark_before */
    SELECT m.seq FROM place_mark m JOIN place_head h ON h.tenant = m.tenant AND h.era = m.era
    WHERE m.tenant = $1 AND m.at <= $2 ORDER BY m.at DESC LIMIT 1";
