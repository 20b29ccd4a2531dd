//! Who shows a token. Asked for every request with one, and answered from the tables each time: what was revoked is revoked at once,
//! in every process.

use super::programs::KEY_START;
use super::{Desk, seal};
use crate::app::Problem;
use crate::app::actor::{self, Caller, Key, Operation, Role};
use crate::ledger::Account;

/// The role that is in force: above contributor only where a second factor was shown.
#[must_use]
pub fn role_in_force(account: &Account, factor: bool) -> Role {
    Role::named(&account.role).filter(|_| factor).unwrap_or(Role::Contributor)
}

impl Desk {
    /// Who shows this token; [`Caller::Expired`] when it is not, or no longer, good.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn identify(&self, token: &str) -> Result<Caller, Problem> {
        if let Some(key) = token.strip_prefix(KEY_START) {
            return self.program(key.split_once('_').map_or("", |(id, _)| id), token).await;
        }
        let now = self.now();
        let Some(claims) = self.issuer.check(&self.keyring.signing(), token, now) else { return Ok(Caller::Expired) };
        let (session, now) = (claims.sid.clone(), now.as_millisecond());
        let found = self.ledger.look(move |book| Box::pin(async move { book.session(&session, now).await })).await?;
        Ok(match found {
            Some((session, account)) if account.id == claims.sub && account.epoch == claims.epoch => Caller::Account(actor::Account {
                role: role_in_force(&account, session.factor),
                id: account.id,
                verified: account.verified,
                suspended: account.suspended,
            }),
            _ => Caller::Expired,
        })
    }

    /// The session that an access token belongs to, if it is one of ours and has not run out. Whether the session is over, [`Desk::identify`] says.
    #[must_use]
    pub fn session_of(&self, token: &str) -> Option<String> {
        self.issuer.check(&self.keyring.signing(), token, self.now()).map(|claims| claims.sid)
    }

    /// What a form of this session carries, so that nobody else could have made it; it tells nothing of the session.
    #[must_use]
    pub fn form_mark(&self, session: &str) -> String {
        blake3::Hash::from_bytes(self.keyring.master.mark("whatworks form", &[session.as_bytes()])).to_hex()[..32].to_owned()
    }

    async fn program(&self, id: &str, token: &str) -> Result<Caller, Problem> {
        let id = id.to_owned();
        let found = self.ledger.look(move |book| {
            Box::pin(async move {
                let Some(key) = book.key(&id).await? else { return Ok(None) };
                Ok(book.by_id(&key.account).await?.map(|account| (key, account)))
            })
        });
        let (hash, now) = (seal::hash(token), self.now_ms());
        Ok(match found.await? {
            // Compared as hashes, where the time that it takes tells nothing of use.
            Some((key, account)) if key.hash == hash && key.expires > now && account.verified && !account.suspended => {
                let scopes = key.scopes.iter().filter_map(|name| Operation::named(name)).collect();
                Caller::Partner(Key { id: key.id, account: key.account, scopes })
            }
            _ => Caller::Expired,
        })
    }
}
