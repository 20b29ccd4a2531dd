//! The organisations of the Research Organization Registry, imported by the program and asked for over HTTP: every tenth of them and those
//! asked for here by name, or all where torture is asked for.
//!
//! The copy is the file that `WHATWORKS_TEST_ROR` names, or the one that CI has beside the clone; without one this is said and skipped.

use super::{MAPPING, told, write};
use crate::serving::Serving;
use flate2::read::MultiGzDecoder;
use serde_json::json;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// One in so many organisations is imported, where not all are.
const SHARE: usize = 10;

/// What people type, the ROR of what they mean, and the place on the first page by which it has to come.
const SEARCHES: &[(&str, &str, usize)] = &[
    // Acronyms.
    ("CERN", "01ggx4157", 1),
    ("cern", "01ggx4157", 1),
    ("MIT", "042nb2s44", 3),
    ("ETH", "05a28rw58", 1),
    ("NASA", "027ka1x80", 1),
    ("N.A.S.A.", "027ka1x80", 1),
    ("WHO", "01f80g185", 3),
    ("UCL", "02jx3x895", 3),
    ("NIH", "01cwqze88", 3),
    // With accents and without.
    ("Université de Montréal", "0161xgx34", 1),
    ("Universite de Montreal", "0161xgx34", 1),
    ("UNIVERSITE DE MONTREAL", "0161xgx34", 1),
    ("Malmo", "05wp7an13", 3),
    ("Malmö", "05wp7an13", 3),
    ("Malmo hogskola", "05wp7an13", 1),
    ("Universidad Autonoma", "01cby8j38", 10),
    ("Universidad Autonoma de Madrid", "01cby8j38", 1),
    ("Eberhard Karls Universitat Tubingen", "03a1kwz48", 1),
    // Other scripts.
    ("東京大学", "057zh3y96", 1),
    ("とうきょうだいがく", "057zh3y96", 1),
    ("東京", "057zh3y96", 10),
    ("Санкт-Петербургский государственный университет гражданской авиации", "03092z988", 1),
    ("Санкт-Петербургский гражданской авиации", "03092z988", 1),
    ("САНКТ ПЕТЕРБУРГСКИЙ УНИВЕРСИТЕТ АВИАЦИИ", "03092z988", 1),
    ("מדבר וים המלח", "0133h2564", 1),
    ("מו\"פ מדבר", "0133h2564", 1),
    ("جامعة بار إيلان", "03kgsv495", 1),
    ("جامعه بار ايلان", "03kgsv495", 1),
    // Apostrophes and hyphens.
    ("King's College London", "0220mzb33", 1),
    ("King’s College London", "0220mzb33", 1),
    ("Kings College London", "0220mzb33", 1),
    ("Bar-Ilan University", "03kgsv495", 1),
    ("Bar Ilan University", "03kgsv495", 1),
    ("Barilan University", "03kgsv495", 1),
    ("Paul Valery Montpellier", "05pbb8783", 2),
    // "and" and its sign.
    ("Texas A&M University", "01f5ytq51", 1),
    ("Texas A & M University", "01f5ytq51", 1),
    ("Texas A and M University", "01f5ytq51", 1),
    ("Food & Agriculture Organization of the United Nations", "00pe0tf51", 1),
    ("Food and Agriculture Organization", "00pe0tf51", 3),
    ("Food & Agriculture Organization", "00pe0tf51", 3),
    // Up to two typos.
    ("Univercity of Cambrige", "013meh722", 1),
    ("Stanfrod Univeristy", "00f54p054", 1),
    ("Massachusets Institue of Technolgy", "042nb2s44", 1),
    ("Jagielonian University", "03bqmcz70", 1),
    ("Lundd Univrsity", "012a77v79", 1),
    // Words in another order, and some left out.
    ("Bristol University", "0524sp257", 2),
    ("London School of Economics", "0090zs177", 1),
    ("Nuclear Research European Organization", "01ggx4157", 1),
];

/// What is typed, and the ROR of what is then suggested.
const SUGGESTIONS: &[(&str, &str)] = &[
    ("cern", "01ggx4157"),
    ("massachusetts inst", "042nb2s44"),
    ("eth z", "05a28rw58"),
    ("malmo u", "05wp7an13"),
    ("Malmö U", "05wp7an13"),
    ("universite de mont", "0161xgx34"),
    ("kings college lo", "0220mzb33"),
    ("King's College L", "0220mzb33"),
    ("東京大", "057zh3y96"),
    ("Санкт-Петербургский государственный университет гр", "03092z988"),
    ("texas a&m", "01f5ytq51"),
    ("texas a & m univ", "01f5ytq51"),
    ("food & agri", "00pe0tf51"),
    ("univercity of cambr", "013meh722"),
    ("jagiell", "03bqmcz70"),
];

fn copy_of_ror() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ror_organisations.csv.gz");
    let found = std::env::var_os("WHATWORKS_TEST_ROR").map(PathBuf::from).or_else(|| beside.exists().then_some(beside));
    if found.is_none() {
        tell("skipped: WHATWORKS_TEST_ROR does not name a table of organisations");
    }
    found
}

/// Shown also when the test passes: the test harness holds back only what the printing macros say.
fn tell(line: &str) {
    std::io::stderr().write_all(format!("organisations: {line}\n").as_bytes()).unwrap();
}

/// The rows that are imported, with the header. No cell of this table goes on in another line.
fn rows(table: &Path) -> Vec<String> {
    let mut text = String::new();
    MultiGzDecoder::new(File::open(table).unwrap()).read_to_string(&mut text).unwrap();
    let all = std::env::var("WHATWORKS_TORTURE").is_ok_and(|torture| torture == "long");
    let wanted = |ror: &str| SEARCHES.iter().map(|(_, ror, _)| *ror).chain(SUGGESTIONS.iter().map(|(_, ror)| *ror)).any(|own| own == ror);
    let lines = text.lines().enumerate().filter(|(at, line)| *at == 0 || all || at % SHARE == 0 || line.get(16..25).is_some_and(wanted));
    lines.map(|(_, line)| line.to_owned()).collect()
}

fn rors(answer: &serde_json::Value, list: &str) -> Vec<String> {
    let list = answer.pointer(list).and_then(serde_json::Value::as_array).unwrap_or_else(|| panic!("{answer}"));
    list.iter().map(|one| one.pointer("/node/ror").and_then(serde_json::Value::as_str).unwrap_or("").trim_start_matches("https://ror.org/").to_owned()).collect()
}

#[test]
fn organisations_are_imported_once_and_found_over_http() {
    let Some(copy) = copy_of_ror() else { return };
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let rows = rows(&copy);
    let records = rows.len() - 1;
    let table = write(here, "ror.csv", rows.join("\n"));
    let import = ["import", "--mapping", MAPPING, &table];
    assert_eq!(told(here, &import).lines().last(), Some(&*format!("{records} published, 0 revised, 0 unchanged")));
    assert_eq!(told(here, &import).lines().last(), Some(&*format!("0 published, 0 revised, {records} unchanged")));
    tell(&format!("{records} imported"));

    let data = here.join("data");
    let server = Serving::start(Path::new(env!("CARGO_MANIFEST_DIR")), &["--data", data.to_str().unwrap()]);
    let total = server.ask("{ organisations { totalCount } }");
    assert_eq!(total["data"]["organisations"]["totalCount"], records);
    let search = |words: &str| {
        let answer = server.ask_with("query($words: String!) { search(query: $words, first: 10) { edges { node { ... on Organisation { ror } } } } }", json!({ "words": words }));
        rors(&answer, "/data/search/edges")
    };
    let mut missed = Vec::new();
    for (words, ror, by) in SEARCHES {
        let found = search(words);
        let place = found.iter().position(|own| own == ror).map_or(0, |at| at + 1);
        if (place == 0) != (*by == 0) || place > *by {
            missed.push(format!("{words}: {ror} at {place}, not by {by}: {found:?}"));
        }
    }
    for (typed, ror) in SUGGESTIONS {
        let answer = server.ask_with("query($typed: String!) { suggest(prefix: $typed, first: 10) { node { ... on Organisation { ror } } } }", json!({ "typed": typed }));
        let found = rors(&answer, "/data/suggest");
        if !found.iter().any(|own| own == ror) {
            missed.push(format!("suggested for {typed}: not {ror}: {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    for row in rows.iter().skip(1).step_by(records / 25) {
        let ror = row[16..25].to_owned();
        for written in [format!("https://ror.org/{ror}"), format!("http://ror.org/{ror}/"), format!("ror.org/{ror}"), format!("ror:{ror}"), ror.to_uppercase(), format!(" {ror} ")] {
            assert_eq!(search(&written), [ror.as_str()], "{written}");
        }
        let answer = server.ask_with("query($id: ID!) { organisation(id: $id) { ror } }", json!({ "id": format!("https://ror.org/{ror}") }));
        assert_eq!(answer["data"]["organisation"]["ror"], format!("https://ror.org/{ror}"), "{answer}");
    }
    let size = fs::metadata(data.join("ledger.sqlite")).unwrap().len();
    tell(&format!("{} searches, {} suggestions; the ledger has {} MB", SEARCHES.len(), SUGGESTIONS.len(), size / 1_000_000));
}
