//! The directory: its ontology, its ledger and its views, and the one way in which anything is published.

use super::Problem;
use super::ask::Lexicon;
use crate::error::Code;
use crate::ledger::{Draft, Event, Ledger, LedgerError};
use crate::ontology::Ontology;
use crate::views::{State, ViewError, Views};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// A running directory.
pub struct Directory {
    ontology: Arc<Ontology>,
    ledger: Ledger,
    views: Views,
    /// The words of questions, with the revision they are from.
    lexicon: Mutex<Option<(u64, Arc<Lexicon>)>>,
}

/// Why the directory cannot be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    View(#[from] ViewError),
    #[error("a task of the directory broke")]
    Broken,
}

impl DirectoryError {
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Ledger(error) => error.code(),
            Self::View(error) => error.code(),
            Self::Broken => Code::Internal,
        }
    }
}

impl From<DirectoryError> for Problem {
    fn from(error: DirectoryError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl Directory {
    /// Opens the ledger at `url` and fills the views; the index of words is kept in `folder` when one is given.
    ///
    /// # Errors
    /// When the ledger cannot be opened or a view not filled.
    pub async fn open(ontology: Arc<Ontology>, url: &str, folder: Option<&Path>, progress: impl FnMut(u64) + Send + 'static) -> Result<Self, DirectoryError> {
        let ledger = Ledger::open(url).await?;
        let (own, journal, folder) = (Arc::clone(&ontology), ledger.clone(), folder.map(Path::to_owned));
        let opened = tokio::task::spawn_blocking(move || Views::open(own, journal, folder.as_deref(), progress));
        let views = opened.await.map_err(|_| DirectoryError::Broken)??;
        Ok(Self { ontology, ledger, views, lexicon: Mutex::default() })
    }

    #[must_use]
    pub const fn ontology(&self) -> &Arc<Ontology> {
        &self.ontology
    }

    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    #[must_use]
    pub const fn views(&self) -> &Views {
        &self.views
    }

    /// The words in which questions about this state are read; made when first needed.
    #[must_use]
    pub fn lexicon(&self, state: &State) -> Arc<Lexicon> {
        let mut kept = self.lexicon.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = state.snapshot.revision();
        if let Some((_, lexicon)) = kept.as_ref().filter(|(own, _)| *own == revision) {
            return Arc::clone(lexicon);
        }
        let lexicon = Arc::new(Lexicon::new(&state.snapshot));
        *kept = Some((revision, Arc::clone(&lexicon)));
        lexicon
    }

    /// Keeps what was judged, provided nothing was kept since `expected_head`; returns when it is durable and readers see it.
    ///
    /// # Errors
    /// [`LedgerError::HeadMoved`] when something else was kept first: judge again and retry.
    pub async fn publish(self: &Arc<Self>, expected_head: u64, drafts: Vec<Draft>) -> Result<Vec<Event>, DirectoryError> {
        let events = self.ledger.append_at(expected_head, drafts).await?;
        let (own, applied) = (Arc::clone(self), events.clone());
        tokio::task::spawn_blocking(move || own.views.apply(&applied)).await.map_err(|_| DirectoryError::Broken)??;
        Ok(events)
    }
}
