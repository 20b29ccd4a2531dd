//! SHACL: node shapes and property shapes of the closed subset, before links are resolved.

use super::{Compiler, deprecations, is_field_name, is_type_name, names};
use crate::ontology::graph::{Statement, english};
use crate::ontology::terms::*;
use crate::ontology::{Bounds, Constraints, Deprecation, Directory, LocalText, Part, Property, Range, Role, Scheme, TypeId, VALUES_PER_PROPERTY_MAX, Visibility};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use regex::Regex;
use std::path::PathBuf;

pub use crate::ontology::terms::CONCEPT_SHAPE;

const NODE_TERMS: &[NamedNodeRef<'static>] = &[
    rdf::TYPE, SH_TARGET_CLASS, SH_NODE, SH_PROPERTY, SINGULAR, PLURAL, PLURAL_LABEL, SEGMENT, WORD, SEARCH_WEIGHT, QUALIFIES, PERSONAL,
    RDFS_LABEL, RDFS_COMMENT, OWL_DEPRECATED, DEPRECATED_ON, SUNSET, DCT_IS_REPLACED_BY,
];
const PROPERTY_TERMS: &[NamedNodeRef<'static>] = &[
    rdf::TYPE, SH_PATH, FIELD, SH_NAME, SH_DESCRIPTION, SH_DATATYPE, SH_NODE_KIND, SH_CLASS, SH_NODE, SH_OR, SH_MIN_COUNT, SH_MAX_COUNT, SH_UNIQUE_LANG,
    SH_MIN_LENGTH, SH_MAX_LENGTH, SH_PATTERN, SH_MIN_INCLUSIVE, SH_MAX_INCLUSIVE, SH_IN, SH_MESSAGE, SH_ORDER, FACET, SORTABLE, SEARCH_WEIGHT,
    INVERSE_FIELD, INVERSE_LABEL, INVERSE_DESCRIPTION, INVERSE_LIST, IDENTIFIER, ROLE, PART, VERB, WORD_TRUE, WORD_FALSE, VISIBILITY, DASH_SINGLE_LINE,
    OWL_DEPRECATED, DEPRECATED_ON, SUNSET, DCT_IS_REPLACED_BY,
];

/// A node shape (or a vocabulary, which is one without properties of its own).
pub struct DraftShape {
    pub node: NamedNode,
    pub parents: Vec<NamedNode>,
    pub class: NamedNode,
    pub singular: String,
    pub plural: String,
    pub segment: String,
    pub base: String,
    pub label: String,
    pub description: String,
    pub labels: Vec<LocalText>,
    pub plural_labels: Vec<LocalText>,
    pub descriptions: Vec<LocalText>,
    pub words: Vec<LocalText>,
    pub search_weight: f32,
    pub personal: bool,
    pub vocabulary: Option<usize>,
    pub qualifies: Option<NamedOrBlankNode>,
    pub deprecated: Option<Deprecation>,
    pub properties: Vec<DraftProperty>,
    pub file: PathBuf,
    pub line: u32,
}

/// A property whose links still name classes and abstract shapes.
#[derive(Clone)]
pub struct DraftProperty {
    pub property: Property,
    pub targets: Vec<NamedNode>,
    pub file: PathBuf,
    pub line: u32,
}

#[derive(Default)]
pub struct Draft {
    pub abstracts: Vec<DraftShape>,
    /// In this order they become [`TypeId`]s.
    pub concretes: Vec<DraftShape>,
    pub property_nodes: Vec<NamedOrBlankNode>,
}

impl Draft {
    fn shape(&self, node: &NamedNode) -> Option<&DraftShape> {
        self.abstracts.iter().chain(&self.concretes).find(|shape| shape.node == *node)
    }

    /// The abstract shapes that `node` inherits, nearest first, each once.
    pub fn ancestors(&self, node: &NamedNode) -> Vec<NamedNode> {
        let mut found: Vec<NamedNode> = Vec::new();
        let mut open: Vec<NamedNode> = self.shape(node).map(|shape| shape.parents.clone()).unwrap_or_default();
        while !open.is_empty() {
            let next = open.remove(0);
            if !found.contains(&next) && next != *node {
                open.extend(self.shape(&next).map(|shape| shape.parents.clone()).unwrap_or_default());
                found.push(next);
            }
        }
        found
    }

    /// Own and inherited properties in the order of forms; the nearest shape's field wins.
    pub fn properties_of(&self, node: &NamedNode) -> Vec<DraftProperty> {
        let mut properties: Vec<DraftProperty> = Vec::new();
        for shape in std::iter::once(node.clone()).chain(self.ancestors(node)) {
            for property in self.shape(&shape).map_or(&[][..], |shape| &shape.properties) {
                if !properties.iter().any(|own| own.property.field == property.property.field || own.property.path == property.property.path) {
                    properties.push(property.clone());
                }
            }
        }
        properties.sort_by(|one, other| one.property.order.total_cmp(&other.property.order).then_with(|| one.property.field.cmp(&other.property.field)));
        properties
    }

    /// The record types that a class or an abstract shape stands for.
    pub fn types_of(&self, target: &NamedNode) -> Vec<TypeId> {
        (0_u16..).zip(&self.concretes).filter(|(_, shape)| shape.class == *target || self.ancestors(&shape.node).contains(target)).map(|(at, _)| TypeId(at)).collect()
    }

    pub fn nearest(&self, target: &NamedNode) -> String {
        names::did_you_mean(target.as_str(), self.concretes.iter().map(|shape| shape.class.as_str()).chain(self.abstracts.iter().map(|shape| shape.node.as_str())))
    }
}

pub fn shapes(compiler: &mut Compiler, directory: &Directory) -> Draft {
    let mut draft = Draft::default();
    let subjects: Vec<NamedOrBlankNode> = compiler.graph.instances(SH_NODE_SHAPE).cloned().collect();
    for subject in &subjects {
        compiler.only(subject, "node shape", NODE_TERMS);
        let NamedOrBlankNode::NamedNode(node) = subject else {
            compiler.problem(subject, "a node shape is named by an IRI");
            continue;
        };
        let class = compiler.graph.iri(subject, SH_TARGET_CLASS).cloned();
        let parents: Vec<NamedNode> = iris(compiler, subject, SH_NODE);
        let (file, line) = compiler.graph.place(subject);
        let (file, line) = (file.to_owned(), line);
        // What the shape says comes before what its class says.
        let said = |predicate| {
            let mut texts = compiler.graph.local_texts(subject, predicate);
            texts.extend(class.iter().flat_map(|class| compiler.graph.local_texts(&class.clone().into(), predicate)));
            texts
        };
        let (labels, descriptions) = (said(RDFS_LABEL), said(RDFS_COMMENT));
        let mut shape = DraftShape {
            node: node.clone(),
            parents,
            class: class.clone().unwrap_or_else(|| node.clone()),
            singular: compiler.name(subject, SINGULAR, is_type_name, "a name like `CaseStudy`"),
            plural: String::new(),
            segment: String::new(),
            base: String::new(),
            label: english(&labels).unwrap_or_default(),
            description: english(&descriptions).unwrap_or_default(),
            labels,
            plural_labels: compiler.graph.local_texts(subject, PLURAL_LABEL),
            descriptions,
            words: compiler.graph.local_texts(subject, WORD),
            search_weight: compiler.graph.number(subject, SEARCH_WEIGHT).unwrap_or(1.0),
            personal: compiler.graph.flag(subject, PERSONAL),
            vocabulary: None,
            qualifies: compiler.graph.object(subject, QUALIFIES).and_then(as_node),
            deprecated: deprecations::of_shape(compiler, subject, deprecations::ty),
            properties: Vec::new(),
            file,
            line,
        };
        shape.properties = properties(compiler, &mut draft, subject);
        if class.is_some() {
            shape.plural = compiler.name(subject, PLURAL, is_field_name, "a name like `caseStudies`");
            shape.segment = compiler.name(subject, SEGMENT, names::is_key, "a key like `case-study`");
            shape.base = format!("{}{}/", directory.record_base, shape.segment);
            if shape.label.is_empty() {
                shape.label.clone_from(&shape.singular);
            }
            draft.concretes.push(shape);
        } else {
            if shape.deprecated.is_some() {
                compiler.problem(subject, format!("{subject}: types, fields and concepts go away; say it of those that have this shape"));
            }
            if compiler.graph.text(subject, PLURAL).is_some() {
                shape.plural = compiler.name(subject, PLURAL, is_field_name, "a name like `contributions`");
            }
            draft.abstracts.push(shape);
        }
    }
    for shape in draft.abstracts.iter().chain(&draft.concretes) {
        for parent in &shape.parents {
            if !draft.abstracts.iter().any(|other| other.node == *parent) {
                compiler.problem(&shape.node.clone().into(), format!("{}: sh:node {parent} is not an abstract shape (a sh:NodeShape without sh:targetClass)", shape.node));
            }
        }
    }
    draft
}

fn iris(compiler: &mut Compiler, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Vec<NamedNode> {
    let mut found = Vec::new();
    for statement in compiler.graph.statements(subject).to_vec() {
        if statement.predicate == predicate {
            match &statement.object {
                Term::NamedNode(node) => found.push(node.clone()),
                other => compiler.problem_at(&statement, format!("{subject}: {predicate} takes an IRI, not {other}")),
            }
        }
    }
    found
}

fn as_node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        Term::Literal(_) => None,
    }
}

fn properties(compiler: &mut Compiler, draft: &mut Draft, shape: &NamedOrBlankNode) -> Vec<DraftProperty> {
    let mut properties = Vec::new();
    for statement in compiler.graph.statements(shape).to_vec().into_iter().filter(|statement| statement.predicate == SH_PROPERTY) {
        let node = as_node(&statement.object).filter(|node| !compiler.graph.statements(node).is_empty());
        let Some(node) = node else {
            compiler.problem_at(&statement, format!("{shape}: sh:property {} is described nowhere", statement.object));
            continue;
        };
        draft.property_nodes.push(node.clone());
        if let Some(property) = property(compiler, &node, &statement) {
            properties.push(property);
        }
    }
    properties
}

fn property(compiler: &mut Compiler, node: &NamedOrBlankNode, used: &Statement) -> Option<DraftProperty> {
    compiler.only(node, "property shape", PROPERTY_TERMS);
    let Some(path) = compiler.graph.iri(node, SH_PATH).cloned() else {
        compiler.problem(node, format!("{node}: sh:path is one predicate IRI; sequences, alternatives and inverses are not part of the language"));
        return None;
    };
    let (file, line) = compiler.graph.place(node);
    let (file, line) = if line == 0 { (compiler.graph.file(used).to_owned(), used.line) } else { (file.to_owned(), line) };
    let targets = targets(compiler, node);
    let range = range(compiler, node, targets.is_empty());
    let unique_language = compiler.graph.flag(node, SH_UNIQUE_LANG);
    let max_count = count(compiler, node, SH_MAX_COUNT).unwrap_or(VALUES_PER_PROPERTY_MAX);
    if max_count > VALUES_PER_PROPERTY_MAX {
        compiler.problem(node, format!("{node}: sh:maxCount {max_count} is more than {VALUES_PER_PROPERTY_MAX}, the most values of a property"));
    }
    let deprecated = deprecations::of_shape(compiler, node, deprecations::field);
    let graph = &compiler.graph;
    let property = Property {
        deprecated,
        shape: node.to_string(),
        field: graph.text(node, FIELD).unwrap_or_default().to_owned(),
        label: graph.english(node, SH_NAME).unwrap_or_default(),
        description: graph.english(node, SH_DESCRIPTION).unwrap_or_default(),
        labels: graph.local_texts(node, SH_NAME),
        descriptions: graph.local_texts(node, SH_DESCRIPTION),
        single: max_count == 1 || (unique_language && matches!(range, Range::LocalText)),
        min_count: count(compiler, node, SH_MIN_COUNT).unwrap_or(0),
        max_count,
        constraints: constraints(compiler, node, &range),
        order: compiler.graph.number(node, SH_ORDER).unwrap_or(50.0),
        facet: compiler.graph.flag(node, FACET),
        sortable: compiler.graph.flag(node, SORTABLE),
        search_weight: compiler.graph.number(node, SEARCH_WEIGHT).unwrap_or(0.0),
        role: one_of(compiler, node, ROLE, &Role::ALL.map(|role| (role.name(), role))),
        part: one_of(compiler, node, PART, &Part::ALL.iter().map(|part| (part.name(), *part)).collect::<Vec<_>>()),
        verbs: compiler.graph.local_texts(node, VERB),
        words_true: compiler.graph.local_texts(node, WORD_TRUE),
        words_false: compiler.graph.local_texts(node, WORD_FALSE),
        visibility: one_of(compiler, node, VISIBILITY, &[(CURATORS.as_str().trim_start_matches(WW), Visibility::Curators)]).unwrap_or(Visibility::Everyone),
        inverse_field: compiler.graph.text(node, INVERSE_FIELD).map(str::to_owned),
        inverse_description: compiler.graph.english(node, INVERSE_DESCRIPTION),
        inverse_labels: compiler.graph.local_texts(node, INVERSE_LABEL),
        inverse_descriptions: compiler.graph.local_texts(node, INVERSE_DESCRIPTION),
        inverse_list: compiler.graph.flag(node, INVERSE_LIST),
        claimed: false,
        derived: false,
        single_line: compiler.graph.text(node, DASH_SINGLE_LINE) != Some("false"),
        path: compiler.path(&path),
        range,
    };
    let property = sensible(compiler, node, property, !targets.is_empty(), unique_language);
    Some(DraftProperty { property, targets, file, line })
}

/// What the terms must say together.
fn sensible(compiler: &mut Compiler, node: &NamedOrBlankNode, mut property: Property, link: bool, unique_language: bool) -> Property {
    const RESERVED: &[&str] = &["id", "key", "type", "revision", "issued", "modified", "related", "language"];
    property.derived = property.role == Some(Role::References);
    if property.derived && !link {
        compiler.problem(node, format!("{node}: ww:References goes with a link: sh:class, sh:node or sh:or"));
    }
    if !is_field_name(&property.field) {
        compiler.problem(node, format!("{node} needs ww:field, a name like `altNames`, not `{}`", property.field));
    }
    if RESERVED.contains(&property.field.as_str()) {
        compiler.problem(node, format!("{node}: every record has a field `{}` already; choose another name", property.field));
    }
    if property.label.is_empty() {
        compiler.problem(node, format!("{node} lacks sh:name, the label that people see"));
    }
    if let Some(name) = &property.inverse_field {
        if !is_field_name(name) {
            compiler.problem(node, format!("{node}: ww:inverseField is `{name}`; write a name like `caseStudies`"));
        }
        if !link {
            compiler.problem(node, format!("{node}: only a link (sh:class, sh:node, sh:or) has an inverse"));
        }
    }
    if property.sortable && (link || !property.single) {
        compiler.problem(node, format!("{node}: ww:sortable is for one text, number or date; this holds {}", if link { "links" } else { "many values" }));
        property.sortable = false;
    }
    if property.facet && matches!(property.range, Range::LocalText | Range::Identifier(_) | Range::Address | Range::DateTime) {
        compiler.problem(node, format!("{node}: ww:facet counts links, booleans, numbers, years, dates and plain texts, not this"));
        property.facet = false;
    }
    if !matches!(property.range, Range::Boolean) && !(property.words_true.is_empty() && property.words_false.is_empty()) {
        compiler.problem(node, format!("{node}: ww:wordTrue and ww:wordFalse go with sh:datatype xsd:boolean"));
    }
    if let Some(part) = property.part.filter(|part| !part.fits(&property.range, link)) {
        compiler.problem(node, format!("{node}: ww:part ww:{} goes with {}", part.name(), part.form()));
    }
    if property.deprecated.is_some() && property.min_count > 0 {
        compiler.problem(node, format!("{node}: what goes away is no longer asked of anybody; leave out sh:minCount"));
    }
    if property.min_count > property.max_count {
        compiler.problem(node, format!("{node}: sh:minCount is more than sh:maxCount"));
    }
    if unique_language && !matches!(property.range, Range::LocalText) {
        compiler.problem(node, format!("{node}: sh:uniqueLang goes with sh:datatype rdf:langString"));
    }
    property
}

fn count(compiler: &mut Compiler, node: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Option<u32> {
    let text = compiler.graph.text(node, predicate)?.to_owned();
    let number = text.parse().ok();
    if number.is_none() {
        compiler.problem(node, format!("{node}: {predicate} takes a whole number from 0, not `{text}`"));
    }
    number
}

fn one_of<T: Copy>(compiler: &mut Compiler, node: &NamedOrBlankNode, predicate: NamedNodeRef<'_>, allowed: &[(&str, T)]) -> Option<T> {
    let given = compiler.graph.object(node, predicate)?.clone();
    let name = if let Term::NamedNode(iri) = &given { iri.as_str().strip_prefix(WW).unwrap_or_default().to_owned() } else { String::new() };
    let found = allowed.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
    if found.is_none() {
        let list: Vec<String> = allowed.iter().map(|(own, _)| format!("ww:{own}")).collect();
        compiler.problem(node, format!("{node}: {predicate} takes {}, not {given}", list.join(", ")));
    }
    found
}

fn targets(compiler: &mut Compiler, node: &NamedOrBlankNode) -> Vec<NamedNode> {
    let mut targets = iris(compiler, node, SH_CLASS);
    targets.extend(iris(compiler, node, SH_NODE));
    let Some(head) = compiler.graph.object(node, SH_OR).cloned() else {
        if targets.len() > 1 {
            compiler.problem(node, format!("{node}: a link to one of several classes is written with sh:or"));
        }
        return targets;
    };
    let members: Option<Vec<Term>> = compiler.graph.list(&head).map(|members| members.into_iter().cloned().collect());
    let mut classes = Vec::new();
    for member in members.iter().flatten().filter_map(as_node) {
        compiler.only(&member, "member of sh:or", &[SH_CLASS]);
        classes.extend(iris(compiler, &member, SH_CLASS));
    }
    if classes.len() != members.map_or(0, |members| members.len()) || classes.len() < 2 || !targets.is_empty() {
        compiler.problem(node, format!("{node}: sh:or takes a list of two or more [ sh:class C ], and then no sh:class or sh:node beside it"));
    }
    targets.extend(classes);
    targets
}

fn range(compiler: &mut Compiler, node: &NamedOrBlankNode, literal: bool) -> Range {
    let datatype = compiler.graph.iri(node, SH_DATATYPE).cloned();
    let identifier = one_of(compiler, node, IDENTIFIER, &Scheme::ALL.map(|scheme| (scheme.name(), scheme)));
    let kind = compiler.graph.iri(node, SH_NODE_KIND).cloned();
    if let Some(kind) = &kind
        && kind.as_ref() != SH_IRI
    {
        compiler.problem(node, format!("{node}: sh:nodeKind is sh:IRI or absent, not {kind}"));
    }
    if !literal {
        if datatype.is_some() || identifier.is_some() {
            compiler.problem(node, format!("{node}: a link has no sh:datatype and no ww:identifier"));
        }
        return Range::Link(crate::ontology::Targets { types: Vec::new(), interface: None });
    }
    if let Some(scheme) = identifier {
        if kind.is_none() {
            compiler.problem(node, format!("{node}: an identifier is an IRI; add sh:nodeKind sh:IRI"));
        }
        return Range::Identifier(scheme);
    }
    match (datatype.as_ref().map(NamedNode::as_ref), kind) {
        (None, Some(_)) => Range::Address,
        (Some(xsd::STRING), None) => Range::Text,
        (Some(rdf::LANG_STRING), None) => Range::LocalText,
        (Some(xsd::INTEGER), None) => Range::Integer,
        (Some(xsd::DECIMAL), None) => Range::Decimal,
        (Some(xsd::BOOLEAN), None) => Range::Boolean,
        (Some(xsd::DATE), None) => Range::Date,
        (Some(xsd::DATE_TIME), None) => Range::DateTime,
        (Some(xsd::G_YEAR), None) => Range::Year,
        (None, None) => {
            compiler.problem(node, format!("{node} does not say what its values are: sh:datatype, sh:nodeKind sh:IRI, sh:class, sh:node or sh:or"));
            Range::Text
        }
        (Some(other), _) => {
            compiler.problem(
                node,
                format!("{node}: sh:datatype {other} (with this sh:nodeKind) is not part of the language; use xsd:string, rdf:langString, xsd:integer, xsd:decimal, xsd:boolean, xsd:date, xsd:dateTime or xsd:gYear"),
            );
            Range::Text
        }
    }
}

fn constraints(compiler: &mut Compiler, node: &NamedOrBlankNode, range: &Range) -> Constraints {
    let pattern = compiler.graph.text(node, SH_PATTERN).map(str::to_owned).and_then(|pattern| match Regex::new(&pattern) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            compiler.problem(node, format!("{node}: sh:pattern cannot be used: {error}"));
            None
        }
    });
    let one_of: Vec<String> = compiler
        .graph
        .object(node, SH_IN)
        .and_then(|head| compiler.graph.list(head))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|term| if let Term::Literal(literal) = term { Some(literal.value().to_owned()) } else { None })
        .collect();
    if compiler.graph.object(node, SH_IN).is_some() && (one_of.is_empty() || matches!(range, Range::Link(_) | Range::Address | Range::Identifier(_))) {
        compiler.problem(node, format!("{node}: sh:in takes a list of texts or numbers; for a list of concepts make a vocabulary"));
    }
    let constraints = Constraints {
        min_length: count(compiler, node, SH_MIN_LENGTH),
        max_length: count(compiler, node, SH_MAX_LENGTH),
        pattern,
        bounds: Bounds {
            min: compiler.graph.text(node, SH_MIN_INCLUSIVE).map(str::to_owned),
            max: compiler.graph.text(node, SH_MAX_INCLUSIVE).map(str::to_owned),
        },
        one_of,
        message: compiler.graph.english(node, SH_MESSAGE),
    };
    let bounded = constraints.bounds.min.is_some() || constraints.bounds.max.is_some();
    // SHACL compares as SPARQL does, which does not order years: elsewhere such a shape would refuse every year.
    if bounded && !matches!(range, Range::Integer | Range::Decimal | Range::Date | Range::DateTime) {
        compiler.problem(node, format!("{node}: sh:minInclusive and sh:maxInclusive go with numbers and dates"));
    }
    let sized = constraints.min_length.is_some() || constraints.max_length.is_some() || constraints.pattern.is_some();
    if sized && !matches!(range, Range::Text | Range::LocalText | Range::Address | Range::Identifier(_)) {
        compiler.problem(node, format!("{node}: sh:minLength, sh:maxLength and sh:pattern go with texts and addresses"));
    }
    constraints
}
