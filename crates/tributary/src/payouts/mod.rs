//! What http, web and worker need of payouts beside the engine: the files that PayPal and banks take, and the mails to partners.

pub(crate) mod files;
pub(crate) mod latin;
pub(crate) mod letters;
pub(crate) mod transfers;
