//! Builds the table from the ontology.

mod past;

use super::{Api, Argument, Enumeration, Field, MUTATION, NODE, Object, QUERY, RECORD, Ref, SUBSCRIPTION, Scope, What, inputs, notices};
use crate::http::graphql::verbs::{self, Root};
use crate::app;
use crate::app::changes::Happened;
use crate::ontology::{ClaimRule, Inverse, Ontology, Property, Range, Role, Targets, Type, TypeId};
use crate::views::records::Snapshot;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// The GraphQL object of a type: concepts of a fixed list give their own name to the enum.
#[must_use]
pub fn object_name(ontology: &Ontology, ty: &Type) -> String {
    let fixed = ty.vocabulary.and_then(|at| ontology.vocabularies.get(at)).is_some_and(|vocabulary| vocabulary.enumeration);
    if fixed { format!("{}Concept", ty.singular) } else { ty.singular.clone() }
}

/// The GraphQL type of what a link leads to.
#[must_use]
pub fn output_name(ontology: &Ontology, targets: &Targets) -> String {
    match (targets.types.as_slice(), targets.interface) {
        ([only], _) => object_name(ontology, ontology.ty(*only)),
        (_, Some(interface)) => ontology.interface(interface).singular.clone(),
        _ => NODE.to_owned(),
    }
}

fn has_label(ontology: &Ontology, ty: TypeId) -> bool {
    ontology.ty(ty).role(Role::Label).is_some()
}

fn field(name: impl Into<String>, ty: Ref, what: What, description: impl Into<String>) -> Field {
    Field { name: name.into(), description: description.into(), ty, arguments: Vec::new(), what }
}

fn named(name: &str) -> Ref {
    Ref::named(name)
}

fn argument(name: &'static str, ty: Ref, description: &'static str) -> Argument {
    Argument { name, ty, default: None, description }
}

fn with(mut field: Field, arguments: Vec<Argument>) -> Field {
    field.arguments = arguments;
    field
}

fn language() -> Argument {
    argument("lang", named("String").list(), "Languages wanted, best first; then those of the directory, then any.")
}

fn page(arguments: &mut Vec<Argument>) {
    arguments.push(argument("first", named("Int"), "Records from the start; 25 unless given, at most 100."));
    arguments.push(argument("after", named("String"), "A cursor: only what comes after it."));
    arguments.push(argument("last", named("Int"), "Records from the end, at most 100."));
    arguments.push(argument("before", named("String"), "A cursor: only what comes before it."));
}

fn list_arguments(scope: &str, several: bool) -> Vec<Argument> {
    let mut arguments = Vec::new();
    if several {
        arguments.push(argument("types", named("RecordType").list(), "Only these record types; all of them where none is named."));
    }
    arguments.push(argument("filter", Ref::named(format!("{scope}Filter")), "Which records are meant."));
    arguments.push(argument("search", named("String"), "Words to be found, best match first."));
    arguments.push(argument("orderBy", Ref::named(format!("{scope}Order")).list(), "Up to three criteria; what they leave open the age of the records decides."));
    page(&mut arguments);
    arguments
}

impl Api {
    /// Leaves out of interfaces what is of another type in one of their objects (`broader` of each vocabulary): async-graphql
    /// knows no covariance between interfaces and their objects, and a precise type serves callers better than a shared field.
    fn agree(&mut self) {
        let types = |object: &Object| -> Vec<(String, Ref)> { object.fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect() };
        let objects: Vec<(Vec<String>, Vec<(String, Ref)>)> = self.objects.iter().map(|object| (object.implements.clone(), types(object))).collect();
        for interface in self.objects.iter_mut().filter(|object| object.interface) {
            let implementers: Vec<&Vec<(String, Ref)>> = objects.iter().filter(|(implements, _)| implements.contains(&interface.name)).map(|(_, fields)| fields).collect();
            interface.fields.retain(|field| implementers.iter().all(|fields| fields.iter().any(|(name, ty)| *name == field.name && *ty == field.ty)));
        }
    }
}

/// The builder: the table, and the scopes whose connections and inputs have been made.
struct Builder<'a> {
    ontology: &'a Ontology,
    snapshot: Arc<Snapshot>,
    api: Api,
    made: FxHashSet<String>,
}

impl Api {
    /// The API of an ontology.
    #[must_use]
    pub fn build(ontology: &Arc<Ontology>) -> Self {
        Self::telling(ontology, notices::NOTICES)
    }

    /// The same, where these verbs go away.
    #[must_use]
    pub fn telling(ontology: &Arc<Ontology>, rows: &[notices::Notice]) -> Self {
        let (snapshot, _) = Snapshot::initial(Arc::clone(ontology));
        let mut builder = Builder { ontology, snapshot: Arc::new(snapshot), api: Self::default(), made: FxHashSet::default() };
        inputs::common(&mut builder.api, ontology);
        builder.api.verbs = verbs::verbs(ontology);
        builder.fixed();
        builder.interfaces();
        for ty in &ontology.types {
            let object = builder.record(ty);
            builder.api.add(object);
            let name = object_name(ontology, ty);
            builder.scope(&Scope { output: name, types: vec![ty.id] });
            if verbs::is_writable(ontology, ty) {
                inputs::record(&mut builder.api, ontology, ty);
            }
        }
        for interface in &ontology.interfaces {
            builder.scope(&Scope { output: interface.singular.clone(), types: interface.types.clone() });
        }
        let named: Vec<TypeId> = ontology.types.iter().map(|ty| ty.id).filter(|ty| has_label(ontology, *ty)).collect();
        builder.scope(&Scope { output: RECORD.to_owned(), types: named });
        builder.scope(&Scope { output: NODE.to_owned(), types: ontology.types.iter().map(|ty| ty.id).collect() });
        builder.claims();
        builder.query();
        builder.subscription();
        builder.api.agree();
        builder.api.prune();
        builder.api.notices = notices::notices(&builder.api, ontology, rows);
        builder.api
    }
}

impl Builder<'_> {
    /// Interfaces and objects that every directory has.
    fn fixed(&mut self) {
        let types = self.ontology.types.iter().map(|ty| (ty.enum_value.clone(), ty.description.clone())).collect();
        self.api.enums.push(Enumeration { name: "RecordType".to_owned(), description: "What a record is.".to_owned(), values: types });
        for (at, vocabulary) in self.ontology.vocabularies.iter().enumerate().filter(|(_, vocabulary)| vocabulary.enumeration) {
            let name = self.ontology.ty(vocabulary.concept_type).singular.clone();
            inputs::enumeration(&mut self.api, self.ontology, at, &name);
        }
        self.api.add(Object { name: NODE.to_owned(), description: "Everything that has an address here.".to_owned(), fields: node_fields(), interface: true, ..Object::default() });
        let mut fields = node_fields();
        fields.extend(label_fields("name"));
        fields.push(related());
        self.api.add(Object { name: RECORD.to_owned(), description: "Everything that has an address and a name.".to_owned(), implements: vec![NODE.to_owned()], fields, interface: true, ..Object::default() });
        self.api.enums.extend(past::enumerations());
        self.api.enums.extend(verbs::enumerations());
        for (name, description, members) in super::super::trees::OBJECTS.iter().chain(super::super::resolve::provenance::OBJECTS).chain(verbs::objects()) {
            let fields = members.iter().map(|(member, ty, words)| field(*member, Ref::parse(ty), What::Member(member), *words)).collect();
            self.api.add(Object { name: (*name).to_owned(), description: (*description).to_owned(), fields, ..Object::default() });
        }
    }

    fn interfaces(&mut self) {
        let ontology = self.ontology;
        for interface in &ontology.interfaces {
            let mut implements: Vec<String> = interface.parents.iter().map(|parent| ontology.interface(*parent).singular.clone()).collect();
            let named = interface.types.iter().all(|ty| has_label(ontology, *ty));
            if named && !interface.types.is_empty() {
                implements.push(RECORD.to_owned());
            }
            implements.push(NODE.to_owned());
            let mut fields = node_fields();
            for property in interface.properties.iter().filter(|property| property.is_public()) {
                fields.extend(self.property(property));
            }
            if let Some(first) = interface.types.first().map(|ty| ontology.ty(*ty)) {
                let shared = |inverse: &&Arc<Inverse>| interface.types.iter().all(|ty| ontology.ty(*ty).inverse(&inverse.field).is_some_and(|own| own.path == inverse.path && own.sources.types == inverse.sources.types));
                fields.extend(first.inverses.iter().filter(shared).map(|inverse| self.inverse(inverse)));
            }
            if named {
                // Whatever the ontology calls it, a name is there under `name` too.
                if !fields.iter().any(|own| own.name == "name") {
                    fields.extend(label_fields("name"));
                }
                fields.push(related());
            }
            self.api.add(Object { name: interface.singular.clone(), description: interface.description.clone(), implements, fields, interface: true, ..Object::default() });
        }
    }

    fn record(&mut self, ty: &Type) -> Object {
        let ontology = self.ontology;
        let mut fields = node_fields();
        let mut implements: Vec<String> = ty.interfaces.iter().map(|interface| ontology.interface(*interface).singular.clone()).collect();
        if has_label(ontology, ty.id) {
            implements.push(RECORD.to_owned());
        }
        implements.push(NODE.to_owned());
        for property in ty.properties.iter().filter(|property| property.is_public()) {
            fields.extend(self.property(property));
        }
        for inverse in &ty.inverses {
            fields.push(self.inverse(inverse));
        }
        if has_label(ontology, ty.id) {
            if !fields.iter().any(|own| own.name == "name") {
                fields.extend(label_fields("name"));
            }
            fields.push(related());
        }
        Object { name: object_name(ontology, ty), description: ty.description.clone(), implements, fields, record: Some(ty.id), interface: false }
    }

    fn property(&self, property: &Property) -> Vec<Field> {
        let many = |ty: Ref| if property.single || property.max_count == 1 { ty } else { ty.list().required() };
        let plain = |ty: &str| vec![field(&property.field, many(named(ty)), What::Property(property.path), &property.description)];
        match &property.range {
            Range::LocalText if property.role == Some(Role::Label) => label_fields(&property.field),
            Range::LocalText if property.single => {
                let mut fields = plain("String");
                fields.push(field(format!("{}Language", property.field), named("String"), What::Language(property.path), format!("The language tag of `{}`.", property.field)));
                fields
            }
            Range::Text | Range::LocalText | Range::Address | Range::Identifier(_) => plain("String"),
            Range::Integer | Range::Year => plain("Int"),
            Range::Decimal => plain("Float"),
            Range::Boolean => plain("Boolean"),
            Range::Date => plain("Date"),
            Range::DateTime => plain("DateTime"),
            Range::Link(targets) => {
                if let Some(vocabulary) = self.ontology.enumeration(property) {
                    return plain(&self.ontology.ty(vocabulary.concept_type).singular);
                }
                let output = output_name(self.ontology, targets);
                if property.claimed
                    && let Some(rule) = self.ontology.claim_rule(property.path)
                {
                    let scope = Scope { output: output.clone(), types: targets.types.clone() };
                    let ty = Ref::named(claim_name(self.ontology, &output, rule, "Connection")).required();
                    let arguments = list_arguments(&output, targets.types.len() > 1);
                    return vec![with(field(&property.field, ty, What::Leaving { path: property.path, scope }, &property.description), arguments)];
                }
                plain(&output)
            }
        }
    }

    fn inverse(&self, inverse: &Inverse) -> Field {
        let output = output_name(self.ontology, &inverse.sources);
        if inverse.list {
            return field(&inverse.field, named(&output).list().required(), What::ArrivingList { path: inverse.path }, &inverse.description);
        }
        let scope = Scope { output: output.clone(), types: inverse.sources.types.clone() };
        let rule = self.ontology.claim_rule(inverse.path).filter(|_| inverse.claimed);
        let ty = rule.map_or_else(|| format!("{output}Connection"), |rule| claim_name(self.ontology, &output, rule, "Connection"));
        let what = What::Arriving { path: inverse.path, scope, claimed: rule.is_some() };
        with(field(&inverse.field, Ref::named(ty).required(), what, &inverse.description), list_arguments(&output, inverse.sources.types.len() > 1))
    }

    /// Connection, edge, filter, order and facets of a scope.
    fn scope(&mut self, scope: &Scope) {
        if !self.made.insert(scope.output.clone()) || scope.types.is_empty() {
            return;
        }
        inputs::of_scope(&mut self.api, self.ontology, &scope.output, &scope.types);
        inputs::link(&mut self.api, self.ontology, &scope.output, &scope.types);
        let facets = inputs::facets(&mut self.api, app::Scope { snapshot: &self.snapshot, types: &scope.types }, &scope.output);
        self.connection(&scope.output, &format!("{}Connection", scope.output), &format!("{}Edge", scope.output), facets, Vec::new());
    }

    fn connection(&mut self, output: &str, connection: &str, edge: &str, facets: bool, edge_fields: Vec<Field>) {
        let mut fields = vec![
            field("edges", named(edge).list().required(), What::Edges, "The records with what is said of each in this list."),
            field("nodes", named(output).list().required(), What::Nodes_, "The records alone."),
            field("pageInfo", named("PageInfo").required(), What::PageInfo, "What is around this page."),
            field("totalCount", named("Int").required(), What::TotalCount, "How many records there are on all pages."),
        ];
        if facets {
            let ty = Ref::named(format!("{output}Facet")).list();
            let counted = field("facets", named("Facet").list().required(), What::Facets, "How many records each value would leave; a facet does not count its own selection.");
            fields.push(with(counted, vec![argument("fields", ty, "Only these; all of them unless given.")]));
        }
        self.api.add(Object { name: connection.to_owned(), description: format!("A page of {output} records."), fields, ..Object::default() });
        let mut fields = vec![field("cursor", named("String").required(), What::Cursor, "Where the record stands in this list."), field("node", named(output).required(), What::Node_, "The record.")];
        fields.extend(edge_fields);
        self.api.add(Object { name: edge.to_owned(), description: format!("A {output} record in a list."), fields, ..Object::default() });
    }

    /// Connections whose links stand on claims, on both sides; and those of answers and searches.
    fn claims(&mut self) {
        let ontology = self.ontology;
        let mut wanted: Vec<(String, ClaimRule)> = Vec::new();
        for ty in &ontology.types {
            for property in ty.properties.iter().filter(|property| property.claimed) {
                if let (Some(targets), Some(rule)) = (property.range.targets(), ontology.claim_rule(property.path)) {
                    wanted.push((output_name(ontology, targets), rule.clone()));
                }
            }
            for inverse in ty.inverses.iter().filter(|inverse| inverse.claimed) {
                if let Some(rule) = ontology.claim_rule(inverse.path) {
                    wanted.push((output_name(ontology, &inverse.sources), rule.clone()));
                }
            }
        }
        for (output, rule) in wanted {
            let connection = claim_name(ontology, &output, &rule, "Connection");
            if self.made.insert(connection.clone()) {
                let edge = claim_name(ontology, &output, &rule, "Edge");
                let fields = self.claim_fields(&rule);
                let facets = self.api.enumeration(&format!("{output}Facet")).is_some();
                self.connection(&output, &connection, &edge, facets, fields);
            }
        }
        let rule = ontology.types.iter().find_map(|ty| ty.claim.clone());
        let answer = rule.map(|rule| self.claim_fields(&rule)).unwrap_or_default();
        let facets = self.api.enumeration(&format!("{RECORD}Facet")).is_some();
        self.connection(RECORD, "AnswerConnection", "AnswerEdge", facets, answer);
        let search = vec![
            field("score", named("Float").required(), What::Score, "How well the words fit; only comparable within one search."),
            field("snippets", named("Snippet").list().required(), What::Snippets, "Where the words were found."),
        ];
        self.connection(RECORD, "SearchConnection", "SearchEdge", facets, search);
    }

    fn claim_fields(&mut self, rule: &ClaimRule) -> Vec<Field> {
        let claim = self.ontology.ty(rule.claim);
        let agreement = format!("{}Agreement", claim.singular);
        let stance = claim.slot(rule.stance).and_then(|slot| claim.property(slot)).and_then(|property| self.ontology.enumeration(property));
        let mut fields = Vec::new();
        if let Some(vocabulary) = stance {
            if self.made.insert(agreement.clone()) {
                let counts = vocabulary.values.iter().enumerate().map(|(at, value)| field(camel(&value.code), named("Int").required(), What::Stance(at), &value.label)).collect();
                self.api.add(Object { name: agreement.clone(), description: "How many claims take each stance; shown side by side, never averaged.".to_owned(), fields: counts, ..Object::default() });
            }
            fields.push(field("agreement", Ref::named(agreement).required(), What::Agreement, "How many claims take each stance on this link."));
        }
        fields.push(field("because", Ref::named(claim.singular.clone()).list().required(), What::Because, "The claims that this link stands on, strongest first."));
        fields
    }

    fn query(&mut self) {
        let ontology = self.ontology;
        let mut fields = Vec::new();
        let id = || argument("id", named("ID").required(), "An IRI, a key, or an external identifier (ROR, ORCID, DOI, Wikidata).");
        let as_of = || argument("asOf", named("AsOf"), "The state of the record and all it is linked to at a moment of the past.");
        for ty in &ontology.types {
            let name = object_name(ontology, ty);
            if name != ty.singular {
                continue;
            }
            fields.push(with(field(ty.field_name(), named(&name), What::One(ty.id), format!("One record: {}", ty.description)), vec![id(), language(), as_of()]));
            let mut arguments = list_arguments(&name, false);
            arguments.push(language());
            let scope = Scope { output: name.clone(), types: vec![ty.id] };
            fields.push(with(field(&ty.plural, Ref::named(format!("{name}Connection")).required(), What::Many(scope), format!("Many records: {}", ty.description)), arguments));
        }
        for interface in ontology.interfaces.iter().filter(|interface| !interface.plural.is_empty() && !interface.types.is_empty()) {
            let mut arguments = list_arguments(&interface.singular, true);
            arguments.push(language());
            let scope = Scope { output: interface.singular.clone(), types: interface.types.clone() };
            fields.push(with(field(&interface.plural, Ref::named(format!("{}Connection", interface.singular)).required(), What::Many(scope), &interface.description), arguments));
        }
        let mut arguments = list_arguments(RECORD, true);
        arguments.push(language());
        let types = ontology.types.iter().filter(|ty| has_label(ontology, ty.id)).map(|ty| ty.id).collect();
        let records = field("records", Ref::named(format!("{RECORD}Connection")).required(), What::Many(Scope { output: RECORD.to_owned(), types }), "Many records of any kind; a field that a record cannot have counts as one without a value.");
        fields.push(with(records, arguments));
        let node = field("node", named(NODE), What::Node, "Any record by IRI, key or identifier.");
        fields.push(with(node, vec![id(), language(), as_of()]));
        let nodes = field("nodes", Ref::List(Box::new(named(NODE))).required(), What::Nodes, "Records in the order asked for; null where there is none.");
        fields.push(with(nodes, vec![argument("ids", named("ID").list().required(), "At most 100."), language()]));
        let words = || argument("query", named("String").required(), "Words; \"…\" for phrases, - to leave out.");
        let types = || argument("types", named("RecordType").list(), "Only these record types; all of them where none is named.");
        let mut arguments = vec![words(), types()];
        page(&mut arguments);
        arguments.push(language());
        fields.push(with(field("search", named("SearchConnection").required(), What::Search, "Records by words, best match first."), arguments));
        let first = || argument("first", named("Int"), "How many; 10 unless given.");
        let arguments = vec![argument("prefix", named("String").required(), "What has been typed so far."), types(), first(), language()];
        fields.push(with(field("suggest", named("Suggestion").list().required(), What::Suggest, "Names that begin like this."), arguments));
        let arguments = vec![argument("question", named("String").required(), "In English, like “which tools address fear of escalation?”"), language()];
        fields.push(with(field("ask", named("Answer").required(), What::Ask, "Reads a question with the words of the ontology; says how it was read."), arguments));
        let arguments = vec![argument("scheme", named("ID").required(), "The code or IRI of a concept scheme."), language()];
        fields.push(with(field("vocabulary", named("Vocabulary"), What::Vocabulary, "A concept scheme with its concepts."), arguments));
        let axis = |name| argument(name, named("ID").required(), "A concept scheme, or `types` for the record types.");
        let coverage = field("coverage", named("Coverage").required(), What::Coverage, "An evidence gap map: how many records stand at each crossing of two schemes.");
        fields.push(with(coverage, vec![axis("rows"), axis("columns"), language()]));
        fields.push(field("directory", named("Directory").required(), What::Directory, "What this directory is, and where it stands."));
        fields.extend(past::roots());
        fields.extend(self.verbs(Root::Query));
        self.api.add(Object { name: QUERY.to_owned(), description: ontology.directory.description.clone(), fields, ..Object::default() });
        let fields = self.verbs(Root::Mutation);
        if !fields.is_empty() {
            self.api.add(Object { name: MUTATION.to_owned(), description: "Everything that changes something.".to_owned(), fields, ..Object::default() });
        }
    }

    fn subscription(&mut self) {
        let values = Happened::ALL.iter().map(|happened| (happened.name().to_owned(), happened.words().to_owned())).collect();
        self.api.enums.push(Enumeration { name: "Happened".to_owned(), description: "What happened to a record in a list.".to_owned(), values });
        let arguments = vec![
            argument("types", named("RecordType").list(), "Only these record types."),
            argument("filter", Ref::named(format!("{NODE}Filter")), "Only records that fit."),
            argument("since", named("Int"), "A revision: first what happened after it. Now unless given."),
            language(),
        ];
        let changes = field("changes", named("Change").required(), What::Changes, "Published changes as they happen; what happens while nobody reads is told together, each record once.");
        self.api.add(Object { name: SUBSCRIPTION.to_owned(), description: "What can be followed.".to_owned(), fields: vec![with(changes, arguments)], ..Object::default() });
    }

    fn verbs(&self, root: Root) -> Vec<Field> {
        let shown = self.api.verbs.iter().enumerate().filter(|(_, verb)| verb.shape.root == root);
        shown.map(|(at, verb)| {
            let singular = verb.about.map_or("", |ty| self.ontology.ty(ty).singular.as_str());
            let arguments = verb.shape.arguments.iter().map(|(name, ty, words)| argument(name, Ref::parse(&ty.replace("{}", singular)), words)).collect();
            with(field(&verb.name, Ref::parse(&verb.shape.ty.replace("{}", singular)), What::Verb(at), verb.shape.words.replace("{}", singular)), arguments)
        }).collect()
    }
}

fn node_fields() -> Vec<Field> {
    vec![
        field("id", named("ID").required(), What::Id, "The IRI."),
        field("key", named("String").required(), What::Key, "The last part of the IRI: never changed, never reused."),
        field("type", named("RecordType").required(), What::Type, "What it is."),
        field("revision", named("Int").required(), What::Revision, "The ledger's sequence number of its last change; 0 for what comes with the ontology."),
        field("issued", named("DateTime"), What::Issued, "When it was first published here."),
        field("modified", named("DateTime"), What::Modified, "When it last changed here."),
        with(field("history", named("History").required(), What::History, "Who changed what, when and why."), past::page()),
        field("provenance", named("FieldProvenance").list().required(), What::Provenance, "Of each field that has a value: who last changed it, when and from where."),
        field("credits", named("Credit").list().required(), What::Credits, "Who wrote, edited, checked and curated it."),
    ]
}

fn label_fields(name: &str) -> Vec<Field> {
    vec![
        field(name, named("String").required(), What::Label, "The name, in the best language there is."),
        field(format!("{name}Language"), named("String"), What::Member("labelLanguage"), "The language tag of the name shown."),
    ]
}

fn related() -> Field {
    let arguments = vec![argument("first", named("Int"), "How many; 5 unless given, at most 25."), argument("types", named("RecordType").list(), "Only these record types; all of them where none is named.")];
    with(field("related", named("Related").list().required(), What::Related, "Records that have most in common with this one, and what."), arguments)
}

fn claim_name(ontology: &Ontology, output: &str, rule: &ClaimRule, suffix: &str) -> String {
    format!("{output}{}{suffix}", ontology.ty(rule.claim).singular)
}

/// `practitioner-report` → `practitionerReport`.
fn camel(code: &str) -> String {
    let mut name = String::with_capacity(code.len());
    let mut upper = false;
    for letter in code.chars() {
        match letter {
            '-' => upper = true,
            letter if upper => {
                name.extend(letter.to_uppercase());
                upper = false;
            }
            letter => name.push(letter),
        }
    }
    name
}
