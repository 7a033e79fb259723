//! Pages for developers, rendered from the OpenAPI document.

pub mod reference;
pub mod shape;
