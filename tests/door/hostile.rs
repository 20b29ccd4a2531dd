//! Documents made to hurt, by class. Each is refused with a code that says why, or answered; the server goes on.

use std::{collections::BTreeMap, thread, time::Instant};

use serde_json::{Value, json};
use whatworks::http::graphql::{engine::GraphqlRequest, guard};

use super::app::{self, TestApp};

/// What may come back: `DATA` for an answer, otherwise a code.
type Outcomes = &'static [&'static str];

const COMPLEX: Outcomes = &["TOO_COMPLEX"];
const COMPLEX_OR_LARGE: Outcomes = &["TOO_COMPLEX", "BODY_TOO_LARGE"];
const UNPARSABLE: Outcomes = &["BAD_DOCUMENT"];
const ANY: Outcomes = &["BODY_TOO_LARGE", "DATA", "BAD_DOCUMENT", "BAD_VARIABLES", "BAD_FILTER", "UNKNOWN_NAME", "TOO_COMPLEX"];

struct Case {
    class: &'static str,
    body: Vec<u8>,
    outcomes: Outcomes,
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn document(&mut self, class: &'static str, outcomes: Outcomes, document: impl AsRef<str>) {
        self.request(class, outcomes, document.as_ref(), json!({}));
    }

    fn request(&mut self, class: &'static str, outcomes: Outcomes, document: &str, variables: Value) {
        let body = json!({ "query": document, "variables": variables }).to_string().into_bytes();
        self.0.push(Case { class, body, outcomes });
    }
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

fn numbered(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect()
}

fn deep_values(cases: &mut Cases) {
    for depth in [25, 40, 64, 100, 200, 400, 1_000, 3_000, 6_000, 10_000] {
        let (list, object) = (nested("[", "1", "]", depth), nested("{a:", "1", "}", depth));
        let filter = nested("{not:", "{}", "}", depth);
        cases.document("deep list in an argument", COMPLEX_OR_LARGE, format!("{{ tools(search: {list}) {{ nodes {{ name }} }} }}"));
        cases.document("deep object in an argument", COMPLEX_OR_LARGE, format!("{{ tools(search: {object}) {{ nodes {{ name }} }} }}"));
        cases.document("deep filter", COMPLEX_OR_LARGE, format!("{{ tools(filter: {filter}) {{ nodes {{ name }} }} }}"));
        cases.document("deep value of an unknown argument", COMPLEX_OR_LARGE, format!("{{ tools(unheardOf: {list}) {{ nodes {{ name }} }} }}"));
        cases.document("deep value of an unknown field", COMPLEX_OR_LARGE, format!("{{ unheardOf(a: {object}) }}"));
        cases.document("deep default of a variable", COMPLEX_OR_LARGE, format!("query ($v: [Int] = {list}) {{ __typename }}"));
        cases.document("deep argument of a directive", COMPLEX_OR_LARGE, format!("{{ __typename @include(if: {list}) }}"));
        cases.document("deep type of a variable", COMPLEX_OR_LARGE, format!("query ($v: {}) {{ __typename }}", nested("[", "Int", "]", depth)));
        cases.document("deep selection", COMPLEX_OR_LARGE, nested("{a", "", "}", depth));
        cases.document("deep inline fragments", COMPLEX_OR_LARGE, format!("{{ {} }}", nested("... on Query {", "__typename", "}", depth)));
        cases.document("brackets that never close", COMPLEX_OR_LARGE, "[".repeat(depth));
        cases.document("mixed brackets that never close", COMPLEX_OR_LARGE, "{a(b:[".repeat(depth));
    }
    for depth in 13..=20 {
        cases.document("selection deeper than fields may be", COMPLEX_OR_LARGE, nested("{a", "", "}", depth).replacen("}", "{b}}", 1));
    }
}

fn deep_variables(cases: &mut Cases) {
    const DOCUMENT: &str = "query ($f: ToolFilter) { tools(filter: $f) { nodes { name } } }";
    for depth in [24, 30, 64, 127, 128, 200, 500, 1_000, 5_000, 20_000, 30_000] {
        for (open, close) in [("[", "]"), ("{\"not\":", "}")] {
            if (open.len() + close.len()) * depth > 60_000 {
                continue;
            }
            let value = nested(open, "{}", close, depth);
            for variables in [format!("{{\"f\":{value}}}"), format!("{{\"unheardOf\":{value}}}")] {
                let body = format!("{{\"query\":\"{DOCUMENT}\",\"variables\":{variables}}}");
                cases.0.push(Case { class: "deep JSON variables", body: body.into_bytes(), outcomes: COMPLEX_OR_LARGE });
            }
            let body = format!("{{\"query\":\"{{ __typename }}\",\"extensions\":{{\"x\":{value}}}}}");
            cases.0.push(Case { class: "deep JSON extensions", body: body.into_bytes(), outcomes: COMPLEX_OR_LARGE });
        }
    }
    for values in [5_001, 10_000, 30_000] {
        cases.request("many JSON variables", COMPLEX_OR_LARGE, "{ __typename }", json!({ "v": vec![1; values] }));
        cases.request("many empty lists", COMPLEX_OR_LARGE, "{ __typename }", json!({ "v": vec![json!([]); values] }));
    }
    for depth in [1, 5, 10, 20] {
        let value: Value = (0..depth).fold(json!({}), |inner, _| json!({ "not": inner }));
        cases.request("filter in variables, admitted", ANY, DOCUMENT, json!({ "f": value }));
    }
}

fn fragments(cases: &mut Cases) {
    for (levels, fan) in [(5, 6), (6, 6), (8, 4), (10, 4), (12, 3), (14, 3), (16, 2), (18, 2), (19, 2), (19, 3), (19, 8), (19, 16), (10, 30), (3, 40), (18, 20)] {
        let bomb = |inner: &str| {
            let spread = |level: usize| format!("...F{level} ").repeat(fan);
            let chain = numbered(levels, |level| format!("fragment F{level} on Query {{ {} }} ", spread(level + 1)));
            format!("{{ {} }} {chain} fragment F{levels} on Query {{ {inner} }}", spread(0))
        };
        cases.document("fragment bomb", COMPLEX_OR_LARGE, bomb("__typename"));
        cases.document("fragment bomb of fields", COMPLEX_OR_LARGE, bomb("tools { nodes { name } }"));
        let nesting = |level: usize| format!("fragment F{level} on Tool {{ a {{ {} }} }} ", format!("...F{} ", level + 1).repeat(fan));
        let chain = numbered(levels, nesting);
        cases.document("deep fragment bomb", COMPLEX_OR_LARGE, format!("{{ tools {{ nodes {{ ...F0 }} }} }} {chain} fragment F{levels} on Tool {{ name }}"));
    }
    for length in [1, 2, 3, 5, 10, 20] {
        let circle = numbered(length, |n| format!("fragment F{n} on Query {{ ...F{} }} ", (n + 1) % length));
        cases.document("fragments in a circle", COMPLEX, format!("{{ ...F0 }} {circle}"));
        cases.document("an unused circle of fragments", COMPLEX, format!("{{ __typename }} {circle}"));
        let deep = numbered(length, |n| format!("fragment F{n} on Tool {{ a {{ ...F{} }} }} ", (n + 1) % length));
        cases.document("fields in a circle of fragments", COMPLEX, format!("{{ tools {{ nodes {{ ...F0 }} }} }} {deep}"));
    }
    for count in [21, 50, 200, 1_000, 2_000] {
        let many = numbered(count, |n| format!("fragment F{n} on Query {{ __typename }} "));
        cases.document("many fragments", COMPLEX_OR_LARGE, format!("{{ __typename }} {many}"));
    }
    cases.document("a spread of nothing", UNPARSABLE, "{ ...Nothing }");
}

fn repetition(cases: &mut Cases) {
    for count in [31, 100, 300, 1_000, 3_000, 10_000, 100_000] {
        let outcomes = COMPLEX_OR_LARGE;
        cases.document("aliases of __typename", outcomes, format!("{{ {} }}", numbered(count, |n| format!("a{n}:__typename "))));
        cases.document("aliases of a list", outcomes, format!("{{ {} }}", numbered(count, |n| format!("a{n}:tools{{nodes{{name}}}} "))));
        cases.document("one alias, many times", outcomes, format!("{{ {} }}", "a:__typename ".repeat(count)));
        cases.document("aliases between comments", outcomes, format!("{{ {} }}", "a#\n:#\n__typename ".repeat(count)));
        cases.document("directives", outcomes, format!("{{ __typename {} }}", "@include(if:true) ".repeat(count)));
        cases.document("unknown directives", outcomes, format!("{{ __typename {} }}", "@a ".repeat(count)));
        cases.document("directives on the operation", outcomes, format!("query {} {{ __typename }}", "@a ".repeat(count)));
        cases.document("directives everywhere", outcomes, format!("{{ {} }}", "__typename@skip(if:false) ...@a{__typename@a} ".repeat(count)));
        cases.document("operations", outcomes, numbered(count, |n| format!("query Q{n}{{__typename}} ")));
        cases.document("operations without names", outcomes, "{__typename}".repeat(count));
    }
    for count in [51, 100, 1_000, 10_000, 100_000] {
        let outcomes = COMPLEX_OR_LARGE;
        cases.document("variables", outcomes, format!("query ({}) {{ __typename }}", numbered(count, |n| format!("$v{n}:Int "))));
        cases.document("one variable, many times", outcomes, format!("query ({}) {{ __typename }}", "$v:Int=1 ".repeat(count)));
    }
    for count in [1_000, 3_000, 10_000, 20_000] {
        let outcomes = COMPLEX_OR_LARGE;
        cases.document("duplicate fields", outcomes, format!("{{ {} }}", "__typename ".repeat(count)));
        cases.document("duplicate nested fields", outcomes, format!("{{ {} }}", "tools{nodes{name}} ".repeat(count)));
        cases.document("operations in great number", outcomes, "{a}".repeat(count));
        cases.document("arguments", outcomes, format!("{{ tools({}) {{ nodes {{ name }} }} }}", numbered(count, |n| format!("a{n}:1 "))));
        cases.document("list items", outcomes, format!("{{ tools(search:[{}]) {{ nodes {{ name }} }} }}", "1 ".repeat(count)));
        cases.document("strings in a list", outcomes, format!("{{ tools(search:[{}]) }}", "\"\" ".repeat(count)));
        cases.document("block strings in a list", outcomes, format!("{{ tools(search:[{}]) }}", "\"\"\"\"\"\" ".repeat(count)));
    }
    for count in [100, 300, 450] {
        cases.document("duplicate fields, admitted", ANY, format!("{{ {} }}", "__typename ".repeat(count)));
        cases.document("duplicate lists, admitted", ANY, format!("{{ {} }}", "tools{nodes{name}} ".repeat(count / 4)));
    }
}

fn characters(cases: &mut Cases) {
    for strange in ["\0", "{ __typename \0 }", "{ __typename }\0", "\u{1}", "{ __type\u{200b}name }", "{ ｔｏｏｌｓ }", "{ __typename } \u{202e}", "\u{2028}{ __typename }",
        "{ \\u0061 }", "{ a: }", "{ : a }", "{ a(: 1) }", "{", "}", "{}", "()", "query", "query {", "...", "{ ... }", "fragment", "fragment on on on { on }",
        "subscription { __typename }", "{ tools(search: \"", "{ tools(search: \"\"\"", "{ tools(search: \"\\\") }", "{ tools(search: \"\\q\") }", "{ tools(first: 1e) }",
        "{ tools(first: -) }", "{ tools(first: 01) }", "{ tools(first: 1a) }", "{ tools(first: 0x10) }", "#", "# only a comment", "", " ", "\u{feff}", "{ tools(search: \"\n\") }",
        "type Query { a: Int }", "extend type Query { a: Int }", "schema { query: Query }", "{ __typename } type A { a: Int }"]
    {
        cases.document("not quite a document", UNPARSABLE, strange);
    }
    for ordinary in ["\u{feff}{ __typename }", "{ __typename }\u{feff}", "{,,,__typename,,,}", "{ __typename } # \u{1f4a3} \0", "\r\r{\r__typename\r}\r"] {
        cases.document("odd but right", &["DATA", "BAD_DOCUMENT"], ordinary);
    }
    for count in [1_100, 10_000, 60_000] {
        cases.document("commas and spaces", ANY, format!("{{ __typename {} }}", ", ".repeat(count / 2)));
        cases.document("one comment", ANY, format!("{{ __typename #{}\n}}", "x".repeat(count)));
        cases.document("many comments", ANY, format!("{{ __typename {}}}", "#\n".repeat(count / 4)));
        cases.document("one name", COMPLEX_OR_LARGE, format!("{{ {} }}", "a".repeat(count)));
        cases.document("one alias", COMPLEX_OR_LARGE, format!("{{ {}: __typename }}", "a".repeat(count)));
        cases.document("one argument's name", COMPLEX_OR_LARGE, format!("{{ tools({}: 1) {{ nodes {{ name }} }} }}", "a".repeat(count)));
        cases.request("one variable in JSON", ANY, "{ __typename }", json!({ "a".repeat(count): 1 }));
        cases.document("one string", ANY, format!("{{ tools(search: \"{}\") {{ nodes {{ name }} }} }}", "a".repeat(count)));
        cases.document("one block string", ANY, format!("{{ tools(search: \"\"\"{}\"\"\") {{ nodes {{ name }} }} }}", "a\\n".repeat(count / 4)));
        cases.document("one number", ANY, format!("{{ tools(first: {}) {{ nodes {{ name }} }} }}", "9".repeat(count)));
        cases.document("strange signs in great number", &["TOO_COMPLEX", "BODY_TOO_LARGE"], "\u{1f4a3}".repeat(count));
        cases.document("openings of block strings", &["TOO_COMPLEX", "BODY_TOO_LARGE", "BAD_DOCUMENT"], format!("{{ tools(search: [{}", "\"\"\" ".repeat(count / 8)));
        cases.document("escaped block quotes", ANY, format!("{{ tools(search: \"\"\"{}\"\"\") {{ nodes {{ name }} }} }}", "\\\"\"\"".repeat(count / 12)));
    }
    // What the parser reads as an empty string and another string must not hide what follows from the guard.
    let aliases = numbered(40, |n| format!("a{n}:__typename "));
    cases.document("aliases behind an open block string", COMPLEX, format!("{{ tools(search: [\"\"\"x\"]) {{ nodes {{ name }} }} {aliases} }}"));
    cases.document("aliases behind a quoted comment sign", COMPLEX, format!("{{ tools(search: \"#\") {{ nodes {{ name }} }} {aliases} }}"));
    cases.document("aliases behind an escaped quote", COMPLEX, format!("{{ tools(search: \"\\\\\") {{ nodes {{ name }} }} {aliases} }}"));
}

fn products(cases: &mut Cases) {
    for first in [100, 101, 1_000, 2_147_483_647] {
        cases.document("a large page", ANY, format!("{{ tools(first: {first}) {{ nodes {{ name }} }} }}"));
        let many = numbered(30, |n| format!("a{n}: tools(first: {first}) {{ nodes {{ name summary }} }} "));
        cases.document("large pages side by side", ANY, format!("{{ {many} }}"));
        cases.document(
            "large pages inside one another",
            ANY,
            format!("{{ challenges(first: {first}) {{ nodes {{ tools(first: {first}) {{ nodes {{ claims(first: {first}) {{ nodes {{ id }} }} }} }} }} }} }}"),
        );
        cases.request("a large page by variable", ANY, "query ($n: Int) { tools(first: $n) { nodes { name } } }", json!({ "n": first }));
    }
    let deep = "fields{type{".repeat(6) + "name" + &"}}".repeat(6);
    for root in ["__schema{types", "__type(name:\"Query\")"] {
        let close = if root.starts_with("__schema") { "}" } else { "" };
        cases.document("introspection in circles", COMPLEX, format!("{{ {root}{{ {deep} }} {close} }}"));
        let wide = numbered(12, |n| format!("a{n}:fields{{ {} }} ", numbered(2, |m| format!("b{m}:args{{ type {{ fields {{ name }} }} }} "))));
        cases.document("introspection side by side", &["TOO_COMPLEX", "DATA"], format!("{{ {root}{{ {} }} {close} }}", &wide));
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Cases::default();
    for class in [deep_values, deep_variables, fragments, repetition, characters, products] {
        class(&mut cases);
    }
    cases.0
}

#[test]
fn every_hostile_document_is_refused_or_answered() {
    let app = TestApp::shared();
    // The slowest of each class, in milliseconds.
    let mut by_class = BTreeMap::<&str, f64>::new();
    let cases = cases();
    for case in &cases {
        let began = Instant::now();
        let answer = app.post(&case.body, &[("Accept", "application/json")]);
        let ms = began.elapsed().as_secs_f64() * 1_000.0;
        let slowest = by_class.entry(case.class).or_default();
        *slowest = slowest.max(ms);
        let outcome = answer.code().unwrap_or_else(|| if answer.json()["data"].is_object() { "DATA".into() } else { "?".into() });
        let shown = String::from_utf8_lossy(&case.body[..case.body.len().min(300)]);
        assert!(case.outcomes.contains(&outcome.as_str()), "{}: {outcome} {}\n{shown}", case.class, answer.text());
        assert!(answer.status < 500, "{}: {}\n{shown}", case.class, answer.text());
        if outcome == "TOO_COMPLEX" {
            let text = answer.text();
            assert!(text.contains("the limit is") || text.contains("contains itself"), "says which limit: {text}");
        }
    }
    assert_eq!(app.query("{ __typename }").status, 200, "the server goes on");
    println!("hostile documents: tried {}, held {0}, {} classes", cases.len(), by_class.len());
    let mut slowest: Vec<_> = by_class.into_iter().collect();
    slowest.sort_by(|one, other| other.1.total_cmp(&one.1));
    for (class, ms) in &slowest[..5] {
        println!("  slowest: {ms:.1} ms, {class}");
    }
    assert!(cases.len() >= 400, "{}", cases.len());
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let app = TestApp::shared();
    let mut tried = 0;
    for bytes in [&b"\xc0\xaf"[..], b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xff", b"\x80", b"\xc2"] {
        for (before, after) in [("{\"query\":\"{ __typename } #", "\"}"), ("{\"query\":\"{ __typename }\",\"variables\":{\"v\":\"", "\"}}"), ("", "{}")] {
            let body = [before.as_bytes(), bytes, after.as_bytes()].concat();
            let answer = app.post(&body, &[]);
            assert_eq!((answer.status, answer.code().as_deref()), (400, Some("BAD_REQUEST")), "{body:?}");
            tried += 1;
        }
    }
    println!("bytes that are no text: tried {tried}, held {tried}");
}

/// Worker threads have 2 MiB of stack; the deepest admitted documents must do with a quarter of it.
#[test]
fn the_deepest_admitted_documents_need_little_stack() {
    let list = nested("[", "1", "]", 22);
    let filter = nested("{not:", "{}", "}", 20);
    let inline = nested("... on Query {", "__typename", "}", 22);
    let chain = numbered(19, |n| format!("fragment F{n} on Query {{ ... {{ ... {{ ...F{} }} }} }} ", n + 1));
    let documents = vec![
        (format!("{{ tools(search: {list}) {{ nodes {{ name }} }} }}"), json!({})),
        (format!("{{ tools(unheardOf: {list}) {{ nodes {{ name }} }} }}"), json!({})),
        (format!("{{ tools(filter: {filter}) {{ nodes {{ name }} }} }}"), json!({})),
        (format!("query ($v: [Int] = {list}) {{ __typename }}"), json!({})),
        (format!("{{ {inline} }}"), json!({})),
        (format!("{{ ...F0 }} {chain} fragment F19 on Query {{ __typename }}"), json!({})),
        ("query ($f: ToolFilter) { tools(filter: $f) { nodes { name } } }".into(), json!({ "f": (0..22).fold(json!({}), |inner, _| json!({ "not": inner })) })),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let engine = runtime.block_on(app::engine(folder.path()));
    let thread = thread::Builder::new().stack_size(512 * 1_024).spawn(move || {
        for (query, variables) in documents {
            guard::lexical(&query).expect("admitted");
            guard::json(variables.to_string().as_bytes()).expect("admitted");
            let variables = variables.as_object().cloned().unwrap_or_default();
            let request = GraphqlRequest { query, operation_name: None, variables, read_only: true };
            assert!(!runtime.block_on(engine.run(request)).body.is_empty());
        }
    });
    thread.expect("a thread").join().expect("no stack overflow");
}
