//! How a call goes: numbers by question, state and day, for those who have a part in it.

use super::coding::{CODERS_MIN, is_in};
use super::outcome::{Became, all};
use super::Call;
use crate::app::Problem;
use crate::app::actor::Operation;
use crate::app::contribute::Errand;
use crate::views::State;
use crate::views::queue::State as Standing;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a call goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub total: usize,
    pub late: usize,
    /// By the IRI of a question, in the order of the call; what answers none is under `None`.
    pub by_question: Vec<(Option<Arc<str>>, usize)>,
    pub by_state: Vec<(Standing, usize)>,
    /// By day where the call is made.
    pub by_day: BTreeMap<Date, usize>,
    /// Submissions that are to be coded; those coded by enough people; those settled.
    pub to_code: usize,
    pub coded: usize,
    pub settled: usize,
    pub without_outcome: usize,
}

/// # Errors
/// When there is no such call, or the caller has no part in it.
pub fn progress(errand: &Errand, state: &State, call: &str) -> Result<Progress, Problem> {
    let call = errand.call(state, call, Operation::FollowCall)?;
    Ok(counted(state, &call))
}

fn counted(state: &State, call: &Call) -> Progress {
    let told = all(state, call);
    let zone = call.window.closes.time_zone();
    let mut progress = Progress { total: told.len(), ..Progress::default() };
    let questions = call.questions(state).into_iter().map(|question| Some(Arc::clone(&question.record.iri)));
    progress.by_question = questions.map(|iri| (iri, 0)).collect();
    let mut states: BTreeMap<Standing, usize> = BTreeMap::new();
    for told in &told {
        let entry = &told.entry;
        match progress.by_question.iter_mut().find(|(iri, _)| *iri == entry.question) {
            Some((_, count)) => *count += 1,
            None => progress.by_question.push((entry.question.clone(), 1)),
        }
        *states.entry(told.submission.state).or_default() += 1;
        *progress.by_day.entry(entry.received.to_zoned(zone.clone()).date()).or_default() += 1;
        progress.late += usize::from(entry.late);
        if is_in(&told.submission) {
            progress.to_code += 1;
            progress.coded += usize::from(entry.codings.len() >= CODERS_MIN);
            progress.settled += usize::from(entry.settled.is_some());
        }
        progress.without_outcome += usize::from(told.became == Became::Pending);
    }
    progress.by_state = states.into_iter().collect();
    progress
}
