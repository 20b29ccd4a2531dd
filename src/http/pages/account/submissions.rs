//! One's own contributions: what is asked of one, what happened, what is not sent yet.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Payload}};
use askama::Template;

use super::super::{
    Layout, Visit,
    contribute::errand,
    dossier::{moment, tone},
    segment,
    session::{Outcome, act, obey, own},
};
use crate::{
    app::{
        actor::Operation,
        contribute::{draft, list::{Wanted, cursor, list}},
    },
    http::{House, query::Pairs},
    views::queue::{State, Submission},
};

/// Submissions on one page.
const SUBMISSIONS_PER_PAGE: u32 = 25;
/// Pieces of news.
const NEWS_MAX: usize = 10;

/// A submission in a list.
pub struct Line {
    pub href: String,
    pub title: String,
    pub kind: String,
    pub tone: &'static str,
    pub state: String,
    pub when: String,
}

/// What somebody else did with a submission.
struct News {
    href: String,
    title: String,
    what: String,
    when: String,
    sequence: u64,
}

#[derive(Template)]
#[template(path = "account/submissions.html")]
struct Page {
    layout: Layout,
    asked: Vec<Line>,
    news: Vec<News>,
    /// What others propose about records of one's own.
    owned: Vec<Line>,
    lines: Vec<Line>,
    total: u64,
    after: Option<String>,
    drafts: usize,
}

impl Visit {
    pub fn line(&self, submission: &Submission, place: &str) -> Line {
        Line {
            href: format!("{place}/{}", submission.key()),
            title: self.title_of(submission),
            kind: self.words.say(&format!("kind--{}", submission.kind.name())),
            tone: tone(submission.state),
            state: self.state_label(submission.state),
            when: moment(submission.changed()),
        }
    }
}

const PLACE: &str = "/account/submissions";

/// `GET /account/submissions`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        session.visitor.caller.demand(Operation::ViewSelf, false)?;
        let author = session.visitor.caller.actor().unwrap_or_default().to_owned();
        let queue = &visit.state.queue;
        let listed = list(queue, &Wanted { author: Some(author.clone()), ..Wanted::default() }, true, Some(SUBMISSIONS_PER_PAGE), visit.pairs.get("after"))?;
        let asked = queue.of_author(&author).filter(|submission| matches!(submission.state, State::ChangesRequested | State::Quarantined));
        let drafts = if session.visitor.caller.demand(Operation::SaveDraft, false).is_ok() { draft::drafts(&errand(visit, &session.visitor)).await?.len() } else { 0 };
        let after = listed.submissions.last().filter(|_| listed.has_after).map(|last| format!("{PLACE}{}", Pairs::default().with("after", &cursor(last)).text()));
        Outcome::page(&Page {
            layout: visit.layout(&visit.words.say("submissions-title"), "account"),
            asked: asked.map(|submission| visit.line(submission, PLACE)).collect(),
            owned: State::ALL.into_iter().filter(|state| state.is_open()).flat_map(|state| queue.in_state(state)).filter(|submission| *submission.author != *author && queue.owns(&author, &submission.about)).map(|submission| visit.line(submission, PLACE)).collect(),
            news: news(visit, &author),
            lines: listed.submissions.iter().map(|submission| visit.line(submission, PLACE)).collect(),
            total: listed.total as u64,
            after,
            drafts,
        })
    })
    .await
}

/// What others did with the submissions of an author, last first.
fn news(visit: &Visit, author: &str) -> Vec<News> {
    let mut news = Vec::new();
    for submission in visit.state.queue.of_author(author) {
        let others = submission.facts.iter().filter(|fact| &*fact.actor != author);
        news.extend(others.map(|fact| News {
            href: format!("{PLACE}/{}", submission.key()),
            title: visit.title_of(submission),
            what: visit.words.say(&format!("step--{}", fact.kind.name().to_ascii_lowercase())),
            when: moment(fact.time),
            sequence: fact.sequence,
        }));
    }
    news.sort_by_key(|one| std::cmp::Reverse(one.sequence));
    news.truncate(NEWS_MAX);
    news
}

/// A draft in a list.
struct Kept {
    id: String,
    href: String,
    title: String,
    kind: String,
    when: String,
    missing: u64,
}

#[derive(Template)]
#[template(path = "account/drafts.html")]
struct Drafts {
    layout: Layout,
    mark: String,
    drafts: Vec<Kept>,
}

/// `GET /account/drafts`
pub async fn drafts(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        let all = draft::drafts(&errand(visit, &session.visitor)).await?;
        Outcome::page(&Drafts { layout: visit.layout(&visit.words.say("drafts-title"), "account"), mark: visit.mark(), drafts: all.iter().map(|draft| kept(visit, draft)).collect() })
    })
    .await
}

fn kept(visit: &Visit, draft: &draft::Draft) -> Kept {
    let ty = visit.ontology().ty(draft.ty);
    let record = draft.about.as_deref().and_then(|iri| visit.state.snapshot.by_iri(iri));
    let named = || {
        let label = ty.role(crate::ontology::Role::Label).and_then(|slot| ty.property(slot))?;
        let content: serde_json::Value = serde_json::from_str(&draft.content).ok()?;
        content.get(&label.field)?.as_array()?.first()?.get("text")?.as_str().map(str::to_owned)
    };
    let place = record.map_or_else(|| format!("/contribute/{}", segment(ty)), |record| format!("{}/edit", super::super::address(ty, record)));
    Kept {
        id: draft.id.clone(),
        href: format!("{place}?draft={}", draft.id),
        title: record.map(|record| visit.name(record).text).or_else(named).unwrap_or_else(|| visit.words.say("draft-unnamed")),
        kind: visit.kind(ty),
        when: moment(draft.saved),
        missing: draft.violations.len() as u64,
    }
}

/// `POST /account/drafts`: a draft goes.
pub async fn discard(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    act(request, payload, house, async |visit, sent| {
        let session = obey(visit, sent)?;
        draft::discard(&errand(visit, &session.visitor), sent.get("draft")).await?;
        Ok(Outcome::See("/account/drafts".to_owned()))
    })
    .await
}
