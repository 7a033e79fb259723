//! Clicks before a horizon: their neighbours are gone, so they are held against what their horizon says of all that stayed.

use super::Report;
use super::chains::Sealed;
use crate::retention::digest_after;

/// What a horizon says of the clicks behind `after`, up to `until`, as it stands in the database.
pub(super) struct Said {
    pub(super) after: i64,
    pub(super) until: i64,
    forgotten: i64,
    kept: i64,
    digest: String,
    found: i64,
    found_digest: String,
}

impl Said {
    pub(super) fn of(row: &Sealed) -> Self {
        let number = |at: usize| row.parts.get(at).and_then(|text| text.parse().ok()).unwrap_or(i64::MIN);
        Self {
            after: number(0),
            until: number(1),
            forgotten: number(3),
            kept: number(4),
            digest: row.parts.get(5).cloned().unwrap_or_default(),
            found: 0,
            found_digest: String::new(),
        }
    }

    pub(super) fn name(&self) -> String {
        format!("clicks {} to {}", self.after.saturating_add(1), self.until)
    }

    fn is_whole(&self) -> bool {
        let all = self.forgotten.checked_add(self.kept);
        all.is_some_and(|all| self.after.checked_add(all) == Some(self.until))
            && (self.found, &self.found_digest) == (self.kept, &self.digest)
    }
}

/// All horizons of a tenant, and the clicks that stayed behind them, which come in the order of their places.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) all: Vec<Said>,
    at: usize,
}

impl Kept {
    /// Takes the next click; says what is wrong if no horizon knows its place.
    pub(super) fn step(&mut self, row: &Sealed) -> Option<&'static str> {
        let seq = row.stored.seq;
        while self.all.get(self.at).is_some_and(|said| said.until < seq) {
            self.at += 1;
        }
        let Some(said) = self.all.get_mut(self.at).filter(|said| said.after < seq) else {
            return Some("has a place that was never given");
        };
        let parts: Vec<&str> = row.parts.iter().map(String::as_str).collect();
        said.found += 1;
        said.found_digest = digest_after(&said.found_digest, seq, &row.stored.hash, &parts);
        None
    }

    pub(super) fn check(&self, report: &mut Report) {
        for said in self.all.iter().filter(|said| !said.is_whole()) {
            let problem = format!(
                "{} stayed when the others were forgotten, and they are not what is there now ({})",
                said.kept, said.found
            );
            report.note(said.name(), problem);
        }
    }
}
