//! What it is measured on.

use crate::process::root;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::thread::available_parallelism;

/// Cores that everything measured shares: server, client and this process.
const CORES: usize = 2;

pub struct Machine {
    pub cores: usize,
    pub processor: String,
    pub memory_gb: f64,
    pub rustc: String,
    pub commit: String,
    /// Processes that wanted a core in the minute before.
    pub load: String,
}

/// Starts this program again on two cores when there are more.
pub fn on_two_cores() {
    if cores() > CORES {
        let program = std::env::current_exe().expect("this program has a place");
        let error = Command::new("taskset").args(["--cpu-list", "0,1"]).arg(program).args(std::env::args_os().skip(1)).exec();
        println!("measured on all cores, because taskset failed: {error}");
    }
}

pub fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

impl Machine {
    pub fn here() -> Self {
        let field = |file: &str, name: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            text.lines().find_map(|line| line.strip_prefix(name)?.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let kilobytes = field("/proc/meminfo", "MemTotal");
        let kilobytes: f64 = kilobytes.trim_end_matches(" kB").parse().unwrap_or_default();
        let changed = !said("git", &["status", "--porcelain", "--", "src", "tests/bench", "Cargo.lock", "ontology"]).is_empty();
        Self {
            cores: cores(),
            processor: field("/proc/cpuinfo", "model name"),
            memory_gb: kilobytes / 1e6,
            rustc: said("rustc", &["--version"]),
            commit: format!("{}{}", said("git", &["rev-parse", "--short", "HEAD"]), if changed { ", with changes" } else { "" }),
            load: fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or_default().to_owned(),
        }
    }
}

/// What a command prints; nothing when it fails.
fn said(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).current_dir(root()).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
