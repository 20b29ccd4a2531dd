//! Searching and suggesting on the seed data, as people type.

use super::app::{App, SEED};
use super::history::{DIRECTORY, Event};
use super::naive::node;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, Triple};
use serde_json::{Value as Tree, json};

fn found(words: &str) -> Vec<String> {
    let response = SEED.ask_with("query($words: String!) { search(query: $words, first: 5) { nodes { id } } }", json!({ "words": words }));
    response["data"]["search"]["nodes"].as_array().unwrap_or_else(|| panic!("{response}")).iter().map(|node| node["id"].as_str().unwrap().replace("https://whatworks.example/", "")).collect()
}

fn suggested(prefix: &str) -> Vec<String> {
    let response = SEED.ask_with("query($prefix: String!) { suggest(prefix: $prefix, first: 5) { node { id } } }", json!({ "prefix": prefix }));
    response["data"]["suggest"].as_array().unwrap_or_else(|| panic!("{response}")).iter().map(|one| one["node"]["id"].as_str().unwrap().replace("https://whatworks.example/", "")).collect()
}

#[test]
fn search_finds_records_by_what_people_type() {
    for (words, wanted) in [
        ("NCCPE", "id/organisation/nccpe"),
        ("nccpe", "id/organisation/nccpe"),
        ("National Coordinating Centre for Public Engagement", "id/organisation/nccpe"),
        ("Cardif Univercity", "id/organisation/cardiff-university"),
        ("Prifysgol Caerdydd", "id/organisation/cardiff-university"),
        ("block party", "id/tool/block-party"),
        ("blok party", "id/tool/block-party"),
        ("dont feed the trolls", "id/tool/dont-feed-the-trolls"),
        ("Don't feed the trolls", "id/tool/dont-feed-the-trolls"),
        ("https://ror.org/03kk7td41", "id/organisation/cardiff-university"),
        ("10.3145/EPI.2020.ene.07", "id/publication/ortega-2020"),
        ("beatrice mazoyer", "id/person/beatrice-mazoyer"),
        ("Béatrice Mazoyer", "id/person/beatrice-mazoyer"),
    ] {
        assert!(found(words).iter().take(2).any(|iri| iri == wanted), "{words}: {:?}", found(words));
    }
}

#[test]
fn an_identifier_that_nothing_has_finds_nothing() {
    for words in ["https://ror.org/03yrm5c26", "https://orcid.org/0000-0002-1825-0097", "10.9999/nothing.here", "doi:10.9999/nothing.here"] {
        assert_eq!(found(words), Vec::<String>::new(), "{words}");
    }
}

#[test]
fn names_are_suggested_as_they_are_typed() {
    for (prefix, wanted) in [("nccp", "id/organisation/nccpe"), ("cardiff", "id/organisation/cardiff-university"), ("CARDIFF U", "id/organisation/cardiff-university"), ("block p", "id/tool/block-party"), ("béatrice m", "id/person/beatrice-mazoyer"), ("troll", "vocab/challenges/trolling")] {
        assert!(suggested(prefix).iter().any(|iri| iri == wanted), "{prefix}: {:?}", suggested(prefix));
    }
    assert_eq!(suggested("zzzzqqqq"), Vec::<String>::new());
    assert_eq!(SEED.code("{ suggest(prefix: \"a\", first: 51) { text } }"), "BAD_FILTER");
}

#[test]
fn words_and_filters_narrow_together_and_the_best_come_first() {
    let data = SEED.data(
        "{ all: tools(search: \"harassment\", first: 100) { totalCount nodes { key } }
           some: tools(search: \"harassment\", filter: {kind: {in: [\"safety\"]}}, first: 100) { totalCount nodes { key } }
           none: tools(search: \"harassment\", filter: {kind: {in: [\"safety\"]}, not: {kind: {in: [\"safety\"]}}}) { totalCount } }",
    );
    let keys = |list: &str| -> Vec<Tree> { data[list]["nodes"].as_array().unwrap().iter().map(|node| node["key"].clone()).collect() };
    let (all, some) = (keys("all"), keys("some"));
    assert!(!some.is_empty() && some.len() < all.len(), "{all:?} {some:?}");
    assert!(all.iter().filter(|key| some.contains(key)).eq(some.iter()), "in the same order");
    assert_eq!(data["none"]["totalCount"], 0);
    let scored = SEED.data("{ search(query: \"harassment\", first: 50) { edges { score snippets { fragments { matched } } } } }");
    let scores: Vec<f64> = scored["search"]["edges"].as_array().unwrap().iter().map(|edge| edge["score"].as_f64().unwrap()).collect();
    assert!(scores.len() > 3 && scores.windows(2).all(|pair| pair[0] >= pair[1]), "{scores:?}");
    let marked = scored["search"]["edges"].as_array().unwrap().iter().filter(|edge| edge["snippets"].as_array().unwrap().iter().all(|snippet| snippet["fragments"].as_array().unwrap().iter().any(|fragment| fragment["matched"] == true)));
    assert_eq!(marked.count(), scores.len(), "every snippet shows a word");
}

#[test]
fn a_search_is_read_on_where_it_stopped_though_records_came_between() {
    let tool = |sequence: u64, key: String, name: &str| {
        let tool = node(&format!("https://whatworks.example/id/tool/{key}"));
        let added = vec![Triple::new(tool.clone(), rdf::TYPE, node("https://whatworks.example/ns#Tool")), Triple::new(tool.clone(), node("https://schema.org/name"), Literal::new_language_tagged_literal_unchecked(name, "en"))];
        Event { sequence, time: jiff::Timestamp::from_second(1_700_000_000).unwrap(), subject: tool.as_str().to_owned(), removed: Vec::new(), added }
    };
    let first: Vec<Event> = (1..=9).map(|at| tool(at, format!("alpha-{at}"), &format!("alpha {at}"))).collect();
    let app = App::of_events(&DIRECTORY, &first);
    let mut read: Vec<String> = Vec::new();
    let mut after = Tree::Null;
    for round in 0..9 {
        let response = app.ask_with("query($after: String) { tools(search: \"alpha\", first: 2, after: $after) { nodes { key } pageInfo { endCursor hasNextPage } } }", json!({ "after": after }));
        let page = &response["data"]["tools"];
        read.extend(page["nodes"].as_array().unwrap_or_else(|| panic!("{response}")).iter().map(|node| node["key"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
        // Every record there is changes what a word is worth.
        app.keep(&[tool(0, format!("other-{round}"), "something else altogether")]);
    }
    assert_eq!(read, (1..=9).map(|at| format!("alpha-{at}")).collect::<Vec<_>>());
}
