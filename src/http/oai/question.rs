//! Reads a request: a verb and its arguments, each at most once and none unknown.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value as Json, json};

use crate::http::rest;

/// The one format of metadata.
pub const PREFIX: &str = "oai_dc";

/// Why a request is not answered: the protocol's code, and words.
pub type Refusal = (&'static str, String);

/// What is asked, with the pairs that were sent.
pub struct Question {
    pub pairs: Vec<(String, String)>,
    pub asked: Result<Verb, Refusal>,
}

pub enum Verb {
    Identify,
    Formats { identifier: Option<String> },
    Sets,
    Record { identifier: String },
    /// Heads alone, or whole records.
    List { whole: bool, of: Part },
}

/// Which part of everything.
#[derive(Default)]
pub struct Part {
    pub from: Option<String>,
    pub until: Option<String>,
    pub set: Option<String>,
    /// The second and the IRI after which it goes on.
    pub after: Option<(i64, String)>,
}

impl Part {
    /// A token with which the list goes on after this one.
    pub fn token(&self, second: i64, iri: &str) -> String {
        URL_SAFE_NO_PAD.encode(json!([self.from, self.until, self.set, second, iri]).to_string())
    }

    fn resumed(token: &str) -> Option<Self> {
        let parts: Vec<Json> = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        let [from, until, set, second, iri] = parts.as_slice() else { return None };
        let text = |part: &Json| part.as_str().map(str::to_owned);
        Some(Self { from: text(from), until: text(until), set: text(set), after: Some((second.as_i64()?, text(iri)?)) })
    }
}

pub fn read(query: &str) -> Question {
    let pairs = match rest::pairs(query) {
        Ok(pairs) => pairs,
        Err(problem) => return Question { pairs: Vec::new(), asked: Err(("badArgument", problem.detail)) },
    };
    let asked = verb(&pairs);
    // The answer repeats the arguments of requests that were understood.
    let pairs = if matches!(asked, Err(("badVerb" | "badArgument", _))) { Vec::new() } else { pairs };
    Question { pairs, asked }
}

fn verb(pairs: &[(String, String)]) -> Result<Verb, Refusal> {
    let given = |name: &str| pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
    if pairs.iter().any(|(name, _)| pairs.iter().filter(|(other, _)| other == name).count() > 1) {
        return Err(("badArgument", "an argument is given twice".to_owned()));
    }
    let Some(verb) = given("verb") else { return Err(("badVerb", "the argument verb is missing".to_owned())) };
    let takes = |names: &[&str]| match pairs.iter().find(|(name, _)| name != "verb" && !names.contains(&name.as_str())) {
        Some((name, _)) => Err(("badArgument", format!("{verb} takes no argument {name}"))),
        None => Ok(()),
    };
    let needs = |name: &str| given(name).ok_or_else(|| ("badArgument", format!("{verb} needs the argument {name}")));
    let formatted = || if needs("metadataPrefix")? == PREFIX { Ok(()) } else { Err(("cannotDisseminateFormat", format!("there is only {PREFIX}"))) };
    match verb.as_str() {
        "Identify" => takes(&[]).map(|()| Verb::Identify),
        "ListMetadataFormats" => takes(&["identifier"]).map(|()| Verb::Formats { identifier: given("identifier") }),
        // All sets are told at once, so no token leads further.
        "ListSets" => match given("resumptionToken") {
            Some(_) => Err(("badResumptionToken", "sets are told at once".to_owned())),
            None => takes(&[]).map(|()| Verb::Sets),
        },
        "GetRecord" => {
            takes(&["identifier", "metadataPrefix"])?;
            let identifier = needs("identifier")?;
            formatted()?;
            Ok(Verb::Record { identifier })
        }
        "ListRecords" | "ListIdentifiers" => {
            let whole = verb == "ListRecords";
            if let Some(token) = given("resumptionToken") {
                takes(&["resumptionToken"])?;
                let of = Part::resumed(&token).ok_or_else(|| ("badResumptionToken", "the token is not one of ours".to_owned()))?;
                return Ok(Verb::List { whole, of });
            }
            takes(&["metadataPrefix", "from", "until", "set"])?;
            formatted()?;
            Ok(Verb::List { whole, of: Part { from: given("from"), until: given("until"), set: given("set"), after: None } })
        }
        other => Err(("badVerb", format!("there is no verb {other}"))),
    }
}
