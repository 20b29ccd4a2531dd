//! The directory as anybody would work it out by hand: a list of things and their triples, no sets, no ranks. It knows the ontology
//! and the meaning of filters, and nothing of how the records view does it.

use super::history::Event;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use serde_json::Value as Tree;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;
use whatworks::ontology::record::Value;
use whatworks::ontology::{Inverse, Ontology, PathId, Property, Range, Role, Type, TypeId};
use whatworks::views::fold::fold;

/// A published record or a concept.
#[derive(Clone, Debug)]
pub struct Thing {
    pub iri: String,
    pub ty: TypeId,
    triples: Vec<Triple>,
    pub issued: jiff::Timestamp,
    pub modified: jiff::Timestamp,
    /// The sequence of its last event; 0 for what comes with the ontology.
    pub revision: u64,
}

/// All that is published.
#[derive(Clone)]
pub struct World {
    pub ontology: Arc<Ontology>,
    pub things: BTreeMap<String, Thing>,
}

/// What a filter tests in a thing.
enum Tested {
    Property(Arc<Property>),
    Inverse(Arc<Inverse>),
}

impl World {
    pub fn new(ontology: &Arc<Ontology>) -> Self {
        let mut world = Self { ontology: Arc::clone(ontology), things: BTreeMap::new() };
        let mut by_subject: BTreeMap<String, Vec<Triple>> = BTreeMap::new();
        for triple in &ontology.triples {
            if let NamedOrBlankNode::NamedNode(node) = &triple.subject {
                by_subject.entry(node.as_str().to_owned()).or_default().push(triple.clone());
            }
        }
        for (iri, triples) in by_subject {
            let event = Event { sequence: 0, time: jiff::Timestamp::UNIX_EPOCH, subject: iri, removed: Vec::new(), added: triples };
            world.apply(&event);
        }
        world
    }

    pub fn apply(&mut self, event: &Event) {
        let known = self.things.remove(&event.subject);
        let issued = known.as_ref().map_or(event.time, |thing| thing.issued);
        let mut triples = known.map(|thing| thing.triples).unwrap_or_default();
        triples.retain(|triple| !event.removed.contains(triple));
        triples.extend(event.added.iter().cloned());
        let class = |triple: &Triple| if let (true, Term::NamedNode(class)) = (triple.predicate == rdf::TYPE, &triple.object) { self.ontology.type_of_class(class).map(|ty| ty.id) } else { None };
        if let Some(ty) = triples.iter().find_map(class) {
            let thing = Thing { iri: event.subject.clone(), ty, triples, issued, modified: event.time, revision: event.sequence };
            self.things.insert(event.subject.clone(), thing);
        }
    }

    pub fn ty(&self, thing: &Thing) -> &Type {
        self.ontology.ty(thing.ty)
    }

    pub fn of_types<'a>(&'a self, types: &'a [TypeId]) -> impl Iterator<Item = &'a Thing> {
        self.things.values().filter(move |thing| types.contains(&thing.ty))
    }

    /// What a record says by a property, each value once; claimed links as the claims say.
    pub fn values(&self, thing: &Thing, property: &Property) -> Vec<Value> {
        if property.claimed {
            let mut targets: Vec<Value> = self.claims(thing, property.path).into_iter().filter(|claim| !claim.disputes).map(|claim| Value::Iri(claim.target)).collect();
            targets.dedup();
            return targets;
        }
        let path = self.ontology.path(property.path);
        let mut values = Vec::new();
        for value in thing.triples.iter().filter(|triple| triple.predicate == *path).filter_map(|triple| Value::decode(&property.range, &triple.object)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    fn by_path(&self, thing: &Thing, path: PathId) -> Vec<Value> {
        let ty = self.ty(thing);
        ty.slot(path).and_then(|slot| ty.property(slot)).map(|property| self.values(thing, property)).unwrap_or_default()
    }

    pub fn links(&self, thing: &Thing, path: PathId) -> Vec<String> {
        self.by_path(thing, path).into_iter().filter_map(|value| if let Value::Iri(iri) = value { Some(iri) } else { None }).collect()
    }

    /// The claims about a thing that qualify its links by `path`, by target.
    pub fn claims(&self, thing: &Thing, path: PathId) -> Vec<Claim> {
        let Some(rule) = self.ontology.claim_rule(path) else { return Vec::new() };
        let first = |claim: &Thing, path| self.links(claim, path).into_iter().next();
        let mut claims: Vec<Claim> = self
            .of_types(&[rule.claim])
            .filter(|claim| first(claim, rule.subject).as_deref() == Some(thing.iri.as_str()) || self.links(claim, rule.subject).contains(&thing.iri))
            .filter_map(|claim| {
                let strength = first(claim, rule.strength).and_then(|iri| self.rank(&iri)).unwrap_or(0);
                let disputes = first(claim, rule.stance).is_some_and(|iri| iri.ends_with("/disputes"));
                Some(Claim { target: first(claim, rule.object)?, strength, disputes })
            })
            .collect();
        claims.sort_by(|one, other| one.target.cmp(&other.target));
        claims
    }

    fn rank(&self, iri: &str) -> Option<i64> {
        self.ontology.vocabularies.iter().flat_map(|vocabulary| &vocabulary.values).find(|value| value.iri == iri).map(|value| value.rank)
    }

    pub fn is_concept(&self, iri: &str) -> bool {
        self.things.get(iri).is_some_and(|thing| self.ty(thing).is_concept())
    }

    /// A concept that is there, and all that is broader.
    pub fn widened(&self, iri: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut open = vec![iri.to_owned()];
        while let Some(next) = open.pop() {
            if found.contains(&next) {
                continue;
            }
            if let Some(thing) = self.things.get(&next) {
                open.extend(self.links(thing, self.ontology.broader));
            }
            found.push(next);
        }
        if self.is_concept(iri) { found } else { Vec::new() }
    }

    /// Whether a link to `target` counts as one to `wanted`.
    pub fn leads_to(&self, target: &str, wanted: &str, exact: bool) -> bool {
        target == wanted || (!exact && self.is_concept(wanted) && self.widened(target).iter().any(|own| own == wanted))
    }

    /// The things that the field of an inverse link shows: what links to this one, or to something narrower; in plain lists the former.
    pub fn sources<'a>(&'a self, thing: &Thing, inverse: &'a Inverse) -> Vec<&'a Thing> {
        self.of_types(&inverse.sources.types).filter(|other| self.links(other, inverse.path).iter().any(|own| self.leads_to(own, &thing.iri, inverse.list))).collect()
    }

    /// Resolves what filters call a record.
    fn named<'a>(&'a self, types: &'a [TypeId], text: &str) -> Option<&'a Thing> {
        if let Some(thing) = self.things.get(text) {
            return Some(thing).filter(|thing| types.contains(&thing.ty));
        }
        let mut fits = self.of_types(types).filter(|thing| thing.iri.strip_prefix(self.ty(thing).base.as_str()) == Some(text));
        let first = fits.next()?;
        if fits.next().is_none() { Some(first) } else { None }
    }

    fn tested(&self, types: &[TypeId], name: &str) -> Option<Tested> {
        types.iter().map(|ty| self.ontology.ty(*ty)).find_map(|ty| match (ty.field(name), ty.inverse(name)) {
            (Some(property), _) => Some(Tested::Property(Arc::clone(property))),
            (None, Some(inverse)) => Some(Tested::Inverse(Arc::clone(inverse))),
            (None, None) => None,
        })
    }

    /// Whether a thing fits a filter about records of `types`.
    pub fn fits(&self, types: &[TypeId], thing: &Thing, tree: &Tree) -> bool {
        let Tree::Object(fields) = tree else { return true };
        fields.iter().filter(|(_, value)| !value.is_null()).all(|(name, value)| match name.as_str() {
            "and" => members(value).iter().all(|part| self.fits(types, thing, part)),
            "or" => members(value).iter().any(|part| self.fits(types, thing, part)),
            "not" => !self.fits(types, thing, value),
            "id" => texts(&value["in"]).iter().any(|text| self.named(types, text).is_some_and(|named| named.iri == thing.iri)),
            _ => self.field_fits(types, thing, name, value),
        })
    }

    fn field_fits(&self, types: &[TypeId], thing: &Thing, name: &str, tests: &Tree) -> bool {
        let Some(tested) = self.tested(types, name) else { panic!("no field {name}") };
        let exact = tests["exact"] == true;
        let tests = tests.as_object().expect("tests");
        tests.iter().filter(|(test, argument)| *test != "exact" && !argument.is_null()).all(|(test, argument)| match &tested {
            Tested::Property(property) => {
                let own = self.ty(thing).field(name).map(|own| self.values(thing, own)).unwrap_or_default();
                self.property_fits(property, &own, test, argument, exact)
            }
            Tested::Inverse(inverse) => {
                let sources = if self.ty(thing).inverse(name).is_some() { self.sources(thing, inverse) } else { Vec::new() };
                let targets: Vec<String> = sources.iter().map(|source| source.iri.clone()).collect();
                self.links_fit(&inverse.sources.types, &targets, test, argument, exact)
            }
        })
    }

    fn property_fits(&self, property: &Property, own: &[Value], test: &str, argument: &Tree, exact: bool) -> bool {
        if test == "exists" && !property.range.is_link() {
            return own.is_empty() != argument.as_bool().unwrap();
        }
        let plain = |argument: &Tree| match (argument, &property.range) {
            (Tree::Number(year), Range::Year) => Value::lexical(&property.range, &format!("{:04}", year.as_i64().unwrap())).unwrap(),
            (Tree::String(text), _) => Value::lexical(&property.range, text).unwrap(),
            (other, _) => Value::lexical(&property.range, &other.to_string()).unwrap(),
        };
        match &property.range {
            Range::Link(targets) => {
                // Where a link leads to nothing that is published, readers see none.
                if test == "exists" {
                    return own.iter().any(|value| matches!(value, Value::Iri(iri) if self.things.contains_key(iri))) == argument.as_bool().unwrap();
                }
                let links: Vec<String> = own.iter().filter_map(|value| if let Value::Iri(iri) = value { Some(iri.clone()) } else { None }).collect();
                if self.ontology.enumeration(property).is_some() {
                    return self.enumeration_fits(property, &links, test, argument);
                }
                self.links_fit(&targets.types, &links, test, argument, exact)
            }
            Range::Text | Range::LocalText | Range::Address | Range::Identifier(_) => {
                let normal = |text: &str| if let Range::Identifier(scheme) = &property.range { fold(&scheme.normalise(text).unwrap_or_else(|_| text.to_owned())) } else { fold(text) };
                let wanted: Vec<String> = texts(argument).iter().map(|text| normal(text)).collect();
                own.iter().map(|value| if let Value::Text(text) = value { fold(&text.text) } else if let Value::Iri(iri) = value { fold(iri) } else { String::new() }).any(|own| {
                    wanted.iter().any(|wanted| match test {
                        "eq" | "in" => own == *wanted,
                        "contains" => own.contains(wanted.as_str()),
                        "startsWith" => own.starts_with(wanted.as_str()),
                        _ => panic!("no test {test}"),
                    })
                })
            }
            _ => own.iter().any(|own| {
                let order = |argument: &Tree| own.compare(&plain(argument));
                match test {
                    "eq" => order(argument) == Ordering::Equal,
                    "in" => members(argument).iter().any(|member| order(member) == Ordering::Equal),
                    "lt" => order(argument) == Ordering::Less,
                    "lte" => order(argument) != Ordering::Greater,
                    "gt" => order(argument) == Ordering::Greater,
                    "gte" => order(argument) != Ordering::Less,
                    _ => panic!("no test {test}"),
                }
            }),
        }
    }

    fn enumeration_fits(&self, property: &Property, links: &[String], test: &str, argument: &Tree) -> bool {
        let vocabulary = self.ontology.enumeration(property).unwrap();
        let rank = |name: &str| vocabulary.values.iter().find(|value| value.value == name).unwrap().rank;
        let own: Vec<i64> = links.iter().filter_map(|iri| self.rank(iri)).collect();
        let wanted: Vec<i64> = texts(argument).iter().map(|name| rank(name)).collect();
        match test {
            "in" => own.iter().any(|own| wanted.contains(own)),
            "none" => !own.iter().any(|own| wanted.contains(own)),
            "gte" => own.iter().any(|own| *own >= wanted[0]),
            "lte" => own.iter().any(|own| *own <= wanted[0]),
            _ => panic!("no test {test}"),
        }
    }

    fn links_fit(&self, types: &[TypeId], links: &[String], test: &str, argument: &Tree, exact: bool) -> bool {
        let others = || links.iter().filter_map(|iri| self.things.get(iri)).filter(|other| types.contains(&other.ty));
        let wanted = || texts(argument).into_iter().map(|text| self.named(types, &text).map(|thing| thing.iri.clone()).unwrap_or_else(|| panic!("{text} is no record")));
        let leads = |wanted: &str| links.iter().any(|own| self.leads_to(own, wanted, exact));
        match test {
            "exists" => links.is_empty() != argument.as_bool().unwrap(),
            "some" => others().any(|other| self.fits(types, other, argument)),
            "every" => others().all(|other| self.fits(types, other, argument)),
            "none" if argument.is_object() => !others().any(|other| self.fits(types, other, argument)),
            "in" => wanted().any(|wanted| leads(&wanted)),
            "all" => wanted().all(|wanted| leads(&wanted)),
            "none" => !wanted().any(|wanted| leads(&wanted)),
            _ => panic!("no test {test}"),
        }
    }

    /// The text shown where nobody asks for a language.
    pub fn shown<'v>(&self, values: &'v [Value]) -> Option<&'v str> {
        self.shown_in(values, 0)
    }

    /// The text shown to readers of a language of the directory.
    fn shown_in<'v>(&self, values: &'v [Value], language: usize) -> Option<&'v str> {
        let languages = &self.ontology.directory.languages;
        let texts: Vec<(&str, &str)> = values.iter().filter_map(|value| if let Value::Text(text) = value { Some((text.text.as_str(), text.language.as_str())) } else { None }).collect();
        let primary = |tag: &'v str| tag.split('-').next().unwrap();
        for wanted in std::iter::once(&languages[language]).chain(languages) {
            let exactly = texts.iter().find(|(_, language)| language == wanted);
            if let Some((text, _)) = exactly.or_else(|| texts.iter().find(|(_, language)| primary(language) == wanted.split('-').next().unwrap())) {
                return Some(text);
            }
        }
        texts.first().map(|(text, _)| *text)
    }

    pub fn label(&self, thing: &Thing) -> Option<String> {
        self.label_in(thing, 0)
    }

    fn label_in(&self, thing: &Thing, language: usize) -> Option<String> {
        let ty = self.ty(thing);
        let values = self.values(thing, ty.property(ty.role(Role::Label)?)?);
        self.shown_in(&values, language).map(str::to_owned)
    }

    /// What a list is ordered by; `None` comes last.
    pub fn sort_value(&self, thing: &Thing, by: &SortBy) -> Option<Sorted> {
        match by {
            SortBy::Issued => Some(Sorted::Time(thing.issued)),
            SortBy::Modified => Some(Sorted::Time(thing.modified)),
            SortBy::Label(language) => self.label_in(thing, *language).map(|text| Sorted::Text(fold(&text), text)),
            SortBy::Path(path) => {
                let values = self.by_path(thing, *path);
                let shown = self.shown(&values).map(|text| Sorted::Text(fold(text), text.to_owned()));
                shown.or_else(|| values.iter().find_map(|value| if let Value::Iri(iri) = value { Some(Sorted::Text(fold(iri), iri.clone())) } else { None })).or_else(|| values.into_iter().next().map(Sorted::Value))
            }
        }
    }
}

/// A claim about a thing.
#[derive(Clone, Debug)]
pub struct Claim {
    pub target: String,
    pub strength: i64,
    pub disputes: bool,
}

#[derive(Clone, Debug)]
pub enum SortBy {
    /// As readers of this language of the directory see it.
    Label(usize),
    Issued,
    Modified,
    Path(PathId),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Sorted {
    Text(String, String),
    Time(jiff::Timestamp),
    Value(Value),
}

impl Sorted {
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(folded, text), Self::Text(other_folded, other_text)) => (folded, text).cmp(&(other_folded, other_text)),
            (Self::Time(one), Self::Time(other)) => one.cmp(other),
            (Self::Value(one), Self::Value(other)) => one.compare(other),
            _ => panic!("two kinds of values in one order"),
        }
    }
}

pub fn members(tree: &Tree) -> Vec<&Tree> {
    if let Tree::Array(members) = tree { members.iter().collect() } else { vec![tree] }
}

pub fn texts(tree: &Tree) -> Vec<String> {
    members(tree).into_iter().map(|member| member.as_str().expect("a text").to_owned()).collect()
}

/// The node of an IRI.
pub fn node(iri: &str) -> NamedNode {
    NamedNode::new_unchecked(iri)
}
