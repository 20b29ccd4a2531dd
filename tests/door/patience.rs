//! Slow, endless and oversized senders meet a limit, and nobody else notices.

use std::{
    io::{Read, Write},
    thread,
    time::{Duration, Instant},
};

use super::app::{Answer, TestApp};

const POST: &str = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: application/json\r\n";

fn send(text: &str) -> Option<Answer> {
    let mut stream = TestApp::shared().connect();
    stream.write_all(text.as_bytes()).expect("sent");
    Answer::read(&mut stream, "POST")
}

#[test]
fn a_declared_gigabyte_is_refused_before_it_is_sent() {
    let answer = send(&format!("{POST}Content-Length: 1073741824\r\n\r\n")).expect("an answer");
    assert_eq!((answer.status, answer.code().as_deref()), (413, Some("BODY_TOO_LARGE")));
    assert_eq!(answer.header("connection"), Some("close"));
}

#[test]
fn lengths_that_are_no_lengths_are_refused() {
    for length in ["-1", "99999999999999999999999", "1, 2", "0x10"] {
        let answer = send(&format!("{POST}Content-Length: {length}\r\n\r\n"));
        assert!(answer.is_none_or(|answer| (400..=413).contains(&answer.status)), "{length}");
    }
}

#[test]
fn an_endless_chunked_body_ends_at_the_limit() {
    let mut stream = TestApp::shared().connect();
    stream.write_all(format!("{POST}Transfer-Encoding: chunked\r\n\r\n").as_bytes()).expect("sent");
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(4_096));
    // The server may close before the last of these is written.
    for _ in 0..32 {
        if stream.write_all(chunk.as_bytes()).is_err() {
            break;
        }
    }
    let answer = Answer::read(&mut stream, "POST").expect("an answer");
    assert_eq!((answer.status, answer.code().as_deref()), (413, Some("BODY_TOO_LARGE")));
}

#[test]
fn a_body_of_just_the_limit_is_read_and_one_byte_more_is_not() {
    let app = TestApp::shared();
    let body = |bytes: usize| {
        let mut body = br#"{"query":"{ __typename }"}"#.to_vec();
        body.resize(bytes, b' ');
        body
    };
    assert_eq!(app.post(&body(64 * 1_024), &[]).status, 200);
    assert_eq!(app.post(&body(64 * 1_024 + 1), &[]).status, 413);
}

#[test]
fn compressed_bodies_are_not_unpacked() {
    for coding in ["gzip", "deflate", "br", "zstd", "gzip, gzip", "identity, gzip"] {
        let answer = TestApp::shared().post(b"\x1f\x8b\x08\x00", &[("Content-Encoding", coding)]);
        assert_eq!((answer.status, answer.code().as_deref()), (415, Some("UNSUPPORTED_MEDIA_TYPE")), "{coding}");
    }
}

#[test]
fn a_body_that_drips_is_given_up() {
    let mut stream = TestApp::shared().connect();
    stream.write_all(format!("{POST}Content-Length: 1000\r\n\r\n").as_bytes()).expect("sent");
    let mut dripping = stream.try_clone().expect("a second handle");
    let drip = thread::spawn(move || while dripping.write_all(b" ").is_ok() {
        thread::sleep(Duration::from_millis(500));
    });
    let began = Instant::now();
    let answer = Answer::read(&mut stream, "POST").expect("an answer");
    assert_eq!((answer.status, answer.code().as_deref()), (408, Some("BODY_TOO_SLOW")));
    assert!(began.elapsed() >= Duration::from_secs(9), "not before its time: {:?}", began.elapsed());
    drop(stream);
    drip.join().expect("the connection was closed");
}

#[test]
fn a_head_that_drips_is_given_up() {
    let mut stream = TestApp::shared().connect();
    let mut dripping = stream.try_clone().expect("a second handle");
    dripping.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ").expect("sent");
    let drip = thread::spawn(move || while dripping.write_all(b"x").is_ok() {
        thread::sleep(Duration::from_millis(500));
    });
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
    drop(stream);
    drip.join().expect("the connection was closed");
}

#[test]
fn idle_connections_keep_nobody_out() {
    let app = TestApp::start();
    let idle: Vec<_> = (0..400).map(|_| app.connect()).collect();
    for _ in 0..20 {
        assert_eq!(app.query("{ __typename }").status, 200);
    }
    println!("idle connections: {} beside 20 requests, all answered", idle.len());
}

#[test]
fn a_head_that_does_not_end_is_refused() {
    let mut stream = TestApp::shared().connect();
    let line = format!("X-Long: {}\r\n", "x".repeat(8_000));
    let _ = stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n");
    for _ in 0..40 {
        if stream.write_all(line.as_bytes()).is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(TestApp::shared().get("/health/live", &[]).status, 200);
}
