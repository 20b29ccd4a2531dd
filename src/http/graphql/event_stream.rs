//! Answers as server-sent events: the "distinct connections mode" of the GraphQL over SSE protocol. Each answer is a `next`, the end
//! a `complete`.

use super::Answers;
use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::header,
    web::Bytes,
};
use futures_util::StreamExt as _;
use std::{convert::Infallible, time::Duration};

/// A comment is sent this often when nothing else is, so that nobody on the way gives the connection up.
const PAUSE_SECONDS_MAX: u64 = 15;

const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";
const PAUSE: &[u8] = b":\n\n";

/// Sends answers until there are no more or the client has gone.
pub fn send(mut response: HttpResponseBuilder, answers: Answers) -> HttpResponse {
    response.content_type("text/event-stream; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store")).insert_header(("X-Accel-Buffering", "no"));
    let events = futures_util::stream::unfold(Some(answers), |answers| async move {
        let mut answers = answers?;
        let next = tokio::time::timeout(Duration::from_secs(PAUSE_SECONDS_MAX), answers.next()).await;
        Some(match next {
            Ok(Some(answer)) => (event(&answer), Some(answers)),
            Ok(None) => (Bytes::from_static(COMPLETE), None),
            Err(_) => (Bytes::from_static(PAUSE), Some(answers)),
        })
    });
    // The head is sent with the first bytes of the body.
    let events = futures_util::stream::once(async { Bytes::from_static(PAUSE) }).chain(events);
    response.streaming(events.map(Ok::<_, Infallible>))
}

/// JSON has no line breaks of its own, so one line of data is enough.
fn event(answer: &[u8]) -> Bytes {
    [b"event: next\ndata: ".as_slice(), answer, b"\n\n"].concat().into()
}
