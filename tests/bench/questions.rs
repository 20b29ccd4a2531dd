//! What is asked: four questions, each as GraphQL with variables that change from request to request, and as SPARQL over the published graph.

use crate::directory::Directory;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Variables of a request.
pub type Variables = Map<String, Value>;

pub struct Question {
    /// Short, for files and addresses.
    pub name: &'static str,
    pub title: &'static str,
    pub document: &'static str,
    /// Different variables for as many requests as there are.
    pub variants: fn(&Directory) -> Vec<Variables>,
    /// The same answer in SPARQL, as few queries as it takes; the first one gives what `order` gives as `?shown`.
    pub sparql: fn(&Variables) -> Vec<String>,
    /// What the list is ordered by, as it is listed.
    pub order: fn(&Value) -> Vec<&Value>,
}

/// Requests of one question that differ.
const VARIANTS_MAX: usize = 1_000;
/// Pages that are read of each list.
const PAGES_MAX: usize = 4;

pub static QUESTIONS: [Question; 4] = [
    Question { name: "mission", title: "which tools address a challenge, with grounds", document: MISSION, variants: challenges, sparql: mission, order: |answer| all(answer, "/challenge/addressedBy/edges", "/node/name") },
    Question { name: "card", title: "a record card", document: CARD, variants: tools, sparql: card, order: |answer| answer.pointer("/tool/name").into_iter().collect() },
    Question { name: "search", title: "a search with words, filter and facets", document: SEARCH, variants: searches, sparql: search, order: |_| Vec::new() },
    Question { name: "nested", title: "links four levels deep", document: NESTED, variants: claims, sparql: nested, order: |answer| all(answer, "/claims/nodes", "/date") },
];

const MISSION: &str = r"query Mission($challenge: ID!, $after: String) {
  challenge(id: $challenge) { name
    addressedBy(types: [TOOL], first: 20, after: $after) { totalCount
      edges { node { ... on Tool { id name summary url provider { name } } }
              agreement { supports qualifies disputes }
              because { rationale strength stance assertedBy { name } evidence { name url } } } } } }";

const CARD: &str = r"query Card($id: ID!) {
  tool(id: $id) { id key name nameLanguage alternateNames summary url kind { name } provider { name url } status { name } cost { name } year licence doi
    purposes { name } platforms { name } audiences { name } country { name } topics { name } sources { name url } modified
    addresses(first: 10) { totalCount edges { node { name } agreement { supports qualifies disputes } } } } }";

const SEARCH: &str = r"query Search($words: String!, $challenge: ID!) {
  tools(search: $words, filter: { addresses: { in: [$challenge] }, year: { gte: 2000 } }, first: 20) { totalCount
    nodes { id name summary }
    facets(fields: [KIND, COST, PLATFORMS, AUDIENCES]) { field values { value label count } } } }";

const NESTED: &str = r"query Nested($challenge: ID!, $strength: Strength!) {
  claims(filter: { challenge: { in: [$challenge] }, strength: { in: [$strength] } }, orderBy: [{ field: DATE, direction: DESC }], first: 20) { totalCount
    nodes { date rationale stance challenge { name }
      resource { name ... on Tool { provider { name ... on Organisation { parent { name country { name } } } } } }
      assertedBy { name } evidence { name url } } } }";

/// The values at `place` in every member of the list at `list`.
fn all<'a>(answer: &'a Value, list: &str, place: &str) -> Vec<&'a Value> {
    answer.pointer(list).and_then(Value::as_array).into_iter().flatten().filter_map(|member| member.pointer(place)).collect()
}

fn variables(value: Value) -> Variables {
    if let Value::Object(variables) = value { variables } else { panic!("variables are an object") }
}

/// At most [`VARIANTS_MAX`], from all over the list.
fn spread<T>(list: Vec<T>) -> Vec<T> {
    let step = list.len().div_ceil(VARIANTS_MAX).max(1);
    list.into_iter().step_by(step).collect()
}

/// Every challenge, page by page.
fn challenges(directory: &Directory) -> Vec<Variables> {
    let page = "query ($challenge: ID!, $after: String) { challenge(id: $challenge) { addressedBy(types: [TOOL], first: 20, after: $after) { pageInfo { hasNextPage endCursor } } } }";
    let mut found = Vec::new();
    for key in keys(directory, "challenges") {
        let mut next = variables(json!({ "challenge": key }));
        for _ in 0..PAGES_MAX {
            found.push(next.clone());
            let answer = directory.ask(page, &next);
            let info = &answer["challenge"]["addressedBy"]["pageInfo"];
            if info["hasNextPage"] != json!(true) {
                break;
            }
            next.insert("after".to_owned(), info["endCursor"].clone());
        }
    }
    found
}

/// Every challenge, once.
pub fn challenges_alone(directory: &Directory) -> Vec<Variables> {
    keys(directory, "challenges").into_iter().map(|key| variables(json!({ "challenge": key }))).collect()
}

fn keys(directory: &Directory, list: &str) -> Vec<Value> {
    let document = format!("query ($after: String) {{ list: {list}(first: 100, after: $after) {{ nodes {{ key }} pageInfo {{ hasNextPage endCursor }} }} }}");
    let mut keys = Vec::new();
    let mut next = Variables::new();
    loop {
        let answer = directory.ask(&document, &next);
        keys.extend(all(&answer, "/list/nodes", "/key").into_iter().cloned());
        if answer["list"]["pageInfo"]["hasNextPage"] != json!(true) {
            return keys;
        }
        next.insert("after".to_owned(), answer["list"]["pageInfo"]["endCursor"].clone());
    }
}

pub fn tools(directory: &Directory) -> Vec<Variables> {
    spread(keys(directory, "tools")).into_iter().map(|id| variables(json!({ "id": id }))).collect()
}

/// Every challenge with every strength.
fn claims(directory: &Directory) -> Vec<Variables> {
    let strengths = ["ASSERTED", "PRACTITIONER_REPORT", "CASE_STUDY", "EVALUATED", "PEER_REVIEWED"];
    let challenges = keys(directory, "challenges");
    challenges.iter().flat_map(|challenge| strengths.map(|strength| variables(json!({ "challenge": challenge, "strength": strength })))).collect()
}

/// Words of tools' names, each beside another challenge, where they find something.
pub fn searches(directory: &Directory) -> Vec<Variables> {
    let named = directory.ask("{ tools(first: 100) { nodes { name } } }", &Variables::new());
    let names = all(&named, "/tools/nodes", "/name").into_iter().filter_map(Value::as_str);
    let words: BTreeSet<String> = names.flat_map(|name| name.split(|letter: char| !letter.is_ascii_alphabetic())).filter(|word| word.len() > 4).map(str::to_lowercase).collect();
    let challenges = keys(directory, "challenges");
    let every = words.iter().flat_map(|word| challenges.iter().map(move |challenge| variables(json!({ "words": word, "challenge": challenge }))));
    spread(every.filter(|variables| directory.ask(SEARCH, variables)["tools"]["totalCount"] != json!(0)).collect())
}

const PREFIXES: &str = "PREFIX ww: <https://whatworks.example/ns#> PREFIX schema: <https://schema.org/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX cito: <http://purl.org/spar/cito/> PREFIX dct: <http://purl.org/dc/terms/> PREFIX org: <http://www.w3.org/ns/org#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
";

pub fn text<'a>(variables: &'a Variables, name: &str) -> &'a str {
    variables.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn concept(scheme: &str, code: &str) -> String {
    format!("<https://whatworks.example/vocab/{scheme}/{}>", code.to_lowercase().replace('_', "-"))
}

/// Binds `?shown` to the English name of `?it`, or to another.
const SHOWN: &str = r#"OPTIONAL { ?it schema:name ?en . FILTER(LANG(?en) = "en") } OPTIONAL { ?it schema:name ?other . FILTER(LANG(?other) != "en") } BIND(STR(COALESCE(?en, ?other)) AS ?shown)"#;

/// First pages only.
fn mission(variables: &Variables) -> Vec<String> {
    if variables.contains_key("after") {
        return Vec::new();
    }
    let challenge = concept("challenges", text(variables, "challenge"));
    let disputes = concept("stance", "disputes");
    vec![
        format!("{PREFIXES} SELECT ?it ?shown ?summary ?url ?provider ?claim ?rationale ?strength ?stance ?who ?evidence ?evidenceName ?evidenceUrl WHERE {{
            {{ SELECT ?it ?shown ?level WHERE {{
                {{ SELECT ?it (MAX(?rank) AS ?level) WHERE {{
                    ?about skos:broader* {challenge} . ?claim ww:challenge ?about ; ww:resource ?it ; ww:stance ?stance ; ww:strength ?strength .
                    FILTER(?stance != {disputes}) ?strength ww:rank ?rank . ?it a ww:Tool }} GROUP BY ?it }}
                {SHOWN} }} ORDER BY DESC(?level) LCASE(?shown) LIMIT 20 }}
            ?about skos:broader* {challenge} . ?claim ww:challenge ?about ; ww:resource ?it ; ww:rationale ?rationale ; ww:strength ?strength ; ww:stance ?stance .
            OPTIONAL {{ ?it schema:description ?summary }} OPTIONAL {{ ?it schema:url ?url }} OPTIONAL {{ ?it schema:provider/schema:name ?provider }}
            {{ ?claim prov:wasAttributedTo/schema:name ?who }} UNION {{ ?claim cito:citesAsEvidence ?evidence . ?evidence schema:name ?evidenceName OPTIONAL {{ ?evidence schema:url ?evidenceUrl }} }}
        }} ORDER BY DESC(?level) LCASE(?shown) ?it ?claim"),
        format!("{PREFIXES} SELECT (COUNT(DISTINCT ?it) AS ?count) WHERE {{ ?about skos:broader* {challenge} . ?it ww:addresses ?about ; a ww:Tool }}"),
    ]
}

fn card(variables: &Variables) -> Vec<String> {
    let tool = format!("<https://whatworks.example/id/tool/{}>", text(variables, "id"));
    vec![
        format!("{PREFIXES} SELECT ?shown {{ BIND({tool} AS ?it) {SHOWN} }}"),
        format!("{PREFIXES} SELECT ?property ?value ?name {{ {tool} ?property ?value OPTIONAL {{ ?value schema:name|skos:prefLabel ?name }} }} ORDER BY ?property ?name"),
        format!("{PREFIXES} SELECT ?challenge ?stance (COUNT(?claim) AS ?count) {{ ?claim ww:resource {tool} ; ww:challenge ?challenge ; ww:stance ?stance }} GROUP BY ?challenge ?stance"),
    ]
}

/// SPARQL has no stems and no ranks: words are looked for as they stand.
fn search(variables: &Variables) -> Vec<String> {
    let (challenge, words) = (concept("challenges", text(variables, "challenge")), text(variables, "words"));
    let fits = format!(r#"?about skos:broader* {challenge} . ?it ww:addresses ?about ; a ww:Tool ; ww:year ?year . FILTER(?year >= "2000"^^xsd:gYear)
        FILTER EXISTS {{ ?it schema:name|schema:alternateName|schema:description ?text . FILTER(CONTAINS(LCASE(STR(?text)), "{words}")) }}"#);
    let page = format!("{PREFIXES} SELECT DISTINCT ?it ?shown ?summary WHERE {{ {fits} {SHOWN} OPTIONAL {{ ?it schema:description ?summary }} }} ORDER BY LCASE(?shown) LIMIT 20");
    let count = format!("{PREFIXES} SELECT (COUNT(DISTINCT ?it) AS ?count) WHERE {{ {fits} }}");
    let facets = ["ww:toolKind", "ww:cost", "ww:platform", "schema:audience"];
    let facets = facets.map(|property| format!("{PREFIXES} SELECT ?value (COUNT(DISTINCT ?it) AS ?count) WHERE {{ {fits} ?it {property} ?own . ?own skos:broader* ?value }} GROUP BY ?value ORDER BY DESC(?count)"));
    [page, count].into_iter().chain(facets).collect()
}

fn nested(variables: &Variables) -> Vec<String> {
    let (challenge, strength) = (concept("challenges", text(variables, "challenge")), concept("strength", text(variables, "strength")));
    let fits = format!("?about skos:broader* {challenge} . ?it ww:challenge ?about ; ww:strength {strength}");
    vec![
        format!(r#"{PREFIXES} SELECT ?it ?shown ?rationale ?stance ?challenge ?resource ?provider ?parent ?country ?who ?evidence ?evidenceUrl WHERE {{
            {{ SELECT ?it ?about (COALESCE(STR(?date), "") AS ?shown) WHERE {{ {fits} OPTIONAL {{ ?it dct:date ?date }} }} ORDER BY DESC(?date) LIMIT 20 }}
            ?it ww:rationale ?rationale ; ww:stance ?stance ; ww:resource ?thing . ?about skos:prefLabel ?challenge . ?thing schema:name ?resource
            OPTIONAL {{ ?thing schema:provider ?body . ?body schema:name ?provider OPTIONAL {{ ?body org:subOrganizationOf ?above . ?above schema:name ?parent OPTIONAL {{ ?above ww:country/skos:prefLabel ?country }} }} }}
            {{ ?it prov:wasAttributedTo/schema:name ?who }} UNION {{ ?it cito:citesAsEvidence ?proof . ?proof schema:name ?evidence OPTIONAL {{ ?proof schema:url ?evidenceUrl }} }}
        }} ORDER BY DESC(?shown) ?it"#),
        format!("{PREFIXES} SELECT (COUNT(DISTINCT ?it) AS ?count) WHERE {{ {fits} }}"),
    ]
}
