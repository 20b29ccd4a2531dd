//! Answering one SPARQL query over a graph, within limits of what is asked and of what is answered.
//!
//! Nothing here bounds time or memory: that is for the process around it. The parser recurses without end; what is given to it has been
//! looked at before (`app::sparql::guard`).

mod patterns;

use super::Graph;
use crate::error::Code;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, NamedNode};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, QuerySolutionIter, QueryTripleIter, SparqlEvaluator};
use patterns::Patterns;
use serde::{Deserialize, Serialize};
use spargebra::{Query, SparqlParser};
use std::io::{self, Write};

/// Triple patterns and paths in a query: the time to plan it grows with their third power.
pub const PATTERNS_MAX: usize = 64;
/// Solutions or triples in an answer.
pub const ROWS_MAX: usize = 50_000;
/// The bytes of an answer.
pub const ANSWER_BYTES_MAX: usize = 16 * 1_024 * 1_024;

/// How solutions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableFormat {
    Json,
    Xml,
    Csv,
    Tsv,
}

/// How triples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GraphFormat {
    Turtle,
    NTriples,
    JsonLd,
    RdfXml,
}

impl TableFormat {
    const fn format(self) -> QueryResultsFormat {
        match self {
            Self::Json => QueryResultsFormat::Json,
            Self::Xml => QueryResultsFormat::Xml,
            Self::Csv => QueryResultsFormat::Csv,
            Self::Tsv => QueryResultsFormat::Tsv,
        }
    }
}

impl GraphFormat {
    const fn format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::NTriples => RdfFormat::NTriples,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
            Self::RdfXml => RdfFormat::RdfXml,
        }
    }
}

/// One query, and how its answer is wanted: which of the two depends on the query.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Question {
    pub query: String,
    /// What relative addresses in the query begin with.
    pub base: String,
    /// The graphs that stand in the place of the default graph, and those to be named; `None` leaves it to the query.
    pub dataset: Option<(Vec<String>, Vec<String>)>,
    pub table: Option<TableFormat>,
    pub graph: Option<GraphFormat>,
    /// Prefixes with which triples are written.
    pub prefixes: Vec<(String, String)>,
}

/// A whole answer.
#[derive(Debug)]
pub enum Answer {
    Table(TableFormat, Vec<u8>),
    Graph(GraphFormat, Vec<u8>),
}

/// Why a query is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the query cannot be read: {0}")]
    Syntax(String),
    #[error("{0}")]
    Invalid(String),
    #[error("the query has {0} triple patterns and paths; {PATTERNS_MAX} are the most")]
    Patterns(usize),
    #[error("SERVICE asks another server, which is not done here; ask it yourself and put what it answers into VALUES")]
    Service,
    #[error("there is no graph <{0}> here: all that is published is in the default graph, so leave out FROM, default-graph-uri and named-graph-uri")]
    NoGraph(String),
    #[error("the answer has more than {ROWS_MAX} rows; ask for fewer with LIMIT, or page by page with ORDER BY, LIMIT and OFFSET")]
    Rows,
    #[error("the answer is larger than {ANSWER_BYTES_MAX} bytes; select less, or ask for fewer rows with LIMIT")]
    Bytes,
    #[error("solutions are had as SPARQL results in JSON, XML, CSV or TSV, and nothing of that is accepted")]
    NoTable,
    #[error("graphs are had as Turtle, N-Triples, JSON-LD or RDF/XML, and nothing of that is accepted")]
    NoGraphFormat,
    #[error("the graph cannot be read: {0}")]
    Broken(String),
}

impl Refusal {
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Syntax(_) | Self::Invalid(_) => Code::BadQuery,
            Self::Patterns(_) | Self::Rows | Self::Bytes => Code::TooExpensive,
            Self::Service | Self::NoGraph(_) => Code::QueryRefused,
            Self::NoTable | Self::NoGraphFormat => Code::NotAcceptable,
            Self::Broken(_) => Code::Internal,
        }
    }
}

impl From<QueryEvaluationError> for Refusal {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Dataset(_) | QueryEvaluationError::Unexpected(_) => Self::Broken(error.to_string()),
            QueryEvaluationError::UnsupportedService(_) | QueryEvaluationError::UnboundService | QueryEvaluationError::InvalidServiceName(_) => Self::Service,
            _ => Self::Invalid(error.to_string()),
        }
    }
}

/// Collects an answer until it is too large.
struct Page(Vec<u8>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > ANSWER_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::FileTooLarge { Self::Bytes } else { Self::Broken(error.to_string()) }
    }
}

/// The whole answer, or why there is none.
///
/// # Errors
/// When the query is malformed, asks for what is not done here, or its answer is too large: nothing is cut off.
pub fn answer(graph: &Graph, question: &Question) -> Result<Answer, Refusal> {
    let mut prepared = SparqlEvaluator::new().for_query(parse(question)?);
    if let Some((default, named)) = &question.dataset {
        let node = |iri: &String| NamedNode::new(iri).map_err(|error| Refusal::Invalid(format!("<{iri}> is not an address: {error}")));
        let default: Vec<NamedNode> = default.iter().map(node).collect::<Result<_, _>>()?;
        let named: Vec<NamedNode> = named.iter().map(node).collect::<Result<_, _>>()?;
        prepared.dataset_mut().set_default_graph(default.into_iter().map(GraphName::from).collect());
        prepared.dataset_mut().set_available_named_graphs(named.into_iter().map(Into::into).collect());
    }
    let store = graph.store();
    let asked = prepared.dataset().default_graph_graphs().unwrap_or_default().iter().filter_map(named_node);
    let named = prepared.dataset().available_named_graphs().unwrap_or_default().iter().cloned().map(GraphName::from);
    if let Some(other) = asked.chain(named.filter_map(|name| named_node(&name))).find(|name| !store.contains_named_graph(name).unwrap_or(false)) {
        return Err(Refusal::NoGraph(other.into_string()));
    }
    match prepared.on_store(store).execute()? {
        QueryResults::Solutions(solutions) => table(question.table, |format, page| write_solutions(format, page, solutions)),
        QueryResults::Boolean(truth) => table(question.table, |format, page| Ok(QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(page, truth).map(drop)?)),
        QueryResults::Graph(triples) => write_triples(question, triples),
    }
}

fn named_node(name: &GraphName) -> Option<NamedNode> {
    if let GraphName::NamedNode(node) = name { Some(node.clone()) } else { None }
}

fn parse(question: &Question) -> Result<Query, Refusal> {
    let parser = SparqlParser::new().with_base_iri(&question.base).map_err(|error| Refusal::Broken(error.to_string()))?;
    let query = parser.parse_query(&question.query).map_err(|error| Refusal::Syntax(error.to_string()))?;
    let found = Patterns::of(&query);
    match found {
        Patterns { services: 1.., .. } => Err(Refusal::Service),
        Patterns { count, .. } if count > PATTERNS_MAX => Err(Refusal::Patterns(count)),
        Patterns { .. } => Ok(query),
    }
}

fn table(format: Option<TableFormat>, write: impl FnOnce(QueryResultsFormat, &mut Page) -> Result<(), Refusal>) -> Result<Answer, Refusal> {
    let format = format.ok_or(Refusal::NoTable)?;
    let mut page = Page(Vec::new());
    write(format.format(), &mut page)?;
    Ok(Answer::Table(format, page.0))
}

fn write_solutions(format: QueryResultsFormat, page: &mut Page, solutions: QuerySolutionIter<'_>) -> Result<(), Refusal> {
    let mut writer = QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(page, solutions.variables().to_vec())?;
    for (row, solution) in solutions.enumerate() {
        if row >= ROWS_MAX {
            return Err(Refusal::Rows);
        }
        writer.serialize(&solution?)?;
    }
    writer.finish()?;
    Ok(())
}

fn write_triples(question: &Question, triples: QueryTripleIter<'_>) -> Result<Answer, Refusal> {
    let format = question.graph.ok_or(Refusal::NoGraphFormat)?;
    let mut serializer = RdfSerializer::from_format(format.format());
    for (name, iri) in &question.prefixes {
        serializer = serializer.with_prefix(name, iri).map_err(|error| Refusal::Broken(error.to_string()))?;
    }
    let mut writer = serializer.for_writer(Page(Vec::new()));
    for (row, triple) in triples.enumerate() {
        if row >= ROWS_MAX {
            return Err(Refusal::Rows);
        }
        writer.serialize_triple(&triple?)?;
    }
    Ok(Answer::Graph(format, writer.finish()?.0))
}
