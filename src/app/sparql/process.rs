//! A worker seen from the server: started, brought up to the graph, asked, and killed when it breaks a limit.

use super::frame::{self, Kind};
use super::{Refused, Reply};
use crate::error::Code;
use crate::app::Problem;
use crate::views::graph::answer::Question;
use crate::views::graph::{Change, Graph, Since};
use oxigraph::model::Quad;
use rustix::process::Signal;
use std::fmt::Write as _;
use std::io::{self, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Bytes of quads that are sent at once.
const CHUNK_BYTES: usize = 1_024 * 1_024;
/// The hidden subcommand.
pub const COMMAND: &str = "sparql-worker";
/// What the allocator takes from the system at once, so that the limit of memory is felt where it is. (KiB, as it reads it.)
const ALLOCATOR: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "16384");
/// A worker may take this long to take in what is published.
const FOLLOW_SECONDS_MAX: u64 = 60;
/// The last words of a worker.
const LAST_WORDS_BYTES_MAX: u64 = 4_096;

/// Why a worker has to be replaced.
#[derive(Debug)]
pub enum Broken {
    Time,
    Memory,
    /// Its last words.
    Ended(String),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Ended(error.to_string())
    }
}

/// A process with a copy of the graph. It ends with this.
pub struct Worker {
    process: Child,
    to: ChildStdin,
    replies: Receiver<io::Result<Option<(Kind, Vec<u8>)>>>,
    last_words: Option<ChildStderr>,
    /// Of the graph it holds; `None` before it holds any.
    revision: Option<u64>,
}

impl Worker {
    /// # Errors
    /// When there is no room for another process.
    pub fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg(COMMAND).env_clear().env(ALLOCATOR.0, ALLOCATOR.1);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (Some(to), Some(from)) = (process.stdin.take(), process.stdout.take()) else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let last_words = process.stderr.take();
        let (tell, replies) = channel();
        let listen = move || {
            let mut from = BufReader::new(from);
            loop {
                let frame = frame::read(&mut from);
                let last = !matches!(frame, Ok(Some(_)));
                if tell.send(frame).is_err() || last {
                    return;
                }
            }
        };
        let listening = std::thread::Builder::new().name("sparql-replies".to_owned()).spawn(listen);
        let worker = Self { process, to, replies, last_words, revision: None };
        listening.map(|_| worker)
    }

    /// Brings its copy up to the graph; answers at which revision that is, or with nothing when it is too far behind and another has to
    /// begin anew.
    ///
    /// # Errors
    /// When the worker is gone.
    pub fn follow(&mut self, graph: &Graph) -> io::Result<Option<u64>> {
        let revision = match graph.since(self.revision) {
            Since::All { .. } if self.revision.is_some() => return Ok(None),
            Since::All { revision, quads } => {
                self.send(Kind::Add, quads.map(|quad| quad.map_err(io::Error::other)))?;
                revision
            }
            Since::Changes { revision, changes } => {
                for change in changes {
                    let Change { removed, added, .. } = &*change;
                    self.send(Kind::Remove, removed.iter().cloned().map(Ok))?;
                    self.send(Kind::Add, added.iter().cloned().map(Ok))?;
                }
                revision
            }
        };
        self.revision = Some(revision);
        frame::write(&mut self.to, Kind::Ready, &[])?;
        match self.replies.recv_timeout(Duration::from_secs(FOLLOW_SECONDS_MAX)) {
            Ok(Ok(Some((Kind::Ready, _)))) => Ok(Some(revision)),
            _ => Err(io::Error::other("the worker did not take in the graph")),
        }
    }

    fn send(&mut self, kind: Kind, quads: impl Iterator<Item = io::Result<Quad>>) -> io::Result<()> {
        let mut chunk = String::new();
        for quad in quads {
            writeln!(chunk, "{} .", quad?).map_err(io::Error::other)?;
            if chunk.len() >= CHUNK_BYTES {
                frame::write(&mut self.to, kind, chunk.as_bytes())?;
                chunk.clear();
            }
        }
        if chunk.is_empty() { Ok(()) } else { frame::write(&mut self.to, kind, chunk.as_bytes()) }
    }

    /// Asks and waits.
    ///
    /// # Errors
    /// When the worker broke a limit or broke down; it is of no more use.
    pub fn ask(&mut self, question: &Question, time: Duration) -> Result<Result<Reply, Problem>, Broken> {
        let asked = serde_json::to_vec(question).map_err(io::Error::from).and_then(|bytes| frame::write(&mut self.to, Kind::Ask, &bytes)).and_then(|()| self.to.flush());
        if asked.is_err() {
            return Err(self.end());
        }
        match self.replies.recv_timeout(time) {
            Ok(Ok(Some((Kind::Table, body)))) => Ok(Ok(Reply { is_graph: false, body })),
            Ok(Ok(Some((Kind::Graph, body)))) => Ok(Ok(Reply { is_graph: true, body })),
            Ok(Ok(Some((Kind::Refusal, bytes)))) => Ok(Err(refused(&bytes))),
            Err(RecvTimeoutError::Timeout) => Err(Broken::Time),
            _ => Err(self.end()),
        }
    }

    /// What became of a worker that closed its pipe.
    fn end(&mut self) -> Broken {
        // Whoever is ending already ends as it was going to.
        drop(self.process.kill());
        let status = self.process.wait();
        let mut words = String::new();
        if let Some(last_words) = self.last_words.take() {
            drop(last_words.take(LAST_WORDS_BYTES_MAX).read_to_string(&mut words));
        }
        if words.contains("memory allocation of") {
            return Broken::Memory;
        }
        if status.as_ref().is_ok_and(|status| status.signal() == Some(Signal::XCPU.as_raw())) {
            return Broken::Time;
        }
        let status = status.map(|status| status.to_string()).unwrap_or_default();
        Broken::Ended(format!("{status}: {}", words.trim()))
    }
}

fn refused(bytes: &[u8]) -> Problem {
    match serde_json::from_slice::<Refused>(bytes) {
        Ok(refused) => {
            let code = Code::ALL.iter().find(|code| code.row().code == refused.code).copied().unwrap_or(Code::Internal);
            Problem::new(code, refused.message)
        }
        Err(_) => Problem::new(Code::Internal, "the worker's answer cannot be read"),
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
