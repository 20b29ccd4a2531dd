//! Tables: each row of a CSV file becomes the triples of one record, which are then judged like any others.
//!
//! Without a mapping the header's cells are names of fields (`name`, `name@cy`), beside `type`, `key` and `id`; where a field has many
//! values, bars stand between them. With a [`mapping`] any table is read. Either way a row is read in two steps, because a cell may name
//! a record that stands further down: first its cells ([`draft`]), then which record it is ([`identity`]) and where its links lead.
//!
//! A table says nothing about fields that it has no column for: what a record says there stays.

mod draft;
mod identity;
mod lookup;
mod mapping;
mod merge;
mod named;
mod pages;
mod plan;
mod sheet;
#[cfg(test)]
mod tests;
mod texts;

use super::sayable::is_so;
use super::{Columns, Group, Groups, Progress};
use crate::ontology::{PROBLEMS_MAX, Problem, Range, Role, Type, TypeId, names};
use crate::views::records::Snapshot;
use draft::{Bound, Draft, Remarks, Said};
use identity::{Arriving, Subject};
use lookup::Lookup;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, Term, Triple};
use plan::Plan;
use rustc_hash::FxHashMap;
use sheet::ROWS_MAX;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use texts::shown;

pub use mapping::Mapping;
pub use pages::{Header, Pages};
pub use sheet::Row;

/// How often progress is told, in rows.
const ROWS_PER_STEP: usize = 1_024;

/// What a column was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// Absent for what a mapping says of every row.
    pub column: Option<String>,
    /// Of all columns that say nothing, the field is absent.
    pub field: Option<String>,
    /// The record type that a mapping is for.
    pub ty: Option<TypeId>,
}

/// The tables of one run, which know of each other's records.
pub struct Tables<'a> {
    now: &'a Snapshot,
    mapping: Option<&'a Mapping>,
    lookup: Lookup<'a>,
    /// Whether an address was given to a record that is not published.
    waits: &'a dyn Fn(&str) -> bool,
    arriving: Arriving,
    /// Rows that the mapping leaves out.
    pub left_out: usize,
    pub notes: Vec<Problem>,
    pub mapped: Vec<Mapped>,
}

impl<'a> Tables<'a> {
    pub fn new(now: &'a Snapshot, waits: &'a dyn Fn(&str) -> bool) -> Self {
        Self { now, waits, mapping: None, lookup: Lookup::new(now), arriving: Arriving::default(), left_out: 0, notes: Vec::new(), mapped: Vec::new() }
    }

    /// Takes note of a record that another kind of file describes.
    pub fn note(&mut self, iri: &str, ty: TypeId) {
        self.arriving.note(iri, ty);
    }

    /// Adds the records of a table to `groups`: by each of the mappings the rows that it is for, or by the names of fields.
    pub fn read(&mut self, file: &Path, pages: &Pages, mappings: &'a [Mapping], groups: &mut Groups, problems: &mut Vec<Problem>, progress: Progress<'_>) {
        let each: Vec<Option<&'a Mapping>> = if mappings.is_empty() { vec![None] } else { mappings.iter().map(Some).collect() };
        let before = self.left_out;
        let (mut passes, mut all) = (0, 0);
        for mapping in each {
            self.mapping = mapping;
            match self.pass(file, pages, groups, problems, progress) {
                Ok(rows) => {
                    passes += 1;
                    all = all.max(rows);
                }
                Err(wrong) => return problems.extend(wrong),
            }
        }
        // What one mapping leaves out may be another's.
        self.left_out = before + (self.left_out - before).saturating_sub(all * (passes - 1));
    }

    /// One reading of all rows; answers how many there are.
    fn pass(&mut self, file: &Path, pages: &Pages, groups: &mut Groups, problems: &mut Vec<Problem>, progress: Progress<'_>) -> Result<usize, Vec<Problem>> {
        let ontology = self.now.ontology();
        let (header, mut reading) = pages.open(file, self.mapping).map_err(|problem| vec![problem])?;
        let plan = match self.mapping {
            Some(mapping) => Plan::of_mapping(ontology, mapping, &header.names)?,
            None => Plan::of_header(ontology, file, &header.names)?,
        };
        self.mapped.extend(plan.mapped(&header.names));
        let enough = problems.len() + PROBLEMS_MAX;
        let mut rows = Rows { file, plan: &plan, header, bound: FxHashMap::default(), seen: FxHashMap::default(), problems, enough };
        let (drafts, count) = self.drafts(&mut reading, &mut rows, progress);
        self.name(drafts, &mut rows, groups);
        Ok(count)
    }

    /// Reads the cells of every row.
    fn drafts<'p>(&mut self, reading: &mut pages::Reading, rows: &mut Rows<'p>, progress: Progress<'_>) -> (Vec<Draft>, usize)
    where
        'a: 'p,
    {
        let (mut drafts, mut count) = (Vec::new(), 0);
        for number in 0.. {
            if number % ROWS_PER_STEP == 0 {
                let (read, length) = reading.position();
                progress("reading", read, length);
            }
            if rows.are_enough() {
                break;
            }
            let row = match reading.next_row() {
                Ok(Some(_)) if number >= ROWS_MAX => {
                    rows.problem(0, None, format!("the table has more than {ROWS_MAX} rows; divide it"));
                    break;
                }
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err((problem, ends)) => {
                    rows.problems.push(problem);
                    if ends {
                        break;
                    }
                    continue;
                }
            };
            if row.cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            count += 1;
            if rows.plan.only.iter().any(|(column, values)| !row.cells.get(*column).is_some_and(|cell| values.iter().any(|value| value == cell.trim()))) {
                self.left_out += 1;
                continue;
            }
            drafts.extend(self.draft(&row, rows));
        }
        (drafts, count)
    }

    fn draft<'p>(&mut self, row: &Row, rows: &mut Rows<'p>) -> Option<Draft>
    where
        'a: 'p,
    {
        let ty = match self.type_of(row, rows.plan) {
            Ok(ty) => ty,
            Err((column, message)) => {
                rows.problem(row.line, column, message);
                return None;
            }
        };
        let bound = self.bound(ty, rows);
        let (mut wrong, mut notes) = (Remarks::new(), Remarks::new());
        let draft = bound.draft(row, rows.plan, &self.lookup, &self.arriving, &mut wrong, &mut notes);
        for (column, message) in notes {
            self.notes.push(rows.remark(row.line, column, message));
        }
        let sound = wrong.is_empty();
        for (column, message) in wrong {
            rows.problem(row.line, column, message);
        }
        let told = if sound { rows.tell_apart(ty, &draft) } else { Ok(()) };
        if let Err(message) = &told {
            rows.problem(row.line, None, message.clone());
        }
        (sound && told.is_ok()).then_some(draft)
    }

    fn type_of(&self, row: &Row, plan: &Plan) -> Result<&'a Type, (Option<usize>, String)> {
        let ontology = self.now.ontology();
        let cell = |column: Option<usize>| column.and_then(|column| row.cells.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        if let Some(ty) = plan.ty {
            let own = cell(plan.id_column).filter(|id| self.lookup.is_ours(id)).and_then(|id| ontology.split_iri(id));
            return Ok(own.map_or_else(|| ontology.ty(ty), |(own, _)| own));
        }
        if let Some(name) = cell(plan.type_column) {
            return ontology.type_named(name).ok_or_else(|| {
                let near = names::did_you_mean(name, ontology.types.iter().map(|ty| ty.singular.as_str()));
                (plan.type_column, format!("`{}` is no record type of this directory{near}", shown(name)))
            });
        }
        let id = cell(plan.id_column).and_then(|id| ontology.split_iri(id));
        id.map(|(ty, _)| ty).ok_or_else(|| (plan.type_column.or(plan.id_column), "nothing says what the row is".to_owned()))
    }

    /// The plan for a type, made when its first row comes. What is wrong with the mapping is told then.
    fn bound<'p>(&mut self, ty: &'p Type, rows: &mut Rows<'p>) -> Rc<Bound<'p>> {
        if let Some(bound) = rows.bound.get(&ty.id) {
            return Rc::clone(bound);
        }
        let (bound, wrong) = Bound::new(rows.plan, ty, self.mapping, &self.lookup, &self.arriving);
        for (line, message, lenient) in wrong {
            let file = self.mapping.map_or(rows.file, |mapping| &mapping.file);
            if lenient {
                self.notes.push(Problem::new(file, line, format!("{message}; left out")));
            } else {
                rows.problems.push(Problem::new(file, line, message));
            }
        }
        let bound = Rc::new(bound);
        rows.bound.insert(ty.id, Rc::clone(&bound));
        bound
    }

    /// Finds out which record each row is, and says of it what the row says.
    fn name(&mut self, mut drafts: Vec<Draft>, rows: &mut Rows<'_>, groups: &mut Groups) {
        self.leave_out_shared(&mut drafts, rows);
        let mut named = Vec::with_capacity(drafts.len());
        for mut draft in drafts {
            if rows.are_enough() {
                return;
            }
            let subject = match self.arriving.name(self.now, self.waits, &draft, rows.plan.identified_by.as_deref()) {
                Ok(Subject { iri, perhaps }) => {
                    if let Some(other) = perhaps {
                        self.notes.push(rows.remark(draft.line, None, format!("<{other}> has the same name as this row, which becomes <{iri}>; are they the same?")));
                    }
                    iri
                }
                Err(message) => {
                    rows.problem(draft.line, None, message);
                    continue;
                }
            };
            self.leave_out_taken(&subject, &mut draft, rows);
            named.push((subject, draft));
        }
        for (subject, draft) in named {
            let group = self.group(subject, draft, rows);
            groups.push(group, rows.problems);
        }
    }

    /// Where the mapping is lenient, an identifier that several rows give names none of them.
    fn leave_out_shared(&mut self, drafts: &mut [Draft], rows: &Rows<'_>) {
        let ontology = self.now.ontology();
        let mut first: FxHashMap<String, u32> = FxHashMap::default();
        let mut shared: FxHashMap<String, [u32; 2]> = FxHashMap::default();
        let lenient = |ty: TypeId, said: &Said| said.lenient && ontology.ty(ty).property(said.slot).is_some_and(|property| matches!(property.range, Range::Identifier(_)));
        for draft in drafts.iter() {
            for identifier in draft.said.iter().filter(|said| lenient(draft.ty, said)).filter_map(Said::address) {
                if let Some(line) = first.insert(identifier.to_owned(), draft.line) {
                    shared.entry(identifier.to_owned()).or_insert([line, draft.line]);
                }
            }
        }
        for draft in drafts.iter_mut().filter(|_| !shared.is_empty()) {
            let (ty, line, notes) = (draft.ty, draft.line, &mut self.notes);
            draft.said.retain(|said| {
                let Some([one, two]) = said.address().filter(|_| lenient(ty, said)).and_then(|identifier| shared.get(identifier)) else { return true };
                let other = if *one == line { two } else { one };
                let message = format!("<{}> stands in other rows too, such as line {other}; left out", said.address().unwrap_or_default());
                notes.push(rows.remark(line, said.column.map(usize::from), message));
                false
            });
        }
    }

    /// Where the mapping is lenient, an identifier that belongs to another record stays there.
    fn leave_out_taken(&mut self, subject: &str, draft: &mut Draft, rows: &Rows<'_>) {
        let (now, line, notes) = (self.now, draft.line, &mut self.notes);
        draft.said.retain(|said| {
            let Some(identifier) = said.address().filter(|_| said.lenient) else { return true };
            let Some(other) = now.by_identifier(identifier).filter(|record| *record.iri != *subject) else { return true };
            notes.push(rows.remark(line, said.column.map(usize::from), format!("<{identifier}> belongs to <{}> already; left out", other.iri)));
            false
        });
    }

    fn group(&mut self, subject: String, draft: Draft, rows: &mut Rows<'_>) -> Group {
        let ty = self.now.ontology().ty(draft.ty);
        let known = self.now.by_iri(&subject).filter(|record| record.ty == ty.id).map(Arc::clone);
        let mut said: Vec<(u16, Option<u16>, Term)> = Vec::with_capacity(draft.said.len());
        for own in draft.said.iter().filter(|own| !(own.only_new && known.is_some())) {
            let is_itself = |term: &Term| matches!(term, Term::NamedNode(node) if node.as_str() == subject) && ty.property(own.slot).is_some_and(|property| matches!(property.range, Range::Address));
            match self.meant(ty, known.as_deref(), own, draft.line, rows) {
                // A record's own address is no address of it elsewhere.
                Ok((_, term)) if is_itself(&term) => {}
                Ok((slot, term)) if known.as_ref().is_some_and(|record| is_so(self.now, record, slot, &term)) => {}
                Ok((slot, term)) => said.push((slot, own.column, term)),
                Err(message) if own.lenient => self.notes.push(rows.remark(draft.line, own.column.map(usize::from), format!("{message}; left out"))),
                Err(message) => rows.problem(draft.line, own.column.map(usize::from), message),
            }
        }
        if self.mapping.is_some() {
            merge::without_repeated_names(ty, &mut said);
        }
        let said = match &known {
            Some(record) => merge::merged(self.now, record, said, rows.plan),
            None => said,
        };
        let subject = NamedNode::new_unchecked(subject);
        let mut triples = vec![Triple::new(subject.clone(), rdf::TYPE, ty.class.clone())];
        let mut of_triples = vec![None];
        for (slot, column, term) in said {
            let Some(property) = ty.property(slot) else { continue };
            triples.push(Triple::new(subject.clone(), self.now.ontology().path(property.path).clone(), term));
            of_triples.push(column);
        }
        Group { subject: subject.into(), triples, lines: vec![draft.line], columns: Some(Columns { header: Arc::clone(&rows.header), of_triples }), file: rows.file.into() }
    }
}

/// One table while it is read.
struct Rows<'p> {
    file: &'p Path,
    plan: &'p Plan,
    header: Arc<Header>,
    bound: FxHashMap<TypeId, Rc<Bound<'p>>>,
    /// The lines of rows by what says, beyond doubt, which record they are.
    seen: FxHashMap<String, u32>,
    problems: &'p mut Vec<Problem>,
    /// As many problems as end the reading.
    enough: usize,
}

impl Rows<'_> {
    /// Whether there are so many problems that no more need be told.
    fn are_enough(&mut self) -> bool {
        let enough = self.problems.len() >= self.enough;
        if enough {
            self.problem(0, None, format!("there are {PROBLEMS_MAX} problems or more; the rest of the table was not read"));
        }
        enough
    }

    /// Refuses rows that are certainly no records of their own, before there are many of them in memory.
    fn tell_apart(&mut self, ty: &Type, draft: &Draft) -> Result<(), String> {
        let identifier = identity::identifiers(ty, draft, self.plan.identified_by.as_deref()).first().map(|(_, identifier)| (*identifier).to_owned());
        let name = ty.role(Role::Label).and_then(|slot| draft.text(slot));
        let own = draft.id.clone().or_else(|| Some(format!("{}{}", ty.base, draft.key.as_ref()?))).or(identifier.filter(|own| !draft.is_lenient(own)));
        match own {
            Some(own) => match self.seen.insert(own.clone(), draft.line) {
                Some(line) => Err(format!("this row and the one in line {line} are both <{}>; keep one", shown(&own))),
                None => Ok(()),
            },
            None if name.is_none() => Err("nothing says which record the row is: it has neither key nor identifier nor name".to_owned()),
            None => Ok(()),
        }
    }

    fn problem(&mut self, line: u32, column: Option<usize>, message: String) {
        let problem = self.remark(line, column, message);
        self.problems.push(problem);
    }

    fn remark(&self, line: u32, column: Option<usize>, message: String) -> Problem {
        Problem::new(self.file, line, self.header.in_column(column, &message))
    }
}
