//! One table of error codes, the same in GraphQL (`errors[].extensions.code`), REST (`application/problem+json`) and on the
//! command line; each has a page under `/errors/{code}` and a row in `docs/api/errors.md`.
//!
//! May be used by every floor; uses none.

/// What a caller can be told went wrong. Closed: a new code is a new row in [`Code::row`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    BadRequest,
    BadDocument,
    BadVariables,
    BadFilter,
    BadCursor,
    BadIdentifier,
    BadQuery,
    QueryRefused,
    UnknownName,
    NotFound,
    CrossSite,
    NotAcceptable,
    MethodNotAllowed,
    UnsupportedMediaType,
    BodyTooLarge,
    BodyTooSlow,
    RangeNotSatisfiable,
    TooComplex,
    TooExpensive,
    RevisionInFuture,
    IdempotencyConflict,
    Unauthenticated,
    Forbidden,
    InvalidInput,
    InvalidRecord,
    Conflict,
    WrongState,
    TooManyRequests,
    Gone,
    Erased,
    Busy,
    Internal,
}

/// One row of the table: the code as callers see it, its HTTP status, a title, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub code: &'static str,
    pub status: u16,
    pub title: &'static str,
    pub advice: &'static str,
}

impl Code {
    /// Every code, in the order of the published table.
    pub const ALL: &'static [Self] = &[
        Self::BadRequest,
        Self::BadDocument,
        Self::BadVariables,
        Self::BadFilter,
        Self::BadCursor,
        Self::BadIdentifier,
        Self::BadQuery,
        Self::QueryRefused,
        Self::UnknownName,
        Self::NotFound,
        Self::CrossSite,
        Self::NotAcceptable,
        Self::MethodNotAllowed,
        Self::UnsupportedMediaType,
        Self::BodyTooLarge,
        Self::BodyTooSlow,
        Self::RangeNotSatisfiable,
        Self::TooComplex,
        Self::TooExpensive,
        Self::RevisionInFuture,
        Self::IdempotencyConflict,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::InvalidInput,
        Self::InvalidRecord,
        Self::Conflict,
        Self::WrongState,
        Self::TooManyRequests,
        Self::Gone,
        Self::Erased,
        Self::Busy,
        Self::Internal,
    ];

    /// The table itself.
    #[must_use]
    pub const fn row(self) -> Row {
        let (code, status, title, advice) = match self {
            Self::BadRequest => ("BAD_REQUEST", 400, "The request could not be read", "Compare it with the example in the reference of this address."),
            Self::BadDocument => ("BAD_DOCUMENT", 400, "The GraphQL document is not valid", "Correct the place the message names; the explorer at /graphql shows the schema."),
            Self::BadVariables => ("BAD_VARIABLES", 400, "The variables do not fit the document", "Send every required variable with a value of its declared type."),
            Self::BadFilter => ("BAD_FILTER", 400, "The filter, search, order or page is not understood", "Use the names and values that the message lists."),
            Self::BadCursor => ("BAD_CURSOR", 400, "The cursor is not one of ours", "Use a cursor exactly as a page of the same list gave it, with the same order."),
            Self::BadIdentifier => ("BAD_IDENTIFIER", 400, "The identifier is malformed", "Give an address, a key, or a ROR, ORCID, DOI or Wikidata identifier without typing errors."),
            Self::BadQuery => ("BAD_QUERY", 400, "The SPARQL query is not valid", "Correct the place the message names; /sparql in a browser has examples to begin with."),
            Self::QueryRefused => ("QUERY_REFUSED", 403, "This is not queried here", "Ask only for what is published here: no updates, no other servers, no other graphs."),
            Self::UnknownName => ("UNKNOWN_NAME", 400, "A name is not known here", "Choose one of the nearest names in the message."),
            Self::NotFound => ("NOT_FOUND", 404, "There is nothing at this address", "Search for it, or follow a link from a page that lists it."),
            Self::CrossSite => ("CROSS_SITE", 403, "A page without an origin may not send this", "Send it from a page with an address of its own, or from a program."),
            Self::NotAcceptable => ("NOT_ACCEPTABLE", 406, "None of the accepted media types can be served", "Ask for one of the media types in the message."),
            Self::MethodNotAllowed => ("METHOD_NOT_ALLOWED", 405, "This address does not take this method", "Use a method from the Allow header."),
            Self::UnsupportedMediaType => ("UNSUPPORTED_MEDIA_TYPE", 415, "The body's media type is not understood", "Send Content-Type: application/json, in UTF-8."),
            Self::BodyTooLarge => ("BODY_TOO_LARGE", 413, "The body is too large", "Send a smaller request; the limit is in the message."),
            Self::BodyTooSlow => ("BODY_TOO_SLOW", 408, "The body did not arrive in time", "Send the request again over a better connection."),
            Self::RangeNotSatisfiable => ("RANGE_NOT_SATISFIABLE", 416, "The file has no such part", "Ask for bytes within the length that Content-Range gives, or for the whole file."),
            Self::TooComplex => ("TOO_COMPLEX", 400, "The request asks for too much at once", "Ask for fewer fields, smaller pages or less depth; the limit is in the message."),
            Self::TooExpensive => ("TOO_EXPENSIVE", 422, "The query takes more than a query may", "Name more of what you know, join on shared variables, and add a LIMIT; the limit is in the message."),
            Self::RevisionInFuture => ("REVISION_IN_FUTURE", 503, "This revision has not been reached here yet", "Try again after the seconds in Retry-After."),
            Self::IdempotencyConflict => ("IDEMPOTENCY_CONFLICT", 422, "The idempotency key was used for something else", "Use a new key for a new request, and the same key only to repeat one unchanged."),
            Self::Unauthenticated => ("UNAUTHENTICATED", 401, "Who asks is not known", "Sign in, or refresh the access token, and send it as Authorization: Bearer …"),
            Self::Forbidden => ("FORBIDDEN", 403, "This caller may not do that", "The message says who may; sign in as somebody who is, or ask a curator."),
            Self::InvalidInput => ("INVALID_INPUT", 422, "A value is not acceptable", "Correct what the message names."),
            Self::InvalidRecord => ("INVALID_RECORD", 422, "The record does not fit its shape", "Correct the fields that the message and extensions.violations name; nothing was lost or kept."),
            Self::Conflict => ("CONFLICT", 409, "It has changed meanwhile", "Read the current version and make the change again on top of it."),
            Self::WrongState => ("WRONG_STATE", 409, "This cannot be done in the present state", "The message says what the state is and what can be done in it."),
            Self::TooManyRequests => ("TOO_MANY_REQUESTS", 429, "Too many attempts", "Try again after the seconds in Retry-After."),
            Self::Gone => ("GONE", 410, "It was withdrawn", "The message gives the reason, and what replaces it if anything does."),
            Self::Erased => ("ERASED", 410, "The history asked for has been erased", "Ask for a later revision."),
            Self::Busy => ("BUSY", 503, "The service has too much to do", "Try again after the seconds in Retry-After."),
            Self::Internal => ("INTERNAL", 500, "Something broke on our side", "Try again; report it with the request identifier if it stays."),
        };
        Row { code, status, title, advice }
    }
}
