//! How much each network may have worked on for it: seconds of a worker, which grow again with time, and queries at once.

use crate::app::Problem;
use crate::error::Code;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a network may use at once.
pub const BUDGET_SECONDS_MAX: f64 = 60.0;
/// What comes back to it every second.
const REFILL_SECONDS: f64 = 0.5;
/// Queries of one network that wait or are answered.
pub const CLIENT_QUERIES_MAX: usize = 4;
/// Networks that are counted; those that have not used anything lately are not.
const NETWORKS_MAX: usize = 10_000;

struct Account {
    seconds: f64,
    at: Instant,
    under_way: usize,
}

impl Account {
    fn refill(&mut self, now: Instant, seconds_max: f64) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.seconds = passed.mul_add(REFILL_SECONDS, self.seconds).min(seconds_max);
        self.at = now;
    }

    fn is_idle(&self, seconds_max: f64) -> bool {
        self.under_way == 0 && self.seconds >= seconds_max
    }
}

/// What every network has left.
#[derive(Clone)]
pub struct Budget {
    seconds_max: f64,
    queries_max: usize,
    accounts: Arc<Mutex<HashMap<String, Account>>>,
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(BUDGET_SECONDS_MAX, CLIENT_QUERIES_MAX)
    }
}

/// Leave for one query; given back when this goes.
pub struct Leave {
    budget: Budget,
    network: String,
}

impl Budget {
    /// So many seconds and so many queries at once for each network.
    #[must_use]
    pub fn new(seconds_max: f64, queries_max: usize) -> Self {
        Self { seconds_max, queries_max, accounts: Arc::default() }
    }

    fn accounts(&self) -> MutexGuard<'_, HashMap<String, Account>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// # Errors
    /// [`Code::TooManyRequests`] when the network has used up what it may, with the time to wait; [`Code::Busy`] when too many networks ask.
    pub fn admit(&self, network: &str, now: Instant) -> Result<Leave, Problem> {
        let mut accounts = self.accounts();
        if accounts.len() >= NETWORKS_MAX && !accounts.contains_key(network) {
            accounts.retain(|_, account| {
                account.refill(now, self.seconds_max);
                !account.is_idle(self.seconds_max)
            });
            if accounts.len() >= NETWORKS_MAX {
                return Err(Problem { retry_after_seconds: Some(60), ..Problem::new(Code::Busy, "too many networks ask at once") });
            }
        }
        let account = accounts.entry(network.to_owned()).or_insert(Account { seconds: self.seconds_max, at: now, under_way: 0 });
        account.refill(now, self.seconds_max);
        let wait = |seconds: f64, why: String| {
            let whole = Duration::from_secs_f64(seconds.max(1.0)).as_secs_f64().ceil();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
            let seconds = whole as u64;
            Err(Problem { retry_after_seconds: Some(seconds), ..Problem::new(Code::TooManyRequests, format!("{why}; try again in {seconds} seconds")) })
        };
        if account.under_way >= self.queries_max {
            return wait(1.0, format!("{} queries from this network are under way, as many as may be", self.queries_max));
        }
        if account.seconds < 0.0 {
            return wait(-account.seconds / REFILL_SECONDS, "queries from this network have used up their time".to_owned());
        }
        account.under_way += 1;
        drop(accounts);
        Ok(Leave { budget: self.clone(), network: network.to_owned() })
    }
}

impl Leave {
    /// Counts what the query took.
    pub fn charge(&self, time: Duration) {
        if let Some(account) = self.budget.accounts().get_mut(&self.network) {
            account.seconds -= time.as_secs_f64();
        }
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        if let Some(account) = self.budget.accounts().get_mut(&self.network) {
            account.under_way -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_used_its_time_waits_and_others_do_not() {
        let (budget, now) = (Budget::default(), Instant::now());
        let refused = |network: &str, now| budget.admit(network, now).err().map(|problem| (problem.code, problem.retry_after_seconds));
        budget.admit("one", now).ok().unwrap().charge(Duration::from_secs(65));
        assert_eq!(refused("one", now), Some((Code::TooManyRequests, Some(10))));
        assert_eq!(refused("other", now), None);
        assert_eq!(refused("one", now + Duration::from_secs(11)), None);
    }

    #[test]
    fn a_network_asks_so_much_at_once_and_no_more() {
        let (budget, now) = (Budget::default(), Instant::now());
        let mut under_way: Vec<Leave> = (0..CLIENT_QUERIES_MAX).map(|_| budget.admit("one", now).ok().unwrap()).collect();
        assert_eq!(budget.admit("one", now).err().map(|problem| problem.code), Some(Code::TooManyRequests));
        assert!(budget.admit("other", now).is_ok());
        under_way.pop();
        assert!(budget.admit("one", now).is_ok());
    }

    #[test]
    fn so_many_networks_are_counted_and_those_that_rest_are_forgotten() {
        let (budget, now) = (Budget::default(), Instant::now());
        for number in 0..NETWORKS_MAX {
            budget.admit(&number.to_string(), now).ok().unwrap().charge(Duration::from_secs(1));
        }
        assert_eq!(budget.admit("one more", now).err().map(|problem| problem.code), Some(Code::Busy));
        assert!(budget.admit("one more", now + Duration::from_secs(3)).is_ok());
        assert_eq!(budget.accounts().len(), 1);
    }
}
