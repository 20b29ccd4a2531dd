//! Many proposals at once, from a file in a format of others: each record of it becomes a submission of its own, which curators decide about
//! like any other. All of them have the name of their batch, by which the import can be taken back.
//!
//! The text goes through the same readers, mappings and judges as the operator's imports; what is written differs.

use super::submit::{base_note, label, patch, room_for, touched};
use super::notice::Letter;
use super::{Errand, Start, event, fresh_iri, note, said, said_note, text_note};
use crate::app::actor::Operation;
use crate::app::data::{self, Files, Format, Mapped, Reading};
use crate::app::import::{Fate, Known, Wanted, taken};
use crate::app::mail;
use crate::app::{DirectoryError, Problem};
use crate::error::Code;
use crate::ledger::{Draft, Event, EventKind, Patch};
use crate::ontology::record::Record;
use crate::ontology::terms::{ABOUT, IMPORT_BATCH, IMPORT_FILE, PROPOSES};
use crate::ontology::{self, Visibility};
use crate::views::State;
use crate::views::about::About;
use crate::views::queue::{Kind, Submission};
use oxigraph::model::{NamedNode, Term};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Bytes of a text that is imported through the API or a page.
pub const IMPORT_TEXT_BYTES_MAX: usize = 8 * 1_024 * 1_024;
/// Records of one import through the API or a page.
pub const IMPORT_RECORDS_MAX: usize = 5_000;
/// Letters of the name of a file.
const FILE_NAME_CHARS_MAX: usize = 200;

/// Imports that are judged at once; others wait.
const IMPORTS_AT_ONCE_MAX: usize = 2;
static JUDGED_AT_ONCE: Semaphore = Semaphore::const_new(IMPORTS_AT_ONCE_MAX);

/// What is to be imported.
#[derive(Clone, Debug)]
pub struct Source {
    pub format: Format,
    /// What the file is called.
    pub file: Option<String>,
    pub text: Arc<str>,
    /// How it is read, as JSON; as the ontology says unless given.
    pub mapping: Option<String>,
    /// Whether records with problems are left out, instead of nothing being proposed.
    pub leave_out: bool,
}

/// What becomes, or would become, of a record.
#[derive(Clone, Debug)]
pub struct Row {
    pub line: u32,
    pub iri: String,
    pub name: Option<String>,
    pub fate: Fate,
    /// Fields that stay as a curator set them, in words.
    pub kept: Vec<String>,
    /// The submission that it became.
    pub submission: Option<String>,
}

/// An import, tried or done.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// None where nothing was proposed.
    pub id: Option<String>,
    pub rows: Vec<Row>,
    pub problems: Vec<ontology::Problem>,
    pub notes: Vec<ontology::Problem>,
    pub mapped: Vec<Mapped>,
}

/// A record that would be proposed.
struct Proposed {
    at: usize,
    record: Record,
    before: Option<Record>,
}

/// Says what an import would do, and does nothing.
///
/// # Errors
/// When the caller may not, or the text is too long.
pub async fn preview(errand: &Errand, source: Source) -> Result<Batch, Problem> {
    errand.visitor.caller.demand(Operation::Submit, false)?;
    Ok(judged(errand, source).await?.0)
}

/// Proposes the records of an import: new ones, and changes of those that are there.
///
/// # Errors
/// When anything is wrong with the text, unless such records are to be left out; when too much of the author's waits already.
pub async fn submit(errand: &Errand, source: Source, remark: Option<&str>) -> Result<Batch, Problem> {
    errand.visitor.caller.demand(Operation::Submit, false)?;
    let remark = said(remark, "note")?;
    let _turn = match errand.start().await? {
        Start::Before(subject) => return again(errand, &subject).await,
        Start::Now(turn) => turn,
    };
    let (leave_out, file) = (source.leave_out, file_name(source.file.as_deref()));
    let (mut batch, proposed, state) = judged(errand, source).await?;
    if let Some(first) = batch.problems.first().filter(|_| !leave_out) {
        return Err(Problem::new(Code::InvalidInput, format!("{first}; {} problems in all, and nothing was proposed; `previewImport` lists them", batch.problems.len())));
    }
    room_for(errand, &state, proposed.len())?;
    let Some(first) = proposed.first() else { return Ok(batch) };
    let title = batch.rows.get(first.at).and_then(|row| row.name.clone());
    let id = ulid::Ulid::new().to_string();
    let mut drafts = Vec::with_capacity(proposed.len());
    for proposal in &proposed {
        let draft = draft(errand, &state, proposal, &id, file.as_deref(), remark.as_deref())?;
        if let Some(row) = batch.rows.get_mut(proposal.at) {
            row.submission = Some(draft.subject.clone());
        }
        drafts.push(draft);
    }
    hold(errand, &state, title.as_deref(), &mut drafts).await?;
    let paragraphs = vec![format!("Thank you. We have received your import of {} records. A curator will look at each, and you will hear of each step.", proposed.len()), format!("Import {id}")];
    let receipt = mail::Letter { subject: format!("Received: an import of {} records", proposed.len()), paragraphs, action: None }.to(errand.actor());
    errand.keep(state.snapshot.revision(), None, drafts, vec![receipt]).await?.ok_or_else(super::outrun)?;
    batch.id = Some(id);
    Ok(batch)
}

/// The submissions of a batch that was proposed before, by that of its first.
async fn again(errand: &Errand, first: &str) -> Result<Batch, Problem> {
    let state = errand.state();
    let ontology = errand.ontology();
    let first = begun(errand, state.queue.get(first)).await?;
    let own = About::read(&ontology.directory, &first).batch;
    let mut batch = Batch { id: own.clone(), ..Batch::default() };
    for submission in state.queue.of_author(errand.actor()).filter(|submission| submission.first() >= first.sequence) {
        let event = begun(errand, Some(submission)).await?;
        let about = About::read(&ontology.directory, &event);
        if about.batch.is_none() || about.batch != own {
            continue;
        }
        let fate = if submission.kind == Kind::Record { Fate::New } else { Fate::Changed };
        batch.rows.push(Row { line: 0, iri: submission.about.to_string(), name: None, fate, kept: Vec::new(), submission: Some(submission.iri.to_string()) });
    }
    batch.rows.sort_by(|one, other| one.submission.cmp(&other.submission));
    Ok(batch)
}

/// The event by which a submission began.
async fn begun(errand: &Errand, submission: Option<&Arc<Submission>>) -> Result<Event, Problem> {
    let sequence = submission.map_or(0, |submission| submission.first());
    let found = errand.directory.ledger().read_these(&[sequence]).await?.pop();
    found.ok_or_else(|| Problem::new(Code::Erased, "what was imported then has been erased"))
}

async fn judged(errand: &Errand, source: Source) -> Result<(Batch, Vec<Proposed>, Arc<State>), Problem> {
    if source.text.len() > IMPORT_TEXT_BYTES_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("`text`: it has {} bytes; at most {IMPORT_TEXT_BYTES_MAX} are taken at once; divide it", source.text.len())));
    }
    let _turn = JUDGED_AT_ONCE.acquire().await.map_err(|_| DirectoryError::Broken)?;
    let state = errand.state();
    let read = Arc::clone(&state);
    let (batch, proposed) = tokio::task::spawn_blocking(move || judge(&read, &source)).await.map_err(|_| DirectoryError::Broken)?;
    if batch.rows.len() > IMPORT_RECORDS_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("`text`: it has {} records; at most {IMPORT_RECORDS_MAX} are taken at once; divide it", batch.rows.len())));
    }
    Ok((batch, proposed, state))
}

fn judge(state: &State, source: &Source) -> (Batch, Vec<Proposed>) {
    let name = PathBuf::from(format!("import{}", source.format.row().endings.first().unwrap_or(&"")));
    let mapping = source.mapping.as_ref().map(|text| (PathBuf::from("mapping.json"), Arc::from(text.as_str())));
    let files = Files { format: Some(source.format), texts: vec![(name, Arc::clone(&source.text))], mapping_text: mapping, ..Files::default() };
    let waits = |iri: &str| state.queue.coming(iri).is_some() || state.provenance.gone(&state.snapshot, iri).is_some();
    let Reading { records, mut problems, notes, mapped, .. } = data::judge_beside(&state.snapshot, &files, &waits, &|_, _, _| ());
    let ontology = state.snapshot.ontology();
    let known = Known { now: &state.snapshot, provenance: &state.provenance, queue: &state.queue };
    let (mut batch, mut proposed) = (Batch { mapped, notes, ..Batch::default() }, Vec::new());
    for raw in records {
        if let Err(wrong) = taken(&state.snapshot, &state.provenance, std::slice::from_ref(&raw)) {
            problems.extend(wrong);
            continue;
        }
        if let Some(coming) = state.queue.coming(&raw.record.iri) {
            problems.push(ontology::Problem::new(&raw.file, raw.line, format!("<{}> waits as submission {} already", raw.record.iri, coming.key())));
            continue;
        }
        let ty = ontology.ty(raw.record.ty);
        let Wanted { record, before, kept } = Wanted::new(known, raw.record, false);
        let fate = match &before {
            None => Fate::New,
            Some(before) if touched(ty, &before.values, &record.values).is_empty() => Fate::Unchanged,
            Some(_) => Fate::Changed,
        };
        batch.rows.push(Row { line: raw.line, iri: record.iri.clone(), name: label(ontology, ty, &record.values), fate, kept, submission: None });
        if fate != Fate::Unchanged {
            proposed.push(Proposed { at: batch.rows.len() - 1, record, before });
        }
    }
    batch.problems = problems;
    (batch, proposed)
}

/// The name of a file without its folder, as far as it is shown to others.
fn file_name(given: Option<&str>) -> Option<String> {
    let name: String = given?.rsplit(['/', '\\']).next()?.chars().filter(|letter| !letter.is_control()).take(FILE_NAME_CHARS_MAX).collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

fn draft(errand: &Errand, state: &State, proposal: &Proposed, batch: &str, file: Option<&str>, remark: Option<&str>) -> Result<Draft, Problem> {
    let (ontology, record) = (errand.ontology(), &proposal.record);
    let ty = ontology.ty(record.ty);
    let (kind, base, patch) = match &proposal.before {
        Some(before) => {
            let base = state.snapshot.by_iri(&record.iri).map_or(0, |record| record.revision);
            (Kind::Change, base, patch(ontology, ty, &record.iri, &touched(ty, &before.values, &record.values), &before.values, &record.values))
        }
        None => {
            // Its key is given to nobody else from now on.
            let key = record.iri.strip_prefix(ty.base.as_str()).unwrap_or_default();
            let given = errand.directory.mint(ty.id, |minter| minter.mint(key, |_| true));
            if given != key {
                return Err(Problem::new(Code::Conflict, format!("<{}> was given to another record just now; send the import again", record.iri)));
            }
            (Kind::Record, 0, Patch::new(Vec::new(), record.triples(ontology, Visibility::Everyone)))
        }
    };
    let iri = fresh_iri(ontology);
    let mut private = vec![note(&iri, ABOUT, NamedNode::new_unchecked(&record.iri)), text_note(&iri, PROPOSES, kind.name()), base_note(&iri, base), text_note(&iri, IMPORT_BATCH, batch)];
    private.extend(file.map(|file| text_note(&iri, IMPORT_FILE, file)));
    private.extend(said_note(&iri, remark));
    Ok(event(errand, EventKind::Submitted, &iri, patch, private))
}

/// What looks like spam as a whole is held as a whole.
async fn hold(errand: &Errand, state: &State, title: Option<&str>, drafts: &mut Vec<Draft>) -> Result<(), Problem> {
    let Some(first) = drafts.first() else { return Ok(()) };
    let added = drafts.iter().flat_map(|draft| draft.patch.added.iter().cloned()).collect();
    let mut whole = vec![Draft { patch: Patch::new(Vec::new(), added), ..first.clone() }];
    errand.hold(state, &Letter { key: "", title, kind: Kind::Record }, None, &mut whole, &mut Vec::new()).await?;
    let Some(held) = whole.pop().filter(|draft| draft.kind == EventKind::Quarantined) else { return Ok(()) };
    let reason = held.private.iter().find_map(|triple| if let Term::Literal(text) = &triple.object { Some(text.value().to_owned()) } else { None });
    let own: Vec<Draft> = drafts.iter().map(|draft| Draft { subject: draft.subject.clone(), private: said_note(&draft.subject, reason.as_deref()).into_iter().collect(), ..held.clone() }).collect();
    drafts.extend(own);
    Ok(())
}
