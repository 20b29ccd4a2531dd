//! Dumps by command and over HTTP: complete, checked, and enough to begin again from.

use crate::accounts::app::RUNTIME;
use crate::curation::app::triples;
use crate::door::app::{TestApp, engine};
use crate::serving::Serving;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use whatworks::app::erase::erase_by;
use whatworks::ledger::{Draft, EventKind, Patch};

fn whatworks(here: &Path, arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_whatworks")).args(["--ontology"]).arg(root.join("ontology")).args(arguments).current_dir(here).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_dump_imported_into_an_empty_directory_gives_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("seed-data");
    whatworks(here, &["import", "--data", "one", seed.to_str().unwrap()]);
    assert!(whatworks(here, &["dump", "--data", "one", "first"]).contains("records at revision"));
    whatworks(here, &["import", "--data", "two", "first/records.nq"]);
    whatworks(here, &["dump", "--data", "two", "second"]);
    let sorted = |name: &str| {
        let mut lines: Vec<String> = std::fs::read_to_string(here.join(name)).unwrap().lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert!(sorted("first/records.nq").len() > 5_000);
    assert_eq!(sorted("first/records.nq"), sorted("second/records.nq"));
    let checked = Command::new("sha256sum").args(["--check", "--quiet", "SHA256SUMS"]).current_dir(here.join("first")).status().unwrap();
    assert!(checked.success());
    let ontology = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology");
    let asked = |data: &str| {
        let serving = Serving::start(here, &["--data", data, "--ontology", ontology.to_str().unwrap()]);
        serving.ask(
            "{ challenge(id: \"fear-of-escalation\") { addressedBy(first: 100) { totalCount edges { node { id ... on Record { name } } agreement { supports qualifies disputes } because { id rationale strength } } } }
               tools(first: 100, orderBy: [{field: NAME}]) { totalCount nodes { id name summary kind { key } } facets { field values { value count } } } }",
        )
    };
    assert_eq!(asked("one")["data"], asked("two")["data"]);
}

#[test]
fn dumps_are_served_and_show_what_is_published_now() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (ontology, seed) = (root.join("ontology"), root.join("seed-data"));
    let serving = Serving::start(folder.path(), &["--data", "data", "--ontology", ontology.to_str().unwrap(), "--seed", seed.to_str().unwrap()]);
    crate::rest::clients::python_in("open_data/dumps.py", &[serving.url()]);
}

fn for_downloads() -> PathBuf {
    std::env::temp_dir().join(format!("whatworks-downloads-{}", std::process::id()))
}

#[test]
fn a_dump_is_sent_again_only_where_it_changed_and_goes_on_where_it_broke_off() {
    let make = || async {
        let folder = tempfile::tempdir().unwrap();
        (Arc::new(engine(folder.path()).await), folder)
    };
    let app = TestApp::over_house(make, |house| house.keep_dumps(for_downloads()));
    let get = |headers: &[(&str, &str)]| app.get("/dumps/graph.nq", headers);
    let whole = get(&[]);
    let (tag, changed) = (whole.header("etag").unwrap().to_owned(), whole.header("last-modified").unwrap().to_owned());
    let sums = app.get("/dumps/SHA256SUMS", &[]).text();
    let sum = sums.lines().find_map(|line| line.strip_suffix("  graph.nq")).unwrap();
    assert_eq!((tag.as_str(), whole.header("accept-ranges")), (format!("\"{sum}\"").as_str(), Some("bytes")));

    assert_eq!((get(&[("If-None-Match", &tag)]).status, get(&[("If-None-Match", "\"other\"")]).status), (304, 200));
    assert_eq!((get(&[("If-Modified-Since", &changed)]).status, get(&[("If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")]).status), (304, 200));
    assert_eq!(get(&[("If-None-Match", "\"other\""), ("If-Modified-Since", &changed)]).status, 200, "the tag knows better");

    let length = whole.body.len();
    for (asked, first, last) in [("bytes=0-99", 0, 99), ("bytes=1000-", 1_000, length - 1), ("bytes=-10", length - 10, length - 1), ("bytes=5-999999999", 5, length - 1)] {
        let part = get(&[("Range", asked)]);
        assert_eq!((part.status, part.header("content-range"), part.header("etag")), (206, Some(format!("bytes {first}-{last}/{length}").as_str()), Some(tag.as_str())), "{asked}");
        assert!(part.body == whole.body[first..=last], "{asked}");
    }
    let beyond = get(&[("Range", "bytes=999999999-")]);
    assert_eq!((beyond.status, beyond.code().as_deref(), beyond.header("content-range")), (416, Some("RANGE_NOT_SATISFIABLE"), Some(format!("bytes */{length}").as_str())));
    for headers in [[("Range", "bytes=0-9"), ("If-Range", "\"other\"")], [("Range", "bytes=0-9"), ("If-Range", &changed)], [("Range", "bytes=0-1,5-6"), ("If-Range", &tag)], [("Range", "lines=1-2"), ("If-Range", &tag)]] {
        assert_eq!((get(&headers).status, get(&headers).body.len()), (200, length), "{headers:?}");
    }
    assert_eq!(get(&[("Range", "bytes=0-9"), ("If-Range", &tag), ("Accept-Encoding", "gzip")]).body, whole.body[..10], "parts are of the plain file");

    let packed = get(&[("Accept-Encoding", "gzip")]);
    assert_eq!((packed.header("content-encoding"), packed.header("etag")), (Some("gzip"), Some(format!("\"{sum}-gzip\"").as_str())));
    assert!(packed.body.len() * 2 < length);
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.body.as_slice()), &mut unpacked).unwrap();
    assert!(unpacked == whole.body);
    assert_eq!(app.get("/dumps/tables.zip", &[("Accept-Encoding", "gzip")]).header("content-encoding"), None, "it is packed already");
    drop(std::fs::remove_dir_all(for_downloads()));
}

fn kept() -> PathBuf {
    std::env::temp_dir().join(format!("whatworks-dumps-{}", std::process::id()))
}

#[test]
fn what_is_erased_is_in_no_dump_from_that_moment() {
    const PERSON: &str = "https://whatworks.example/id/person/nobody-in-particular";
    let make = || async {
        let folder = tempfile::tempdir().unwrap();
        (Arc::new(engine(folder.path()).await), folder)
    };
    let app = TestApp::over_house(make, |house| house.keep_dumps(kept()));
    let said = format!("<{PERSON}> a schema:Person, ww:Person ; schema:name \"Quillfeather Unlikely\"@en .");
    let draft = Draft { actor: "operator".to_owned(), kind: EventKind::Published, subject: PERSON.to_owned(), patch: Patch::new(Vec::new(), triples(&said)), private: Vec::new(), idempotency_key: None };
    RUNTIME.block_on(app.directory.append(None, vec![draft], Vec::new())).unwrap();
    let has = |name: &str| app.get(&format!("/dumps/{name}"), &[]).text().contains("Quillfeather");
    assert!(has("records.nq") && has("graph.nq") && has("graph.jsonld"));
    RUNTIME.block_on(erase_by(&app.directory, "operator", PERSON, "asked for by the person")).unwrap();
    assert!(!kept().exists(), "the files are there still");
    assert!(!has("records.nq") && !has("graph.nq") && !has("graph.jsonld"));
    assert!(app.get("/dumps/records.nq", &[]).body.len() > 100_000);
    drop(std::fs::remove_dir_all(kept()));
}
