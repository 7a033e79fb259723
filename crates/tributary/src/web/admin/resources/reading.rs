//! How the reading of the store's products stands, in words: the card above the list.

use super::HREF;
use crate::lang::number;
use crate::web::admin::desk::Desk;
use crate::web::chosen;
use crate::web::kit::progress::Progress;
use crate::web::kit::{Post, Status};
use crate::web::view::resources::{ReadingView, SkipRow};
use crate::{n, t};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::product::sync::{self, Kind, ProductSync, Skip, Source, State};

const SKIPS_SHOWN: i64 = 200;

/// What is known of the readings of a store's products.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// The newest one, whatever it is of.
    newest: Option<ProductSync>,
    /// The newest whole one that came to its end.
    whole: Option<ProductSync>,
    /// What the newest could not take.
    skips: Vec<Skip>,
}

impl Readings {
    /// Reads them.
    pub(super) fn of(tx: &mut Tx<'_>, desk: &Desk) -> Result<Self, Error> {
        let whose = (desk.tenant(), &desk.store.id);
        let newest = sync::newest(tx, whose, 10)?;
        // One that runs is what people want to see; else what changed every hour is not worth more than a whole one.
        let running = newest.iter().find(|sync| sync.state == State::Running);
        let full = newest.iter().find(|sync| sync.kind == Kind::Full);
        let shown = running.or(full).or(newest.first()).cloned();
        let skips = match &shown {
            Some(sync) => sync::skips(tx, (desk.tenant(), &sync.id), SKIPS_SHOWN)?,
            None => Vec::new(),
        };
        Ok(Self { newest: shown, whole: sync::last_full(tx, whose)?, skips })
    }

    /// The card.
    pub(super) fn view(&self, desk: &Desk) -> ReadingView {
        let sync = self.newest.as_ref();
        let runs = sync.is_some_and(|sync| sync.state == State::Running);
        let stop = |sync: &ProductSync| {
            Post::to(format!("{HREF}/cancel"), desk.csrf()).with("sync", sync.id.as_str())
        };
        ReadingView {
            progress: sync.filter(|_| runs).map(|sync| Progress {
                label: if sync.kind == Kind::Full {
                    t!("Reading all products")
                } else {
                    t!("Reading changes")
                }
                .to_owned(),
                done: sync.done + sync.skipped,
                all: sync.total.unwrap_or(0).max(sync.done + sync.skipped),
                note: None,
            }),
            state: sync.map(|sync| state(sync.state)),
            counts: sync.map(counts).unwrap_or_default(),
            trouble: sync.and_then(|sync| sync.trouble.clone()),
            last: self.whole.as_ref().map(|sync| desk.clock.exact(sync.ended_at.unwrap_or(sync.heard_at))),
            by_store: sync.is_some_and(|sync| sync.source == Source::Api),
            skips: self.skips.iter().map(skip).collect(),
            more_skips: sync.is_some_and(|sync| sync.skipped > SKIPS_SHOWN),
            sync: desk.store.readable.then(|| Post::to(format!("{HREF}/sync"), desk.csrf())),
            cancel: sync.filter(|_| runs).map(stop),
            poll: runs.then(|| chosen::named(HREF)),
        }
    }
}

fn skip(skip: &Skip) -> SkipRow {
    SkipRow {
        product: skip.external_id.clone(),
        field: skip.field.trim_start_matches('/').to_owned(),
        detail: skip.detail.clone(),
    }
}

fn state(state: State) -> (Status, String) {
    let (status, word) = match state {
        State::Running => (Status::Pending, t!("Running")),
        State::Done => (Status::Approved, t!("Up to date")),
        State::Cancelled => (Status::Info, t!("Cancelled")),
        State::Failed => (Status::Declined, t!("Broken off")),
    };
    (status, word.to_owned())
}

/// `312 of 500 products · 4 skipped · 1 hidden`
fn counts(sync: &ProductSync) -> String {
    let taken = match sync.total.filter(|_| sync.state != State::Done) {
        Some(total) => {
            t!("{done} of {all} products", done = number::count(sync.done), all = number::count(total))
        }
        None => n!("{n} product", "{n} products", sync.done),
    };
    let mut parts = vec![taken];
    parts.extend((sync.skipped > 0).then(|| n!("{n} skipped", "{n} skipped", sync.skipped)));
    parts.extend((sync.removed > 0).then(|| n!("{n} no longer there", "{n} no longer there", sync.removed)));
    parts.join(" · ")
}
