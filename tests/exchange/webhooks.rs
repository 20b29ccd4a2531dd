//! Webhooks with a real receiver on this machine: what is told, in which order, how it is signed, and what happens when nobody answers.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use whatworks::app::actor::Role;
use whatworks::app::outward::Reach;
use whatworks::app::webhook::deliver::round;

use crate::accounts::app::{App, RUNTIME, SIGNED_IN, Session, address, session};

/// What was received: headers by name in lower case, and the body.
#[derive(Clone, Debug)]
struct Received {
    headers: Vec<(String, String)>,
    body: String,
}

impl Received {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Answers each request with the status that is set.
struct Receiver {
    url: String,
    received: Arc<Mutex<Vec<Received>>>,
    status: Arc<Mutex<u16>>,
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (received, status) = (Arc::<Mutex<Vec<Received>>>::default(), Arc::new(Mutex::new(204)));
        let (heard, answer) = (Arc::clone(&received), Arc::clone(&status));
        // It goes when the tests go.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let (mut bytes, mut chunk) = (Vec::new(), [0; 65_536]);
                let end = loop {
                    let read = stream.read(&mut chunk).unwrap_or(0);
                    bytes.extend_from_slice(&chunk[..read]);
                    if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                        break end;
                    }
                    assert!(read > 0, "a whole request");
                };
                let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
                let headers: Vec<(String, String)> = head.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
                let length: usize = headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
                while bytes.len() < end + 4 + length {
                    let read = stream.read(&mut chunk).unwrap();
                    bytes.extend_from_slice(&chunk[..read]);
                }
                heard.lock().unwrap().push(Received { headers, body: String::from_utf8(bytes[end + 4..].to_vec()).unwrap() });
                let status = *answer.lock().unwrap();
                let _ = stream.write_all(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes());
            }
        });
        Self { url, received, status }
    }

    fn answer(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    fn revisions(&self) -> Vec<u64> {
        self.received().iter().filter_map(|one| one.json()["data"]["revision"].as_u64()).collect()
    }
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().to_vec()
}

/// Whether one of the signatures is by this secret.
fn is_signed(one: &Received, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let signed = format!("{}.{}.{}", one.header("webhook-id"), one.header("webhook-timestamp"), one.body);
    let wanted = format!("v1,{}", STANDARD.encode(hmac_sha256(&key, signed.as_bytes())));
    one.header("webhook-signature").split(' ').any(|own| own == wanted)
}

struct Place {
    app: App,
    curator: Session,
    administrator: Session,
}

impl Place {
    fn new() -> Self {
        let app = App::with(|settings| settings.reach = Reach::ThisMachineToo);
        let (curator, _) = app.with_role(&address(), Role::Curator);
        let (administrator, _) = app.with_role(&address(), Role::Administrator);
        Self { app, curator, administrator }
    }

    fn ask(&self, who: &Session, document: &str) -> Value {
        let answer = self.app.ask(Some(&who.access), document, json!({})).json();
        assert!(answer.get("errors").is_none(), "{document}: {answer}");
        answer["data"].clone()
    }

    fn publish(&self, name: &str, more: &str) -> String {
        let submitted = self.ask(&self.curator, &format!("mutation {{ submitTool(input: {{name: {{text: \"{name}\"}}, kind: \"guide\"{more}}}) {{ key about }} }}"))["submitTool"].clone();
        self.ask(&self.curator, &format!("mutation {{ review(submission: {}, decision: ACCEPT) {{ state }} }}", submitted["key"]));
        submitted["about"].as_str().unwrap().to_owned()
    }

    fn hook(&self, url: &str, more: &str) -> (String, String) {
        let made = self.ask(&self.administrator, &format!("mutation {{ createWebhook(url: \"{url}\"{more}) {{ id secret }} }}"))["createWebhook"].clone();
        (made["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
    }

    fn shown(&self, id: &str) -> Value {
        let all = self.ask(&self.administrator, "{ webhooks { id url state seen attempts failingSince nextAttempt events types filter isValid } }")["webhooks"].clone();
        all.as_array().unwrap().iter().find(|hook| hook["id"] == *id).cloned().unwrap_or_default()
    }

    fn deliveries(&self, id: &str) -> Vec<Value> {
        self.ask(&self.administrator, &format!("{{ webhookDeliveries(id: \"{id}\") {{ message revision attempts status error delivered }} }}"))["webhookDeliveries"].as_array().unwrap().clone()
    }

    /// Tells what is due; how many messages were taken.
    fn tell(&self) -> usize {
        RUNTIME.block_on(round(&self.app.directory)).unwrap()
    }

    /// Time passes; sessions of this test last minutes.
    fn pass(&mut self, time: SignedDuration) {
        self.app.clock.pass(time);
        for own in [&mut self.curator, &mut self.administrator] {
            *own = session(&self.app.done(None, "refresh", &json!({ "refreshToken": own.refresh }), SIGNED_IN));
        }
    }
}

#[test]
fn published_changes_are_told_in_their_order_and_signed() {
    let place = Place::new();
    let receiver = Receiver::start();
    place.publish("Before", ", year: 2018");
    let (id, secret) = place.hook(&receiver.url, ", types: [TOOL], filter: {year: {eq: 2018}}");
    assert_eq!(place.tell(), 0, "what was there before is no news");
    let first = place.publish("First", ", year: 2018");
    let other = place.publish("Other", ", year: 2019");
    place.publish("Second", ", year: 2018");
    assert_eq!(place.tell(), 2);
    let received = receiver.received();
    assert_eq!(received.len(), 2);
    assert!(received.iter().all(|one| is_signed(one, &secret) && one.header("content-type") == "application/json"));
    assert!(!is_signed(&received[0], &format!("whsec_{}", STANDARD.encode([0; 32]))), "the control");
    let told = received[0].json();
    assert_eq!((&told["type"], &told["data"]["records"][0]["id"]), (&json!("record.published"), &json!(first)));
    assert_eq!(told["data"]["records"][0]["record"]["name"]["en"], "First");
    assert_eq!(told["data"]["records"][0]["address"], json!(first.replace("https://whatworks.example", "https://directory.example")));
    assert_eq!(received[0].header("webhook-id"), format!("msg_{id}_{}", told["data"]["revision"]));
    assert!(receiver.revisions().is_sorted());
    assert_eq!(place.tell(), 0, "once");

    place.ask(&place.curator, &format!("mutation {{ withdraw(id: \"{first}\", reason: \"Gone.\") {{ revision }} }}"));
    place.tell();
    let last = receiver.received().pop().unwrap().json();
    assert_eq!((&last["type"], &last["data"]["records"][0]["published"], &last["data"]["records"][0]["record"]), (&json!("record.withdrawn"), &json!(false), &Value::Null));

    // What was never asked for is not missed either; a withdrawal that comes after it is.
    let (_, everything) = (place.publish("Later", ", year: 2019"), place.hook(&receiver.url, ", types: [TOOL]").0);
    let count = receiver.received().len();
    place.ask(&place.curator, &format!("mutation {{ withdraw(id: \"{other}\", reason: \"Gone.\") {{ revision }} }}"));
    assert_eq!(place.tell(), 1, "only to whom asked for everything");
    assert_eq!((receiver.received().len(), place.deliveries(&id).len(), place.deliveries(&everything).len()), (count + 1, 3, 1));
    place.ask(&place.administrator, &format!("mutation {{ deleteWebhook(id: \"{everything}\") }}"));

    let tried = place.ask(&place.administrator, &format!("mutation {{ testWebhook(id: \"{id}\") {{ status delivered revision }} }}"))["testWebhook"].clone();
    assert_eq!((&tried["status"], &tried["revision"]), (&json!(204), &json!(0)), "{tried}");
    assert_eq!(receiver.received().pop().unwrap().json()["type"], "webhook.test");
    let revision = receiver.revisions()[1];
    place.ask(&place.administrator, &format!("mutation {{ redeliverWebhook(id: \"{id}\", revision: {revision}) {{ delivered }} }}"));
    let received = receiver.received();
    assert_eq!(received.last().unwrap().header("webhook-id"), received[1].header("webhook-id"), "again under the same name");
    assert_eq!(place.deliveries(&id).iter().find(|one| one["revision"] == revision).unwrap()["attempts"], 2);

    let new = place.ask(&place.administrator, &format!("mutation {{ rotateWebhookSecret(id: \"{id}\") {{ secret }} }}"))["rotateWebhookSecret"]["secret"].as_str().unwrap().to_owned();
    place.publish("Third", ", year: 2018");
    place.tell();
    let last = receiver.received().pop().unwrap();
    assert!(new != secret && is_signed(&last, &new) && is_signed(&last, &secret), "for a day by both");
    let messages = receiver.received().into_iter().filter(|one| is_signed(one, &secret)).map(|one| {
        let headers: serde_json::Map<String, Value> = ["webhook-id", "webhook-timestamp", "webhook-signature"].into_iter().map(|name| (name.to_owned(), json!(one.header(name)))).collect();
        json!({ "secret": secret, "headers": headers, "body": one.body })
    });
    crate::rest::clients::python_in("exchange/signed.py", &[&Value::from_iter(messages).to_string()]);
    place.ask(&place.administrator, &format!("mutation {{ deleteWebhook(id: \"{id}\") }}"));
    place.publish("Fourth", ", year: 2018");
    assert_eq!((place.tell(), place.shown(&id)), (0, Value::Null));
}

#[test]
fn what_cannot_be_told_is_told_later_and_whoever_never_answers_is_left_alone() {
    let mut place = Place::new();
    let receiver = Receiver::start();
    let (id, secret) = place.hook(&receiver.url, "");
    receiver.answer(500);
    place.publish("First", "");
    place.publish("Second", "");
    assert_eq!(place.tell(), 0);
    assert_eq!((receiver.received().len(), &place.shown(&id)["attempts"]), (1, &json!(1)), "the second waits for the first");
    assert_eq!(place.tell(), 0);
    assert_eq!(receiver.received().len(), 1, "not before the wait is over");
    let mut waits = Vec::new();
    for _ in 0..4 {
        let now = place.app.clock.now();
        let next: jiff::Timestamp = place.shown(&id)["nextAttempt"].as_str().unwrap().parse().unwrap();
        waits.push(next.duration_since(now).as_secs());
        place.pass(next.duration_since(now));
        place.tell();
    }
    assert_eq!(waits, [5, 10, 20, 40], "growing waits");

    // Another process goes on where this one stopped.
    let Place { app, curator, administrator } = place;
    let mut place = Place { app: app.restart_with(|settings| settings.reach = Reach::ThisMachineToo), curator, administrator };
    receiver.answer(200);
    place.pass(SignedDuration::from_hours(1));
    assert_eq!(place.tell(), 2);
    let received = receiver.received();
    assert!(received.iter().all(|one| is_signed(one, &secret)));
    assert_eq!(received[0].header("webhook-id"), received[5].header("webhook-id"), "the same message under the same name");
    assert_ne!(received[5].header("webhook-id"), received[6].header("webhook-id"));
    assert_eq!(place.shown(&id)["attempts"], 0);
    assert_eq!(place.deliveries(&id).iter().map(|one| one["attempts"].as_u64().unwrap()).max(), Some(6));

    // Days of failures end it, with mail; a pause is nothing but a pause.
    receiver.answer(302);
    place.publish("Third", "");
    for _ in 0..7 {
        place.tell();
        place.pass(SignedDuration::from_hours(24));
    }
    assert_eq!(place.shown(&id)["state"], "DISABLED");
    let count = receiver.received().len();
    let mails = place.app.mails().into_iter().filter(|(_, mail)| mail.subject.starts_with("A webhook is disabled") && mail.text.contains("status 302")).count();
    assert_eq!(mails, 1);
    place.tell();
    assert_eq!(receiver.received().len(), count);
    receiver.answer(200);
    place.ask(&place.administrator, &format!("mutation {{ resumeWebhook(id: \"{id}\") {{ state }} }}"));
    assert_eq!(place.tell(), 1, "what happened meanwhile is told");
    place.ask(&place.administrator, &format!("mutation {{ pauseWebhook(id: \"{id}\") {{ state }} }}"));
    place.publish("Fourth", "");
    assert_eq!(place.tell(), 0);
    place.ask(&place.administrator, &format!("mutation {{ resumeWebhook(id: \"{id}\", skip: true) {{ state }} }}"));
    assert_eq!(place.tell(), 0, "skipped");
    receiver.answer(410);
    place.publish("Fifth", "");
    place.tell();
    assert_eq!(place.shown(&id)["state"], "DISABLED", "it said that it wants no more");
}

#[test]
fn what_is_erased_is_told_to_nobody() {
    let place = Place::new();
    let receiver = Receiver::start();
    receiver.answer(500);
    let (id, _) = place.hook(&receiver.url, "");
    let first = place.publish("Somebody Private", "");
    let revision = place.app.directory.views().revision();
    place.ask(&place.administrator, &format!("mutation {{ erase(id: \"{first}\", reason: \"They asked for it.\") {{ events }} }}"));
    receiver.answer(200);
    let before = receiver.received().len();
    place.tell();
    let told: String = receiver.received().iter().skip(before).map(|one| one.body.clone()).collect();
    assert!(!told.contains("Private") && !told.contains("somebody-private"), "{told}");
    for revision in 0..=revision {
        let answer = place.app.ask(Some(&place.administrator.access), &format!("mutation {{ redeliverWebhook(id: \"{id}\", revision: {revision}) {{ status }} }}"), json!({}));
        assert_eq!(answer.code().as_deref(), Some("NOT_FOUND"), "{}", answer.text());
    }
}

#[test]
fn a_webhook_goes_to_a_public_address_and_belongs_to_whoever_made_it() {
    let place = Place::new();
    let partner = place.app.member(&address());
    let key = place.ask(&partner, "mutation { createKey(name: \"Site\", scopes: [\"manageWebhooks\"]) { key } }")["createKey"]["key"].as_str().unwrap().to_owned();
    let make = |token: &str, url: &str| place.app.ask(Some(token), &format!("mutation {{ createWebhook(url: \"{url}\") {{ id secret }} }}"), json!({}));
    assert_eq!(make(&partner.access, "https://hooks.example/x").code().as_deref(), Some("FORBIDDEN"), "the account itself may not, its key may");
    let made = make(&key, "https://hooks.example/x").json();
    let id = made["data"]["createWebhook"]["id"].as_str().unwrap().to_owned();
    for verb in ["deleteWebhook", "pauseWebhook", "testWebhook"] {
        let selection = if verb == "deleteWebhook" { "" } else if verb == "testWebhook" { "{ status }" } else { "{ id }" };
        let answer = place.app.ask(Some(&place.administrator.access), &format!("mutation {{ {verb}(id: \"{id}\") {selection} }}"), json!({}));
        assert_eq!(answer.code().as_deref(), Some("NOT_FOUND"), "{verb}: {}", answer.text());
    }
    let refused = ["http://hooks.example/", "https://localhost/", "https://10.0.0.1/", "https://[::1]/x", "https://169.254.169.254/latest", "https://2130706433/", "ftp://hooks.example/", "https://user:word@hooks.example/", "nothing", ""];
    // This server may speak to this machine; by default none may.
    let usual = App::start();
    let (administrator, _) = usual.with_role(&address(), Role::Administrator);
    for url in refused.into_iter().chain(["http://127.0.0.1:9/"]) {
        let answer = usual.ask(Some(&administrator.access), &format!("mutation {{ createWebhook(url: \"{url}\") {{ id }} }}"), json!({}));
        assert_eq!(answer.code().as_deref(), Some("INVALID_INPUT"), "{url}: {}", answer.text());
    }
    for number in 1..20 {
        assert!(make(&key, &format!("https://hooks.example/{number}")).code().is_none());
    }
    assert_eq!(make(&key, "https://hooks.example/more").code().as_deref(), Some("WRONG_STATE"));
    let bad = place.app.ask(Some(&key), "mutation { createWebhook(url: \"https://hooks.example/\", filter: {type: {in: [TOOL]}, name: {eq: 1}}) { id } }", json!({}));
    assert!(bad.code().is_some());
}
