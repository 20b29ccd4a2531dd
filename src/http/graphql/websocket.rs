//! GraphQL over WebSocket: the `graphql-transport-ws` protocol.
//!
//! One task a connection: it reads messages, keeps the subscriptions, and writes what they say. Queries and mutations may be sent the
//! same way.

use super::{
    Answers, engine::{Engine, Started},
    request,
};
use crate::{
    app::actor::{Caller, Visitor},
    error::Code,
    http::{House, problem::Problem, visitor},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::{Data, Payload},
};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Session};
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde_json::{Value as Json, json, value::RawValue};
use std::{net::IpAddr, sync::Arc, time::Duration};
use tokio_stream::StreamMap;

pub const PROTOCOL: &str = "graphql-transport-ws";

/// Subscriptions of one connection.
pub const SUBSCRIPTIONS_PER_CONNECTION_MAX: usize = 25;
/// A client that has not said who it is by then is let go.
const INIT_SECONDS_MAX: u64 = 10;
/// How often a silent client is asked whether it is there; after twice that it is taken to be gone.
const SILENCE_SECONDS_MAX: u64 = 25;
/// A client that takes its messages no faster is let go.
const SEND_SECONDS_MAX: u64 = 10;

/// Whether a request asks to become a WebSocket.
pub fn is_asked(http: &HttpRequest) -> bool {
    http.headers().get(header::UPGRADE).and_then(|value| value.to_str().ok()).is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

/// Becomes a WebSocket.
pub async fn open(http: &HttpRequest, payload: Payload, house: &Data<House>) -> HttpResponse {
    if let Err(problem) = request::check_origin(http.headers()) {
        return problem.answer(http.headers());
    }
    let offered = http.headers().get_all(header::SEC_WEBSOCKET_PROTOCOL).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    if !offered.map(str::trim).any(|name| name == PROTOCOL) {
        return Problem::new(Code::BadRequest, format!("the Sec-WebSocket-Protocol is not {PROTOCOL}")).answer(http.headers());
    }
    let network = match visitor::identify(http, house).await {
        Ok(visitor) => visitor.network,
        Err(problem) => return problem.answer(http.headers()),
    };
    let token = http.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(visitor::bearer).map(str::to_owned);
    let Ok((mut response, session, messages)) = actix_ws::handle(http, payload) else {
        return Problem::new(Code::BadRequest, "the request is not a WebSocket handshake").answer(http.headers());
    };
    response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    let messages = messages.max_frame_size(request::BODY_BYTES_MAX).aggregate_continuations().max_continuation_size(request::BODY_BYTES_MAX);
    let connection = Connection { engine: Arc::clone(&house.engine), session, token, network, is_acknowledged: false, running: StreamMap::new() };
    actix_web::rt::spawn(connection.run(messages));
    response
}

/// What a client says.
#[derive(Deserialize)]
struct Said<'a> {
    #[serde(rename = "type")]
    kind: SaidKind,
    id: Option<String>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SaidKind {
    ConnectionInit,
    Ping,
    Pong,
    Subscribe,
    Complete,
}

/// What a subscription says.
enum Told {
    Next(Vec<u8>),
    Complete,
}

/// Why a connection ends: a code of the protocol, and words.
struct Ended(u16, String);

impl Ended {
    fn new(code: u16, words: impl Into<String>) -> Self {
        Self(code, words.into())
    }

    /// The client has gone.
    fn gone() -> Self {
        Self::new(1000, "")
    }
}

struct Connection {
    engine: Arc<Engine>,
    session: Session,
    /// Of whoever sends messages. Looked at anew for each operation: it may run out or be revoked while the connection lasts.
    token: Option<String>,
    network: Option<IpAddr>,
    is_acknowledged: bool,
    running: StreamMap<String, futures_util::stream::LocalBoxStream<'static, Told>>,
}

impl Connection {
    async fn run(mut self, mut messages: AggregatedMessageStream) {
        let Ended(code, words) = loop {
            if let Err(ended) = self.turn(&mut messages).await {
                break ended;
            }
        };
        // Whoever has gone need not be told.
        drop(self.session.close(Some(CloseReason { code: CloseCode::from(code), description: Some(words) })).await);
    }

    /// One message in, or one answer out.
    async fn turn(&mut self, messages: &mut AggregatedMessageStream) -> Result<(), Ended> {
        let patience = if self.is_acknowledged { SILENCE_SECONDS_MAX } else { INIT_SECONDS_MAX };
        tokio::select! {
            message = tokio::time::timeout(Duration::from_secs(patience), messages.next()) => match message {
                Ok(Some(Ok(message))) => self.heard(message).await,
                Ok(Some(Err(error))) => Err(Ended::new(1002, error.to_string())),
                Ok(None) => Err(Ended::gone()),
                Err(_) if !self.is_acknowledged => Err(Ended::new(4408, "Connection initialisation timeout")),
                Err(_) => {
                    self.session.ping(b"").await.map_err(|_| Ended::gone())?;
                    match tokio::time::timeout(Duration::from_secs(patience), messages.next()).await {
                        Ok(Some(Ok(message))) => self.heard(message).await,
                        _ => Err(Ended::gone()),
                    }
                }
            },
            Some((id, told)) = self.running.next() => self.tell(&id, told).await,
        }
    }

    async fn tell(&mut self, id: &str, told: Told) -> Result<(), Ended> {
        match told {
            Told::Next(payload) => {
                let head = json!({ "id": id, "type": "next" }).to_string();
                let text = [head.trim_end_matches('}').as_bytes(), b",\"payload\":", &payload, b"}"].concat();
                self.send(String::from_utf8_lossy(&text).into_owned()).await
            }
            Told::Complete => self.send(json!({ "id": id, "type": "complete" }).to_string()).await,
        }
    }

    async fn send(&mut self, text: String) -> Result<(), Ended> {
        match tokio::time::timeout(Duration::from_secs(SEND_SECONDS_MAX), self.session.text(text)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Ended::gone()),
            Err(_) => Err(Ended::new(1008, "messages are not taken fast enough")),
        }
    }

    async fn heard(&mut self, message: AggregatedMessage) -> Result<(), Ended> {
        let text = match message {
            AggregatedMessage::Text(text) => text,
            AggregatedMessage::Ping(bytes) => return self.session.pong(&bytes).await.map_err(|_| Ended::gone()),
            AggregatedMessage::Pong(_) => return Ok(()),
            AggregatedMessage::Close(_) => return Err(Ended::gone()),
            AggregatedMessage::Binary(_) => return Err(Ended::new(4400, "messages are text")),
        };
        let said: Said = serde_json::from_str(&text).map_err(|error| Ended::new(4400, format!("the message is not understood: {error}")))?;
        match (said.kind, said.id, said.payload) {
            (SaidKind::ConnectionInit, ..) if self.is_acknowledged => Err(Ended::new(4429, "Too many initialisation requests")),
            (SaidKind::ConnectionInit, _, payload) => self.init(payload.and_then(|payload| serde_json::from_str(payload.get()).ok()).as_ref()).await,
            (SaidKind::Ping, ..) => self.send(json!({ "type": "pong" }).to_string()).await,
            (SaidKind::Pong, ..) => Ok(()),
            (SaidKind::Complete, Some(id), _) => {
                self.running.remove(&id);
                Ok(())
            }
            (SaidKind::Subscribe, Some(_), Some(_)) if !self.is_acknowledged => Err(Ended::new(4401, "Unauthorized")),
            (SaidKind::Subscribe, Some(id), _) if self.running.contains_key(&id) => Err(Ended::new(4409, format!("Subscriber for {id} already exists"))),
            (SaidKind::Subscribe, Some(id), Some(payload)) => self.subscribe(id, payload.get()).await,
            (SaidKind::Subscribe, ..) => Err(Ended::new(4400, "a `subscribe` message has an `id` and a `payload`")),
            (SaidKind::Complete, ..) => Err(Ended::new(4400, "a `complete` message has an `id`")),
        }
    }

    /// A browser cannot send a header with a handshake, so the token may stand in the first message.
    async fn init(&mut self, payload: Option<&Json>) -> Result<(), Ended> {
        let shown = payload.and_then(|payload| payload.get("Authorization").or_else(|| payload.get("authorization"))).and_then(Json::as_str);
        if let Some(shown) = shown {
            let Some(token) = visitor::bearer(shown) else { return Err(Ended::new(4403, "Forbidden")) };
            self.token = Some(token.to_owned());
            let caller = self.caller().await.map_err(|problem| Ended::new(1013, problem.message))?;
            if caller == Caller::Expired {
                return Err(Ended::new(4403, "Forbidden"));
            }
        }
        self.is_acknowledged = true;
        self.send(json!({ "type": "connection_ack" }).to_string()).await
    }

    async fn caller(&self) -> Result<Caller, crate::app::Problem> {
        match &self.token {
            Some(token) => self.engine.directory().identify(token).await,
            None => Ok(Caller::Anonymous),
        }
    }

    async fn subscribe(&mut self, id: String, payload: &str) -> Result<(), Ended> {
        if self.running.len() >= SUBSCRIPTIONS_PER_CONNECTION_MAX {
            let problem = Problem::new(Code::TooManyRequests, format!("{SUBSCRIPTIONS_PER_CONNECTION_MAX} subscriptions are under way on this connection; complete one first"));
            return self.refuse(&id, json!([problem.error()])).await;
        }
        let asked = match request::from_body(payload.as_bytes()) {
            Ok(asked) => asked,
            Err(problem) => return self.refuse(&id, json!([problem.error()])).await,
        };
        let caller = match self.caller().await {
            Ok(Caller::Expired) => return self.refuse(&id, json!([Problem::new(Code::Unauthenticated, "the token has run out or was revoked; connect again with a fresh one").error()])).await,
            Ok(caller) => caller,
            Err(problem) => return self.refuse(&id, json!([Problem::new(problem.code, problem.message).error()])).await,
        };
        match self.engine.start(asked.request, Arc::new(Visitor { caller, network: self.network })).await {
            Started::Refused(errors) => self.refuse(&id, errors).await,
            Started::Answers(answers) => {
                self.running.insert(id, told(answers));
                Ok(())
            }
        }
    }

    async fn refuse(&mut self, id: &str, errors: Json) -> Result<(), Ended> {
        self.send(json!({ "id": id, "type": "error", "payload": errors }).to_string()).await
    }
}

fn told(answers: Answers) -> futures_util::stream::LocalBoxStream<'static, Told> {
    let next = futures_util::stream::unfold(answers, |mut answers| async move { Some((Told::Next(answers.next().await?), answers)) });
    next.chain(futures_util::stream::once(async { Told::Complete })).boxed_local()
}
