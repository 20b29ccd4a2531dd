//! How much memory and time hostile tables take, seen from outside the program. The classes are told apart, with line and reason, in
//! `src/app/data/table/tests/hostile.rs`.

use super::{HEADER, MAPPING, ROWS, program, write};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// What a refused table may add to what the program takes anyway.
const GROWTH_KILOBYTES_MAX: u64 = 64 * 1024;

/// How often its memory is looked at.
const LOOK_INTERVAL: Duration = Duration::from_millis(2);

/// Imports a table; answers exit code, problems, and the most memory that the program had, in kilobytes.
fn watched(folder: &Path, table: &str) -> (i32, String, u64) {
    // A file, because a pipe that nobody empties would hold the program up.
    let said = folder.join("said");
    let mut child = program(folder, &["import", "--dry-run", "--mapping", MAPPING, table]).stdout(Stdio::null()).stderr(File::create(&said).unwrap()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    // The high-water mark only rises, so the last look before the end tells.
    let code = loop {
        let seen = fs::read_to_string(&status).unwrap_or_default();
        let line = seen.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().split(' ').next()?.parse::<u64>().ok());
        most = most.max(line.unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status.code().expect("it ends by itself");
        }
        std::thread::sleep(LOOK_INTERVAL);
    };
    (code, fs::read_to_string(&said).unwrap(), most)
}

fn gzip(parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for part in parts {
        encoder.write_all(&part).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn hostile_tables_are_refused_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let (code, errors, usual) = watched(here, &write(here, "good.csv", format!("{HEADER}{ROWS}")));
    assert_eq!(code, 0, "{errors}");
    let start = format!("{HEADER}https://ror.org/057zh3y96,\"").into_bytes();
    let megabyte = vec![b'x'; 1024 * 1024];
    let long_cell: Vec<Vec<u8>> = [start.clone()].into_iter().chain(vec![megabyte; 100]).collect();
    let row = b"https://ror.org/057zh3y96,Tokyo,,JP,,,education,active\n".to_vec();
    let million_columns = [HEADER.as_bytes(), &b",".repeat(1_000_000), b"\n"].concat();
    let cases: [(&str, Vec<u8>, &str); 10] = [
        ("cell.csv", long_cell.concat(), ":2: the row is longer than"),
        ("cell.csv.gz", gzip(long_cell), ":2: the row is longer than"),
        ("zeros.csv.gz", gzip(vec![vec![0; 1024 * 1024]; 200]), ": the row is longer than"),
        ("blank.csv.gz", gzip([HEADER.as_bytes().to_vec()].into_iter().chain(vec![vec![b'\n'; 1024 * 1024]; 200])), ": the row is longer than"),
        ("same.csv.gz", gzip([HEADER.as_bytes().to_vec()].into_iter().chain(vec![row.repeat(1_000); 1_000])), "the rest of the table was not read"),
        ("same.csv", [HEADER.as_bytes(), &row.repeat(500_000)].concat(), "the rest of the table was not read"),
        ("nameless.csv", [HEADER.as_bytes(), &b",,,,,,,active\n".repeat(500_000)].concat(), "the rest of the table was not read"),
        ("columns.csv", million_columns, ":2: the row has 1000001 cells and the header 8"),
        ("header.csv", b"a,".repeat(500_000), ":1: the table has 500001 columns"),
        ("quotes.csv", b"\"".repeat(50_000_000), ":1: the row is longer than"),
    ];
    for (name, table, reason) in cases {
        let (code, errors, most) = watched(here, &write(here, name, table));
        assert_eq!(code, 1, "{name}: {errors}");
        assert!(errors.contains(reason) && !errors.contains("panicked"), "{name}: {}", &errors[..errors.len().min(2_000)]);
        assert!(most <= usual + GROWTH_KILOBYTES_MAX, "{name}: {most} kB, and {usual} kB for a good table");
    }
    assert!(!here.join("data").exists());
}

#[test]
fn memory_that_grows_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let usual = watched(here, &write(here, "good.csv", format!("{HEADER}{ROWS}"))).2;
    let row = |number: usize| format!(",Name {number},\"{}\",JP,,,education,active\n", "x".repeat(20_000));
    let large = format!("{HEADER}{}", (0..4_000).map(row).collect::<String>());
    let (_, _, most) = watched(here, &write(here, "large.csv", large));
    assert!(most > usual + GROWTH_KILOBYTES_MAX, "{most} kB, and {usual} kB for a good table");
}
