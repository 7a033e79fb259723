//! Links and codes: what partners hand out.

pub mod code_new;
