//! Addresses that are asked whether they answer, with a real site on this machine: how gently, what is concluded, who sees it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use whatworks::app::Problem;
use whatworks::app::actor::Role;
use whatworks::app::link_check::round::{Pace, Round, round};
use whatworks::app::outward::Reach;
use whatworks::error::Code;

use super::place::{Place, link};
use crate::accounts::app::{App, RUNTIME, address};
use crate::accounts::mail::Served;

/// Longer than a server takes to start, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a site says of a path.
#[derive(Clone, Default)]
struct Says {
    status: u16,
    location: String,
    /// What is answered to HEAD instead.
    head: Option<u16>,
}

#[derive(Default)]
struct Heard {
    says: HashMap<String, Says>,
    /// Method and path of each request.
    asked: Vec<String>,
    now: usize,
    at_once: usize,
}

/// A site that answers 200 unless told otherwise.
struct Site {
    url: String,
    heard: Arc<Mutex<Heard>>,
    /// A line for each request.
    told: mpsc::Receiver<()>,
}

impl Site {
    fn start() -> Self {
        let (tell, told) = mpsc::channel();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::<Mutex<Heard>>::default();
        let own = Arc::clone(&heard);
        // It goes when the tests go.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, heard, tell) = (stream.unwrap(), Arc::clone(&own), tell.clone());
                thread::spawn(move || {
                    let (mut bytes, mut chunk) = (Vec::new(), [0; 4_096]);
                    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
                        match stream.read(&mut chunk) {
                            Ok(read) if read > 0 => bytes.extend_from_slice(&chunk[..read]),
                            _ => return,
                        }
                    }
                    let head = String::from_utf8_lossy(&bytes).into_owned();
                    let (method, path) = head.split_once(' ').map(|(method, rest)| (method.to_owned(), rest.split(' ').next().unwrap().to_owned())).unwrap();
                    let says = {
                        let mut heard = heard.lock().unwrap();
                        heard.now += 1;
                        heard.at_once = heard.at_once.max(heard.now);
                        heard.asked.push(format!("{method} {path}"));
                        heard.says.get(&path).cloned().unwrap_or(Says { status: 200, ..Says::default() })
                    };
                    // Whoever asks twice at once is seen to.
                    thread::yield_now();
                    let status = says.head.filter(|_| method == "HEAD").unwrap_or(says.status);
                    heard.lock().unwrap().now -= 1;
                    let location = if says.location.is_empty() { String::new() } else { format!("Location: {}\r\n", says.location) };
                    let _ = stream.write_all(format!("HTTP/1.1 {status} X\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n").as_bytes());
                    let _ = tell.send(());
                });
            }
        });
        Self { url, heard, told }
    }

    fn say(&self, path: &str, status: u16, location: &str, head: Option<u16>) {
        self.heard.lock().unwrap().says.insert(path.to_owned(), Says { status, location: location.to_owned(), head });
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.heard.lock().unwrap().asked)
    }
}

/// What is asked here of a directory.
trait Asked {
    fn reaching(reach: Reach) -> Self;
    fn tool(&self, name: &str, url: &str) -> String;
    fn round(&self) -> Result<Round, Problem>;
    fn links(&self) -> Vec<(String, u64, String)>;
}

impl Asked for Place {
    fn reaching(reach: Reach) -> Self {
        Self::with(|settings| settings.reach = reach)
    }

    fn tool(&self, name: &str, url: &str) -> String {
        self.publish(name, &format!("url: \"{url}\""))
    }

    fn round(&self) -> Result<Round, Problem> {
        RUNTIME.block_on(round(&self.app.directory, Pace { links_max: 100, pause: Duration::ZERO }))
    }

    /// State, days of failure and new address of every address asked.
    fn links(&self) -> Vec<(String, u64, String)> {
        let page = self.ask("{ linkChecks { links { url state failures movedTo } } }")["linkChecks"]["links"].clone();
        let text = |link: &Value, name: &str| link[name].as_str().unwrap_or_default().to_owned();
        page.as_array().unwrap().iter().map(|link| (text(link, "state"), link["failures"].as_u64().unwrap(), text(link, "movedTo"))).collect()
    }
}

#[test]
fn an_address_is_broken_after_failing_on_several_days_and_answers_again_at_once() {
    let site = Site::start();
    site.say("/gone", 404, "", None);
    let mut place = Place::reaching(Reach::ThisMachineToo);
    let page = place.tool("A guide that is gone", &format!("{}/gone", site.url));
    assert!(!place.page(&page).contains("does not answer"));
    for (days, state, failures) in [(0, "FAILING", 1), (1, "FAILING", 2), (1, "BROKEN", 3)] {
        place = place.later(days);
        assert_eq!(place.round().unwrap().asked.len(), 1);
        assert!(place.round().unwrap().asked.is_empty(), "it is left alone until it is due");
        assert_eq!(place.links(), [(state.to_owned(), failures, String::new())]);
        assert_eq!(place.page(&page).contains("does not answer"), state == "BROKEN", "{state}");
        assert_eq!(place.page("/curate/links").contains("/gone"), state == "BROKEN");
    }
    assert!(place.page("/curate/links").contains("Status 404") && place.page("/curate/links?look=answers").contains("0 addresses"));
    let anybody = place.app.http.get(&page, &[("Accept", "text/html")]);
    assert!(anybody.text().contains("does not answer"));
    site.say("/gone", 200, "", None);
    let place = place.later(7);
    assert_eq!(place.round().unwrap().asked.len(), 1);
    assert_eq!(place.links(), [("ANSWERS".to_owned(), 0, String::new())]);
    let tag = anybody.header("etag").unwrap().to_owned();
    let again = place.app.http.get(&page, &[("Accept", "text/html"), ("If-None-Match", &tag)]);
    assert!(again.status == 200 && again.text().contains("Its address last answered on") && !again.text().contains("does not answer"), "a page that says otherwise has another tag");
}

#[test]
fn what_has_moved_for_good_is_a_click_away_from_the_form_with_the_new_address() {
    let (site, place) = (Site::start(), Place::reaching(Reach::ThisMachineToo));
    site.say("/old", 301, "/new?a=1", None);
    site.say("/away", 302, "/elsewhere", None);
    site.say("/chain", 308, "/link", None);
    site.say("/link", 307, "/elsewhere", None);
    site.say("/round", 301, "/round", None);
    site.say("/into", 301, "http://localhost:9/", None);
    site.say("/slash", 301, "/slash/", None);
    for path in ["old", "away", "chain", "round", "into", "slash"] {
        place.tool(&format!("Guide {path}"), &format!("{}/{path}", site.url));
    }
    assert_eq!(place.round().unwrap().asked.len(), 6);
    let mut states = place.links();
    states.retain(|(_, _, moved)| !moved.is_empty());
    let moved = |path: &str| ("MOVED".to_owned(), 0, format!("{}{path}", site.url));
    assert_eq!(states, [moved("/link"), moved("/new?a=1")], "for good as far as it is for good");
    assert_eq!(place.ask("{ linkChecks(states: [FAILING]) { totalCount links { error } } }")["linkChecks"]["totalCount"], 2, "in a circle, and into this machine by name");
    let listed = place.page("/curate/links?look=moved");
    let form = place.page(&link(&listed, "/tools/guide-old/edit?"));
    assert!(form.contains(&format!("value=\"{}/new?a=1\"", site.url)), "{form}");
    assert!(!form.contains("/old\""));
}

#[test]
fn each_host_is_asked_one_thing_at_a_time_by_head_and_left_alone_when_it_says_so() {
    let (site, other, place) = (Site::start(), Site::start(), Place::reaching(Reach::ThisMachineToo));
    site.say("/b", 200, "", Some(405));
    site.say("/c", 403, "", None);
    for path in ["a", "b", "c"] {
        place.tool(&format!("Guide {path}"), &format!("{}/{path}#part", site.url));
    }
    other.say("/a", 429, "", None);
    for path in ["a", "b"] {
        place.tool(&format!("Other {path}"), &format!("{}/{path}", other.url));
    }
    assert_eq!(place.round().unwrap().asked.len(), 4);
    assert_eq!(site.asked(), ["HEAD /a", "HEAD /b", "GET /b", "HEAD /c", "GET /c"]);
    assert_eq!(other.asked(), ["HEAD /a"]);
    assert_eq!(site.heard.lock().unwrap().at_once, 1);
    let states: Vec<String> = place.links().into_iter().map(|(state, _, _)| state).collect();
    assert_eq!(states, ["UNCLEAR", "UNCLEAR", "ANSWERS", "ANSWERS"], "a site that refuses programs is neither verified nor broken");
    assert_eq!(place.round().unwrap().asked.len(), 1, "what had no turn has it next time");
    other.say("/a", 200, "", None);
    let limited = RUNTIME.block_on(round(&place.later(14).app.directory, Pace { links_max: 2, pause: Duration::ZERO })).unwrap();
    assert_eq!((limited.asked.len(), limited.left), (2, 3));
}

#[test]
fn nothing_is_concluded_when_this_machine_reaches_nobody() {
    let place = Place::reaching(Reach::ThisMachineToo);
    for number in 0..3 {
        // Bound once and free again: nobody listens there.
        let dead = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        place.tool(&format!("Silent guide {number}"), &format!("http://{dead}/"));
    }
    assert_eq!(place.round().map(|_| ()).map_err(|problem| problem.code), Err(Code::Busy));
    assert_eq!(place.ask("{ linkChecks { totalCount unasked } }")["linkChecks"], json!({ "totalCount": 0, "unasked": 3 }));
    let site = Site::start();
    place.tool("A guide that answers", &site.url);
    assert_eq!(place.round().unwrap().asked.len(), 4);
    assert_eq!(place.links().iter().filter(|(state, _, _)| state == "FAILING").count(), 3);
}

#[test]
fn addresses_within_are_never_asked_unless_the_operator_says_so() {
    let (site, place) = (Site::start(), Place::reaching(Reach::Public));
    place.tool("A guide on this machine", &site.url);
    assert_eq!(place.round().unwrap().asked.len(), 1);
    assert!(site.asked().is_empty());
    assert_eq!(place.links(), [("UNCLEAR".to_owned(), 0, String::new())]);
}

#[test]
fn what_is_known_of_an_address_is_for_curators_and_goes_with_the_record() {
    let (site, place) = (Site::start(), Place::reaching(Reach::ThisMachineToo));
    let member = place.app.member(&address());
    let refused = place.app.ask(Some(&member.access), "{ linkChecks { totalCount } }", json!({}));
    assert_eq!(refused.code().as_deref(), Some("FORBIDDEN"));
    assert_eq!(place.of_others("/curate/links"), (403, 303));
    let page = place.tool("A guide to erase", &format!("{}/secret", site.url));
    place.tool("A guide that stays", &format!("{}/stays", site.url));
    place.round().unwrap();
    assert_eq!(place.links().len(), 2);
    let (administrator, _) = place.app.with_role(&address(), Role::Administrator);
    let erased = place.app.ask(Some(&administrator.access), &format!("mutation {{ erase(id: \"{}\", reason: \"asked for\") {{ events }} }}", page.replace("/tools/", "tool/")), json!({})).json();
    assert!(erased.get("errors").is_none(), "{erased}");
    let kept = RUNTIME.block_on(place.app.directory.ledger().look(|book| Box::pin(async move { book.address_checks().await }))).unwrap();
    assert_eq!(kept.iter().map(|check| check.address.rsplit('/').next().unwrap()).collect::<Vec<_>>(), ["stays"]);
}

#[test]
fn the_command_asks_beside_a_running_server() {
    let (site, place) = (Site::start(), Place::reaching(Reach::ThisMachineToo));
    site.say("/gone", 410, "", None);
    let page = place.tool("A guide", &format!("{}/gone", site.url));
    place.tool("Another guide", &format!("{}/there", site.url));
    let root = env!("CARGO_MANIFEST_DIR");
    let run = || {
        let output = Command::new(env!("CARGO_BIN_EXE_whatworks")).current_dir(root).args(["check-links", "--limit", "1", "--reach-this-machine", "--data"]).arg(place.app.folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let first = run();
    assert!(first.contains(&format!("failing  410  {}/gone", site.url)) && first.contains("1 addresses asked: 0 answers, 0 unclear, 0 moved, 1 failing, 0 broken; 1 more are due"), "{first}");
    assert!(run().contains("1 answers"));
    RUNTIME.block_on(place.app.directory.refresh_addresses()).unwrap();
    assert_eq!(place.links().len(), 2);
    assert!(!place.page(&page).contains("last answered"));
    assert!(place.page("/tools/another-guide").contains("Its address last answered on"));
}

#[test]
fn a_server_asks_by_itself_where_its_operator_says_so() {
    let (site, place) = (Site::start(), Place::reaching(Reach::ThisMachineToo));
    place.tool("A guide", &format!("{}/there", site.url));
    let App { http, directory, folder, .. } = place.app;
    drop(http);
    RUNTIME.block_on(directory.ledger().close()).unwrap();
    let served = Served::start(folder.path(), &["--check-links", "--reach-this-machine"]);
    site.told.recv_timeout(PATIENCE).expect("it asks");
    assert_eq!(site.asked(), ["HEAD /there"]);
    drop(served);
}
