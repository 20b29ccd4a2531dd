//! Reading the whole journal, fast.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::Arc;
use std::thread;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::{Event, LedgerError, store};

/// Pages read ahead of whoever applies them.
const PAGES_AHEAD_MAX: usize = 8;
const EVENTS_PER_REPLAY_PAGE: usize = 1_000;

/// Every event after a sequence, in order, up to the head as it is when the end is reached. Blocks: for start-up and for the command
/// line, not for use inside asynchronous code. Database and decoding run on threads of their own, ahead of the caller.
pub struct Replay {
    pages: Receiver<Result<Vec<Event>, LedgerError>>,
    page: std::vec::IntoIter<Event>,
}

impl Replay {
    pub(super) fn start(options: SqliteConnectOptions, after: u64) -> Self {
        let (sender, pages) = sync_channel(PAGES_AHEAD_MAX);
        let failed = sender.clone();
        let thread = thread::Builder::new().name("ledger-replay".to_owned()).spawn(move || {
            if let Err(error) = read(&options, after, &sender) {
                // Nobody may be listening any more.
                drop(sender.send(Err(error)));
            }
        });
        if let Err(source) = thread {
            drop(failed.send(Err(LedgerError::System { what: "thread", source: Arc::new(source) })));
        }
        Self { pages, page: Vec::new().into_iter() }
    }
}

impl Iterator for Replay {
    type Item = Result<Event, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.page.next() {
                return Some(Ok(event));
            }
            match self.pages.recv() {
                Ok(Ok(page)) => self.page = page.into_iter(),
                Ok(Err(error)) => return Some(Err(error)),
                Err(_) => return None,
            }
        }
    }
}

/// The events with these sequences.
pub(super) fn look_up(options: SqliteConnectOptions, sequences: Vec<u64>) -> Result<Vec<Event>, LedgerError> {
    let system = |source| LedgerError::System { what: "thread", source: Arc::new(source) };
    let thread = thread::Builder::new().name("ledger-look-up".to_owned()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(system)?;
        runtime.block_on(async {
            let mut connection = options.connect().await.map_err(LedgerError::storage("opening the database"))?;
            store::named(&mut connection, &sequences).await?.iter().map(store::event).collect()
        })
    });
    thread.map_err(system)?.join().unwrap_or_else(|_| Err(system(std::io::Error::other("it broke"))))
}

fn read(options: &SqliteConnectOptions, mut after: u64, pages: &SyncSender<Result<Vec<Event>, LedgerError>>) -> Result<(), LedgerError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|source| LedgerError::System { what: "thread", source: Arc::new(source) })?;
    runtime.block_on(async {
        let mut connection = options.connect().await.map_err(LedgerError::storage("opening the database"))?;
        loop {
            let rows = store::rows(&mut connection, after, EVENTS_PER_REPLAY_PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = store::sequence(last);
            let mut page = Vec::with_capacity(rows.len());
            for row in &rows {
                match store::event(row) {
                    Ok(event) => page.push(event),
                    Err(error) => {
                        // What stands before the damage is still good.
                        drop(pages.send(Ok(page)));
                        return Err(error);
                    }
                }
            }
            if pages.send(Ok(page)).is_err() {
                return Ok(());
            }
        }
    })
}
