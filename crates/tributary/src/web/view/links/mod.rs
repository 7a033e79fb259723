//! Links and codes: what partners hand out.

pub mod clicks;
pub mod code;
pub mod code_new;
pub mod list;
pub mod new;
pub mod poster;
pub mod show;
