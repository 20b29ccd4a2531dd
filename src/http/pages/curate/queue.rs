//! `/curate`: what waits for a decision, narrowed as one likes, with its age; and decisions about several at once.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Payload}};
use askama::Template;

use super::super::{
    Layout, Refusal, Visit, account::Line, contribute::errand,
    dossier::{Can, REASONS, reason},
    fields::{Choice, sentence},
    session::{Outcome, act, obey, own},
};
use crate::{
    app::{
        actor::Operation,
        contribute::{consent::Stated, list::{Wanted, cursor, list}, machine::Action, review::review_many},
    },
    error::Code,
    http::{House, problem::Problem, query::Pairs},
    views::queue::{Kind, State, Submission},
};

/// Submissions on one page.
const SUBMISSIONS_PER_PAGE: u32 = 50;
/// The ways to look at the queue: what they are called, and the states that they show.
const LOOKS: [(&str, &[State]); 5] = [
    ("waiting", &[State::Submitted, State::Appealed]),
    ("in-review", &[State::InReview]),
    ("asked", &[State::ChangesRequested]),
    ("held", &[State::Quarantined, State::Appealed]),
    ("decided", &[State::Published, State::Rejected, State::Withdrawn]),
];

/// A way to look at the queue.
struct Look {
    href: String,
    label: String,
    count: u64,
    chosen: bool,
}

/// A submission in the queue.
struct Waiting {
    line: Line,
    key: String,
    ty: String,
    author: String,
    taken_by: Option<String>,
    age: String,
}

#[derive(Template)]
#[template(path = "curate/queue.html")]
struct Page {
    layout: Layout,
    mark: String,
    looks: Vec<Look>,
    look: String,
    kinds: Vec<Choice>,
    types: Vec<Choice>,
    author: String,
    import: String,
    total: u64,
    waiting: Vec<Waiting>,
    after: Option<String>,
    actions: Vec<Can>,
    reasons: Vec<(String, String)>,
    /// What came of decisions about several.
    outcomes: Vec<String>,
    here: String,
}

/// `GET /curate`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| Outcome::page(&made(visit, Vec::new())?)).await
}

fn states(look: &str) -> &'static [State] {
    LOOKS.iter().find(|(name, _)| *name == look).or(LOOKS.first()).map_or(&[], |(_, states)| states)
}

fn made(visit: &Visit, outcomes: Vec<String>) -> Result<Page, Refusal> {
    let session = visit.member()?;
    let caller = &session.visitor.caller;
    caller.demand(Operation::ReadQueue, false)?;
    let (words, queue, ontology) = (visit.words, &visit.state.queue, visit.ontology());
    let look = visit.pairs.get("look").filter(|look| LOOKS.iter().any(|(name, _)| name == look)).unwrap_or(LOOKS[0].0).to_owned();
    let (kind, ty) = (visit.pairs.get("kind"), visit.pairs.get("type"));
    let types = ontology.types.iter().filter(|own| match ty {
        Some("terms") => own.is_concept(),
        Some(wanted) => own.segment == wanted,
        None => false,
    });
    let wanted = Wanted {
        states: states(&look).to_vec(),
        kinds: Kind::ALL.into_iter().filter(|own| Some(own.name()) == kind).collect(),
        types: types.map(|own| own.id).collect(),
        author: visit.pairs.get("author").map(str::to_owned),
        import: visit.pairs.get("import").map(str::to_owned),
        ..Wanted::default()
    };
    let newest_first = look == "decided";
    let listed = list(queue, &wanted, newest_first, Some(SUBMISSIONS_PER_PAGE), visit.pairs.get("after"))?;
    let kept = visit.pairs.without(&["after", "done"]);
    let now = visit.house.desk().now();
    let used: Vec<_> = ontology.types.iter().filter(|own| ty == Some(&own.segment) || queue.all().any(|submission| submission.ty == Some(own.id))).collect();
    let choice = |value: &str, label: String, chosen: bool| Choice { value: value.to_owned(), label, about: String::new(), chosen, depth: 0 };
    let terms = std::iter::once(choice("terms", words.say("curate-terms"), ty == Some("terms")));
    Ok(Page {
        layout: visit.layout(&words.say("curate-title"), "curate"),
        mark: visit.mark(),
        looks: LOOKS.iter().map(|(name, states)| Look { href: format!("/curate{}", kept.with("look", name).text()), label: words.say(&format!("look--{name}")), count: states.iter().map(|state| queue.in_state(*state).count() as u64).sum(), chosen: *name == look }).collect(),
        kinds: Kind::ALL.iter().map(|own| choice(own.name(), words.say(&format!("kind--{}", own.name())), kind == Some(own.name()))).collect(),
        types: terms.chain(used.into_iter().map(|own| choice(&own.segment, visit.kind(own), ty == Some(&own.segment)))).collect(),
        author: wanted.author.clone().unwrap_or_default(),
        import: wanted.import.clone().unwrap_or_default(),
        total: listed.total as u64,
        waiting: listed.submissions.iter().map(|submission| waiting(visit, submission, now)).collect(),
        after: listed.submissions.last().filter(|_| listed.has_after).map(|last| format!("/curate{}", kept.with("after", &cursor(last)).text())),
        actions: [Action::Accept, Action::Take, Action::Reject, Action::Quarantine, Action::Release].iter().filter(|action| action.from().iter().any(|state| wanted.states.contains(state))).map(|action| Can { name: action.name(), label: words.say(&format!("action--{}", action.name())), main: *action == Action::Accept, grave: matches!(action, Action::Reject | Action::Quarantine) }).collect(),
        reasons: REASONS.map(|reason| (reason.to_owned(), words.say(&format!("reason--{reason}")))).into(),
        outcomes,
        look,
        here: kept.text(),
    })
}

fn waiting(visit: &Visit, submission: &Submission, now: jiff::Timestamp) -> Waiting {
    let hours = now.duration_since(submission.submitted()).as_hours().max(0).cast_unsigned();
    Waiting {
        line: visit.line(submission, "/curate"),
        key: submission.key().to_owned(),
        ty: submission.ty.map(|ty| visit.kind(visit.ontology().ty(ty))).unwrap_or_default(),
        author: visit.who(&submission.author, true),
        taken_by: submission.taken_by.as_ref().map(|curator| visit.who(curator, true)),
        age: if hours < 48 { visit.words.count("age-hours", hours) } else { visit.words.count("age-days", hours / 24) },
    }
}

/// `POST /curate`: decides about several.
pub async fn many(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    act(request, payload, house, async |visit, sent| {
        let session = obey(visit, sent)?;
        visit.pairs = Pairs::parse(sent.get("_here").trim_start_matches('?')).map_err(Problem::from)?;
        let action = Action::ALL.iter().copied().find(|action| action.name() == sent.get("_do") && action.operation() == Operation::Review);
        let action = action.ok_or_else(|| Problem::new(Code::UnknownName, format!("`{}` is no decision", sent.get("_do"))))?;
        let ids: Vec<String> = sent.all("submission").map(str::to_owned).collect();
        let titles: Vec<String> = ids.iter().map(|id| visit.state.queue.get(id).map_or_else(|| id.clone(), |submission| visit.title_of(submission))).collect();
        let reason = reason(visit, sent);
        let decided = review_many(&errand(visit, &session.visitor), &ids, action, reason.as_deref(), Stated::default()).await?;
        let told = decided.iter().zip(&titles).map(|((_, outcome), title)| match outcome {
            Ok(_) => format!("{title}: {}", visit.words.say(&format!("step--{}", action.kind().name().to_ascii_lowercase()))),
            Err(problem) => format!("{title}: {}", sentence(&problem.message)),
        });
        let told = told.collect();
        visit.state = visit.house.engine.directory().views().state();
        Outcome::page(&made(visit, told)?)
    })
    .await
}
