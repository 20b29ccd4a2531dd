//! What the standard (GraphQL, October 2021) says of documents, values and answers; the numbers are those of its sections.

use super::app::{RUNTIME, SEED, request};
use serde_json::{Value as Tree, json};
use whatworks::http::graphql::engine::GraphqlRequest;

/// Documents that are not valid, under the section that says so.
const REFUSED: &[(&str, &[&str])] = &[
    ("5.2 operations", &["query A { __typename } query A { __typename }", "{ __typename } query A { __typename }", "subscription { tools { totalCount } }", "type X { a: Int }", "{ tools { __typename } ", ""]),
    ("5.3.1 fields", &["{ tools { nothing } }", "{ tools { nodes { challenge } } }", "{ tools { nodes { ... on Record { addresses } } } }", "{ __nothing }", "{ tools { __schema { queryType { name } } } }"]),
    (
        "5.3.2 fields that are merged",
        &[
            "{ a: tools { totalCount } a: people { totalCount } }",
            "{ tools(first: 1) { totalCount } tools(first: 2) { totalCount } }",
            "{ tools(first: 1) { totalCount } tools { totalCount } }",
            "{ tools { nodes { x: name } } tools { nodes { x: key } } }",
            "{ tools { nodes { x: name ... on Tool { x: key } } } }",
            "{ tools { nodes { ... on Record { x: name } ... on Tool { x: key } } } }",
            "{ tools { nodes { ...A ...B } } } fragment A on Tool { x: name } fragment B on Contribution { x: url }",
            "{ records { nodes { ... on Tool { x: name } ... on Publication { x: year } } } }",
            "{ records { nodes { ... on Tool { x: key } ... on Publication { x: authorNames } } } }",
            "{ records { nodes { ... on Tool { x: provider { y: name } } ... on CaseStudy { x: kind { y: revision } } } } }",
            "{ records { nodes { ... on Tool { related(first: 1) { reasons } } ... on Record { related(first: 2) { reasons } } } } }",
            "{ ...A ...B } fragment A on Query { tools { nodes { ...C } } } fragment B on Query { tools { nodes { x: key } } } fragment C on Node { x: id }",
            "{ __schema { queryType { x: name } queryType { x: kind } } }",
        ],
    ),
    ("5.3.3 leaves", &["{ tools }", "{ tools { totalCount { x } } }", "{ tools { nodes { kind } } }", "{ __schema }", "{ __typename { x } }", "{ tools { __typename(x: 1) } }"]),
    ("5.4 arguments", &["{ tools(frist: 1) { totalCount } }", "{ tool { key } }", "{ tool(id: \"x\", id: \"y\") { key } }", "{ tools { totalCount @skip } }", "{ tools { totalCount @skip(if: true, unless: false) } }"]),
    (
        "5.5 fragments",
        &[
            "{ tools { ...F } }",
            "{ __typename } fragment F on Tool { key }",
            "{ tools { ...F } } fragment F on ToolConnection { totalCount } fragment F on ToolConnection { totalCount }",
            "{ tools { ...F } } fragment F on Nothing { totalCount }",
            "{ tools { ...F } } fragment F on Int { totalCount }",
            "{ tools { ...F } } fragment F on ToolFilter { name }",
            "{ tools { ... on Nothing { totalCount } } }",
            "{ tools { nodes { ... on Person { key } } } }",
            "{ tools { nodes { ... on Agent { key } } } }",
        ],
    ),
    (
        "5.6 values",
        &[
            "{ tools(first: \"1\") { totalCount } }",
            "{ tools(first: 1.0) { totalCount } }",
            "{ tools(first: true) { totalCount } }",
            "{ tools(first: 2147483648) { totalCount } }",
            "{ tools(first: [1]) { totalCount } }",
            "{ tools(search: 5) { totalCount } }",
            "{ tools(search: WORD) { totalCount } }",
            "{ tools(filter: 5) { totalCount } }",
            "{ tools(filter: \"name\") { totalCount } }",
            "{ tools(filter: [{}]) { totalCount } }",
            "{ tools(filter: {nme: {eq: \"x\"}}) { totalCount } }",
            "{ tools(filter: {name: \"x\"}) { totalCount } }",
            "{ tools(filter: {name: {eq: 5}}) { totalCount } }",
            "{ tools(filter: {name: {eq: \"x\", eq: \"y\"}}) { totalCount } }",
            "{ tools(filter: {and: [null]}) { totalCount } }",
            "{ publications(filter: {year: {gte: 2018.5}}) { totalCount } }",
            "{ tools(orderBy: NAME) { totalCount } }",
            "{ tools(orderBy: [{field: \"NAME\"}]) { totalCount } }",
            "{ tools(orderBy: [{field: name}]) { totalCount } }",
            "{ tools(orderBy: [{direction: ASC}]) { totalCount } }",
            "{ tools(lang: [null]) { totalCount } }",
            "{ tools(lang: [[\"en\"]]) { totalCount } }",
            "{ tool(id: 5.5) { key } }",
            "{ tool(id: true) { key } }",
            "{ tool(id: null) { key } }",
            "{ tool(id: [\"x\"]) { key } }",
            "{ tool(id: \"x\", asOf: {time: 2018}) { key } }",
            "{ tools { totalCount @skip(if: 1) } }",
            "query($s: String) { tools(filter: {nme: {eq: $s}}) { totalCount } }",
            "query($s: String) { tools(filter: {name: {eq: $s}, year: 7}) { totalCount } }",
        ],
    ),
    ("5.7 directives", &["{ tools { totalCount @nothing } }", "{ __typename @nothing }", "{ tools { __typename @skip } }", "{ tools { totalCount @skip(if: true) @skip(if: false) } }", "query @skip(if: true) { __typename }", "{ tools { totalCount @deprecated } }", "query($n: Int @skip(if: true)) { tools(first: $n) { totalCount } }"]),
    (
        "5.8 variables",
        &[
            "query($n: Int, $n: Int) { tools(first: $n) { totalCount } }",
            "query($n: Tool) { tools(first: $n) { totalCount } }",
            "query($n: Nothing) { tools(first: $n) { totalCount } }",
            "query($n: Int) { __typename }",
            "{ tools(first: $n) { totalCount } }",
            "query { ...F } fragment F on Query { tools(first: $n) { totalCount } }",
            "query A($n: Int) { ...F } query B { ...F } fragment F on Query { tools(first: $n) { totalCount } }",
            "query A($n: Int) { ...F } query B($n: String) { ...F } fragment F on Query { tools(first: $n) { totalCount } }",
            "query($n: Int = \"x\") { tools(first: $n) { totalCount } }",
            "query($n: Int! = null) { tools(first: $n) { totalCount } }",
            "query($f: ToolFilter = {nme: {}}) { tools(filter: $f) { totalCount } }",
            "query($o: ToolOrderField! = \"NAME\") { tools(orderBy: [{field: $o}]) { totalCount } }",
            "query($n: String) { tools(first: $n) { totalCount } }",
            "query($n: Float) { tools(first: $n) { totalCount } }",
            "query($id: ID) { tool(id: $id) { key } }",
            "query($id: String!) { tool(id: $id) { key } }",
            "query($id: ID = null) { tool(id: $id) { key } }",
            "query($l: String) { tools(lang: $l) { totalCount } }",
            "query($l: [String]) { tools(lang: $l) { totalCount } }",
            "query($l: String) { tools(lang: [$l]) { totalCount } }",
            "query($s: Int) { tools(filter: {name: {eq: $s}}) { totalCount } }",
            "query($s: [String]) { tools(filter: {name: {in: $s}}) { totalCount } }",
            "query($f: PersonFilter) { tools(filter: {and: [{not: $f}]}) { totalCount } }",
            "query($o: ToolOrderField) { tools(orderBy: [{field: $o}]) { totalCount } }",
            "query($b: Boolean) { tools { totalCount @skip(if: $b) } }",
        ],
    ),
];

#[test]
fn documents_that_are_not_valid_are_refused_with_the_place_before_anything_is_executed() {
    let mut accepted = Vec::new();
    for (section, documents) in REFUSED {
        for document in *documents {
            let response = SEED.ask(document);
            let error = &response["errors"][0];
            let refused = response.get("data").is_none() && error["extensions"]["code"] == "BAD_DOCUMENT" && !error["message"].as_str().unwrap_or_default().is_empty();
            let placed = error["locations"][0]["line"].is_u64() || *section == "5.2 operations";
            if !refused || !placed {
                accepted.push(format!("{section}: {document}\n    {response}"));
            }
        }
    }
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
}

/// Valid documents with what they answer.
#[test]
fn fields_that_can_be_merged_are_merged() {
    let answers = [
        ("{ tool(id: \"4cat\") { key key k: key } tool(id: \"4cat\") { type key } }", json!({ "tool": { "key": "4cat", "k": "4cat", "type": "TOOL" } })),
        ("{ node(id: \"4cat\") { ...A ...B ...A } } fragment A on Tool { key ...C } fragment B on Record { type ...C } fragment C on Node { revision }", json!({ "node": { "key": "4cat", "revision": 1, "type": "TOOL" } })),
        // What no object can answer both of may differ.
        ("{ nodes(ids: [\"4cat\", \"gb\"]) { ... on Tool { x: key } ... on Country { x: name } } }", json!({ "nodes": [{ "x": "4cat" }, { "x": "United Kingdom" }] })),
        ("{ nodes(ids: [\"4cat\", \"gb\"]) { ... on Tool { related(first: 0) { reasons } } ... on Country { related(first: 0) { node { id } } } } }", json!({ "nodes": [{ "related": [] }, { "related": [] }] })),
        ("{ tools(first: 0, filter: {name: {eq: \"x\", contains: \"y\"}}) { totalCount } tools(filter: {name: {contains: \"y\", eq: \"x\"}}, first: 0) { t: totalCount } }", json!({ "tools": { "totalCount": 0, "t": 0 } })),
        ("{ a: __typename tools(first: 0) { __typename ... { __typename } ... on ToolConnection { __typename } } }", json!({ "a": "Query", "tools": { "__typename": "ToolConnection" } })),
    ];
    let without_revisions = |mut data: Tree| {
        if let Some(revision) = data.pointer_mut("/node/revision") {
            assert!(revision.is_u64());
            *revision = json!(1);
        }
        data
    };
    for (document, answer) in answers {
        assert_eq!(without_revisions(SEED.data(document)), answer, "{document}");
    }
    let order: Vec<String> = SEED.data("{ tool(id: \"4cat\") { type key ...F name } } fragment F on Tool { revision key id }")["tool"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(order, ["type", "key", "revision", "id", "name"], "in the order of the document");
}

#[test]
fn conditions_decide_about_fields_and_fragments_and_may_leave_an_object_empty() {
    assert_eq!(SEED.ask_with("query($s: Boolean!) { t: __typename @skip(if: $s) __typename __schema { __typename @include(if: $s) } }", json!({ "s": true }))["data"], json!({ "__typename": "Query", "__schema": { "__typename": "__Schema" } }));
    let document = "query($on: Boolean!, $off: Boolean = false) { tool(id: \"4cat\") { key @include(if: $on) type @skip(if: $on) ... @include(if: $off) { name } ...F @skip(if: $off)
                      ... on Record @include(if: true) @skip(if: $off) { k: key } } none: tool(id: \"4cat\") { key @include(if: $off) @skip(if: $off) } }
                    fragment F on Tool { nodeType: __typename }";
    let answer = |variables| SEED.ask_with(document, variables)["data"].clone();
    assert_eq!(answer(json!({ "on": true })), json!({ "tool": { "key": "4cat", "nodeType": "Tool", "k": "4cat" }, "none": {} }));
    assert_eq!(answer(json!({ "on": false, "off": true })), json!({ "tool": { "type": "TOOL", "name": "4CAT" }, "none": {} }));
    assert_eq!(SEED.ask_with(document, json!({ "on": true, "off": null }))["errors"][0]["extensions"]["code"], "BAD_VARIABLES", "null is neither");
    // A field that is switched off is not answered, nor does it cost anything.
    assert_eq!(SEED.data("{ __typename tools(first: 101) @skip(if: true) { totalCount } }"), json!({ "__typename": "Query" }));
}

#[test]
fn variables_are_coerced_as_their_type_says() {
    let found = |ty: &str, argument: &str, value: Tree| SEED.ask_with(&format!("query($v: {ty}) {{ tools({argument}) {{ totalCount nodes {{ key }} }} }}"), json!({ "v": value }));
    let total = |ty: &str, argument: &str, value: Tree| found(ty, argument, value)["data"]["tools"]["totalCount"].as_u64();
    let all = total("Int", "first: $v", json!(1));
    assert!(all > Some(50));
    for (ty, argument, value, expected) in [
        ("Int", "first: $v", json!(2.0), all),
        ("Int", "first: $v", Tree::Null, all),
        ("[String!]", "lang: $v", json!("cy"), all),
        ("[ToolFilter!]", "filter: {and: $v}", json!({ "name": { "eq": "4cat" } }), Some(1)),
        ("ToolFilter", "filter: $v", json!({ "name": { "in": "4CAT" }, "not": null, "kind": null }), Some(1)),
        ("ToolFilter", "filter: $v", json!({ "and": [{ "id": { "in": ["4cat", 5] } }, {}] }), Some(1)),
        ("String", "filter: {or: [{name: {eq: $v}}, {name: {eq: \"Block Party\"}}]}", json!("4cat"), Some(2)),
        ("String", "filter: {name: {startsWith: \"4\", eq: $v}}", Tree::Null, Some(1)),
        ("ToolOrder", "orderBy: [$v]", json!({ "field": "NAME" }), None),
        ("ToolOrder!", "orderBy: [$v]", json!({ "field": "NAME" }), all),
        ("ID!", "filter: {id: {in: [\"gb\", $v]}}", json!("4cat"), Some(1)),
    ] {
        assert_eq!(total(ty, argument, value.clone()), expected, "{ty} {argument} {value}");
    }
    for (ty, argument, value, place) in [
        ("Int", "first: $v", json!("2"), "$v"),
        ("Int", "first: $v", json!(2.5), "$v"),
        ("Int", "first: $v", json!(2_147_483_648_u32), "$v"),
        ("Int", "first: $v", json!(true), "$v"),
        ("String", "search: $v", json!(5), "$v"),
        ("[String!]", "lang: $v", json!(["en", null]), "$v.1"),
        ("ToolFilter", "filter: $v", json!([]), "$v"),
        ("ToolFilter", "filter: $v", json!({ "and": [{ "name": { "eq": 5 } }] }), "$v.and.0.name.eq"),
        ("ToolFilter", "filter: $v", json!({ "nme": {} }), "`name`"),
        ("[ToolOrder!]", "orderBy: $v", json!([{ "field": "NAMES" }]), "`NAME`"),
        ("[ToolOrder!]", "orderBy: $v", json!([{ "direction": "ASC" }]), "needs `field`"),
        ("[ToolOrder!]", "orderBy: $v", json!([{ "field": "NAME", "direction": "UP" }]), "$v.0.direction"),
        ("Int!", "first: $v", Tree::Null, "not null"),
    ] {
        let response = found(ty, argument, value.clone());
        assert_eq!((response.get("data"), &response["errors"][0]["extensions"]["code"]), (None, &json!("BAD_VARIABLES")), "{ty} {value}: {response}");
        assert!(response["errors"][0]["message"].as_str().unwrap().contains(place), "{ty} {value} should say {place}: {response}");
    }
    assert_eq!(SEED.ask("query($v: Int!) { tools(first: $v) { totalCount } }")["errors"][0]["extensions"]["code"], "BAD_VARIABLES", "it is missing");
}

#[test]
fn a_default_stands_for_what_is_absent_and_not_for_null() {
    let document = "query($first: Int = 1, $direction: OrderDirection = DESC, $id: ID = \"4cat\", $order: [ToolOrder!] = [{field: NAME, direction: DESC}]) {
                      tools(first: $first, orderBy: [{field: NAME, direction: $direction}]) { nodes { key } } ordered: tools(first: 1, orderBy: $order) { nodes { key } } tool(id: $id) { key } }";
    let answer = |variables| SEED.ask_with(document, variables);
    let absent = answer(json!({}));
    assert_eq!(absent.get("errors"), None);
    assert_eq!(absent["data"]["tools"]["nodes"], json!([{ "key": "zooniverse-talk" }]));
    assert_eq!((&absent["data"]["ordered"], &absent["data"]["tool"]["key"]), (&absent["data"]["tools"], &json!("4cat")));
    let null = answer(json!({ "first": null, "direction": null, "order": null }));
    assert_eq!(null["data"]["tools"]["nodes"].as_array().unwrap().len(), 25, "as if no size were asked for");
    assert_eq!(null["data"]["tools"]["nodes"][0]["key"], "4cat", "nor a direction");
    let wrong = answer(json!({ "id": null }));
    assert_eq!((&wrong["data"]["tool"], &wrong["errors"][0]["path"], &wrong["errors"][0]["extensions"]["code"]), (&Tree::Null, &json!(["tool"]), &json!("BAD_VARIABLES")));
}

#[test]
fn an_id_may_be_a_number() {
    assert_eq!(SEED.data("{ tool(id: 4) { key } }"), json!({ "tool": null }));
    assert_eq!(SEED.ask_with("query($id: ID!, $ids: [ID!]!) { tool(id: $id) { key } nodes(ids: $ids) { key } }", json!({ "id": 4, "ids": 5 }))["data"], json!({ "tool": null, "nodes": [null] }));
}

#[test]
fn an_error_tells_its_path_and_place_and_nulls_the_nearest_place_that_may_be_null() {
    let response = SEED.ask(
        "{ first: node(id: \"gb\") { key }\n  bad: challenge(id: \"trolling\") { key addressedBy(first: 101) { totalCount } }\n  nodes(ids: [\"gb\", \"trolling\"]) { key\n    ... on Challenge { r: related(first: 26) { reasons } } }\n  last: directory { revision } }",
    );
    assert_eq!(response["data"]["first"], json!({ "key": "gb" }));
    assert_eq!(response["data"]["bad"], Tree::Null);
    assert_eq!(response["data"]["nodes"], json!([{ "key": "gb" }, null]), "a member of a list may be null");
    assert!(response["data"]["last"]["revision"].is_u64(), "what comes after is answered");
    let errors: Vec<(&Tree, &Tree)> = response["errors"].as_array().unwrap().iter().map(|error| (&error["path"], &error["locations"])).collect();
    assert_eq!(errors, [(&json!(["bad", "addressedBy"]), &json!([{ "line": 2, "column": 40 }])), (&json!(["nodes", 1, "r"]), &json!([{ "line": 4, "column": 24 }]))]);
    assert!(response["errors"].as_array().unwrap().iter().all(|error| error["extensions"]["code"] == "BAD_FILTER"));
    let response = SEED.ask("{ directory { revision } tools(first: 101) { totalCount } }");
    assert_eq!((&response["data"], &response["errors"][0]["path"]), (&Tree::Null, &json!(["tools"])), "where nothing above may be null, there is no data");
    let response = SEED.ask("{ tools(first: 30) { nodes { id related(first: 26) { reasons } } } }");
    assert_eq!(response["errors"].as_array().unwrap().len(), 1, "one error for each place that is null: {response}");
}

#[test]
fn what_is_asked_about_the_schema_stands_beside_data_in_the_order_of_the_document() {
    let document = "query Q($name: String!, $with: Boolean = true) { a: directory { revision } ...F t: __type(name: $name) { ...T fields { name } } z: tools(first: 1) { nodes { __typename key } } }
                    fragment F on Query { __schema @include(if: $with) { queryType { name } } __typename bad: node(id: \"ror:x\") { id } }
                    fragment T on __Type { name kind }";
    let response = SEED.ask_with(document, json!({ "name": "PageInfo" }));
    let data = response["data"].as_object().unwrap();
    assert_eq!(data.keys().collect::<Vec<_>>(), ["a", "__schema", "__typename", "bad", "t", "z"]);
    assert_eq!(data["__schema"], json!({ "queryType": { "name": "Query" } }));
    assert_eq!((&data["t"]["name"], &data["t"]["kind"], data["t"]["fields"].as_array().unwrap().len()), (&json!("PageInfo"), &json!("OBJECT"), 4));
    assert_eq!(data["z"], json!({ "nodes": [{ "__typename": "Tool", "key": "4cat" }] }));
    // Errors and the price are those of the data.
    assert_eq!((&response["errors"][0]["path"], &response["errors"][0]["extensions"]["code"]), (&json!(["bad"]), &json!("BAD_IDENTIFIER")));
    assert!(response["extensions"]["cost"]["requested"].as_u64().unwrap() > 3);
    assert_eq!(SEED.ask_with(document, json!({ "name": "Nothing", "with": false }))["data"]["t"], Tree::Null);
    assert_eq!(SEED.data("{ node(id: \"4cat\", asOf: {revision: 0}) { key } __type(name: \"Date\") { kind } }"), json!({ "node": null, "__type": { "kind": "SCALAR" } }));
}

#[test]
fn the_operation_that_is_named_is_answered_with_its_own_variables() {
    let run = |name: Option<&str>, variables: Tree| {
        let Tree::Object(variables) = variables else { panic!("variables are an object") };
        let document = "query A { a: __typename } query B($n: Int!) { tools(first: $n) { nodes { key } } } query C($s: Boolean!) { __typename @skip(if: $s) b: __typename }";
        let reply = RUNTIME.block_on(SEED.engine.run(GraphqlRequest { operation_name: name.map(str::to_owned), ..request(document, variables) }));
        serde_json::from_slice::<Tree>(&reply.body).unwrap()
    };
    assert_eq!(run(Some("A"), json!({}))["data"], json!({ "a": "Query" }));
    assert_eq!(run(Some("B"), json!({ "n": 1 }))["data"], json!({ "tools": { "nodes": [{ "key": "4cat" }] } }));
    assert_eq!(run(Some("C"), json!({ "s": true, "n": "ignored" }))["data"], json!({ "b": "Query" }));
    assert_eq!(run(Some("B"), json!({}))["errors"][0]["extensions"]["code"], "BAD_VARIABLES");
    for name in [None, Some("D"), Some("a")] {
        let response = run(name, json!({}));
        assert_eq!((response.get("data"), &response["errors"][0]["extensions"]["code"]), (None, &json!("BAD_DOCUMENT")), "{name:?}");
    }
}

/// A fragment in a fragment in a fragment, each level twice over in every type: small to write, large to compare.
#[test]
fn documents_that_would_take_long_to_compare_are_refused_or_quick() {
    let types = ["Tool", "Person", "Organisation", "CaseStudy", "Publication", "Event", "Guide", "Challenge"];
    let level = |at: usize| {
        let below = if at == 11 { "key".to_owned() } else { format!("...F{}", at + 1) };
        let arms: String = types.iter().map(|ty| format!("... on {ty} {{ related(first: 1) {{ node {{ {below} }} }} }} ")).collect();
        format!("fragment F{at} on Record {{ {arms} related(first: 1) {{ node {{ {below} }} }} }}")
    };
    let fragments: String = (7..12).map(level).collect();
    let document = format!("{{ records(first: 1) {{ nodes {{ ...F7 ...F7 }} }} }} {fragments}");
    let response = SEED.ask(&document);
    assert!(response.get("data").is_some() || response["errors"][0]["extensions"]["code"] == "TOO_COMPLEX", "{response}");
}
