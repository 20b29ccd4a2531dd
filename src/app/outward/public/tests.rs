use super::*;
use std::io::Write as _;
use std::net::TcpListener;
use std::thread;

const LIMITS: Limits = Limits { reach: Reach::ThisMachineToo, seconds_max: 5, answer_bytes_max: 100 };

#[test]
fn only_addresses_for_everybody_are_public() {
    let closed = [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.255.254", "168.63.129.16",
        "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
        "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:20::1", "2001:db8::1",
        "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "4000::1", "8000::1",
    ];
    for address in closed {
        assert!(!is_public(address.parse().unwrap()), "{address}");
    }
    for address in ["1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "168.63.129.17", "172.15.0.1", "172.32.0.1", "192.167.1.1", "223.255.255.255"] {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
    for address in ["2001:4860:4860::8888", "2606:4700:4700::1111", "2a00:1450:4009::200e", "2003::1", "3ffe:ffff::1"] {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
}

#[test]
fn an_address_is_judged_by_its_form_before_anybody_is_asked() {
    let refused = [
        "", "example.org", "/path", "ftp://example.org/", "file:///etc/passwd", "http://example.org/", "gopher://example.org", "https://", "https:///x", "https://user@example.org/",
        "https://user:word@example.org/", "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/",
        "https://017700000001/", "https://127.0.0.1./", "https://127.00.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[fe80::1%25eth0]/",
        "https://[fd00:ec2::254]/", "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data", "https://192.168.1.1:8443/", "https://localhost/", "https://LOCALHOST/", "https://localhost./",
        "https://a.localhost/", "https://printer.local/", "https://metadata.google.internal/", "https://intranet/", "https://example.org:22/", "https://example.org:80/", "https://example.org:0/",
        "https://example.org:99999/", "https://example.org:/", "https://example.org\\@127.0.0.1/", "https://example.org#@127.0.0.1/", "https://exa mple.org/", "https://example.org/\r\nHost: x",
        "https://ex\u{0430}mple.org/", "https://example.org/\u{0}", "https://1.2.3/", "https://1.2.3.4.5/", "https://example.0x7f/", "https://example..org/", "https://.example.org/", "//example.org/",
        "javascript:alert(1)", "data:text/plain,x", "https://%31%32%37.0.0.1/", "https://①②⑦.0.0.1/", "http://[::1]:80@example.org/", "https://10.0.0.1.in-addr.arpa/",
    ];
    for reach in [Reach::Public, Reach::ThisMachineToo] {
        for address in refused.iter().filter(|address| reach == Reach::Public || !address.starts_with("https://127.0.0.1/") && !address.starts_with("https://[::1]/")) {
            assert!(check_public(address, reach).is_err(), "{address:?} {reach:?}");
            // Without TLS it is no other address.
            assert_eq!(check_probed(address, reach).is_ok(), *address == "http://example.org/", "{address:?} {reach:?}");
            let plain = address.replacen("https://", "http://", 1);
            let opens = ["http://example.org/", "http://example.org:80/"].contains(&plain.as_str());
            assert!(check_public(&plain, reach).is_err() && check_probed(&plain, reach).is_ok() == opens, "{plain:?} {reach:?}");
        }
    }
    for address in ["https://example.org", "https://example.org/a?b=c", "https://hooks.example.org:8443/x", "https://example.org:443/", "https://8.8.8.8/", "https://[2606:4700::1111]/", "https://xn--e1afmkfd.xn--p1ai/", "HTTPS://Example.ORG/"] {
        assert_eq!(check_public(address, Reach::Public), Ok(()), "{address}");
    }
    let this_machine = ["http://127.0.0.1:9/", "http://[::1]:9/x", "https://127.0.0.1:9/"];
    for address in this_machine {
        assert!(check_public(address, Reach::Public).is_err(), "{address}");
        assert_eq!(check_public(address, Reach::ThisMachineToo), Ok(()), "{address}");
    }
    assert!(check_public("http://localhost:9/", Reach::ThisMachineToo).is_err(), "a name is not this machine");
    assert!(check_public(&format!("https://example.org/{}", "x".repeat(PUBLIC_ADDRESS_BYTES_MAX)), Reach::Public).is_err());
}

#[test]
fn what_a_name_leads_to_is_judged_before_anybody_is_spoken_to() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    // A name that leads to this machine, as a name of the outside may as well; its form is judged elsewhere.
    for reach in [Reach::Public, Reach::ThisMachineToo] {
        let uri: Uri = format!("http://localhost:{port}/").parse().unwrap();
        let error = guarded(reach).get(uri).call().unwrap_err();
        assert!(error.to_string().contains("public address"), "{error}");
    }
    assert!(guarded(Reach::Public).get(format!("http://127.0.0.1:{port}/")).call().is_err());
    assert!(listener.accept().is_err(), "somebody came");
    assert!(guarded(Reach::ThisMachineToo).get(format!("http://127.0.0.1:{port}/")).config().timeout_global(Some(Duration::from_millis(200))).build().call().is_err());
    assert!(listener.accept().is_ok(), "the control: where it is allowed, somebody comes");
}

/// Answers one request with these bytes.
fn answering(bytes: &'static [u8]) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut heard = Vec::new();
        let mut chunk = [0; 1_024];
        while !heard.windows(4).any(|window| window == b"\r\n\r\n") {
            let read = stream.read(&mut chunk).unwrap();
            heard.extend_from_slice(&chunk[..read]);
        }
        let _ = stream.write_all(bytes);
        String::from_utf8_lossy(&heard).into_owned()
    });
    (address, served)
}

#[test]
fn an_answer_is_read_up_to_its_limit_and_no_redirect_is_followed() {
    let (address, served) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assert_eq!(fetch_public(&address, &LIMITS), Ok(Fetched { status: 200, body: b"hello".to_vec(), location: None, is_whole: true }));
    assert!(served.join().unwrap().starts_with("GET /hook HTTP/1.1\r\n"));
    let (address, served) = answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n80\r\n01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567\r\n80\r\n");
    let long = fetch_public(&address, &LIMITS).map(|fetched| (fetched.body.len(), fetched.is_whole));
    assert_eq!(long, Ok((100, false)));
    served.join().unwrap();
    let (address, served) = answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(post_public(&address, &[("webhook-id", "1")], b"", &LIMITS).map(|fetched| fetched.status), Ok(302));
    assert!(served.join().unwrap().contains("webhook-id: 1\r\n"));
}
