//! `tributary restore`: a backup into an empty data directory, or into an empty database on a server.

use super::backup::contents;
use super::data::Lock;
use super::{Outcome, say, say_json};
use crate::config::{Data, Place};
use std::path::{Path, PathBuf};
use tributary_engine::backup::{self, Manifest, Restored};
use tributary_engine::clock::Clock;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// A directory that tributary backup made
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// Print backup.json of what was restored
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let data = args.place.resolve()?;
    // Both asked before the lock is taken, which would make a file in somebody's directory.
    Manifest::read(&args.from)?;
    backup::must_be_free(&args.from, &data.directory)?;
    let _lock = Lock::take(&data.directory)?;
    let target = (data.directory.as_path(), &data.database());
    let restored = backup::restore(&args.from, target, Clock::default().now())?;
    if args.json { say_json(&restored.manifest) } else { say(&summary(&args.from, &data, &restored)) }
}

fn summary(from: &Path, data: &Data, restored: &Restored) -> String {
    let manifest = &restored.manifest;
    format!(
        "Restored {} as of {} (tributary {}) to {data}.\n\
         {}Everybody signs in anew; invitations that were open have to be sent again.\n\
         Start the server with: tributary serve --data {}{}\n",
        from.display(),
        manifest.made_at,
        manifest.tributary,
        contents(manifest, &restored.report),
        data.directory.display(),
        if data.server.is_some() { " --database-url …" } else { "" },
    )
}
