//! On the real ontology and the seed data.

use super::*;
use crate::app::Scope;
use crate::app::filter::Filter;
use crate::ontology::{Ontology, turtle};
use crate::views::records::{Change, Id, Snapshot, Token};
use jiff::Timestamp;
use roaring::RoaringBitmap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

struct World {
    snapshot: Arc<Snapshot>,
    lexicon: Lexicon,
}

static WORLD: LazyLock<World> = LazyLock::new(|| world(Path::new("ontology"), Path::new("seed-data")));

fn world(ontology: &Path, data: &Path) -> World {
    let ontology = Arc::new(Ontology::load(ontology).unwrap());
    let mut problems = Vec::new();
    let triples: Vec<_> = turtle::files(data).unwrap().iter().flat_map(|file| turtle::read(file, None, &mut problems).triples).map(|located| located.triple).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let (initial, _) = Snapshot::initial(ontology);
    let (snapshot, _) = initial.apply(&[Change { sequence: 1, time: Timestamp::UNIX_EPOCH, removed: &[], added: &triples }]);
    let snapshot = Arc::new(snapshot);
    let lexicon = Lexicon::new(&snapshot);
    World { snapshot, lexicon }
}

impl World {
    fn read(&self, question: &str) -> Reading {
        read(&self.snapshot, &self.lexicon, question)
    }

    fn types(&self, reading: &Reading) -> Vec<TypeId> {
        if reading.types.is_empty() { ways::answerable(self.snapshot.ontology()) } else { reading.types.clone() }
    }

    fn answer(&self, reading: &Reading) -> RoaringBitmap {
        let types = self.types(reading);
        let filter = match Filter::read(Scope { snapshot: &self.snapshot, types: &types }, &reading.filter) {
            Ok(filter) => filter,
            Err(problem) => {
                println!("!!! {problem}");
                return RoaringBitmap::new();
            }
        };
        filter.evaluate(&self.snapshot, &self.snapshot.of_types(&types))
    }

    fn type_names(&self, reading: &Reading) -> String {
        reading.types.iter().map(|ty| self.snapshot.ontology().ty(*ty).singular.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Prints how the questions of a file are read: `ASK=file cargo test --lib ask::tests::try_out -- --ignored --nocapture`.
#[test]
#[ignore = "for trying questions by hand"]
fn try_out() {
    let Ok(file) = std::env::var("ASK") else { return };
    for question in std::fs::read_to_string(file).unwrap().lines().filter(|line| !line.is_empty()) {
        let reading = WORLD.read(question);
        println!("{question}\n  types [{}] count {} search {:?} unused {:?}", WORLD.type_names(&reading), reading.count, reading.search, reading.unused);
        println!("  {}  → {}", reading.filter, WORLD.answer(&reading).len());
        for suggestion in &reading.suggestions {
            println!("    ? {suggestion}");
        }
        if std::env::var("ASK_ALL").is_ok() {
            for part in &reading.parts {
                println!("    {:?} {:?} {} {:?}", part.text, part.kind, part.meaning, part.corrected_from);
            }
            println!("{}\n{}", graphql(&WORLD.snapshot, &reading), sparql(&WORLD.snapshot, &reading));
        }
    }
}
