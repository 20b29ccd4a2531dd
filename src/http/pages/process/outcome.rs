//! `/outcome/{submission}`: what became of something that was sent in to a call, for whoever sent it. Editors say it here, and find where to
//! cite it; organisers take here what is held.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path, Payload}};
use askama::Template;

use super::super::{
    Layout, Refusal, Visit, segment,
    fields::{Choice, Control, Field, Fieldset, Wrong},
    session::{self, MARK, Outcome, Sent, Session, obey, own},
    show::{Fact, Name},
};
use super::{Kept, says};
use crate::http::pages::contribute::errand;
use crate::{
    app::{
        Problem,
        contribute::Dossier,
        process::{
            extend::take,
            outcome::{Became, Saying, Told, conclude, outcome},
        },
    },
    error::Code,
    http::{House, query::encoded},
    ontology::Part,
    views::{process::Duty, queue::State as Standing},
};

#[derive(Template)]
#[template(path = "process/outcome.html")]
pub struct Page {
    layout: Layout,
    call: Option<Name>,
    question: Option<Name>,
    received: String,
    late: bool,
    licence: String,
    became: String,
    reason: Option<String>,
    record: Option<Name>,
    used_in: Vec<Name>,
    credited_in: Vec<Name>,
    /// What it says, for whoever may read it.
    facts: Vec<Fact>,
    /// For whoever sent it.
    kept: Option<Kept>,
    /// The submission and its coding.
    links: Vec<(String, String)>,
    /// For organisers: it is held.
    held: bool,
    /// For editors: where to cite it, and to say what became of it.
    cite: Vec<(String, String)>,
    editing: bool,
    wrong: Wrong,
    action: String,
    mark: (String, String),
    fields: Fieldset,
}

/// What became of something, for whoever has its receipt.
pub fn told(visit: &Visit, told: &Told) -> Page {
    let (words, snapshot) = (visit.words, &visit.state.snapshot);
    let entry = &told.entry;
    let named = |iri: &str| snapshot.by_iri(iri).map(|record| visit.name(record));
    let names = |ids: &[u32]| ids.iter().filter_map(|id| visit.name_of(*id)).collect::<Vec<_>>();
    let title = visit.submission_title(&told.submission);
    Page {
        layout: visit.layout(&words.with("outcome-title", "name", &title), "browse"),
        call: named(&entry.call),
        question: entry.question.as_deref().and_then(named),
        received: entry.received.to_string(),
        late: entry.late,
        licence: entry.licence.to_string(),
        became: words.say(&format!("became--{}", told.became.name())),
        reason: told.reason.clone(),
        record: named(&told.submission.about),
        used_in: names(&told.used_in),
        credited_in: names(&told.credited_in),
        facts: Vec::new(),
        kept: None,
        links: Vec::new(),
        held: false,
        cite: Vec::new(),
        editing: false,
        wrong: Wrong::default(),
        action: format!("/outcome/{}", told.submission.key()),
        mark: (MARK.to_owned(), visit.mark()),
        fields: Fieldset { words, fields: Vec::new() },
    }
}

/// The same with what whoever is signed in may read and do.
async fn make(visit: &Visit, session: &Session, key: &str) -> Result<Page, Refusal> {
    let found = outcome(&errand(visit, &session.visitor), &visit.state, key)?;
    let dossier = Dossier::read(visit.house.engine.directory(), &found.submission.iri).await?;
    let (words, entry) = (visit.words, &found.entry);
    let actor = session.visitor.caller.actor().unwrap_or_default();
    let curates = session.member(&visit.state).curates;
    let has = |duty| visit.state.process.has_duty(actor, &entry.call, duty);
    let mut page = told(visit, &found);
    page.facts = says(visit, &dossier);
    page.kept = dossier.receipt.as_ref().filter(|_| *entry.author == *actor).map(|receipt| Kept::of(visit, receipt));
    page.links.push((format!("/account/submissions/{}", found.submission.key()), words.say("outcome-submission")));
    if has(Duty::Coder) || has(Duty::Editor) {
        page.links.push((format!("/coding/{}", found.submission.key()), words.say("coding-do")));
    }
    page.held = (has(Duty::Organiser) || curates) && matches!(found.submission.state, Standing::Quarantined | Standing::Appealed);
    page.editing = has(Duty::Editor) || curates;
    if page.editing {
        page.cite = visit.citing(&found);
        page.fields.fields = fields(visit, &found);
    }
    Ok(page)
}

fn fields(visit: &Visit, told: &Told) -> Vec<Field> {
    let words = visit.words;
    let choices = Became::ALL.into_iter().filter(|became| became.is_said()).map(|became| Choice {
        value: became.name().to_owned(),
        label: words.say(&format!("became--{}", became.name())),
        about: String::new(),
        chosen: became == told.became,
        depth: 0,
    });
    vec![
        Field { required: true, ..Field::new("outcome", words.say("outcome-became"), Control::Marks { choices: choices.collect(), one: true }) },
        Field::line("usedIn", words.say("outcome-used-in")).optional().help(words.say("outcome-used-in-help")),
        Field::area("reason", words.say("outcome-reason")).optional(),
        Field::line("creditAs", words.say("outcome-credit-as")).optional().help(words.say("outcome-credit-as-help")),
    ]
}

impl Visit {
    /// Forms in which a published contribution is cited as evidence: address and label.
    fn citing(&self, told: &Told) -> Vec<(String, String)> {
        let ontology = self.ontology();
        let Some(record) = self.state.snapshot.by_iri(&told.submission.about) else { return Vec::new() };
        let own = ontology.ty(record.ty);
        let forms = ontology.types_with(Part::Cites).filter_map(|ty| {
            let property = ty.property(ty.part(Part::Cites)?)?;
            let fits = property.range.targets().is_some_and(|targets| targets.types.contains(&own.id));
            fits.then(|| (format!("/contribute/{}?{}={}", segment(ty), property.field, encoded(&format!("{}/{}", own.segment, record.key(own)))), ty.label.clone()))
        });
        forms.collect()
    }
}

pub async fn page(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    let key = path.into_inner();
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        Outcome::page(&make(visit, &session, &key).await?)
    })
    .await
}

async fn said(visit: &Visit, session: &Session, key: &str, sent: &Sent) -> Result<(), Problem> {
    let errand = errand(visit, &session.visitor);
    if sent.get("_do") == "take" {
        return take(&errand, key, sent.given("text").as_deref()).await.map(drop);
    }
    let became = Became::named(sent.get("outcome")).filter(|became| became.is_said());
    let became = became.ok_or_else(|| Problem::new(Code::InvalidInput, "`outcome`: choose what became of it"))?;
    let used_in: Vec<String> = sent.get("usedIn").split([',', ' ']).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let (reason, credit_as) = (sent.given("reason"), sent.given("creditAs"));
    let saying = Saying { became, used_in: &used_in, reason: reason.as_deref(), credit_as: credit_as.as_deref() };
    conclude(&errand, key, saying).await.map(drop)
}

pub async fn act(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<String>) -> HttpResponse {
    let key = path.into_inner();
    session::act(request, payload, house, async |visit, sent| {
        let session = obey(visit, sent)?;
        let Err(problem) = said(visit, &session, &key, sent).await else { return Ok(Outcome::See(format!("/outcome/{key}"))) };
        let mut page = make(visit, &session, &key).await?;
        page.wrong = Wrong::again(visit.words, &problem, &mut page.fields.fields, sent);
        Outcome::again(problem.code.row().status, &page)
    })
    .await
}
