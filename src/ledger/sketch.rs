//! Contributions that their authors have not submitted yet. They are in the ledger's file, so that one backup has them and erasing
//! leaves nothing of them, but they are no events: nothing was said, nobody else may know, and what is discarded is gone.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use ulid::Ulid;

use super::LedgerError;

/// Sketches that one author can have.
pub const SKETCHES_PER_AUTHOR_MAX: usize = 100;
/// What one sketch may hold.
pub const SKETCH_BYTES_MAX: usize = 256 * 1024;

/// A contribution in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    pub id: Ulid,
    /// Opaque identifier of the only one who may see it.
    pub author: String,
    /// What it will be, for whoever reads the content.
    pub about: String,
    pub content: String,
    /// Given when it is kept.
    pub saved: Timestamp,
}

/// The inner error refuses this sketch only.
pub(super) async fn keep(connection: &mut SqliteConnection, sketch: &Sketch, now: Timestamp) -> Result<Result<(), LedgerError>, LedgerError> {
    let failed = || LedgerError::storage("keeping a sketch");
    let size = sketch.content.len() + sketch.about.len();
    if size > SKETCH_BYTES_MAX {
        return Ok(Err(LedgerError::TooLarge { what: "the size of a draft in bytes", found: size, limit: SKETCH_BYTES_MAX }));
    }
    let others: i64 = sqlx::query_scalar("select count(*) from sketch where author = ? and id <> ?")
        .bind(&sketch.author)
        .bind(sketch.id.to_bytes().to_vec())
        .fetch_one(&mut *connection)
        .await
        .map_err(failed())?;
    let count = usize::try_from(others).unwrap_or(usize::MAX).saturating_add(1);
    if count > SKETCHES_PER_AUTHOR_MAX {
        return Ok(Err(LedgerError::TooLarge { what: "the number of drafts of one author", found: count, limit: SKETCHES_PER_AUTHOR_MAX }));
    }
    // Another author's sketch is never replaced.
    sqlx::query(
        "insert into sketch (id, author, about, content, saved) values (?, ?, ?, ?, ?) on conflict (id) do update \
         set about = excluded.about, content = excluded.content, saved = excluded.saved where author = excluded.author",
    )
    .bind(sketch.id.to_bytes().to_vec())
    .bind(&sketch.author)
    .bind(&sketch.about)
    .bind(&sketch.content)
    .bind(now.as_millisecond())
    .execute(connection)
    .await
    .map_err(failed())?;
    Ok(Ok(()))
}

pub(super) async fn discard(connection: &mut SqliteConnection, author: &str, id: Ulid) -> Result<(), LedgerError> {
    sqlx::query("delete from sketch where author = ? and id = ?")
        .bind(author)
        .bind(id.to_bytes().to_vec())
        .execute(connection)
        .await
        .map_err(LedgerError::storage("discarding a sketch"))?;
    Ok(())
}

pub(super) async fn of_author(connection: &mut SqliteConnection, author: &str) -> Result<Vec<Sketch>, LedgerError> {
    let rows = sqlx::query("select id, author, about, content, saved from sketch where author = ? order by saved desc, id desc")
        .bind(author)
        .fetch_all(connection)
        .await
        .map_err(LedgerError::storage("reading sketches"))?;
    Ok(rows.iter().filter_map(sketch).collect())
}

fn sketch(row: &SqliteRow) -> Option<Sketch> {
    Some(Sketch {
        id: Ulid::from_bytes(row.try_get::<&[u8], _>(0).ok()?.try_into().ok()?),
        author: row.try_get(1).ok()?,
        about: row.try_get(2).ok()?,
        content: row.try_get(3).ok()?,
        saved: Timestamp::from_millisecond(row.try_get(4).ok()?).ok()?,
    })
}
