//! Reading every entry with suspicion.

use std::collections::BTreeSet;
use std::fmt::{self, Display};

use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::chain::{self, Digest, Head};
use super::public;
use super::store::{self, Stored};
use super::{DAMAGES_LISTED_MAX, LedgerError};

const ENTRIES_PER_STEP: usize = 1_000;

/// What is wrong with one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The payload is not what was committed to.
    PayloadDamaged,
    /// The payload is gone, but no event says that it was erased.
    PayloadMissing,
    /// An event says that the payload was erased, but it is there.
    ErasureUndone,
    /// The entry does not follow from the one before: its sequence, id, kind, commitment or chain value was changed.
    ChainBroken,
    /// There is no entry with this sequence.
    Missing,
    /// The entry cannot be understood; the text says why.
    Undecodable(String),
}

impl Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PayloadDamaged => f.write_str("its payload does not match its commitment"),
            Self::PayloadMissing => f.write_str("its payload is missing without having been erased"),
            Self::ErasureUndone => f.write_str("its payload is there although it was erased"),
            Self::ChainBroken => f.write_str("it does not continue the chain"),
            Self::Missing => f.write_str("there is no such entry"),
            Self::Undecodable(why) => f.write_str(why),
        }
    }
}

/// A flaw and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    pub sequence: u64,
    pub flaw: Flaw,
}

/// What a verification found. A journal cut off at its end is a shorter sound journal: compare `head` with a head noted elsewhere
/// (a backup, a view).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    pub entries: u64,
    pub erased: u64,
    pub head: Head,
    /// By sequence; at most [`DAMAGES_LISTED_MAX`], `damages` counts all.
    pub damage: Vec<Damage>,
    pub damages: u64,
    /// What SQLite itself says about the file, in its words.
    pub storage: Vec<String>,
}

impl Verification {
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.damages == 0 && self.storage.is_empty()
    }

    fn note(&mut self, sequence: u64, flaw: Flaw) {
        self.damages += 1;
        if self.damage.len() < DAMAGES_LISTED_MAX {
            self.damage.push(Damage { sequence, flaw });
        }
    }
}

/// Where the walk stands.
#[derive(Default)]
struct Walk {
    found: Verification,
    sequence: u64,
    /// The chain value of the last entry, as stored and as it should be. When they differ the entry is named once, and the
    /// next may continue either: that tells a changed entry from a changed chain value.
    stored: Option<Digest>,
    computed: Option<Digest>,
    without_payload: BTreeSet<u64>,
    erasures: BTreeSet<u64>,
}

/// `progress` hears the sequence reached, about every thousand entries.
pub(super) async fn verify(connection: &mut SqliteConnection, mut progress: impl FnMut(u64)) -> Result<Verification, LedgerError> {
    let mut walk = Walk { stored: Some(Digest::default()), computed: Some(Digest::default()), ..Walk::default() };
    walk.found.storage = integrity(connection).await;
    let mut limit = ENTRIES_PER_STEP;
    // A broken page makes a whole step unreadable; smaller steps find the entries on it, and the end when the last is broken.
    let mut unreadable = Vec::new();
    loop {
        match store::rows(connection, walk.sequence + unreadable.len() as u64, limit).await {
            Ok(rows) if rows.is_empty() => break,
            Ok(rows) => {
                for error in unreadable.drain(..) {
                    walk.skip(Flaw::Undecodable(error));
                }
                for row in &rows {
                    walk.entry(row);
                }
                limit = ENTRIES_PER_STEP;
                progress(walk.sequence);
            }
            Err(_) if limit > 1 => limit = (limit / 8).max(1),
            Err(_) if unreadable.len() >= DAMAGES_LISTED_MAX => break,
            Err(error) => unreadable.push(error.to_string()),
        }
    }
    for error in unreadable {
        walk.skip(Flaw::Undecodable(error));
    }
    progress(walk.sequence);
    let mut found = walk.finish();
    if found.damages == 0 {
        // Where an event is damaged, its entry cannot be told from it.
        found.storage.extend(public::verify(connection).await?);
    }
    Ok(found)
}

impl Walk {
    fn entry(&mut self, row: &SqliteRow) {
        let sequence = store::sequence(row);
        while self.sequence + 1 < sequence {
            if self.found.damage.len() >= DAMAGES_LISTED_MAX {
                self.found.damages += sequence - 1 - self.sequence;
                self.sequence = sequence - 1;
                (self.stored, self.computed) = (None, None);
            } else {
                self.skip(Flaw::Missing);
            }
        }
        match Stored::read(row) {
            Ok(stored) => self.stored(&stored),
            Err(why) => self.skip(Flaw::Undecodable(why.to_owned())),
        }
    }

    /// The entry's place is known and nothing else, so what follows cannot be compared with it.
    fn skip(&mut self, flaw: Flaw) {
        self.sequence += 1;
        self.found.note(self.sequence, flaw);
        (self.stored, self.computed) = (None, None);
    }

    fn stored(&mut self, entry: &Stored<'_>) {
        self.sequence = entry.sequence;
        self.found.entries += 1;
        self.found.head = Head { sequence: entry.sequence, chain: entry.chain };
        let link = |previous| chain::link(previous, entry.sequence, entry.id, entry.kind, entry.commitment);
        let candidates = [self.stored.map(link), self.computed.map(link)];
        let computed = candidates.into_iter().flatten().find(|link| *link == entry.chain);
        if computed.is_none() && candidates.iter().any(Option::is_some) {
            self.found.note(entry.sequence, Flaw::ChainBroken);
        }
        self.computed = computed.or(candidates[0]);
        self.stored = Some(entry.chain);

        if let Some(erased) = entry.kind.erases() {
            self.erasures.insert(erased);
        }
        match entry.content {
            None => {
                self.found.erased += 1;
                self.without_payload.insert(entry.sequence);
            }
            Some((salt, payload)) if chain::commitment(&salt, payload) != entry.commitment => {
                self.found.note(entry.sequence, Flaw::PayloadDamaged);
            }
            Some(_) => {
                if let Err(why) = entry.event() {
                    self.found.note(entry.sequence, Flaw::Undecodable(why.to_owned()));
                }
            }
        }
    }

    fn finish(mut self) -> Verification {
        for &sequence in self.without_payload.difference(&self.erasures) {
            self.found.note(sequence, Flaw::PayloadMissing);
        }
        for &sequence in self.erasures.difference(&self.without_payload) {
            self.found.note(sequence, Flaw::ErasureUndone);
        }
        self.found.damage.sort_by_key(|damage| damage.sequence);
        self.found
    }
}

/// Also finds damage outside the entries: an index that lost a key would let a repetition through.
async fn integrity(connection: &mut SqliteConnection) -> Vec<String> {
    match sqlx::query("pragma integrity_check(100)").fetch_all(connection).await {
        Ok(rows) => rows.iter().map(|row| row.get_unchecked::<String, _>(0)).filter(|line| line != "ok").collect(),
        Err(error) => vec![error.to_string()],
    }
}
