//! Walks a list page by page, each page a read of its own.

use super::cell::{self, Cell, Column};
use super::{Batch, Export};
use crate::app::App;
use crate::{call, lang};
use std::sync::Arc;
use std::time::Duration;
use tributary_engine::Error;

/// A full queue empties within moments; after so many tries the server is in trouble.
const TRIES_MAX: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// A list on its way into a file.
pub(super) struct Walk {
    app: App,
    pub(super) export: Arc<Export>,
    pub(super) columns: Vec<Column>,
    at: Place,
}

enum Place {
    Read(Batch),
    After(String),
    End,
}

impl Walk {
    /// Reads the first page.
    pub(super) async fn start(app: &App, export: Arc<Export>) -> Result<Self, Error> {
        let first = read(app, &export, None).await?;
        let columns = lang::within(export.reader, || cell::of_file(&export));
        Ok(Self { app: app.clone(), export, columns, at: Place::Read(first) })
    }

    /// The rows of the next page, as files have them.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Vec<Cell>>>, Error> {
        let batch = match std::mem::replace(&mut self.at, Place::End) {
            Place::Read(batch) => batch,
            Place::After(after) => read(&self.app, &self.export, Some(after)).await?,
            Place::End => return Ok(None),
        };
        self.at = batch.next.map_or(Place::End, Place::After);
        let whole = |row| cell::with_currency(&self.export.columns, row);
        Ok(Some(batch.rows.into_iter().map(whole).collect()))
    }
}

async fn read(app: &App, export: &Arc<Export>, after: Option<String>) -> Result<Batch, Error> {
    for _ in 0..TRIES_MAX {
        let (export, after) = (Arc::clone(export), after.clone());
        let page =
            call::read(&app.engine, move |tx| lang::within(export.reader, || (export.pages)(tx, after)));
        match page.await {
            Err(Error::Busy) => tokio::time::sleep(PAUSE).await,
            page => return page,
        }
    }
    Err(Error::Busy)
}
