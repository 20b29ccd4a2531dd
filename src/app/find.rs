//! Finding: one record by any of its names; many by filter, words and links, in a total order, a page at a time.

mod cursor;
mod facets;
mod order;

pub use cursor::Cursor;
pub use facets::{FACET_VALUES_MAX, Facet, FacetValue, TYPE_FACET, facetable};
pub use order::{Direction, Key, ORDER_FIELDS_MAX, OrderBy, Sequence};

use super::filter::{Filter, LinkMode, Test};
use super::{Problem, Scope};
use crate::error::Code;
use crate::ontology::{PathId, Scheme, TypeId, names};
use crate::views::records::{Id, Record, Snapshot, Token, Values};
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// Records of a page unless `first` or `last` says otherwise.
pub const PAGE_DEFAULT: u32 = 25;
/// Records of a page at most.
pub const PAGE_MAX: u32 = 100;

/// The record that `text` names: an IRI, an external identifier, a key, a concept's notation.
///
/// What has the form of an identifier never resolves to anything but that identifier.
///
/// # Errors
/// When `text` is meant as an identifier of a scheme and is malformed.
pub fn resolve<'a>(snapshot: &'a Snapshot, types: &[TypeId], text: &str) -> Result<Option<&'a Arc<Record>>, Problem> {
    let text = text.trim();
    let fits = |record: &&Arc<Record>| types.is_empty() || types.contains(&record.ty);
    if let Some(record) = snapshot.by_iri(text) {
        return Ok(Some(record).filter(fits));
    }
    for scheme in Scheme::ALL {
        if scheme.claims(text) {
            let identifier = scheme.normalise(text).map_err(|message| Problem::new(Code::BadIdentifier, message))?;
            return Ok(snapshot.by_identifier(&identifier).filter(fits));
        }
    }
    if text.contains("://") {
        return Ok(None);
    }
    if names::is_key(text)
        && let Some(record) = unique_key(snapshot, types, text)
    {
        return Ok(Some(record));
    }
    if let Some((segment, key)) = text.rsplit_once('/') {
        let ontology = snapshot.ontology();
        // `/id/tool/t` below the address of the directory, or `tool/t`; never anything that only ends like it.
        let here = snapshot.by_iri(&format!("{}{}", ontology.directory.iri, text.strip_prefix('/').unwrap_or(text)));
        let named = || ontology.types.iter().find(|ty| ty.segment == segment).and_then(|ty| snapshot.by_key(ty.id, key));
        return Ok(here.or_else(named).filter(fits));
    }
    for scheme in Scheme::ALL {
        if let Ok(identifier) = scheme.normalise(text)
            && let Some(record) = snapshot.by_identifier(&identifier).filter(fits)
        {
            return Ok(Some(record));
        }
    }
    Ok(by_notation(snapshot, types, text))
}

/// What to say of a key that several of the types have, so that it names none: where each is.
#[must_use]
pub fn namesakes(snapshot: &Snapshot, types: &[TypeId], key: &str) -> Option<String> {
    let ontology = snapshot.ontology();
    let own = ontology.types.iter().filter(|ty| types.is_empty() || types.contains(&ty.id)).filter(|ty| snapshot.by_key(ty.id, key).is_some());
    let named: Vec<String> = own.map(|ty| format!("`{}/{key}`", ty.segment)).collect();
    (named.len() > 1).then(|| format!("`{key}` names several records: give one of {}", named.join(", ")))
}

/// A key names a record when only one of the types has it.
fn unique_key<'a>(snapshot: &'a Snapshot, types: &[TypeId], key: &str) -> Option<&'a Arc<Record>> {
    let all: Vec<TypeId>;
    let types = if types.is_empty() {
        all = snapshot.ontology().types.iter().map(|ty| ty.id).collect();
        &all
    } else {
        types
    };
    let mut found = types.iter().filter_map(|ty| snapshot.by_key(*ty, key));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn by_notation<'a>(snapshot: &'a Snapshot, types: &[TypeId], text: &str) -> Option<&'a Arc<Record>> {
    let ontology = snapshot.ontology();
    let concepts = types.iter().filter(|ty| ontology.ty(**ty).is_concept());
    concepts.flat_map(|ty| snapshot.set(Token::of_type(*ty))).filter_map(|id| snapshot.record(id)).find(|record| {
        let ty = ontology.ty(record.ty);
        let notation = ty.properties.iter().position(|property| ontology.path(property.path).as_ref() == crate::ontology::terms::SKOS_NOTATION);
        notation.and_then(|slot| record.values.get(slot)).is_some_and(|values| values.texts().iter().any(|own| own.raw() == text))
    })
}

/// Where the records of a list come from.
#[derive(Clone, Debug)]
pub enum Base {
    /// All records of the scope's types.
    All,
    /// What links to `target` (or, when it is a concept, to a narrower one).
    Arriving { path: PathId, target: Id, exact: bool },
    /// What `source` links to by the property in `slot`.
    Leaving { source: Id, slot: u16 },
    /// These.
    Set(RoaringBitmap),
}

/// The predicate and the concept whose grounds can order a list: those that it arrives from, or those of the one claimed link that its
/// filter asks for.
#[must_use]
pub fn grounds(snapshot: &Snapshot, base: &Base, filter: &Filter) -> Option<(PathId, Id)> {
    if let Base::Arriving { path, target, .. } = base {
        return Some((*path, *target));
    }
    let asked = |part: &Filter| match part {
        Filter::Test { field, test: Test::Links { mode: LinkMode::In, iris, exact: false } } if !field.inverse && snapshot.ontology().claim_rule(field.path).is_some() => match iris.as_slice() {
            [only] => Some((field.path, snapshot.id(only)?)),
            _ => None,
        },
        _ => None,
    };
    let mut found = filter.conjuncts().into_iter().filter_map(asked);
    found.next().filter(|_| found.next().is_none())
}

/// Matches of a word search, strongest first, with their scores.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    pub scores: FxHashMap<Id, f32>,
    pub ids: RoaringBitmap,
}

/// A list, before it is cut into pages.
#[derive(Clone, Debug)]
pub struct Find<'a> {
    pub scope: Scope<'a>,
    pub base: Base,
    pub filter: Filter,
    pub hits: Option<Hits>,
    pub order: Vec<OrderBy>,
}

/// Which part of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub first: Option<u32>,
    pub after: Option<String>,
    pub last: Option<u32>,
    pub before: Option<String>,
}

impl Page {
    /// Checks the sizes.
    ///
    /// # Errors
    /// When both ends are asked for or a size is out of bounds.
    pub fn size(&self) -> Result<(usize, bool), Problem> {
        let (size, backwards) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(Problem::new(Code::BadFilter, "`first` and `last` are both given; a page is read from one end")),
            (None, Some(last)) => (last, true),
            (first, None) => (first.unwrap_or(PAGE_DEFAULT), false),
        };
        if size > PAGE_MAX {
            let name = if backwards { "last" } else { "first" };
            return Err(Problem::new(Code::BadFilter, format!("`{name}` is {size}; at most {PAGE_MAX} records make a page")));
        }
        Ok((size as usize, backwards))
    }
}

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct Slice {
    pub ids: Vec<Id>,
    pub has_next: bool,
    pub has_previous: bool,
}

/// What a list was asked for and what is in it, without the snapshot it was found in.
#[derive(Clone, Debug)]
pub struct Found {
    base: Base,
    filter: Filter,
    hits: Option<Hits>,
    order: Vec<OrderBy>,
    /// What there is before the filter.
    universe: RoaringBitmap,
    /// What the filter leaves; none where nothing is filtered.
    filtered: Option<RoaringBitmap>,
}

/// A list whose matches are known.
#[derive(Clone, Debug)]
pub struct List<'a> {
    scope: Scope<'a>,
    found: Cow<'a, Found>,
}

impl<'a> Find<'a> {
    /// Finds the matches.
    #[must_use]
    pub fn run(self) -> List<'a> {
        let universe = self.universe();
        let filtered = (self.filter != Filter::all()).then(|| self.filter.evaluate(self.scope.snapshot, &universe));
        let Self { scope, base, filter, hits, order } = self;
        List { scope, found: Cow::Owned(Found { base, filter, hits, order, universe, filtered }) }
    }

    /// What there is before the filter.
    fn universe(&self) -> RoaringBitmap {
        let snapshot = self.scope.snapshot;
        let scoped = |set: &RoaringBitmap| -> RoaringBitmap {
            let mut types = self.scope.types.iter().map(|ty| snapshot.set(Token::of_type(*ty)));
            match (types.next(), self.scope.types.len()) {
                (Some(only), 1) => set & only,
                _ => set & snapshot.of_types(self.scope.types),
            }
        };
        let base = match &self.base {
            Base::All => snapshot.of_types(self.scope.types),
            Base::Arriving { path, target, exact } => {
                let concept = snapshot.record(*target).is_some_and(|record| snapshot.ontology().ty(record.ty).is_concept());
                scoped(snapshot.set(if concept && !exact { Token::within(*path, *target) } else { Token::link(*path, *target) }))
            }
            Base::Leaving { source, slot } => {
                let links = snapshot.record(*source).map_or(&Values::None, |record| record.values(*slot)).links();
                scoped(&links.iter().copied().collect())
            }
            Base::Set(set) => scoped(set),
        };
        match &self.hits {
            Some(hits) => base & &hits.ids,
            None => base,
        }
    }
}

impl Found {
    /// What there is.
    #[must_use]
    pub fn matches(&self) -> &RoaringBitmap {
        self.filtered.as_ref().unwrap_or(&self.universe)
    }

    #[must_use]
    pub const fn hits(&self) -> Option<&Hits> {
        self.hits.as_ref()
    }

    /// The same question to other types.
    #[must_use]
    pub fn find<'a>(&self, scope: Scope<'a>) -> Find<'a> {
        Find { scope, base: self.base.clone(), filter: self.filter.clone(), hits: self.hits.clone(), order: self.order.clone() }
    }

    /// The concept and predicate whose grounds order this list, when they do.
    fn grounds(&self, snapshot: &Snapshot) -> Option<(PathId, Id)> {
        if self.order.contains(&OrderBy::Grounds) { grounds(snapshot, &self.base, &self.filter) } else { None }
    }
}

impl<'a> List<'a> {
    /// The list that was found before, in the scope in which it was found.
    #[must_use]
    pub const fn again(scope: Scope<'a>, found: &'a Found) -> Self {
        Self { scope, found: Cow::Borrowed(found) }
    }

    /// What outlives the snapshot.
    #[must_use]
    pub fn into_found(self) -> Found {
        self.found.into_owned()
    }

    #[must_use]
    pub fn total(&self) -> u64 {
        self.matches().len()
    }

    #[must_use]
    pub fn matches(&self) -> &RoaringBitmap {
        self.found.matches()
    }

    /// The order of the list, ready to place records in it.
    #[must_use]
    pub fn sequence(&self) -> Sequence<'_> {
        Sequence::new(self.scope.snapshot, &self.found.order, self.found.hits(), self.found.grounds(self.scope.snapshot))
    }

    /// One page.
    ///
    /// # Errors
    /// For sizes out of bounds and foreign cursors.
    pub fn page(&self, page: &Page) -> Result<Slice, Problem> {
        let (size, backwards) = page.size()?;
        let sequence = self.sequence();
        let bound = |text: &Option<String>| text.as_deref().map(|text| sequence.bound(&Cursor::parse(text)?)).transpose();
        let (after, before) = (bound(&page.after)?, bound(&page.before)?);
        let matches = self.matches();
        let mut selected = sequence.select(matches, size + 1, after, before, backwards);
        let more = selected.len() > size;
        selected.truncate(size);
        // A cursor nearly always stands at a record that is still there, and then that record is outside the page.
        let stands = |key: Key| matches.contains(order::id_of(key)) && sequence.key(order::id_of(key)) == key;
        let any = |after, before, backwards| !sequence.select(matches, 1, after, before, backwards).is_empty();
        let (outside_start, outside_end) = if backwards {
            selected.reverse();
            (more, before.is_some_and(|before| stands(before) || any(before.checked_sub(1), None, false)))
        } else {
            (after.is_some_and(|after| stands(after) || any(None, Some(after + 1), true)), more)
        };
        Ok(Slice { ids: selected.into_iter().map(order::id_of).collect(), has_next: outside_end, has_previous: outside_start })
    }

    /// The counts of a facet, leaving out what the filter says of the facet's own field.
    ///
    /// # Errors
    /// When the field is not a facet here.
    pub fn facet(&self, field: &str) -> Result<Facet, Problem> {
        facets::count(self, field)
    }
}
