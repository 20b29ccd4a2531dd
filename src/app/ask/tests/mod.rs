//! On the real ontology and its seed data, and on an ontology that has nothing to do with it.
//!
//! `questions.txt` holds questions and how they are read. To read them anew after a change, and look at the difference:
//! `WHATWORKS_WRITE=1 cargo test --lib ask::tests`.

mod equal;
mod robust;

use super::*;
use crate::app::Scope;
use crate::app::filter::Filter;
use crate::ontology::{Ontology, turtle};
use crate::views::records::{Change, Record, Snapshot};
use jiff::Timestamp;
use roaring::RoaringBitmap;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The day on which every question here is asked.
const TODAY: jiff::civil::Date = jiff::civil::date(2018, 3, 27);

struct World {
    snapshot: Arc<Snapshot>,
    lexicon: Lexicon,
    /// Words of the texts that are searched, as the index of words has them.
    texts: BTreeSet<String>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| world(Path::new("ontology"), Path::new("seed-data")));
static UNIVERSITY: LazyLock<World> = LazyLock::new(|| world(Path::new("tests/ontologies/university/ontology"), Path::new("tests/ontologies/university/seed-data")));

/// Recipes: the smallest ontology with a claimed link, and a "kind" that is another link for each type.
static KITCHEN: LazyLock<World> = LazyLock::new(|| world(Path::new("tests/ontologies/kitchen/ontology"), Path::new("tests/ontologies/kitchen/seed-data")));

fn world(ontology: &Path, data: &Path) -> World {
    let ontology = Arc::new(Ontology::load(ontology).unwrap());
    let mut problems = Vec::new();
    let triples: Vec<_> = turtle::files(data).unwrap().iter().flat_map(|file| turtle::read(file, None, &mut problems).triples).map(|located| located.triple).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let (initial, _) = Snapshot::initial(ontology);
    let (snapshot, _) = initial.apply(&[Change { sequence: 1, time: Timestamp::UNIX_EPOCH, removed: &[], added: &triples, stamps: Vec::new() }]);
    let snapshot = Arc::new(snapshot);
    let lexicon = Lexicon::new(&snapshot);
    let searched = |record: &Record| -> Vec<String> {
        let ty = snapshot.ontology().ty(record.ty);
        let texts = ty.properties.iter().zip(&record.values).filter(|(property, _)| property.search_weight > 0.0).flat_map(|(_, values)| values.texts());
        texts.flat_map(|text| words::words(&text.raw())).map(|word| word.plain).collect()
    };
    let texts = snapshot.records().flat_map(|record| searched(record)).collect();
    World { snapshot, lexicon, texts }
}

impl World {
    fn read(&self, question: &str) -> Reading {
        self.read_with(&self.lexicon, question)
    }

    fn read_with(&self, lexicon: &Lexicon, question: &str) -> Reading {
        read(&self.snapshot, lexicon, question, TODAY, &|word| self.texts.contains(word))
    }

    /// By the filters, as every door would.
    fn answer(&self, reading: &Reading) -> RoaringBitmap {
        let ontology = self.snapshot.ontology();
        let types = reading.types(ontology);
        let by_lists = !reading.condition.steps().iter().all(|step| step.means_one(ontology, &types));
        let filters = if by_lists {
            lists(ontology, reading).iter().map(|list| (list.types.clone(), reading.filter[&list.name].clone())).collect()
        } else {
            vec![(types, reading.filter.clone())]
        };
        let mut answer = RoaringBitmap::new();
        for (types, tree) in filters {
            match Filter::read(Scope { snapshot: &self.snapshot, types: &types }, &tree) {
                Ok(filter) => answer |= filter.evaluate(&self.snapshot, &self.snapshot.of_types(&types)),
                Err(problem) => panic!("{:?} {:?}: {tree}: {problem}", reading.parts.iter().map(|part| &part.text).collect::<Vec<_>>(), reading.unused),
            }
        }
        answer
    }

    /// `Tool CaseStudy | {"addresses":…} | count | search: … | unused: …`
    fn line(&self, question: &str) -> String {
        let reading = self.read(question);
        let types: Vec<&str> = reading.types.iter().map(|ty| self.snapshot.ontology().ty(*ty).singular.as_str()).collect();
        let mut line = format!("{} | {}", if types.is_empty() { "*".to_owned() } else { types.join(" ") }, reading.filter);
        if reading.count {
            line.push_str(" | count");
        }
        match &reading.order {
            Some(Order::Time { field, latest_first, .. }) => drop(write!(line, " | {field} {}", if *latest_first { "latest first" } else { "earliest first" })),
            Some(Order::Grounds) => line.push_str(" | strongest grounds first"),
            None => {}
        }
        if let Some(limit) = reading.limit {
            let _ = write!(line, " | show {limit}");
        }
        if let Some(search) = &reading.search {
            let _ = write!(line, " | search: {search}");
        }
        if !reading.unused.is_empty() {
            let _ = write!(line, " | unused: {}", reading.unused.join(", "));
        }
        line
    }
}

/// The questions of a file: a line that begins with two spaces is the reading of the line before.
fn questions(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("  "))
}

const QUESTIONS: &str = include_str!("questions.txt");
const UNIVERSITY_QUESTIONS: &str = include_str!("university.txt");
const KITCHEN_QUESTIONS: &str = include_str!("kitchen.txt");

fn compare(world: &World, file: &str, text: &str) {
    let mut written = String::new();
    for line in text.lines().filter(|line| !line.starts_with("  ")) {
        let _ = writeln!(written, "{line}");
        if !line.is_empty() && !line.starts_with('#') {
            let _ = writeln!(written, "  {}", world.line(line));
        }
    }
    if std::env::var("WHATWORKS_WRITE").is_ok() {
        std::fs::write(Path::new("src/app/ask/tests").join(file), &written).unwrap();
        return;
    }
    let differences: Vec<String> = text.lines().zip(written.lines()).filter(|(old, new)| old != new).map(|(old, new)| format!("- {old}\n+ {new}")).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(text.lines().count(), written.lines().count());
}

#[test]
fn questions_are_read_as_written_down() {
    compare(&WORLD, "questions.txt", QUESTIONS);
    assert!(questions(QUESTIONS).count() >= 90);
}

#[test]
fn questions_about_another_ontology_are_read_without_a_word_in_the_engine() {
    compare(&UNIVERSITY, "university.txt", UNIVERSITY_QUESTIONS);
    compare(&KITCHEN, "kitchen.txt", KITCHEN_QUESTIONS);
}

/// Prints how the questions of a file are read: `ASK=file cargo test --lib ask::tests::try_out -- --ignored --nocapture`; of another
/// ontology with `ASK_OF=university` or `kitchen`; every part and both texts with `ASK_ALL=1`.
#[test]
#[ignore = "for trying questions by hand"]
fn try_out() {
    let Ok(file) = std::env::var("ASK") else { return };
    let world = match std::env::var("ASK_OF").as_deref() {
        Ok("university") => &UNIVERSITY,
        Ok("kitchen") => &KITCHEN,
        _ => &WORLD,
    };
    for question in std::fs::read_to_string(file).unwrap().lines().filter(|line| !line.is_empty()) {
        let started = std::time::Instant::now();
        let reading = world.read(question);
        let took = started.elapsed();
        println!("{question}\n  {} → {} ({took:?})", world.line(question), world.answer(&reading).len());
        for suggestion in &reading.suggestions {
            println!("    ? {suggestion}");
        }
        for suggestion in when_nothing_fits(&world.snapshot, &reading).iter().filter(|_| world.answer(&reading).is_empty()) {
            println!("    0 {suggestion}");
        }
        if std::env::var("ASK_ALL").is_ok() {
            for part in &reading.parts {
                println!("    {:?} {:?} {} {:?}", part.text, part.kind, part.meaning, part.corrected_from);
            }
            println!("{}\n{}", graphql(&world.snapshot, &reading), sparql(&world.snapshot, &reading));
        }
    }
}
