//! What is said about the things that have an address: records, concepts, vocabularies, the ontology, the directory itself.

use crate::{
    app::{Problem, dump, gone},
    error::Code,
    ontology::{
        Deprecation, Ontology, Vocabulary,
        names::did_you_mean,
        terms::{
            DCAT_CATALOG, DCT_DESCRIPTION, DCT_IS_REPLACED_BY, DCT_LICENSE, DCT_MODIFIED, DCT_PUBLISHER, DCT_TITLE, DEPRECATED_ON, OWL_DEPRECATED, RDFS_COMMENT, RDFS_LABEL, SUNSET, WW,
        },
    },
    views::{
        State, graph,
        records::{Record, Snapshot, Token},
    },
};
use oxigraph::model::{
    Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Triple,
    vocab::{rdf, xsd},
};
use std::sync::Arc;

/// The record at `/id/{segment}/{key}`, or the one that it was merged into.
///
/// # Errors
/// When there is no such type or record, or it was withdrawn.
pub fn record<'a>(state: &'a State, segment: &str, key: &str) -> Result<&'a Arc<Record>, Problem> {
    let ontology = state.snapshot.ontology();
    let Some(ty) = ontology.types.iter().find(|ty| !ty.is_concept() && ty.segment == segment) else {
        let near = did_you_mean(segment, ontology.types.iter().filter(|ty| !ty.is_concept()).map(|ty| ty.segment.as_str()));
        return Err(Problem::new(Code::NotFound, format!("there are no records of the type `{segment}`{near}")));
    };
    gone::resolve(state, &[ty.id], &format!("{}{key}", ty.base))?.ok_or_else(|| Problem::new(Code::NotFound, format!("there is no {} with the key `{key}`; search for it at /graphql", ty.singular)))
}

/// The vocabulary at `/vocab/{scheme}`.
///
/// # Errors
/// When there is none.
pub fn vocabulary<'a>(ontology: &'a Ontology, scheme: &str) -> Result<&'a Vocabulary, Problem> {
    ontology.vocabulary(scheme).ok_or_else(|| {
        let near = did_you_mean(scheme, ontology.vocabularies.iter().map(|vocabulary| vocabulary.code.as_str()));
        Problem::new(Code::NotFound, format!("there is no vocabulary `{scheme}`{near}"))
    })
}

/// The concept at `/vocab/{scheme}/{code}`.
///
/// # Errors
/// When there is none, or it was withdrawn.
pub fn concept<'a>(state: &'a State, scheme: &str, code: &str) -> Result<&'a Arc<Record>, Problem> {
    let snapshot = &state.snapshot;
    let ty = vocabulary(snapshot.ontology(), scheme)?.concept_type;
    gone::resolve(state, &[ty], &format!("{}{code}", snapshot.ontology().ty(ty).base))?.ok_or_else(|| {
        let codes: Vec<&str> = concepts(snapshot, ty).map(|record| record.key(snapshot.ontology().ty(ty))).collect();
        Problem::new(Code::NotFound, format!("the vocabulary `{scheme}` has no `{code}`{}", did_you_mean(code, codes.iter().copied())))
    })
}

fn concepts(snapshot: &Snapshot, ty: crate::ontology::TypeId) -> impl Iterator<Item = &Arc<Record>> {
    snapshot.set(Token::of_type(ty)).iter().filter_map(|id| snapshot.record(id))
}

fn about(ontology: &Ontology, is_meant: impl Fn(&str) -> bool) -> impl Iterator<Item = Triple> {
    ontology.triples.iter().filter(move |triple| matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if is_meant(node.as_str()))).cloned()
}

/// A vocabulary with all its concepts.
pub fn of_vocabulary(shown: graph::Shown<'_>, vocabulary: &Vocabulary) -> Vec<Triple> {
    let snapshot = shown.snapshot;
    let scheme = about(snapshot.ontology(), |subject| subject == vocabulary.iri.as_str());
    scheme.chain(concepts(snapshot, vocabulary.concept_type).flat_map(|record| graph::triples(shown, record))).collect()
}

/// The classes and properties of the directory's own namespace.
pub fn of_namespace(ontology: &Ontology) -> Vec<Triple> {
    let mut triples: Vec<Triple> = about(ontology, |subject| subject.starts_with(WW)).collect();
    for (ty, deprecation) in ontology.types.iter().filter_map(|ty| Some((ty, ty.deprecated.as_ref()?))).filter(|(ty, _)| ty.class.as_str().starts_with(WW)) {
        triples.extend(going(&ty.class, deprecation));
    }
    let mut known: Vec<&str> = Vec::new();
    for property in ontology.types.iter().flat_map(|ty| &ty.properties).filter(|property| property.is_public()) {
        let predicate = ontology.path(property.path);
        if !predicate.as_str().starts_with(WW) || known.contains(&predicate.as_str()) {
            continue;
        }
        known.push(predicate.as_str());
        let english = |text: &str| Literal::new_language_tagged_literal_unchecked(text, "en");
        triples.push(Triple::new(predicate.clone(), rdf::TYPE, rdf::PROPERTY));
        triples.push(Triple::new(predicate.clone(), RDFS_LABEL, english(&property.label)));
        triples.push(Triple::new(predicate.clone(), RDFS_COMMENT, english(&property.description)));
        // As long as one type keeps it, the property stays.
        let own = ontology.types.iter().filter_map(|ty| ty.property(ty.slot(property.path)?)).map(|property| property.deprecated.as_ref());
        if let Some(deprecation) = own.min_by_key(Option::is_some).flatten() {
            triples.extend(going(predicate, deprecation));
        }
    }
    triples
}

/// That a class or a property goes away.
fn going(what: &NamedNode, deprecation: &Deprecation) -> Vec<Triple> {
    let day = |day: jiff::civil::Date| Literal::new_typed_literal(day.to_string(), xsd::DATE);
    let mut triples = vec![
        Triple::new(what.clone(), OWL_DEPRECATED, Literal::new_typed_literal("true", xsd::BOOLEAN)),
        Triple::new(what.clone(), DEPRECATED_ON, day(deprecation.since)),
        Triple::new(what.clone(), SUNSET, day(deprecation.sunset)),
    ];
    triples.extend(deprecation.instead.as_ref().and_then(|instead| instead.iri.clone()).map(|iri| Triple::new(what.clone(), DCT_IS_REPLACED_BY, iri)));
    triples
}

mod void {
    macro_rules! terms {
        ($($name:ident $local:literal),*) => {
            $(pub const $name: oxigraph::model::NamedNodeRef<'static> = oxigraph::model::NamedNodeRef::new_unchecked(concat!("http://rdfs.org/ns/void#", $local));)*
        };
    }
    terms!(CLASS "class", CLASS_PARTITION "classPartition", DATASET "Dataset", ENTITIES "entities", EXAMPLE_RESOURCE "exampleResource", URI_SPACE "uriSpace", DATA_DUMP "dataDump", SPARQL_ENDPOINT "sparqlEndpoint", VOCABULARY "vocabulary");
}

mod dcat {
    macro_rules! terms {
        ($($name:ident $local:literal),*) => {
            $(pub const $name: oxigraph::model::NamedNodeRef<'static> = oxigraph::model::NamedNodeRef::new_unchecked(concat!("http://www.w3.org/ns/dcat#", $local));)*
        };
    }
    terms!(DATASET "Dataset", DATA_SERVICE "DataService", DISTRIBUTION "Distribution", DISTRIBUTION_OF "distribution", DOWNLOAD_URL "downloadURL", ENDPOINT_DESCRIPTION "endpointDescription",
        ENDPOINT_URL "endpointURL", MEDIA_TYPE "mediaType", SERVES_DATASET "servesDataset", SERVICE "service");
}

/// What answers questions about the data: address, and where that is described.
const SERVICES: [(&str, &str, &str); 3] = [("GraphQL", "graphql", "graphql/schema.graphql"), ("REST", "api/v1", "openapi.json"), ("SPARQL", "sparql", "sparql")];

/// The files and services in which the data can be had (DCAT 3).
fn offers(directory: &crate::ontology::Directory, own: &NamedNode) -> Vec<Triple> {
    let mut triples = vec![Triple::new(own.clone(), rdf::TYPE, dcat::DATASET)];
    let at = |path: &str| NamedNode::new_unchecked(format!("{}{path}", directory.iri));
    let english = |text: &str| Literal::new_language_tagged_literal_unchecked(text, "en");
    for (name, media_type, words) in dump::PARTS.into_iter().filter(|part| *part != dump::SUMS && *part != dump::DESCRIPTION) {
        let (file, distribution) = (at(&format!("dumps/{name}")), at(&format!(".well-known/void#{name}")));
        if media_type.contains("n-quads") || media_type.contains("ld+json") {
            triples.push(Triple::new(own.clone(), void::DATA_DUMP, file.clone()));
        }
        triples.push(Triple::new(own.clone(), dcat::DISTRIBUTION_OF, distribution.clone()));
        triples.push(Triple::new(distribution.clone(), rdf::TYPE, dcat::DISTRIBUTION));
        triples.push(Triple::new(distribution.clone(), DCT_TITLE, english(words)));
        triples.push(Triple::new(distribution.clone(), dcat::DOWNLOAD_URL, file));
        triples.push(Triple::new(distribution.clone(), dcat::MEDIA_TYPE, NamedNode::new_unchecked(format!("https://www.iana.org/assignments/media-types/{media_type}"))));
        if let Ok(license) = NamedNode::new(directory.license.as_str()) {
            triples.push(Triple::new(distribution, DCT_LICENSE, license));
        }
    }
    for (name, address, description) in SERVICES {
        let service = at(&format!(".well-known/void#{name}"));
        triples.push(Triple::new(own.clone(), dcat::SERVICE, service.clone()));
        triples.push(Triple::new(service.clone(), rdf::TYPE, dcat::DATA_SERVICE));
        triples.push(Triple::new(service.clone(), DCT_TITLE, english(name)));
        triples.push(Triple::new(service.clone(), dcat::ENDPOINT_URL, at(address)));
        triples.push(Triple::new(service.clone(), dcat::ENDPOINT_DESCRIPTION, at(description)));
        triples.push(Triple::new(service, dcat::SERVES_DATASET, own.clone()));
    }
    triples
}

/// The directory as a VoID data set and DCAT catalogue; `sparql` is where it is queried.
pub fn of_directory(snapshot: &Snapshot, sparql: &str) -> Vec<Triple> {
    let ontology = snapshot.ontology();
    let directory = &ontology.directory;
    let own = NamedNode::new_unchecked(&directory.iri);
    let mut triples = vec![Triple::new(own.clone(), rdf::TYPE, void::DATASET), Triple::new(own.clone(), rdf::TYPE, DCAT_CATALOG)];
    let mut say = |predicate: NamedNodeRef<'_>, object: oxigraph::model::Term| triples.push(Triple::new(own.clone(), predicate, object));
    let language = directory.languages.first().map_or("en", String::as_str);
    let text = |text: &str| Literal::new_language_tagged_literal_unchecked(text, language).into();
    let count = |number: u64| Literal::new_typed_literal(number.to_string(), xsd::INTEGER);
    say(DCT_TITLE, text(&directory.title));
    say(DCT_DESCRIPTION, text(&directory.description));
    for (predicate, iri) in [(DCT_LICENSE, &directory.license), (DCT_PUBLISHER, &directory.publisher)] {
        if let Ok(iri) = NamedNode::new(iri.as_str()) {
            say(predicate, iri.into());
        }
    }
    say(DCT_MODIFIED, Literal::new_typed_literal(snapshot.time().to_string(), xsd::DATE_TIME).into());
    say(void::SPARQL_ENDPOINT, NamedNode::new_unchecked(sparql).into());
    say(void::URI_SPACE, Literal::new_simple_literal(&directory.record_base).into());
    say(void::ENTITIES, count(snapshot.len() as u64).into());
    say(void::VOCABULARY, NamedNode::new_unchecked(WW).into());
    triples.extend(offers(directory, &own));
    for ty in &ontology.types {
        let records = snapshot.set(Token::of_type(ty.id));
        let Some(example) = records.min().and_then(|id| snapshot.iri(id)) else { continue };
        let partition = NamedNode::new_unchecked(format!("{}.well-known/void#{}", directory.iri, ty.plural));
        triples.push(Triple::new(own.clone(), void::CLASS_PARTITION, partition.clone()));
        triples.push(Triple::new(partition.clone(), void::CLASS, ty.class.clone()));
        triples.push(Triple::new(partition, void::ENTITIES, count(records.len())));
        triples.push(Triple::new(own.clone(), void::EXAMPLE_RESOURCE, NamedNode::new_unchecked(&**example)));
    }
    triples
}
