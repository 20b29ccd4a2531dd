//! Load over HTTP: `wrk` sends the requests of a file in turn, over and over, bodies by `POST` and addresses by `GET`, without `If-None-Match` and without `Accept-Encoding`; with
//! `Cache-Control: no-cache` where each answer is to be made anew.

use crate::machine::cores;
use crate::process::{Server, run};
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Requests are made before the clock runs; each thread begins elsewhere.
const SCRIPT: &str = r#"
local threads = 0
function setup(thread) thread:set("at", threads * 37); threads = threads + 1 end
local requests = {}
function init(arguments)
  local headers = { ["Content-Type"] = "application/json", ["Cache-Control"] = arguments[2] }
  for line in io.lines(arguments[1]) do
    local address = line:sub(1, 1) == "/"
    requests[#requests + 1] = address and wrk.format("GET", line, headers) or wrk.format("POST", nil, headers, line)
  end
end
function request() at = at % #requests + 1; return requests[at] end
function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  print(string.format('RESULT {"requests": %d, "us": %d, "p50": %d, "p99": %d, "failed": %d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), failed))
end
"#;

/// Which answers are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Kept ones will do.
    Any,
    Anew,
}

/// How many ask at a time.
#[derive(Clone, Copy)]
pub enum Clients {
    One = 1,
    Many = 16,
}

/// What one run of `wrk` saw.
#[derive(Clone, Copy, Default)]
pub struct Load {
    pub per_second: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    /// Processor time of the server for each request.
    pub server_us: f64,
}

/// Sends the requests of a file, one a line, to `path` of a server.
pub fn load(server: &Server, path: &str, requests: &Path, answers: Wanted, clients: Clients, time: Duration) -> Load {
    let script = requests.with_extension("lua");
    std::fs::write(&script, SCRIPT).expect("the script can be written");
    let before = server.processor_seconds();
    let mut wrk = Command::new("wrk");
    let connections = clients as usize;
    wrk.args(["--threads", &cores().min(connections).to_string(), "--connections", &connections.to_string(), "--duration", &format!("{}s", time.as_secs().max(1))]);
    wrk.arg("--script").arg(script).arg(format!("{}{path}", server.address)).arg("--").arg(requests);
    if answers == Wanted::Anew {
        wrk.arg("no-cache");
    }
    let (printed, _) = run(&mut wrk);
    let used = server.processor_seconds() - before;
    let result: Value = printed.lines().find_map(|line| line.strip_prefix("RESULT ")).and_then(|line| serde_json::from_str(line).ok()).expect("wrk ends with a result");
    let number = |name: &str| result[name].as_f64().expect("a number");
    assert!(number("failed") == 0.0, "{path}: some requests failed: {result}");
    let requests = number("requests");
    Load { per_second: requests * 1e6 / number("us"), p50_us: number("p50"), p99_us: number("p99"), server_us: used * 1e6 / requests }
}

/// The run in the middle, by requests a second.
pub fn middle(mut runs: Vec<Load>) -> Load {
    runs.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
    runs[runs.len() / 2]
}
