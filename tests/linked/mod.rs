//! Linked data, read by other people's software.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use whatworks::app::{Directory, import::import, sample::sample};
use whatworks::http::graphql::engine::Engine;
use whatworks::ledger::Ledger;
use whatworks::ontology::Ontology;

use crate::door::app::TestApp;
use crate::rest::clients::python_in;

/// Enough for some records of every type.
const SAMPLE_RECORDS: u64 = 300;
const SAMPLE_SEED: u64 = 7;

#[test]
fn every_form_of_every_description_says_the_same() {
    python_in("linked/forms.py", &[&format!("http://{}", TestApp::shared().address)]);
}

/// A server over the seed data and a few made-up records of every type.
fn all_types() -> TestApp {
    TestApp::over(|| async {
        let (root, folder) = (Path::new(env!("CARGO_MANIFEST_DIR")), tempfile::tempdir().expect("a folder"));
        let ontology = Arc::new(Ontology::load(&root.join("ontology")).unwrap_or_else(|problems| panic!("{problems:?}")));
        let file = folder.path().join("sample.nt");
        let mut text = Vec::new();
        sample(&ontology, SAMPLE_RECORDS, SAMPLE_SEED, &mut text).expect("a sample");
        std::fs::write(&file, text).expect("written");
        let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
        let ledger = Ledger::open(&url).await.expect("a ledger");
        import(&ontology, &ledger, vec![root.join("seed-data"), file], "seed").await.unwrap_or_else(|problems| panic!("{problems}"));
        ledger.close().await.expect("a clean close");
        let directory = Directory::open(ontology, &url, None, |_| ()).await.expect("a directory");
        (Arc::new(Engine::new(Arc::new(directory)).expect("the schema is sound")), folder)
    })
}

/// `caseStudies` → `case-studies`.
fn kebab(name: &str) -> String {
    name.chars().flat_map(|letter| letter.is_ascii_uppercase().then_some('-').into_iter().chain([letter.to_ascii_lowercase()])).collect()
}

#[test]
fn every_type_is_had_in_every_form_that_is_asked_for() {
    let app = all_types();
    let state = app.directory.views().state();
    let (snapshot, ontology) = (&state.snapshot, state.snapshot.ontology());
    let things = ontology.types.iter().map(|ty| {
        let id = snapshot.of_types(&[ty.id]).min().unwrap_or_else(|| panic!("there is no {}", ty.singular));
        let key = snapshot.record(id).expect("a record").key(ty);
        let folder = if ty.is_concept() { "vocab" } else { "data" };
        let thing = if ty.is_concept() { Value::Null } else { json!(format!("/id/{}/{key}", ty.segment)) };
        json!([ty.singular, format!("/{folder}/{}/{key}", ty.segment), thing, format!("/{}/{key}", kebab(&ty.plural))])
    });
    let things: Vec<Value> = things.collect();
    assert!(things.len() > 30, "{}", things.len());
    python_in("linked/matrix.py", &[&format!("http://{}", app.address), &Value::Array(things).to_string()]);
}
