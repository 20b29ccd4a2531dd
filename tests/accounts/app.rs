//! A directory without records, whose clock the test holds, and what a client says to it.

use crate::door::app::{Answer, TestApp};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use whatworks::app::Directory;
use whatworks::app::account::Settings;
use whatworks::app::actor::Role;
use whatworks::app::mail::Envelope;
use whatworks::http::House;
use whatworks::http::graphql::engine::Engine;
use whatworks::ontology::Ontology;

pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Good enough for every account of a test.
pub const PASSWORD: &str = "kiln marsh lantern 9";

static ONTOLOGY: LazyLock<Arc<Ontology>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Arc::new(Ontology::load(&root.join("ontology")).unwrap_or_else(|problems| panic!("the ontology is sound: {problems:?}")))
});

/// A clock that stands still until the test moves it.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(Timestamp::now().as_millisecond())))
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub fn pass(&self, time: SignedDuration) {
        self.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

/// A server over a folder that outlives it.
pub struct App {
    pub http: TestApp,
    pub directory: Arc<Directory>,
    pub clock: TestClock,
    pub folder: Arc<TempDir>,
}

/// What somebody who signed in holds.
#[derive(Clone, Debug)]
pub struct Session {
    pub account: String,
    pub access: String,
    pub refresh: String,
}

impl App {
    pub fn start() -> Self {
        Self::with(|_| ())
    }

    /// With other settings.
    pub fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::over(Arc::new(tempfile::tempdir().unwrap()), TestClock::new(), change, |_| ())
    }

    /// Behind a proxy that says where requests come from.
    pub fn behind_proxy() -> Self {
        Self::over(Arc::new(tempfile::tempdir().unwrap()), TestClock::new(), |_| (), |house| house.is_behind_proxy = true)
    }

    fn over(folder: Arc<TempDir>, clock: TestClock, set: impl FnOnce(&mut Settings), change: fn(&mut House)) -> Self {
        let time = clock.clone();
        let mut settings = Settings { keys: Some(folder.path().join("keys")), mails: Some(folder.path().join("mail")), now: Arc::new(move || time.now()), ..Settings::default() };
        set(&mut settings);
        let url = format!("sqlite:{}", folder.path().join("ledger.sqlite").display());
        let directory = RUNTIME.block_on(Directory::open_with(Arc::clone(&ONTOLOGY), &url, None, settings, |_| ())).expect("a directory");
        let directory = Arc::new(directory);
        let served = Arc::clone(&directory);
        let http = TestApp::over_house(move || async move { (Arc::new(Engine::new(served).expect("the schema is sound")), ()) }, change);
        directory.desk().reached_at("https://directory.example");
        Self { http, directory, clock, folder }
    }

    /// The same folder under another process, as far as anybody can tell.
    pub fn restart(self) -> Self {
        self.restart_with(|_| ())
    }

    /// The same with other settings.
    pub fn restart_with(self, change: impl FnOnce(&mut Settings)) -> Self {
        let Self { http, directory, clock, folder } = self;
        drop(http);
        RUNTIME.block_on(directory.ledger().close()).unwrap();
        Self::over(folder, clock, change, |_| ())
    }

    /// Sends a document as somebody, or as nobody.
    pub fn ask(&self, token: Option<&str>, document: &str, variables: Value) -> Answer {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let authorization = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> = authorization.iter().map(|value| ("Authorization", value.as_str())).collect();
        self.http.post(body.as_bytes(), &headers)
    }

    /// Calls one mutation with scalar arguments; `selection` is what is asked of its result.
    pub fn call(&self, token: Option<&str>, name: &str, arguments: &Value, selection: &str) -> Answer {
        let given: Vec<String> = arguments.as_object().unwrap().iter().map(|(name, value)| format!("{name}: {}", literal(name, value))).collect();
        let given = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
        self.ask(token, &format!("mutation {{ {name}{given} {selection} }}"), json!({}))
    }

    /// Calls a mutation that has to succeed, and answers its result.
    pub fn done(&self, token: Option<&str>, name: &str, arguments: &Value, selection: &str) -> Value {
        let answer = self.call(token, name, arguments, selection);
        let json = answer.json();
        assert!(json.get("errors").is_none(), "{name}: {json}");
        json["data"][name].clone()
    }

    /// Calls a mutation that has to fail, and answers the code.
    pub fn refused(&self, token: Option<&str>, name: &str, arguments: &Value, selection: &str) -> String {
        let answer = self.call(token, name, arguments, selection);
        answer.code().unwrap_or_else(|| panic!("{name} was not refused: {}", answer.text()))
    }

    pub fn viewer(&self, token: &str) -> Value {
        let fields = "id email name credited notified role standing verified suspended secondFactor recoveryCodesLeft sessions { id secondFactor } keys { id name scopes }";
        let json = self.ask(Some(token), &format!("{{ viewer {{ {fields} }} }}"), json!({})).json();
        assert!(json.get("errors").is_none(), "{json}");
        json["data"]["viewer"].clone()
    }

    pub fn is_somebody(&self, token: &str) -> bool {
        let answer = self.ask(Some(token), "{ viewer { id } }", json!({}));
        let named = answer.json().pointer("/data/viewer/id").is_some();
        assert!(named || answer.status == 401, "{} {}", answer.status, answer.text());
        named
    }

    /// Mails that wait, oldest first: to whom, and what they say.
    pub fn mails(&self) -> Vec<(String, Envelope)> {
        RUNTIME.block_on(async {
            let now = self.clock.now().as_millisecond();
            let waiting = self.directory.ledger().look(move |book| Box::pin(async move { book.due_mail(now, 1_000).await })).await.unwrap();
            let mut mails = Vec::new();
            for mail in waiting {
                let envelope = mail.sealed.map(|sealed| self.directory.desk().envelope(&sealed).expect("sealed here"));
                let notice = mail.notice.clone();
                let envelope = envelope.unwrap_or(Envelope { to: None, subject: notice.subject, text: notice.text, html: notice.html, calendar: None });
                let id = notice.account;
                let account = self.directory.ledger().look(move |book| Box::pin(async move { book.by_id(&id).await })).await.unwrap();
                mails.push((envelope.to.clone().or(account.map(|account| account.email)).unwrap_or_default(), envelope));
            }
            mails
        })
    }

    /// The secret in the last mail to an address.
    pub fn mailed_secret(&self, email: &str) -> String {
        let mails = self.mails();
        let (_, mail) = mails.iter().rev().find(|(to, mail)| to == email && mail.text.contains("token=")).unwrap_or_else(|| panic!("no link was sent to {email}"));
        mail.text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
    }

    pub fn sign_in(&self, email: &str, password: &str, code: Option<&str>) -> Session {
        let mut arguments = json!({ "email": email, "password": password });
        if let Some(code) = code {
            arguments["code"] = code.into();
        }
        session(&self.done(None, "signIn", &arguments, SIGNED_IN))
    }

    /// Somebody with a confirmed address, signed in.
    pub fn member(&self, email: &str) -> Session {
        self.done(None, "register", &json!({ "email": email, "password": PASSWORD, "name": "Sam Rivers" }), "");
        let token = self.mailed_secret(email);
        self.done(None, "confirmEmail", &json!({ "token": token }), "");
        self.sign_in(email, PASSWORD, None)
    }

    /// Somebody with a role, signed in with a second factor; and its secret.
    pub fn with_role(&self, email: &str, role: Role) -> (Session, String) {
        let token = RUNTIME.block_on(self.directory.desk().create_account(email, "Robin Vale", role)).unwrap();
        self.done(None, "resetPassword", &json!({ "token": token, "password": PASSWORD }), "");
        let plain = self.sign_in(email, PASSWORD, None);
        let secret = self.done(Some(&plain.access), "prepareSecondFactor", &json!({ "password": PASSWORD }), "{ secret uri }")["secret"].as_str().unwrap().to_owned();
        let code = self.code(&secret);
        let confirmed = self.done(Some(&plain.access), "confirmSecondFactor", &json!({ "code": code }), &format!("{{ recoveryCodes signedIn {SIGNED_IN} }}"));
        (session(&confirmed["signedIn"]), secret)
    }

    /// What an authenticator app shows now.
    pub fn code(&self, secret: &str) -> String {
        one_time_code(secret, self.clock.now().as_second())
    }
}

pub const SIGNED_IN: &str = "{ secondFactorNeeded account accessToken accessTokenExpires refreshToken refreshTokenExpires }";

pub fn session(signed_in: &Value) -> Session {
    let text = |name: &str| signed_in[name].as_str().unwrap_or_else(|| panic!("no {name} in {signed_in}")).to_owned();
    Session { account: text("account"), access: text("accessToken"), refresh: text("refreshToken") }
}

/// A value as GraphQL writes it. Enum values are written without quotes.
fn literal(name: &str, value: &Value) -> String {
    match value {
        Value::String(text) if name == "role" => text.clone(),
        other => other.to_string(),
    }
}

/// Another address for every account of this process.
pub fn address() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("person-{}@mail.example", NEXT.fetch_add(1, Ordering::SeqCst))
}

/// RFC 6238, written anew, so that a test knows what the program has to know.
pub fn one_time_code(secret: &str, second: i64) -> String {
    let mut bits = String::new();
    for letter in secret.chars() {
        let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap();
        bits.push_str(&format!("{value:05b}"));
    }
    let bytes: Vec<u8> = bits.as_bytes().chunks_exact(8).map(|eight| u8::from_str_radix(std::str::from_utf8(eight).unwrap(), 2).unwrap()).collect();
    let tag = hmac_sha1(&bytes, &(second / 30).to_be_bytes());
    let offset = usize::from(tag[19] & 15);
    let four = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", four % 1_000_000)
}

fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = sha1(&[&block.map(|byte| byte ^ 0x36)[..], message].concat());
    sha1(&[&block.map(|byte| byte ^ 0x5c)[..], &inner].concat())
}

fn sha1(message: &[u8]) -> [u8; 20] {
    let mut text = message.to_vec();
    text.push(0x80);
    while text.len() % 64 != 56 {
        text.push(0);
    }
    text.extend((message.len() as u64 * 8).to_be_bytes());
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for chunk in text.chunks_exact(64) {
        let mut words: Vec<u32> = chunk.chunks_exact(4).map(|four| u32::from_be_bytes(four.try_into().unwrap())).collect();
        for at in 16..80 {
            words.push((words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (at, word) in words.iter().enumerate() {
            let (mixed, constant) = match at / 20 {
                0 => ((b & c) | (!b & d), 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let next = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant).wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (own, new) in state.iter_mut().zip([a, b, c, d, e]) {
            *own = own.wrapping_add(new);
        }
    }
    let mut digest = [0; 20];
    for (place, word) in digest.chunks_exact_mut(4).zip(state) {
        place.copy_from_slice(&word.to_be_bytes());
    }
    digest
}
