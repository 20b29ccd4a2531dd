//! Compiles the files of `ontology/` into an [`Ontology`]: reads them, refuses what the language does not have, resolves names.
//!
//! Every problem is collected; a folder with any problem gives no ontology.

mod deprecations;
mod shapes;
mod vocabularies;

use super::graph::{Graph, Statement};
use super::terms::*;
use super::{ClaimRule, Directory, Interface, InterfaceId, Inverse, Ontology, Part, PathId, Problem, Property, Range, Role, Targets, Type, TypeId, names, turtle};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the parts of the compiler share.
struct Compiler {
    graph: Graph,
    problems: Vec<Problem>,
    paths: Vec<NamedNode>,
    path_ids: FxHashMap<NamedNode, PathId>,
}

impl Compiler {
    fn path(&mut self, predicate: &NamedNode) -> PathId {
        if let Some(id) = self.path_ids.get(predicate) {
            return *id;
        }
        let id = PathId(u16::try_from(self.paths.len()).unwrap_or(u16::MAX));
        self.paths.push(predicate.clone());
        self.path_ids.insert(predicate.clone(), id);
        id
    }

    fn problem(&mut self, subject: &NamedOrBlankNode, message: impl Into<String>) {
        let problem = self.graph.problem(subject, message);
        self.problems.push(problem);
    }

    fn problem_at(&mut self, statement: &Statement, message: impl Into<String>) {
        let problem = self.graph.problem_at(statement, message);
        self.problems.push(problem);
    }

    /// Refuses predicates that the language does not have on this kind of node.
    fn only(&mut self, subject: &NamedOrBlankNode, kind: &str, allowed: &[NamedNodeRef<'_>]) {
        for statement in self.graph.statements(subject).to_vec() {
            if !allowed.contains(&statement.predicate.as_ref()) {
                let near = names::did_you_mean(statement.predicate.as_str(), allowed.iter().map(|term| term.as_str()));
                self.problem_at(&statement, format!("{subject}: {} is not part of the ontology language on a {kind}{near}", statement.predicate));
            }
        }
    }

    /// A required name; a missing or malformed one is a problem and gives an empty name.
    fn name(&mut self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>, fits: fn(&str) -> bool, form: &str) -> String {
        match self.graph.text(subject, predicate).map(str::to_owned) {
            Some(name) if fits(&name) => name,
            Some(name) => {
                self.problem(subject, format!("{subject}: {predicate} is `{name}`; write {form}"));
                name
            }
            None => {
                self.problem(subject, format!("{subject} lacks {predicate}; write {form}"));
                String::new()
            }
        }
    }
}

fn is_type_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_uppercase()) && name.chars().all(|letter| letter.is_ascii_alphanumeric())
}

fn is_field_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase()) && name.chars().all(|letter| letter.is_ascii_alphanumeric())
}

pub(super) fn compile(folder: &Path) -> Result<Ontology, Vec<Problem>> {
    let mut compiler = Compiler { graph: Graph::default(), problems: Vec::new(), paths: Vec::new(), path_ids: FxHashMap::default() };
    let digest = read(&mut compiler, folder);
    let broader = compiler.path(&SKOS_BROADER.into_owned());
    let directory = directory(&mut compiler);
    let mut draft = shapes::shapes(&mut compiler, &directory);
    let vocabularies = vocabularies::vocabularies(&mut compiler, &directory, &mut draft);
    let mut interfaces = interfaces(&mut compiler, &draft);
    let mut types = types(&mut compiler, &draft, &interfaces);
    claims(&mut compiler, &draft, &mut types, &mut interfaces);
    inverses(&mut compiler, &interfaces, &mut types);
    known_places(&mut compiler, &draft);
    distinct_names(&mut compiler, &types, &interfaces);
    let deprecated_concepts = deprecations::of_concepts(&mut compiler, &draft);
    let triples = vocabularies::public_triples(&compiler.graph);
    let mappings = mappings(folder, &mut compiler.problems);
    if !compiler.problems.is_empty() {
        compiler.problems.sort();
        compiler.problems.dedup();
        return Err(compiler.problems);
    }
    let class_ids = types.iter().map(|ty| (ty.class.clone(), ty.id)).collect();
    Ok(Ontology { directory, types, interfaces, paths: compiler.paths, vocabularies, triples, mappings, deprecated_concepts, digest, broader, path_ids: compiler.path_ids, class_ids })
}

fn read(compiler: &mut Compiler, folder: &Path) -> String {
    let mut hasher = blake3::Hasher::new();
    let files = match turtle::files(folder) {
        Ok(files) => files,
        Err(error) => {
            compiler.problems.push(Problem::new(folder, 0, format!("the ontology folder cannot be read: {error}; give it with --ontology DIR")));
            Vec::new()
        }
    };
    if files.is_empty() && compiler.problems.is_empty() {
        compiler.problems.push(Problem::new(folder, 0, "there is no .ttl file in the ontology folder; give it with --ontology DIR"));
    }
    for file in files {
        match std::fs::read(&file) {
            Ok(text) => {
                hasher.update(&text);
                let document = turtle::parse(&file, &text, None, &mut compiler.problems);
                compiler.graph.add(document);
            }
            Err(error) => compiler.problems.push(Problem::new(&file, 0, format!("cannot be read: {error}"))),
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// The files of `mappings/`; what stands in them is judged by whoever reads by them.
fn mappings(folder: &Path, problems: &mut Vec<Problem>) -> FxHashMap<String, (PathBuf, String)> {
    let files = std::fs::read_dir(folder.join("mappings")).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut found = FxHashMap::default();
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
        match (std::fs::read_to_string(&file), file.file_stem().and_then(|name| name.to_str())) {
            (Ok(text), Some(name)) => drop(found.insert(name.to_owned(), (file.clone(), text))),
            (Err(error), _) => problems.push(Problem::new(&file, 0, format!("cannot be read: {error}"))),
            (Ok(_), None) => problems.push(Problem::new(&file, 0, "its name is not UTF-8")),
        }
    }
    found
}

fn directory(compiler: &mut Compiler) -> Directory {
    let found: Vec<NamedOrBlankNode> = compiler.graph.instances(DCAT_CATALOG).cloned().collect();
    let [subject] = found.as_slice() else {
        if compiler.problems.is_empty() {
            compiler.problems.push(Problem::new(Path::new("directory.ttl"), 0, format!("one dcat:Catalog describes the directory; there are {}", found.len())));
        }
        return Directory::default();
    };
    let graph = &compiler.graph;
    let languages: Vec<String> = graph
        .object(subject, LANGUAGES)
        .and_then(|head| graph.list(head))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|term| if let Term::Literal(tag) = term { Some(tag.value().to_ascii_lowercase()) } else { None })
        .collect();
    let iri = |predicate| graph.iri(subject, predicate).map(|node| node.as_str().to_owned()).unwrap_or_default();
    let directory = Directory {
        iri: if let NamedOrBlankNode::NamedNode(node) = subject { node.as_str().to_owned() } else { String::new() },
        title: graph.english(subject, DCT_TITLE).unwrap_or_default(),
        description: graph.english(subject, DCT_DESCRIPTION).unwrap_or_default(),
        titles: graph.local_texts(subject, DCT_TITLE),
        descriptions: graph.local_texts(subject, DCT_DESCRIPTION),
        license: iri(DCT_LICENSE),
        publisher: iri(DCT_PUBLISHER),
        languages,
        words: graph.local_texts(subject, WORD),
        record_base: iri(RECORD_BASE),
        vocabulary_base: iri(VOCABULARY_BASE),
    };
    for (name, value) in [("dct:title", &directory.title), ("ww:recordBase", &directory.record_base), ("ww:vocabularyBase", &directory.vocabulary_base)] {
        if value.is_empty() {
            compiler.problem(subject, format!("the directory lacks {name}"));
        }
    }
    if directory.languages.is_empty() {
        compiler.problem(subject, "the directory lacks ww:languages, a list of language tags such as ( \"en\" \"cy\" )");
    }
    directory
}

fn interfaces(compiler: &mut Compiler, draft: &shapes::Draft) -> Vec<Interface> {
    let ids: FxHashMap<&NamedNode, InterfaceId> = draft.abstracts.iter().enumerate().map(|(at, shape)| (&shape.node, InterfaceId(u16::try_from(at).unwrap_or(u16::MAX)))).collect();
    draft
        .abstracts
        .iter()
        .map(|shape| Interface {
            id: ids[&shape.node],
            shape: shape.node.clone(),
            singular: shape.singular.clone(),
            plural: shape.plural.clone(),
            description: shape.description.clone(),
            parents: draft.ancestors(&shape.node).iter().filter_map(|parent| ids.get(parent).copied()).collect(),
            properties: resolve(compiler, draft, &draft.properties_of(&shape.node), None),
            types: draft
                .concretes
                .iter()
                .enumerate()
                .filter(|(_, concrete)| draft.ancestors(&concrete.node).contains(&shape.node))
                .map(|(at, _)| TypeId(u16::try_from(at).unwrap_or(u16::MAX)))
                .collect(),
        })
        .collect()
}

fn types(compiler: &mut Compiler, draft: &shapes::Draft, interfaces: &[Interface]) -> Vec<Type> {
    let mut types = Vec::new();
    for (at, shape) in draft.concretes.iter().enumerate() {
        let id = TypeId(u16::try_from(at).unwrap_or(u16::MAX));
        let properties = resolve(compiler, draft, &draft.properties_of(&shape.node), shape.vocabulary.map(|_| id));
        let mut roles = [None; Role::COUNT];
        for (slot, property) in (0_u16..).zip(&properties) {
            if let Some(role) = property.role {
                let place = &mut roles[role as usize];
                if place.is_some() && role != Role::AlternativeLabel {
                    compiler.problems.push(Problem::new(&shape.file, shape.line, format!("{}: two properties play ww:{}; keep one", shape.node, role.name())));
                }
                *place = place.or(Some(slot));
            }
        }
        let parts = parts(compiler, shape, &properties);
        types.push(Type {
            id,
            class: shape.class.clone(),
            singular: shape.singular.clone(),
            plural: shape.plural.clone(),
            enum_value: names::enum_value(&shape.singular),
            segment: shape.segment.clone(),
            base: shape.base.clone(),
            label: shape.label.clone(),
            description: shape.description.clone(),
            labels: shape.labels.clone(),
            plural_labels: shape.plural_labels.clone(),
            descriptions: shape.descriptions.clone(),
            words: shape.words.clone(),
            interfaces: interfaces.iter().filter(|interface| interface.types.contains(&id)).map(|interface| interface.id).collect(),
            slots: slots(&properties),
            by_field: (0_u16..).zip(&properties).map(|(slot, property)| (property.field.clone(), slot)).collect(),
            properties,
            inverses: Vec::new(),
            search_weight: shape.search_weight,
            personal: shape.personal,
            vocabulary: shape.vocabulary,
            claim: None,
            deprecated: shape.deprecated.clone(),
            roles,
            parts,
        });
    }
    types
}

/// The slots that play a part in a call.
fn parts(compiler: &mut Compiler, shape: &shapes::DraftShape, properties: &[Arc<Property>]) -> [Option<u16>; Part::COUNT] {
    let mut parts = [None; Part::COUNT];
    for (slot, property) in (0_u16..).zip(properties) {
        let Some(part) = property.part else { continue };
        if parts[part as usize].replace(slot).is_some() {
            compiler.problems.push(Problem::new(&shape.file, shape.line, format!("{}: two properties play ww:{}; keep one", shape.node, part.name())));
        }
    }
    parts
}

/// Gives the ranges of links their types. The concepts of a vocabulary link to their own kind wherever the shape says "any concept".
fn resolve(compiler: &mut Compiler, draft: &shapes::Draft, properties: &[shapes::DraftProperty], own_concepts: Option<TypeId>) -> Vec<Arc<Property>> {
    let mut resolved = Vec::new();
    for property in properties {
        let mut compiled = property.property.clone();
        if !property.targets.is_empty() {
            let mut types = Vec::new();
            let mut interface = None;
            for target in &property.targets {
                let found = draft.types_of(target);
                if found.is_empty() {
                    compiler.problems.push(Problem::new(
                        &property.file,
                        property.line,
                        format!("{}: <{}> is neither the class of a record type, the class of a vocabulary nor an abstract shape{}", compiled.shape, target.as_str(), draft.nearest(target)),
                    ));
                }
                if let Some(at) = draft.abstracts.iter().position(|shape| shape.node == *target) {
                    interface = Some(InterfaceId(u16::try_from(at).unwrap_or(u16::MAX)));
                }
                types.extend(found);
            }
            if let (Some(own), true) = (own_concepts, property.targets.iter().all(|target| *target == shapes::CONCEPT_SHAPE)) {
                types = vec![own];
                interface = None;
            }
            types.sort();
            types.dedup();
            compiled.range = Range::Link(Targets { interface: if types.len() == 1 { None } else { interface }, types });
        }
        resolved.push(Arc::new(compiled));
    }
    resolved
}

/// The slot of each predicate.
fn slots(properties: &[Arc<Property>]) -> Vec<Option<u16>> {
    let mut slots = Vec::new();
    for (slot, property) in (0_u16..).zip(properties) {
        let at = usize::from(property.path.0);
        slots.resize(slots.len().max(at + 1), None);
        slots[at] = Some(slot);
    }
    slots
}

fn claims(compiler: &mut Compiler, draft: &shapes::Draft, types: &mut [Type], interfaces: &mut [Interface]) {
    for (at, shape) in draft.concretes.iter().enumerate() {
        let Some(node) = &shape.qualifies else { continue };
        compiler.only(node, "ww:qualifies", &[LINK, SUBJECT, OBJECT, STANCE, STRENGTH]);
        let mut paths = Vec::new();
        for predicate in [LINK, SUBJECT, OBJECT, STANCE, STRENGTH] {
            let known = compiler.graph.iri(node, predicate).cloned().and_then(|iri| compiler.path_ids.get(&iri).copied());
            let fits = known.is_some_and(|path| predicate == LINK || types.get(at).is_some_and(|ty| ty.slot(path).is_some()));
            match known {
                Some(path) if fits => paths.push(path),
                _ => compiler.problem(node, format!("ww:qualifies needs {predicate}, the path of a property of {}", if predicate == LINK { "some shape" } else { "this shape" })),
            }
        }
        let [link, subject, object, stance, strength] = paths.as_slice() else { continue };
        types[at].claim = Some(ClaimRule { claim: types[at].id, link: *link, subject: *subject, object: *object, stance: *stance, strength: *strength });
        let link = *link;
        let shown = types.iter_mut().flat_map(|ty| ty.properties.iter_mut()).chain(interfaces.iter_mut().flat_map(|interface| interface.properties.iter_mut()));
        for property in shown.filter(|property| property.path == link) {
            let property = Arc::make_mut(property);
            (property.claimed, property.derived) = (true, true);
        }
    }
}

fn inverses(compiler: &mut Compiler, interfaces: &[Interface], types: &mut [Type]) {
    let mut arriving: Vec<Vec<Inverse>> = types.iter().map(|_| Vec::new()).collect();
    for ty in types.iter() {
        for property in &ty.properties {
            let (Some(field), Some(targets)) = (&property.inverse_field, property.range.targets()) else { continue };
            for target in &targets.types {
                let Some(inverses) = arriving.get_mut(usize::from(target.0)) else { continue };
                if let Some(inverse) = inverses.iter_mut().find(|inverse| inverse.path == property.path) {
                    if inverse.field != *field {
                        compiler.problems.push(Problem::new(Path::new("ontology"), 0, format!("{}: the same path has the inverse names `{field}` and `{}`; choose one", property.shape, inverse.field)));
                    }
                    if !inverse.sources.types.contains(&ty.id) {
                        inverse.sources.types.push(ty.id);
                    }
                } else {
                    inverses.push(Inverse {
                        field: field.clone(),
                        path: property.path,
                        labels: property.inverse_labels.clone(),
                        descriptions: property.inverse_descriptions.clone(),
                        description: property.inverse_description.clone().unwrap_or_else(|| format!("What names it under “{}”.", property.label)),
                        sources: Targets { types: vec![ty.id], interface: None },
                        claimed: property.claimed,
                        from_text: property.is_from_text(),
                        list: property.inverse_list,
                    });
                }
            }
        }
    }
    for (ty, mut inverses) in types.iter_mut().zip(arriving) {
        for inverse in &mut inverses {
            inverse.sources.types.sort();
            inverse.sources.interface = if inverse.sources.types.len() == 1 { None } else { common(interfaces, &inverse.sources.types) };
            if ty.field(&inverse.field).is_some() {
                compiler.problems.push(Problem::new(Path::new("ontology"), 0, format!("{}: the inverse name `{}` is also the name of a property of {}; rename one", ty.class, inverse.field, ty.singular)));
            }
        }
        let mut seen = FxHashSet::default();
        for inverse in &inverses {
            if !seen.insert(inverse.field.clone()) {
                compiler.problems.push(Problem::new(Path::new("ontology"), 0, format!("{}: two different links arrive under the name `{}`; give one another ww:inverseField", ty.class, inverse.field)));
            }
        }
        inverses.sort_by(|one, other| one.field.cmp(&other.field));
        ty.inverses = inverses.into_iter().map(Arc::new).collect();
    }
}

/// The narrowest abstract shape that all of `types` have.
fn common(interfaces: &[Interface], types: &[TypeId]) -> Option<InterfaceId> {
    interfaces
        .iter()
        .filter(|interface| types.iter().all(|ty| interface.types.contains(ty)))
        .min_by_key(|interface| interface.types.len())
        .map(|interface| interface.id)
}

/// Nodes that are no shape, class, vocabulary or the directory have no place in `ontology/`.
fn known_places(compiler: &mut Compiler, draft: &shapes::Draft) {
    let known: FxHashSet<NamedOrBlankNode> = draft.property_nodes.iter().cloned().collect();
    for subject in compiler.graph.subjects().cloned().collect::<Vec<_>>() {
        if matches!(subject, NamedOrBlankNode::BlankNode(_)) || known.contains(&subject) {
            continue;
        }
        let Some(first) = compiler.graph.statements(&subject).first().cloned() else { continue };
        if compiler.graph.object(&subject, oxigraph::model::vocab::rdf::TYPE).is_none() {
            compiler.problem_at(&first, format!("{subject} has no rdf:type; say what it is"));
        } else if compiler.graph.instances(SH_PROPERTY_SHAPE).any(|shape| *shape == subject) {
            compiler.problem_at(&first, format!("{subject} is a property shape that no node shape uses; name it in sh:property or delete it"));
        }
    }
}

fn distinct_names(compiler: &mut Compiler, types: &[Type], interfaces: &[Interface]) {
    let mut seen: FxHashMap<String, String> = FxHashMap::default();
    let names = types
        .iter()
        .flat_map(|ty| [ty.singular.clone(), ty.plural.clone(), ty.field_name()].into_iter().map(move |name| (name, ty.class.as_str())))
        .chain(interfaces.iter().flat_map(|interface| [interface.singular.clone(), interface.plural.clone()].into_iter().filter(|name| !name.is_empty()).map(|name| (name, interface.shape.as_str()))));
    for (name, owner) in names {
        if let Some(other) = seen.insert(name.clone(), owner.to_owned()) {
            let message = if other == owner { format!("<{owner}>: singular and plural are both `{name}`; GraphQL needs two names") } else { format!("<{owner}> and <{other}> are both called `{name}`; rename one") };
            compiler.problems.push(Problem::new(Path::new("ontology"), 0, message));
        }
    }
}
