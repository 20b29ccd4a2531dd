//! Calls: rows around the verbs of `app::process`.

mod objects;

use super::account::{PROOF, TRAP};
use super::contribute::{ALLOW_USE, Argument, CONSENT, CONSENT_TO, CREDIT_AS, CREDIT_NAME, LICENCE, NOTE, QUESTION, REPEATED, SUBMISSION, UNNAMED, mutation, query};
use super::submissions::node;
use super::{Act, Doing, Shape, is_writable};
use crate::app::Problem;
use crate::app::actor::Operation;
use crate::app::contribute::{Dossier, Errand};
use crate::app::contribute::compose::Input;
use crate::app::contribute::consent::Stated;
use crate::app::contribute::submit::{Edit, published, send_in as send_in_to};
use crate::app::passage::passages;
use crate::app::process::extend::{NewEnd, extend, take};
use crate::app::process::outcome::{Became, Saying};
use crate::app::process::{Call, closure, coding, duties, outcome, progress, remind, responses};
use crate::error::Code;
use crate::http::graphql::trees::Tree;
use crate::ontology::names::enum_value;
use crate::views::State;
use crate::views::process::Duty;
use std::sync::Arc;

pub use objects::{OBJECTS, enumerations};

const CALL: Argument = ("call", "ID!", "The IRI or key of a call.");
const PART: Argument = ("part", "CallPart!", "Which part.");
const ACCOUNT: Argument = ("account", "ID!", "The opaque identifier of an account, or the confirmed address of whoever has it.");
const CODES: Argument = ("codes", "[ID!]!", "Concepts of the frame of the call, by IRI or key; none, when none applies.");

pub const SHAPES: &[Shape] = &[
    query("callProcess", Operation::Read, &[CALL], "CallProcess!", "When a call takes something, what it asks, how it was extended.", process),
    query("callParts", Operation::FollowCall, &[CALL], "[CallHolder!]!", "Who has which part in a call.", holders),
    query("callProgress", Operation::FollowCall, &[CALL], "CallProgress!", "How a call goes, in numbers.", counted),
    query("callCodings", Operation::FollowCall, &[CALL, ("differing", "Boolean", "True for those that coders differ about and nobody has settled.")], "[CodedSubmission!]!", "How what came in was coded, as far as the caller may see it.", codings),
    query("callAgreement", Operation::Synthesise, &[CALL], "[CodingAgreement!]!", "How far coders agree, for each vocabulary of the frame.", agreement),
    query(
        "callGaps",
        Operation::Synthesise,
        &[CALL, ("rows", "ID!", "A vocabulary of the frame."), ("columns", "ID!", "Another.")],
        "[CodedCrossing!]!",
        "The gap map of what came in: how many submissions are about both of two concepts.",
        gaps,
    ),
    query("callOutcomes", Operation::FollowCall, &[CALL], "[ContributionOutcome!]!", "What became of everything that was sent in to a call.", outcomes),
    query("outcome", Operation::ReadSubmission, &[SUBMISSION], "ContributionOutcome!", "What became of a submission to a call: where it was used, or why not.", one_outcome),
    query("outcomeOfReceipt", Operation::Read, &[("receipt", "String!", "The signed receipt.")], "ContributionOutcome!", "The same for whoever has the receipt: nobody needs an account for it.", outcome_of_receipt),
    query("openCredits", Operation::ReadSubmission, &[SUBMISSION], "[OpenCredit!]!", "What keeps a proposed guide or synthesis from being published: contributions without outcome or credit, credits without contribution.", open_credits),
    query("responseMap", Operation::Read, &[("id", "ID!", "A published record: a finding, a claim, a work.")], "[ResponseGroup!]!", "Who supports, qualifies, disputes or extends something, side by side.", response_map),
    query("passages", Operation::Read, &[("id", "ID!", "A published record: a finding, a claim, a work.")], "[Passage!]!", "The passages of something that responses are about, and where they stand.", passages_of),
    mutation(
        "sendIn",
        Operation::SendIn,
        &[
            ("call", "ID!", "An open call."),
            ("type", "RecordType!", "The type of the record."),
            ("content", "String!", "The record: the input of the type, as JSON by field name."),
            QUESTION,
            LICENCE,
            ("allowUse", "Boolean!", ALLOW_USE),
            CONSENT,
            CONSENT_TO,
            CREDIT_AS,
            CREDIT_NAME,
            UNNAMED,
            NOTE,
            PROOF,
            TRAP,
            REPEATED,
        ],
        "Submission!",
        "Sends something in to a call. Nobody needs an account for it; what comes without one is held until an organiser or a curator has looked at it. Keep the receipt.",
        send_in,
    ),
    mutation("assignPart", Operation::Organise, &[CALL, ACCOUNT, PART, REPEATED], "[CallHolder!]!", "Gives somebody a part in a call.", assign),
    mutation("endPart", Operation::Organise, &[CALL, ACCOUNT, PART, REPEATED], "[CallHolder!]!", "Takes a part in a call back.", end_part),
    mutation(
        "extendCall",
        Operation::Organise,
        &[
            CALL,
            ("closes", "Date!", "The new last day."),
            ("time", "String", "The time on that day, such as 17:00; an empty text for the end of the day. As before unless given."),
            ("graceDays", "Int", "Days of grace. As before unless given."),
            ("reason", "String!", "Why, for everybody to read."),
            REPEATED,
        ],
        "CallProcess!",
        "Moves the end of a call to a later instant.",
        extended,
    ),
    mutation("takeLate", Operation::Organise, &[SUBMISSION, ("text", "String", "For whoever sent it."), REPEATED], "Submission!", "Takes what came late or without an account on, like everything else.", take_late),
    mutation("remindMe", Operation::AskReminder, &[CALL, ("wanted", "Boolean!", "False for no reminder any more.")], "CallProcess!", "Asks for a mail before a call closes.", remind_me),
    mutation("code", Operation::Code, &[SUBMISSION, CODES, NOTE, REPEATED], "CodedSubmission!", "Says what a submission to a call is about. Nobody sees it before two have said so.", code),
    mutation("settleCoding", Operation::Synthesise, &[SUBMISSION, CODES, ("reason", "String!", "Why."), REPEATED], "CodedSubmission!", "Settles what a submission is about, where coders differ.", settle),
    mutation(
        "conclude",
        Operation::Synthesise,
        &[
            SUBMISSION,
            ("outcome", "ContributionOutcomeKind!", "What became of it."),
            ("usedIn", "[ID!]", "Published records that it was used in."),
            ("reason", "String", "Why it was not used; whoever sent it hears it."),
            ("creditAs", "ID", "The record of whoever is to be credited, where they gave a name only."),
            REPEATED,
        ],
        "ContributionOutcome!",
        "Says what became of a submission to a call. Whoever sent it gets a mail.",
        conclude,
    ),
];

impl Act {
    fn state(&self) -> Arc<State> {
        self.directory().views().state()
    }

    fn said(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    /// Somebody who asks, and does nothing.
    fn asking(&self) -> Result<Errand, Problem> {
        self.errand("")
    }

    async fn process_of(&self, call: &str) -> Result<Tree, Problem> {
        let (state, errand) = (self.state(), self.asking()?);
        let call = Call::find(&state, call)?;
        let reminded = remind::is_asked(&errand, &call.record.iri).await?;
        Ok(objects::process(self, &state, &call, errand.actor(), reminded))
    }

    async fn coded(&self, iri: &str) -> Result<Tree, Problem> {
        let (state, errand) = (self.state(), self.asking()?);
        let call = state.process.entry(iri).map(|entry| Arc::clone(&entry.call)).unwrap_or_default();
        let all = coding::codings(&errand, &state, &call)?;
        Ok(all.iter().find(|shown| *shown.submission.iri == *iri).map_or(Tree::Null, |shown| objects::coded(&state, shown)))
    }
}

fn process(act: Act) -> Doing {
    Box::pin(async move {
        act.visitor().caller.demand(Operation::Read, false)?;
        act.process_of(act.said("call")).await
    })
}

fn send_in(act: Act) -> Doing {
    Box::pin(async move {
        act.visitor().caller.demand(Operation::SendIn, false)?;
        let bad = |message: String| Problem::new(Code::InvalidInput, message);
        let ontology = act.directory().ontology();
        let ty = ontology.types.iter().find(|ty| Some(ty.enum_value.as_str()) == act.text("type")).filter(|ty| is_writable(ontology, ty));
        let ty = ty.ok_or_else(|| bad("`type`: records of this type cannot be proposed".to_owned()))?;
        let input: Input = serde_json::from_str(act.text("content").unwrap_or_default()).map_err(|error| bad(format!("`content`: not a JSON object of fields: {error}")))?;
        let to = act.list(CONSENT_TO.0);
        let edit = Edit { set: &input, clear: &[], consent: Stated { basis: act.basis(), to: to.as_deref() } };
        let iri = send_in_to(&act.errand("sendIn")?, ty.id, edit, act.text("note"), act.beside(act.text("call").unwrap_or_default())).await?;
        act.shown(&iri).await
    })
}

fn held(act: &Act, call: &str) -> Tree {
    let state = act.state();
    Tree::list(state.process.duties(call).iter().map(|(account, duty)| objects::holder(act, account, *duty)))
}

fn holders(act: Act) -> Doing {
    Box::pin(async move {
        let (state, errand) = (act.state(), act.asking()?);
        // Whoever may see the numbers may see who is behind them.
        progress::progress(&errand, &state, act.said("call"))?;
        Ok(held(&act, &Call::find(&state, act.said("call"))?.record.iri))
    })
}

fn duty(act: &Act) -> Result<Duty, Problem> {
    let named = act.said("part");
    Duty::ALL.into_iter().find(|duty| enum_value(duty.name()) == named).ok_or_else(|| Problem::new(Code::UnknownName, format!("`{named}` is no part in a call")))
}

async fn assigned(act: &Act, ends: bool) -> Result<Tree, Problem> {
    let errand = act.errand(if ends { "endPart" } else { "assignPart" })?;
    let call = duties::assign(&errand, act.said("call"), act.said("account"), duty(act)?, ends).await?;
    Ok(held(act, &call))
}

fn assign(act: Act) -> Doing {
    Box::pin(async move { assigned(&act, false).await })
}

fn end_part(act: Act) -> Doing {
    Box::pin(async move { assigned(&act, true).await })
}

fn counted(act: Act) -> Doing {
    Box::pin(async move {
        let state = act.state();
        let found = progress::progress(&act.asking()?, &state, act.said("call"))?;
        Ok(objects::progress(&state, &found))
    })
}

fn extended(act: Act) -> Doing {
    Box::pin(async move {
        let end = NewEnd { closes: act.said("closes"), time: act.text("time"), grace_days: act.number("graceDays") };
        let call = extend(&act.errand("extendCall")?, act.said("call"), end, act.said("reason")).await?;
        act.process_of(&call).await
    })
}

fn take_late(act: Act) -> Doing {
    Box::pin(async move {
        let iri = take(&act.errand("takeLate")?, act.said("submission"), act.text("text")).await?;
        act.shown(&iri).await
    })
}

fn remind_me(act: Act) -> Doing {
    Box::pin(async move {
        let wanted = act.arguments.get("wanted").and_then(serde_json::Value::as_bool).unwrap_or(true);
        let call = remind::ask(&act.errand("remindMe")?, act.said("call"), wanted).await?;
        act.process_of(&call).await
    })
}

fn codings(act: Act) -> Doing {
    Box::pin(async move {
        let state = act.state();
        let differing = act.arguments.get("differing").and_then(serde_json::Value::as_bool).unwrap_or(false);
        let all = coding::codings(&act.asking()?, &state, act.said("call"))?;
        let wanted = all.iter().filter(|shown| !differing || (shown.settled.is_none() && shown.differs() == Some(true)));
        Ok(Tree::list(wanted.map(|shown| objects::coded(&state, shown))))
    })
}

fn agreement(act: Act) -> Doing {
    Box::pin(async move {
        let all = coding::agreement(&act.asking()?, &act.state(), act.said("call"))?;
        Ok(Tree::list(all.iter().map(objects::agreement)))
    })
}

fn gaps(act: Act) -> Doing {
    Box::pin(async move {
        let state = act.state();
        let all = coding::gaps(&act.asking()?, &state, act.said("call"), act.said("rows"), act.said("columns"))?;
        Ok(Tree::list(all.iter().map(|crossing| objects::crossing(&state, crossing))))
    })
}

fn code(act: Act) -> Doing {
    Box::pin(async move {
        let iri = coding::code(&act.errand("code")?, act.said("submission"), &act.texts("codes"), act.text(NOTE.0)).await?;
        act.coded(&iri).await
    })
}

fn settle(act: Act) -> Doing {
    Box::pin(async move {
        let iri = coding::settle(&act.errand("settleCoding")?, act.said("submission"), &act.texts("codes"), act.said("reason")).await?;
        act.coded(&iri).await
    })
}

fn conclude(act: Act) -> Doing {
    Box::pin(async move {
        let named = act.said("outcome");
        let became = Became::ALL.into_iter().find(|became| enum_value(became.name()) == named);
        let became = became.ok_or_else(|| Problem::new(Code::UnknownName, format!("`{named}` is no outcome")))?;
        let used_in = act.texts("usedIn");
        let saying = Saying { became, used_in: &used_in, reason: act.text("reason"), credit_as: act.text("creditAs") };
        let iri = outcome::conclude(&act.errand("conclude")?, act.said("submission"), saying).await?;
        let state = act.state();
        let told = outcome::outcome(&act.asking()?, &state, &iri)?;
        Ok(objects::outcome(&state, &told))
    })
}

fn outcomes(act: Act) -> Doing {
    Box::pin(async move {
        let state = act.state();
        let all = outcome::outcomes(&act.asking()?, &state, act.said("call"))?;
        Ok(Tree::list(all.iter().map(|told| objects::outcome(&state, told))))
    })
}

fn one_outcome(act: Act) -> Doing {
    Box::pin(async move {
        let state = act.state();
        let told = outcome::outcome(&act.asking()?, &state, act.said("submission"))?;
        Ok(objects::outcome(&state, &told))
    })
}

fn outcome_of_receipt(act: Act) -> Doing {
    Box::pin(async move {
        let state = act.state();
        let told = outcome::outcome_of_receipt(&act.asking()?, &state, act.said("receipt"))?;
        Ok(objects::outcome(&state, &told))
    })
}

fn open_credits(act: Act) -> Doing {
    Box::pin(async move {
        let iri = act.asking()?.read(act.said("submission"))?;
        let dossier = Dossier::read(act.directory(), &iri).await?;
        let state = Arc::clone(&dossier.state);
        Ok(Tree::list(closure::open_for(&dossier).iter().map(|open| {
            Tree::object([("submission", Tree::maybe(open.submission.as_deref())), ("agent", open.agent.as_deref().map_or(Tree::Null, |iri| node(&state.snapshot, iri))), ("message", Tree::text(&open.message))])
        })))
    })
}

fn passages_of(act: Act) -> Doing {
    Box::pin(async move {
        act.visitor().caller.demand(Operation::Read, false)?;
        let state = act.state();
        let record = published(&state, &[], act.said("id"))?;
        Ok(Tree::list(passages(&state, &record).iter().map(|passage| objects::passage(&state, &record, passage))))
    })
}

fn response_map(act: Act) -> Doing {
    Box::pin(async move {
        act.visitor().caller.demand(Operation::Read, false)?;
        let state = act.state();
        let record = published(&state, &[], act.said("id"))?;
        Ok(Tree::list(responses::responses(&state, &record).iter().map(objects::group)))
    })
}

