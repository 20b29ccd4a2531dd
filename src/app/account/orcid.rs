//! Signing in with an ORCID iD, by OpenID Connect (authorization code with PKCE); or with any other provider that an operator names.
//!
//! A provider tells who somebody is there and not their address, so an account has to link itself with its iD once. What is known of an
//! attempt between its two halves travels sealed in `state`; what the client keeps for itself, the `ticket`, makes sure that whoever
//! finishes is who began. The signature of the provider's token is the JSON Web Token library's work, and its times are judged here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::{Deserialize, Serialize};

use super::limits::{Limit, network};
use super::session::SignedIn;
use super::{Desk, Once, factor, seal, session};
use crate::app::actor::{Operation, Visitor};
use crate::app::{Problem, outward};
use crate::error::Code;
use crate::ledger::Identity;

/// From the first half to the second.
const ATTEMPT_SECONDS_MAX: i64 = 600;
/// Between our clock and the provider's.
const LEEWAY_SECONDS: i64 = 60;
/// The longest code and state that are taken.
const SHOWN_BYTES_MAX: usize = 4_096;
const SEALED_ATTEMPT: &str = "whatworks orcid";

/// A provider of identities, as its operator named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Like `https://orcid.org`.
    pub issuer: String,
    pub client: String,
    pub secret: String,
    /// Where the provider sends people back to; the provider has to know it. A page of ours unless given.
    pub redirect: Option<String>,
}

/// The first half of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Where the person has to go.
    pub address: String,
    /// For whoever finishes it.
    pub ticket: String,
}

/// What is known between the halves.
#[derive(Serialize, Deserialize)]
struct Attempt {
    nonce: String,
    verifier: String,
    ticket: Vec<u8>,
    /// The account that is to be linked; nothing when somebody signs in.
    account: Option<String>,
    expires: i64,
}

/// What a provider says about itself.
#[derive(Deserialize)]
struct Discovered {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Exchanged {
    id_token: String,
}

/// What a provider's token says.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    nonce: Option<String>,
    iat: i64,
    exp: i64,
}

/// What comes back from the provider, with the client's own.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub code: &'a str,
    pub state: &'a str,
    pub ticket: &'a str,
}

fn not_good() -> Problem {
    Problem::new(Code::Unauthenticated, "this attempt to sign in is not good, or not any more; begin again")
}

fn not_offered() -> Problem {
    Problem::new(Code::NotFound, "signing in with ORCID is not set up here; use the address and the password")
}

impl Provider {
    fn discovered(&self) -> Result<Discovered, Problem> {
        let issuer = self.issuer.trim_end_matches('/');
        let found: Discovered = outward::get(&format!("{issuer}/.well-known/openid-configuration"))?;
        let private = [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri].into_iter().all(|address| outward::is_private(address));
        // https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
        if found.issuer.trim_end_matches('/') == issuer && private { Ok(found) } else { Err(Problem::new(Code::Internal, format!("{issuer} does not describe itself as it should"))) }
    }

    /// Who a token says that somebody is; nothing where it is not good.
    fn subject(&self, keys: &JwkSet, token: &str, nonce: &str, now: i64) -> Option<String> {
        let head = decode_header(token).ok()?;
        if !matches!(head.alg, Algorithm::RS256 | Algorithm::PS256 | Algorithm::ES256 | Algorithm::EdDSA) {
            return None;
        }
        let key = match &head.kid {
            Some(id) => keys.find(id)?,
            None => keys.keys.first().filter(|_| keys.keys.len() == 1)?,
        };
        let mut validation = Validation::new(head.alg);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        validation.set_issuer(&[self.issuer.as_str(), self.issuer.trim_end_matches('/')]);
        validation.set_audience(&[&self.client]);
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &DecodingKey::from_jwk(key).ok()?, &validation).ok()?.claims;
        let timely = claims.iat <= now + LEEWAY_SECONDS && now < claims.exp + LEEWAY_SECONDS;
        (timely && claims.nonce.as_deref() == Some(nonce) && !claims.sub.is_empty()).then_some(claims.sub)
    }

    /// Asks the provider who came back with a code.
    fn identity(&self, redirect: &str, attempt: &Attempt, code: &str, now: i64) -> Result<String, Problem> {
        let found = self.discovered()?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("client_id", &self.client),
            ("client_secret", &self.secret),
            ("code_verifier", &attempt.verifier),
        ];
        let Exchanged { id_token } = outward::post_form(&found.token_endpoint, &form)?.ok_or_else(not_good)?;
        let keys: JwkSet = outward::get(&found.jwks_uri)?;
        self.subject(&keys, &id_token, &attempt.nonce, now).ok_or_else(|| {
            tracing::warn!(issuer = self.issuer, "a provider's token is not good");
            not_good()
        })
    }
}

impl Desk {
    fn provider(&self) -> Result<(Provider, String), Problem> {
        let provider = self.orcid.clone().ok_or_else(not_offered)?;
        let redirect = provider.redirect.clone().unwrap_or_else(|| self.address("/account/orcid"));
        Ok((provider, redirect))
    }

    /// Whether people can sign in with ORCID here.
    #[must_use]
    pub const fn offers_orcid(&self) -> bool {
        self.orcid.is_some()
    }

    /// Begins to sign somebody in, or to link the account of whoever is signed in.
    ///
    /// # Errors
    /// When it is not set up here, or the provider does not answer.
    pub async fn begin_orcid(&self, visitor: &Visitor) -> Result<Begun, Problem> {
        visitor.caller.demand(Operation::SignIn, false)?;
        let (provider, redirect) = self.provider()?;
        self.count(&[(Limit::SecretsOfNetwork, network(visitor.network).as_deref())]).await?;
        let (nonce, verifier, ticket) = (seal::secret()?, seal::secret()?, seal::secret()?);
        let account = visitor.caller.actor().map(str::to_owned);
        let attempt = Attempt { nonce: nonce.clone(), verifier: verifier.clone(), ticket: seal::hash(&ticket), account, expires: self.now().as_second() + ATTEMPT_SECONDS_MAX };
        let sealed = self.keyring.master.seal(SEALED_ATTEMPT, &serde_json::to_vec(&attempt).unwrap_or_default())?;
        let challenge = URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes()));
        let found = {
            let provider = provider.clone();
            blocking(move || provider.discovered()).await?
        };
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("response_type", "code"), ("client_id", &provider.client), ("redirect_uri", &redirect), ("scope", "openid")])
            .extend_pairs([("state", URL_SAFE_NO_PAD.encode(sealed).as_str()), ("nonce", &nonce), ("code_challenge", &challenge), ("code_challenge_method", "S256")])
            .finish();
        let separator = if found.authorization_endpoint.contains('?') { '&' } else { '?' };
        Ok(Begun { address: format!("{}{separator}{query}", found.authorization_endpoint), ticket })
    }

    /// Who came back; `account`: who they say that they are here.
    async fn came_back(&self, visitor: &Visitor, shown: Shown<'_>, account: Option<&str>) -> Result<Identity, Problem> {
        let (provider, redirect) = self.provider()?;
        self.count(&[(Limit::SecretsOfNetwork, network(visitor.network).as_deref())]).await?;
        let now = self.now().as_second();
        let fits = shown.code.len() <= SHOWN_BYTES_MAX && shown.state.len() <= SHOWN_BYTES_MAX;
        let opened = URL_SAFE_NO_PAD.decode(shown.state).ok().filter(|_| fits).and_then(|sealed| self.keyring.master.open(SEALED_ATTEMPT, &sealed));
        let attempt: Attempt = opened.and_then(|plain| serde_json::from_slice(&plain).ok()).ok_or_else(not_good)?;
        if attempt.expires <= now || attempt.ticket != seal::hash(shown.ticket) || attempt.account.as_deref() != account {
            return Err(not_good());
        }
        let (issuer, code) = (provider.issuer.clone(), shown.code.to_owned());
        let subject = blocking(move || provider.identity(&redirect, &attempt, &code, now)).await?;
        Ok(Identity { issuer, subject })
    }

    /// Signs in the account that is linked with who came back; with a code where it has a second factor.
    ///
    /// # Errors
    /// When the attempt is not good, or no account is linked.
    pub async fn finish_orcid(&self, visitor: &Visitor, shown: Shown<'_>, code: Option<&str>) -> Result<SignedIn, Problem> {
        visitor.caller.demand(Operation::SignIn, false)?;
        let identity = self.came_back(visitor, shown, None).await?;
        let subject = identity.subject.clone();
        let account = self.ledger.look(move |book| Box::pin(async move { book.by_identity(&identity).await })).await?;
        let unknown = || Problem::new(Code::NotFound, format!("no account is linked with {subject}; sign in with your password and link it, or register"));
        let account = account.ok_or_else(unknown)?;
        // Another code comes with another attempt: the provider takes each of its codes once.
        let factor = match (&account.factor, code) {
            (Some(_), Some(code)) => Some(self.judge(&account, code)?),
            _ => None,
        };
        let beginning = self.beginning(&account.id, factor.is_some())?;
        let tokens = self.first_tokens(&beginning, account.epoch)?;
        self.keep(move |book| {
            Box::pin(async move {
                let Some(now) = book.by_id(&account.id).await?.filter(|now| session::is_unchanged(now, &account)) else { return Ok(Err(not_good())) };
                if let Some(shown) = factor
                    && !factor::use_up(book, now, shown).await?
                {
                    return Ok(Err(factor::wrong()));
                }
                session::begin(book, &beginning).await?;
                Ok(Ok(SignedIn::Whole(tokens)))
            })
        })
        .await
    }

    /// Links the caller's account with who came back.
    ///
    /// # Errors
    /// When the attempt is not good, or another account is linked with them.
    pub async fn link_orcid(&self, visitor: &Visitor, shown: Shown<'_>) -> Result<String, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        let account = visitor.caller.actor().unwrap_or_default().to_owned();
        let identity = self.came_back(visitor, shown, Some(&account)).await?;
        self.keep(move |book| {
            Box::pin(async move {
                match book.by_identity(&identity).await? {
                    Some(other) if other.id != account => Ok(Err(Problem::new(Code::InvalidInput, format!("another account is linked with {}; unlink it there first", identity.subject)))),
                    _ => {
                        book.link_identity(&account, &identity).await?;
                        Ok(Ok(identity.subject))
                    }
                }
            })
        })
        .await
    }

    /// Links the caller's account with nobody any more.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn unlink_orcid(&self, visitor: &Visitor, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        let account = visitor.caller.actor().unwrap_or_default().to_owned();
        self.once(once, move |book| Box::pin(async move { book.unlink_identity(&account).await.map(|()| Ok(true)) })).await
    }

    /// The iD that an account is linked with.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn orcid_of(&self, account: &str) -> Result<Option<String>, Problem> {
        let account = account.to_owned();
        Ok(self.ledger.look(move |book| Box::pin(async move { book.identity(&account).await })).await?.map(|identity| identity.subject))
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::new(Code::Internal, "asking the provider broke"))?
}
