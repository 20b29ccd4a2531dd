//! What is refused: pages too large, queries too dear or too deep, and cursors from elsewhere.

use super::app::SEED;
use serde_json::{Value as Tree, json};

#[test]
fn pages_have_a_size_from_nothing_to_a_hundred() {
    for sizes in ["first: 101", "last: 101", "first: -1", "last: -1", "first: 1, last: 1"] {
        assert_eq!(SEED.code(&format!("{{ tools({sizes}) {{ totalCount }} }}")), "BAD_FILTER", "{sizes}");
        assert_eq!(SEED.code(&format!("{{ challenge(id: \"trolling\") {{ addressedBy({sizes}) {{ totalCount }} }} }}")), "BAD_FILTER", "{sizes}");
    }
    let data = SEED.data("{ none: tools(first: 0) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } usual: sources { nodes { id } } most: sources(last: 100) { nodes { id } pageInfo { hasPreviousPage } } }");
    let none = json!({ "totalCount": data["none"]["totalCount"], "nodes": [], "pageInfo": { "hasNextPage": true, "hasPreviousPage": false, "startCursor": null, "endCursor": null } });
    assert_eq!(data["none"], none);
    assert_eq!((data["usual"]["nodes"].as_array().unwrap().len(), data["most"]["nodes"].as_array().unwrap().len()), (25, 100));
    assert_eq!(data["most"]["pageInfo"]["hasPreviousPage"], true);
}

#[test]
fn cursors_of_another_order_or_of_nowhere_are_refused() {
    let data = SEED.data("{ tools(first: 1) { pageInfo { endCursor } } }");
    let cursor = data["tools"]["pageInfo"]["endCursor"].as_str().unwrap();
    for query in [
        "{ tools(after: \"nonsense\") { totalCount } }".to_owned(),
        "{ tools(after: \"\") { totalCount } }".to_owned(),
        "{ tools(before: \"eyJhIjoxfQ\") { totalCount } }".to_owned(),
        format!("{{ tools(after: \"{cursor}\", orderBy: [{{field: YEAR}}]) {{ totalCount }} }}"),
        format!("{{ tools(after: \"{cursor}\", orderBy: [{{field: NAME, direction: DESC}}]) {{ totalCount }} }}"),
        format!("{{ tools(after: \"{}\") {{ totalCount }} }}", "A".repeat(5_000)),
    ] {
        assert_eq!(SEED.code(&query), "BAD_CURSOR", "{query}");
    }
}

#[test]
fn queries_that_cost_too_much_are_refused_before_they_run_whatever_else_they_ask() {
    let dear = "tools(first: 100) { nodes { claims(first: 100) { nodes { resource { claims(first: 100) { nodes { rationale } } } } } } }";
    for query in [
        format!("{{ {dear} }}"),
        // Asking about the schema besides makes it no cheaper.
        format!("{{ __schema {{ queryType {{ name }} }} {dear} }}"),
        format!("{{ a: __type(name: \"Tool\") {{ name }} ...F }} fragment F on Query {{ {dear} }}"),
        format!("query($n: Int = 100) {{ {} }}", dear.replace("first: 100", "first: $n")),
        format!("{{ {} }}", (0..12).map(|at| format!("a{at}: tool(id: \"x\", asOf: {{revision: 1}}) {{ id }}")).collect::<Vec<_>>().join(" ")),
        format!("{{ {} }}", (0..30).map(|at| format!("a{at}: coverage(rows: \"challenges\", columns: \"types\") {{ rows {{ key }} }}")).collect::<Vec<_>>().join(" ")),
    ] {
        assert_eq!(SEED.code(&query), "TOO_COMPLEX", "{query}");
        assert_eq!(SEED.ask(&query).get("data"), None, "nothing was executed: {query}");
    }
    let cheap = SEED.ask_with(&format!("query($n: Int = 100) {{ {} }}", dear.replace("first: 100", "first: $n")), json!({ "n": 2 }));
    assert_eq!(cheap.get("errors"), None, "the same with small pages is answered");
    assert!(cheap["extensions"]["cost"]["requested"].as_u64().unwrap() < 1_000, "{}", cheap["extensions"]);
}

#[test]
fn queries_and_filters_nested_too_deep_are_refused() {
    let deep = |levels: usize| format!("{{ challenge(id: \"trolling\") {{ {} key {} }} }}", "broader { narrower { ".repeat(levels), "} }".repeat(levels));
    // Six lists within each other are answered; eight would be tens of thousands of concepts, were each as long as plain lists are taken to be.
    assert_eq!(SEED.ask(&deep(3)).get("errors"), None);
    assert!(SEED.message(&deep(4)).contains("would cost"), "{}", SEED.message(&deep(4)));
    assert!(SEED.message(&deep(6)).contains("field depth"), "{}", SEED.message(&deep(6)));
    assert_eq!((SEED.code(&deep(4)), SEED.code(&deep(6))), ("TOO_COMPLEX".to_owned(), "TOO_COMPLEX".to_owned()));
    let nested = |levels: usize| json!({ "filter": (0..levels).fold(json!({ "name": { "exists": true } }), |filter, _| json!({ "not": filter })) });
    let ask = |levels| SEED.ask_with("query($filter: ToolFilter) { tools(filter: $filter) { totalCount } }", nested(levels));
    assert_eq!(ask(10).get("errors"), None);
    assert_eq!(ask(40)["errors"][0]["extensions"]["code"], "TOO_COMPLEX");
    let many = json!({ "filter": { "or": (0..300).map(|at| json!({ "name": { "eq": at.to_string() } })).collect::<Vec<_>>() } });
    assert_eq!(SEED.ask_with("query($filter: ToolFilter) { tools(filter: $filter) { totalCount } }", many)["errors"][0]["extensions"]["code"], "TOO_COMPLEX");
    let values = json!({ "filter": { "name": { "in": (0..300).map(|at| at.to_string()).collect::<Vec<_>>() } } });
    assert_eq!(SEED.ask_with("query($filter: ToolFilter) { tools(filter: $filter) { totalCount } }", values)["errors"][0]["extensions"]["code"], "TOO_COMPLEX");
    assert_eq!(SEED.code("{ tools(orderBy: [{field: NAME}, {field: YEAR}, {field: ISSUED}, {field: MODIFIED}]) { totalCount } }"), "BAD_FILTER");
}

#[test]
fn a_bad_request_is_answered_alike_whether_its_document_is_known_or_not() {
    let cases = [
        ("query A($first: Int!) { tools(first: $first) { totalCount } }", json!({}), json!({ "first": 1 })),
        ("query B($first: Int!) { tools(first: $first) { totalCount } }", json!({ "first": "one" }), json!({ "first": 1 })),
        ("query C($filter: ToolFilter) { tools(filter: $filter) { totalCount } }", json!({ "filter": { "nothing": {} } }), json!({})),
        ("query D($order: [ToolOrder!]) { tools(orderBy: $order) { totalCount } }", json!({ "order": [{ "field": "NONSENSE" }] }), json!({})),
        ("query E($show: Boolean!) { tools { totalCount @include(if: $show) } }", json!({ "show": null }), json!({ "show": true })),
    ];
    for (query, bad, good) in cases {
        let first = SEED.ask_with(query, bad.clone());
        assert_eq!(SEED.ask_with(query, good).get("errors"), None, "{query}");
        let second = SEED.ask_with(query, bad);
        let codes = |response: &Tree| response["errors"][0]["extensions"]["code"].clone();
        assert_eq!((codes(&first), first.get("data")), (codes(&second), second.get("data")), "{query}: {first} and then {second}");
    }
}
