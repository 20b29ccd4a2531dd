//! Answers SPARQL queries over what is published, where they can hurt nobody: in processes of their own.
//!
//! A query is looked at ([`guard`]), counted for the network it comes from ([`budget`]), and waits in a short queue for one of a few
//! workers ([`worker`]): processes of this program, started when they are needed, that hold a copy of the graph and follow it. A worker
//! that breaks a limit of time or memory is killed, and another takes its place; nothing else notices.

pub mod budget;
pub mod examples;
mod frame;
pub mod guard;
mod process;
pub mod worker;

use super::{Directory, Problem};
use crate::error::Code;
use crate::views::graph::answer::Question;
use budget::{Budget, Leave};
use process::{Broken, Worker};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Processes that answer at once.
pub const WORKERS_MAX: usize = 2;
/// Queries that wait for one of them.
pub const QUEUE_QUERIES_MAX: usize = 16;
/// A query waits no longer than this before it is begun.
pub const QUEUE_SECONDS_MAX: u64 = 15;
/// From beginning a query to the end of its answer.
pub const QUERY_SECONDS_MAX: u64 = 10;
/// Memory beside the graph.
pub const QUERY_MEMORY_BYTES_MAX: u64 = 384 * 1_024 * 1_024;
/// What a query costs that breaks its worker, beside its time: another has to take in the graph.
const BROKEN_SECONDS: u64 = 5;
/// A worker that has nothing to do for this long goes.
const IDLE_SECONDS_MAX: u64 = 600;
/// When to try again where there is no room now.
const RETRY_SECONDS: u64 = 5;

/// An answer, and at which revision of the ledger it holds.
#[derive(Debug)]
pub struct Answered {
    pub revision: u64,
    pub reply: Reply,
}

/// What a worker answers.
#[derive(Debug)]
pub struct Reply {
    /// Triples rather than solutions or a truth value.
    pub is_graph: bool,
    pub body: Vec<u8>,
}

/// Why a worker does not, between processes.
#[derive(Serialize, Deserialize)]
struct Refused {
    code: String,
    message: String,
}

/// Answers queries of one directory.
pub struct Sparql {
    hall: Arc<Hall>,
    budget: Budget,
}

/// What the threads share, each of which leads one worker.
struct Hall {
    directory: Arc<Directory>,
    program: PathBuf,
    time: Duration,
    state: Mutex<State>,
    /// A query came, or all is over.
    news: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Job>,
    threads: usize,
    /// Threads that wait for a query.
    idle: usize,
    is_over: bool,
}

struct Job {
    question: Question,
    leave: Leave,
    asked: Instant,
    tell: oneshot::Sender<Result<Answered, Problem>>,
}

impl Sparql {
    /// Workers run this program, which is this very one also after its file was replaced.
    #[must_use]
    pub fn new(directory: Arc<Directory>) -> Self {
        Self::with(directory, PathBuf::from("/proc/self/exe"), Duration::from_secs(QUERY_SECONDS_MAX), Budget::default())
    }

    /// Workers run another `whatworks` and have `time` for each query, at most [`QUERY_SECONDS_MAX`].
    #[must_use]
    pub fn with(directory: Arc<Directory>, program: PathBuf, time: Duration, budget: Budget) -> Self {
        let hall = Hall { directory, program, time, state: Mutex::default(), news: Condvar::new() };
        Self { hall: Arc::new(hall), budget }
    }

    /// Answers a query from a network.
    ///
    /// # Errors
    /// When the query is not acceptable, breaks a limit, or there is no room for it now.
    pub async fn ask(&self, question: Question, network: &str) -> Result<Answered, Problem> {
        guard::check(&question.query)?;
        let leave = self.budget.admit(network, Instant::now())?;
        let (tell, told) = oneshot::channel();
        self.hall.enqueue(Job { question, leave, asked: Instant::now(), tell })?;
        told.await.unwrap_or_else(|_| Err(Problem::new(Code::Internal, "the query could not be finished")))
    }
}

impl Drop for Sparql {
    fn drop(&mut self) {
        self.hall.state().is_over = true;
        self.hall.news.notify_all();
    }
}

impl Hall {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a query where the next thread finds it, and starts one when none is free and there may be more.
    fn enqueue(self: &Arc<Self>, job: Job) -> Result<(), Problem> {
        let mut state = self.state();
        if state.queue.len() >= QUEUE_QUERIES_MAX {
            return Err(busy("too many queries wait"));
        }
        state.queue.push_back(job);
        if state.idle < state.queue.len() && state.threads < WORKERS_MAX {
            let own = Arc::clone(self);
            match std::thread::Builder::new().name("sparql".to_owned()).spawn(move || own.lead()) {
                Ok(_) => state.threads += 1,
                Err(error) if state.threads == 0 => {
                    state.queue.clear();
                    return Err(Problem::new(Code::Internal, format!("a thread could not be started: {error}")));
                }
                Err(_) => {}
            }
        }
        drop(state);
        self.news.notify_one();
        Ok(())
    }

    /// Has a worker answer one query after another; ends when there was none for a while.
    fn lead(&self) {
        let mut worker = None;
        while let Some(job) = self.next() {
            if job.tell.is_closed() {
                continue;
            }
            let answer = if job.asked.elapsed() > Duration::from_secs(QUEUE_SECONDS_MAX) { Err(busy("the query waited too long")) } else { self.answer(&mut worker, &job) };
            drop(job.tell.send(answer));
            if worker.is_none() {
                // The client has its answer; the next one should not wait for what this one broke.
                worker = self.prepared(None).ok().map(|(worker, _)| worker);
            }
        }
    }

    fn next(&self) -> Option<Job> {
        let mut state = self.state();
        let until = Instant::now() + Duration::from_secs(IDLE_SECONDS_MAX);
        loop {
            if let Some(job) = state.queue.pop_front().filter(|_| !state.is_over) {
                return Some(job);
            }
            let left = until.saturating_duration_since(Instant::now());
            if state.is_over || left.is_zero() {
                state.threads -= 1;
                return None;
            }
            state.idle += 1;
            state = self.news.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            state.idle -= 1;
        }
    }

    fn answer(&self, place: &mut Option<Worker>, job: &Job) -> Result<Answered, Problem> {
        // Read before the graph is: what is shown at this revision is in the graph by then.
        let shown = self.directory.views().revision();
        let (mut worker, revision) = self.prepared(place.take()).map_err(|error| {
            tracing::error!(%error, "no worker for SPARQL could be started");
            busy("no worker could be started")
        })?;
        let began = Instant::now();
        let answered = worker.ask(&job.question, self.time);
        job.leave.charge(began.elapsed());
        match answered {
            Ok(reply) => {
                *place = Some(worker);
                Ok(Answered { revision: revision.max(shown), reply: reply? })
            }
            Err(broken) => {
                job.leave.charge(Duration::from_secs(BROKEN_SECONDS));
                Err(self.told(broken))
            }
        }
    }

    /// A worker whose copy is up to date, and the revision of that.
    fn prepared(&self, worker: Option<Worker>) -> io::Result<(Worker, u64)> {
        let graph = self.directory.views().graph();
        if let Some(mut worker) = worker
            && let Ok(Some(revision)) = worker.follow(graph)
        {
            return Ok((worker, revision));
        }
        let mut worker = Worker::start(&self.program)?;
        let revision = worker.follow(graph)?.ok_or(io::ErrorKind::BrokenPipe)?;
        Ok((worker, revision))
    }

    fn told(&self, broken: Broken) -> Problem {
        let too_deep = |words: &str| words.contains("overflowed its stack");
        match broken {
            Broken::Time => Problem::new(Code::TooExpensive, format!("the query took longer than {} seconds", self.time.as_secs())),
            Broken::Memory => Problem::new(Code::TooExpensive, format!("the query needed more than {} MB of memory", QUERY_MEMORY_BYTES_MAX / 1_024 / 1_024)),
            Broken::Ended(words) if too_deep(&words) => Problem::new(Code::TooExpensive, "the query has too many parts one within another"),
            Broken::Ended(words) => {
                tracing::error!(words, "a worker for SPARQL broke");
                Problem::new(Code::Internal, "the query broke the worker that answered it")
            }
        }
    }
}

fn busy(why: &str) -> Problem {
    Problem { retry_after_seconds: Some(RETRY_SECONDS), ..Problem::new(Code::Busy, why) }
}
