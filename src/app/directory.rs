//! The directory: its ontology, its ledger and its views, and the one way in which anything is published.

use super::listings::Listings;
use super::Problem;
use super::account::{Desk, Settings};
use super::actor::Caller;
use super::ask::Lexicon;
use super::history;
use super::keys::Minter;
use super::link_check::Known;
use super::repeat::Turns;
use crate::error::Code;
use crate::ledger::{Disturbs, Draft, Event, Ledger, LedgerError, Notice};
use crate::ontology::{Ontology, TypeId};
use crate::views::{Stage, State, ViewError, Views};
use arc_swap::ArcSwap;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::watch;

/// Events applied at once while following.
const FOLLOW_EVENTS_MAX: usize = 10_000;

/// A running directory.
pub struct Directory {
    ontology: Arc<Ontology>,
    ledger: Ledger,
    views: Views,
    /// The words of questions, with the shown revision they are from.
    lexicon: Mutex<Option<(u64, Arc<Lexicon>)>>,
    /// Held by whoever applies events.
    following: tokio::sync::Mutex<()>,
    desk: Desk,
    /// Held while it is decided what becomes public, so that decisions in this process do not spoil one another.
    deciding: tokio::sync::Mutex<()>,
    /// Requests with a key that are being done.
    turns: Arc<Turns>,
    /// The keys of new records that were given here, published or not.
    minters: Mutex<FxHashMap<TypeId, Minter>>,
    /// The revision shown, for those who wait for the next.
    revision: watch::Sender<u64>,
    /// Where everything published is kept as files, if anywhere.
    dumps: OnceLock<PathBuf>,
    /// How often something was erased since the start.
    erasures: AtomicU64,
    /// What is known of the addresses that records lead to.
    addresses: ArcSwap<Known>,
    /// What was shown on partners' sites.
    listings: Listings,
}

/// Why the directory cannot be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    View(#[from] ViewError),
    #[error(transparent)]
    Accounts(#[from] Problem),
    #[error("a task of the directory broke")]
    Broken,
}

impl DirectoryError {
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Ledger(error) => error.code(),
            Self::View(error) => error.code(),
            Self::Accounts(problem) => problem.code,
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
    /// Opens the ledger at `url` and fills the views; the index of words is kept in `folder` when one is given. Keys of accounts go when
    /// the directory goes.
    ///
    /// # Errors
    /// When the ledger cannot be opened or a view not filled.
    pub async fn open(ontology: Arc<Ontology>, url: &str, folder: Option<&Path>, progress: impl FnMut(Stage) + Send + 'static) -> Result<Self, DirectoryError> {
        Self::open_with(ontology, url, folder, Settings::default(), progress).await
    }

    /// Like [`Directory::open`], with accounts kept as `settings` say.
    ///
    /// # Errors
    /// Those of [`Directory::open`], and when the keys cannot be used.
    pub async fn open_with(ontology: Arc<Ontology>, url: &str, folder: Option<&Path>, settings: Settings, progress: impl FnMut(Stage) + Send + 'static) -> Result<Self, DirectoryError> {
        let ledger = Ledger::open(url).await?;
        let desk = Desk::open(ledger.clone(), &ontology.directory.title, &ontology.directory.iri, settings)?;
        desk.refresh_names().await?;
        let (own, journal, folder) = (Arc::clone(&ontology), ledger.clone(), folder.map(Path::to_owned));
        let opened = tokio::task::spawn_blocking(move || Views::open(own, journal, folder.as_deref(), progress));
        let views = opened.await.map_err(|_| DirectoryError::Broken)??;
        let revision = watch::Sender::new(views.state().snapshot.revision());
        let addresses = ArcSwap::from_pointee(Known::read(&ledger).await?);
        Ok(Self {
            ontology,
            ledger,
            views,
            lexicon: Mutex::default(),
            following: tokio::sync::Mutex::default(),
            desk,
            deciding: tokio::sync::Mutex::default(),
            turns: Arc::default(),
            minters: Mutex::default(),
            revision,
            dumps: OnceLock::new(),
            erasures: AtomicU64::default(),
            addresses,
            listings: Listings::default(),
        })
    }

    #[must_use]
    pub const fn ontology(&self) -> &Arc<Ontology> {
        &self.ontology
    }

    #[must_use]
    pub const fn listings(&self) -> &Listings {
        &self.listings
    }

    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    #[must_use]
    pub const fn views(&self) -> &Views {
        &self.views
    }

    /// The revision shown, and a way to wait for the next.
    #[must_use]
    pub fn revisions(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    /// The words in which questions about this state are read; made when first needed.
    #[must_use]
    pub fn lexicon(&self, state: &State) -> Arc<Lexicon> {
        let mut kept = self.lexicon.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = state.snapshot.shown();
        if let Some((_, lexicon)) = kept.as_ref().filter(|(own, _)| *own == revision) {
            return Arc::clone(lexicon);
        }
        let lexicon = Arc::new(Lexicon::new(&state.snapshot));
        *kept = Some((revision, Arc::clone(&lexicon)));
        lexicon
    }

    /// Says, once, where everything published is kept as files: what is erased has to go from there too.
    pub fn dumps_are_in(&self, folder: &Path) {
        drop(self.dumps.set(folder.to_owned()));
    }

    /// How often something was erased since the start. Files of a state from before are not to be kept.
    #[must_use]
    pub fn erasures(&self) -> u64 {
        self.erasures.load(Ordering::Acquire)
    }

    fn forget_dumps(&self) {
        self.erasures.fetch_add(1, Ordering::AcqRel);
        if let Some(folder) = self.dumps.get()
            && let Err(error) = std::fs::remove_dir_all(folder)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::error!(%error, folder = %folder.display(), "dumps that hold what was erased cannot be removed; remove them by hand");
        }
    }

    /// What is known of the addresses that records lead to.
    #[must_use]
    pub fn addresses(&self) -> Arc<Known> {
        self.addresses.load_full()
    }

    /// Reads that anew, after addresses were asked here or by another process.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn refresh_addresses(&self) -> Result<(), DirectoryError> {
        let edition = Known::edition_in(&self.ledger).await?;
        if edition != self.addresses.load().edition() {
            self.addresses.store(Arc::new(Known::read(&self.ledger).await?));
        }
        Ok(())
    }

    /// Where accounts are kept.
    #[must_use]
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Who shows this token; [`Caller::Expired`] when it is not, or no longer, good.
    ///
    /// # Errors
    /// When that cannot be found out now.
    pub async fn identify(&self, token: &str) -> Result<Caller, Problem> {
        self.desk.identify(token).await
    }

    /// The name to show for an account that consented to being named; everybody else is an opaque identifier.
    #[must_use]
    pub fn name_of(&self, actor: &str) -> Option<Arc<str>> {
        self.desk.name_of(actor)
    }

    /// Keeps what was judged; with `expected_head` only if nothing was kept since. Returns when it is durable and readers see it;
    /// from then on `notices` are on their way.
    ///
    /// # Errors
    /// [`LedgerError::HeadMoved`] when something else was kept first: judge again and retry.
    pub async fn append(self: &Arc<Self>, expected_head: Option<u64>, drafts: Vec<Draft>, notices: Vec<Notice>) -> Result<Vec<Event>, DirectoryError> {
        let events = self.ledger.append_telling(expected_head, drafts, notices).await?;
        self.desk.post().notify_one();
        if let Some(last) = events.last() {
            self.follow(last.sequence).await?;
        }
        Ok(events)
    }

    /// Like [`Directory::append`], but only if no event after `since` is one that `disturbs`.
    ///
    /// # Errors
    /// [`LedgerError::HeadMoved`] when one is: look again and decide anew. What disturbed is shown by then.
    pub async fn append_undisturbed(self: &Arc<Self>, since: u64, disturbs: Disturbs, drafts: Vec<Draft>, notices: Vec<Notice>) -> Result<Vec<Event>, DirectoryError> {
        let events = match self.ledger.append_undisturbed(since, disturbs, drafts, notices).await {
            Err(LedgerError::HeadMoved { head }) => {
                self.follow(head).await?;
                return Err(LedgerError::HeadMoved { head }.into());
            }
            events => events?,
        };
        self.desk.post().notify_one();
        if let Some(last) = events.last() {
            self.follow(last.sequence).await?;
        }
        Ok(events)
    }

    /// Waits for the turn to decide what becomes public.
    pub async fn deciding(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.deciding.lock().await
    }

    pub(super) const fn turns(&self) -> &Arc<Turns> {
        &self.turns
    }

    /// A key for a new record of a type that nobody was given.
    #[must_use]
    pub fn mint(&self, ty: TypeId, mint: impl FnOnce(&mut Minter) -> String) -> String {
        mint(self.minters.lock().unwrap_or_else(PoisonError::into_inner).entry(ty).or_default())
    }

    /// Applies what the ledger has, at least up to `sequence` when it is there. One caller at a time applies, for all who wait: so
    /// events arrive in their order, and many writers share one change of the views.
    ///
    /// # Errors
    /// When the ledger cannot be read or a view not written.
    pub async fn follow(self: &Arc<Self>, sequence: u64) -> Result<(), DirectoryError> {
        let _turn = self.following.lock().await;
        loop {
            let shown = self.views.state().snapshot.revision();
            if shown >= sequence {
                return Ok(());
            }
            let events = self.ledger.read(shown, FOLLOW_EVENTS_MAX).await?;
            if events.is_empty() {
                return Ok(());
            }
            let something_is_erased = events.iter().any(|event| event.kind.erases().is_some());
            let own = Arc::clone(self);
            tokio::task::spawn_blocking(move || own.views.apply(&events)).await.map_err(|_| DirectoryError::Broken)??;
            if something_is_erased {
                history::forget();
                *self.lexicon.lock().unwrap_or_else(PoisonError::into_inner) = None;
                self.forget_dumps();
            }
            self.revision.send_replace(self.views.state().snapshot.revision());
        }
    }
}
