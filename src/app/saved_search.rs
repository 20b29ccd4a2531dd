//! Saved searches: whoever saves one hears by mail what has come into its list since, and what has changed in it.
//!
//! Looked at from time to time and not at every publish: a mail a day is what people want, and a directory that imports ten thousand
//! records must not look at ten thousand searches as often.

use super::account::Desk;
use super::actor::{Operation, Visitor};
use super::filter::Filter;
use super::mail::Letter;
use super::{Directory, Problem, Scope, search};
use crate::error::Code;
use crate::ledger::{Notice, SavedSearch};
use crate::ontology::{Ontology, TypeId};
use crate::views::State;
use crate::views::records::{Id, Record};
use roaring::RoaringBitmap;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Saved searches of one account.
pub const SEARCHES_PER_ACCOUNT_MAX: usize = 50;
/// Characters of the name of a search.
pub const NAME_CHARS_MAX: usize = 100;
/// Bytes of what a search asks for.
pub const ASKED_BYTES_MAX: usize = 16 * 1_024;
/// Searches looked at in one transaction.
const SEARCHES_PER_ROUND_MAX: u32 = 50;
/// Records listed in one mail.
const LISTED_MAX: usize = 20;

/// How often there is mail at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    Daily,
    Weekly,
}

impl Interval {
    pub const ALL: [Self; 2] = [Self::Daily, Self::Weekly];

    /// As an enum value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
        }
    }

    const fn milliseconds(self) -> i64 {
        const DAY_MS: i64 = 86_400_000;
        match self {
            Self::Daily => DAY_MS,
            Self::Weekly => 7 * DAY_MS,
        }
    }

    fn of(milliseconds: i64) -> Self {
        if milliseconds <= Self::Daily.milliseconds() { Self::Daily } else { Self::Weekly }
    }
}

/// What is asked for: the same types, filter and words as in a list of every other door.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// All, when there is none.
    pub types: Vec<TypeId>,
    pub filter: Json,
    pub words: Option<String>,
}

impl Asked {
    fn text(&self, ontology: &Ontology) -> String {
        let types: Vec<&str> = self.types.iter().map(|ty| ontology.ty(*ty).segment.as_str()).collect();
        json!({ "types": types, "filter": self.filter, "words": self.words }).to_string()
    }

    /// What was kept, as far as the ontology still has it.
    fn parse(ontology: &Ontology, text: &str) -> Option<Self> {
        let kept: Json = serde_json::from_str(text).ok()?;
        let segments: Vec<&str> = kept["types"].as_array()?.iter().filter_map(Json::as_str).collect();
        let types: Vec<TypeId> = ontology.types.iter().filter(|ty| segments.contains(&ty.segment.as_str())).map(|ty| ty.id).collect();
        (types.len() == segments.len()).then(|| Self { types, filter: kept["filter"].clone(), words: kept["words"].as_str().map(str::to_owned) })
    }

    fn matches(&self, state: &State) -> Result<RoaringBitmap, Problem> {
        let all: Vec<TypeId> = state.snapshot.ontology().types.iter().map(|ty| ty.id).collect();
        let types = if self.types.is_empty() { &all } else { &self.types };
        let filter = Filter::read(Scope { snapshot: &state.snapshot, types }, &self.filter)?;
        let mut matches = filter.evaluate(&state.snapshot, &state.snapshot.of_types(types));
        if let Some(words) = &self.words {
            matches &= &search::hits(state, false, words, types)?.ids;
        }
        Ok(matches)
    }
}

/// A saved search, as its owner sees it.
pub struct Saved {
    pub kept: SavedSearch,
    pub interval: Interval,
    /// Nothing when the ontology has changed so that it asks for nothing any more.
    pub asked: Option<Asked>,
}

impl Saved {
    fn of(ontology: &Ontology, kept: SavedSearch) -> Self {
        Self { interval: Interval::of(kept.interval), asked: Asked::parse(ontology, &kept.asked), kept }
    }
}

/// Saves a search of the caller, in the place of one that has the same name. It is told from now on.
///
/// # Errors
/// When the caller may not, the filter cannot be read, or there are too many.
pub async fn save(directory: &Directory, visitor: &Visitor, name: &str, asked: &Asked, interval: Interval) -> Result<Saved, Problem> {
    visitor.caller.demand(Operation::SaveSearch, false)?;
    let name = named(name)?;
    let state = directory.views().state();
    let ontology = state.snapshot.ontology();
    asked.matches(&state)?;
    let text = asked.text(ontology);
    if text.len() > ASKED_BYTES_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("the search has {} bytes; at most {ASKED_BYTES_MAX} are kept", text.len())));
    }
    let desk = directory.desk();
    let now = desk.now().as_millisecond();
    let account = visitor.caller.actor().unwrap_or_default().to_owned();
    let milliseconds = interval.milliseconds();
    let search = SavedSearch { id: ulid::Ulid::new().to_string(), account, name, asked: text, interval: milliseconds, seen: state.snapshot.revision(), told: now, due: now + milliseconds };
    let kept = directory.ledger().keep(move |book| {
        Box::pin(async move {
            let others = book.searches(&search.account).await?.iter().filter(|other| other.name != search.name).count();
            if others >= SEARCHES_PER_ACCOUNT_MAX {
                return Ok(Err(Problem::new(Code::InvalidInput, format!("there are {SEARCHES_PER_ACCOUNT_MAX} saved searches already; delete one first"))));
            }
            book.put_search(&search).await.map(Ok)
        })
    });
    Ok(Saved::of(ontology, kept.await??))
}

fn named(name: &str) -> Result<String, Problem> {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if (1..=NAME_CHARS_MAX).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(name);
    }
    Err(Problem::new(Code::InvalidInput, format!("name: it has {length} characters; give 1 to {NAME_CHARS_MAX}")))
}

/// The caller's searches, oldest first.
///
/// # Errors
/// When the caller may not, or the ledger cannot be read.
pub async fn saved(directory: &Directory, visitor: &Visitor) -> Result<Vec<Saved>, Problem> {
    visitor.caller.demand(Operation::SaveSearch, false)?;
    let account = visitor.caller.actor().unwrap_or_default().to_owned();
    let kept = directory.ledger().look(move |book| Box::pin(async move { book.searches(&account).await })).await?;
    Ok(kept.into_iter().map(|kept| Saved::of(directory.ontology(), kept)).collect())
}

/// Forgets a search of the caller's.
///
/// # Errors
/// When the caller has no such search.
pub async fn forget(directory: &Directory, visitor: &Visitor, id: &str) -> Result<(), Problem> {
    visitor.caller.demand(Operation::SaveSearch, false)?;
    let (account, wanted) = (visitor.caller.actor().unwrap_or_default().to_owned(), id.to_owned());
    let gone = directory.ledger().keep(move |book| Box::pin(async move { book.drop_search(&account, &wanted).await.map(Ok::<_, Problem>) })).await??;
    if gone { Ok(()) } else { Err(Problem::new(Code::NotFound, format!("you have no saved search `{id}`"))) }
}

/// Looks at the searches that are due, and puts mail into the outbox for those that have news. Answers how many were looked at.
///
/// # Errors
/// When the ledger cannot be read or written.
pub async fn tell(directory: &Arc<Directory>) -> Result<usize, Problem> {
    let now = directory.desk().now().as_millisecond();
    let due = directory.ledger().look(move |book| Box::pin(async move { book.due_searches(now, SEARCHES_PER_ROUND_MAX).await })).await?;
    for search in &due {
        let (reader, wanted) = (Arc::clone(directory), search.clone());
        let looked = tokio::task::spawn_blocking(move || look(&reader, &wanted)).await.map_err(|_| Problem::new(Code::Internal, "looking for news broke"))?;
        let (seen, notice) = looked.unwrap_or_else(|problem| {
            tracing::warn!(search = %search.id, %problem, "a saved search cannot be asked any more");
            (directory.views().revision(), None)
        });
        let mail = notice.map(|notice| (ulid::Ulid::new(), notice));
        let before = search.clone();
        directory.ledger().keep(move |book| Box::pin(async move { book.search_told(&before, seen, now, mail).await.map(Ok::<_, Problem>) })).await??;
    }
    if !due.is_empty() {
        directory.desk().post().notify_one();
    }
    Ok(due.len())
}

/// The revision that is looked at, and the mail about it.
fn look(directory: &Directory, search: &SavedSearch) -> Result<(u64, Option<Notice>), Problem> {
    let state = directory.views().state();
    let revision = state.snapshot.revision();
    let gone = || Problem::new(Code::InvalidInput, "the ontology no longer has what it asks for");
    let asked = Asked::parse(state.snapshot.ontology(), &search.asked).ok_or_else(gone)?;
    let touched = touched(&state, search.seen);
    let matches = if touched.is_empty() { RoaringBitmap::new() } else { asked.matches(&state)? };
    let news: Vec<&Record> = touched.into_iter().filter(|id| matches.contains(*id)).filter_map(|id| state.snapshot.record(id)).map(|record| &**record).collect();
    Ok((revision, (!news.is_empty()).then(|| letter(directory.desk(), &state, search, &news).to(&search.account))))
}

/// The records that changed since, and those about which something was claimed or is claimed no longer.
fn touched(state: &State, seen: u64) -> BTreeSet<Id> {
    let changed = state.provenance.changed_since(seen);
    let claimed = changed.iter().filter_map(|id| state.snapshot.record(*id)).filter(|record| state.snapshot.ontology().ty(record.ty).claim.is_some());
    let about: Vec<Id> = claimed.flat_map(|record| record.values.iter().flat_map(|values| values.links().iter().copied())).collect();
    changed.into_iter().chain(about).collect()
}

fn letter(desk: &Desk, state: &State, search: &SavedSearch, news: &[&Record]) -> Letter {
    let ontology = state.snapshot.ontology();
    let mut lines: Vec<String> = news
        .iter()
        .take(LISTED_MAX)
        .map(|record| {
            let name = record.label(ontology.ty(record.ty), &ontology.directory.languages).map_or_else(|| record.iri.to_string(), |text| text.raw().into_owned());
            let what = if record.issued.as_millisecond() > search.told { "New" } else { "Changed" };
            let address = record.iri.strip_prefix(&ontology.directory.iri).map_or_else(|| record.iri.to_string(), |rest| desk.address(&format!("/{rest}")));
            format!("{what}: {name}\n{address}")
        })
        .collect();
    if news.len() > LISTED_MAX {
        lines.push(format!("And {} more.", news.len() - LISTED_MAX));
    }
    lines.push(format!("You saved this search as “{}”. Delete it among your saved searches to hear no more of it.", search.name));
    Letter { subject: format!("{} new or changed: {}", news.len(), search.name), paragraphs: lines, action: None }
}
