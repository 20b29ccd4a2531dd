//! The other end: a process that holds a copy of the published graph and answers one query at a time, whatever happens to it.
//!
//! It can open no file and no connection, its memory and processor time are bounded by the system, it is at the end of the queue for the
//! processor, and it goes when the server goes.

use super::frame::{self, Kind};
use super::{QUERY_MEMORY_BYTES_MAX, QUERY_SECONDS_MAX, Refused};
use crate::error::Code;
use crate::views::graph::Graph;
use crate::views::graph::answer::{Answer, Question, answer};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use rustix::process::{Resource, Rlimit, Signal, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;

/// Where a query is parsed, planned and answered: deep, since all three recurse.
const STACK_BYTES: usize = 64 * 1_024 * 1_024;
/// How far behind others the process stands in the queue for the processor.
const NICENESS: i32 = 10;
/// What a quad takes in memory, generously.
const QUAD_BYTES: u64 = 1_024;
/// Processor time goes on in whole seconds, and the server's clock should be the first to strike.
const SPARE_SECONDS: u64 = 2;

/// Answers what comes from standard input to standard output, until the input ends.
///
/// # Errors
/// When limits cannot be set, or the pipes break.
pub fn run() -> io::Result<()> {
    let limits = Limits::begin()?;
    let work = move || serve(limits, &mut BufReader::new(io::stdin()), &mut BufWriter::new(io::stdout()));
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work)?;
    thread.join().map_err(|_| io::Error::other("the worker broke"))?
}

fn serve(mut limits: Limits, from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let graph = Graph::empty().map_err(io::Error::other)?;
    while let Some((kind, bytes)) = frame::read(from)? {
        match kind {
            Kind::Add => {
                let added = quads(&bytes)?;
                limits.grow(added.len());
                graph.change(&[], &added).map_err(io::Error::other)?;
            }
            Kind::Remove => graph.change(&quads(&bytes)?, &[]).map_err(io::Error::other)?,
            Kind::Ready => {
                limits.bound_memory()?;
                frame::write(to, Kind::Ready, &[])?;
                to.flush()?;
            }
            Kind::Ask => {
                let question: Question = serde_json::from_slice(&bytes)?;
                bound_time()?;
                reply(to, answer(&graph, &question).map_err(|refusal| (refusal.code(), refusal.to_string())))?;
            }
            Kind::Table | Kind::Graph | Kind::Refusal => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
    Ok(())
}

/// Not the store's own reader: that renames blank nodes.
fn quads(bytes: &[u8]) -> io::Result<Vec<Quad>> {
    RdfParser::from_format(RdfFormat::NQuads).for_slice(bytes).collect::<Result<_, _>>().map_err(io::Error::other)
}

fn reply(to: &mut impl Write, answer: Result<Answer, (Code, String)>) -> io::Result<()> {
    match answer {
        Ok(Answer::Table(_, body)) => frame::write(to, Kind::Table, &body)?,
        Ok(Answer::Graph(_, body)) => frame::write(to, Kind::Graph, &body)?,
        Err((code, message)) => frame::write(to, Kind::Refusal, &serde_json::to_vec(&Refused { code: code.row().code.to_owned(), message })?)?,
    }
    to.flush()
}

/// What the system holds this process to.
struct Limits {
    /// Open since before no more files could be.
    size: std::fs::File,
    /// Address space, once the graph is here.
    bytes_max: Option<u64>,
    /// Put in since.
    grown_bytes: u64,
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: None })?)
}

/// Leaves the next query so much processor time, on top of what the process has used.
fn bound_time() -> io::Result<()> {
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
    limit(Resource::Cpu, u64::try_from(used).unwrap_or(0) + QUERY_SECONDS_MAX + SPARE_SECONDS)
}

impl Limits {
    fn begin() -> io::Result<Self> {
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        rustix::process::nice(NICENESS)?;
        let size = std::fs::File::open("/proc/self/statm")?;
        setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
        setrlimit(Resource::Nofile, Rlimit { current: Some(0), maximum: Some(0) })?;
        Ok(Self { size, bytes_max: None, grown_bytes: 0 })
    }

    fn grow(&mut self, quads: usize) {
        self.grown_bytes += quads as u64 * QUAD_BYTES;
    }

    /// Leaves the queries that follow so much. What the graph takes is measured once; memory that queries leave behind is not added to it.
    fn bound_memory(&mut self) -> io::Result<()> {
        let bytes_max = match self.bytes_max {
            Some(bytes) => bytes + self.grown_bytes,
            None => self.address_space()? + QUERY_MEMORY_BYTES_MAX,
        };
        (self.bytes_max, self.grown_bytes) = (Some(bytes_max), 0);
        limit(Resource::As, bytes_max)
    }

    /// Bytes, from the system's count of pages.
    fn address_space(&self) -> io::Result<u64> {
        let mut text = [0; 128];
        let length = self.size.read_at(&mut text, 0)?;
        let pages = std::str::from_utf8(&text[..length]).ok().and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
        Ok(pages.ok_or(io::ErrorKind::InvalidData)? * rustix::param::page_size() as u64)
    }
}
