//! Mail, through a real mail server where one is there (Python with `tests/requirements.txt`; without it a test says that it is skipped),
//! and as files.

use super::app::{App, PASSWORD, RUNTIME, address};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use whatworks::app::mail::{ATTEMPTS_MAX, Letter, Post, Transport};

/// Longer than anything here takes, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A mail server that writes what it gets into a folder.
pub(crate) struct Sink {
    process: Child,
    said: Mutex<BufReader<ChildStdout>>,
    folder: TempDir,
    port: u16,
}

impl Sink {
    pub(crate) fn start(refusals: usize) -> Option<Self> {
        let python = std::env::var_os("WHATWORKS_PYTHON").map_or_else(|| PathBuf::from("target/venv/bin/python"), PathBuf::from);
        let usable = Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        if !usable {
            let line = format!("SKIPPED mail: {} has no aiosmtpd; run `make venv`, or `make test`", python.display());
            assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
            println!("{line}");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accounts/sink.py");
        let mut process = Command::new(python).arg(script).arg(folder.path()).arg(refusals.to_string()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        Some(Self { process, said: Mutex::new(said), folder, port: line.trim().parse().unwrap() })
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Where mails are written.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn mails(&self, ending: &str) -> Vec<Mail> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|own| own == ending)).collect();
        files.sort();
        files.iter().map(|path| Mail::parse(&std::fs::read_to_string(path).unwrap())).collect()
    }

    /// Waits for so many mails; the sink says a line for each.
    pub(crate) fn wait_for(&self, count: usize) -> Vec<Mail> {
        let mut said = self.said.lock().unwrap();
        loop {
            let mails = self.mails("eml");
            if mails.len() >= count {
                return mails;
            }
            assert_ne!(said.read_line(&mut String::new()).unwrap(), 0, "the sink has gone");
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A mail as it arrived.
#[derive(Debug)]
pub(crate) struct Mail {
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Mail {
    /// Just enough of RFC 5322: folded headers, quoted-printable.
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let headers = head.split("\r\n").filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        let joined = body.replace("=\r\n", "");
        let mut pieces = joined.split('=');
        let mut plain = pieces.next().unwrap().to_owned();
        for piece in pieces {
            // What is no byte in hexadecimal stands for itself, as in the parts' own headers.
            match piece.get(..2).and_then(|byte| u8::from_str_radix(byte, 16).ok()) {
                Some(byte) => plain.extend([char::from(byte).to_string().as_str(), &piece[2..]]),
                None => plain.extend(["=", piece]),
            }
        }
        Self { headers, body: plain }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(own, _)| own == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} twice");
        value
    }

    pub(crate) fn secret(&self) -> &str {
        self.body.split("token=").nth(1).unwrap().split_whitespace().next().unwrap()
    }
}

/// The program itself, as an operator starts it.
pub(crate) struct Served {
    process: Child,
    pub(crate) url: String,
}

pub(crate) fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whatworks"));
    let ontology = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology");
    command.current_dir(data).arg("--ontology").arg(ontology).arg("--data").arg(data).env_remove("PORT");
    command
}

impl Served {
    pub(crate) fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut process = program(data).args(["serve", "--listen", "127.0.0.1:0"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, url: line.trim().rsplit(' ').next().unwrap().to_owned() }
    }

    pub(crate) fn call(&self, token: Option<&str>, document: &str, variables: Value) -> Value {
        let mut request = ureq::post(format!("{}/graphql", self.url)).header("Accept", "application/json");
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let json: Value = request.send_json(json!({ "query": document, "variables": variables })).unwrap().body_mut().read_json().unwrap();
        assert!(json.get("errors").is_none(), "{json}");
        json["data"].clone()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

pub(crate) const SIGN_IN: &str = "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { accessToken refreshToken } }";

#[test]
fn a_stranger_becomes_a_contributor_by_real_mail() {
    let Some(sink) = Sink::start(0) else { return };
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &["--smtp-url", &sink.url(), "--mail-from", "What Works <post@directory.example>"]);
    let email = address();
    served.call(None, "mutation($email: String!, $password: String!) { register(email: $email, password: $password) }", json!({ "email": email, "password": PASSWORD }));
    let mails = sink.wait_for(1);
    let mail = &mails[0];
    assert_eq!(mail.header("x-envelope-to"), Some(email.as_str()));
    assert_eq!(mail.header("from"), Some("\"What Works\" <post@directory.example>"));
    assert_eq!(mail.header("auto-submitted"), Some("auto-generated"));
    assert!(mail.header("message-id").unwrap().ends_with("@whatworks.example>"), "{mail:?}");
    assert_eq!(mail.header("list-unsubscribe"), None, "mail about an account cannot be unsubscribed from");
    assert!(mail.body.contains("text/plain") && mail.body.contains("text/html") && mail.body.contains(&format!("{}/account/confirm?token=", served.url)), "{}", mail.body);

    // Opening the link changes nothing; the button on the page does.
    let page = format!("{}/account/confirm?token={}", served.url, mail.secret());
    for _ in 0..2 {
        assert!(ureq::get(&page).call().unwrap().body_mut().read_to_string().unwrap().contains("<button>"));
    }
    let done = ureq::post(&page).send_form([("token", mail.secret())]).unwrap().body_mut().read_to_string().unwrap();
    assert!(done.contains("Your address is confirmed"), "{done}");
    assert_eq!(ureq::post(&page).config().http_status_as_error(false).build().send_form([("token", mail.secret())]).unwrap().status(), 422);

    let signed = served.call(None, SIGN_IN, json!({ "email": email, "password": PASSWORD }));
    let access = signed["signIn"]["accessToken"].as_str().unwrap();
    assert_eq!(served.call(Some(access), "{ viewer { standing } }", json!({}))["viewer"]["standing"], "CONTRIBUTOR");

    // A forgotten password, by pages alone.
    ureq::post(format!("{}/account/forgotten", served.url)).send_form([("email", email.as_str())]).unwrap();
    let mails = sink.wait_for(2);
    let reset = ureq::post(format!("{}/account/reset", served.url)).send_form([("token", mails[1].secret()), ("password", "another kiln entirely")]).unwrap().body_mut().read_to_string().unwrap();
    assert!(reset.contains("Your password is set"), "{reset}");
    served.call(None, SIGN_IN, json!({ "email": email, "password": "another kiln entirely" }));
    let last = &sink.wait_for(3)[2];
    assert!(last.header("subject").unwrap().contains("password was changed"), "{last:?}");
}

#[test]
fn the_first_administrator_is_made_on_the_command_line() {
    let data = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = program(data.path()).arg("account").args(arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let email = address();
    let (code, said, _) = run(&["create", &email, "--role", "administrator", "--name", "Robin Vale"]);
    assert_eq!(code, 0);
    let secret = said.split("token=").nth(1).unwrap().split_whitespace().next().unwrap();
    let served = Served::start(data.path(), &[]);
    served.call(None, "mutation($token: String!, $password: String!) { resetPassword(token: $token, password: $password) }", json!({ "token": secret, "password": PASSWORD }));
    let signed = served.call(None, SIGN_IN, json!({ "email": email, "password": PASSWORD }));
    let access = signed["signIn"]["accessToken"].as_str().unwrap();
    assert_eq!(served.call(Some(access), "{ viewer { role standing } }", json!({}))["viewer"], json!({ "role": "ADMINISTRATOR", "standing": "CONTRIBUTOR" }));

    // Beside the running server.
    let other = address();
    assert_eq!(run(&["create", &other]).0, 0);
    assert_eq!(run(&["role", &other, "curator"]).0, 0);
    assert_eq!(run(&["disable", &other, "--reason", "a test"]).0, 0);
    let (code, _, error) = run(&["create", &other]);
    assert!(code == 1 && error.contains("has an account already"), "{error}");
    let (code, _, error) = run(&["disable", &email]);
    assert!(code == 1 && error.contains("only administrator"), "{error}");
    let (code, _, error) = run(&["role", "nobody@mail.example", "curator"]);
    assert!(code == 1 && error.contains("there is no account"), "{error}");
    assert_eq!(run(&["role", &other, "emperor"]).0, 2);
    assert_eq!(run(&["create", "not an address"]).0, 1);
    for file in std::fs::read_dir(data.path().join("keys")).unwrap() {
        assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Without a mail server mails are files.
    let began = Instant::now();
    while std::fs::read_dir(data.path().join("mail")).map_or(0, Iterator::count) < 3 {
        assert!(began.elapsed() < PATIENCE, "no mail was written");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn notice(subject: &str, words: &str, account: &str) -> whatworks::ledger::Notice {
    Letter { subject: subject.to_owned(), paragraphs: vec![words.to_owned()], action: Some(("See it".to_owned(), "https://directory.example/x".to_owned())) }.to(account)
}

fn round(app: &App, post: &Post) -> usize {
    RUNTIME.block_on(post.round(app.directory.desk())).unwrap()
}

fn post(transport: Transport) -> Post {
    Post::new(transport, "What Works <post@directory.example>", "https://whatworks.example/").unwrap()
}

#[test]
fn a_refused_mail_is_tried_again_later_under_the_same_identifier() {
    let Some(sink) = Sink::start(2) else { return };
    let app = App::start();
    let email = address();
    let own = app.member(&email);
    let smtp = post(Transport::smtp(&sink.url()).unwrap());
    let files = post(Transport::Folder(app.folder.path().join("mail")));
    round(&app, &files);
    RUNTIME.block_on(app.directory.append(None, Vec::new(), vec![notice("Published", "Your contribution is published.", &own.account)])).unwrap();
    assert_eq!(round(&app, &smtp), 0);
    assert_eq!(round(&app, &smtp), 0, "not at once");
    assert_eq!(sink.mails("refused").len(), 1);
    app.clock.pass(jiff::SignedDuration::from_secs(30));
    assert_eq!(round(&app, &smtp), 0);
    app.clock.pass(jiff::SignedDuration::from_secs(30));
    assert_eq!(round(&app, &smtp), 0, "the pauses grow");
    assert_eq!(sink.mails("refused").len(), 2);
    let app = app.restart();
    app.clock.pass(jiff::SignedDuration::from_secs(30));
    assert_eq!(round(&app, &smtp), 1);
    assert_eq!(round(&app, &smtp), 0);
    let (refused, taken) = (sink.mails("refused"), sink.mails("eml"));
    assert_eq!(taken.len(), 1);
    for mail in &refused {
        assert_eq!((mail.header("message-id"), mail.header("date")), (taken[0].header("message-id"), taken[0].header("date")));
    }
}

#[test]
fn a_mail_that_nobody_takes_is_given_up_after_days() {
    let app = App::start();
    let own = app.member(&address());
    round(&app, &post(Transport::Folder(app.folder.path().join("mail"))));
    // Nobody listens there: the port was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let smtp = post(Transport::smtp(&format!("smtp://127.0.0.1:{port}")).unwrap());
    RUNTIME.block_on(app.directory.append(None, Vec::new(), vec![notice("Published", "It is.", &own.account)])).unwrap();
    let mut hours = 0;
    for attempt in 1..=ATTEMPTS_MAX {
        assert_eq!(app.mails().len(), 1, "attempt {attempt}");
        round(&app, &smtp);
        app.clock.pass(jiff::SignedDuration::from_hours(6));
        hours += 6;
    }
    assert!(app.mails().is_empty() && hours > 72);
}

#[test]
fn mail_about_contributions_can_be_unsubscribed_from() {
    let Some(sink) = Sink::start(0) else { return };
    let app = App::start();
    let own = app.member(&address());
    round(&app, &post(Transport::Folder(app.folder.path().join("mail"))));
    let smtp = post(Transport::smtp(&sink.url()).unwrap());
    let tell = || RUNTIME.block_on(app.directory.append(None, Vec::new(), vec![notice("Published", "It is.", &own.account)])).unwrap();
    tell();
    assert_eq!(round(&app, &smtp), 1);
    let mail = &sink.mails("eml")[0];
    let link = mail.header("list-unsubscribe").unwrap().trim_matches(['<', '>']).to_owned();
    assert_eq!(mail.header("list-unsubscribe-post"), Some("List-Unsubscribe=One-Click"));
    let target = link.strip_prefix("https://directory.example").unwrap();
    let one_click = |target: &str| app.http.send("POST", target, &[("Content-Type", "application/x-www-form-urlencoded")], b"List-Unsubscribe=One-Click").status;
    assert_eq!(one_click(&format!("{}x", &target[..target.len() - 1])), 422);
    assert_eq!(app.http.get(target, &[]).status, 200);
    assert_eq!(app.viewer(&own.access)["notified"], true, "looking changes nothing");
    assert_eq!(one_click(target), 200);
    assert_eq!(app.viewer(&own.access)["notified"], false);
    tell();
    assert_eq!(round(&app, &smtp), 0);
    assert!(app.mails().is_empty());
}

#[test]
fn nothing_in_a_mail_becomes_a_header_or_markup() {
    let Some(sink) = Sink::start(0) else { return };
    let app = App::start();
    let own = app.member(&address());
    round(&app, &post(Transport::Folder(app.folder.path().join("mail"))));
    let smtp = post(Transport::smtp(&sink.url()).unwrap());
    let endings = ["\r\n", "\n", "\r", "\r\n\r\n", "\u{85}", "\u{2028}", "\u{0}", "%0d%0a", "\u{b}", "\u{c}", "=0D=0A", "\t\r\n ", ".\r\n", "\r\n.\r\n"];
    for ending in endings {
        let subject = format!("Published{ending}Bcc: victim@mail.example{ending}X-Evil: 1");
        let words = format!("<img src=x onerror=alert(1)>{ending}.{ending}RCPT TO:<victim@mail.example>{ending}");
        RUNTIME.block_on(app.directory.append(None, Vec::new(), vec![notice(&subject, &words, &own.account)])).unwrap();
    }
    assert_eq!(round(&app, &smtp), endings.len());
    let mails = sink.mails("eml");
    assert_eq!(mails.len(), endings.len());
    for mail in &mails {
        assert!(mail.header("bcc").is_none() && mail.header("x-evil").is_none() && mail.header("cc").is_none(), "{mail:?}");
        assert!(mail.header("x-envelope-to").unwrap().ends_with("@mail.example") && !mail.header("x-envelope-to").unwrap().contains("victim"));
        let html = mail.body.split("text/html").nth(1).unwrap();
        assert!(!html.contains("<img") && html.contains("&lt;img"), "{html}");
    }
}
