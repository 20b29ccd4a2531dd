//! The names of those who consent to be credited, at hand for every answer; everybody else is an opaque identifier.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Desk;
use crate::app::Problem;

/// Names by account, and what tells one state of them from another.
#[derive(Default)]
pub(super) struct Names {
    by_account: FxHashMap<String, Arc<str>>,
    edition: u64,
}

impl Desk {
    /// The name to show for an account; `None` unless its owner consents and has confirmed their address.
    #[must_use]
    pub fn name_of(&self, account: &str) -> Option<Arc<str>> {
        self.names.load().by_account.get(account).cloned()
    }

    /// Changes whenever [`Desk::name_of`] may answer otherwise.
    #[must_use]
    pub fn names_edition(&self) -> u64 {
        self.names.load().edition
    }

    /// Reads the names anew, after somebody changed what they consent to.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn refresh_names(&self) -> Result<(), Problem> {
        let names = self.ledger.look(|book| Box::pin(async move { book.credited().await })).await?;
        let mut hasher = blake3::Hasher::new();
        for (account, name) in &names {
            hasher.update(account.as_bytes()).update(&[0]).update(name.as_bytes()).update(&[0]);
        }
        let edition = hasher.finalize().as_bytes().first_chunk().copied().map_or(0, u64::from_be_bytes);
        self.names.store(Arc::new(Names { by_account: names.into_iter().map(|(account, name)| (account, name.into())).collect(), edition }));
        Ok(())
    }
}
