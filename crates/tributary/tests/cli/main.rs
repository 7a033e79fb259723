//! The command line as its user meets it: the real binary, its two outputs and its exit code.

mod bench;
mod keys;
mod looking;
mod serving;
mod setting_up;
