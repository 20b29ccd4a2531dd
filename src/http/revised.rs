//! Answers that depend on the request, the revision and the day alone: tagged before they are made, so that who has them is not answered
//! again, and held back until the revision is reached that a client has seen elsewhere.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    time::Duration,
};

use actix_web::{
    HttpResponseBuilder,
    http::header::{self, HeaderMap, HeaderName},
};

use super::{
    House,
    graphql::engine::Engine,
    problem::Problem,
};
use crate::{app::ask::today, error::Code};

pub const REVISION: HeaderName = HeaderName::from_static("whatworks-revision");
const REVISION_MIN: HeaderName = HeaderName::from_static("whatworks-min-revision");
/// How long a request waits for the revision it asks for, and how often it looks.
const REVISION_WAIT_MS_MAX: u64 = 250;
const REVISION_POLL_MS: u64 = 10;

/// Waits a little for the revision the client has seen elsewhere.
pub async fn reach_revision(headers: &HeaderMap, engine: &Engine) -> Result<(), Problem> {
    let Some(header) = headers.get(&REVISION_MIN) else { return Ok(()) };
    let Some(wanted) = header.to_str().ok().and_then(|text| text.trim().parse::<u64>().ok()) else {
        return Err(Problem::new(Code::BadRequest, "Whatworks-Min-Revision is not a revision: a number as in Whatworks-Revision"));
    };
    for _ in 0..REVISION_WAIT_MS_MAX / REVISION_POLL_MS {
        if engine.revision() >= wanted {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(REVISION_POLL_MS)).await;
    }
    if engine.revision() >= wanted {
        return Ok(());
    }
    Err(Problem::new(Code::RevisionInFuture, format!("revision {wanted} has not been reached here; this is {}", engine.revision())))
}

/// Identifies an answer: the same request, revision, schema and media type give the same bytes on the same day (a question may say "upcoming").
pub struct Tag(blake3::Hash);

impl Tag {
    const PACKED: &'static str = "-gzip";

    /// `content_type`: of the answer; `text`: of the request.
    pub fn of(house: &House, revision: u64, content_type: &str, text: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(&house.edition);
        let today = today().to_string();
        // Names of contributors come and go without a new revision.
        hasher.update(&house.engine.directory().desk().names_edition().to_le_bytes());
        hasher.update(&revision.to_le_bytes()).update(content_type.as_bytes()).update(today.as_bytes()).update(text);
        Self(hasher.finalize())
    }

    pub const fn key(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Packed bytes are other bytes, so a strong tag has to differ.
    pub fn text(&self, packed: bool) -> String {
        let hash = self.0.to_hex();
        format!("\"{}{}\"", &hash[..32], if packed { Self::PACKED } else { "" })
    }

    /// The form of this tag that `If-None-Match` names.
    pub fn known_to(&self, headers: &HeaderMap) -> Option<String> {
        let mut known = headers.get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok()).peekable();
        known.peek()?;
        let forms = [self.text(false), self.text(true)];
        known.flat_map(|value| value.split(',')).map(|tag| tag.trim().trim_start_matches("W/")).find_map(|tag| {
            forms.iter().find(|form| *form == tag).cloned()
        })
    }
}

/// Answers of every status name the revision and may be kept only to be asked about again.
pub fn fresh(mut response: HttpResponseBuilder, revision: u64) -> HttpResponseBuilder {
    response
        .insert_header((REVISION, revision.to_string()))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "Accept, Accept-Encoding, Authorization"));
    response
}

/// The result of a future, or `None` where it panicked: one broken request must not end the connection of its neighbours.
pub async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll.map(Some),
        Err(_) => std::task::Poll::Ready(None),
    })
    .await
}
