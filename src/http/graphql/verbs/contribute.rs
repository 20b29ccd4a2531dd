//! Contributing and reviewing: rows around the verbs of `app::contribute`.

use super::account::{PROOF, TRAP};
use super::submissions::{connection, draft, duplicate, outcome, submission};
use super::{Act, Doing, Root, Shape};
use crate::app::Problem;
use crate::app::account::spam::Effort;
use crate::app::actor::Operation;
use crate::app::contribute::compose::{Composer, Input};
use crate::app::contribute::consent::Stated;
use crate::app::contribute::draft as drafts;
use crate::app::contribute::duplicates::duplicates as alike;
use crate::app::contribute::list::{Wanted, list};
use crate::app::contribute::machine::Action;
use crate::app::contribute::review::{Decision, review as decide, review_many as decide_many};
use crate::app::contribute::submit::{self as author, Edit};
use crate::app::contribute::talk::{self, Complaint};
use crate::app::contribute::{Dossier, Errand};
use crate::app::find;
use crate::app::process::entry::Given;
use crate::app::repeat::Repeat;
use crate::error::Code;
use crate::http::graphql::trees::Tree;
use crate::ontology::names::enum_value;
use crate::ontology::TypeId;
use crate::views::queue::{Basis, Kind, State};
use serde_json::{Map, Value as Json};

pub(super) const KEY: &str = "idempotencyKey";
pub(super) type Argument = (&'static str, &'static str, &'static str);
pub(super) const REPEATED: Argument = (KEY, "String", "Any text of your own: a request that is sent again with the same key happens once and has the same answer.");
pub(super) const SUBMISSION: Argument = ("submission", "ID!", "The IRI or key of a submission.");
pub(super) const RECORD: Argument = ("id", "ID!", "An IRI, a key, or an external identifier of a published record.");
pub(super) const NOTE: Argument = ("note", "String", "For curators: why, and where it can be checked.");
const SET: Argument = ("set", "{}Input", "The fields that are to have other values, each with all its values.");
const CLEAR: Argument = ("clear", "[String!]", "The fields that are to have no value.");
const STATES: Argument = ("state", "[SubmissionState!]", "Only in these states.");
const FIRST: Argument = ("first", "Int", "How many; 25 unless given, at most 100.");
const AFTER: Argument = ("after", "String", "A cursor: only what comes after it.");
pub(super) const QUESTION: Argument = ("question", "ID", "The question of the call that it answers; needed where several take such a record.");
pub(super) const LICENCE: Argument = ("licence", "String", "The address of the licence it is given under; the one of this directory unless given.");
pub(super) const ALLOW_USE: &str = "That the organisers may use it for their synthesis, and keep it for as long as that is published.";
pub(super) const CREDIT_AS: Argument = ("creditAs", "ID", "Who is to be credited: a published person or organisation.");
pub(super) const CREDIT_NAME: Argument = ("creditName", "String", "Who is to be credited, by name, where there is no record.");
pub(super) const UNNAMED: Argument = ("unnamed", "Boolean", "True for whoever wishes not to be named.");
pub(super) const CONSENT: Argument = ("consent", "ConsentBasis", "Of a record about a person: how you know that the person agrees to what is published.");
pub(super) const CONSENT_TO: Argument = ("consentTo", "[String!]", "The fields to which the person agrees; all that are given, when this is left out.");
const DECISION: Argument = ("decision", "ReviewDecision!", "What is to be done with it.");
const REASON: Argument = ("reason", "String", "For the author. Needed to return, reject and quarantine.");

pub(super) const fn mutation(name: &'static str, operation: Operation, arguments: &'static [Argument], ty: &'static str, words: &'static str, run: fn(Act) -> Doing) -> Shape {
    Shape { root: Root::Mutation, name, operation, arguments, ty, words, run }
}

pub(super) const fn query(name: &'static str, operation: Operation, arguments: &'static [Argument], ty: &'static str, words: &'static str, run: fn(Act) -> Doing) -> Shape {
    Shape { root: Root::Query, name, operation, arguments, ty, words, run }
}

pub const SHAPES: &[Shape] = &[
    mutation(
        "submit{}",
        Operation::Submit,
        &[
            ("input", "{}Input!", "The record."),
            CONSENT,
            CONSENT_TO,
            NOTE,
            ("draft", "ID", "A draft that this was, to be discarded."),
            ("call", "ID", "The call that it is sent in to. Then `allowUse` and one of `creditAs`, `creditName` and `unnamed` are needed."),
            QUESTION,
            LICENCE,
            ("allowUse", "Boolean", ALLOW_USE),
            CREDIT_AS,
            CREDIT_NAME,
            UNNAMED,
            PROOF,
            TRAP,
            REPEATED,
        ],
        "Submission!",
        "Proposes a new {}.",
        submit,
    ),
    mutation(
        "propose{}",
        Operation::Submit,
        &[RECORD, SET, CLEAR, ("baseRevision", "Int", "The revision that was looked at. Fields that have changed since are refused; without it, those that change before this is accepted."), CONSENT, CONSENT_TO, NOTE, ("draft", "ID", "A draft that this was, to be discarded."), PROOF, TRAP, REPEATED],
        "Submission!",
        "Proposes a change of a published {}, of anybody's.",
        propose,
    ),
    mutation("amend{}", Operation::Amend, &[SUBMISSION, SET, CLEAR, CONSENT, CONSENT_TO, NOTE, REPEATED], "Submission!", "Changes a submission of one's own about a {}, which then waits again.", amend),
    mutation("proposeWithdrawal", Operation::Submit, &[RECORD, ("reason", "String!", "Why; readers will see it where the record was."), PROOF, TRAP, REPEATED], "Submission!", "Proposes that a published record be withdrawn.", withdrawal),
    mutation("retract", Operation::Amend, &[SUBMISSION, ("text", "String", "Why."), REPEATED], "Submission!", "Takes a submission of one's own back.", retract),
    mutation("appeal", Operation::Amend, &[SUBMISSION, ("text", "String!", "Why it is no spam."), REPEATED], "Submission!", "Asks for another look at a submission of one's own that is held.", appeal),
    mutation("comment", Operation::Comment, &[SUBMISSION, ("text", "String!", "What is said, for the author and curators."), REPEATED], "Submission!", "Says something about a submission.", comment),
    mutation("report", Operation::Report, &[RECORD, ("reason", "ReportReason!", "What is wrong."), ("text", "String", "What exactly, and what would be right."), PROOF, TRAP, REPEATED], "Submission!", "Tells curators that something is wrong with a record. Nobody needs an account for it.", report),
    mutation("endorse", Operation::Endorse, &[("claim", "ID!", "The IRI or key of a claim."), ("context", "String", "Where, with whom and how."), REPEATED], "Backing!", "Says that a claim agrees with one's own experience; once a person.", endorse),
    mutation(
        "review",
        Operation::Review,
        &[SUBMISSION, DECISION, ("fields", "[String!]", "Accepts only these fields of it."), CONSENT, CONSENT_TO, REASON, ("proposal", "Int", "The proposal that was looked at, as the submission says; if it is another by now, nothing is decided."), REPEATED],
        "Submission!",
        "Decides about a submission.",
        review,
    ),
    mutation("reviewMany", Operation::Review, &[("submissions", "[ID!]!", "At most 100, decided in this order."), DECISION, CONSENT, REASON, REPEATED], "[ReviewOutcome!]!", "Decides about several submissions, each as if it were alone.", review_many),
    mutation(
        "saveDraft",
        Operation::SaveDraft,
        &[
            ("id", "ID", "The draft to be replaced; a new one otherwise."),
            ("type", "RecordType!", "The type of the record."),
            ("about", "ID", "The published record that it will change."),
            ("call", "ID", "The call that it is to be sent in to: there is a mail before it closes."),
            ("content", "String!", "The input so far, as JSON by field name. It is only judged when it is submitted."),
            REPEATED,
        ],
        "ContributionDraft!",
        "Keeps a contribution for later; nobody else sees it.",
        save_draft,
    ),
    mutation("discardDraft", Operation::SaveDraft, &[("id", "ID!", "The draft."), REPEATED], "Boolean!", "Forgets a draft for good. True also when it was gone.", discard_draft),
    query("submission", Operation::ReadSubmission, &[("id", "ID!", "Its IRI or key.")], "Submission", "One submission, for whoever may see it.", one),
    query(
        "submissions",
        Operation::ReadQueue,
        &[
            STATES,
            ("kind", "[SubmissionKind!]", "Only these kinds."),
            ("type", "[RecordType!]", "Only about these types of record."),
            ("author", "ID", "Only by this author."),
            ("about", "ID", "Only about this record."),
            ("import", "ID", "Only those of this import."),
            ("before", "DateTime", "Only made before this."),
            ("since", "DateTime", "Only made at this time or later."),
            FIRST,
            AFTER,
        ],
        "SubmissionConnection!",
        "The queue, oldest first.",
        queue,
    ),
    query("mySubmissions", Operation::ViewSelf, &[STATES, FIRST, AFTER], "SubmissionConnection!", "The caller's own submissions, newest first.", mine),
    query("drafts", Operation::SaveDraft, &[], "[ContributionDraft!]!", "The caller's own drafts, last saved first.", my_drafts),
    query("duplicates{}", Operation::Read, &[("input", "{}Input!", "The record that somebody is about to submit.")], "[Duplicate!]!", "Published records that may be the same {}, likeliest first.", duplicates),
    query("backing", Operation::Read, &[("claim", "ID!", "The IRI or key of a claim.")], "Backing!", "Who agrees with a claim from their own experience.", backing),
];

impl Act {
    /// What is to be done, as `app` takes it; `verb` tells requests with the same arguments apart.
    pub(super) fn errand(&self, verb: &str) -> Result<Errand, Problem> {
        let mut arguments = self.arguments.clone();
        // Whoever sends a request again may have to prove anew that it costs something.
        for name in [KEY, PROOF.0, TRAP.0] {
            arguments.shift_remove(name);
        }
        let verb = format!("{verb} {}", self.about.map_or("", |ty| self.directory().ontology().ty(ty).singular.as_str()));
        let repeat = self.text(KEY).map(|key| Repeat::new(key, &verb, &arguments)).transpose()?;
        let effort = Effort { proof: self.text(PROOF.0).map(str::to_owned), trap: self.text(TRAP.0).map(str::to_owned) };
        Ok(Errand { directory: self.directory().clone(), visitor: self.scene.visitor.clone(), repeat, effort })
    }

    pub(super) fn input(&self, name: &str) -> Input {
        if let Some(Json::Object(members)) = self.arguments.get(name) { members.clone() } else { Map::new() }
    }

    pub(super) fn ty(&self) -> Result<TypeId, Problem> {
        self.about.ok_or_else(|| Problem::new(Code::Internal, "the verb is about no type"))
    }

    /// How somebody knows that the person agrees whom a record is about.
    pub(super) fn basis(&self) -> Option<Basis> {
        Basis::ALL.into_iter().find(|basis| self.text(CONSENT.0) == Some(enum_value(basis.name()).as_str()))
    }

    /// A list that may be left out, which is another thing than an empty one.
    pub(super) fn list(&self, name: &str) -> Option<Vec<String>> {
        self.arguments.get(name).filter(|given| !given.is_null()).map(|_| self.texts(name))
    }

    pub(super) async fn shown(&self, iri: &str) -> Result<Tree, Problem> {
        Ok(submission(Dossier::read(self.directory(), iri).await?, self.visitor()))
    }

    /// What is said with something that is sent in to a call.
    pub(super) fn beside<'a>(&'a self, call: &'a str) -> Given<'a> {
        let flag = |name: &str| self.arguments.get(name).and_then(Json::as_bool).unwrap_or(false);
        Given {
            call,
            question: self.text("question"),
            licence: self.text("licence"),
            allows_use: flag("allowUse"),
            credit_as: self.text("creditAs"),
            credit_name: self.text("creditName"),
            unnamed: flag("unnamed"),
        }
    }

    fn states(&self) -> Vec<State> {
        let named = self.texts("state");
        State::ALL.into_iter().filter(|state| named.contains(&enum_value(state.name()))).collect()
    }

    fn first(&self) -> Result<Option<u32>, Problem> {
        let Some(first) = self.arguments.get("first").filter(|first| !first.is_null()) else { return Ok(None) };
        first.as_u64().and_then(|first| u32::try_from(first).ok()).map(Some).ok_or_else(|| Problem::new(Code::BadFilter, format!("`first` is {first}; it is a number from 0 to 100")))
    }
}

/// The action that an enum value names.
fn action(value: Option<&str>) -> Result<Action, Problem> {
    let named = Action::ALL.iter().copied().find(|action| Some(enum_value(action.name()).as_str()) == value && action.operation() == Operation::Review);
    named.ok_or_else(|| Problem::new(Code::UnknownName, format!("`{}` is no decision", value.unwrap_or_default())))
}

async fn without_draft(act: &Act, errand: &Errand) {
    // The submission stands; a draft that stays can be discarded later.
    if let Some(id) = act.text("draft") {
        drop(drafts::discard(errand, id).await);
    }
}

fn submit(act: Act) -> Doing {
    Box::pin(async move {
        let errand = act.errand("submit")?;
        let (set, to) = (act.input("input"), act.list(CONSENT_TO.0));
        let edit = Edit { set: &set, clear: &[], consent: Stated { basis: act.basis(), to: to.as_deref() } };
        let given = act.text("call").map(|call| act.beside(call));
        let iri = author::submit(&errand, act.ty()?, edit, act.text("note"), given).await?;
        without_draft(&act, &errand).await;
        act.shown(&iri).await
    })
}

fn propose(act: Act) -> Doing {
    Box::pin(async move {
        let errand = act.errand("propose")?;
        let (set, clear, to) = (act.input("set"), act.texts("clear"), act.list(CONSENT_TO.0));
        let edit = Edit { set: &set, clear: &clear, consent: Stated { basis: act.basis(), to: to.as_deref() } };
        let iri = author::propose(&errand, act.ty()?, act.text("id").unwrap_or_default(), edit, act.number("baseRevision"), act.text("note")).await?;
        without_draft(&act, &errand).await;
        act.shown(&iri).await
    })
}

fn amend(act: Act) -> Doing {
    Box::pin(async move {
        let (set, clear, to) = (act.input("set"), act.texts("clear"), act.list(CONSENT_TO.0));
        let edit = Edit { set: &set, clear: &clear, consent: Stated { basis: act.basis(), to: to.as_deref() } };
        let iri = author::amend(&act.errand("amend")?, act.ty()?, act.text("submission").unwrap_or_default(), edit, act.text("note")).await?;
        act.shown(&iri).await
    })
}

fn withdrawal(act: Act) -> Doing {
    Box::pin(async move {
        let iri = author::withdrawal(&act.errand("withdrawal")?, act.text("id").unwrap_or_default(), act.text("reason").unwrap_or_default()).await?;
        act.shown(&iri).await
    })
}

fn retract(act: Act) -> Doing {
    Box::pin(async move {
        let iri = author::step(&act.errand("retract")?, act.text("submission").unwrap_or_default(), Action::Retract, act.text("text")).await?;
        act.shown(&iri).await
    })
}

fn appeal(act: Act) -> Doing {
    Box::pin(async move {
        let iri = author::step(&act.errand("appeal")?, act.text("submission").unwrap_or_default(), Action::Appeal, act.text("text")).await?;
        act.shown(&iri).await
    })
}

fn comment(act: Act) -> Doing {
    Box::pin(async move {
        let iri = talk::comment(&act.errand("comment")?, act.text("submission").unwrap_or_default(), act.text("text").unwrap_or_default()).await?;
        act.shown(&iri).await
    })
}

fn report(act: Act) -> Doing {
    Box::pin(async move {
        let reason = act.text("reason").unwrap_or_default();
        let complaint = Complaint::ALL.into_iter().find(|complaint| enum_value(complaint.name()) == reason);
        let complaint = complaint.ok_or_else(|| Problem::new(Code::UnknownName, format!("`{reason}` is no reason of a report")))?;
        let iri = talk::report(&act.errand("report")?, act.text("id").unwrap_or_default(), complaint, act.text("text")).await?;
        act.shown(&iri).await
    })
}

fn backed(act: &Act, iri: &str) -> Tree {
    let state = act.directory().views().state();
    let mine = act.visitor().caller.actor().is_some_and(|actor| state.queue.has_endorsed(actor, iri));
    let claim = state.snapshot.by_iri(iri).map_or(Tree::Null, |record| Tree::Record(record.id));
    Tree::object([("claim", claim), ("count", Tree::number(state.queue.endorsements(iri) as u64)), ("isMine", Tree::flag(mine))])
}

fn endorse(act: Act) -> Doing {
    Box::pin(async move {
        let iri = talk::endorse(&act.errand("endorse")?, act.text("claim").unwrap_or_default(), act.text("context")).await?;
        Ok(backed(&act, &iri))
    })
}

fn backing(act: Act) -> Doing {
    Box::pin(async move {
        act.visitor().caller.demand(Operation::Read, false)?;
        let iri = talk::claim(&act.directory().views().state(), act.text("claim").unwrap_or_default())?.iri.to_string();
        Ok(backed(&act, &iri))
    })
}

fn review(act: Act) -> Doing {
    Box::pin(async move {
        let (fields, to) = (act.list("fields"), act.list(CONSENT_TO.0));
        let consent = Stated { basis: act.basis(), to: to.as_deref() };
        let decision = Decision { action: action(act.text("decision"))?, reason: act.text("reason"), fields: fields.as_deref(), proposal: act.number("proposal"), consent };
        let iri = decide(&act.errand("review")?, act.text("submission").unwrap_or_default(), decision).await?;
        act.shown(&iri).await
    })
}

fn review_many(act: Act) -> Doing {
    Box::pin(async move {
        let errand = act.errand("reviewMany")?;
        let decided = decide_many(&errand, &act.texts("submissions"), action(act.text("decision"))?, act.text("reason"), Stated { basis: act.basis(), to: None }).await?;
        let mut outcomes = Vec::with_capacity(decided.len());
        for (id, decided) in decided {
            let shown = match decided {
                Ok(iri) => act.shown(&iri).await,
                Err(problem) => Err(problem),
            };
            outcomes.push(outcome(&id, shown));
        }
        Ok(Tree::list(outcomes))
    })
}

fn save_draft(act: Act) -> Doing {
    Box::pin(async move {
        let ontology = act.directory().ontology();
        let ty = ontology.types.iter().find(|ty| Some(ty.enum_value.as_str()) == act.text("type")).filter(|ty| super::is_writable(ontology, ty));
        let ty = ty.ok_or_else(|| Problem::new(Code::InvalidInput, "`type`: records of this type cannot be proposed"))?;
        let kept = drafts::save(&act.errand("saveDraft")?, act.text("id"), act.text(KEY), ty.id, act.text("about"), act.text("call"), act.text("content").unwrap_or_default()).await?;
        Ok(draft(ontology, &kept))
    })
}

fn discard_draft(act: Act) -> Doing {
    Box::pin(async move {
        drafts::discard(&act.errand("discardDraft")?, act.text("id").unwrap_or_default()).await?;
        Ok(Tree::flag(true))
    })
}

fn my_drafts(act: Act) -> Doing {
    Box::pin(async move {
        let all = drafts::drafts(&act.errand("drafts")?).await?;
        Ok(Tree::list(all.iter().map(|kept| draft(act.directory().ontology(), kept))))
    })
}

fn one(act: Act) -> Doing {
    Box::pin(async move {
        let found = act.errand("submission")?.read(act.text("id").unwrap_or_default())?;
        act.shown(&found).await
    })
}

async fn page(act: &Act, wanted: &Wanted, newest_first: bool) -> Result<Tree, Problem> {
    let state = act.directory().views().state();
    let listed = list(&state.queue, wanted, newest_first, act.first()?, act.text("after"))?;
    let mut nodes = Vec::with_capacity(listed.submissions.len());
    for found in &listed.submissions {
        nodes.push(submission(Dossier::of(act.directory(), state.clone(), found.clone()).await?, act.visitor()));
    }
    Ok(connection(&listed, nodes))
}

fn queue(act: Act) -> Doing {
    Box::pin(async move {
        act.visitor().caller.demand(Operation::ReadQueue, false)?;
        let state = act.directory().views().state();
        let time = |name: &str| {
            let parse = |text: &str| text.parse().map_err(|_| Problem::new(Code::BadFilter, format!("`{name}`: `{text}` is not a time like 2018-03-27T09:00:00Z")));
            act.text(name).map(parse).transpose()
        };
        let named = |name: &str| act.texts(name);
        let about = act.text("about").map(|id| Ok::<_, Problem>(find::resolve(&state.snapshot, &[], id)?.map_or_else(|| id.to_owned(), |record| record.iri.to_string()))).transpose()?;
        let wanted = Wanted {
            states: act.states(),
            kinds: Kind::ALL.into_iter().filter(|kind| named("kind").contains(&enum_value(kind.name()))).collect(),
            types: state.snapshot.ontology().types.iter().filter(|ty| named("type").contains(&ty.enum_value)).map(|ty| ty.id).collect(),
            author: act.text("author").map(str::to_owned),
            about,
            import: act.text("import").map(str::to_owned),
            before: time("before")?,
            since: time("since")?,
        };
        page(&act, &wanted, false).await
    })
}

fn mine(act: Act) -> Doing {
    Box::pin(async move {
        act.visitor().caller.demand(Operation::ViewSelf, false)?;
        let author = act.visitor().caller.actor().map(str::to_owned);
        page(&act, &Wanted { states: act.states(), author, ..Wanted::default() }, true).await
    })
}

fn duplicates(act: Act) -> Doing {
    Box::pin(async move {
        act.visitor().caller.demand(Operation::Read, false)?;
        let state = act.directory().views().state();
        let ty = state.snapshot.ontology().ty(act.ty()?);
        let values = Composer::publishing(&state).values(ty, &act.input("input"));
        let found = alike(&state, ty, None, &values)?;
        Ok(Tree::list(found.iter().map(duplicate)))
    })
}
