//! The tantivy index behind [`Words`](super::Words): its fields, what is written of a document, and what stamps it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::{Directory, RamDirectory};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term};

use super::disk::Disk;
use super::identifier::canonical;
use super::search::WordsReader;
use super::tokens::{Cut, UNSTEMMED};
use super::{Role, WordDocument, WordField, WordsError};

/// Raised whenever the same documents would be indexed differently; an index written under another number starts afresh.
const ANALYSIS_VERSION: u32 = 2;
/// The file that says what belongs to the index.
const META: &str = "meta.json";
const WRITER_THREADS: usize = 2;
const WRITER_MEMORY_BYTES: usize = 200_000_000;

/// The fields of the tantivy index. Word fields of equal role and boost share one.
pub(super) struct Layout {
    pub id: Field,
    pub identifier: Field,
    /// Names as written, in the order of [`Role::Label`], [`Role::Alternative`].
    pub names: [Field; 2],
    pub spelling: Field,
    pub groups: Vec<Group>,
    /// The group of each word field.
    group_of: Vec<usize>,
    kind: Field,
    weight: Field,
    names_count: Field,
    order: Field,
}

/// Word fields of equal role and boost.
pub(super) struct Group {
    pub field: Field,
    pub boost: f32,
    pub role: Role,
}

impl Layout {
    pub const ID: &str = "id";
    pub const TYPE: &str = "type";
    pub const WEIGHT: &str = "weight";
    /// How many names a record has.
    pub const NAMES: &str = "names";
    /// Heavier first, then shorter label, then id, in one number: what suggestions are ordered by.
    pub const ORDER: &str = "order";

    fn new(fields: &[WordField]) -> (Self, Schema) {
        let text = |cut: &str, option, norms| {
            let indexing = TextFieldIndexing::default().set_tokenizer(cut).set_index_option(option).set_fieldnorms(norms);
            TextOptions::default().set_indexing_options(indexing)
        };
        let positions = IndexRecordOption::WithFreqsAndPositions;
        let mut schema = Schema::builder();
        let id = schema.add_u64_field(Self::ID, FAST | INDEXED);
        let kind = schema.add_u64_field(Self::TYPE, FAST);
        let weight = schema.add_f64_field(Self::WEIGHT, FAST);
        let names_count = schema.add_u64_field(Self::NAMES, FAST);
        let order = schema.add_u64_field(Self::ORDER, FAST);
        let identifier = schema.add_text_field("identifier", text("raw", IndexRecordOption::Basic, false));
        let names = ["label", "alternative"].map(|name| schema.add_text_field(name, text("names", positions, false)));
        let spelling = schema.add_text_field("spelling", text("words", IndexRecordOption::Basic, false));
        let mut groups: Vec<Group> = Vec::new();
        let mut group_of = Vec::new();
        for word_field in fields {
            let same = |group: &Group| group.role == word_field.role && group.boost.to_bits() == word_field.boost.to_bits();
            let group = groups.iter().position(same).unwrap_or_else(|| {
                let field = schema.add_text_field(&format!("text{}", groups.len()), text("stems", positions, true));
                groups.push(Group { field, boost: word_field.boost, role: word_field.role });
                groups.len() - 1
            });
            group_of.push(group);
        }
        (Self { id, identifier, names, spelling, groups, group_of, kind, weight, names_count, order }, schema.build())
    }

    /// The fields whose dictionaries together hold every word as it is written.
    pub fn dictionaries(&self) -> [Field; 3] {
        [self.names[0], self.names[1], self.spelling]
    }

    pub fn name_of(&self, role: Role) -> Option<Field> {
        match role {
            Role::Label => Some(self.names[0]),
            Role::Alternative => Some(self.names[1]),
            Role::Body => None,
        }
    }

    fn document(&self, document: &WordDocument) -> TantivyDocument {
        let mut written = TantivyDocument::new();
        let mut label_letters = 0;
        let mut names = 0;
        for (field, language, text) in &document.texts {
            let Some(group) = self.group_of.get(*field).and_then(|group| self.groups.get(*group)) else { continue };
            if may_be_english(language) {
                written.add_text(group.field, text);
            } else {
                written.add_text(group.field, format!("{UNSTEMMED}{text}"));
            }
            written.add_text(self.name_of(group.role).unwrap_or(self.spelling), text);
            names += u64::from(group.role != Role::Body);
            if group.role == Role::Label && label_letters == 0 {
                label_letters = text.chars().count();
            }
        }
        for identifier in &document.identifiers {
            written.add_text(self.identifier, canonical(identifier));
        }
        written.add_u64(self.id, document.id.into());
        written.add_u64(self.kind, document.type_id.into());
        written.add_f64(self.weight, document.weight.into());
        written.add_u64(self.names_count, names);
        written.add_u64(self.order, order(document.weight, label_letters, document.id));
        written
    }
}

/// Whether English endings come off: where it is English, and where nobody knows. Words of other languages only lose a letter or two
/// there, and do so in queries too. Source of `und` and `mul`: ISO 639-2.
fn may_be_english(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default();
    ["", "en", "und", "mul"].iter().any(|own| primary.eq_ignore_ascii_case(own))
}

/// The order of suggestions as one number: the sixteen high bits of a positive float grow with it.
fn order(weight: f32, label_letters: usize, id: u32) -> u64 {
    let heavy = u64::from(weight.max(0.0).to_bits() >> 16);
    let letters = u16::try_from(label_letters).unwrap_or(u16::MAX);
    (0xFFFF - heavy) << 48 | u64::from(letters) << 32 | u64::from(id)
}

/// The index of words, kept in step with the ledger by [`Words::apply`]. Readers use a [`WordsReader`].
pub struct Words {
    writer: IndexWriter,
    reader: IndexReader,
    layout: Arc<Layout>,
    stamp: String,
    sequence: u64,
    /// Where its files are, when it has any.
    folder: Option<PathBuf>,
}

impl Words {
    /// An empty index in memory.
    pub fn in_memory(fields: &[WordField]) -> Result<Self, WordsError> {
        Self::create(RamDirectory::create(), fields, None)
    }

    /// The index kept in `directory`. One that was written for other fields, by another version, or that is damaged starts
    /// afresh at sequence 0: it is a view, and replay fills it again. An index in use by another process is an error.
    pub fn open(directory: &Path, fields: &[WordField]) -> Result<Self, WordsError> {
        fs::create_dir_all(directory)?;
        match Self::reopen(directory, fields) {
            Ok(Some(words)) => return Ok(words),
            Ok(None) => {}
            Err(WordsError::Index(error @ TantivyError::LockFailure(..))) => return Err(error.into()),
            Err(error) => tracing::warn!(%error, "the index of words is damaged and starts afresh"),
        }
        remove_index_files(directory)?;
        Self::create(Disk::open(directory)?, fields, Some(directory))
    }

    fn reopen(folder: &Path, fields: &[WordField]) -> Result<Option<Self>, WordsError> {
        let directory = Disk::open(folder)?;
        if !Index::exists(&directory).map_err(TantivyError::from)? {
            return Ok(None);
        }
        let (layout, schema) = Layout::new(fields);
        let mut index = Index::open(directory)?;
        let payload = index.load_metas()?.payload.unwrap_or_default();
        let Some((sequence, stamp)) = payload.split_once('\n') else { return Ok(None) };
        let Ok(sequence) = sequence.parse() else { return Ok(None) };
        if stamp != self::stamp(fields) || index.schema() != schema {
            return Ok(None);
        }
        let damaged = index.validate_checksum()?;
        if !damaged.is_empty() {
            return Err(WordsError::Damaged(damaged.into_iter().collect()));
        }
        index.set_tokenizers(tokenizers());
        Self::wire(&index, layout, fields, sequence, Some(folder)).map(Some)
    }

    fn create(directory: impl Into<Box<dyn Directory>>, fields: &[WordField], folder: Option<&Path>) -> Result<Self, WordsError> {
        let (layout, schema) = Layout::new(fields);
        let index = Index::builder().schema(schema).tokenizers(tokenizers()).open_or_create(directory)?;
        Self::wire(&index, layout, fields, 0, folder)
    }

    fn wire(index: &Index, layout: Layout, fields: &[WordField], sequence: u64, folder: Option<&Path>) -> Result<Self, WordsError> {
        let writer = index.writer_with_num_threads(WRITER_THREADS, WRITER_MEMORY_BYTES)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { writer, reader, layout: Arc::new(layout), stamp: stamp(fields), sequence, folder: folder.map(Path::to_owned) })
    }

    /// The last ledger sequence that was applied; 0 for none.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Takes the records `removed` out and puts `added` in, replacing what was known of the same ids, and gives the reader of
    /// the result. Either everything of a sequence is applied or nothing.
    pub fn apply(&mut self, removed: &[u32], added: &[WordDocument], sequence: u64) -> Result<WordsReader, WordsError> {
        let written = self.write(removed, added, sequence);
        self.written(written, sequence)
    }

    /// Forgets everything and indexes `documents` instead: for an index that does not stand where the ledger stands, whose
    /// records may include some that are gone.
    pub fn fill(&mut self, documents: impl IntoIterator<Item = WordDocument>, sequence: u64) -> Result<WordsReader, WordsError> {
        let written = self.writer.delete_all_documents().map_err(WordsError::from).and_then(|_| {
            for document in documents {
                self.writer.add_document(self.layout.document(&document))?;
            }
            self.commit(sequence)
        });
        self.written(written, sequence)
    }

    /// Removes every file of the index that holds nothing of what is searched now. Readers of an earlier time keep what they have open;
    /// nobody else finds it again.
    pub fn sweep(&mut self) -> Result<(), WordsError> {
        let index = self.writer.index();
        self.writer.garbage_collect_files().wait()?;
        let Some(folder) = &self.folder else { return Ok(()) };
        let living: Vec<String> = index.searchable_segment_metas()?.iter().map(|segment| segment.id().uuid_string()).collect();
        for file in index.directory().list_managed_files() {
            let name = file.to_string_lossy();
            if name == META || living.iter().any(|segment| name.starts_with(segment.as_str())) {
                continue;
            }
            match fs::remove_file(folder.join(&file)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    fn written(&mut self, written: Result<(), WordsError>, sequence: u64) -> Result<WordsReader, WordsError> {
        if let Err(error) = written {
            self.writer.rollback()?;
            return Err(error);
        }
        self.sequence = sequence;
        self.reader.reload()?;
        Ok(self.reader())
    }

    fn write(&mut self, removed: &[u32], added: &[WordDocument], sequence: u64) -> Result<(), WordsError> {
        if self.reader.searcher().num_docs() > 0 {
            for id in removed.iter().copied().chain(added.iter().map(|document| document.id)) {
                self.writer.delete_term(Term::from_field_u64(self.layout.id, id.into()));
            }
        }
        for document in added {
            self.writer.add_document(self.layout.document(document))?;
        }
        self.commit(sequence)
    }

    fn commit(&mut self, sequence: u64) -> Result<(), WordsError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&format!("{sequence}\n{}", self.stamp));
        commit.commit()?;
        Ok(())
    }

    /// What is searched now, as a fixed point in time: later changes do not reach it.
    #[must_use]
    pub fn reader(&self) -> WordsReader {
        WordsReader::new(self.reader.searcher(), Arc::clone(&self.layout))
    }
}

fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register("stems", Cut::Stems);
    manager.register("names", Cut::Names);
    manager.register("words", Cut::Words);
    manager
}

/// What an index was written for.
fn stamp(fields: &[WordField]) -> String {
    format!("{ANALYSIS_VERSION} {fields:?}")
}

/// Removes what tantivy writes, and nothing else that may stand in the directory.
fn remove_index_files(directory: &Path) -> io::Result<()> {
    const ENDINGS: [&str; 8] = ["idx", "pos", "term", "store", "fast", "fieldnorm", "del", "temp"];
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if matches!(name, META | ".managed.json") || ENDINGS.contains(&ending) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
