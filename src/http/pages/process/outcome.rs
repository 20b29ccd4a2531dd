//! `/outcome/{submission}`: what became of something that was sent in to a call, for whoever sent it; editors say it here.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path, Payload}};
use askama::Template;

use super::super::{
    Layout, Refusal, Visit,
    fields::{Choice, Control, Field, Fieldset, Wrong},
    session::{self, MARK, Outcome, Sent, Session, obey, own},
    show::Name,
};
use crate::http::pages::contribute::errand;
use crate::{
    app::{
        Problem,
        process::outcome::{Became, Saying, Told, conclude, outcome},
    },
    error::Code,
    http::House,
    views::process::Duty,
};

#[derive(Template)]
#[template(path = "process/outcome.html")]
struct Page {
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
    /// For editors.
    editing: bool,
    wrong: Wrong,
    action: String,
    mark: (String, String),
    fields: Fieldset,
}

fn make(visit: &Visit, session: &Session, told: &Told) -> Page {
    let (words, snapshot) = (visit.words, &visit.state.snapshot);
    let entry = &told.entry;
    let named = |iri: &str| snapshot.by_iri(iri).map(|record| visit.name(record));
    let names = |ids: &[u32]| ids.iter().filter_map(|id| visit.name_of(*id)).collect::<Vec<_>>();
    let actor = session.visitor.caller.actor().unwrap_or_default();
    let editing = visit.state.process.has_duty(actor, &entry.call, Duty::Editor) || session.member(&visit.state).curates;
    let choices = Became::ALL.into_iter().filter(|became| became.is_said()).map(|became| Choice {
        value: became.name().to_owned(),
        label: words.say(&format!("became--{}", became.name())),
        about: String::new(),
        chosen: became == told.became,
        depth: 0,
    });
    let fields = vec![
        Field { required: true, ..Field::new("outcome", words.say("outcome-became"), Control::Marks { choices: choices.collect(), one: true }) },
        Field::line("usedIn", words.say("outcome-used-in")).optional().help(words.say("outcome-used-in-help")),
        Field::area("reason", words.say("outcome-reason")).optional(),
        Field::line("creditAs", words.say("outcome-credit-as")).optional().help(words.say("outcome-credit-as-help")),
    ];
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
        editing,
        wrong: Wrong::default(),
        action: format!("/outcome/{}", told.submission.key()),
        mark: (MARK.to_owned(), visit.mark()),
        fields: Fieldset { words, fields },
    }
}

pub async fn page(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    let key = path.into_inner();
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        let told = outcome(&errand(visit, &session.visitor), &visit.state, &key)?;
        Outcome::page(&make(visit, &session, &told))
    })
    .await
}

async fn said(visit: &Visit, session: &Session, key: &str, sent: &Sent) -> Result<(), Problem> {
    let became = Became::named(sent.get("outcome")).filter(|became| became.is_said());
    let became = became.ok_or_else(|| Problem::new(Code::InvalidInput, "`outcome`: choose what became of it"))?;
    let used_in: Vec<String> = sent.get("usedIn").split([',', ' ']).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let (reason, credit_as) = (sent.given("reason"), sent.given("creditAs"));
    let saying = Saying { became, used_in: &used_in, reason: reason.as_deref(), credit_as: credit_as.as_deref() };
    conclude(&errand(visit, &session.visitor), key, saying).await.map(drop)
}

pub async fn act(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<String>) -> HttpResponse {
    let key = path.into_inner();
    session::act(request, payload, house, async |visit, sent| {
        let session = obey(visit, sent)?;
        let Err(problem) = said(visit, &session, &key, sent).await else { return Ok(Outcome::See(format!("/outcome/{key}"))) };
        let told = outcome(&errand(visit, &session.visitor), &visit.state, &key).map_err(Refusal::from)?;
        let mut page = make(visit, &session, &told);
        page.wrong = Wrong::of(visit.words, &problem, &mut page.fields.fields);
        Outcome::again(problem.code.row().status, &page)
    })
    .await
}
