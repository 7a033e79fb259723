//! What was sent of a kind of request, and what came back.

use std::fmt::Write;
use std::time::Duration;

/// What one kind of request saw in one phase.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    /// Requests that left.
    pub(crate) sent: u64,
    /// Answers of 2xx and 3xx that came before the load was over.
    pub(crate) in_time: u64,
    /// Answers of 503 that say when to come back.
    pub(crate) told: u64,
    /// Anything else than a good answer or a 503.
    pub(crate) other: u64,
    /// No answer at all.
    pub(crate) failed: u64,
    /// One of them, in words.
    pub(crate) trouble: Option<String>,
    good: Vec<u32>,
    shed: Vec<u32>,
}

impl Tally {
    pub(crate) fn good(&mut self, took: Duration, is_in_time: bool) {
        self.good.push(micros(took));
        self.in_time += u64::from(is_in_time);
    }

    pub(crate) fn shed(&mut self, took: Duration, says_when: bool) {
        self.shed.push(micros(took));
        self.told += u64::from(says_when);
    }

    /// As a table of TOML.
    pub(crate) fn say(&mut self, to: &mut String, class: &str, phase: usize, due: u64) {
        self.good.sort_unstable();
        self.shed.sort_unstable();
        let (good, shed) = (self.good.len(), self.shed.len());
        let Self { sent, in_time, told, other, failed, .. } = self;
        let _ = write!(
            to,
            "[[seen]]\nclass = \"{class}\"\nphase = {phase}\ndue = {due}\nsent = {sent}\ngood = {good}\nin_time = {in_time}\n\
             shed = {shed}\ntold = {told}\nother = {other}\nfailed = {failed}\n"
        );
        for (name, sorted) in [("good", &self.good), ("shed", &self.shed)] {
            let at = |part: usize| sorted.get(sorted.len() * part / 1000).copied().unwrap_or_default();
            let longest = sorted.last().copied().unwrap_or_default();
            let (p50, p99) = (at(500), at(990));
            let _ = write!(to, "{name}_p50_us = {p50}\n{name}_p99_us = {p99}\n{name}_max_us = {longest}\n");
        }
        let trouble = self.trouble.clone().unwrap_or_default().replace(['"', '\\'], "'");
        let _ = writeln!(to, "trouble = \"{}\"", trouble.replace(['\r', '\n'], " "));
    }
}

fn micros(took: Duration) -> u32 {
    u32::try_from(took.as_micros()).unwrap_or(u32::MAX)
}
