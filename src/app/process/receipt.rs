//! Receipts: that something arrived in a call, when, and exactly what. A receipt is signed by the directory and can be checked without it
//! (`whatworks verify-receipt`, or any tool for JSON Web Signatures with the keys at `/.well-known/jwks.json`).
//!
//! What arrived is named by the SHA-256 of its canonical form: the statements of the proposal as N-Quads in the order of RDFC-1.0. A proposal
//! has no blank nodes, so that this form is its sorted lines, each once.

use crate::app::Problem;
use crate::app::account::Desk;
use crate::app::account::attest::{attest, attested};
use crate::ledger::Event;
use crate::views::process::Entry;
use oxigraph::model::Triple;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The type in the header of a receipt.
pub const RECEIPT_TYPE: &str = "whatworks-receipt+jwt";

/// What a receipt says. Names that JSON Web Tokens have are theirs (RFC 7519).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The directory.
    pub iss: String,
    /// The submission.
    pub sub: String,
    /// Seconds since 1970.
    pub iat: i64,
    /// When it arrived, to the millisecond.
    pub received: String,
    /// The ledger's sequence number.
    pub revision: u64,
    /// The IRI of the record that it proposes.
    pub record: String,
    pub call: String,
    pub question: Option<String>,
    pub licence: String,
    pub late: bool,
    /// Of the canonical proposal, hexadecimal.
    pub sha256: String,
}

/// A receipt, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub claims: Claims,
    /// The canonical proposal: N-Quads.
    pub proposal: String,
    /// The signed receipt, in the compact form.
    pub signed: String,
}

impl Receipt {
    /// The receipt of the event with a proposal of a submission.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn of(desk: &Desk, entry: &Entry, record: &str, event: &Event) -> Result<Self, Problem> {
        let proposal = canonical(&event.patch.added);
        // The first proposal arrived when the call let it in; a later one when it was kept.
        let received = if event.subject == *entry.iri && event.private.iter().any(|triple| triple.predicate == crate::ontology::terms::RECEIVED) { entry.received } else { event.time };
        let claims = Claims {
            iss: desk.iri().to_owned(),
            sub: entry.iri.to_string(),
            iat: received.as_second(),
            received: received.to_string(),
            revision: event.sequence,
            record: record.to_owned(),
            call: entry.call.to_string(),
            question: entry.question.as_deref().map(str::to_owned),
            licence: entry.licence.to_string(),
            late: entry.late,
            sha256: digest(&proposal),
        };
        let signed = attest(desk.keyring(), RECEIPT_TYPE, &claims)?;
        Ok(Self { claims, proposal, signed })
    }
}

/// Statements in the canonical form of RDFC-1.0 (<https://www.w3.org/TR/rdf-canon/>), of which none has a blank node.
#[must_use]
pub fn canonical(triples: &[Triple]) -> String {
    lines(triples.iter().map(|triple| format!("{triple} .")))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    lines.sort_unstable();
    lines.dedup();
    lines.into_iter().fold(String::new(), |mut all, line| {
        all.push_str(&line);
        all.push('\n');
        all
    })
}

/// SHA-256, hexadecimal.
#[must_use]
pub fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut all, byte| {
        all.push_str(&format!("{byte:02x}"));
        all
    })
}

/// Checks a receipt with the keys of a directory (a JSON Web Key Set), and a proposal with the receipt.
///
/// # Errors
/// Why either does not hold.
pub fn verify(keys: &str, receipt: &str, proposal: Option<&str>) -> Result<Claims, String> {
    let claims: Claims = attested(keys, RECEIPT_TYPE, receipt)?;
    if let Some(text) = proposal {
        let found = digest(&lines(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned)));
        if found != claims.sha256 {
            return Err(format!("the receipt is genuine, but for something else: this has the SHA-256 {found}, the receipt is for {}", claims.sha256));
        }
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_form_has_its_lines_sorted_and_once() {
        assert_eq!(lines(["b .", "a .", "b ."].into_iter().map(str::to_owned)), "a .\nb .\n");
        assert_eq!(digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
