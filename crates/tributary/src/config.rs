//! The only reader of environment and files.
