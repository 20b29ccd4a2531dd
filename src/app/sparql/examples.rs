//! Queries to begin with, made of what the ontology says and what is published.

use crate::ontology::terms::{PREFIXES, WW};
use crate::ontology::{ClaimRule, Ontology, Role, Type};
use crate::views::State;
use crate::views::records::{Record, Snapshot, Token};
use oxigraph::model::NamedNode;
use std::fmt::Write as _;

/// A query to begin with.
pub struct Example {
    pub title: String,
    pub query: String,
}

/// Concepts that have an example each.
const TARGETS_MAX: usize = 6;
/// What was published last that an example lists.
const LATEST_ROWS: usize = 20;

#[must_use]
pub fn examples(state: &State) -> Vec<Example> {
    let snapshot = &state.snapshot;
    let ontology = snapshot.ontology();
    let mut found = Vec::new();
    for rule in ontology.types.iter().filter_map(|ty| ty.claim.as_ref()) {
        let targets = targets(snapshot, rule);
        found.extend(targets.iter().filter_map(|target| grounds(snapshot, rule, target)));
        found.extend(targets.first().map(|target| described(snapshot, target)));
    }
    found.push(Example {
        title: "How many records there are of each class".to_owned(),
        query: prefixed("SELECT ?class (COUNT(?record) AS ?records) WHERE {\n  ?entry foaf:primaryTopic ?record .\n  ?record a ?class .\n}\nGROUP BY ?class\nORDER BY DESC(?records)\n"),
    });
    found.push(Example {
        title: "What was published or changed last".to_owned(),
        query: prefixed(&format!(
            "SELECT ?when ?record ?name WHERE {{\n  ?entry foaf:primaryTopic ?record ; dct:modified ?when .\n  ?record {} ?name .\n}}\nORDER BY DESC(?when) ?record\nLIMIT {LATEST_ROWS}\n",
            names(ontology)
        )),
    });
    found
}

/// The concepts at the top about which something is claimed, in the order of their addresses.
fn targets<'a>(snapshot: &'a Snapshot, rule: &ClaimRule) -> Vec<&'a Record> {
    let ontology = snapshot.ontology();
    let concepts = ontology.types.iter().filter(|ty| ty.is_concept()).flat_map(|ty| snapshot.set(Token::of_type(ty.id)));
    let is_top = |id: u32| {
        let mut wider = 0;
        snapshot.widened(id, &mut |_| wider += 1);
        wider <= 1
    };
    let top = concepts.filter(|id| is_top(*id) && !snapshot.set(Token::within(rule.link, *id)).is_empty());
    let mut found: Vec<&Record> = top.filter_map(|id| snapshot.record(id)).map(AsRef::as_ref).collect();
    found.sort_by_key(|record| &record.iri);
    found.truncate(TARGETS_MAX);
    found
}

/// What is said to help with it, by whom, why and on what evidence.
fn grounds(snapshot: &Snapshot, rule: &ClaimRule, target: &Record) -> Option<Example> {
    let ontology = snapshot.ontology();
    let links = |ty: &&Type| (snapshot.set(Token::within(rule.link, target.id)) & snapshot.set(Token::of_type(ty.id))).len();
    let subject = ontology.types.iter().max_by_key(links).filter(|ty| links(ty) > 0)?;
    let claim = ontology.ty(rule.claim);
    let broader = short(ontology.path(ontology.broader));
    let ends = [rule.subject, rule.object];
    let mut body = format!(
        "  ?claim {} ?it ;\n    {}/{broader}* {} .\n  ?it a {} ;\n    {} ?name .\n",
        short(ontology.path(rule.subject)),
        short(ontology.path(rule.object)),
        short(&NamedNode::new(&*target.iri).ok()?),
        short(&subject.class),
        names(ontology)
    );
    let mut variables = String::from("?it ?name");
    for property in claim.properties.iter().filter(|property| property.is_public() && !ends.contains(&property.path)) {
        let (path, field) = (short(ontology.path(property.path)), &property.field);
        let needed = property.min_count > 0;
        let _ = if needed { writeln!(body, "  ?claim {path} ?{field} .") } else { writeln!(body, "  OPTIONAL {{ ?claim {path} ?{field} }}") };
        let _ = write!(variables, " ?{field}");
    }
    let title = format!("{}: {} that are said to help, by whom, and on what grounds", label(snapshot, target), in_words(&subject.plural));
    Some(Example { title, query: prefixed(&format!("SELECT {variables} WHERE {{\n{body}}}\nORDER BY ?name ?claim\nLIMIT 200\n")) })
}

fn described(snapshot: &Snapshot, target: &Record) -> Example {
    Example { title: format!("All that is said of “{}”", label(snapshot, target)), query: format!("DESCRIBE <{}>\n", target.iri) }
}

fn label(snapshot: &Snapshot, record: &Record) -> String {
    let ontology = snapshot.ontology();
    let ty = ontology.ty(record.ty);
    record.label(ty, &ontology.directory.languages).map_or_else(|| record.key(ty).to_owned(), |text| text.raw().into_owned())
}

/// A name of the API as people write it: `caseStudies` are case studies.
fn in_words(name: &str) -> String {
    let separate = |letter: char| if letter.is_uppercase() { format!(" {}", letter.to_lowercase()) } else { letter.to_string() };
    name.chars().map(separate).collect()
}

/// The paths by which things are called, as one path.
fn names(ontology: &Ontology) -> String {
    let mut paths: Vec<String> = Vec::new();
    for ty in &ontology.types {
        let path = ty.role(Role::Label).and_then(|slot| ty.property(slot)).map(|property| short(ontology.path(property.path)));
        paths.extend(path.filter(|path| !paths.contains(path)));
    }
    paths.join("|")
}

fn known_prefixes() -> impl Iterator<Item = (&'static str, &'static str)> {
    PREFIXES.iter().copied().chain([("ww", WW)])
}

/// An address with its prefix, where it has one.
fn short(node: &NamedNode) -> String {
    let local = known_prefixes().find_map(|(prefix, iri)| Some((prefix, node.as_str().strip_prefix(iri)?)));
    local.filter(|(_, local)| local.chars().all(|letter| letter.is_ascii_alphanumeric())).map_or_else(|| node.to_string(), |(prefix, local)| format!("{prefix}:{local}"))
}

/// A query with the prefixes that it uses.
fn prefixed(query: &str) -> String {
    let uses = |prefix: &str| query.match_indices(&format!("{prefix}:")).any(|(at, _)| !query[..at].ends_with(|letter: char| letter.is_ascii_alphanumeric()));
    let mut text: String = known_prefixes().filter(|(prefix, _)| uses(prefix)).fold(String::new(), |mut text, (prefix, iri)| {
        let _ = writeln!(text, "PREFIX {prefix}: <{iri}>");
        text
    });
    text.push_str(query);
    text
}
