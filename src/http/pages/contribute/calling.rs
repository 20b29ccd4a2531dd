//! A new record that is sent in to a call: which one, and what belongs to it besides.

use super::super::{fields::{Choice, Control, Field}, session::Sent, words::Words};
use crate::{
    app::{Problem, process::entry::Given},
    error::Code,
    http::query::Pairs,
    ontology::record::Violation,
};

const CALL: &str = "_call";
const QUESTION: &str = "_question";
const ALLOWED: &str = "_allowUse";
const LICENCE: &str = "_licence";
const CREDIT: &str = "_credit";
const CREDIT_NAME: &str = "_creditName";
/// Choices of [`CREDIT`].
const BY_NAME: &str = "name";
const UNNAMED: &str = "unnamed";

/// What was said so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calling {
    call: String,
    question: Option<String>,
    allows_use: bool,
    licence: Option<String>,
    credit: String,
    credit_name: Option<String>,
}

impl Calling {
    /// What an address names: `?call=…&question=…`. Some types have a field of the name `call`, so a question has to be named too.
    pub fn of_pairs(pairs: &Pairs) -> Option<Self> {
        let question = pairs.get(&QUESTION[1..])?;
        Some(Self { call: pairs.get(&CALL[1..])?.to_owned(), question: Some(question.to_owned()), ..Self::default() })
    }

    /// What a form says.
    pub fn of_sent(sent: &Sent) -> Option<Self> {
        Some(Self {
            call: sent.given(CALL)?,
            question: sent.given(QUESTION),
            allows_use: sent.given(ALLOWED).is_some(),
            licence: sent.given(LICENCE),
            credit: sent.get(CREDIT).to_owned(),
            credit_name: sent.given(CREDIT_NAME),
        })
    }

    /// What the form carries along.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let question = self.question.iter().map(|question| (QUESTION.to_owned(), question.clone()));
        std::iter::once((CALL.to_owned(), self.call.clone())).chain(question).collect()
    }

    pub fn fields(&self, words: &Words) -> Vec<Field> {
        let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: words.say(label), about: String::new(), chosen: self.credit == value, depth: 0 };
        let credits = vec![choice(BY_NAME, "calling-by-name"), choice(UNNAMED, "calling-unnamed")];
        vec![
            Field::consent(ALLOWED, words.say("calling-use"), self.allows_use),
            Field::new(CREDIT, words.say("calling-credit"), Control::Marks { choices: credits, one: true }),
            Field::line(CREDIT_NAME, words.say("calling-credit-name")).optional().holding(self.credit_name.as_deref().unwrap_or_default()),
            Field::line(LICENCE, words.say("calling-licence")).optional().help(words.say("calling-licence-help")).holding(self.licence.as_deref().unwrap_or_default()),
        ]
    }

    /// What has to be said before anything is sent, in the words of the form.
    ///
    /// # Errors
    /// Each field that says nothing.
    pub fn said(&self, words: &Words) -> Result<(), Problem> {
        let credits = match self.credit.as_str() {
            BY_NAME => self.credit_name.is_some(),
            chosen => chosen == UNNAMED,
        };
        let missing = [(self.allows_use, ALLOWED, "calling-use-missing"), (credits, CREDIT, "calling-credit-missing")];
        let faults: Vec<Violation> = missing.into_iter().filter(|(is_said, ..)| !is_said).map(|(_, field, message)| Violation { at: None, field: Some(field.to_owned()), message: words.say(message) }).collect();
        if faults.is_empty() { Ok(()) } else { Err(Problem::of_violations(Code::InvalidInput, "what is sent in", faults)) }
    }

    /// As the verb takes it.
    pub fn given(&self) -> Given<'_> {
        Given {
            call: &self.call,
            question: self.question.as_deref(),
            licence: self.licence.as_deref(),
            allows_use: self.allows_use,
            credit_as: None,
            credit_name: self.credit_name.as_deref().filter(|_| self.credit == BY_NAME),
            unnamed: self.credit == UNNAMED,
        }
    }
}
