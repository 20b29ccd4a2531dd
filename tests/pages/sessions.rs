//! Who is signed in on pages: cookies, their renewal, what caches may keep, and forms that somebody else made.

use crate::accounts::app::{App, PASSWORD, RUNTIME, address};
use crate::door::app::{Answer, TestApp};
use jiff::SignedDuration;
use whatworks::app::actor::Role;
use whatworks::http::ROUTES;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const HERE: (&str, &str) = ("Sec-Fetch-Site", "same-origin");

fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    let encoded = |text: &str| text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect::<String>();
    fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&").into_bytes()
}

fn set_cookies(answer: &Answer) -> Vec<String> {
    answer.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.clone()).collect()
}

/// The cookies that an answer sets, as a browser sends them back.
fn jar(answer: &Answer) -> String {
    set_cookies(answer).iter().filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
}

fn sign_in(http: &TestApp, email: &str) -> Answer {
    http.send("POST", "/account/sign-in", &[FORM, HERE], &form(&[("email", email), ("password", PASSWORD), ("_next", "/account/drafts")]))
}

fn get(http: &TestApp, path: &str, cookies: &str) -> Answer {
    http.get(path, &[("Accept", "text/html"), ("Cookie", cookies)])
}

/// What forms of this page carry.
fn mark(page: &Answer) -> String {
    page.text().split("name=\"_mark\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a form").to_owned()
}

fn member(app: &App) -> (String, String) {
    let email = address();
    app.member(&email);
    let signed = sign_in(&app.http, &email);
    assert_eq!((signed.status, signed.header("location")), (303, Some("/account/drafts")), "{}", signed.text());
    (email, jar(&signed))
}

#[test]
fn cookies_of_a_session_are_out_of_reach_of_scripts_and_other_sites() {
    let app = App::start();
    let email = address();
    app.member(&email);
    let signed = sign_in(&app.http, &email);
    let cookies = set_cookies(&signed);
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    for (cookie, name) in cookies.iter().zip(["__Host-access=", "__Host-refresh="]) {
        for part in [name, "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Max-Age="] {
            assert!(cookie.contains(part) && !cookie.to_lowercase().contains("domain"), "{cookie} has {part}");
        }
    }
    let wrong = app.http.send("POST", "/account/sign-in", &[FORM, HERE], &form(&[("email", &email), ("password", "something else 12")]));
    assert!(wrong.status == 401 && set_cookies(&wrong).is_empty() && wrong.text().contains(&format!("value=\"{email}\"")) && !wrong.text().contains("something else 12"));
}

#[test]
fn over_plain_http_on_the_machine_itself_cookies_have_names_of_their_own() {
    let http = TestApp::start();
    http.directory.desk().reached_at(&format!("http://{}", http.address));
    let token = RUNTIME.block_on(http.directory.desk().create_account("local@mail.example", "", Role::Contributor)).expect("an account");
    let set = http.send("POST", "/account/reset", &[FORM, HERE], &form(&[("token", &token), ("password", PASSWORD)]));
    assert!(set.text().contains("Your password is set"), "{}", set.text());
    let signed = sign_in(&http, "local@mail.example");
    assert!(set_cookies(&signed).iter().all(|cookie| cookie.starts_with("local-") && !cookie.contains("Secure")), "{:?}", set_cookies(&signed));
    assert_eq!(get(&http, "/account", &jar(&signed)).status, 200);
    let renamed = jar(&signed).replace("local-", "__Host-");
    assert_eq!(get(&http, "/account", &renamed).status, 303, "one name or the other, not both");
}

#[test]
fn pages_of_somebody_are_kept_by_nobody_and_those_of_everybody_have_no_cookie() {
    let app = App::start();
    let (_, cookies) = member(&app);
    for path in ["/", "/tools", "/account", "/contribute", "/contribute/tools", "/account/submissions"] {
        let own = get(&app.http, path, &cookies);
        assert_eq!((own.status, own.header("cache-control"), own.header("etag")), (200, Some("private, no-store"), None), "{path}");
        assert!(own.text().contains("Your account") && own.header("content-encoding").is_none(), "{path}");
    }
    for path in ["/", "/tools", "/contribute"] {
        let shared = app.http.get(path, &[("Accept", "text/html")]);
        assert!(!shared.text().contains("Your account") && shared.text().contains("Sign in"), "{path}");
        assert_eq!((shared.header("cache-control"), shared.header("set-cookie")), (Some("no-cache"), None), "{path}");
        let tag = shared.header("etag").expect("a tag");
        assert_eq!(app.http.get(path, &[("Accept", "text/html"), ("If-None-Match", tag)]).status, 304, "{path}");
        assert_eq!(app.http.get(path, &[("Accept", "text/html"), ("If-None-Match", tag), ("Cookie", &cookies)]).status, 200, "{path}");
    }
    assert!(app.http.get("/account/sign-in", &[]).header("set-cookie").is_none());
}

#[test]
fn a_session_is_renewed_by_the_server_also_for_tabs_that_race_and_ends_where_two_have_it() {
    let app = App::behind_proxy();
    let (_, cookies) = member(&app);
    app.clock.pass(SignedDuration::from_mins(11));
    let home = |cookies: &str, from: &str| app.http.get("/account", &[("Accept", "text/html"), ("Cookie", cookies), ("X-Forwarded-For", from)]);
    let (first, second) = (home(&cookies, "198.51.100.7"), home(&cookies, "198.51.100.7"));
    assert_eq!((first.status, second.status), (200, 200));
    assert!(!jar(&first).is_empty() && jar(&first) == jar(&second) && jar(&first) != cookies, "the same new ones");
    app.clock.pass(SignedDuration::from_mins(11));
    let third = home(&jar(&first), "198.51.100.7");
    assert_eq!(third.status, 200);
    app.clock.pass(SignedDuration::from_mins(11));
    let stolen = home(&cookies, "203.0.113.9");
    assert!(stolen.status == 303 && stolen.header("location").is_some_and(|to| to.starts_with("/account/sign-in?next=")), "{}", stolen.text());
    assert_eq!(home(&jar(&third), "198.51.100.7").status, 303, "the session is over for both");
}

#[test]
fn signing_out_ends_the_session_here_or_everywhere() {
    let app = App::start();
    let (email, here) = member(&app);
    let there = jar(&sign_in(&app.http, &email));
    let leave = |path: &str, cookies: &str| {
        let mark = mark(&get(&app.http, "/account", cookies));
        app.http.send("POST", path, &[FORM, HERE, ("Cookie", cookies)], &form(&[("_mark", &mark)]))
    };
    let left = leave("/account/sign-out", &here);
    assert!(left.status == 303 && set_cookies(&left).iter().all(|cookie| cookie.contains("Max-Age=0")), "{left:?}");
    assert_eq!((get(&app.http, "/account", &here).status, get(&app.http, "/account", &there).status), (303, 200));
    let again = jar(&sign_in(&app.http, &email));
    leave("/account/sign-out-everywhere", &again);
    assert_eq!((get(&app.http, "/account", &again).status, get(&app.http, "/account", &there).status), (303, 303));
}

/// Every address of pages that does something.
fn addresses(http: &TestApp) -> Vec<String> {
    let filled = |path: &str| path.replace("{types}", "tools").replace("{key}", "t").replace("{deed}", "own");
    let parts = ["/account", "/contribute", "/curate", "/report", "/{types}"];
    let takes = |path: &String| http.send("PUT", path, &[], b"").header("allow").is_some_and(|allowed| allowed.contains("POST"));
    let mut all: Vec<String> = ROUTES.iter().filter(|route| parts.iter().any(|part| route.path.starts_with(part))).map(|route| filled(route.path)).filter(takes).collect();
    all.extend(["sign-out", "sign-out-everywhere", "profile", "email", "password", "key", "erase"].map(|deed| format!("/account/{deed}")));
    all
}

#[test]
fn forms_of_other_sites_and_of_other_sessions_are_not_obeyed() {
    let app = App::start();
    let (email, cookies) = member(&app);
    let (_, other) = member(&app);
    let foreign = mark(&get(&app.http, "/account", &other));
    let head = || RUNTIME.block_on(app.directory.ledger().head()).expect("the ledger is read").sequence;
    let before = head();
    let body = |mark: &str| form(&[("_mark", mark), ("_do", "submit"), ("email", &email), ("password", PASSWORD), ("name", "Forged"), ("kind", "guide"), ("reason", "x"), ("id", "tool/t")]);
    let own = mark(&get(&app.http, "/account", &cookies));
    let mut held = 0;
    for path in addresses(&app.http) {
        for from in [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example"), ("Origin", "null")] {
            let answer = app.http.send("POST", &path, &[FORM, from, ("Cookie", &cookies)], &body(&own));
            assert_eq!((answer.status, answer.code().as_deref()), (403, Some("CROSS_SITE")), "{path} {from:?}: {}", answer.text());
            held += 1;
        }
    }
    for path in addresses(&app.http).iter().filter(|path| !["/account/sign-in", "/account/register", "/account/confirm", "/account/reset", "/account/forgotten", "/account/unsubscribe", "/report"].contains(&path.as_str())) {
        for mark in ["", "0123456789abcdef0123456789abcdef", &foreign] {
            let answer = app.http.send("POST", path, &[FORM, HERE, ("Cookie", &cookies)], &body(mark));
            assert!(matches!(answer.status, 403 | 404), "{path} with the mark {mark:?}: {} {}", answer.status, answer.text());
            held += 1;
        }
    }
    println!("forged forms: {held} tried, {held} held");
    assert!(held > 100 && head() == before);
    assert_eq!(app.viewer(&app.sign_in(&email, PASSWORD, None).access)["name"], "Sam Rivers");
    let mark = mark(&get(&app.http, "/account/profile", &cookies));
    let obeyed = app.http.send("POST", "/account/profile", &[FORM, HERE, ("Cookie", &cookies)], &form(&[("_mark", &mark), ("name", "Sam Rivers-Vale")]));
    assert_eq!((obeyed.status, obeyed.header("location")), (303, Some("/account?done=profile")), "the control: {}", obeyed.text());
}

#[test]
fn signing_in_leads_to_pages_of_ours_only() {
    let app = App::start();
    let email = address();
    app.member(&email);
    for (next, to) in [("/curate?look=held", "/curate?look=held"), ("//evil.example", "/account"), ("https://evil.example", "/account"), ("/\\evil.example", "/account"), ("javascript:alert(1)", "/account"), ("/a\r\nSet-Cookie: x=y", "/account"), ("", "/account")] {
        let signed = app.http.send("POST", "/account/sign-in", &[FORM, HERE], &form(&[("email", &email), ("password", PASSWORD), ("_next", next)]));
        assert_eq!((signed.status, signed.header("location"), signed.header("x")), (303, Some(to), None), "{next:?}");
    }
}

#[test]
fn what_belongs_to_others_is_not_there() {
    let app = App::start();
    let (_, author) = member(&app);
    let (_, other) = member(&app);
    let mark = mark(&get(&app.http, "/contribute/tools", &author));
    let sent = app.http.send("POST", "/contribute/tools", &[FORM, HERE, ("Cookie", &author)], &form(&[("_mark", &mark), ("_do", "submit"), ("name", "Quiet words"), ("name.lang", "en"), ("kind", "guide")]));
    let address = sent.header("location").unwrap_or_else(|| panic!("{} {}", sent.status, sent.text())).split('?').next().expect("an address").to_owned();
    assert!(get(&app.http, &address, &author).text().contains("Quiet words"));
    for (cookies, status) in [(other.as_str(), 403), ("", 303)] {
        for path in [address.clone(), format!("{address}/edit")] {
            let answer = get(&app.http, &path, cookies);
            assert!(answer.status == status && !answer.text().contains("Quiet words"), "{path}: {}", answer.status);
        }
    }
    for path in ["/curate", "/curate/activity", "/curate/statistics", "/curate/stale", "/curate/accounts", "/curate/x"] {
        assert_eq!((get(&app.http, path, &author).status, get(&app.http, path, "").status), (403, 303), "{path}");
    }
}
