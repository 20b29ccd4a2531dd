//! What records are called: languages, identifiers, and names that nothing has.

use super::app::{App, SEED};
use super::history::{DIRECTORY, Event};
use super::naive::node;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, Triple};
use serde_json::{Value as Tree, json};
use whatworks::views::fold::fold;

#[test]
fn a_name_falls_back_through_the_languages_and_its_tag_is_shown() {
    let data = SEED.data(
        "{ welsh: organisation(id: \"cardiff-university\", lang: [\"cy\"]) { name nameLanguage summaryLanguage }
           region: organisation(id: \"cardiff-university\", lang: [\"cy-GB\"]) { name }
           order: organisation(id: \"cardiff-university\", lang: [\"fr\", \"en\", \"cy\"]) { nameLanguage }
           unknown: organisation(id: \"cardiff-university\", lang: [\"xx\"]) { name nameLanguage }
           none: organisation(id: \"cardiff-university\") { name nameLanguage }
           below: challenge(id: \"fear-of-escalation\", lang: [\"cy\"]) { narrower { key name nameLanguage } } }",
    );
    let welsh = json!({ "name": "Prifysgol Caerdydd", "nameLanguage": "cy", "summaryLanguage": "en" });
    assert_eq!(data["welsh"], welsh);
    assert_eq!(data["region"]["name"], "Prifysgol Caerdydd");
    assert_eq!(data["order"]["nameLanguage"], "en");
    assert_eq!(data["unknown"], json!({ "name": "Cardiff University", "nameLanguage": "en" }));
    assert_eq!(data["none"], data["unknown"]);
    let trolling = data["below"]["narrower"].as_array().unwrap().iter().find(|concept| concept["key"] == "trolling").unwrap();
    assert_eq!(trolling["name"], "Trolio", "languages hold below the record too");
}

#[test]
fn facets_speak_the_language_asked_for() {
    let data = SEED.data("{ tools(lang: [\"cy\"], first: 1) { facets(fields: [ADDRESSES]) { values { value label record { ... on Record { name } } } } } }");
    let values = data["tools"]["facets"][0]["values"].as_array().unwrap();
    assert!(values.iter().all(|value| value["label"] == value["record"]["name"]), "{values:?}");
    assert!(values.iter().any(|value| value["label"] == "Trolio"), "{values:?}");
}

#[test]
fn no_name_is_ever_null() {
    for list in ["organisations", "people", "tools", "caseStudies", "publications", "findings", "sources", "challenges", "countries", "platforms"] {
        let mut after = Tree::Null;
        loop {
            let response = SEED.ask_with(&format!("query($after: String) {{ {list}(first: 100, after: $after, lang: [\"cy\", \"de\"]) {{ nodes {{ id name nameLanguage }} pageInfo {{ hasNextPage endCursor }} }} }}"), json!({ "after": after }));
            let page = &response["data"][list];
            for node in page["nodes"].as_array().unwrap_or_else(|| panic!("{response}")) {
                assert!(node["name"].as_str().is_some_and(|name| !name.is_empty()) && node["nameLanguage"].is_string(), "{node}");
            }
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }
}

/// What an id leads to, or the code of the error.
fn leads(id: &str) -> String {
    let response = SEED.ask_with("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id }));
    let code = response.pointer("/errors/0/extensions/code").and_then(Tree::as_str);
    let node = response.pointer("/data/node/id").and_then(Tree::as_str).map(|iri| iri.replace("https://whatworks.example/", ""));
    code.map(str::to_owned).or(node).unwrap_or_else(|| "nothing".to_owned())
}

#[test]
fn an_identifier_leads_to_its_record_in_every_spelling_and_to_nothing_else() {
    let spellings = [
        ("id/organisation/cardiff-university", vec![
            "https://ror.org/03kk7td41", "http://ror.org/03kk7td41", "https://www.ror.org/03kk7td41/", "ror.org/03kk7td41", "ror:03kk7td41", "ROR:03KK7TD41", "03kk7td41", " 03kk7td41 ", "Q1035745", "q1035745",
            "wd:Q1035745", "wikidata:Q1035745", "http://www.wikidata.org/entity/Q1035745", "https://www.wikidata.org/wiki/Q1035745", "https://whatworks.example/id/organisation/cardiff-university",
            "organisation/cardiff-university", "/id/organisation/cardiff-university", "cardiff-university",
            "https://m.wikidata.org/wiki/Q1035745", "https://www.wikidata.org/wiki/Special:EntityPage/Q1035745#sitelinks", "https://ror.org/03kk7td41?tab=names",
        ]),
        ("id/person/beatrice-mazoyer", vec!["0000-0003-4074-2976", "0000000340742976", "https://orcid.org/0000-0003-4074-2976", "http://www.orcid.org/0000-0003-4074-2976", "orcid:0000-0003-4074-2976", "orcid.org/0000000340742976", "0000 0003 4074 2976", "ORCID: 0000-0003-4074-2976", "0000\u{2011}0003\u{2011}4074\u{2011}2976", "https://orcid.org/0000-0003-4074-2976?lang=cy"]),
        ("id/publication/ortega-2020", vec!["10.3145/epi.2020.ene.07", "10.3145/EPI.2020.ENE.07", "doi:10.3145/epi.2020.ene.07", "https://doi.org/10.3145/epi.2020.ene.07", "https://dx.doi.org/10.3145/EPI.2020.ene.07", "DOI: 10.3145/epi.2020.ene.07", "HTTP://WWW.DOI.ORG/10.3145/epi.2020.ene.07", "https://doi.org/10.3145%2Fepi.2020.ene.07", "info:doi/10.3145/epi.2020.ene.07", "\t10.3145/epi.2020.ene.07\n"]),
        ("vocab/countries/gb", vec!["gb", "countries/gb", "https://whatworks.example/vocab/countries/gb", "/vocab/countries/gb"]),
    ];
    for (record, ids) in spellings {
        for id in ids {
            assert_eq!(leads(id), record, "{id}");
        }
    }
    let nothing = [
        "03kk7td42", "03kk7td4", "03kk7td411", "Q103574", "Q10357450", "0000-0003-4074-2977", "000000034074297", "10.3145/epi.2020.ene.0", "10.3145/epi.2020.ene.077", "10.3145/epi.2020", "10.3145/epi.2020.ene.07?x", "https://doi.org/10.3145/epi.2020.ene.07#x", "https://elsewhere.example/ror.org/03kk7td41", "ror.org.elsewhere.example/03kk7td41", "isni:0000000121032683",
        "Cardiff University", "cardiff-universit", "cardiff-university-2", "tool/cardiff-university", "elsewhere.example/organisation/cardiff-university", "x/id/organisation/cardiff-university",
        "https://elsewhere.example/id/organisation/cardiff-university", "http://whatworks.example/id/organisation/cardiff-university", "https://whatworks.example/id/organisation/cardiff-university#catalogue",
        "https://whatworks.example/id/organisation/Cardiff-University", "10.1/organisation/cardiff-university", "organisation/", "/", "", " ", "*", "%", "null",
    ];
    for id in nothing {
        assert_eq!(leads(id), "nothing", "{id:?}");
    }
    let malformed = ["https://ror.org/03kk7td42", "ror:banana", "https://orcid.org/0000-0003-4074-2977", "orcid:0000-0003", "https://doi.org/11.1/x", "doi:10.1", "wikidata:Q0", "https://www.wikidata.org/wiki/Property:P31"];
    for id in malformed {
        assert_eq!(leads(id), "BAD_IDENTIFIER", "{id}");
    }
}

#[test]
fn nodes_come_in_the_order_asked_for_with_null_where_there_is_none() {
    let data = SEED.data("{ nodes(ids: [\"tool/block-party\", \"nobody\", \"https://ror.org/03kk7td42\", \"03kk7td41\", \"tool/block-party\"]) { key } }");
    assert_eq!(data["nodes"], json!([{ "key": "block-party" }, null, null, { "key": "cardiff-university" }, { "key": "block-party" }]));
    let many = vec!["gb"; 101];
    let response = SEED.ask_with("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": many }));
    assert_eq!(response["errors"][0]["extensions"]["code"], "BAD_FILTER");
}

#[test]
fn a_key_that_two_types_have_is_asked_for_with_its_type() {
    // The provider of the tool Block Party is the organisation of that name.
    assert_eq!(leads("block-party"), "nothing");
    assert_eq!(leads("tool/block-party"), "id/tool/block-party");
    assert_eq!(leads("organisation/block-party"), "id/organisation/block-party");
    let data = SEED.data("{ tool(id: \"block-party\") { type } organisation(id: \"block-party\") { type } }");
    assert_eq!(data, json!({ "tool": { "type": "TOOL" }, "organisation": { "type": "ORGANISATION" } }));
}

#[test]
fn unknown_names_are_answered_with_the_nearest() {
    let cases = [
        ("{ tools(filter: {addresses: {in: [\"fear-of-escaltion\"]}}) { totalCount } }", "UNKNOWN_NAME", "fear-of-escalation"),
        ("{ tools(filter: {kind: {none: [\"safty-guide\"]}}) { totalCount } }", "UNKNOWN_NAME", "safety-guide"),
        ("{ coverage(rows: \"chalenges\", columns: \"types\") { rows { key } } }", "UNKNOWN_NAME", "challenges"),
        ("{ challenge(id: \"trolling\") { addressedBy(types: [COUNTRY]) { totalCount } } }", "UNKNOWN_NAME", "TOOL"),
        ("{ tools { totalCont } }", "BAD_DOCUMENT", "totalCount"),
    ];
    for (query, code, nearest) in cases {
        assert_eq!(SEED.code(query), code, "{query}");
        assert!(SEED.message(query).contains(nearest), "{query}: {}", SEED.message(query));
    }
    let response = SEED.ask_with("query($filter: ToolFilter) { tools(filter: $filter) { totalCount } }", json!({ "filter": { "adresses": { "exists": true } } }));
    assert_eq!(response["errors"][0]["extensions"]["code"], "BAD_VARIABLES");
    assert!(response["errors"][0]["message"].as_str().unwrap().contains("`addresses`"), "{response}");
}

#[test]
fn identifiers_name_records_in_filters_as_they_do_elsewhere() {
    let keys = |list: &str, filter: Tree| -> Vec<String> {
        let filter_type = if list == "organisations" { "OrganisationFilter" } else { "PublicationFilter" };
        let response = SEED.ask_with(&format!("query($filter: {filter_type}) {{ {list}(filter: $filter, first: 3) {{ nodes {{ key }} }} }}"), json!({ "filter": filter }));
        response["data"][list]["nodes"].as_array().unwrap_or_else(|| panic!("{response}")).iter().map(|node| node["key"].as_str().unwrap().to_owned()).collect()
    };
    let cardiff = ["cardiff-university"];
    assert_eq!(keys("organisations", json!({ "id": { "eq": "ROR:03KK7TD41" } })), cardiff);
    assert_eq!(keys("organisations", json!({ "id": { "in": ["https://ror.org/03kk7td41", "q1035745", "nobody", "ror:banana"] } })), cardiff);
    assert_eq!(keys("organisations", json!({ "id": { "in": null, "eq": "cardiff-university" } })), cardiff, "null tests nothing");
    assert_eq!(keys("organisations", json!({ "id": { "in": ["nccpe", "cardiff-university"], "eq": "cardiff-university" } })), cardiff, "both hold");
    assert_eq!(keys("organisations", json!({ "id": { "in": ["nccpe"], "eq": "cardiff-university" } })), Vec::<String>::new());
    assert_eq!(keys("organisations", json!({ "id": { "in": [] } })), Vec::<String>::new());
    assert_eq!(keys("organisations", json!({ "id": {} })).len(), 3, "no test, so all");
    assert_eq!(keys("organisations", json!({ "ror": { "eq": "03kk7td41" } })), cardiff);
    assert_eq!(keys("organisations", json!({ "ror": { "eq": "03kk7td4" } })), Vec::<String>::new(), "the beginning of an identifier is not it");
    assert_eq!(keys("publications", json!({ "doi": { "in": ["DOI: 10.3145/EPI.2020.ene.07"] } })), ["ortega-2020"]);
    let code = |filter: &str| SEED.code(&format!("{{ tools(filter: {{provider: {filter}}}) {{ totalCount }} }}"));
    assert_eq!(code("{in: [\"ror:banana\"]}"), "BAD_IDENTIFIER");
    assert_eq!(code("{in: [\"https://ror.org/03yrm5c26\"]}"), "UNKNOWN_NAME");
    assert!(SEED.message("{ tools(filter: {provider: {all: [\"nccpe\", \"03kk7td41\", \"ror:banana\"]}}) { totalCount } }").starts_with("provider.all: `ror:banana`"));
}

/// Tools with the names given, each with its language.
fn named(tools: &[(&str, &[(&str, &str)])]) -> App {
    let events = tools.iter().zip(1..).map(|((key, names), sequence)| {
        let tool = node(&format!("https://whatworks.example/id/tool/{key}"));
        let names = names.iter().map(|(name, language)| Triple::new(tool.clone(), node("https://schema.org/name"), Literal::new_language_tagged_literal_unchecked(*name, *language)));
        let added = std::iter::once(Triple::new(tool.clone(), rdf::TYPE, node("https://whatworks.example/ns#Tool"))).chain(names).collect();
        Event { sequence, time: jiff::Timestamp::from_second(1_700_000_000).unwrap(), subject: tool.as_str().to_owned(), removed: Vec::new(), added }
    });
    App::of_events(&DIRECTORY, &events.collect::<Vec<_>>())
}

#[test]
fn a_language_is_looked_up_with_its_region_then_without_then_in_another_region() {
    let app = named(&[("regions", &[("Colour us", "en-us"), ("Colour gb", "en-gb"), ("Colour", "en"), ("Lliw", "cy")]), ("abroad", &[("Farbe at", "de-at"), ("Couleur", "fr")])]);
    for (tool, languages, name, language) in [
        ("regions", &["en-GB"][..], "Colour gb", "en-gb"),
        ("regions", &["en-GB-oxendict"], "Colour gb", "en-gb"),
        ("regions", &["EN_us"], "Colour us", "en-us"),
        ("regions", &["en"], "Colour", "en"),
        ("regions", &["en-AU"], "Colour", "en"),
        ("regions", &["de", "cy-GB", "en-GB"], "Lliw", "cy"),
        ("regions", &["de"], "Colour", "en"),
        ("regions", &[], "Colour", "en"),
        ("abroad", &["de"], "Farbe at", "de-at"),
        ("abroad", &["de-CH", "fr"], "Farbe at", "de-at"),
        ("abroad", &["fr-CA", "de"], "Couleur", "fr"),
    ] {
        let response = app.ask_with("query($id: ID!, $lang: [String!]) { tool(id: $id, lang: $lang) { name nameLanguage } }", json!({ "id": tool, "lang": languages }));
        assert_eq!(response["data"]["tool"], json!({ "name": name, "nameLanguage": language }), "{tool} {languages:?}");
    }
}

#[test]
fn vocabularies_are_named_in_the_language_asked_for() {
    let data = SEED.data("{ a: vocabulary(scheme: \"challenges\", lang: [\"cy-GB\"]) { name } b: vocabulary(scheme: \"challenges\", lang: [\"de\"]) { name } }");
    assert_eq!(data, json!({ "a": { "name": "Heriau" }, "b": { "name": "Challenges" } }));
    let many = vec!["en"; 11];
    assert_eq!(SEED.ask_with("query($lang: [String!]) { tools(lang: $lang) { totalCount } }", json!({ "lang": many }))["errors"][0]["extensions"]["code"], "BAD_FILTER");
}

#[test]
fn lists_are_in_the_order_of_the_names_shown() {
    for (language, other) in [("cy-GB", "en"), ("en", "cy")] {
        let mut names: Vec<String> = Vec::new();
        let mut after = Tree::Null;
        while after != Tree::Bool(false) {
            let response = SEED.ask_with(
                "query($after: String, $lang: [String!]) { challenges(first: 7, after: $after, lang: $lang) { nodes { name } pageInfo { hasNextPage endCursor } } }",
                json!({ "after": after, "lang": [language] }),
            );
            let page = &response["data"]["challenges"];
            names.extend(page["nodes"].as_array().unwrap_or_else(|| panic!("{response}")).iter().map(|node| fold(node["name"].as_str().unwrap())));
            after = if page["pageInfo"]["hasNextPage"] == true { page["pageInfo"]["endCursor"].clone() } else { Tree::Bool(false) };
        }
        assert!(names.len() > 20 && names.is_sorted(), "{language}: {names:?}");
        let data = SEED.data(&format!("{{ challenge(id: \"fear-of-escalation\", lang: [\"{language}\"]) {{ narrower {{ name }} }} tools(lang: [\"{language}\"], orderBy: [{{field: NAME, direction: DESC}}]) {{ nodes {{ name }} pageInfo {{ endCursor }} }} }}"));
        let narrower: Vec<String> = data["challenge"]["narrower"].as_array().unwrap().iter().map(|node| fold(node["name"].as_str().unwrap())).collect();
        assert!(narrower.len() > 3 && narrower.is_sorted(), "{narrower:?}");
        let cursor = data["tools"]["pageInfo"]["endCursor"].as_str().unwrap();
        let elsewhere = format!("{{ tools(lang: [\"{other}\"], orderBy: [{{field: NAME, direction: DESC}}], after: \"{cursor}\") {{ totalCount }} }}");
        assert_eq!(SEED.code(&elsewhere), "BAD_CURSOR", "a page of another order");
    }
}
