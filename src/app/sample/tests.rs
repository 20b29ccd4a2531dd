use super::*;
use crate::ontology::record::{parse, Record};
use oxigraph::model::Triple;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

fn written(ontology: &Ontology, records: u64, seed: u64) -> Vec<u8> {
    let mut out = Vec::new();
    assert!(sample(ontology, records, seed, &mut out).is_ok());
    out
}

fn load(folder: &str) -> Ontology {
    Ontology::load(Path::new(folder)).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Every record of a sample, judged as at the door.
fn judged(ontology: &Ontology, text: &[u8]) -> Vec<Record> {
    let mut problems = Vec::new();
    let document = crate::ontology::turtle::parse(Path::new("sample.nt"), text, None, &mut problems);
    assert_eq!(problems, []);
    let mut subjects: Vec<(NamedOrBlankNode, Vec<Triple>)> = Vec::new();
    let mut known: FxHashMap<String, TypeId> = FxHashMap::default();
    let all = ontology.triples.iter().chain(document.triples.iter().map(|located| &located.triple));
    for triple in all.filter(|triple| triple.predicate == rdf::TYPE) {
        if let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(class)) = (&triple.subject, &triple.object)
            && let Some(ty) = ontology.type_of_class(class)
        {
            assert_eq!(known.insert(subject.as_str().to_owned(), ty.id), None, "{subject} is there twice");
        }
    }
    for located in document.triples {
        match subjects.last_mut().filter(|(subject, _)| *subject == located.triple.subject) {
            Some((_, triples)) => triples.push(located.triple),
            None => subjects.push((located.triple.subject.clone(), vec![located.triple])),
        }
    }
    let judge = |(subject, triples): &(NamedOrBlankNode, Vec<Triple>)| parse(ontology, subject, triples, &|iri| known.get(iri).copied()).unwrap_or_else(|violations| panic!("{subject}: {violations:#?}"));
    subjects.iter().map(judge).collect()
}

#[test]
fn every_record_passes_the_door() {
    for folder in ["ontology", "tests/ontologies/university/ontology"] {
        let ontology = load(folder);
        for seed in [1, 2] {
            assert_eq!(judged(&ontology, &written(&ontology, 3_000, seed)).len(), 3_000);
        }
        for records in [0, 1, 2, 3, 7, 20, 90] {
            assert_eq!(judged(&ontology, &written(&ontology, records, 3)).len() as u64, records);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let ontology = load("ontology");
    assert_eq!(written(&ontology, 300, 5), written(&ontology, 300, 5));
    assert_ne!(written(&ontology, 300, 5), written(&ontology, 300, 6));
}

#[test]
fn claims_are_plentiful_and_uneven() {
    let ontology = load("ontology");
    let records = judged(&ontology, &written(&ontology, 3_000, 1));
    let of_type = |ty: TypeId| records.iter().filter(move |record| record.ty == ty);
    for ty in ontology.types.iter().filter(|ty| !ty.is_concept()) {
        assert!(of_type(ty.id).count() > 0, "there is no {}", ty.singular);
    }
    let rule = ontology.types.iter().find_map(|ty| ty.claim.clone());
    let rule = rule.as_ref().map(|rule| (rule, ontology.ty(rule.claim)));
    let Some((rule, claim)) = rule else { panic!("the ontology has no claims") };
    let tally = |path| {
        let mut tally: FxHashMap<&str, usize> = FxHashMap::default();
        for value in of_type(claim.id).flat_map(|record| record.slot(claim.slot(path).unwrap_or_default())) {
            if let Value::Iri(iri) = value {
                *tally.entry(iri).or_default() += 1;
            }
        }
        let mut counts: Vec<usize> = tally.into_values().collect();
        counts.sort_unstable_by(|one, other| other.cmp(one));
        counts
    };
    let claims = of_type(claim.id).count();
    assert!((1_200..1_600).contains(&claims), "{claims}");
    let (subjects, objects, stances, strengths) = (tally(rule.subject), tally(rule.object), tally(rule.stance), tally(rule.strength));
    assert!(subjects[0] > 20 && subjects.len() > 300, "some resources have many claims: {}, {}", subjects[0], subjects.len());
    assert!(objects[0] > 4 * objects[objects.len() / 2], "some challenges are popular: {objects:?}");
    assert!(stances[0] > claims / 2 && stances.len() > 2, "most claims agree: {stances:?}");
    assert_eq!(strengths.len(), 5);
}

#[test]
fn links_among_records_of_one_type_run_in_no_circle() {
    let ontology = load("ontology");
    let records = judged(&ontology, &written(&ontology, 3_000, 1));
    let mut earlier: FxHashSet<&str> = FxHashSet::default();
    let mut links = 0;
    for record in &records {
        for (property, values) in ontology.ty(record.ty).properties.iter().zip(&record.values) {
            if property.range.targets().is_some_and(|targets| targets.types == [record.ty]) {
                links += values.len();
                assert!(values.iter().all(|value| matches!(value, Value::Iri(iri) if earlier.contains(iri.as_str()))));
            }
        }
        earlier.insert(&record.iri);
    }
    assert!(links > 10);
}

#[test]
fn a_few_names_are_the_same_and_texts_come_in_every_language() {
    let ontology = load("ontology");
    let records = judged(&ontology, &written(&ontology, 3_000, 1));
    let mut names: FxHashSet<&str> = FxHashSet::default();
    let mut languages: FxHashMap<&str, usize> = FxHashMap::default();
    let mut named = 0;
    for record in &records {
        let Some(label) = ontology.ty(record.ty).role(Role::Label) else { continue };
        for value in record.slot(label) {
            if let Value::Text(text) = value {
                named += 1;
                names.insert(&text.text);
                *languages.entry(&text.language).or_default() += 1;
            }
        }
    }
    assert!(names.len() > named * 8 / 10 && names.len() < named, "{} names of {named} records", names.len());
    assert!(ontology.directory.languages.iter().all(|language| languages.get(language.as_str()).is_some_and(|count| *count > 50)));
}

#[test]
#[ignore = "measures; run it in an optimised build with --nocapture"]
fn a_hundred_thousand_records_take_less_than_two_seconds() {
    let ontology = load("ontology");
    let start = std::time::Instant::now();
    let text = written(&ontology, 100_000, 1);
    let lines = text.iter().filter(|byte| **byte == b'\n').count();
    assert!(start.elapsed().as_secs_f64() < 2.0, "{:?} for {} bytes, {lines} triples", start.elapsed(), text.len());
    let _ = std::io::stderr().write_all(format!("{:?} for {} bytes, {lines} triples\n", start.elapsed(), text.len()).as_bytes());
}
