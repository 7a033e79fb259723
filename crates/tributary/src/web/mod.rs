//! The screens: server-rendered pages out of the kit.

pub mod kit;
pub mod view;
