//! A second, unrelated ontology through the same doors, with no change in `src/`.

use super::app::{App, COURSES};
use super::history::enumerated;
use serde_json::{Value as Tree, json};
use std::process::Command;
use whatworks::ontology::Role;

const ONTOLOGY: &str = "tests/ontologies/university/ontology";
const DATA: &str = "tests/ontologies/university/seed-data";

#[test]
fn its_own_question_is_answered_with_grounds() {
    let data = COURSES.data(
        "{ subject(id: \"databases\") { title narrower { key } coveredBy(first: 10) { totalCount
             edges { node { key title level } agreement { endorses disputes } because { grounds verdict reason by { ... on Entry { title } } } } } }
           courses(filter: {covers: {in: [\"databases\"]}}) { totalCount } }",
    );
    let list = &data["subject"]["coveredBy"];
    assert!(list["totalCount"].as_u64().unwrap() > 1, "{list}");
    assert_eq!(list["totalCount"], data["courses"]["totalCount"]);
    assert_eq!(data["subject"]["narrower"], json!([{ "key": "graph-databases" }]));
    for edge in list["edges"].as_array().unwrap() {
        assert!(edge["because"].as_array().unwrap().iter().any(|claim| claim["verdict"] != "DISPUTES"), "{edge}");
    }
}

#[test]
fn its_lists_filter_count_order_and_page() {
    let data = COURSES.data(
        "{ courses(filter: {credits: {gte: 10}, lecturers: {some: {departments: {some: {faculty: {eq: \"science\"}}}}}}, orderBy: [{field: CREDITS, direction: DESC}, {field: CODE}], first: 3) {
             totalCount nodes { code credits fee open reviewed year level } pageInfo { endCursor hasNextPage } facets(fields: [LEVEL, OPEN, CREDITS]) { field values { value count } } } }",
    );
    let courses = &data["courses"];
    let keys: Vec<(i64, &str)> = courses["nodes"].as_array().unwrap().iter().map(|node| (-node["credits"].as_i64().unwrap(), node["code"].as_str().unwrap())).collect();
    assert!(keys.len() == 3 && keys.is_sorted(), "{keys:?}");
    for facet in courses["facets"].as_array().unwrap() {
        let sum: u64 = facet["values"].as_array().unwrap().iter().map(|value| value["count"].as_u64().unwrap()).sum();
        assert!(facet["field"] == "credits" || Tree::from(sum) == courses["totalCount"], "{facet}");
    }
}

#[test]
fn its_words_names_and_past_are_its_own() {
    let data = COURSES.data(
        "{ search(query: \"knowledge graphs\", first: 1) { nodes { key } } german: course(id: \"matrices\", lang: [\"de\"]) { title titleLanguage }
           typo: search(query: \"datenbankn\", first: 3) { nodes { key } } suggest(prefix: \"stat\", first: 3) { text }
           first: node(id: \"course/algebra-one\", asOf: {revision: 0}) { id } coverage(rows: \"subjects\", columns: \"types\") { rows { key } } }",
    );
    assert_eq!(data["search"]["nodes"][0]["key"], "knowledge-graphs");
    assert_eq!(data["german"], json!({ "title": "Matrizen und ihre Anwendungen", "titleLanguage": "de" }));
    assert!(data["typo"]["nodes"].as_array().unwrap().iter().any(|node| node["key"] == "databases"), "{}", data["typo"]);
    assert_eq!(data["first"], Tree::Null);
    assert_eq!(COURSES.data("{ department(id: \"0zzzzzy05\") { key } }"), json!({ "department": { "key": "mathematics" } }));
}

#[test]
fn nothing_of_one_ontology_is_known_to_the_other() {
    assert_eq!(COURSES.code("{ tools { totalCount } }"), "BAD_DOCUMENT");
    let ontology = COURSES.directory.ontology();
    // The values of a fixed list are an enum; they are listed as a vocabulary.
    let (fixed, listed): (Vec<_>, Vec<_>) = ontology.types.iter().filter(|ty| ty.role(Role::Label).is_some()).partition(|ty| enumerated(ontology, ty));
    for ty in fixed {
        assert_eq!(COURSES.code(&format!("{{ {} {{ totalCount }} }}", ty.plural)), "BAD_DOCUMENT");
        let data = COURSES.data(&format!("{{ vocabulary(scheme: \"{}\") {{ concepts {{ __typename name }} }} }}", ty.segment));
        assert_eq!(data["vocabulary"]["concepts"][0]["__typename"], format!("{}Concept", ty.singular), "{data}");
    }
    for ty in listed {
        let data = COURSES.data(&format!("{{ {}(first: 2) {{ totalCount nodes {{ __typename id }} edges {{ cursor }} }} }}", ty.plural));
        assert!(data[&ty.plural]["totalCount"].is_u64(), "{}", ty.plural);
    }
}

#[test]
fn its_data_are_checked_and_imported_by_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_whatworks")).current_dir(env!("CARGO_MANIFEST_DIR")).args(["--ontology", ONTOLOGY, "--data"]).arg(folder.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&["check", DATA]).contains("no problems"));
    let (_, imported) = App::imported(ONTOLOGY, DATA);
    assert!(run(&["import", DATA]).lines().any(|line| line.starts_with(&format!("{} published, 0 revised", imported.published))));
    assert!(run(&["rebuild"]).contains(&format!("revision {}", imported.published)));
}
