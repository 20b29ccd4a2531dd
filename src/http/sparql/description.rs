//! What can be asked here, for programs: a SPARQL 1.1 Service Description.

use actix_web::{HttpRequest, HttpResponse};
use oxigraph::{
    io::RdfFormat,
    model::{BlankNode, Literal, NamedNode, NamedNodeRef, Term, Triple, vocab::rdf},
};

use crate::{
    error::Code,
    http::{House, fresh::Fresh, linked_data::write, problem::Problem},
    ontology::terms::{DCT_DESCRIPTION, DCT_LICENSE, WW},
    views::graph::answer::{GraphFormat, TableFormat},
};

use super::media;

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";

fn sd(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{SD}{name}"))
}

/// The W3C's name of each form.
const fn table(format: TableFormat) -> &'static str {
    match format {
        TableFormat::Json => "SPARQL_Results_JSON",
        TableFormat::Xml => "SPARQL_Results_XML",
        TableFormat::Csv => "SPARQL_Results_CSV",
        TableFormat::Tsv => "SPARQL_Results_TSV",
    }
}

const fn graph(format: GraphFormat) -> (&'static str, RdfFormat) {
    match format {
        GraphFormat::Turtle => ("Turtle", RdfFormat::Turtle),
        GraphFormat::NTriples => ("N-Triples", RdfFormat::NTriples),
        GraphFormat::JsonLd => ("JSON-LD", RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() }),
        GraphFormat::RdfXml => ("RDF_XML", RdfFormat::RdfXml),
    }
}

fn triples(house: &House) -> Vec<Triple> {
    let directory = &house.engine.directory().ontology().directory;
    let endpoint = NamedNode::new_unchecked(house.desk().address("/sparql"));
    let (data, default) = (BlankNode::default(), BlankNode::default());
    let mut triples = vec![Triple::new(endpoint.clone(), rdf::TYPE, sd("Service"))];
    let mut say = |predicate: NamedNode, object: Term| triples.push(Triple::new(endpoint.clone(), predicate, object));
    say(sd("endpoint"), endpoint.clone().into());
    say(sd("supportedLanguage"), sd("SPARQL11Query").into());
    let tables = media::TABLES.iter().map(|(_, format)| table(*format));
    let mut names: Vec<&str> = tables.chain(media::GRAPHS.iter().map(|(_, format)| graph(*format).0)).collect();
    names.dedup();
    for name in names {
        say(sd("resultFormat"), NamedNode::new_unchecked(format!("{FORMATS}{name}")).into());
    }
    say(DCT_DESCRIPTION.into_owned(), Literal::new_language_tagged_literal_unchecked(directory.description.as_str(), "en").into());
    if let Ok(license) = NamedNode::new(directory.license.as_str()) {
        say(DCT_LICENSE.into_owned(), license.into());
    }
    say(sd("defaultDataset"), data.clone().into());
    let described: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/page");
    say(described.into_owned(), NamedNode::new_unchecked(house.desk().address("/.well-known/void")).into());
    triples.push(Triple::new(data.clone(), rdf::TYPE, sd("Dataset")));
    triples.push(Triple::new(data, sd("defaultGraph"), default.clone()));
    triples.push(Triple::new(default, rdf::TYPE, sd("Graph")));
    triples
}

pub fn answer(http: &HttpRequest, house: &House, name: &'static str, format: GraphFormat) -> HttpResponse {
    let Ok(body) = write(graph(format).1, WW, &triples(house)) else {
        return Problem::new(Code::Internal, "the description could not be written").answer(http.headers());
    };
    Fresh { revision: house.engine.revision(), media_type: &media::labelled(name) }.answer(http, body, |_| ())
}
