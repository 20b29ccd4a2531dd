//! How often listings are shown on the sites of partners who want to know: by key and day, and nothing about who saw them. A key is optional, and
//! its public part alone is named on a site.
//!
//! Counts gather in memory and are written now and then, with the first listing after a while or when somebody asks; what a crash takes with it
//! is missing and nothing else.

use super::actor::{Caller, Visitor};
use super::{Directory, Problem};
use crate::error::Code;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};

/// Keys whose counts gather at once; what is named beyond them is not counted, since anybody may make names up.
pub const LISTING_KEYS_MAX: usize = 1_000;
/// How long counts gather before they are written.
pub const LISTING_WRITE_SECONDS: i64 = 60;
/// How long they are kept.
pub const LISTING_DAYS_MAX: i32 = 400;

/// What gathers.
#[derive(Debug, Default)]
pub struct Listings {
    counts: Mutex<Gathering>,
    /// By key, since the start.
    totals: Mutex<FxHashMap<String, u64>>,
}

#[derive(Debug, Default)]
struct Gathering {
    by_key: FxHashMap<String, u64>,
    since: Timestamp,
}

/// Listings shown on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub day: String,
    pub count: u64,
}

impl Listings {
    /// Counts one; whether it is time to write.
    pub fn count(&self, key: &str, now: Timestamp) -> bool {
        if ulid::Ulid::from_string(key).is_err() {
            return false;
        }
        let mut gathering = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if gathering.by_key.is_empty() {
            gathering.since = now;
        }
        if gathering.by_key.len() < LISTING_KEYS_MAX || gathering.by_key.contains_key(key) {
            *gathering.by_key.entry(key.to_owned()).or_default() += 1;
        }
        now.duration_since(gathering.since).as_secs() >= LISTING_WRITE_SECONDS
    }

    /// What was written since the start, by key.
    pub fn totals(&self) -> FxHashMap<String, u64> {
        self.totals.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Writes what has gathered.
///
/// # Errors
/// When the ledger cannot be written; then nothing is lost.
pub async fn write(directory: &Directory) -> Result<(), Problem> {
    let gathered = std::mem::take(&mut directory.listings().counts.lock().unwrap_or_else(PoisonError::into_inner).by_key);
    if gathered.is_empty() {
        return Ok(());
    }
    let today = directory.desk().now().to_zoned(TimeZone::UTC).date();
    let (day, before) = (today.to_string(), today.checked_sub(LISTING_DAYS_MAX.days()).unwrap_or(today).to_string());
    let kept = gathered.clone();
    let written = directory.ledger().keep(move |book| {
        Box::pin(async move {
            let mut written = Vec::new();
            for (key, count) in kept {
                if book.add_listings(&key, &day, count).await? {
                    written.push((key, count));
                }
            }
            book.forget_listings(&before).await?;
            Ok(Ok::<_, Problem>(written))
        })
    });
    match written.await {
        Ok(written) => {
            let mut totals = directory.listings().totals.lock().unwrap_or_else(PoisonError::into_inner);
            written?.into_iter().for_each(|(key, count)| *totals.entry(key).or_default() += count);
            Ok(())
        }
        Err(error) => {
            let mut gathering = directory.listings().counts.lock().unwrap_or_else(PoisonError::into_inner);
            gathered.into_iter().for_each(|(key, count)| *gathering.by_key.entry(key).or_default() += count);
            Err(error.into())
        }
    }
}

/// What was shown under a key, latest day first: for whoever made the key, and for whoever holds it.
///
/// # Errors
/// When the caller has no such key.
pub async fn shown(directory: &Directory, visitor: &Visitor, key: &str) -> Result<Vec<Day>, Problem> {
    let (account, wanted) = match &visitor.caller {
        Caller::Partner(own) if own.id != key => (String::new(), key.to_owned()),
        caller => (caller.actor().unwrap_or_default().to_owned(), key.to_owned()),
    };
    write(directory).await?;
    let days = directory.ledger().look(move |book| {
        Box::pin(async move {
            let owned = book.key(&wanted).await?.is_some_and(|key| key.account == account);
            Ok(if owned { Some(book.listings(&wanted).await?) } else { None })
        })
    });
    let days = days.await?.ok_or_else(|| Problem::new(Code::NotFound, format!("you have no key `{key}`")))?;
    Ok(days.into_iter().map(|(day, count)| Day { day, count }).collect())
}
