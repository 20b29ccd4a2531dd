//! Queries made to hurt, by class. Each is answered or refused with a code that says why, within its limits; the service goes on.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};
use std::thread;

use oxigraph::sparql::{CancellationToken, QueryResults, SparqlEvaluator};
use whatworks::app::sparql::budget::Budget;
use whatworks::http::House;
use whatworks::app::sparql::{QUERY_MEMORY_BYTES_MAX, WORKERS_MAX};

use super::{ask, workers_of};
use crate::door::app::{TestApp, engine, sparql};

/// For one query, here; the service gives ten.
const QUERY_SECONDS: u64 = 1;
/// What a worker takes that holds the seed data and answers nothing, at most.
const WORKER_BYTES: u64 = 128 * 1_024 * 1_024;

type Class = (&'static str, Vec<String>);

fn repeated(text: &str, times: usize, between: &str) -> String {
    vec![text; times].join(between)
}

fn numbered(times: usize, between: &str, make: impl Fn(usize) -> String) -> String {
    (0..times).map(make).collect::<Vec<_>>().join(between)
}

fn doubled(times: usize) -> String {
    let doubling = numbered(times, " ", |at| format!("BIND(CONCAT(?x{at}, ?x{at}) AS ?x{})", at + 1));
    format!("SELECT (STRLEN(?x{times}) AS ?length) {{ BIND('0123456789' AS ?x0) {doubling} }}")
}

fn products() -> Vec<Class> {
    let rows = |count: usize| numbered(count, " ", |at| at.to_string());
    let tables = |count: usize, size: usize| numbered(count, " ", |at| format!("VALUES ?v{at} {{ {} }}", rows(size)));
    vec![
        ("cross products of triples", (2..20).map(|count| format!("SELECT (COUNT(*) AS ?n) {{ {} }}", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("cross products that are filtered away", (2..12).map(|count| format!("ASK {{ {} FILTER(?o0 = 'nothing' && RAND() > 2) }}", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("sorted cross products", (2..12).map(|count| format!("SELECT * {{ {} }} ORDER BY ?o0 DESC(?o1) LIMIT 10", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("distinct cross products", (2..12).map(|count| format!("SELECT DISTINCT * {{ {} }} OFFSET 100000000", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("grouped cross products", (2..10).map(|count| format!("SELECT ?o0 ?o1 (COUNT(*) AS ?n) {{ {} }} GROUP BY ?o0 ?o1", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("products of VALUES", (4..24).map(|count| format!("SELECT (COUNT(*) AS ?n) {{ {} }}", tables(count, 100))).filter(|query| query.len() < 16_384).collect()),
        ("one huge VALUES", [500, 1_000, 2_000, 3_000].map(|size| format!("SELECT * {{ {} ?s ?p ?o }}", tables(1, size))).to_vec()),
        ("joined subqueries", (2..14).map(|count| format!("SELECT (COUNT(*) AS ?n) {{ {} }}", numbered(count, " ", |at| format!("{{ SELECT ?s{at} {{ ?s{at} ?p{at} ?o{at} }} }}")))).collect()),
        ("optional and minus products", (2..14).map(|count| format!("SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c {} MINUS {{ ?d ?e ?f }} }}", numbered(count, " ", |at| format!("OPTIONAL {{ ?s{at} ?p{at} ?o{at} }}")))).collect()),
    ]
}

fn paths() -> Vec<Class> {
    let any = "(!<p:none>|!^<p:none>)";
    vec![
        ("paths from everywhere to everywhere", (1..14).map(|count| format!("SELECT (COUNT(*) AS ?n) {{ {} }}", numbered(count, " . ", |at| format!("?a{at} {any}* ?b{at}")))).collect()),
        ("paths within paths", (1..16).map(|depth| format!("ASK {{ ?a {}{any}{} ?b . ?b <p:none> ?a }}", "(".repeat(depth), ")*".repeat(depth))).collect()),
        ("long sequences of paths", (2..24).map(|count| format!("SELECT (COUNT(*) AS ?n) {{ ?a {} ?b }}", repeated(any, count, "/"))).collect()),
        ("many alternatives", (2..24).map(|count| format!("SELECT (COUNT(*) AS ?n) {{ ?a ({})+ ?b }}", repeated(any, count, "|"))).collect()),
    ]
}

fn memory() -> Vec<Class> {
    vec![
        ("doubled texts", (10..50).step_by(2).map(doubled).collect()),
        ("replacing letters by texts", (4..16).map(|times| {
            let replacing = numbered(times, " ", |at| format!("BIND(REPLACE(?x{at}, '.', '0123456789') AS ?x{})", at + 1));
            format!("SELECT (STRLEN(?x{times}) AS ?length) {{ BIND('0123456789' AS ?x0) {replacing} }}")
        }).collect()),
        ("one text of everything", (1..10).map(|count| format!("SELECT (GROUP_CONCAT(?o0; SEPARATOR='{}') AS ?all) {{ {} }}", "-".repeat(1_000), numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("distinct texts of everything", (2..8).map(|count| format!("SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?o0), STR(?o1))) AS ?all) {{ {} }}", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("a text of a megabyte in every row", (17..21).map(|times| {
            let doubling = numbered(times, " ", |at| format!("BIND(CONCAT(?x{at}, ?x{at}) AS ?x{})", at + 1));
            format!("SELECT * {{ ?s ?p ?o BIND('01234567' AS ?x0) {doubling} }} ORDER BY ?x{times}")
        }).collect()),
    ]
}

fn processing() -> Vec<Class> {
    vec![
        ("patterns that backtrack", ["(a+)+$", "(a|aa)+$", "(.*a){20}", "([a-z]+)*[0-9]", "(x+x+)+y"].iter().map(|pattern| format!("SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . ?a ?b ?c FILTER(REGEX(CONCAT(STR(?o), '{}'), '{pattern}')) }}", "a".repeat(2_000))).collect()),
        ("patterns that are huge", [10, 100, 1_000].map(|times| format!("ASK {{ FILTER(REGEX('a', '((a{{{times}}}){{{times}}}){{{times}}}')) }}")).to_vec()),
        ("patterns made anew for every row", (1..5).map(|count| format!("SELECT (COUNT(*) AS ?n) {{ {} FILTER(REGEX(STR(?o0), CONCAT('(', STR(?s0), ')+', STR(RAND())))) }}", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("nested EXISTS", (2..15).map(|depth| format!("SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o {}{} }}", numbered(depth, " ", |at| format!("FILTER NOT EXISTS {{ ?a{at} ?b{at} ?c{at}")), " }".repeat(depth))).collect()),
        ("long lists to compare with", [100, 1_000, 1_800].map(|count| format!("SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . ?a ?b ?c FILTER(?o IN ({})) }}", numbered(count, ",", |at| format!("'{at}'")))).to_vec()),
        ("hashes of products", (2..8).map(|count| format!("SELECT (MAX(SHA512(CONCAT(STR(?o0), STR(?o1)))) AS ?n) {{ {} }}", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("endless rows", (2..8).map(|count| format!("SELECT * {{ {} }}", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("endless triples", (2..8).map(|count| format!("CONSTRUCT {{ ?s0 ?p1 ?o1 }} {{ {} }}", numbered(count, " . ", |at| format!("?s{at} ?p{at} ?o{at}")))).collect()),
        ("descriptions of everything", vec!["DESCRIBE ?s { ?s ?p ?o . ?a ?b ?c }".to_owned(), "DESCRIBE * { ?s ?p ?o }".to_owned()]),
    ]
}

fn shape() -> Vec<Class> {
    let depths = || [20, 33, 50, 100, 400, 1_000, 4_000, 8_000];
    let nested = |open: &str, inner: &str, close: &str| depths().map(|depth| format!("ASK {{ {}{inner}{} }}", open.repeat(depth), close.repeat(depth))).to_vec();
    vec![
        ("groups within groups", nested("{", "?a ?b ?c", "}")),
        ("brackets within brackets", nested("FILTER(((", "true", ")))").into_iter().chain(depths().map(|depth| format!("ASK {{ FILTER({}true{}) }}", "(".repeat(depth), ")".repeat(depth)))).collect()),
        ("blank nodes within blank nodes", nested("[ <p:p> ", "1", " ]")),
        ("lists within lists", nested("( ", "1", " )").into_iter().map(|query| query.replace("} }", "<p:p> 1 } }")).collect()),
        ("negations of negations", depths().map(|depth| format!("ASK {{ FILTER({}true) }}", "!".repeat(depth))).to_vec()),
        ("brackets that never close", depths().map(|depth| format!("ASK {}", "{".repeat(depth))).to_vec()),
        ("long chains of operators", [100, 1_000, 4_000].map(|count| format!("ASK {{ FILTER({}) }}", repeated("1", count, "||"))).into_iter().chain([100, 1_000, 4_000].map(|count| format!("ASK {{ FILTER({} = 1) }}", repeated("1", count, "-")))).collect()),
        ("long chains of groups", [100, 1_000, 1_700].map(|count| format!("ASK {{ {} }}", repeated("{}", count, " UNION "))).into_iter().chain([100, 1_000, 1_400].map(|count| format!("ASK {{ {} }}", repeated("OPTIONAL{}", count, "")))).collect()),
        ("many patterns", [60, 64, 65, 100, 300, 1_000].map(|count| format!("SELECT * {{ {} }} LIMIT 1", numbered(count, "", |at| format!("?a ?b{at} ?c{at}.")))).to_vec()),
        ("patterns in a ring", [8, 16, 32, 64].map(|count| format!("ASK {{ {} }}", numbered(count, "", |at| format!("?n{at} ?p ?n{}.", (at + 1) % count)))).to_vec()),
        ("many variables", [500, 2_000].map(|count| format!("SELECT {} {{ }}", numbered(count, " ", |at| format!("?v{at}")))).to_vec()),
        ("odd characters", vec!["ASK { ?a ?b '\u{0}' }".to_owned(), "\u{feff}ASK {}".to_owned(), "ASK { ?a ?b '\u{202e}' }".to_owned(), "ASK { ?a ?b '\\uD800' }".to_owned()]),
    ]
}

fn elsewhere() -> Vec<Class> {
    let services = ["SERVICE", "SERVICE SILENT", "service"].iter().flat_map(|service| {
        ["<http://127.0.0.1:9/>", "<file:///etc/passwd>", "?where", "<http://[::1]/>"].map(|place| format!("SELECT * {{ BIND(<http://127.0.0.1:9/> AS ?where) {service} {place} {{ ?s ?p ?o }} }}"))
    });
    let hidden = ["OPTIONAL", "MINUS", "FILTER EXISTS", "FILTER NOT EXISTS", "GRAPH ?g", ""].map(|around| format!("SELECT * {{ {around} {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }} }}"));
    let updates = [
        "INSERT DATA { <a:a> <a:b> <a:c> }", "DELETE WHERE { ?s ?p ?o }", "DELETE DATA { <a:a> <a:b> <a:c> }", "LOAD <http://127.0.0.1:9/>", "LOAD SILENT <file:///etc/passwd> INTO GRAPH <a:g>",
        "CLEAR ALL", "DROP DEFAULT", "CREATE GRAPH <a:g>", "ADD DEFAULT TO <a:g>", "MOVE DEFAULT TO <a:g>", "COPY DEFAULT TO <a:g>", "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "PREFIX a: <a:> INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }", "# a comment\nCLEAR ALL", "SELECT * {}; CLEAR ALL", "ASK {} INSERT DATA {}",
    ];
    let graphs = ["FROM <http://127.0.0.1:9/>", "FROM NAMED <file:///etc/passwd>", "FROM <http://127.0.0.1:9/> FROM NAMED <a:g>"].map(|from| format!("SELECT * {from} {{ ?s ?p ?o }}"));
    vec![("other servers", services.chain(hidden).collect()), ("updates", updates.map(str::to_owned).to_vec()), ("graphs of elsewhere", graphs.to_vec())]
}

fn classes() -> Vec<Class> {
    [products(), paths(), memory(), processing(), shape(), elsewhere()].concat()
}

/// One a class unless everything is asked for: the long form takes minutes.
fn chosen() -> Vec<(&'static str, String)> {
    let long = std::env::var("WHATWORKS_TORTURE").is_ok_and(|form| form == "long");
    let some = |queries: &[String]| if long { queries.to_vec() } else { queries.get(queries.len() / 2).cloned().into_iter().collect() };
    classes().into_iter().flat_map(|(class, queries)| some(&queries).into_iter().map(move |query| (class, query))).collect()
}

/// The most memory that a worker of this process had, in bytes.
fn worker_bytes() -> u64 {
    let peak = |status: &str| status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse::<u64>().ok();
    workers_of(std::process::id()).iter().filter_map(|(_, status)| peak(status)).max().unwrap_or(0) * 1_024
}

fn start(change: fn(&mut House)) -> TestApp {
    TestApp::over_house(
        || async {
            let folder = tempfile::tempdir().expect("a folder");
            (std::sync::Arc::new(engine(folder.path()).await), folder)
        },
        change,
    )
}

/// Whoever asks says from which network.
fn patient() -> TestApp {
    start(|house| {
        house.sparql = sparql(house, QUERY_SECONDS, Budget::default());
        house.is_behind_proxy = true;
    })
}

#[test]
fn queries_made_to_hurt_end_within_their_limits_while_the_service_goes_on() {
    let app = patient();
    let (queries, over, peak) = (Mutex::new(chosen().into_iter().enumerate()), AtomicBool::new(false), AtomicU64::new(0));
    let outcomes: Mutex<BTreeMap<(&str, String), usize>> = Mutex::default();
    let slowest = Mutex::new(Duration::ZERO);
    let mut waits: Vec<Duration> = Vec::new();
    thread::scope(|scope| {
        let hurting: Vec<_> = (0..WORKERS_MAX).map(|_| scope.spawn(|| loop {
            let Some((number, (class, query))) = queries.lock().expect("a lock").next() else { return };
            let from = format!("10.1.{}.{}", number / 250, number % 250);
            let began = Instant::now();
            let answer = ask(&app, &query, &[("X-Forwarded-For", &from)]);
            let took = began.elapsed();
            let code = if answer.status == 200 { "answered".to_owned() } else { answer.code().unwrap_or_else(|| panic!("{class}: {} {}", answer.status, answer.text())) };
            let expected = ["answered", "TOO_EXPENSIVE", "BAD_QUERY", "QUERY_REFUSED", "BODY_TOO_LARGE"];
            assert!(expected.contains(&code.as_str()), "{class}: {code} {} {}", answer.text(), &query[..query.len().min(300)]);
            *outcomes.lock().expect("a lock").entry((class, code)).or_default() += 1;
            let mut slowest = slowest.lock().expect("a lock");
            *slowest = took.max(*slowest);
        })).collect();
        scope.spawn(|| while !over.load(Ordering::Relaxed) {
            peak.fetch_max(worker_bytes(), Ordering::Relaxed);
            thread::sleep(Duration::from_millis(20));
        });
        while !hurting.iter().all(thread::ScopedJoinHandle::is_finished) {
            let began = Instant::now();
            let answer = app.query("{ challenges(first: 5) { nodes { name } totalCount } }");
            waits.push(began.elapsed());
            assert_eq!(answer.status, 200);
            assert!(answer.json().get("errors").is_none());
        }
        over.store(true, Ordering::Relaxed);
    });
    let outcomes = outcomes.into_inner().expect("a lock");
    for ((class, code), count) in &outcomes {
        println!("{class}: {code} {count}");
    }
    waits.sort_unstable();
    let p99 = waits[waits.len() * 99 / 100];
    let (tried, slowest, peak) = (outcomes.values().sum::<usize>(), slowest.into_inner().expect("a lock"), peak.into_inner());
    println!("hostile SPARQL: {tried} tried, {tried} held; the slowest took {slowest:?} (limit {QUERY_SECONDS} s and a new worker); a worker had {} MB at most; beside it {} GraphQL answers, p99 {p99:?}", peak / 1_024 / 1_024, waits.len());
    assert!(outcomes.keys().any(|(_, code)| code == "TOO_EXPENSIVE") && outcomes.keys().any(|(_, code)| code == "answered"));
    assert!(peak > 0 && peak < QUERY_MEMORY_BYTES_MAX + WORKER_BYTES, "{peak} bytes");
    assert!(ask(&app, "ASK { ?s ?p ?o }", &[]).json()["boolean"] == true, "a worker is there again");
}

#[test]
fn there_are_enough_hostile_queries_of_enough_kinds() {
    let classes = classes();
    let count: usize = classes.iter().map(|(_, queries)| queries.len()).sum();
    assert!(count >= 300 && classes.len() >= 30, "{count} queries in {} classes", classes.len());
    assert!(elsewhere().iter().map(|(_, queries)| queries.len()).sum::<usize>() >= 35);
}

static SEED: LazyLock<TestApp> = LazyLock::new(patient);

/// The control: without a process around it, the same query goes on.
#[test]
fn without_its_limit_such_a_query_does_not_end() {
    let graph = SEED.directory.views().graph();
    // It reads the graph once for each statement, and so hears when it is told to stop.
    let query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER EXISTS { ?d ?e ?f FILTER(STR(?f) = CONCAT(STR(?c), ' and more')) } }";
    let (token, ended) = (CancellationToken::new(), AtomicBool::new(false));
    let (refused, still) = thread::scope(|scope| {
        let evaluator = SparqlEvaluator::new().with_cancellation_token(token.clone());
        scope.spawn(|| {
            let prepared = evaluator.parse_query(query).expect("a query").on_store(graph.store());
            let Ok(QueryResults::Solutions(solutions)) = prepared.execute() else { return };
            let counted = solutions.flatten().count();
            ended.store(counted > 0, Ordering::Relaxed);
        });
        // Within this time the service has refused it.
        let refused = ask(&SEED, query, &[("X-Forwarded-For", "10.9.0.1")]);
        let still = !ended.load(Ordering::Relaxed);
        token.cancel();
        (refused, still)
    });
    assert_eq!((refused.status, refused.code().as_deref()), (422, Some("TOO_EXPENSIVE")), "{}", refused.text());
    assert!(refused.text().contains("seconds"), "{}", refused.text());
    assert!(still, "it ended by itself; choose a worse one");
}

#[test]
fn a_query_that_needs_too_much_memory_or_depth_is_told_so() {
    let app = TestApp::shared();
    let collected = "SELECT (GROUP_CONCAT(CONCAT(STR(?s), STR(?o)); SEPARATOR='________________________________________________________________') AS ?all) { ?s ?p ?o . ?a ?b ?c }";
    for query in [&doubled(40), collected] {
        let answer = ask(app, query, &[]);
        assert_eq!((answer.status, answer.code().as_deref()), (422, Some("TOO_EXPENSIVE")), "{}", answer.text());
        assert!(answer.text().contains("384 MB of memory"), "{}", answer.text());
    }
    let chain = ask(app, &format!("ASK {{ FILTER({}) }}", repeated("1", 8_000, "+")), &[]);
    assert!(chain.status == 200 || chain.code().as_deref() == Some("TOO_EXPENSIVE"), "{}", chain.text());
}

#[test]
fn a_network_that_has_used_up_its_time_waits_and_others_do_not() {
    let app = start(|house| {
        house.sparql = sparql(house, QUERY_SECONDS, Budget::new(10.0, 4));
        house.is_behind_proxy = true;
    });
    let hard = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let from = |network: &'static str| [("X-Forwarded-For", network)];
    let refusal = (0..30).map(|_| ask(&app, hard, &from("10.8.0.1"))).find(|answer| answer.code().as_deref() != Some("TOO_EXPENSIVE")).expect("a budget");
    assert_eq!((refusal.status, refusal.code().as_deref()), (429, Some("TOO_MANY_REQUESTS")), "{}", refusal.text());
    assert!(refusal.header("retry-after").and_then(|seconds| seconds.parse::<u64>().ok()).is_some_and(|seconds| seconds > 0));
    assert_eq!(ask(&app, "ASK {}", &from("10.8.0.1")).status, 429);
    assert_eq!(ask(&app, "ASK {}", &from("10.8.0.2")).status, 200);
}

#[test]
fn more_queries_than_wait_are_sent_away_with_word_when_to_come_again() {
    let app = patient();
    let hard = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let answers: Vec<_> = thread::scope(|scope| {
        let asking: Vec<_> = (0..40).map(|number| {
            let app = &app;
            scope.spawn(move || ask(app, hard, &[("X-Forwarded-For", &format!("10.7.0.{number}"))]))
        }).collect();
        asking.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    });
    let count = |code: &str| answers.iter().filter(|answer| answer.code().as_deref() == Some(code)).count();
    assert_eq!(count("TOO_EXPENSIVE") + count("BUSY"), answers.len());
    assert!(count("BUSY") > 0 && count("TOO_EXPENSIVE") > 0);
    for answer in answers.iter().filter(|answer| answer.code().as_deref() == Some("BUSY")) {
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")));
    }
}
