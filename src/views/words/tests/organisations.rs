//! Real names in every script: a copy of the Research Organization Registry as CSV (`ror,name,all_names,…,wikidata`), plain or
//! gzipped, at the path in `WHATWORKS_TEST_ROR`.

use std::collections::HashMap;
use std::process::Command;
use std::time::{Duration, Instant};

use super::super::analysis::{pieces, whole};
use super::*;

/// A first page.
const PAGE: usize = 20;

struct Organisation {
    ror: String,
    label: String,
    others: Vec<String>,
    wikidata: String,
}

fn organisations() -> Option<Vec<Organisation>> {
    let Some(path) = std::env::var_os("WHATWORKS_TEST_ROR") else {
        eprintln!("skipped: WHATWORKS_TEST_ROR does not name a CSV of organisations");
        return None;
    };
    let text = if path.to_string_lossy().ends_with(".gz") {
        String::from_utf8(Command::new("gzip").arg("-dc").arg(path).output().unwrap().stdout).unwrap()
    } else {
        std::fs::read_to_string(path).unwrap()
    };
    let mut rows = rows(&text).into_iter();
    let head = rows.next().unwrap();
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    let (ror, label, others, wikidata) = (column("ror"), column("name"), column("all_names"), column("wikidata"));
    Some(
        rows.map(|row| Organisation {
            ror: row[ror].clone(),
            others: row[others].split('|').filter(|other| **other != row[label]).map(str::to_owned).collect(),
            label: row[label].clone(),
            wikidata: row[wikidata].clone(),
        })
        .collect(),
    )
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            letter => cell.push(letter),
        }
    }
    rows
}

fn documents(organisations: &[Organisation]) -> Vec<WordDocument> {
    organisations
        .iter()
        .zip(0..)
        .map(|(organisation, id)| {
            let others = organisation.others.iter().map(|other| (ALTERNATIVE, String::new(), other.clone()));
            let wikidata = Some(organisation.wikidata.clone()).filter(|wikidata| !wikidata.is_empty());
            WordDocument {
                id,
                type_id: 1,
                weight: 1.0,
                texts: [(LABEL, String::new(), organisation.label.clone())].into_iter().chain(others).collect(),
                identifiers: [organisation.ror.clone()].into_iter().chain(wikidata).collect(),
            }
        })
        .collect()
}

/// Whether the record is on the first page, or that is full of records with the very same name.
fn is_on_first_page(reader: &WordsReader, organisations: &[Organisation], query: &str, id: u32) -> bool {
    let same = |name: &str| whole(&pieces(name)) == whole(&pieces(query));
    let page = &found(reader, query)[..];
    let page = &page[..page.len().min(PAGE)];
    page.contains(&id)
        || (page.len() == PAGE
            && page.iter().all(|other| {
                let other = &organisations[*other as usize];
                same(&other.label) || other.others.iter().any(|name| same(name))
            }))
}

#[test]
fn real_organisations_are_found_by_name_acronym_identifier_without_accents_and_in_their_own_script() {
    let Some(organisations) = organisations() else { return };
    let reader = index(&documents(&organisations));
    let mut missed: HashMap<&str, Vec<String>> = HashMap::new();
    let mut tried: HashMap<&str, usize> = HashMap::new();
    for (organisation, id) in organisations.iter().zip(0..).step_by(23) {
        let mut check = |kind, query: &str| {
            *tried.entry(kind).or_default() += 1;
            if !is_on_first_page(&reader, &organisations, query, id) {
                missed.entry(kind).or_default().push(format!("{query} ({})", organisation.label));
            }
        };
        check("label", &organisation.label);
        check("identifier", &organisation.ror);
        for name in organisation.others.iter().chain([&organisation.label]).filter(|name| !pieces(name).is_empty()) {
            let latin = name.chars().all(|letter| letter.is_ascii() || matches!(letter, '\u{C0}'..='\u{24F}'));
            if latin && !name.is_ascii() {
                check("without accents", &super::super::analysis::fold(name));
            } else if !latin {
                check("own script", name);
            } else if (3..=8).contains(&name.len()) && name.chars().all(|letter| letter.is_ascii_uppercase()) {
                check("acronym", name);
                check("acronym with points", &name.chars().flat_map(|letter| [letter, '.']).collect::<String>());
            }
        }
        assert_eq!(found(&reader, &organisation.ror), [id], "{}", organisation.ror);
    }
    assert!(missed.is_empty(), "of {tried:?} these were not found: {missed:#?}");
    for kind in ["label", "identifier", "without accents", "own script", "acronym"] {
        assert!(tried[kind] > 100, "{kind}: only {:?} tried", tried.get(kind));
    }
}

/// Times a step, the best of three.
fn best<T>(mut step: impl FnMut() -> T) -> (Duration, T) {
    let timed = |_| {
        let start = Instant::now();
        let result = step();
        (start.elapsed(), result)
    };
    (0..3).map(timed).min_by_key(|(time, _)| *time).unwrap()
}

#[test]
#[ignore = "prints times; run it in release with --nocapture"]
fn times() {
    let Some(organisations) = organisations() else { return };
    let filler = "This organisation helps researchers and the public to talk about research on social media, in many ways.";
    let mut documents = documents(&organisations);
    let more: Vec<_> = documents.iter().map(|document| WordDocument { id: document.id + 100_000, ..document.clone() }).collect();
    documents.extend(more);
    documents.truncate(100_000);
    for (document, number) in documents.iter_mut().zip(0..) {
        if number % 2 == 0 {
            *document = std::mem::take(document).text(BODY, "en", filler);
        }
    }
    let (bulk, _) = best(|| index(&documents));
    println!("bulk of {} records in memory: {bulk:?}", documents.len());
    let directory = tempfile::tempdir().unwrap();
    let mut on_disk = Words::open(directory.path(), &fields()).unwrap();
    let start = Instant::now();
    on_disk.apply(&[], &documents, 1).unwrap();
    println!("bulk on disk: {:?}", start.elapsed());
    let mut words = Words::in_memory(&fields()).unwrap();
    words.apply(&[], &documents, 1).unwrap();
    for (name, words) in [("memory", &mut words), ("disk", &mut on_disk)] {
        let mut times: Vec<_> = (0..60)
            .map(|number| {
                let start = Instant::now();
                words.apply(&[], &[record(number, "A changed record about escalation")], u64::from(number) + 2).unwrap();
                start.elapsed()
            })
            .collect();
        times.sort();
        println!("one change in {name}: median {:?}, slowest {:?}", times[30], times[59]);
    }
    drop(on_disk);
    let start = Instant::now();
    drop(Words::open(directory.path(), &fields()).unwrap());
    println!("open from disk: {:?}", start.elapsed());
    let reader = words.reader();
    for query in [
        "university", "university of bristol", "UCL", "who", "the", "the who", "research social media", "univrsity of bristl", "escaltion", "zebra unicorns",
        "\"university college\"", "national centre for public engagement", "東京大学", "https://ror.org/02jx3x895", "university -college",
    ] {
        let (time, found) = best(|| search(&reader, query));
        println!("search {query:?}: {time:?}, {} hits, {:?} {:?}", found.total, found.reading.how, found.reading.corrections);
    }
    for typed in ["u", "un", "univ", "university of b", "university of ", "the ", "bristl", "univrsity of br", "東", "zzzzzz"] {
        let (time, found) = best(|| reader.suggest(typed, None, 10).unwrap());
        println!("suggest {typed:?}: {time:?}, {} records", found.found.len());
    }
    let found = search(&reader, "research social media");
    let (time, _) = best(|| found.highlight(&filler.repeat(20), 200));
    println!("highlight of 2,000 characters: {time:?}");
}
