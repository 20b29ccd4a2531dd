//! Asking addresses whether they answer: a few at a time, one after the other at each host with a pause in between, by HEAD and only where
//! that is refused by GET. Who says that it has moved is followed; what it says for good, curators may take over.
//!
//! A site that refuses programs is neither verified nor broken. When nobody at all answers, it is this machine that is cut off, and nothing
//! is concluded from it.

use super::{BROKEN_DAYS_MIN, Standing, forget_gone, host_of, published};
use crate::app::outward::{Fetched, Limits, Method, Reach, check_probed, probe_public};
use crate::app::{Directory, DirectoryError, Problem};
use crate::error::Code;
use crate::ledger::{AddressCheck, LedgerError};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Addresses asked in one round of a running server.
pub const LINKS_PER_ROUND_MAX: usize = 100;
/// From one round of a running server to the next.
pub const LINK_ROUND_INTERVAL: Duration = Duration::from_secs(600);
/// How often a server looks whether another process has asked addresses.
pub const LINK_LOOK_INTERVAL: Duration = Duration::from_secs(60);
/// Between two requests to one host.
const HOST_PAUSE_MS: u64 = 2_000;
/// Hosts that are asked at once.
const HOSTS_AT_ONCE_MAX: usize = 8;
/// Redirects that are followed.
const REDIRECTS_MAX: usize = 5;
/// An answer takes at most this long.
const LINK_SECONDS_MAX: u64 = 15;
/// What is read of an answer; nothing of it is used.
const LINK_ANSWER_BYTES_MAX: usize = 1_024;
/// When an address that answered is asked again.
const ANSWERED_DAYS: i64 = 14;
/// One that failed, until it counts as broken; and after that.
const FAILED_DAYS: i64 = 1;
const BROKEN_DAYS: i64 = 7;
/// Characters of an error that is kept.
const LINK_ERROR_CHARS_MAX: usize = 300;
/// Hosts of which not one answered: this machine is cut off.
const SILENT_HOSTS_MIN: usize = 3;
const DAY_MS: i64 = 86_400_000;

/// What servers answer that tell programs nothing: who asks, how or how often is not to their liking.
const UNTOLD: &[u16] = &[401, 402, 403, 405, 406, 407, 408, 409, 412, 418, 421, 425, 426, 428, 429, 451, 503, 999];
/// After these a host is left alone for the rest of a round.
const ENOUGH: &[u16] = &[429, 503];
const GOOD: std::ops::Range<u16> = 200..300;
const REDIRECTS: &[u16] = &[301, 302, 303, 307, 308];
const FOR_GOOD: &[u16] = &[301, 308];

/// How a round goes.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Addresses that are asked at most.
    pub links_max: usize,
    /// Between two requests to one host.
    pub pause: Duration,
}

impl Pace {
    #[must_use]
    pub const fn of(links_max: usize) -> Self {
        Self { links_max, pause: Duration::from_millis(HOST_PAUSE_MS) }
    }
}

/// What came of asking an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Answers { status: u16, moved: Option<String> },
    Untold { status: Option<u16>, error: Option<String> },
    Fails { status: Option<u16>, error: Option<String> },
}

/// What came of a round.
#[derive(Debug, Default)]
pub struct Round {
    /// As it is known now.
    pub asked: Vec<AddressCheck>,
    /// Addresses that were due as well.
    pub left: usize,
}

/// When requests may be sent to each host.
struct Turns {
    pause: Duration,
    hosts: Mutex<FxHashMap<String, Arc<tokio::sync::Mutex<Option<Instant>>>>>,
}

impl Turns {
    /// Waits for the host's turn, and asks.
    async fn ask(&self, address: &str, method: Method, reach: Reach) -> Result<Fetched, Problem> {
        let host = host_of(address).to_ascii_lowercase();
        let turn = Arc::clone(self.hosts.lock().unwrap_or_else(PoisonError::into_inner).entry(host).or_default());
        let mut last = turn.lock().await;
        if let Some(last) = *last {
            tokio::time::sleep_until(last + self.pause).await;
        }
        let limits = Limits { reach, seconds_max: LINK_SECONDS_MAX, answer_bytes_max: LINK_ANSWER_BYTES_MAX };
        let asked = address.to_owned();
        let answer = tokio::task::spawn_blocking(move || probe_public(&asked, method, &limits)).await;
        *last = Some(Instant::now());
        answer.map_err(|_| Problem::new(Code::Internal, "asking an address broke"))?
    }
}

/// Asks the addresses that are due, those first that wait longest.
///
/// # Errors
/// When the ledger cannot be read or written; [`Code::Busy`] when nobody answers because this machine reaches nobody.
pub async fn round(directory: &Arc<Directory>, pace: Pace) -> Result<Round, Problem> {
    forget_gone(directory).await?;
    directory.refresh_addresses().await?;
    let (known, now) = (directory.addresses(), directory.desk().now().as_millisecond());
    let reader = Arc::clone(directory);
    let places = tokio::task::spawn_blocking(move || published(&reader.views().state())).await.map_err(|_| DirectoryError::Broken)?;
    let due_at = |address: &str| known.of(address).map_or(0, |check| check.due);
    let mut due: Vec<String> = places.into_keys().filter(|address| due_at(address) <= now).collect();
    due.sort_by_cached_key(|address| (due_at(address), address.clone()));
    let left = due.len().saturating_sub(pace.links_max);
    due.truncate(pace.links_max);
    let outcomes = all(due, pace.pause, directory.desk().reach()).await?;
    let asked: Vec<AddressCheck> = outcomes.into_iter().map(|(address, outcome)| after(known.of(&address), address, outcome, now)).collect();
    let kept = asked.clone();
    let kept = directory.ledger().keep(move |book| {
        Box::pin(async move {
            for check in &kept {
                book.put_address_check(check).await?;
            }
            Ok(Ok::<(), LedgerError>(()))
        })
    });
    kept.await.and_then(|kept| kept)?;
    directory.refresh_addresses().await?;
    Ok(Round { asked, left })
}

/// Asks all of these, and answers with those that had their turn.
async fn all(due: Vec<String>, pause: Duration, reach: Reach) -> Result<Vec<(String, Outcome)>, Problem> {
    let mut hosts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for address in due {
        hosts.entry(host_of(&address).to_ascii_lowercase()).or_default().push(address);
    }
    let turns = Arc::new(Turns { pause, hosts: Mutex::default() });
    let places = Arc::new(Semaphore::new(HOSTS_AT_ONCE_MAX));
    let asked_hosts = hosts.len();
    let mut tasks = JoinSet::new();
    for addresses in hosts.into_values() {
        let (turns, places) = (Arc::clone(&turns), Arc::clone(&places));
        tasks.spawn(async move {
            let _place = places.acquire().await;
            let mut outcomes = Vec::new();
            for address in addresses {
                let outcome = look(&turns, &address, reach).await;
                let enough = matches!(&outcome, Outcome::Untold { status: Some(status), .. } if ENOUGH.contains(status));
                outcomes.push((address, outcome));
                if enough {
                    break;
                }
            }
            outcomes
        });
    }
    let mut outcomes = Vec::new();
    while let Some(done) = tasks.join_next().await {
        outcomes.extend(done.map_err(|_| Problem::new(Code::Internal, "asking addresses broke"))?);
    }
    let is_silent = |outcome: &Outcome| matches!(outcome, Outcome::Fails { status: None, .. } | Outcome::Untold { status: None, .. });
    if asked_hosts >= SILENT_HOSTS_MIN && outcomes.iter().all(|(_, outcome)| is_silent(outcome)) {
        return Err(Problem::new(Code::Busy, format!("none of {asked_hosts} hosts answers, so this machine reaches nobody; nothing is concluded from that")));
    }
    Ok(outcomes)
}

/// Asks one address, and wherever it leads.
async fn look(turns: &Turns, address: &str, reach: Reach) -> Outcome {
    let mut here = plain(address);
    if let Err(problem) = check_probed(&here, reach) {
        return Outcome::Untold { status: None, error: Some(told(&problem)) };
    }
    // As long as every redirect was for good.
    let mut moved = None;
    let mut for_good = true;
    for _ in 0..=REDIRECTS_MAX {
        let answer = match once(turns, &here, reach).await {
            Ok(answer) => answer,
            Err(problem) => return Outcome::Fails { status: None, error: Some(told(&problem)) },
        };
        let status = answer.status;
        if !REDIRECTS.contains(&status) {
            return match status {
                _ if GOOD.contains(&status) => Outcome::Answers { status, moved: moved.filter(|moved: &String| !is_same(moved, address)) },
                _ if UNTOLD.contains(&status) => Outcome::Untold { status: Some(status), error: None },
                _ => Outcome::Fails { status: Some(status), error: None },
            };
        }
        let Some(next) = answer.location.as_deref().and_then(|location| joined(&here, location)) else {
            return Outcome::Fails { status: Some(status), error: Some("it says that it is elsewhere, and not where".to_owned()) };
        };
        if let Err(problem) = check_probed(&next, reach) {
            return Outcome::Fails { status: Some(status), error: Some(told(&problem)) };
        }
        for_good &= FOR_GOOD.contains(&status);
        if for_good {
            moved = Some(next.clone());
        }
        here = next;
    }
    Outcome::Fails { status: None, error: Some(format!("it leads on more than {REDIRECTS_MAX} times")) }
}

/// One address by HEAD, and by GET where that is not to its liking.
async fn once(turns: &Turns, address: &str, reach: Reach) -> Result<Fetched, Problem> {
    let answer = turns.ask(address, Method::Head, reach).await?;
    if answer.status < 400 || ENOUGH.contains(&answer.status) { Ok(answer) } else { turns.ask(address, Method::Get, reach).await }
}

fn told(problem: &Problem) -> String {
    problem.message.chars().take(LINK_ERROR_CHARS_MAX).collect()
}

/// An address as it is sent: without the part that only readers use, and what is not ASCII written out.
fn plain(address: &str) -> String {
    let sent = address.split('#').next().unwrap_or(address);
    let mut text = String::with_capacity(sent.len());
    for byte in sent.bytes() {
        if byte.is_ascii() { text.push(char::from(byte)) } else { text.push_str(&format!("%{byte:02X}")) }
    }
    text
}

/// Where a redirect leads, seen from where it was found.
fn joined(here: &str, location: &str) -> Option<String> {
    let base = oxiri::Iri::parse(here).ok()?;
    base.resolve(location.trim()).ok().map(|iri| plain(iri.as_str()))
}

/// Whether two addresses differ in nothing that anybody would write otherwise.
fn is_same(one: &str, other: &str) -> bool {
    plain(one).trim_end_matches('/') == plain(other).trim_end_matches('/')
}

/// What is known of an address once it was asked.
fn after(before: Option<&AddressCheck>, address: String, outcome: Outcome, now: i64) -> AddressCheck {
    let answered = before.and_then(|before| before.answered);
    let (failing_since, failures) = before.map_or((None, 0), |before| (before.failing_since, before.failures));
    let in_days = |days: i64| now + days * DAY_MS;
    match outcome {
        Outcome::Answers { status, moved } => AddressCheck { address, checked: now, answered: Some(now), failing_since: None, failures: 0, status: Some(status), error: None, moved, due: in_days(ANSWERED_DAYS) },
        Outcome::Untold { status, error } => {
            let due = in_days(if failures > 0 { FAILED_DAYS } else { ANSWERED_DAYS });
            AddressCheck { address, checked: now, answered, failing_since, failures, status, error, moved: None, due }
        }
        Outcome::Fails { status, error } => {
            let counted_today = failures > 0 && before.is_some_and(|before| before.checked.div_euclid(DAY_MS) == now.div_euclid(DAY_MS));
            let failures = failures + i64::from(!counted_today);
            let due = in_days(if failures >= BROKEN_DAYS_MIN { BROKEN_DAYS } else { FAILED_DAYS });
            AddressCheck { address, checked: now, answered, failing_since: failing_since.or(Some(now)), failures, status, error, moved: None, due }
        }
    }
}

/// Keeps what is known up to date, until it is stopped; asks addresses itself where `asks`.
pub async fn run(directory: Arc<Directory>, asks: bool) {
    let mut next = Instant::now();
    loop {
        if asks && Instant::now() >= next {
            match round(&directory, Pace::of(LINKS_PER_ROUND_MAX)).await {
                Ok(Round { asked, left }) if !asked.is_empty() => {
                    let broken = asked.iter().filter(|check| Standing::of(check) == Standing::Broken).count();
                    tracing::info!(asked = asked.len(), broken, left, "addresses of records were asked whether they answer");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "addresses of records cannot be asked"),
            }
            next = Instant::now() + LINK_ROUND_INTERVAL;
        } else if let Err(error) = directory.refresh_addresses().await {
            tracing::error!(%error, "what is known of addresses cannot be read");
        }
        tokio::time::sleep(LINK_LOOK_INTERVAL).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_seen_from_where_it_was_found() {
        let here = "https://example.org/a/b?c";
        for (location, wanted) in [
            ("d", Some("https://example.org/a/d")),
            ("/e", Some("https://example.org/e")),
            ("//other.example/f", Some("https://other.example/f")),
            ("?g", Some("https://example.org/a/b?g")),
            ("http://other.example/h#part", Some("http://other.example/h")),
            ("/caf\u{e9}", Some("https://example.org/caf%C3%A9")),
            ("https://[", None),
        ] {
            assert_eq!(joined(here, location).as_deref(), wanted, "{location}");
        }
        assert!(is_same("https://example.org/a/", "https://example.org/a#part") && !is_same("https://example.org/a", "http://example.org/a"));
    }

    #[test]
    fn failures_count_by_days_and_end_with_an_answer() {
        let failed = || Outcome::Fails { status: Some(404), error: None };
        let untold = || Outcome::Untold { status: Some(429), error: None };
        let mut known = after(None, "a".to_owned(), failed(), 0);
        for (outcome, hour, failures) in [(failed(), 1, 1), (failed(), 24, 2), (untold(), 30, 2), (failed(), 49, 3), (failed(), 24 * 9, 4)] {
            known = after(Some(&known), "a".to_owned(), outcome, hour * 3_600_000);
            assert_eq!((known.failures, known.failing_since), (failures, Some(0)), "{hour}");
        }
        assert_eq!(Standing::of(&known), Standing::Broken);
        known = after(Some(&known), "a".to_owned(), Outcome::Answers { status: 200, moved: None }, 24 * 10 * 3_600_000);
        assert_eq!((Standing::of(&known), known.failures, known.answered), (Standing::Answers, 0, Some(known.checked)));
        assert_eq!(Standing::of(&after(Some(&known), "a".to_owned(), untold(), 24 * 30 * 3_600_000)), Standing::Unclear);
    }
}
