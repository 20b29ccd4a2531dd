//! `/dumps/`: everything published as files. They are written when they are asked for and something was published since, though
//! not all the time.

mod opened;

use std::{
    fmt::Write as _,
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, EntityTag},
    web::{self, Data},
};

use super::{House, compress, page, problem::Problem, revised::REVISION};
use crate::{
    app::{Directory, dump},
    error::Code,
};
use opened::{Opened, wants_part};

/// Writing takes at most one part of the time, and these are the others: who publishes and asks in turn cannot keep the server busy.
const REST_FACTOR: u32 = 20;

/// The folder of the dumps of a directory, and what they show.
pub struct Dumps {
    pub folder: PathBuf,
    /// What the files show; whoever holds it writes them.
    written: tokio::sync::Mutex<Option<Written>>,
}

struct Written {
    revision: u64,
    /// Of the directory, when its state was taken.
    erasures: u64,
    /// Until then they are good enough.
    good_until: Instant,
    /// SHA-256 of each file, in hexadecimal.
    sums: Vec<(&'static str, String)>,
}

impl Dumps {
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, written: tokio::sync::Mutex::default() }
    }

    /// Writes the files unless they are new enough, and reads them while nobody writes others.
    async fn read<T>(&self, directory: &Arc<Directory>, read: impl FnOnce(&Path, &Written) -> io::Result<T>) -> io::Result<T> {
        let mut written = self.written.lock().await;
        loop {
            let erasures = directory.erasures();
            let state = directory.views().state();
            let is_good = |own: &Written| own.erasures == erasures && (own.revision == state.snapshot.shown() || Instant::now() < own.good_until);
            if let Some(own) = written.as_ref().filter(|own| is_good(own)).filter(|_| self.folder.join(dump::SUMS.0).exists()) {
                return read(&self.folder, own);
            }
            let (started, folder) = (Instant::now(), self.folder.clone());
            let done = web::block(move || dump::dump(&state, &folder).and_then(|done| pack(&folder).map(|()| done))).await.map_err(io::Error::other)??;
            *written = Some(Written { revision: done.revision, erasures, good_until: Instant::now() + started.elapsed() * REST_FACTOR, sums: done.sums });
        }
    }
}

/// What is read of files that are new enough.
async fn asked<T>(house: &House, read: impl FnOnce(&Path, &Written) -> io::Result<T>) -> Result<T, Problem> {
    let Some(dumps) = &house.dumps else { return Err(Problem::new(Code::NotFound, "this server keeps no dumps")) };
    dumps.read(house.engine.directory(), read).await.map_err(|error| {
        tracing::error!(%error, "the dumps cannot be written or read");
        Problem::new(Code::Busy, "the dumps cannot be read now")
    })
}

pub async fn index(http: HttpRequest, house: Data<House>) -> HttpResponse {
    let found = asked(&house, |folder, written| Ok((written.revision, dump::PARTS.map(|(name, ..)| folder.join(name).metadata().map_or(0, |file| file.len())))));
    let (revision, lengths) = match found.await {
        Ok(found) => found,
        Err(problem) => return problem.answer(http.headers()),
    };
    let directory = &house.engine.directory().ontology().directory;
    let mut body = format!(
        "<p>Everything published in {}, at revision {revision}. Licence: <a href=\"{licence}\">{licence}</a>.</p><table><tr><th>File</th><th>What</th><th>Bytes</th></tr>",
        page::escaped(&directory.title),
        licence = page::escaped(&directory.license)
    );
    for ((name, _, words), bytes) in dump::PARTS.into_iter().zip(lengths) {
        let _ = write!(body, "<tr><td><a href=\"/dumps/{name}\">{name}</a></td><td>{words}</td><td>{bytes}</td></tr>");
    }
    body.push_str("</table>");
    let mut response = HttpResponse::Ok();
    response.insert_header((REVISION, revision.to_string())).insert_header((header::CACHE_CONTROL, "no-cache"));
    page::html(response, "Dumps", &body)
}

pub async fn file(http: HttpRequest, house: Data<House>, name: web::Path<String>) -> HttpResponse {
    match opened(&http, &house, &name).await {
        Ok(file) => file.answer(&http),
        Err(problem) => problem.answer(http.headers()),
    }
}

async fn opened(http: &HttpRequest, house: &House, name: &str) -> Result<Opened, Problem> {
    let Some((name, media_type, _)) = dump::PARTS.into_iter().find(|(own, ..)| *own == name) else {
        return Err(Problem::new(Code::NotFound, format!("there is no such dump; there are {}", dump::PARTS.map(|(name, ..)| name).join(", "))));
    };
    let takes_gzip = compress::takes_gzip(http.headers()) && !wants_part(http);
    asked(house, |folder, written| {
        let packed = if takes_gzip { File::open(folder.join(packed(name))).ok() } else { None };
        let is_packed = packed.is_some();
        let file = packed.map_or_else(|| File::open(folder.join(name)), Ok)?;
        let about = file.metadata()?;
        let sum = written.sums.iter().find(|(own, _)| *own == name).map(|(_, sum)| sum.as_str()).unwrap_or_default();
        let tag = EntityTag::new_strong(format!("{sum}{}", if is_packed { "-gzip" } else { "" }));
        Ok(Opened { file, bytes: about.len(), changed: about.modified()?, tag, revision: written.revision, media_type, is_packed })
    })
    .await
}

/// Beside each file that packing makes smaller, what it is packed to.
fn pack(folder: &Path) -> io::Result<()> {
    let files = dump::PARTS.into_iter().filter(|(_, media_type, _)| *media_type != "application/zip");
    files.into_iter().try_for_each(|(name, ..)| compress::gzip_file(&folder.join(name), &folder.join(packed(name))))
}

fn packed(name: &str) -> String {
    format!("{name}.gz")
}
