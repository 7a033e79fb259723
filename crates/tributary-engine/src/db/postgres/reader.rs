//! Reads on a server: each sees one moment, and none can write.

use super::super::door::{ReadJob, next_read};
use super::super::tx::Tx;
use super::session::Session;
use std::sync::Mutex;
use std::sync::mpsc::Receiver;

const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

pub(super) fn run(session: &mut Session, reads: &Mutex<Receiver<ReadJob>>) {
    while let Some(job) = next_read(reads) {
        match session.begin(&[BEGIN]) {
            Ok(()) => {
                job.run(Ok(&mut Tx::server(session)));
                drop(session.run("COMMIT"));
            }
            Err(error) => job.run(Err(error)),
        }
    }
}
