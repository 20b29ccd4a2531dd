//! SKOS: each concept scheme becomes a record type of its concepts.

use super::shapes::{CONCEPT_SHAPE, Draft, DraftShape};
use super::{Compiler, is_field_name, is_type_name, names};
use crate::ontology::graph::Graph;
use crate::ontology::terms::*;
use crate::ontology::{Directory, EnumerationValue, RANK_MAX, TypeId, Vocabulary};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use rustc_hash::FxHashSet;

const SCHEME_TERMS: &[NamedNodeRef<'static>] = &[rdf::TYPE, DCT_TITLE, DCT_DESCRIPTION, CONCEPT_CLASS, SINGULAR, PLURAL, WORD, ENUMERATION, SEARCH_WEIGHT, RDFS_COMMENT];

pub fn vocabularies(compiler: &mut Compiler, directory: &Directory, draft: &mut Draft) -> Vec<Vocabulary> {
    let schemes: Vec<NamedOrBlankNode> = compiler.graph.instances(SKOS_CONCEPT_SCHEME).cloned().collect();
    let has_shape = draft.abstracts.iter().any(|shape| shape.node == CONCEPT_SHAPE);
    let mut vocabularies = Vec::new();
    for (at, subject) in schemes.iter().enumerate() {
        compiler.only(subject, "concept scheme", SCHEME_TERMS);
        if !has_shape {
            compiler.problem(subject, "a vocabulary needs the abstract shape ww:ConceptShape (concept.ttl)");
        }
        let (file, line) = compiler.graph.place(subject);
        let (file, line) = (file.to_owned(), line);
        let NamedOrBlankNode::NamedNode(iri) = subject else {
            compiler.problem(subject, "a concept scheme is named by an IRI");
            continue;
        };
        let code = iri.as_str().strip_prefix(directory.vocabulary_base.as_str()).unwrap_or_default().to_owned();
        if !names::is_key(&code) {
            compiler.problem(subject, format!("a concept scheme's IRI is <{}> and a key of a-z 0-9 -", directory.vocabulary_base));
        }
        let Some(class) = compiler.graph.iri(subject, CONCEPT_CLASS).cloned() else {
            compiler.problem(subject, format!("{subject} lacks ww:conceptClass, the class of its concepts"));
            continue;
        };
        let enumeration = compiler.graph.flag(subject, ENUMERATION);
        let singular = compiler.name(subject, SINGULAR, is_type_name, "a name like `Challenge`");
        let plural = compiler.name(subject, PLURAL, is_field_name, "a name like `challenges`");
        let type_id = TypeId(u16::try_from(draft.concretes.len()).unwrap_or(u16::MAX));
        draft.concretes.push(DraftShape {
            // The node only names the shape here; vocabularies inherit everything from the concept shape.
            node: iri.clone(),
            parents: vec![CONCEPT_SHAPE.into_owned()],
            class: class.clone(),
            singular,
            plural,
            segment: code.clone(),
            base: format!("{}{code}/", directory.vocabulary_base),
            label: compiler.graph.english(subject, DCT_TITLE).unwrap_or_default(),
            description: compiler.graph.english(subject, DCT_DESCRIPTION).unwrap_or_default(),
            labels: compiler.graph.local_texts(subject, DCT_TITLE),
            // In English the plural's own name says it.
            plural_labels: compiler.graph.local_texts(subject, DCT_TITLE).into_iter().filter(|title| !title.language.starts_with("en")).collect(),
            descriptions: compiler.graph.local_texts(subject, DCT_DESCRIPTION),
            words: compiler.graph.local_texts(subject, WORD),
            search_weight: compiler.graph.number(subject, SEARCH_WEIGHT).unwrap_or(if enumeration { 0.0 } else { 1.0 }),
            personal: false,
            vocabulary: Some(at),
            qualifies: None,
            deprecated: None,
            properties: Vec::new(),
            file,
            line,
        });
        let values = concepts(compiler, iri, &class, &code, directory, enumeration);
        vocabularies.push(Vocabulary {
            code,
            iri: iri.clone(),
            title: compiler.graph.local_texts(subject, DCT_TITLE),
            description: compiler.graph.local_texts(subject, DCT_DESCRIPTION),
            concept_type: type_id,
            enumeration,
            values,
        });
    }
    vocabularies
}

fn concepts(compiler: &mut Compiler, scheme: &NamedNode, class: &NamedNode, code: &str, directory: &Directory, enumeration: bool) -> Vec<EnumerationValue> {
    let concepts: Vec<NamedOrBlankNode> = compiler.graph.instances(class.as_ref()).cloned().collect();
    if concepts.is_empty() {
        compiler.problem(&scheme.clone().into(), format!("{scheme} has no concepts of the class {class}"));
    }
    let base = format!("{}{code}/", directory.vocabulary_base);
    let members: FxHashSet<&NamedOrBlankNode> = concepts.iter().collect();
    let mut values = Vec::new();
    for concept in &concepts {
        let iri = if let NamedOrBlankNode::NamedNode(node) = concept { node.as_str().to_owned() } else { String::new() };
        let key = iri.strip_prefix(base.as_str()).unwrap_or_default();
        if !names::is_key(key) {
            compiler.problem(concept, format!("a concept of this scheme is called <{base}> and a key of a-z 0-9 -, not {concept}"));
        }
        if compiler.graph.iri(concept, SKOS_IN_SCHEME) != Some(scheme) {
            compiler.problem(concept, format!("{concept} lacks skos:inScheme {scheme}"));
        }
        for statement in compiler.graph.statements(concept).to_vec() {
            let broader: Option<NamedOrBlankNode> = match &statement.object {
                Term::NamedNode(node) if statement.predicate == SKOS_BROADER => Some(node.clone().into()),
                _ => None,
            };
            if let Some(broader) = broader.filter(|broader| !members.contains(broader)) {
                compiler.problem_at(&statement, format!("{concept}: skos:broader {broader} is not a concept of {scheme}"));
            }
            if statement.predicate == SKOS_NARROWER {
                compiler.problem_at(&statement, format!("{concept}: skos:narrower is derived; write skos:broader on the narrower concept"));
            }
        }
        if circular(&compiler.graph, concept) {
            compiler.problem(concept, format!("{concept} is its own broader concept; break the circle"));
        }
        if enumeration {
            let rank = compiler.graph.number(concept, RANK).filter(|rank| (1..=i64::from(RANK_MAX)).contains(rank));
            if rank.is_none() {
                compiler.problem(concept, format!("{concept} is in an enumeration and lacks ww:rank, a whole number from 1 to {RANK_MAX}"));
            }
            let label = compiler.graph.english(concept, SKOS_PREF_LABEL).unwrap_or_else(|| key.to_owned());
            values.push(EnumerationValue { value: names::enum_value(key), code: key.to_owned(), label, labels: compiler.graph.local_texts(concept, SKOS_PREF_LABEL), rank: rank.unwrap_or(0), iri });
        }
    }
    values.sort_by_key(|value| value.rank);
    values
}

fn circular(graph: &Graph, concept: &NamedOrBlankNode) -> bool {
    let mut seen: FxHashSet<NamedOrBlankNode> = FxHashSet::default();
    let mut open: Vec<NamedOrBlankNode> = vec![concept.clone()];
    while let Some(at) = open.pop() {
        for term in graph.objects(&at, SKOS_BROADER) {
            if let Term::NamedNode(node) = term {
                let next: NamedOrBlankNode = node.clone().into();
                if next == *concept {
                    return true;
                }
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
    }
    false
}

/// What readers may see of the ontology's own triples: classes, schemes, concepts and the directory; not shapes and hints.
pub fn public_triples(graph: &Graph) -> Vec<Triple> {
    let mut triples = Vec::new();
    for subject in graph.subjects() {
        let shape = graph.objects(subject, rdf::TYPE).any(|class| *class == Term::from(SH_NODE_SHAPE) || *class == Term::from(SH_PROPERTY_SHAPE));
        if shape || matches!(subject, NamedOrBlankNode::BlankNode(_)) {
            continue;
        }
        for statement in graph.statements(subject) {
            if !matches!(statement.object, Term::BlankNode(_)) {
                triples.push(Triple::new(subject.clone(), statement.predicate.clone(), statement.object.clone()));
            }
        }
    }
    triples
}
