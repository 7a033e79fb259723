//! Mail: what is written to people ([`Letter`]) and how it leaves ([`Mailer`]). Whoever writes one queues it in the
//! transaction of what it is about; a worker sends it.

mod alarm;
pub mod claim;
pub mod customer;
mod headers;
mod letter;
pub(crate) mod partner;
mod smtp;

pub use alarm::AlarmPost;
pub use letter::Letter;
pub use smtp::{Mailer, NotTaken};
