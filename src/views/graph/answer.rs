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
    let query = parser.parse_query(&question.query).map_err(|error| Refusal::Syntax(mistake(&question.query, &error.to_string())))?;
    let found = Patterns::of(&query);
    match found {
        Patterns { services: 1.., .. } => Err(Refusal::Service),
        Patterns { count, .. } if count > PATTERNS_MAX => Err(Refusal::Patterns(count)),
        Patterns { .. } => Ok(query),
    }
}

/// Signs and words that are named where a query cannot be read on.
const EXPECTED_MAX: usize = 12;

/// What the parser says of a mistake, with the place in the words of the query and without the characters of which names are made.
fn mistake(query: &str, told: &str) -> String {
    let numbers = told.strip_prefix("error at ").and_then(|rest| rest.split_once(": ")).and_then(|(place, rest)| Some((place.split_once(':')?, rest)));
    let Some(((line, column), rest)) = numbers else { return told.to_owned() };
    let at = |number: &str| number.parse::<usize>().unwrap_or(1).saturating_sub(1);
    let text = query.lines().nth(at(line)).unwrap_or_default();
    let (before, after) = text.split_at(text.char_indices().nth(at(column)).map_or(text.len(), |(at, _)| at));
    let word = before.rsplit(|letter: char| letter.is_whitespace() || "{([<|/^!,;".contains(letter)).next().unwrap_or_default();
    let why = if let (true, Some((prefix, _))) = (rest.contains("Prefix not found"), word.split_once(':')) {
        format!("the prefix `{prefix}:` is not declared; begin with PREFIX {prefix}: and its address")
    } else {
        let shown: String = after.chars().take(20).collect();
        let found = if shown.is_empty() { "the text ends".to_owned() } else { format!("there is `{shown}`") };
        // What stands between quotes may come next; a sentence says what is wrong; sets of characters are of no help.
        let rest = rest.trim_start_matches("expected ").trim_start_matches("one of ");
        let sentence = rest.split(", ").find(|part| part.starts_with(|letter: char| letter.is_alphabetic()) && part.contains(' ') && !part.contains(['[', '"']));
        let mut expected: Vec<&str> = rest.split('"').skip(1).step_by(2).filter(|token| !token.trim().is_empty()).collect();
        expected.truncate(EXPECTED_MAX);
        match sentence {
            Some(sentence) => sentence.to_owned(),
            None if expected.is_empty() => found,
            None => format!("{found}, where there may be {}", expected.join(" ")),
        }
    };
    format!("line {line}, column {column}: {why}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_told_in_the_words_of_the_query() {
        let graph = Graph::empty().unwrap();
        for (query, words) in [
            ("SELECT * {\n  ?s nothing:like ?that\n}", "line 2, column 18: the prefix `nothing:` is not declared; begin with PREFIX nothing: and its address"),
            ("SELECT * { ?s ?p }", "line 1, column "),
            ("SELECT * { ?s ?p ?o } GROUP BY ?s", "line 1, column 34: SELECT * is not authorized with GROUP BY"),
            ("ASK {", "line 1, column 6: the text ends, where there may be "),
            ("", "line 1, column 1: the text ends"),
        ] {
            let question = Question { query: query.to_owned(), base: "https://example.org/".to_owned(), ..Question::default() };
            let told = answer(&graph, &question).unwrap_err().to_string();
            assert!(told.starts_with(&format!("the query cannot be read: {words}")) && told.len() < 300 && !told.contains('\n'), "{told}");
        }
    }
}
