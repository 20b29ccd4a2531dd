//! Requests to addresses that somebody else named: webhooks, sites whose owners prove that they own them, addresses that records lead to.
//!
//! Whoever names an address must not make this server speak to what only it can reach: this machine, its network, the services that
//! clouds offer to their own machines. So a name is resolved once, here; only public addresses are left of what it resolves to; and the
//! connection goes to one of these and to no other. Only TLS (but for whoever merely looks whether somebody answers), no redirects, no proxy,
//! no cookies, a limit on time and on what is read.

use std::io::{self, Read as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::tls;
use crate::app::Problem;
use crate::error::Code;

/// The longest address that is taken.
pub const PUBLIC_ADDRESS_BYTES_MAX: usize = 2_048;
/// Bytes of the head of an answer.
const ANSWER_HEAD_BYTES_MAX: usize = 16 * 1_024;
/// Below this, only the port of HTTPS is spoken to: other services live there.
const OPEN_PORT_MIN: u16 = 1_024;
const HTTPS_PORT: u16 = 443;
const HTTP_PORT: u16 = 80;

/// Which addresses may be spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    #[default]
    Public,
    /// `http://127.0.0.1:…` and `http://[::1]:…` as well, for trying things out on one machine.
    ThisMachineToo,
}

/// What a request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub reach: Reach,
    /// From the first word to the last, looking the name up included.
    pub seconds_max: u64,
    /// What is read of the answer.
    pub answer_bytes_max: usize,
}

/// How an address is asked whether anything stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Head,
    Get,
}

/// An answer, as far as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The HTTP status; a redirect is an answer like any other and is not followed.
    pub status: u16,
    pub body: Vec<u8>,
    /// Whether `body` is all of it.
    pub is_whole: bool,
    /// Where it says that it is instead.
    pub location: Option<String>,
}

/// What stands at an address that somebody named. Blocks.
///
/// # Errors
/// When the address is not public, or nobody answers there in time.
pub fn fetch_public(address: &str, limits: &Limits) -> Result<Fetched, Problem> {
    let uri = parse_public(address, limits.reach, Wire::Tls)?;
    let sent = agent(limits).get(uri).config().timeout_global(Some(Duration::from_secs(limits.seconds_max))).build().call();
    answered(address, sent, limits)
}

/// Whether anything stands at an address that somebody named, over plain HTTP as well: nothing is told there, and nothing believed. Blocks.
///
/// # Errors
/// As [`fetch_public`].
pub fn probe_public(address: &str, method: Method, limits: &Limits) -> Result<Fetched, Problem> {
    let uri = parse_public(address, limits.reach, Wire::PlainToo)?;
    let request = if method == Method::Head { agent(limits).head(uri) } else { agent(limits).get(uri) };
    let sent = request.header("Accept", "text/html,*/*;q=0.8").config().timeout_global(Some(Duration::from_secs(limits.seconds_max))).build().call();
    answered(address, sent, limits)
}

/// What answers a body sent to an address that somebody named. Blocks.
///
/// # Errors
/// As [`fetch_public`].
pub fn post_public(address: &str, headers: &[(&str, &str)], body: &[u8], limits: &Limits) -> Result<Fetched, Problem> {
    let uri = parse_public(address, limits.reach, Wire::Tls)?;
    let mut request = agent(limits).post(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answered(address, request.config().timeout_global(Some(Duration::from_secs(limits.seconds_max))).build().send(body), limits)
}

/// Judges an address by its form alone, without asking anybody; [`fetch_public`] judges what it resolves to as well.
///
/// # Errors
/// What is wrong with it.
pub fn check_public(address: &str, reach: Reach) -> Result<(), Problem> {
    parse_public(address, reach, Wire::Tls).map(drop)
}

/// The same for [`probe_public`].
///
/// # Errors
/// What is wrong with it.
pub fn check_probed(address: &str, reach: Reach) -> Result<(), Problem> {
    parse_public(address, reach, Wire::PlainToo).map(drop)
}

/// What is spoken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wire {
    Tls,
    /// At its own port, without TLS as well.
    PlainToo,
}

fn refused(address: &str, reason: &str) -> Problem {
    let shown: String = address.chars().take(100).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    Problem::new(Code::InvalidInput, format!("`{shown}` cannot be reached from here: {reason}"))
}

fn parse_public(address: &str, reach: Reach, wire: Wire) -> Result<Uri, Problem> {
    let refuse = |reason: &str| Err(refused(address, reason));
    if address.len() > PUBLIC_ADDRESS_BYTES_MAX {
        return refuse(&format!("it is longer than {PUBLIC_ADDRESS_BYTES_MAX} bytes"));
    }
    // What a parser would quietly leave out, another might read otherwise.
    if !address.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#' | b'<' | b'>' | b'"')) {
        return refuse("it has characters that an address has not; give one like https://example.org/path");
    }
    let Ok(uri) = address.parse::<Uri>() else { return refuse("it is no address; give one like https://example.org/path") };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return refuse("it is no whole address; give one like https://example.org/path") };
    if authority.as_str().contains('@') {
        return refuse("it has a user name in it; leave that out");
    }
    let host = authority.host();
    let literal = literal(host);
    if literal.is_some_and(|ip| ip.is_loopback()) && reach == Reach::ThisMachineToo && matches!(scheme, "http" | "https") {
        return Ok(uri);
    }
    let usual = match (scheme, wire) {
        ("https", _) => HTTPS_PORT,
        ("http", Wire::PlainToo) => HTTP_PORT,
        _ => return refuse("it has to begin with https://"),
    };
    if authority.as_str().len() > host.len() && authority.port_u16().is_none_or(|port| port == 0) {
        return refuse("its port is none");
    }
    if authority.port_u16().is_some_and(|port| port < OPEN_PORT_MIN && port != usual) {
        return refuse(&format!("below {OPEN_PORT_MIN} the port has to be {usual}"));
    }
    match literal {
        Some(ip) if !is_public(ip) => refuse("it is not a public address"),
        Some(_) => Ok(uri),
        None if is_name(host) => Ok(uri),
        None => refuse("its host is no public name"),
    }
}

/// An IP address in its one plain form; the others (decimal, octal, shortened) are names for [`is_name`] to refuse.
fn literal(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

/// Whether a name can be one of the public domain name system: several labels, and no number at the end.
/// Source: <https://url.spec.whatwg.org/#ends-in-a-number-checker>.
fn is_name(host: &str) -> bool {
    let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    let is_label = |label: &&str| !label.is_empty() && label.len() <= 63 && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let last = labels.last().map(|label| label.to_ascii_lowercase()).unwrap_or_default();
    let within = ["localhost", "local", "internal", "localdomain", "lan", "intranet", "arpa"].contains(&last.as_str());
    labels.len() > 1 && host.len() <= 253 && labels.iter().all(is_label) && !within && last.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') | last.starts_with("xn--")
}

/// Blocks of IPv4 that are not for everybody. Source: the IANA IPv4 Special-Purpose Address Registry, and multicast.
const CLOSED_V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 52, 193, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([192, 175, 48, 0], 24),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 3),
    // Azure's services for its own machines stand at a public address.
    ([168, 63, 129, 16], 32),
];

/// Blocks within 2000::/3, the only part of IPv6 that is for everybody. Source: the IANA IPv6 Special-Purpose Address Registry.
/// Mapped, compatible and translated addresses are outside of it; 6to4 and Teredo, which have an IPv4 address within, are listed.
const CLOSED_V6: &[([u16; 8], u32)] = &[
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    ([0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0], 48),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
];

/// Whether an address is one that everybody can reach.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !CLOSED_V4.iter().any(|(block, bits)| ip.to_bits() >> (32 - bits) == Ipv4Addr::from(*block).to_bits() >> (32 - bits)),
        IpAddr::V6(ip) => {
            let within = |block: [u16; 8], bits: u32| ip.to_bits() >> (128 - bits) == Ipv6Addr::from(block).to_bits() >> (128 - bits);
            within([0x2000, 0, 0, 0, 0, 0, 0, 0], 3) && !CLOSED_V6.iter().any(|(block, bits)| within(*block, *bits))
        }
    }
}

/// Resolves names, and leaves of what they resolve to what may be spoken to.
#[derive(Debug)]
struct Guarded(Reach);

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let of_this_machine = self.0 == Reach::ThisMachineToo && uri.host().and_then(literal).is_some_and(|ip| ip.is_loopback());
        let mut left = self.empty();
        for address in DefaultResolver::default().resolve(uri, config, timeout)?.iter().filter(|address| of_this_machine || is_public(address.ip())) {
            left.push(*address);
        }
        if left.is_empty() { Err(io::Error::new(io::ErrorKind::PermissionDenied, "its name does not lead to a public address").into()) } else { Ok(left) }
    }
}

fn agent(limits: &Limits) -> Agent {
    static AGENTS: LazyLock<[Agent; 2]> = LazyLock::new(|| [Reach::Public, Reach::ThisMachineToo].map(guarded));
    let [public, this_machine_too] = &*AGENTS;
    if limits.reach == Reach::Public { public.clone() } else { this_machine_too.clone() }
}

fn guarded(reach: Reach) -> Agent {
    let config = Agent::config_builder().tls_config(tls()).max_redirects(0).proxy(None).http_status_as_error(false);
    // Connections are not kept: the next request looks the name up again and judges anew.
    let config = config.max_idle_connections(0).max_response_header_size(ANSWER_HEAD_BYTES_MAX).user_agent(concat!("whatworks/", env!("CARGO_PKG_VERSION")));
    Agent::with_parts(config.build(), DefaultConnector::default(), Guarded(reach))
}

fn answered(address: &str, sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>, limits: &Limits) -> Result<Fetched, Problem> {
    let failed = |error: &dyn std::fmt::Display| refused(address, &error.to_string());
    let mut answer = sent.map_err(|error| failed(&error))?;
    let location = answer.headers().get("Location").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut body = Vec::new();
    let some = limits.answer_bytes_max as u64 + 1;
    answer.body_mut().as_reader().take(some).read_to_end(&mut body).map_err(|error| failed(&error))?;
    let is_whole = body.len() <= limits.answer_bytes_max;
    body.truncate(limits.answer_bytes_max);
    Ok(Fetched { status: answer.status().as_u16(), body, is_whole, location })
}

#[cfg(test)]
mod tests;
