//! Pages for developers: the reference, rendered from the OpenAPI document, and papers as they are.

pub mod papers;
pub mod reference;
pub mod shape;
