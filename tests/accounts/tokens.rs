//! Forged tokens: none is taken for anybody, however it is made, and the real one is taken before and after.

use super::app::{App, PASSWORD, SIGNED_IN, Session, address, session};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::{Value, json};
use whatworks::app::actor::{Caller, Role};

use super::app::RUNTIME;

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a forger may know: a real token, in parts; and, to try what a signature alone would let through, the key itself.
struct Forge {
    header: Value,
    claims: Value,
    real: String,
    key: Ed25519KeyPair,
    stranger: Ed25519KeyPair,
    forged: Vec<(String, String)>,
}

impl Forge {
    fn new(app: &App, session: &Session) -> Self {
        let mut parts = session.access.split('.');
        let mut part = || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts.next().unwrap()).unwrap()).unwrap();
        let (header, claims): (Value, Value) = (part(), part());
        let file = app.folder.path().join("keys").join(format!("{}.ed25519", header["kid"].as_str().unwrap()));
        let key = Ed25519KeyPair::from_pkcs8(&std::fs::read(file).unwrap()).unwrap();
        Self { header, claims, real: session.access.clone(), key, stranger: Ed25519KeyPair::generate().unwrap(), forged: Vec::new() }
    }

    fn add(&mut self, words: impl Into<String>, token: impl Into<String>) {
        self.forged.push((words.into(), token.into()));
    }

    /// Signed by whoever, over exactly these texts.
    fn signed_text(key: &Ed25519KeyPair, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", encode(header), encode(claims));
        let signature = encode(key.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    fn signed(&self, header: &Value, claims: &Value) -> String {
        Self::signed_text(&self.key, &header.to_string(), &claims.to_string())
    }

    fn header_with(&self, name: &str, value: &Value) -> Value {
        let mut header = self.header.clone();
        header[name] = value.clone();
        header
    }

    fn claims_with(&self, name: &str, value: &Value) -> Value {
        let mut claims = self.claims.clone();
        claims[name] = value.clone();
        claims
    }

    fn without(value: &Value, name: &str) -> Value {
        let mut value = value.clone();
        value.as_object_mut().unwrap().remove(name);
        value
    }
}

fn no_algorithm(forge: &mut Forge) {
    let spellings = [json!("none"), json!("None"), json!("NONE"), json!("nOnE"), json!("none "), json!(""), Value::Null, json!(0)];
    let claims = encode(forge.claims.to_string());
    let real = forge.real.rsplit('.').next().unwrap().to_owned();
    for spelling in spellings {
        for typ in ["at+jwt", "JWT"] {
            let mut header = forge.header_with("alg", &spelling);
            header["typ"] = typ.into();
            let head = encode(header.to_string());
            for (which, signature) in [("no", ""), ("the real", real.as_str()), ("a made up", "AAAA")] {
                forge.add(format!("alg {spelling}, typ {typ}, {which} signature"), format!("{head}.{claims}.{signature}"));
            }
            forge.add(format!("alg {spelling}, typ {typ}, two parts"), format!("{head}.{claims}"));
            let signed = forge.signed(&header, &forge.claims);
            forge.add(format!("alg {spelling}, typ {typ}, signed"), signed);
        }
    }
}

fn confused_algorithms(forge: &mut Forge) {
    let public = forge.key.public_key().as_ref().to_vec();
    let der = [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00][..], &public].concat();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&der));
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(&public) }).to_string();
    let secrets: [(&str, Vec<u8>); 6] = [("raw", public.clone()), ("base64url", encode(&public).into_bytes()), ("DER", der), ("PEM", pem.into_bytes()), ("JWK", jwk.into_bytes()), ("empty", Vec::new())];
    for (name, algorithm) in [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)] {
        for (kind, secret) in &secrets {
            for kid in [true, false] {
                let mut header = forge.header_with("alg", &json!(name));
                if !kid {
                    header = Forge::without(&header, "kid");
                }
                let message = format!("{}.{}", encode(header.to_string()), encode(forge.claims.to_string()));
                let tag = hmac::sign(&hmac::Key::new(algorithm, secret), message.as_bytes());
                forge.add(format!("{name} with the {kind} public key as secret, kid {kid}"), format!("{message}.{}", encode(tag)));
            }
        }
    }
    for name in ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES256K", "ES512", "eddsa", "EDDSA", "EdDSA ", "Ed25519", "Ed448", "dir", "A256GCM"] {
        let header = forge.header_with("alg", &json!(name));
        let token = forge.signed(&header, &forge.claims);
        forge.add(format!("{name} over an Ed25519 signature"), token);
        let token = Forge::signed_text(&forge.stranger, &header.to_string(), &forge.claims.to_string());
        forge.add(format!("{name} over a stranger's signature"), token);
    }
    for (name, signature) in [("HS256", "the real"), ("RS256", "the real"), ("ES256", "the real"), ("EdDSA", "no"), ("EdDSA", "a made up")] {
        let text = match signature {
            "the real" => forge.real.rsplit('.').next().unwrap().to_owned(),
            "no" => String::new(),
            _ => encode([7; 64]),
        };
        for typ in ["at+jwt", "JWT", "at+jwt ", ""] {
            let mut header = forge.header_with("alg", &json!(name));
            header["typ"] = typ.into();
            header["x"] = json!(1);
            let message = format!("{}.{}", encode(header.to_string()), encode(forge.claims.to_string()));
            forge.add(format!("{name}, typ {typ:?}, {signature} signature"), format!("{message}.{text}"));
        }
    }
    for odd in [json!(["EdDSA"]), json!({ "alg": "EdDSA" }), json!(1), json!(true)] {
        let token = forge.signed(&forge.header_with("alg", &odd), &forge.claims);
        forge.add(format!("alg {odd}"), token);
    }
}

fn keys_of_ones_own(forge: &mut Forge) {
    let public = encode(forge.stranger.public_key());
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": public, "use": "sig", "alg": "EdDSA", "kid": forge.header["kid"] });
    let theirs = |forge: &Forge, header: &Value| Forge::signed_text(&forge.stranger, &header.to_string(), &forge.claims.to_string());
    let plain = theirs(forge, &forge.header);
    forge.add("a stranger's signature", plain);
    let extras = [
        ("jwk", jwk.clone()),
        ("jku", json!("https://evil.example/jwks.json")),
        ("x5u", json!("https://evil.example/cert.pem")),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!("AAAA")),
        ("crit", json!(["exp"])),
        ("crit", json!(["b64"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("cty", json!("JWT")),
        ("url", json!("https://evil.example")),
        ("nonce", json!("1")),
        ("epk", jwk.clone()),
        ("p2c", json!(100_000_000)),
    ];
    for (name, value) in extras {
        let header = forge.header_with(name, &value);
        let (stranger, own) = (theirs(forge, &header), forge.signed(&header, &forge.claims));
        forge.add(format!("{name} and a stranger's signature"), stranger);
        forge.add(format!("{name} and a good signature"), own);
        let kidless = Forge::without(&header, "kid");
        let token = theirs(forge, &kidless);
        forge.add(format!("{name} without kid"), token);
    }
    let own = forge.header["kid"].clone();
    let kids = [
        json!("unknown"), json!(""), Value::Null, json!(0), json!([own]), json!({ "kid": own }), json!("../../../../dev/null"), json!("/dev/null"), json!("' or '1'='1"), json!("master"),
        json!("%00"), json!(format!("{} ", own.as_str().unwrap())), json!(own.as_str().unwrap().to_lowercase()), json!("x".repeat(1_000)), json!("https://evil.example/key"), json!("| cat keys"),
    ];
    for kid in kids {
        let header = forge.header_with("kid", &kid);
        let (stranger, own) = (theirs(forge, &header), forge.signed(&header, &forge.claims));
        forge.add(format!("kid {kid} and a stranger's signature"), stranger);
        forge.add(format!("kid {kid} and a good signature"), own);
    }
    let kidless = forge.signed(&Forge::without(&forge.header, "kid"), &forge.claims);
    forge.add("no kid", kidless);
}

fn odd_claims(forge: &mut Forge) {
    let names: Vec<String> = forge.claims.as_object().unwrap().keys().cloned().collect();
    for name in &names {
        let token = forge.signed(&forge.header, &Forge::without(&forge.claims, name));
        forge.add(format!("no {name}"), token);
        let own = forge.claims[name].clone();
        let text = own.as_str().map_or_else(|| own.to_string(), str::to_owned);
        let odd = [
            Value::Null, json!(true), json!([own]), json!([]), json!({ "a": own }), json!({}), json!(""), json!(-1), json!(1.5), json!(1e300), json!(u64::MAX), json!(format!("{text} ")), json!(format!("{text}\u{0}")),
            json!(text.to_uppercase() + "X"), json!([own, "other"]),
        ];
        for value in odd {
            let token = forge.signed(&forge.header, &forge.claims_with(name, &value));
            forge.add(format!("{name} is {value}"), token);
        }
        if own.is_number() {
            for value in [json!(text), json!(format!("{text}.0")), serde_json::from_str(&format!("{text}.5")).unwrap()] {
                let token = forge.signed(&forge.header, &forge.claims_with(name, &value));
                forge.add(format!("{name} is {value}"), token);
            }
        }
        // Named twice: readers differ in which counts.
        let twice = forge.claims.to_string().replacen('{', &format!("{{{}:{},", json!(name), forge.claims[name]), 1);
        let token = Forge::signed_text(&forge.key, &forge.header.to_string(), &twice);
        forge.add(format!("{name} twice"), token);
    }
    for extra in ["typ", "jti", "scope", "role", "roles", "admin", "acr", "client_id", "azp", "act", "cnf", "ISS", "Sub", "eXp"] {
        let token = forge.signed(&forge.header, &forge.claims_with(extra, &json!("administrator")));
        forge.add(format!("{extra} as well"), token);
    }
}

fn wrong_claims(forge: &mut Forge, other: &Session) {
    let theirs: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(other.access.split('.').nth(1).unwrap()).unwrap()).unwrap();
    let now = forge.claims["nbf"].as_i64().unwrap();
    let changes = [
        ("sub", json!(other.account)), ("sid", theirs["sid"].clone()), ("sub", json!("")), ("sid", json!("")), ("sub", json!("' or 1=1 --")), ("sid", json!("%")),
        ("epoch", json!(1)), ("epoch", json!(-1)), ("epoch", json!(i64::MAX)), ("epoch", json!(i64::MIN)),
        ("exp", json!(now)), ("exp", json!(now - 1)), ("exp", json!(0)), ("exp", json!(-1)), ("exp", json!(now + 601)), ("exp", json!(now + 86_400)), ("exp", json!(i64::MAX)), ("exp", json!(i64::MIN)),
        ("nbf", json!(now + 1)), ("nbf", json!(now - 1)), ("nbf", json!(0)), ("nbf", json!(i64::MIN)), ("nbf", json!(i64::MAX)),
        ("iss", json!("https://whatworks.example")), ("iss", json!("http://whatworks.example/")), ("iss", json!("https://WHATWORKS.example/")), ("iss", json!("https://whatworks.example/.evil.example")), ("iss", json!("https://evil.example/")),
        ("aud", json!("https://whatworks.example/")), ("aud", json!("https://whatworks.example/GRAPHQL")), ("aud", json!("graphql")), ("aud", json!("*")), ("aud", json!("https://evil.example/graphql")),
    ];
    for (name, value) in changes {
        let token = forge.signed(&forge.header, &forge.claims_with(name, &value));
        forge.add(format!("{name} is {value}"), token);
    }
    for typ in [json!("JWT"), json!("jwt"), json!("at+JWT"), json!("AT+JWT"), json!("application/at+jwt"), json!("rt+jwt"), json!("id+jwt"), json!("refresh"), json!(""), Value::Null, json!(["at+jwt"])] {
        let token = forge.signed(&forge.header_with("typ", &typ), &forge.claims);
        forge.add(format!("typ {typ}"), token);
    }
    let token = forge.signed(&Forge::without(&forge.header, "typ"), &forge.claims);
    forge.add("no typ", token);
    for name in ["alg", "typ", "kid"] {
        let twice = forge.header.to_string().replacen('{', &format!("{{{}:{},", json!(name), forge.header[name]), 1);
        let token = Forge::signed_text(&forge.key, &twice, &forge.claims.to_string());
        forge.add(format!("{name} twice"), token);
    }
}

fn broken_forms(forge: &mut Forge) {
    let real = forge.real.clone();
    let parts: Vec<&str> = real.split('.').collect();
    let (head, claims, signature) = (parts[0], parts[1], parts[2]);
    for token in [
        String::new(), ".".into(), "..".into(), "...".into(), "a.b.c".into(), head.into(), format!("{head}."), format!("{head}.{claims}"), format!("{head}.{claims}."), format!(".{claims}.{signature}"), format!("{head}..{signature}"),
        format!("{real}."), format!("{real}.{signature}"), format!(".{real}"), format!("{real}={}", ""), format!("{real}=="), format!("{claims}.{head}.{signature}"), format!("{head}.{claims}.{}", signature.to_uppercase()),
        format!("{head}.{claims}.{}", signature.to_lowercase()), format!("{head} .{claims}.{signature}"), format!("{head}.{claims}.{signature}{signature}"), format!("{real}%00"), format!("{real}\\"), format!("{real},{real}"), format!("Bearer {real}"),
        real.replace('.', ","), real.replace('.', "%2E"), real.repeat(2), format!("{}{real}", "A".repeat(3_000)), json!({ "protected": head, "payload": claims, "signature": signature }).to_string(),
        json!({ "payload": claims, "signatures": [{ "protected": head, "signature": signature }] }).to_string(), encode(&real), "null".into(), "undefined".into(), "true".into(), "0".into(), "[]".into(), "{}".into(),
    ] {
        let shown = token.chars().take(60).collect::<String>();
        forge.add(format!("the form {shown:?}"), token);
    }
    for (at, part) in parts.iter().enumerate() {
        for (how, changed) in [
            ("with padding", format!("{part}=")),
            ("in padded base64url", URL_SAFE.encode(URL_SAFE_NO_PAD.decode(part).unwrap()) + "=="),
            ("cut short", part[..part.len() - 1].to_owned()),
            ("cut by four", part[..part.len() - 4].to_owned()),
            ("longer", format!("{part}A")),
            ("longer by four", format!("{part}AAAA")),
            ("empty", String::new()),
            ("turned round", part.chars().rev().collect()),
        ] {
            let mut parts = parts.clone();
            parts[at] = &changed;
            forge.add(format!("part {at} {how}"), parts.join("."));
        }
    }
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let message = format!("{head}.{claims}");
    let mut odd: Vec<(&str, Vec<u8>)> = vec![
        ("zeros", vec![0; 64]), ("ones", vec![255; 64]), ("half", bytes[..32].to_vec()), ("63 bytes", bytes[..63].to_vec()), ("65 bytes", [&bytes[..], &[0]].concat()), ("turned", [&bytes[32..], &bytes[..32]].concat()),
        ("of nothing", forge.key.sign(b"").as_ref().to_vec()), ("of the claims alone", forge.key.sign(claims.as_bytes()).as_ref().to_vec()), ("small order", [&[1][..], &[0; 63]].concat()),
        ("R of the neutral element", [&[1][..], &[0; 31], &bytes[32..]].concat()), ("without S", [&bytes[..32], &[0; 32]].concat()),
    ];
    // RFC 8032, section 5.1.7: S has to be below the order of the group, or there would be other signatures of the same.
    let order: [u8; 32] = [0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10];
    let mut malleable = bytes.clone();
    let mut carry = 0;
    for (byte, add) in malleable[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = (sum & 0xff) as u8;
        carry = sum >> 8;
    }
    odd.push(("S beyond the order", malleable));
    for (how, bytes) in odd {
        forge.add(format!("a signature of {how}"), format!("{message}.{}", encode(bytes)));
    }
}

fn other_secrets(forge: &mut Forge, app: &App, session: &Session, email: &str) {
    let key = app.done(Some(&session.access), "createKey", &json!({ "name": "program", "scopes": ["read"] }), "{ id key }");
    let (id, key) = (key["id"].as_str().unwrap(), key["key"].as_str().unwrap());
    app.done(None, "requestPasswordReset", &json!({ "email": email }), "");
    let mailed = app.mailed_secret(email);
    for (words, token) in [
        ("a refresh token", session.refresh.clone()), ("the secret of a mail", mailed.clone()), ("a password", PASSWORD.replace(' ', "-")), ("an account", session.account.clone()),
        ("a key without its secret", format!("wwk_{id}_")), ("a key with another secret", format!("wwk_{id}_{}", session.refresh)), ("a key's start", "wwk_".to_owned()), ("a key without its start", key[4..].to_owned()),
        ("a key in capitals", key.to_uppercase()), ("a key and more", format!("{key}_")), ("a key's secret for no key", format!("wwk__{}", key.rsplit('_').next().unwrap())), ("a mail's secret as a key", format!("wwk_{id}_{mailed}")),
    ] {
        forge.add(words, token);
    }
}

#[test]
fn no_forged_token_is_taken_for_anybody() {
    let app = App::start();
    let email = address();
    let (own, other) = (app.member(&email), app.member(&address()));
    let (admin, _) = app.with_role(&address(), Role::Administrator);
    let mut forge = Forge::new(&app, &own);
    // What the test signs itself is taken when nothing is wrong with it: so a refusal is one of what was changed.
    assert!(app.is_somebody(&own.access));
    assert!(app.is_somebody(&forge.signed(&forge.header, &forge.claims)));
    no_algorithm(&mut forge);
    confused_algorithms(&mut forge);
    keys_of_ones_own(&mut forge);
    odd_claims(&mut forge);
    wrong_claims(&mut forge, &other);
    wrong_claims(&mut forge, &admin);
    broken_forms(&mut forge);
    other_secrets(&mut forge, &app, &own, &email);
    let mut accepted = Vec::new();
    for (words, token) in &forge.forged {
        // What cannot stand in a header is shown to the program itself.
        let writable = token.bytes().all(|byte| (0x21..0x7f).contains(&byte));
        let named = if writable && !token.is_empty() { app.is_somebody(token) } else { RUNTIME.block_on(app.directory.identify(token)).unwrap() != Caller::Expired };
        if named {
            accepted.push(words);
        }
    }
    println!("{} forged tokens, {} accepted", forge.forged.len(), accepted.len());
    assert_eq!(accepted, [""; 0]);
    assert!(forge.forged.len() >= 600, "only {} were tried", forge.forged.len());
    assert!(app.is_somebody(&own.access));
}

#[test]
fn no_bit_of_a_token_can_be_changed() {
    let app = App::start();
    let own = app.member(&address());
    let known = |token: &str| RUNTIME.block_on(app.directory.identify(token)).unwrap() != Caller::Expired;
    let (mut tried, mut accepted) = (0, 0);
    for bit in 0..own.access.len() * 8 {
        let mut bytes = own.access.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        // What is no text cannot be shown at all.
        if let Ok(token) = String::from_utf8(bytes) {
            tried += 1;
            accepted += usize::from(known(&token));
        }
    }
    println!("{tried} changed bits, {accepted} accepted");
    assert_eq!(accepted, 0);
    assert!(tried > 2_000 && known(&own.access));
}

#[test]
fn revoked_tokens_are_good_for_nothing_at_once() {
    let app = App::start();
    let email = address();
    let (admin, _) = app.with_role(&address(), Role::Administrator);
    let member = app.member(&email);
    let fresh = || app.sign_in(&email, PASSWORD, None);
    type Revoke<'a> = (&'a str, Box<dyn Fn(&Session) + 'a>);
    let ways: Vec<Revoke> = vec![
        ("signed out", Box::new(|session| drop(app.done(None, "signOut", &json!({ "refreshToken": session.refresh }), "")))),
        ("signed out everywhere", Box::new(|session| drop(app.done(Some(&session.access), "signOutEverywhere", &json!({}), "")))),
        ("password changed", Box::new(|session| drop(app.done(Some(&session.access), "changePassword", &json!({ "password": PASSWORD, "newPassword": PASSWORD }), SIGNED_IN)))),
        ("refresh reused", Box::new(|session| {
            app.done(None, "refresh", &json!({ "refreshToken": session.refresh }), SIGNED_IN);
            app.refused(None, "refresh", &json!({ "refreshToken": session.refresh }), SIGNED_IN);
        })),
        ("suspended", Box::new(|_| {
            app.done(Some(&admin.access), "suspendAccount", &json!({ "account": member.account, "reason": "a test" }), "");
            app.done(Some(&admin.access), "reinstateAccount", &json!({ "account": member.account }), "");
        })),
        ("password set anew", Box::new(|_| {
            app.done(None, "requestPasswordReset", &json!({ "email": email }), "");
            app.done(None, "resetPassword", &json!({ "token": app.mailed_secret(&email), "password": PASSWORD }), "");
        })),
        ("erased", Box::new(|session| drop(app.done(Some(&session.access), "eraseAccount", &json!({ "password": PASSWORD }), "")))),
    ];
    for (way, revoke) in ways {
        let session = fresh();
        assert!(app.is_somebody(&session.access), "{way}");
        revoke(&session);
        assert!(!app.is_somebody(&session.access), "{way}");
    }
}

#[test]
fn keys_turn_and_their_public_halves_are_published() {
    let app = App::start();
    let session_before = app.member(&address());
    let published = |app: &App| -> Vec<String> {
        let keys = app.http.get("/.well-known/jwks.json", &[]).json();
        keys["keys"].as_array().unwrap().iter().map(|key| {
            assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&"OKP".into(), &"Ed25519".into(), &"EdDSA".into()));
            key["kid"].as_str().unwrap().to_owned()
        }).filter(|kid| app.directory.desk().keyring().attesting().iter().all(|key| key.id != *kid)).collect()
    };
    let kid = |session: &Session| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(session.access.split('.').next().unwrap()).unwrap()).unwrap()["kid"].as_str().unwrap().to_owned();
    assert_eq!(published(&app), [kid(&session_before)]);
    let forge = Forge::new(&app, &session_before);

    app.clock.pass(SignedDuration::from_hours(29 * 24));
    let late = session(&app.done(None, "refresh", &json!({ "refreshToken": session_before.refresh }), SIGNED_IN));
    app.clock.pass(SignedDuration::from_hours(24) - SignedDuration::from_secs(60));
    let last = session(&app.done(None, "refresh", &json!({ "refreshToken": late.refresh }), SIGNED_IN));
    app.clock.pass(SignedDuration::from_secs(59));
    RUNTIME.block_on(app.directory.desk().tidy()).unwrap();
    assert!(app.is_somebody(&last.access));
    app.clock.pass(SignedDuration::from_secs(1));
    RUNTIME.block_on(app.directory.desk().tidy()).unwrap();
    assert_eq!(published(&app).len(), 2);

    // A token of the old key that would still be good in every other way.
    let member = app.member(&address());
    assert_ne!(kid(&member), kid(&last));
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(member.access.split('.').nth(1).unwrap()).unwrap()).unwrap();
    let old = forge.signed(&forge.header, &claims);
    assert!(app.is_somebody(&old));
    app.clock.pass(SignedDuration::from_secs(1_200));
    RUNTIME.block_on(app.directory.desk().tidy()).unwrap();
    assert_eq!(published(&app).len(), 1);
    let fresh = session(&app.done(None, "refresh", &json!({ "refreshToken": member.refresh }), SIGNED_IN));
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(fresh.access.split('.').nth(1).unwrap()).unwrap()).unwrap();
    assert!(app.is_somebody(&fresh.access));
    assert!(!app.is_somebody(&forge.signed(&forge.header, &claims)));
}
