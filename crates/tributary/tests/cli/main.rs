//! The command line as its user meets it: the real binary, its two outputs and its exit code.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod backups;
mod bench;
mod brands;
mod doctoring;
mod forgetting;
mod importing;
mod keys;
mod looking;
mod serving;
mod setting_up;
mod snippets;
