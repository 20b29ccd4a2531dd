//! `/dumps/`: everything published as files. They are written when they are asked for and something was published since, though
//! not all the time.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::header,
    web::{self, Bytes, Data},
};
use futures_util::stream;

use super::{House, page, problem::Problem, revised::REVISION};
use crate::{
    app::{Directory, dump},
    error::Code,
};

/// Read and sent at a time.
const CHUNK_BYTES: usize = 64 * 1_024;
/// Writing takes at most one part of the time, and these are the others: who publishes and asks in turn cannot keep the server busy.
const REST_FACTOR: u32 = 20;

/// The folder of the dumps of a directory, and what they show.
pub struct Dumps {
    pub folder: PathBuf,
    /// What the files show; whoever holds it writes them.
    written: tokio::sync::Mutex<Option<Written>>,
}

#[derive(Clone, Copy)]
struct Written {
    revision: u64,
    /// Of the directory, when its state was taken.
    erasures: u64,
    /// Until then they are good enough.
    good_until: Instant,
}

impl Dumps {
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, written: tokio::sync::Mutex::default() }
    }

    /// Writes the files unless they are new enough; their revision.
    async fn write(&self, directory: &Arc<Directory>) -> io::Result<u64> {
        let mut written = self.written.lock().await;
        loop {
            let erasures = directory.erasures();
            let state = directory.views().state();
            let is_good = |own: &Written| own.erasures == erasures && (own.revision == state.snapshot.shown() || Instant::now() < own.good_until);
            if let Some(own) = written.as_ref().filter(|own| is_good(own)).filter(|_| self.folder.join(dump::SUMS.0).exists()) {
                return Ok(own.revision);
            }
            let (started, folder) = (Instant::now(), self.folder.clone());
            let done = web::block(move || dump::dump(&state, &folder)).await.map_err(io::Error::other)??;
            *written = Some(Written { revision: done.revision, erasures, good_until: Instant::now() + started.elapsed() * REST_FACTOR });
        }
    }
}

/// The folder with files that are new enough, and their revision.
async fn fresh(house: &House) -> Result<(&Path, u64), Problem> {
    let Some(dumps) = &house.dumps else { return Err(Problem::new(Code::NotFound, "this server keeps no dumps")) };
    match dumps.write(house.engine.directory()).await {
        Ok(revision) => Ok((&dumps.folder, revision)),
        Err(error) => {
            tracing::error!(%error, "the dumps cannot be written");
            Err(Problem::new(Code::Busy, "the dumps cannot be written now"))
        }
    }
}

pub async fn index(http: HttpRequest, house: Data<House>) -> HttpResponse {
    let (folder, revision) = match fresh(&house).await {
        Ok(found) => found,
        Err(problem) => return problem.answer(http.headers()),
    };
    let directory = &house.engine.directory().ontology().directory;
    let mut body = format!(
        "<p>Everything published in {}, at revision {revision}. Licence: <a href=\"{licence}\">{licence}</a>.</p><table><tr><th>File</th><th>What</th><th>Bytes</th></tr>",
        page::escaped(&directory.title),
        licence = page::escaped(&directory.license)
    );
    for (name, _, words) in dump::PARTS {
        let bytes = folder.join(name).metadata().map_or(0, |file| file.len());
        let _ = write!(body, "<tr><td><a href=\"/dumps/{name}\">{name}</a></td><td>{words}</td><td>{bytes}</td></tr>");
    }
    body.push_str("</table>");
    let mut response = HttpResponse::Ok();
    response.insert_header((REVISION, revision.to_string())).insert_header((header::CACHE_CONTROL, "no-cache"));
    page::html(response, "Dumps", &body)
}

pub async fn file(http: HttpRequest, house: Data<House>, name: web::Path<String>) -> HttpResponse {
    match opened(&house, &name).await {
        Ok(response) => response,
        Err(problem) => problem.answer(http.headers()),
    }
}

async fn opened(house: &House, name: &str) -> Result<HttpResponse, Problem> {
    let Some((name, media_type, _)) = dump::PARTS.into_iter().find(|(own, ..)| *own == name) else {
        return Err(Problem::new(Code::NotFound, format!("there is no such dump; there are {}", dump::PARTS.map(|(name, ..)| name).join(", "))));
    };
    let (folder, revision) = fresh(house).await?;
    let broken = |_| Problem::new(Code::Busy, "the dump cannot be read now");
    let file = File::open(folder.join(name)).map_err(broken)?;
    let bytes = file.metadata().map_err(broken)?.len();
    let chunks = stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let read = web::block(move || {
            let mut chunk = vec![0; CHUNK_BYTES];
            let read = file.read(&mut chunk)?;
            chunk.truncate(read);
            Ok::<_, io::Error>((chunk, file))
        });
        match read.await {
            Ok(Ok((chunk, _))) if chunk.is_empty() => None,
            Ok(Ok((chunk, file))) => Some((Ok(Bytes::from(chunk)), Some(file))),
            Ok(Err(error)) => Some((Err(error), None)),
            Err(error) => Some((Err(io::Error::other(error.to_string())), None)),
        }
    });
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((REVISION, revision.to_string()))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(SizedStream::new(bytes, Box::pin(chunks))))
}
