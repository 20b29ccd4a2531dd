//! What people were told: by mail where they want mail, and on their pages. Whatever puts a mail into the outbox makes a piece of news; here it is
//! read, and marked as looked at.

use super::actor::{Operation, Visitor};
use super::{Directory, Problem};
use crate::error::Code;
use crate::ledger::{LedgerError, NEWS_PER_ACCOUNT_MAX, News};
use ulid::Ulid;

/// Pieces of news on one page, unless said.
const NEWS_PER_PAGE: u32 = 25;

/// Some news, last first.
pub struct Told {
    pub news: Vec<News>,
    pub has_more: bool,
    /// Of all.
    pub unseen: u64,
}

fn own(visitor: &Visitor) -> Result<String, Problem> {
    visitor.caller.demand(Operation::ViewSelf, false)?;
    Ok(visitor.caller.actor().unwrap_or_default().to_owned())
}

fn identifier(text: &str, argument: &str) -> Result<Ulid, Problem> {
    Ulid::from_string(text).map_err(|_| Problem::new(Code::InvalidInput, format!("{argument}: give the `id` of a piece of news")))
}

/// What the caller was told, last first; with `before` only what is older than that.
///
/// # Errors
/// When the caller has no account, asks for too much or for what is older than nothing.
pub async fn news(directory: &Directory, visitor: &Visitor, first: Option<u64>, before: Option<&str>) -> Result<Told, Problem> {
    let account = own(visitor)?;
    let first = first.map_or(Ok(NEWS_PER_PAGE), |first| u32::try_from(first).ok().filter(|first| *first <= NEWS_PER_ACCOUNT_MAX).ok_or_else(|| Problem::new(Code::BadFilter, format!("`first` is {first}; at most {NEWS_PER_ACCOUNT_MAX} pieces of news are kept"))))?;
    let before = before.map(|before| identifier(before, "before")).transpose()?;
    let (mut news, unseen) = directory.ledger().look(move |book| Box::pin(async move { Ok((book.news(&account, before, first + 1).await?, book.unseen_news(&account).await?)) })).await?;
    let has_more = news.len() > first as usize;
    news.truncate(first as usize);
    Ok(Told { news, has_more, unseen: unseen.max(0).cast_unsigned() })
}

/// The caller has looked at everything up to this piece of news; answers how much is left.
///
/// # Errors
/// When the caller has no account, or it is no piece of news.
pub async fn see(directory: &Directory, visitor: &Visitor, up_to: &str) -> Result<u64, Problem> {
    let (account, up_to) = (own(visitor)?, identifier(up_to, "upTo")?);
    let kept = directory.ledger().keep(move |book| {
        Box::pin(async move {
            book.see_news(&account, up_to).await?;
            Ok(Ok::<_, LedgerError>(book.unseen_news(&account).await?))
        })
    });
    let left = kept.await.and_then(|kept| kept)?;
    Ok(left.max(0).cast_unsigned())
}

/// How much the account has not looked at.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn unseen(directory: &Directory, account: &str) -> Result<u64, Problem> {
    let account = account.to_owned();
    let unseen = directory.ledger().look(move |book| Box::pin(async move { book.unseen_news(&account).await })).await?;
    Ok(unseen.max(0).cast_unsigned())
}
