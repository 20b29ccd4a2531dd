//! What a cell that names a record or concept means: an address, a key, an external identifier, a code, or a name.

use super::identity::Arriving;
use super::texts::shown;
use crate::app::data::entries::IDENTIFIED;
use crate::ontology::terms::SKOS_NOTATION;
use crate::ontology::{Range, Role, Targets, Type, TypeId, names};
use crate::views::records::{Id, Record, Snapshot, Token};
use crate::views::words::analysis::fold;
use oxigraph::model::NamedNode;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Cells that get a hint; a table with more has another problem than spelling.
const HINTS_MAX: u32 = 100;
/// Names compared for a hint; of types with more none is given.
const HINT_NAMES_MAX: usize = 5_000;
/// Records that an ambiguous name lists.
const ALIKE_MAX: usize = 3;

/// What the directory and the files read so far have.
pub struct Lookup<'a> {
    now: &'a Snapshot,
    by_name: RefCell<FxHashMap<TypeId, Rc<Names>>>,
    hints: Cell<u32>,
}

/// The names of a type's records, folded; better kinds of name before others.
#[derive(Default)]
struct Names {
    kinds: [FxHashMap<String, Vec<Id>>; 3],
    /// As written, for hints.
    written: Vec<String>,
}

impl<'a> Lookup<'a> {
    pub fn new(now: &'a Snapshot) -> Self {
        Self { now, by_name: RefCell::default(), hints: Cell::new(0) }
    }

    /// Whether an address is one of a record of this directory, there or not.
    pub fn is_ours(&self, iri: &str) -> bool {
        self.now.ontology().split_iri(iri).is_some_and(|(_, key)| names::is_key(key))
    }

    /// Who may be meant by a name, in words; nobody is taken for somebody else because of it.
    pub fn namesakes(&self, targets: &Targets, name: &str) -> Option<String> {
        match self.named(targets, &fold(name)) {
            Some(Ok(iri)) => Some(format!("<{iri}> has the same name; if they are the same, give its identifier")),
            Some(Err(alike)) => Some(format!("{alike} have the same name; if one of them is meant, give its identifier")),
            None => {
                let near = self.near(targets, name);
                (!near.is_empty()).then(|| format!("`{}` is nobody here{near}", shown(name)))
            }
        }
    }

    pub fn is_concept(&self, ty: TypeId) -> bool {
        self.now.ontology().ty(ty).is_concept()
    }

    /// The address of what `text` names. With `later`, an address or key that nothing has yet is one too: it may stand further down or in
    /// another file, which is judged when all is read.
    ///
    /// # Errors
    /// What it should have been.
    pub fn find(&self, targets: &Targets, arriving: &Arriving, text: &str, later: bool) -> Result<String, String> {
        // Whoever comes with an identifier is known by it, else by name.
        if let Some((name, identifier)) = text.split_once(IDENTIFIED) {
            return self.find(targets, arriving, identifier, false).or_else(|_| self.find(targets, arriving, name, later));
        }
        let ontology = self.now.ontology();
        let types = || targets.types.iter().map(|ty| ontology.ty(*ty));
        let exists = |iri: &str| self.now.by_iri(iri).map(|record| record.ty).or_else(|| arriving.type_of(iri)).is_some_and(|ty| targets.types.contains(&ty));
        if exists(text) {
            return Ok(text.to_owned());
        }
        for scheme in types().flat_map(|ty| &ty.properties).filter_map(|property| if let Range::Identifier(scheme) = property.range { Some(scheme) } else { None }) {
            let Ok(identifier) = scheme.normalise(text) else { continue };
            let own = self.now.by_identifier(&identifier).map(|record| &*record.iri).or_else(|| arriving.by_identifier(&identifier));
            if let Some(iri) = own.filter(|iri| exists(iri)) {
                return Ok(iri.to_owned());
            }
        }
        if names::is_key(text) {
            let mut keyed = types().map(|ty| format!("{}{text}", ty.base)).filter(|iri| exists(iri));
            if let Some(iri) = keyed.next() {
                return keyed.next().map_or(Ok(iri.clone()), |other| Err(format!("`{text}` may be <{iri}> or <{other}>; write the address")));
            }
        }
        if let Some(found) = self.named(targets, &fold(text)) {
            return found.map_err(|alike| format!("`{}` may be {alike}; write the address or key", shown(text)));
        }
        if later && let Some(iri) = self.to_come(targets, text) { Ok(iri) } else { Err(self.unknown(targets, text)) }
    }

    /// The record with that name: by code, else by label, else by another name. More than one are told.
    fn named(&self, targets: &Targets, folded: &str) -> Option<Result<String, String>> {
        let all: Vec<Rc<Names>> = targets.types.iter().map(|ty| self.names(*ty)).collect();
        for kind in 0..all.first()?.kinds.len() {
            let mut found: Vec<Id> = all.iter().filter_map(|names| names.kinds.get(kind)?.get(folded)).flatten().copied().collect();
            found.sort_unstable();
            found.dedup();
            let iris: Vec<String> = found.iter().filter_map(|id| self.now.iri(*id)).map(ToString::to_string).collect();
            match iris.as_slice() {
                [] => {}
                [only] => return Some(Ok(only.clone())),
                many => return Some(Err(many.iter().take(ALIKE_MAX).map(|iri| format!("<{iri}>")).collect::<Vec<_>>().join(" or "))),
            }
        }
        None
    }

    fn to_come(&self, targets: &Targets, text: &str) -> Option<String> {
        let ontology = self.now.ontology();
        match targets.types.as_slice() {
            [only] if !ontology.ty(*only).is_concept() && names::is_key(text) => Some(format!("{}{text}", ontology.ty(*only).base)),
            _ => (text.contains("://") && NamedNode::new(text).is_ok()).then(|| text.to_owned()),
        }
    }

    fn unknown(&self, targets: &Targets, text: &str) -> String {
        let ontology = self.now.ontology();
        let types = targets.types.iter().map(|ty| ontology.ty(*ty).singular.as_str()).collect::<Vec<_>>().join(" or ");
        let near = self.near(targets, text);
        format!("`{}` is no {types} by address, key, code or name{near}", shown(text))
    }

    /// The nearest names, as far as hints are given.
    fn near(&self, targets: &Targets, text: &str) -> String {
        if self.hints.replace(self.hints.get() + 1) >= HINTS_MAX {
            return String::new();
        }
        let all: Vec<Rc<Names>> = targets.types.iter().map(|ty| self.names(*ty)).filter(|names| names.written.len() <= HINT_NAMES_MAX).collect();
        names::did_you_mean(text, all.iter().flat_map(|names| &names.written).map(String::as_str))
    }

    fn names(&self, ty: TypeId) -> Rc<Names> {
        if let Some(names) = self.by_name.borrow().get(&ty) {
            return Rc::clone(names);
        }
        let names = Rc::new(self.gather(self.now.ontology().ty(ty)));
        self.by_name.borrow_mut().insert(ty, Rc::clone(&names));
        names
    }

    fn gather(&self, ty: &Type) -> Names {
        let notation = self.now.ontology().path_id(&SKOS_NOTATION.into_owned());
        let mut names = Names::default();
        for id in self.now.set(Token::of_type(ty.id)) {
            let Some(record) = self.now.record(id) else { continue };
            names.written.extend(record.iri.strip_prefix(ty.base.as_str()).map(str::to_owned));
            for (property, values) in ty.properties.iter().zip(&record.values) {
                let kind = match property.role {
                    _ if Some(property.path) == notation => 0,
                    Some(Role::Label) => 1,
                    Some(Role::AlternativeLabel) => 2,
                    _ => continue,
                };
                for text in values.texts() {
                    let text = text.raw();
                    names.kinds[kind].entry(fold(&text)).or_default().push(id);
                    names.written.push(text.into_owned());
                }
            }
        }
        names
    }
}

/// Whether a record has this label, however it is written.
pub fn is_called(ty: &Type, record: &Record, folded: &str) -> bool {
    ty.role(Role::Label).is_some_and(|slot| record.values(slot).texts().iter().any(|text| fold(&text.raw()) == folded))
}
