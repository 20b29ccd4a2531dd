//! Between a right password and the code that is needed as well, for pages: what was typed travels sealed in the form that asks for the
//! code, and everything is judged anew with it.

use serde::{Deserialize, Serialize};

use super::session::SignedIn;
use super::{Desk, Once};
use crate::app::Problem;
use crate::app::actor::Visitor;
use crate::error::Code;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// From the password to the code.
const HALFWAY_SECONDS_MAX: i64 = 600;
/// Bytes of a sealed half.
const HALFWAY_BYTES_MAX: usize = 4_096;
const SEALED_HALF: &str = "whatworks sign in";

#[derive(Serialize, Deserialize)]
struct Half {
    email: String,
    password: String,
    until: i64,
}

impl Desk {
    /// Seals what somebody typed until they have a code; nobody else can open it.
    ///
    /// # Errors
    /// When it cannot be sealed.
    pub fn halfway(&self, email: &str, password: &str) -> Result<String, Problem> {
        let half = Half { email: email.to_owned(), password: password.to_owned(), until: self.now().as_second() + HALFWAY_SECONDS_MAX };
        let plain = serde_json::to_vec(&half).map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
        Ok(URL_SAFE_NO_PAD.encode(self.keyring.master.seal(SEALED_HALF, &plain)?))
    }

    /// Goes on with a code.
    ///
    /// # Errors
    /// As signing in; and when it took too long.
    pub async fn sign_in_halfway(&self, visitor: &Visitor, sealed: &str, code: &str, once: Option<Once>) -> Result<SignedIn, Problem> {
        let opened = URL_SAFE_NO_PAD.decode(sealed).ok().filter(|bytes| bytes.len() <= HALFWAY_BYTES_MAX).and_then(|bytes| self.keyring.master.open(SEALED_HALF, &bytes));
        let half = opened.and_then(|plain| serde_json::from_slice::<Half>(&plain).ok()).filter(|half| half.until > self.now().as_second());
        let half = half.ok_or_else(|| Problem::new(Code::Unauthenticated, "it took too long; begin again with the address and the password"))?;
        self.sign_in(visitor, &half.email, &half.password, Some(code), once).await
    }
}
