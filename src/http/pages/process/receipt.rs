//! `/receipt`: what became of something, for whoever has the receipt of it; and what somebody without an account is shown once they sent it.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Payload}};
use askama::Template;

use super::{
    super::{
        Layout, Refusal, Visit,
        fields::{Field, Form},
        session::{self, Outcome, own},
        show::Name,
    },
    outcome,
};
use crate::http::pages::contribute::errand;
use crate::{
    app::{contribute::Dossier, process::{outcome::outcome_of_receipt, receipt::Receipt}},
    http::House,
};

const RECEIPT: &str = "receipt";

/// A receipt to be kept, with what it is for.
#[derive(Template)]
#[template(path = "process/kept.html")]
pub struct Kept {
    words: &'static super::super::Words,
    signed: String,
    proposal: String,
    digest: String,
}

impl Kept {
    pub fn of(visit: &Visit, receipt: &Receipt) -> Self {
        Self { words: visit.words, signed: receipt.signed.clone(), proposal: receipt.proposal.clone(), digest: receipt.claims.sha256.clone() }
    }
}

/// That something arrived from somebody without an account.
#[derive(Template)]
#[template(path = "process/arrived.html")]
pub struct Arrived {
    layout: Layout,
    call: Option<Name>,
    received: String,
    late: bool,
    kept: Option<Kept>,
}

impl Arrived {
    /// # Errors
    /// When the journal cannot be read.
    pub async fn of(visit: &Visit, iri: &str) -> Result<Self, Refusal> {
        let dossier = Dossier::read(visit.house.engine.directory(), iri).await?;
        let entry = dossier.entry.as_deref();
        Ok(Self {
            layout: visit.layout(&visit.words.with("arrived-title", "name", visit.title_of(&dossier.submission)), "contribute"),
            call: entry.and_then(|entry| visit.state.snapshot.by_iri(&entry.call)).map(|record| visit.name(record)),
            received: entry.map(|entry| entry.received.to_string()).unwrap_or_default(),
            late: entry.is_some_and(|entry| entry.late),
            kept: dossier.receipt.as_ref().map(|receipt| Kept::of(visit, receipt)),
        })
    }
}

fn form(visit: &Visit) -> Form {
    let field = Field::area(RECEIPT, visit.words.say("receipt-field")).help(visit.words.say("receipt-help"));
    Form { lead: visit.words.say("receipt-lead"), ..visit.form("browse", "receipt-title", "/receipt", vec![field], "receipt-do") }
}

/// `GET /receipt`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| Outcome::page(&form(visit))).await
}

/// `POST /receipt`; nothing is changed by it.
pub async fn act(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let asking = request.clone();
    session::act(request, payload, house, async |visit, sent| {
        let visitor = visit.visitor(&asking);
        let receipt: String = sent.get(RECEIPT).split_whitespace().collect();
        match outcome_of_receipt(&errand(visit, &visitor), &visit.state, &receipt) {
            Ok(told) => Outcome::page(&outcome::told(visit, &told)),
            Err(problem) => Outcome::again(problem.code.row().status, &form(visit).refused(visit.words, &problem, sent)),
        }
    })
    .await
}
