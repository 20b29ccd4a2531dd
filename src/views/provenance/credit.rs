//! Credit: who wrote, edited, checked and curated a record. The roles are those of CRediT (<https://credit.niso.org>) that fit.

use super::{Entry, Provenance};
use crate::ledger::EventKind;
use crate::views::records::Id;
use jiff::Timestamp;
use std::sync::Arc;

/// What somebody did for a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CreditRole {
    /// Wrote what was first published.
    WritingOriginalDraft,
    /// Wrote a later change.
    WritingReviewEditing,
    /// Checked and accepted somebody's contribution.
    Validation,
    /// Restored, merged, deprecated or withdrew.
    DataCuration,
}

impl CreditRole {
    pub const ALL: [Self; 4] = [Self::WritingOriginalDraft, Self::WritingReviewEditing, Self::Validation, Self::DataCuration];

    /// The enum value in GraphQL.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WritingOriginalDraft => "WRITING_ORIGINAL_DRAFT",
            Self::WritingReviewEditing => "WRITING_REVIEW_EDITING",
            Self::Validation => "VALIDATION",
            Self::DataCuration => "DATA_CURATION",
        }
    }

    /// The role's address in the CRediT taxonomy.
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::WritingOriginalDraft => "https://credit.niso.org/contributor-roles/writing-original-draft/",
            Self::WritingReviewEditing => "https://credit.niso.org/contributor-roles/writing-review-editing/",
            Self::Validation => "https://credit.niso.org/contributor-roles/validation/",
            Self::DataCuration => "https://credit.niso.org/contributor-roles/data-curation/",
        }
    }
}

/// Somebody's credit for one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// An opaque identifier.
    pub actor: Arc<str>,
    pub role: CreditRole,
    /// How many events.
    pub times: u32,
    pub first: Timestamp,
    pub last: Timestamp,
}

impl Provenance {
    /// The credits of a record and of what was merged into it, in the order in which they were earned. An import earns none: the sources
    /// of its facts are named by the records.
    #[must_use]
    pub fn credits(&self, id: Id) -> Vec<Credit> {
        let mut credits: Vec<Credit> = Vec::new();
        let mut earn = |actor: &Arc<str>, role: CreditRole, time: Timestamp| match credits.iter_mut().find(|credit| credit.actor == *actor && credit.role == role) {
            Some(credit) => {
                credit.times += 1;
                credit.last = time;
            }
            None => credits.push(Credit { actor: Arc::clone(actor), role, times: 1, first: time, last: time }),
        };
        let mut entries: Vec<&Entry> = self.events(id).chain(self.merged_into(id).into_iter().flat_map(|merged| self.events(merged))).collect();
        entries.sort_by_key(|entry| entry.sequence);
        entries.dedup_by_key(|entry| entry.sequence);
        for entry in entries {
            entry.earned().for_each(|(actor, role)| earn(actor, role, entry.time));
        }
        credits
    }
}

impl Entry {
    /// Who earned what by this event.
    pub fn earned(&self) -> impl Iterator<Item = (&Arc<str>, CreditRole)> {
        let written = match self.kind {
            EventKind::Published => Some(CreditRole::WritingOriginalDraft),
            EventKind::Revised => Some(CreditRole::WritingReviewEditing),
            _ => None,
        };
        let curated = if written.is_none() { Some(CreditRole::DataCuration) } else { None };
        let credited = self.credited.as_ref();
        // Whoever contributes without a submission is an importer.
        let author = written.and_then(|role| credited.or(self.submission.as_ref().map(|_| &self.actor)).map(|actor| (actor, role)));
        let checker = written.and(credited).map(|_| (&self.actor, CreditRole::Validation));
        let earlier = self.credits.iter().flat_map(|credits| credits.iter()).map(|(actor, role)| (actor, *role));
        earlier.chain(author).chain(checker).chain(curated.map(|role| (&self.actor, role)))
    }
}
