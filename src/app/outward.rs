//! Requests that the server itself sends: few, short. Those here go to addresses that its operator named; those that somebody else named
//! go through [`public`].
//!
//! The only place that names `ureq` and `rustls`. Blocks; to be called outside asynchronous code.

mod public;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde::de::DeserializeOwned;
use ureq::Agent;
use ureq::tls::TlsConfig;

use super::Problem;
use crate::error::Code;

pub use public::{Fetched, Limits, Method, PUBLIC_ADDRESS_BYTES_MAX, Reach, check_probed, check_public, fetch_public, is_public, post_public, probe_public};

/// From the first word to the last.
const REQUEST_SECONDS_MAX: u64 = 10;
/// The longest answer that is read.
const ANSWER_BYTES_MAX: u64 = 256 * 1_024;

static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    // Whoever is asked must answer itself: a redirect could lead anywhere, inside this network too.
    Agent::config_builder().tls_config(tls()).timeout_global(Some(Duration::from_secs(REQUEST_SECONDS_MAX))).max_redirects(0).proxy(None).build().into()
});

fn tls() -> TlsConfig {
    TlsConfig::builder().unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider())).build()
}

fn failed(address: &str, error: &dyn std::fmt::Display) -> Problem {
    tracing::warn!(address, %error, "a request of our own failed");
    Problem::new(Code::Busy, format!("{} does not answer as it should; try again in a moment", host(address)))
}

fn host(address: &str) -> &str {
    address.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(address)
}

/// Whether what is sent there can be read by nobody else: over TLS, or within this machine.
#[must_use]
pub fn is_private(address: &str) -> bool {
    let within = |rest: &str| {
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(name, _)| name);
        matches!(name, "127.0.0.1" | "localhost" | "[::1]")
    };
    address.starts_with("https://") || address.strip_prefix("http://").is_some_and(within)
}

/// What JSON stands at an address.
///
/// # Errors
/// When there is none.
pub fn get<T: DeserializeOwned>(address: &str) -> Result<T, Problem> {
    let mut answer = AGENT.get(address).header("Accept", "application/json").call().map_err(|error| failed(address, &error))?;
    answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_json().map_err(|error| failed(address, &error))
}

/// What JSON answers a form; nothing where it is refused.
///
/// # Errors
/// When there is no answer, or none in JSON.
pub fn post_form<T: DeserializeOwned>(address: &str, form: &[(&str, &str)]) -> Result<Option<T>, Problem> {
    let mut answer = match AGENT.post(address).header("Accept", "application/json").send_form(form.iter().copied()) {
        Err(ureq::Error::StatusCode(400..500)) => return Ok(None),
        answer => answer.map_err(|error| failed(address, &error))?,
    };
    answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_json().map(Some).map_err(|error| failed(address, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_and_this_machine_are_private() {
        for address in ["https://orcid.org", "http://127.0.0.1:8080/x", "http://localhost/", "http://[::1]:1"] {
            assert!(is_private(address), "{address}");
        }
        for address in ["http://orcid.org", "http://127.0.0.1.evil.example/", "http://localhost.evil.example", "ftp://localhost", "http://user@127.0.0.1:80@evil.example/"] {
            assert!(!is_private(address), "{address}");
        }
    }
}
