//! Facets, coverage, vocabularies, orders and related records, as callers see them.

use super::app::SEED;
use super::history::enumerated;
use serde_json::{Value as Tree, json};
use whatworks::ontology::Type;

fn total(query: &str) -> u64 {
    let data = SEED.data(query);
    let list = data.as_object().unwrap().values().next().unwrap();
    list["totalCount"].as_u64().unwrap_or_else(|| list.as_object().unwrap().values().next().unwrap()["totalCount"].as_u64().unwrap())
}

#[test]
fn facets_do_not_count_their_own_selection() {
    let data = SEED.data(
        "{ tools(filter: {kind: {in: [\"safety\"]}, addresses: {in: [\"fear-of-escalation\"]}}) { totalCount facets(fields: [KIND, ADDRESSES, PLATFORMS]) { field values { value count } } }
           plain: tools(filter: {addresses: {in: [\"fear-of-escalation\"]}}) { facets(fields: [KIND]) { field values { value count } } } }",
    );
    let facets = data["tools"]["facets"].as_array().unwrap();
    assert_eq!(facets[0], data["plain"]["facets"][0], "as if no kind were chosen");
    assert!(facets[0]["values"].as_array().unwrap().iter().any(|value| value["value"] == "analytics" || value["value"] == "guide" || value["value"] == "guidance"), "other kinds can be added: {}", facets[0]);
    for value in facets[0]["values"].as_array().unwrap() {
        let own = total(&format!("{{ tools(filter: {{kind: {{in: [{}]}}, addresses: {{in: [\"fear-of-escalation\"]}}}}) {{ totalCount }} }}", value["value"]));
        assert_eq!(value["count"], own, "{value}");
    }
    for value in facets[1]["values"].as_array().unwrap() {
        assert_eq!(value["count"], total(&format!("{{ tools(filter: {{kind: {{in: [\"safety\"]}}, addresses: {{in: [{}]}}}}) {{ totalCount }} }}", value["value"])), "{value}");
    }
    for value in facets[2]["values"].as_array().unwrap() {
        let both = format!("{{ tools(filter: {{kind: {{in: [\"safety\"]}}, addresses: {{in: [\"fear-of-escalation\"]}}, platforms: {{in: [{}]}}}}) {{ totalCount }} }}", value["value"]);
        assert_eq!(value["count"], total(&both), "{value}");
    }
}

#[test]
fn the_facet_of_types_does_not_count_its_own_selection_either() {
    let facet = |list: &str| {
        let data = SEED.data(&format!("{{ challenge(id: \"fear-of-escalation\") {{ {list} {{ facets(fields: [TYPE]) {{ values {{ value count }} }} }} }} }}"));
        data["challenge"]["addressedBy"]["facets"][0]["values"].clone()
    };
    let all = facet("addressedBy");
    assert!(all.as_array().unwrap().len() > 2, "{all}");
    assert_eq!(facet("addressedBy(types: [TOOL])"), all);
    assert_eq!(facet("addressedBy(types: [TOOL, PERSON])"), all);
    for value in all.as_array().unwrap() {
        assert_eq!(value["count"], total(&format!("{{ challenge(id: \"fear-of-escalation\") {{ addressedBy(types: [{}]) {{ totalCount }} }} }}", value["value"].as_str().unwrap())), "{value}");
    }
    let data = SEED.data("{ all: search(query: \"trolling\") { facets(fields: [TYPE]) { values { value count } } } tools: search(query: \"trolling\", types: [TOOL]) { totalCount facets(fields: [TYPE]) { values { value count } } } }");
    assert_eq!(data["all"]["facets"], data["tools"]["facets"], "nor where words are searched");
    let tools = data["all"]["facets"][0]["values"].as_array().unwrap().iter().find(|value| value["value"] == "TOOL").unwrap();
    assert_eq!(tools["count"], data["tools"]["totalCount"]);
}

#[test]
fn nested_lists_have_facets_of_their_own() {
    let data = SEED.data("{ organisations(first: 100) { nodes { key provides(first: 1, filter: {kind: {in: [\"guidance\"]}}) { totalCount facets(fields: [KIND, COST]) { field values { value count } } } } } }");
    let mut counted = 0;
    for node in data["organisations"]["nodes"].as_array().unwrap() {
        let key = node["key"].as_str().unwrap();
        for facet in node["provides"]["facets"].as_array().unwrap() {
            for value in facet["values"].as_array().unwrap() {
                let filter = if facet["field"] == "kind" { format!("kind: {{in: [{}]}}", value["value"]) } else { format!("kind: {{in: [\"guidance\"]}}, cost: {{in: [{}]}}", value["value"]) };
                assert_eq!(value["count"], total(&format!("{{ organisation(id: \"{key}\") {{ provides(filter: {{{filter}}}) {{ totalCount }} }} }}")), "{key} {value}");
                counted += 1;
            }
        }
    }
    assert!(counted > 10, "{counted} values");
}

#[test]
fn every_value_of_every_facet_can_be_chosen() {
    for (list, filter) in [("tools", "ToolFilter"), ("organisations", "OrganisationFilter"), ("people", "PersonFilter"), ("caseStudies", "CaseStudyFilter"), ("publications", "PublicationFilter"), ("claims", "ClaimFilter"), ("contributions", "ContributionFilter")] {
        let data = SEED.data(&format!("{{ {list}(first: 1) {{ facets {{ field values {{ value count }} }} }} }}"));
        for facet in data[list]["facets"].as_array().unwrap() {
            let field = facet["field"].as_str().unwrap();
            for value in facet["values"].as_array().unwrap().iter().filter(|_| field != "type") {
                let text = value["value"].as_str().unwrap();
                let test = match text {
                    "true" | "false" => json!({ "eq": text == "true" }),
                    _ if field == "year" => json!({ "eq": text.parse::<i64>().unwrap() }),
                    _ => json!({ "in": [text] }),
                };
                let response = SEED.ask_with(&format!("query($filter: {filter}) {{ {list}(filter: $filter) {{ totalCount }} }}"), json!({ "filter": { field: test } }));
                assert_eq!(response["data"][list]["totalCount"], value["count"], "{list} {field} {value}: {response}");
            }
        }
    }
}

#[test]
fn several_fields_order_a_list_and_records_without_a_value_come_last() {
    for (directions, descending) in [("DESC", true), ("ASC", false)] {
        let data = SEED.data(&format!("{{ publications(first: 100, orderBy: [{{field: YEAR, direction: {directions}}}, {{field: NAME, direction: DESC}}]) {{ nodes {{ year name }} }} }}"));
        let nodes = data["publications"]["nodes"].as_array().unwrap();
        let keys: Vec<(bool, i64, String)> = nodes.iter().map(|node| (node["year"].is_null(), node["year"].as_i64().unwrap_or(0) * if descending { -1 } else { 1 }, whatworks::views::fold::fold(node["name"].as_str().unwrap()))).collect();
        assert!(keys.windows(2).all(|pair| (pair[0].0, pair[0].1) < (pair[1].0, pair[1].1) || ((pair[0].0, pair[0].1) == (pair[1].0, pair[1].1) && pair[0].2 >= pair[1].2)), "{keys:?}");
    }
}

#[test]
fn coverage_counts_what_filters_find() {
    let data = SEED.data("{ coverage(rows: \"challenges\", columns: \"types\") { rows { key count record { id } } columns { key count } cells { row column count strongest } } }");
    let map = &data["coverage"];
    assert_eq!(map["cells"].as_array().unwrap().len(), map["rows"].as_array().unwrap().len() * map["columns"].as_array().unwrap().len());
    let lists = [("TOOL", "tools"), ("PERSON", "people"), ("PUBLICATION", "publications")];
    for row in map["rows"].as_array().unwrap().iter().take(12) {
        let filter = format!("filter: {{addresses: {{in: [{}]}}}}", row["key"]);
        assert_eq!(row["count"], total(&format!("{{ contributions({filter}) {{ totalCount }} }}")), "{row}");
        for (column, list) in lists {
            let cell = map["cells"].as_array().unwrap().iter().find(|cell| cell["row"] == row["key"] && cell["column"] == column).unwrap();
            assert_eq!(cell["count"], total(&format!("{{ {list}({filter}) {{ totalCount }} }}")), "{cell}");
            assert_eq!(cell["strongest"].is_null(), cell["count"] == 0, "{cell}");
        }
    }
    let cross = SEED.data("{ coverage(rows: \"challenges\", columns: \"platforms\") { cells { row column count } } }");
    for cell in cross["coverage"]["cells"].as_array().unwrap().iter().filter(|cell| cell["count"] != 0).take(15) {
        assert_eq!(cell["count"], total(&format!("{{ contributions(filter: {{addresses: {{in: [{}]}}, platforms: {{in: [{}]}}}}) {{ totalCount }} }}", cell["row"], cell["column"])), "{cell}");
    }
}

#[test]
fn a_vocabulary_lists_its_concepts_and_nothing_lists_an_unknown_one() {
    let data = SEED.data(
        "{ vocabulary(scheme: \"strength\") { key concepts { key } } none: vocabulary(scheme: \"nothing\") { key } iri: vocabulary(scheme: \"https://whatworks.example/vocab/strength\") { key }
           challenges: vocabulary(scheme: \"challenges\") { concepts { key ... on Challenge { broader { key } } } } }",
    );
    let keys: Vec<&Tree> = data["vocabulary"]["concepts"].as_array().unwrap().iter().map(|concept| &concept["key"]).collect();
    assert_eq!(keys, ["asserted", "practitioner-report", "case-study", "evaluated", "peer-reviewed"], "by rank");
    assert_eq!((&data["none"], &data["iri"]["key"]), (&Tree::Null, &json!("strength")));
    let depths: Vec<bool> = data["challenges"]["concepts"].as_array().unwrap().iter().map(|concept| !concept["broader"].as_array().unwrap().is_empty()).collect();
    assert!(depths.windows(2).all(|pair| pair[0] <= pair[1]), "the widest first");
}

#[test]
fn related_records_come_with_their_reasons() {
    let data = SEED.data("{ tool(id: \"block-party\") { related(first: 5) { node { id type } reasons } tools: related(types: [TOOL], first: 25) { node { type } reasons } } }");
    let related = data["tool"]["related"].as_array().unwrap();
    assert_eq!(related.len(), 5);
    assert_eq!(related[0]["node"]["id"], "https://whatworks.example/id/tool/privacy-party");
    assert_eq!(related[0]["reasons"][0], "Provider: Block Party");
    assert!(data["tool"]["tools"].as_array().unwrap().iter().all(|one| one["node"]["type"] == "TOOL" && !one["reasons"].as_array().unwrap().is_empty()), "{data}");
    assert!(related.iter().all(|one| one["node"]["id"] != "https://whatworks.example/id/tool/block-party"), "never the record itself");
}

#[test]
fn the_directory_counts_what_its_lists_hold() {
    let data = SEED.data("{ directory { revision counts { type count } } tools { totalCount } people { totalCount } claims { totalCount } challenges { totalCount } }");
    for (ty, list) in [("TOOL", "tools"), ("PERSON", "people"), ("CLAIM", "claims"), ("CHALLENGE", "challenges")] {
        let count = data["directory"]["counts"].as_array().unwrap().iter().find(|count| count["type"] == ty).unwrap();
        assert_eq!(count["count"], data[list]["totalCount"], "{ty}");
    }
}

/// Fields of links, both ways, with the selection that tells whether anything is shown.
fn links(ty: &Type) -> Vec<(String, String)> {
    let many = |field: &str| format!("{field}(first: 0) {{ totalCount }}");
    let arriving = ty.inverses.iter().map(|inverse| (inverse.field.clone(), if inverse.list { format!("{} {{ __typename }}", inverse.field) } else { many(&inverse.field) }));
    let own = ty.properties.iter().filter(|property| property.is_public() && property.range.is_link());
    let leaving = own.map(|property| {
        let enumeration = SEED.directory.ontology().enumeration(property).is_some();
        (property.field.clone(), if property.claimed { many(&property.field) } else if enumeration { property.field.clone() } else { format!("{} {{ __typename }}", property.field) })
    });
    arriving.chain(leaving).collect()
}

fn is_shown(value: &Tree) -> bool {
    match value {
        Tree::Object(list) => list.get("totalCount").is_none_or(|total| total != 0),
        Tree::Array(members) => !members.is_empty(),
        other => !other.is_null(),
    }
}

#[test]
fn a_filter_of_a_link_tests_what_the_field_of_that_name_shows() {
    let ontology = SEED.directory.ontology();
    let mut there = 0;
    for ty in ontology.types.iter().filter(|ty| !enumerated(ontology, ty)) {
        for (field, selection) in links(ty) {
            let list = &ty.plural;
            let data = SEED.data(&format!(
                "{{ with: {list}(first: 50, filter: {{{field}: {{exists: true}}}}) {{ totalCount nodes {{ id shown: {selection} }} }}
                    without: {list}(first: 50, filter: {{{field}: {{exists: false}}}}) {{ totalCount nodes {{ id shown: {selection} }} }} all: {list} {{ totalCount }} }}"
            ));
            for (list, wanted) in [("with", true), ("without", false)] {
                for node in data[list]["nodes"].as_array().unwrap() {
                    assert_eq!(is_shown(&node["shown"]), wanted, "{} {field}: {node}", ty.plural);
                    there += usize::from(wanted);
                }
            }
            let total = |list: &str| data[list]["totalCount"].as_u64().unwrap();
            assert_eq!(total("with") + total("without"), total("all"), "{} {field}", ty.plural);
        }
    }
    assert!(there > 500, "{there} links were looked at");
}
