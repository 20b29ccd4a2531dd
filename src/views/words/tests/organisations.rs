//! Real names in every script: the organisations of the Research Organization Registry, read, judged and published as an import does it,
//! with all concepts beside them. Every tenth of them, or all where torture is asked for.
//!
//! The copy is the file that `WHATWORKS_TEST_ROR` names, or the one that CI has beside the clone; without one this is said and skipped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use super::super::analysis::{fold, pieces, whole};
use super::*;
use crate::app::data::{Files, judge};
use crate::ontology::{Ontology, Range, Role as Part, Scheme, Visibility};
use crate::views::documents::Fields;
use crate::views::records::{Change, Snapshot};

/// A first page.
const PAGE: usize = 10;
/// One in so many organisations is read, where not all are.
const SHARE: usize = 10;
/// Organisations of the sample by which recall is measured, and where it begins.
const SAMPLE: usize = 300;
const SEED: u64 = 20_180_327;

struct Organisation {
    id: u32,
    ror: String,
    label: String,
    others: Vec<String>,
}

impl Organisation {
    fn names(&self) -> impl Iterator<Item = &String> {
        [&self.label].into_iter().chain(&self.others)
    }

    fn acronym(&self) -> Option<&String> {
        self.names().find(|name| (3..=8).contains(&name.len()) && name.bytes().all(|letter| letter.is_ascii_uppercase()))
    }
}

struct World {
    organisations: Vec<Organisation>,
    documents: Vec<WordDocument>,
    reader: WordsReader,
    fields: Vec<WordField>,
}

static WORLD: LazyLock<Option<World>> = LazyLock::new(|| {
    let beside = Path::new("../shared/data/ror_organisations.csv.gz");
    let Some(file) = std::env::var_os("WHATWORKS_TEST_ROR").map(PathBuf::from).or_else(|| beside.exists().then(|| beside.to_owned())) else {
        tell("skipped: WHATWORKS_TEST_ROR does not name a table of organisations");
        return None;
    };
    let all = std::env::var("WHATWORKS_TORTURE").is_ok_and(|torture| torture == "long");
    Some(World::read(file, if all { 1 } else { SHARE }))
});

/// Shown also when the test passes: the test harness holds back only what the printing macros say.
fn tell(line: &str) {
    use std::io::Write as _;
    std::io::stderr().write_all(format!("organisations: {line}\n").as_bytes()).unwrap();
}

impl World {
    fn read(table: PathBuf, share: usize) -> Self {
        let ontology = Arc::new(Ontology::load(Path::new("ontology")).unwrap());
        let (nothing_yet, _) = Snapshot::initial(Arc::clone(&ontology));
        let files = Files { paths: vec![table], mapping: Some("docs/how-to/ror-mapping.json".into()), ..Files::default() };
        let reading = judge(&nothing_yet, &files, &|_, _, _| ());
        assert!(reading.problems.is_empty(), "{:#?}", &reading.problems[..reading.problems.len().min(5)]);
        let judged: Vec<_> = reading.records.iter().step_by(share).collect();
        let triples: Vec<_> = judged.iter().flat_map(|raw| raw.record.triples(&ontology, Visibility::Everyone)).collect();
        let (snapshot, _) = nothing_yet.apply(&[Change { sequence: 1, time: jiff::Timestamp::UNIX_EPOCH, removed: &[], added: &triples, stamps: Vec::new() }]);
        let names = |raw: &crate::app::data::RawRecord, part| {
            let ty = ontology.ty(raw.record.ty);
            let values = ty.role(part).map(|slot| raw.record.slot(slot)).unwrap_or_default();
            values.iter().filter_map(|value| if let crate::ontology::record::Value::Text(text) = value { Some(text.text.clone()) } else { None }).collect::<Vec<_>>()
        };
        let ror = |raw: &crate::app::data::RawRecord| {
            let ty = ontology.ty(raw.record.ty);
            let slot = ty.properties.iter().position(|property| matches!(property.range, Range::Identifier(Scheme::Ror))).unwrap();
            let [crate::ontology::record::Value::Iri(ror)] = raw.record.values[slot].as_slice() else { panic!("no ROR") };
            ror.clone()
        };
        let organisation = |raw: &&crate::app::data::RawRecord| Organisation {
            id: snapshot.id(&raw.record.iri).unwrap(),
            ror: ror(raw),
            label: names(raw, Part::Label).remove(0),
            others: names(raw, Part::AlternativeLabel),
        };
        let organisations: Vec<_> = judged.iter().map(organisation).collect();
        let fields = Fields::of(&ontology);
        let documents: Vec<_> = snapshot.records().map(|record| fields.document(&snapshot, record)).collect();
        let reader = Words::in_memory(fields.words()).unwrap().apply(&[], &documents, 1).unwrap();
        tell(&format!("{} of {}", organisations.len(), reading.records.len()));
        Self { organisations, documents, reader, fields: fields.words().to_vec() }
    }

    /// Whether the record is on the first page, or that is full of records with the very same name.
    fn is_on_first_page(&self, query: &str, id: u32) -> bool {
        let page = self.page(query);
        page.contains(&id) || (page.len() == PAGE && page.iter().all(|other| self.is_called(*other, query)))
    }

    fn is_called(&self, id: u32, query: &str) -> bool {
        let same = |name: &String| whole(&pieces(name)) == whole(&pieces(query));
        self.organisations.binary_search_by_key(&id, |organisation| organisation.id).is_ok_and(|at| self.organisations[at].names().any(same))
    }

    fn page(&self, query: &str) -> Vec<u32> {
        found(&self.reader, query).into_iter().take(PAGE).collect()
    }

    /// The same organisations every time, in no order.
    fn sample(&self) -> impl Iterator<Item = &Organisation> {
        let mut dice = Dice(SEED);
        (0..SAMPLE).map(move |_| &self.organisations[dice.below(self.organisations.len())])
    }
}

/// Repeatable numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    /// A letter dropped, doubled, exchanged for another, or two exchanged, inside the word that has most letters.
    fn misspelt(&mut self, name: &str) -> Option<String> {
        let word = pieces(name).into_iter().filter(|piece| piece.text.chars().all(char::is_alphabetic)).max_by_key(|piece| piece.text.chars().count())?;
        let mut letters: Vec<char> = name[word.start..word.end].chars().collect();
        if letters.len() < 5 {
            return None;
        }
        let at = 1 + self.below(letters.len() - 2);
        match self.below(4) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letters[at]),
            2 => letters[at] = if letters[at] == 'e' { 'a' } else { 'e' },
            _ => letters.swap(at, at - 1),
        }
        Some(format!("{}{}{}", &name[..word.start], letters.into_iter().collect::<String>(), &name[word.end..]))
    }
}

fn is_latin(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii() || matches!(letter, '\u{A0}'..='\u{24F}' | '\u{2010}'..='\u{201F}'))
}

#[test]
fn real_organisations_are_found_by_name_acronym_identifier_without_accents_and_in_their_own_script() {
    let Some(world) = &*WORLD else { return };
    let mut missed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    for organisation in world.organisations.iter().step_by(world.organisations.len() / 2_000) {
        let mut check = |kind, query: &str| {
            *tried.entry(kind).or_default() += 1;
            if !world.is_on_first_page(query, organisation.id) {
                missed.entry(kind).or_default().push(format!("{query} ({})", organisation.label));
            }
        };
        check("label", &organisation.label);
        for name in organisation.names().filter(|name| !pieces(name).is_empty()) {
            if !is_latin(name) {
                check("own script", name);
            } else if !name.is_ascii() {
                check("without accents", &fold(name));
            }
            if name.contains(" & ") {
                check("and for &", &name.replace(" & ", " and "));
            }
            if name.contains(['\'', '’']) {
                check("without apostrophes", &name.replace(['\'', '’'], ""));
            }
        }
        if let Some(acronym) = organisation.acronym() {
            check("acronym", acronym);
            check("acronym with points", &acronym.chars().flat_map(|letter| [letter, '.']).collect::<String>());
        }
        let bare = organisation.ror.trim_start_matches("https://ror.org/");
        for written in [organisation.ror.clone(), bare.to_owned(), format!("ror.org/{bare}"), format!("ROR:{}", bare.to_uppercase()), format!("http://ror.org/{bare}/")] {
            assert_eq!(found(&world.reader, &written), [organisation.id], "{written}");
        }
    }
    assert!(missed.is_empty(), "of {tried:?} these were not found: {missed:#?}");
    for kind in ["label", "without accents", "own script", "acronym", "and for &", "without apostrophes"] {
        assert!(tried[kind] > 20, "{kind}: only {:?} tried", tried.get(kind));
    }
}

#[test]
fn a_sample_of_organisations_is_found_among_the_first_ten() {
    let Some(world) = &*WORLD else { return };
    let mut dice = Dice(SEED);
    let mut tried: BTreeMap<&str, (usize, usize, Vec<String>)> = BTreeMap::new();
    for organisation in world.sample() {
        let once = dice.misspelt(&organisation.label);
        let twice = once.as_ref().and_then(|once| dice.misspelt(once));
        let folded = organisation.names().find(|name| is_latin(name) && !name.is_ascii()).map(|name| fold(name));
        let words: Vec<&str> = organisation.label.split(' ').collect();
        let turned = (words.len() > 2).then(|| words.iter().rev().copied().collect::<Vec<_>>().join(" "));
        for (kind, query) in [
            ("1 name", Some(organisation.label.clone())),
            ("2 acronym", organisation.acronym().cloned()),
            ("3 without accents", folded),
            ("4 one typo", once),
            ("5 two typos", twice),
            ("6 words turned round", turned),
        ] {
            let Some(query) = query else { continue };
            let (all, right, missed) = tried.entry(kind).or_default();
            *all += 1;
            if world.page(&query).contains(&organisation.id) { *right += 1 } else { missed.push(format!("{query} ({})", organisation.label)) }
        }
    }
    for (kind, (all, right, missed)) in &tried {
        tell(&format!("recall@{PAGE} by {}: {right} of {all}", &kind[2..]));
        if std::env::var_os("WHATWORKS_TEST_VERBOSE").is_some() {
            tell(&format!("{missed:#?}"));
        }
        // Names and acronyms are shared; two typos in a short name may be another name.
        let enough = match &kind[..1] { "1" | "3" => 0.99, "2" => 0.90, "4" => 0.95, _ => 0.90 };
        assert!(*right as f64 >= enough * *all as f64, "{kind}: {right} of {all}; {missed:#?}");
    }
}

#[test]
fn a_name_is_suggested_while_it_is_typed() {
    let Some(world) = &*WORLD else { return };
    let (mut all, mut right) = (0, 0);
    let mut missed = Vec::new();
    for organisation in world.sample() {
        // Two thirds of it, at least eight letters.
        let letters = fold(&organisation.label).chars().count();
        let typed: String = fold(&organisation.label).chars().take((letters * 2 / 3).max(8)).collect();
        let found = world.reader.suggest(&typed, None, PAGE).unwrap().found;
        all += 1;
        if found.iter().any(|one| one.id == organisation.id) { right += 1 } else { missed.push(format!("{typed} ({})", organisation.label)) }
    }
    tell(&format!("suggested among {PAGE} after two thirds of the name: {right} of {all}"));
    assert!(right * 100 >= all * 90, "{right} of {all}; {missed:#?}");
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
    let Some(world) = &*WORLD else { return };
    let mut documents = world.documents.clone();
    let more: Vec<_> = documents.iter().map(|document| WordDocument { id: document.id + 1_000_000, ..document.clone() }).collect();
    documents.extend(more);
    documents.truncate(100_000);
    let empty = || Words::in_memory(&world.fields).unwrap();
    let (bulk, _) = best(|| empty().apply(&[], &documents, 1).unwrap());
    println!("bulk of {} records in memory: {bulk:?}", documents.len());
    let directory = tempfile::tempdir().unwrap();
    let mut on_disk = Words::open(directory.path(), &world.fields).unwrap();
    let start = Instant::now();
    on_disk.apply(&[], &documents, 1).unwrap();
    println!("bulk on disk: {:?}", start.elapsed());
    let mut words = empty();
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
    drop(Words::open(directory.path(), &world.fields).unwrap());
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
    let found = search(&reader, "research institute");
    let text = "This organisation helps researchers and the public to talk about research, in many ways.".repeat(20);
    let (time, _) = best(|| found.highlight(&text, 200));
    println!("highlight of 2,000 characters: {time:?}");
}
