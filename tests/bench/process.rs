//! The built program and other processes: run, timed, watched, ended.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Parts of a second in which Linux counts the time of processes, for every program.
const TICKS_PER_SECOND: f64 = 100.0;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The built program, whatever this shell says about it.
pub fn whatworks(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whatworks"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("WHATWORKS_") || name == "PORT") {
        command.env_remove(name);
    }
    command.current_dir(root()).env("WHATWORKS_DATA", data).env("WHATWORKS_LOG", "warn");
    command
}

/// Runs a command to its end; what it printed and how long it took.
pub fn run(command: &mut Command) -> (String, Duration) {
    let began = Instant::now();
    let output = command.stderr(Stdio::inherit()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", output.status);
    (String::from_utf8_lossy(&output.stdout).into_owned(), began.elapsed())
}

/// A server in a process of its own, until this is dropped.
pub struct Server {
    child: Child,
    /// `http://…`, without a path.
    pub address: String,
    /// From its start until it says where it answers.
    pub start: Duration,
}

impl Server {
    /// Waits for the address that it prints.
    pub fn start(command: &mut Command) -> Self {
        let began = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let address = lines.find_map(|line| line.ok()?.split(' ').find(|word| word.starts_with("http://")).map(str::to_owned));
        let start = began.elapsed();
        // Whatever else it prints is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { address: address.expect("the server says where it answers"), child, start }
    }

    /// Memory now, and the most there was, in megabytes.
    pub fn memory_mb(&self) -> (f64, f64) {
        let status = self.proc("status");
        let field = |name: &str| {
            let kilobytes = status.lines().find_map(|line| line.strip_prefix(name)).expect("Linux says how much memory a process has");
            kilobytes.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") / 1e3
        };
        (field("VmRSS:"), field("VmHWM:"))
    }

    /// Seconds of processor time so far.
    pub fn processor_seconds(&self) -> f64 {
        let stat = self.proc("stat");
        // The name in parentheses may hold anything; user and system time are the 12th and 13th field after it.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        fields[11..13].iter().map(|ticks| ticks.parse::<f64>().expect("a number")).sum::<f64>() / TICKS_PER_SECOND
    }

    fn proc(&self, file: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).expect("the server is running")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("the server was running");
        self.child.wait().expect("it has ended");
    }
}
