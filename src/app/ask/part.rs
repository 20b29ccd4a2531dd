//! How each part of a question was read.

/// Some words of the question and what they were taken to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As written.
    pub text: String,
    /// Characters of the question, from 0, the end not included.
    pub start: usize,
    pub end: usize,
    pub kind: PartKind,
    /// For people: "Helps with: Fear of escalation (Challenges)".
    pub meaning: String,
    /// The class, concept, record or predicate.
    pub iri: Option<String>,
    /// What was written, when it was read as a misspelling.
    pub corrected_from: Option<String>,
    /// What it was read as.
    pub corrected_to: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    Type,
    Concept,
    Link,
    Place,
    Year,
    Boolean,
    Record,
    Negation,
    Count,
    /// In which order the answer stands.
    Order,
    /// How many records are shown.
    Limit,
    /// What has most in common with a record.
    Alike,
    /// What the whole directory is about.
    Subject,
    Search,
    /// Understood, and of no consequence.
    Ignored,
}
