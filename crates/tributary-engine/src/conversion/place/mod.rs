//! Places: the last one that each tenant's changes took, and when all up to one had been committed.

pub(super) mod sql;
