//! A small indexed view of the ontology's triples while it is compiled: what stands at a node, and on which line.

use super::{LocalText, Problem};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// A statement about a node.
#[derive(Clone, Debug)]
pub struct Statement {
    pub predicate: NamedNode,
    pub object: Term,
    pub file: usize,
    pub line: u32,
}

/// All statements of all files by subject, in file order.
#[derive(Default)]
pub struct Graph {
    pub files: Vec<PathBuf>,
    subjects: FxHashMap<NamedOrBlankNode, Vec<Statement>>,
    order: Vec<NamedOrBlankNode>,
}

impl Graph {
    pub fn add(&mut self, document: super::turtle::Document) {
        let file = self.files.len();
        self.files.push(document.file);
        for located in document.triples {
            let statements = self.subjects.entry(located.triple.subject.clone()).or_default();
            if statements.is_empty() {
                self.order.push(located.triple.subject);
            }
            statements.push(Statement { predicate: located.triple.predicate, object: located.triple.object, file, line: located.line });
        }
    }

    /// Subjects of `rdf:type` `class`, in file order.
    pub fn instances<'a>(&'a self, class: NamedNodeRef<'a>) -> impl Iterator<Item = &'a NamedOrBlankNode> {
        self.order.iter().filter(move |subject| self.objects(subject, rdf::TYPE).any(|object| *object == Term::from(class)))
    }

    pub fn subjects(&self) -> impl Iterator<Item = &NamedOrBlankNode> {
        self.order.iter()
    }

    pub fn statements(&self, subject: &NamedOrBlankNode) -> &[Statement] {
        self.subjects.get(subject).map_or(&[], Vec::as_slice)
    }

    pub fn objects<'a>(&'a self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = &'a Term> {
        self.statements(subject).iter().filter(move |statement| statement.predicate == predicate).map(|statement| &statement.object)
    }

    pub fn object(&self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Option<&Term> {
        self.statements(subject).iter().find(|statement| statement.predicate == predicate).map(|statement| &statement.object)
    }

    pub fn iri(&self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Option<&NamedNode> {
        if let Some(Term::NamedNode(node)) = self.object(subject, predicate) { Some(node) } else { None }
    }

    pub fn text(&self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Option<&str> {
        if let Some(Term::Literal(literal)) = self.object(subject, predicate) { Some(literal.value()) } else { None }
    }

    pub fn flag(&self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> bool {
        self.text(subject, predicate).is_some_and(|value| matches!(value, "true" | "1"))
    }

    pub fn number<T: std::str::FromStr>(&self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Option<T> {
        self.text(subject, predicate)?.parse().ok()
    }

    pub fn local_texts(&self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Vec<LocalText> {
        self.objects(subject, predicate)
            .filter_map(|term| if let Term::Literal(literal) = term { Some(literal) } else { None })
            .map(|literal| LocalText { text: literal.value().to_owned(), language: literal.language().unwrap_or_default().to_ascii_lowercase() })
            .collect()
    }

    /// The English text, or the first.
    pub fn english(&self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Option<String> {
        english(&self.local_texts(subject, predicate))
    }

    /// The members of an RDF list; `None` when it is not well formed.
    pub fn list(&self, head: &Term) -> Option<Vec<&Term>> {
        let mut members = Vec::new();
        let mut node = head.clone();
        loop {
            let at: NamedOrBlankNode = match node {
                Term::NamedNode(named) if named == rdf::NIL => return Some(members),
                Term::NamedNode(named) => named.into(),
                Term::BlankNode(blank) => blank.into(),
                Term::Literal(_) => return None,
            };
            members.push(self.object(&at, rdf::FIRST)?);
            node = self.object(&at, rdf::REST)?.clone();
            if members.len() > super::TYPES_MAX {
                return None;
            }
        }
    }

    /// Where a node is first described.
    pub fn place(&self, subject: &NamedOrBlankNode) -> (&Path, u32) {
        self.statements(subject).first().map_or((Path::new(""), 0), |statement| (self.file(statement), statement.line))
    }

    pub fn file(&self, statement: &Statement) -> &Path {
        self.files.get(statement.file).map_or(Path::new(""), PathBuf::as_path)
    }

    pub fn problem(&self, subject: &NamedOrBlankNode, message: impl Into<String>) -> Problem {
        let (file, line) = self.place(subject);
        Problem::new(file, line, message)
    }

    pub fn problem_at(&self, statement: &Statement, message: impl Into<String>) -> Problem {
        Problem::new(self.file(statement), statement.line, message)
    }
}

/// The English one, or the first.
pub fn english(texts: &[LocalText]) -> Option<String> {
    texts.iter().find(|text| text.language.starts_with("en")).or_else(|| texts.first()).map(|text| text.text.clone())
}
