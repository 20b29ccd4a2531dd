//! One submission: what it proposes side by side with what is there, everything that was said, and what whoever looks at it can do. The same
//! page for its author, for owners of the record and for curators; what it offers follows from the table of permissions.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path, Payload}};
use askama::Template;

use super::{
    Layout, Refusal, Visit,
    contribute::{consent_field, errand, stated},
    fields::{Fieldset, Wrong, sentence},
    session::{Outcome, Sent, Session, act, obey, own},
    show::{Name, Shown, address},
};
use crate::{
    app::{
        self,
        actor::Operation,
        contribute::{
            ANONYMOUS, Dossier, GUARD, compose::is_written, consent::Stated, duplicates::duplicates, machine::Action,
            review::{Decision, review},
            submit::step, talk,
        },
        process::closure,
    },
    error::Code,
    http::{House, problem::Problem},
    views::queue::{Kind, State, Submission},
};

/// Reasons that curators give often; each is a message of the interface.
pub const REASONS: [&str; 6] = ["source", "wording", "duplicate", "scope", "evidence", "advertising"];

/// A field before and after.
struct Row {
    field: String,
    label: String,
    before: Vec<Shown>,
    after: Vec<Shown>,
    /// It has changed in another way since.
    met: bool,
}

/// Something that happened.
struct Happened {
    kind: String,
    who: String,
    when: String,
    text: Option<String>,
    fields: Vec<String>,
}

/// Something that can be done.
pub struct Can {
    pub name: &'static str,
    pub label: String,
    pub main: bool,
    pub grave: bool,
}

#[derive(Template)]
#[template(path = "dossier.html")]
struct Page {
    layout: Layout,
    crumb: Name,
    mark: String,
    action: String,
    kind: String,
    tone: &'static str,
    state_label: String,
    state_words: String,
    about: Option<Name>,
    author: String,
    record_of_author: Option<String>,
    when: String,
    taken_by: Option<String>,
    reports: Option<String>,
    signs: Vec<String>,
    notice: Option<String>,
    wrong: Wrong,
    rows: Vec<Row>,
    is_new: bool,
    /// Fields can be accepted one by one.
    partly: bool,
    /// Of a record about a person: how a curator knows that they agree; and the fields that nobody says so of.
    consent: Option<Fieldset>,
    violations: Vec<String>,
    alike: Vec<(Name, String)>,
    steps: Vec<Happened>,
    proposal: u64,
    /// What curators do; what the author does; whether something can be said.
    decisions: Vec<Can>,
    own: Vec<Can>,
    amend: Option<String>,
    /// What became of it in the call that it was sent in to.
    outcome: Option<String>,
    comments: bool,
    reasons: Vec<(String, String)>,
    reason: String,
    said: String,
}

/// How a state looks; a word stands beside the colour.
pub const fn tone(state: State) -> &'static str {
    match state {
        State::Submitted | State::InReview => "waiting",
        State::ChangesRequested | State::Appealed => "asked",
        State::Published => "done",
        State::Rejected | State::Withdrawn | State::Quarantined => "closed",
    }
}

impl Visit {
    /// What a submission is about, where that has a page.
    pub fn subject(&self, submission: &Submission) -> Option<Name> {
        self.state.snapshot.by_iri(&submission.about).map(|record| Name { href: address(self.ontology().ty(record.ty), record), ..self.name(record) })
    }

    pub fn state_label(&self, state: State) -> String {
        self.words.say(&format!("state--{}", state.name()))
    }

    /// Who did something with a submission. Curators tell people apart who are not named; others need not.
    pub fn who(&self, actor: &str, curates: bool) -> String {
        match self.house.engine.directory().name_of(actor) {
            Some(name) => name.to_string(),
            None if actor == GUARD => self.words.say("who-guard"),
            None if actor == ANONYMOUS => self.words.say("who-anonymous"),
            None if curates => actor.to_owned(),
            None => self.words.say("who-curator"),
        }
    }

    /// What a submission is called: the record's name, or what kind of record it would be.
    pub fn title_of(&self, submission: &Submission) -> String {
        let ty = submission.ty.map(|ty| self.kind(self.ontology().ty(ty)));
        let title = app::contribute::dossier::title(&self.state, submission);
        title.or_else(|| self.subject(submission).map(|name| name.text)).or(ty).unwrap_or_else(|| submission.key().to_owned())
    }
}

/// `GET /account/submissions/{key}`
pub async fn page(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        let page = shown(visit, &session, &path, "/account/submissions").await?;
        Outcome::page(&page)
    })
    .await
}

/// `GET /curate/{key}`
pub async fn review_page(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        session.visitor.caller.demand(Operation::ReadQueue, false)?;
        Outcome::page(&shown(visit, &session, &path, "/curate").await?)
    })
    .await
}

async fn shown(visit: &Visit, session: &Session, key: &str, place: &'static str) -> Result<Page, Refusal> {
    let iri = errand(visit, &session.visitor).read(key)?;
    let dossier = Dossier::read(visit.house.engine.directory(), &iri).await?;
    Ok(made(visit, session, &dossier, place))
}

fn made(visit: &Visit, session: &Session, dossier: &Dossier, place: &'static str) -> Page {
    let (words, submission) = (visit.words, &dossier.submission);
    let caller = &session.visitor.caller;
    let mine = caller.actor().is_some_and(|actor| actor == &*submission.author);
    let owns = mine || caller.actor().is_some_and(|actor| dossier.state.queue.owns(actor, &submission.about));
    let curates = caller.demand(Operation::ReadQueue, false).is_ok();
    let can: Vec<Action> = dossier.actions().filter(|action| caller.demand(action.operation(), if action.operation() == Operation::Amend { mine } else { owns }).is_ok()).collect();
    let button = |action: &Action| Can { name: action.name(), label: words.say(&format!("action--{}", action.name())), main: *action == Action::Accept, grave: matches!(action, Action::Reject | Action::Quarantine | Action::Retract) };
    let decisions: Vec<Can> = can.iter().filter(|action| action.operation() == Operation::Review).map(button).collect();
    let title = visit.title_of(submission);
    let partly = can.contains(&Action::Accept) && matches!(submission.kind, Kind::Record | Kind::Change);
    Page {
        layout: visit.layout(&title, if place == "/curate" { "curate" } else { "account" }),
        crumb: Name { href: place.to_owned(), text: words.say(if place == "/curate" { "curate-title" } else { "submissions-title" }), lang: String::new() },
        mark: visit.mark(),
        action: format!("{place}/{}", submission.key()),
        kind: words.say(&format!("kind--{}", submission.kind.name())),
        tone: tone(submission.state),
        state_label: visit.state_label(submission.state),
        state_words: words.say(&format!("state-words--{}", submission.state.name())),
        about: visit.subject(submission),
        author: if mine { words.say("dossier-you") } else { visit.who(&submission.author, curates) },
        record_of_author: curates.then(|| standing_of(visit, &submission.author)),
        when: moment(submission.submitted()),
        taken_by: submission.taken_by.as_ref().map(|curator| visit.who(curator, curates)),
        reports: dossier.reports.as_ref().map(|reason| words.say(&format!("report--{reason}"))),
        signs: signs(visit, dossier),
        notice: done(visit),
        wrong: Wrong::default(),
        rows: rows(visit, dossier),
        is_new: submission.kind == Kind::Record,
        partly,
        consent: (partly && !dossier.without_consent.is_empty()).then(|| Fieldset { words, fields: vec![consent_field(words, None)] }),
        violations: dossier.violations().iter().map(|violation| labelled(visit, dossier, violation)).collect(),
        alike: if curates { alike(visit, dossier) } else { Vec::new() },
        steps: dossier.steps.iter().map(|step| Happened { kind: words.say(&format!("step--{}", step.kind.name().to_ascii_lowercase())), who: if *step.actor == *submission.author && mine { words.say("dossier-you") } else { visit.who(&step.actor, curates) }, when: moment(step.time), text: step.text.clone(), fields: step.fields.clone() }).collect(),
        proposal: submission.proposal,
        own: can.iter().filter(|action| matches!(action, Action::Retract | Action::Appeal)).map(button).collect(),
        amend: can.contains(&Action::Amend).then(|| matches!(submission.kind, Kind::Record | Kind::Change)).filter(|fits| *fits).map(|_| format!("/account/submissions/{}/edit", submission.key())),
        outcome: dossier.entry.as_ref().map(|_| format!("/outcome/{}", submission.key())),
        comments: can.contains(&Action::Comment),
        reasons: if decisions.is_empty() { Vec::new() } else { REASONS.map(|reason| (reason.to_owned(), words.say(&format!("reason--{reason}")))).into() },
        decisions,
        reason: String::new(),
        said: String::new(),
    }
}

/// 26 November 2026, 14:05
pub fn moment(time: jiff::Timestamp) -> String {
    time.to_zoned(jiff::tz::TimeZone::UTC).strftime("%-d %B %Y, %H:%M").to_string()
}

fn labelled(visit: &Visit, dossier: &Dossier, violation: &crate::ontology::record::Violation) -> String {
    let label = violation.field.as_deref().and_then(|field| dossier.ty()?.field(field)).map(|property| visit.field(property));
    label.map_or_else(|| sentence(&violation.to_string()), |label| format!("{label}: {}", sentence(&violation.message)))
}

/// What became of the other contributions of an author.
fn standing_of(visit: &Visit, author: &str) -> String {
    let all: Vec<_> = visit.state.queue.of_author(author).collect();
    let count = |state: State| all.iter().filter(|submission| submission.state == state).count() as u64;
    let parts = [State::Published, State::Rejected].map(|state| format!("{} {}", count(state), visit.state_label(state).to_lowercase()));
    format!("{}: {}", visit.words.count("dossier-others", all.len() as u64), parts.join(", "))
}

fn signs(visit: &Visit, dossier: &Dossier) -> Vec<String> {
    let signs = [(dossier.is_at_its_domain(), "sign-domain"), (dossier.has_its_orcid(), "sign-orcid"), (dossier.site.is_some(), "sign-site")];
    let mut signs: Vec<String> = signs.into_iter().filter(|(is, _)| *is).map(|(_, words)| visit.words.say(words)).collect();
    let label = |field: &String| dossier.ty().and_then(|ty| ty.field(field)).map_or_else(|| field.clone(), |property| visit.field(property));
    if let Some((basis, fields)) = &dossier.consent {
        signs.push(format!("{} {}", visit.words.say(&format!("basis--{}", basis.name())), fields.iter().map(label).collect::<Vec<_>>().join(", ")));
    }
    if dossier.submission.state.is_open() {
        signs.extend(closure::open_for(dossier).into_iter().map(|open| sentence(&open.message)));
    }
    if !dossier.without_consent.is_empty() && dossier.submission.state.is_open() {
        signs.push(visit.words.with("sign-consent", "fields", dossier.without_consent.iter().map(label).collect::<Vec<_>>().join(", ")));
    }
    signs
}

fn rows(visit: &Visit, dossier: &Dossier) -> Vec<Row> {
    let Some(ty) = dossier.ty() else { return Vec::new() };
    let met = dossier.conflicts();
    let all = dossier.difference();
    let shown = all.iter().filter_map(|field| Some((field, ty.property(field.slot).filter(|property| is_written(property))?)));
    shown.map(|(field, property)| Row { field: property.field.clone(), label: visit.field(property), before: visit.values_of(property, &field.before), after: visit.values_of(property, &field.after), met: met.contains(&field.slot) }).collect()
}

fn alike(visit: &Visit, dossier: &Dossier) -> Vec<(Name, String)> {
    let Some(ty) = dossier.ty().filter(|_| dossier.submission.kind == Kind::Record && dossier.submission.state.is_open()) else { return Vec::new() };
    let found = duplicates(&dossier.state, ty, Some(&dossier.submission.about), &dossier.proposal.after).unwrap_or_default();
    found.iter().filter_map(|one| Some((visit.name_of(one.id)?, visit.words.say(&format!("alike--{}", one.likeness.name().to_ascii_lowercase()))))).collect()
}

fn done(visit: &Visit) -> Option<String> {
    let known = ["sent", "decided", "said", "taken-back", "appealed"];
    visit.pairs.get("done").filter(|done| known.contains(done)).map(|done| visit.words.say(&format!("dossier-done--{done}")))
}

/// `POST /account/submissions/{key}`
pub async fn send(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<String>) -> HttpResponse {
    act(request, payload, house, async |visit, sent| acted(visit, sent, &path, "/account/submissions").await).await
}

/// `POST /curate/{key}`
pub async fn decide(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<String>) -> HttpResponse {
    act(request, payload, house, async |visit, sent| acted(visit, sent, &path, "/curate").await).await
}

async fn acted(visit: &Visit, sent: &Sent, key: &str, place: &'static str) -> Result<Outcome, Refusal> {
    let session = obey(visit, sent)?;
    let own = errand(visit, &session.visitor);
    let wanted = sent.get("_do");
    let action = Action::ALL.iter().copied().find(|action| action.name() == wanted);
    let action = action.ok_or_else(|| Problem::new(Code::UnknownName, format!("`{wanted}` is nothing that can be done with a submission")))?;
    let reason = reason(visit, sent);
    let done = match action {
        Action::Comment => talk::comment(&own, key, sent.get("said")).await.map(|_| "said"),
        Action::Retract => step(&own, key, action, sent.given("said").as_deref()).await.map(|_| "taken-back"),
        Action::Appeal => step(&own, key, action, sent.given("said").as_deref()).await.map(|_| "appealed"),
        Action::Amend => return Ok(Outcome::See(format!("/account/submissions/{key}/edit"))),
        _ => {
            let fields: Vec<String> = sent.all("fields").map(str::to_owned).collect();
            let some = (action == Action::Accept && sent.has("_partly")).then_some(fields.as_slice());
            review(&own, key, Decision { action, reason: reason.as_deref(), fields: some, proposal: sent.get("_proposal").parse().ok(), consent: if action == Action::Accept { stated(sent) } else { Stated::default() } }).await.map(|_| "decided")
        }
    };
    match done {
        Ok(done) => Ok(Outcome::See(format!("{place}/{key}?done={done}"))),
        Err(problem) if matches!(problem.code, Code::NotFound | Code::Forbidden) => Err(problem.into()),
        Err(problem) => {
            let mut page = shown(visit, &session, key, place).await?;
            page.wrong = Wrong::of(visit.words, &problem, &mut []);
            (page.reason, page.said) = (sent.get("reason").to_owned(), sent.get("said").to_owned());
            Outcome::again(problem.code.row().status, &page)
        }
    }
}

/// What a curator wrote, or else the reason that they chose.
pub fn reason(visit: &Visit, sent: &Sent) -> Option<String> {
    let chosen = sent.given("_template").filter(|chosen| REASONS.contains(&chosen.as_str())).map(|chosen| visit.words.say(&format!("reason--{chosen}")));
    match (chosen, sent.given("reason")) {
        (Some(chosen), Some(own)) if !own.starts_with(&chosen) => Some(format!("{chosen} {own}")),
        (chosen, own) => own.or(chosen),
    }
}
