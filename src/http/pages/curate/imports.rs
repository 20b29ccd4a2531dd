//! `/curate/imports`: what was imported, and new imports: a file is tried, its report read, its records proposed; a batch is taken back. The
//! file goes along in the form between trying and proposing, so nothing waits here for anybody.

use std::path::Path;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web::{Data, Payload}};
use askama::Template;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::super::{
    Layout, Refusal, Visit,
    contribute::errand,
    dossier::moment,
    fields::{Choice, Control, Field, Fieldset, sentence},
    session::{Outcome, Sent, act_on_file, obey, own},
};
use crate::{
    app::{
        Problem as Refused,
        actor::Operation,
        account::spam::Effort,
        contribute::{Errand, batch::{Batch, Source, preview, submit}},
        data::Format,
        import::{Fate, batches::{Batch as Made, batches}, rollback::roll_back},
    },
    error::Code,
    http::{House, problem::Problem, query::Pairs},
};

/// Records of a report that are listed; of more the count is told.
const ROWS_SHOWN_MAX: usize = 500;
const PATH: &str = "/curate/imports";

/// A batch.
struct Line {
    batch: String,
    when: String,
    who: String,
    file: String,
    /// What it did, in words.
    did: Vec<String>,
    queue: Option<String>,
    rolled_back: Option<String>,
}

/// A record of a report.
struct Row {
    line: u32,
    fate: String,
    name: String,
    iri: String,
    kept: Vec<String>,
}

/// What an import would do.
struct Report {
    columns: Vec<(String, String, String)>,
    rows: Vec<Row>,
    unlisted: u64,
    counts: Vec<String>,
    problems: Vec<(u32, String)>,
    notes: Vec<(u32, String)>,
    /// What goes along when it is proposed.
    hidden: Vec<(&'static str, String)>,
    /// Whether there is something to propose.
    proposes: bool,
}

#[derive(Template)]
#[template(path = "curate/imports.html")]
struct Page {
    layout: Layout,
    mark: String,
    wrong: Option<String>,
    done: Option<String>,
    fields: Fieldset,
    report: Option<Report>,
    batches: Vec<Line>,
    older: Option<String>,
}

/// `GET /curate/imports`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| Outcome::page(&made(visit, &Asked::default(), None)?)).await
}

/// What a form says.
#[derive(Default)]
struct Asked {
    file: String,
    text: String,
    format: String,
    mapping: String,
    leave_out: bool,
    note: String,
}

impl Asked {
    fn read(sent: &Sent) -> Result<Self, Problem> {
        let exact = |name: &str| sent.all(name).next().unwrap_or_default().to_owned();
        let held = sent.get("held");
        let unreadable = |_| Problem::new(Code::BadRequest, "what was tried before cannot be read again; choose the file once more");
        let text = match (exact("file"), exact("text")) {
            _ if !held.is_empty() => String::from_utf8(STANDARD.decode(held).map_err(|_| unreadable(()))?).map_err(|_| unreadable(()))?,
            (file, typed) if file.is_empty() => typed,
            (file, _) => file,
        };
        let file = sent.given("held.name").or_else(|| sent.given("file.name")).unwrap_or_default();
        Ok(Self { file, text, format: sent.get("format").to_owned(), mapping: exact("mapping"), leave_out: sent.has("leaveOut"), note: sent.get("note").to_owned() })
    }

    fn source(&self) -> Result<Source, Refused> {
        let wrong = |words: String| Refused::new(Code::InvalidInput, words);
        if self.text.trim().is_empty() {
            return Err(wrong("choose a file, or put its text into the box".to_owned()));
        }
        let told = Format::named(&self.format).or_else(|| Format::of_name(Path::new(&self.file))).or_else(|| Format::of_json(&self.text));
        let format = told.ok_or_else(|| wrong("the name of the file does not tell which format it has; choose one".to_owned()))?;
        let file = Some(self.file.clone()).filter(|file| !file.is_empty());
        Ok(Source { format, file, text: Arc::from(self.text.as_str()), mapping: Some(self.mapping.clone()).filter(|mapping| !mapping.trim().is_empty()), leave_out: self.leave_out })
    }

    fn hidden(&self, source: &Source) -> Vec<(&'static str, String)> {
        let mut hidden = vec![("held", STANDARD.encode(self.text.as_bytes())), ("held.name", self.file.clone()), ("format", source.format.row().name.to_owned()), ("mapping", self.mapping.clone()), ("note", self.note.clone())];
        hidden.extend(self.leave_out.then(|| ("leaveOut", "yes".to_owned())));
        hidden
    }
}

fn made(visit: &Visit, asked: &Asked, wrong: Option<&Refused>) -> Result<Page, Refusal> {
    let session = visit.member()?;
    let (all, more) = batches(&visit.state, &session.visitor.caller, None, visit.pairs.get("after"))?;
    let older = all.last().filter(|_| more).map(|last| format!("{PATH}{}", Pairs::default().with("after", &last.import.batch).text()));
    let done = [("proposed", "imports-proposed"), ("back", "imports-rolled-back")].into_iter().find_map(|(pair, words)| Some(visit.words.with(words, "batch", visit.pairs.get(pair)?)));
    Ok(Page {
        layout: visit.layout(&visit.words.say("imports-title"), "curate"),
        mark: visit.mark(),
        wrong: wrong.map(|problem| sentence(&problem.message)),
        done,
        fields: fields(visit, asked),
        report: None,
        batches: all.iter().map(|batch| line(visit, batch)).collect(),
        older,
    })
}

fn line(visit: &Visit, batch: &Made) -> Line {
    let import = &batch.import;
    let counts = [
        ("imports-published", import.published),
        ("imports-revised", import.revised),
        ("imports-open", batch.open),
        ("imports-accepted", batch.accepted),
        ("imports-refused", batch.refused),
        ("imports-withdrawn", import.withdrawn),
        ("imports-restored", import.restored),
    ];
    Line {
        batch: import.batch.to_string(),
        when: moment(import.time),
        who: visit.who(&import.actor, true),
        file: import.file.as_deref().unwrap_or_default().to_owned(),
        did: counts.into_iter().filter(|(_, count)| *count > 0).map(|(id, count)| visit.words.count(id, count)).collect(),
        queue: (batch.open > 0).then(|| format!("/curate{}", Pairs::default().with("import", &import.batch).text())),
        rolled_back: import.rolled_back.map(moment),
    }
}

fn fields(visit: &Visit, asked: &Asked) -> Fieldset {
    let words = visit.words;
    let choice = |format: &Format| Choice { value: format.row().name.to_owned(), label: words.say(&format!("format--{}", format.row().name)), about: String::new(), chosen: format.row().name == asked.format, depth: 0 };
    let file = Field { control: Control::Line { kind: "file" }, ..Field::line("file", words.say("imports-file")) }.optional().help(words.say("imports-file-help"));
    let fields = vec![
        file,
        Field::area("text", words.say("imports-text")).optional(),
        Field { required: false, ..Field::new("format", words.say("imports-format"), Control::Select(Format::ALL.iter().map(choice).collect())) }.help(words.say("imports-format-help")),
        Field::area("mapping", words.say("imports-mapping")).optional().help(words.say("imports-mapping-help")).holding(&asked.mapping),
        Field::consent("leaveOut", words.say("imports-leave-out"), asked.leave_out),
        Field { chars_max: Some(2_000), ..Field::line("note", words.say("imports-note")) }.optional().holding(&asked.note),
    ];
    Fieldset { words, fields }
}

fn report(visit: &Visit, asked: &Asked, source: &Source, batch: &Batch) -> Report {
    let (ontology, words) = (visit.ontology(), visit.words);
    let remarks = |all: &[crate::ontology::Problem]| all.iter().map(|remark| (remark.line, remark.message.clone())).collect();
    let fates = Fate::ALL.into_iter().map(|fate| (fate, batch.rows.iter().filter(|row| row.fate == fate).count() as u64));
    let fate_words = |fate: Fate| words.say(&format!("fate--{}", fate.name()));
    let rows = batch.rows.iter().take(ROWS_SHOWN_MAX).map(|row| Row { line: row.line, fate: fate_words(row.fate), name: row.name.clone().unwrap_or_default(), iri: row.iri.clone(), kept: row.kept.clone() });
    Report {
        columns: batch.mapped.iter().map(|mapped| (mapped.column.clone().unwrap_or_default(), mapped.field.clone().unwrap_or_default(), mapped.ty.map(|ty| visit.kind(ontology.ty(ty))).unwrap_or_default())).collect(),
        rows: rows.collect(),
        unlisted: batch.rows.len().saturating_sub(ROWS_SHOWN_MAX) as u64,
        counts: fates.map(|(fate, count)| format!("{}: {count}", fate_words(fate))).collect(),
        problems: remarks(&batch.problems),
        notes: remarks(&batch.notes),
        hidden: asked.hidden(source),
        proposes: batch.rows.iter().any(|row| row.fate != Fate::Unchanged) && (asked.leave_out || batch.problems.is_empty()),
    }
}

/// `POST /curate/imports`
pub async fn send(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    act_on_file(request, payload, house, Operation::ReadQueue, async |visit, sent| {
        let session = obey(visit, sent)?;
        let own = Errand { effort: Effort { proof: sent.given("altcha"), trap: sent.given("website") }, ..errand(visit, &session.visitor) };
        if sent.get("_do") == "rollback" {
            session.visitor.caller.demand(Operation::Curate, false)?;
            let batch = sent.get("batch");
            return match roll_back(visit.house.engine.directory(), session.visitor.caller.actor().unwrap_or_default(), batch, sent.get("reason")).await {
                Ok(_) => Ok(Outcome::See(format!("{PATH}{}", Pairs::default().with("back", batch).text()))),
                Err(problem) => Outcome::again(problem.code.row().status, &made(visit, &Asked::default(), Some(&problem))?),
            };
        }
        let asked = Asked::read(sent)?;
        match done(visit, sent, &asked, own).await {
            Ok(outcome) => outcome,
            Err(problem) => Outcome::again(problem.code.row().status, &made(visit, &asked, Some(&problem))?),
        }
    })
    .await
}

async fn done(visit: &Visit, sent: &Sent, asked: &Asked, own: Errand) -> Result<Result<Outcome, Refusal>, Refused> {
    let source = asked.source()?;
    if sent.get("_do") == "submit" {
        let batch = submit(&own, source, Some(asked.note.as_str()).filter(|note| !note.is_empty())).await?;
        let pairs = batch.id.map_or_else(Pairs::default, |id| Pairs::default().with("proposed", &id));
        return Ok(Ok(Outcome::See(format!("{PATH}{}", pairs.text()))));
    }
    let batch = preview(&own, source.clone()).await?;
    Ok(made(visit, asked, None).and_then(|page| Outcome::page(&Page { report: Some(report(visit, asked, &source, &batch)), ..page })))
}
