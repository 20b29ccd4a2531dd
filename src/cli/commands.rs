//! One function for each subcommand: arguments in, a verb of `app`, words out.

use super::progress::Progress;
use super::{Failure, ImportHow, Place, Serve};
use crate::app::Directory;
use crate::app::backup::{backup as copy, restore as bring_back};
use crate::app::account::Settings;
use crate::app::mail::{Post, Transport};
use crate::app::check::{CheckReport, check as check_files};
use crate::app::data::Files;
use crate::app::dump::{Dumped, dump as write_dump};
use crate::app::outward::Reach;
use crate::app::import::rollback::roll_back;
use crate::app::import::{ImportError, Imported, Manner, Report, import_with};
use crate::app::{attend, link_check::round as link_round, process::remind, sample::sample, saved_search, webhook::deliver};
use crate::http::graphql::engine::Engine;
use crate::http::{House, serve as answer};
use crate::ledger::Ledger;
use crate::ontology::{Ontology, Problem};
use crate::views::Stage;
use crate::views::graph::Graph;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::DirBuilderExt as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Who publishes the records that a directory begins with.
const SEED_ACTOR: &str = "seed";
/// Notes that an import lists.
const NOTES_MAX: usize = 20;
/// How often a server looks for events that another process kept.
const FOLLOW_INTERVAL: Duration = Duration::from_secs(1);
/// How often a server forgets what has run out, and looks whether its keys are due.
const TIDY_INTERVAL: Duration = Duration::from_secs(3_600);

/// How often a server looks for saved searches that are due.
const SEARCH_INTERVAL: Duration = Duration::from_secs(60);

const LEDGER_FILE: &str = "ledger.sqlite";

pub type Done = Result<(), Failure>;

pub fn say(words: std::fmt::Arguments<'_>) -> Done {
    Ok(writeln!(std::io::stdout().lock(), "{words}")?)
}

pub fn ontology(place: &Place) -> Result<Arc<Ontology>, Failure> {
    Ontology::load(&place.ontology).map(Arc::new).map_err(Failure::Problems)
}

pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().thread_name("whatworks").build()?)
}

impl Place {
    /// The ledger's address; its folder is made when there is none.
    pub fn ledger_url(&self) -> Result<String, Failure> {
        if let Some(url) = &self.database_url {
            return Ok(url.clone());
        }
        // Accounts and mail are nobody's but the operator's.
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.data).map_err(|error| Failure::Message(format!("the data folder {} cannot be made: {error}", self.data.display())))?;
        Ok(format!("sqlite:{}", self.data.join(LEDGER_FILE).display()))
    }

    /// The ledger's file; SQLite is all there is.
    fn ledger_file(&self) -> PathBuf {
        let named = self.database_url.as_deref().and_then(|url| url.strip_prefix("sqlite:"));
        named.map_or_else(|| self.data.join(LEDGER_FILE), PathBuf::from)
    }

    fn views(&self) -> PathBuf {
        self.data.join("views")
    }

    fn mails(&self) -> PathBuf {
        self.data.join("mail")
    }

    /// How accounts are kept.
    pub fn accounts(&self) -> Settings {
        Settings { keys: Some(self.data.join("keys")), mails: Some(self.mails()), ..Settings::default() }
    }

    /// Commands that only read want a ledger to be there.
    pub fn existing_ledger_url(&self) -> Result<String, Failure> {
        let file = self.data.join(LEDGER_FILE);
        if self.database_url.is_none() && !file.exists() {
            return Err(Failure::Message(format!("there is no ledger at {}; name its folder with --data", file.display())));
        }
        self.ledger_url()
    }
}

pub async fn open(ontology: &Arc<Ontology>, url: &str, views: Option<&Path>, accounts: Settings) -> Result<Directory, Failure> {
    let head = Ledger::open(url).await?.head().await?.sequence;
    let progress = Progress::new("replaying the ledger", head);
    Ok(Directory::open_with(Arc::clone(ontology), url, views, accounts, move |stage| show(&progress, stage, head)).await?)
}

fn show(progress: &Progress, stage: Stage, head: u64) {
    match stage {
        Stage::Replaying(sequence) => progress.step("replaying the ledger", sequence, head),
        Stage::Indexing(done, all) => progress.step("indexing words", done, all),
        Stage::Filling(done, all) => progress.step("filling the graph", done, all),
    }
}

/// The graph, once it is filled.
fn graph(directory: &Directory) -> &Graph {
    let progress = Progress::new("filling the graph", 0);
    directory.views().watch_graph(|stage| show(&progress, stage, 0))
}

async fn load(ontology: &Arc<Ontology>, ledger: &Ledger, files: Files, actor: &str, dry_run: bool, overrule: Option<String>) -> Result<Report, Failure> {
    let bar = Arc::new(Progress::new("reading", 0));
    let heard = Arc::clone(&bar);
    let manner = Manner { actor: actor.to_owned(), dry_run, overrule, progress: Arc::new(move |what, position, total| heard.step(what, position, total)) };
    let result = import_with(ontology, ledger, files, manner).await;
    drop(bar);
    result.map_err(|error| match error {
        ImportError::Problems(problems) => Failure::Problems(problems),
        ImportError::Directory(error) => error.into(),
    })
}

pub fn serve(place: &Place, serve: &Serve) -> Done {
    let mut place = place.clone();
    let temporary = serve.demo.then(|| std::env::temp_dir().join(format!("whatworks-demo-{}", std::process::id())));
    if let Some(folder) = &temporary {
        place.data.clone_from(folder);
    }
    let result = runtime()?.block_on(serve_from(&place, serve));
    if let Some(folder) = temporary {
        drop(std::fs::remove_dir_all(folder));
    }
    result
}

async fn serve_from(place: &Place, serve: &Serve) -> Done {
    let ontology = ontology(place)?;
    let url = place.ledger_url()?;
    let ledger = Ledger::open(&url).await?;
    let usual = PathBuf::from("seed-data");
    let seed = serve.seed.clone().or_else(|| usual.is_dir().then_some(usual));
    if let (0, Some(seed)) = (ledger.head().await?.sequence, seed) {
        let report = load(&ontology, &ledger, vec![seed].into(), SEED_ACTOR, false, None).await?;
        tracing::info!(records = report.imported.published, "the seed data is imported");
    }
    ledger.close().await?;
    let reach = if serve.reach_this_machine { Reach::ThisMachineToo } else { Reach::Public };
    let settings = Settings { orcid: serve.orcid.provider()?, reach, ..place.accounts() };
    let directory = Arc::new(open(&ontology, &url, Some(&place.views()), settings).await?);
    let engine = Engine::new(Arc::clone(&directory)).map_err(|error| Failure::Message(format!("the GraphQL schema contradicts itself: {error}")))?;
    let mut house = House::new(Arc::new(engine))?;
    house.is_behind_proxy = serve.behind_proxy;
    house.keep_dumps(place.data.join("dumps"));
    let house = Arc::new(house);
    let transport = serve.smtp_url.as_deref().map_or_else(|| Ok(Transport::Folder(place.mails())), Transport::smtp)?;
    let post = Post::new(transport, &serve.mail_from, directory.desk().iri())?;
    let posted = Arc::clone(&directory);
    let delivering = tokio::spawn(async move { post.run(posted.desk()).await });
    let own = || Arc::clone(&directory);
    let tasks = [delivering, tokio::spawn(follow(own())), tokio::spawn(tidy(own())), tokio::spawn(tell(own())), tokio::spawn(tend(own())), tokio::spawn(deliver::run(own())), tokio::spawn(link_round::run(own(), serve.check_links))];
    let listen = port(serve.listen)?;
    let (base, reached) = (serve.base_url.clone(), Arc::clone(&directory));
    let served = answer(listen, house, serve.workers, move |address| {
        let url = base.unwrap_or_else(|| format!("http://{address}"));
        reached.desk().reached_at(&url);
        drop(say(format_args!("What Works is served at {url}")));
    });
    let result = served.await;
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    directory.ledger().close().await?;
    Ok(result?)
}

/// `PORT` in the environment changes the port alone.
fn port(listen: SocketAddr) -> Result<SocketAddr, Failure> {
    match std::env::var("PORT") {
        Ok(port) => {
            let port = port.parse().map_err(|_| Failure::Message(format!("PORT is `{port}`; it is a number from 1 to 65535")))?;
            Ok(SocketAddr::new(listen.ip(), port))
        }
        Err(_) => Ok(listen),
    }
}

/// Applies what other processes keep in the same ledger.
async fn follow(directory: Arc<Directory>) {
    loop {
        tokio::time::sleep(FOLLOW_INTERVAL).await;
        if let Err(error) = directory.follow(u64::MAX).await {
            tracing::error!(%error, "new events of the ledger cannot be shown");
        }
    }
}

/// Forgets what has run out.
async fn tidy(directory: Arc<Directory>) {
    loop {
        if let Err(error) = directory.desk().tidy().await {
            tracing::error!(%error, "what has run out of accounts cannot be forgotten");
        }
        tokio::time::sleep(TIDY_INTERVAL).await;
    }
}

/// Sends news of saved searches, and reminders of calls that close.
async fn tell(directory: Arc<Directory>) {
    loop {
        if let Err(error) = remind::remind(&directory).await {
            tracing::error!(%error, "reminders of calls cannot be sent");
        }
        match saved_search::tell(&directory).await {
            Ok(looked_at) if looked_at > 0 => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "saved searches cannot be looked at"),
        }
        tokio::time::sleep(SEARCH_INTERVAL).await;
    }
}

/// Moves people up from waiting lists, reminds them, tells them what changed, forgets what they needed.
async fn tend(directory: Arc<Directory>) {
    loop {
        match attend::tend(&directory).await {
            Ok(written) if written > 0 => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "registrations cannot be looked at"),
        }
        tokio::time::sleep(SEARCH_INTERVAL).await;
    }
}

pub fn check(place: &Place, files: &Files) -> Done {
    // `whatworks check ontology seed-data` names the ontology for the reader's sake.
    let paths = files.paths.iter().filter(|file| **file != place.ontology).cloned().collect();
    let bar = Progress::new("reading", 0);
    let report = check_files(&place.ontology, &Files { paths, ..files.clone() }, &|what, position, total| bar.step(what, position, total));
    drop(bar);
    let CheckReport { problems, problems_unlisted, notes, notes_unlisted, records, files } = report;
    note(&notes, notes_unlisted)?;
    if problems_unlisted > 0 {
        say(format_args!("{problems_unlisted} more problems are not listed"))?;
    }
    if problems.is_empty() { say(format_args!("no problems: {records} records in {files} files")) } else { Err(Failure::Problems(problems)) }
}

fn note(notes: &[Problem], unlisted: usize) -> Done {
    notes.iter().try_for_each(|note| say(format_args!("note: {note}")))?;
    if unlisted > 0 { say(format_args!("{unlisted} more notes are not listed")) } else { Ok(()) }
}

pub fn import(place: &Place, files: Files, actor: &str, how: &ImportHow) -> Done {
    let dry_run = how.dry_run;
    runtime()?.block_on(async {
        let ontology = ontology(place)?;
        // Nothing is made where nothing is to be written.
        let exists = place.database_url.is_some() || place.data.join("ledger.sqlite").exists();
        let url = if dry_run && !exists { "sqlite::memory:".to_owned() } else { place.ledger_url()? };
        let ledger = Ledger::open(&url).await?;
        let report = load(&ontology, &ledger, files, actor, dry_run, how.overwrite_curated.clone()).await;
        ledger.close().await?;
        let Report { imported: Imported { published, revised, unchanged, left_out, kept }, notes, rows, mapped, batch } = report?;
        if how.report {
            for mapped in mapped {
                say(format_args!("{} → {}", mapped.column.as_deref().unwrap_or("(every row)"), mapped.field.as_deref().unwrap_or("(not read)")))?;
            }
            rows.iter().try_for_each(|row| say(format_args!("{}:{}: {} <{}>", row.file.display(), row.line, row.fate.name(), row.iri)))?;
        }
        // Home pages that two records share are for `check` to list; here they would bury the counts.
        let shown = notes.listed.len().min(NOTES_MAX);
        note(&notes.listed[..shown], notes.listed.len() - shown + notes.unlisted)?;
        let left_out = if left_out == 0 { String::new() } else { format!(", {left_out} rows left out") };
        let kept = if kept == 0 { String::new() } else { format!(", {kept} fields kept as curators set them") };
        if let Some(batch) = batch {
            say(format_args!("batch {batch}; take it back with --rollback {batch}"))?;
        }
        let dry = if dry_run { "; nothing was written" } else { "" };
        say(format_args!("{published} published, {revised} revised, {unchanged} unchanged{left_out}{kept}{dry}"))
    })
}

pub fn rollback(place: &Place, batch: &str, actor: &str, reason: &str) -> Done {
    runtime()?.block_on(async {
        let directory = Arc::new(open(&ontology(place)?, &place.existing_ledger_url()?, None, Settings::default()).await?);
        let done = roll_back(&directory, actor, batch, reason).await?;
        directory.ledger().close().await?;
        for left in &done.left {
            say(format_args!("left: <{}>{}: {}", left.iri, left.field.as_ref().map(|field| format!(" `{field}`")).unwrap_or_default(), left.why))?;
        }
        say(format_args!("{} withdrawn, {} restored, {} left as they are", done.withdrawn.len(), done.restored.len(), done.left.len()))
    })
}

pub fn export(place: &Place, output: Option<&Path>) -> Done {
    runtime()?.block_on(async {
        let directory = open(&ontology(place)?, &place.existing_ledger_url()?, None, Settings::default()).await?;
        let lines = graph(&directory).sorted_lines()?;
        let mut out: Box<dyn Write> = match output {
            Some(file) => Box::new(BufWriter::new(File::create(file)?)),
            None => Box::new(BufWriter::new(std::io::stdout().lock())),
        };
        for line in lines {
            writeln!(out, "{line}")?;
        }
        Ok(out.flush()?)
    })
}

pub fn dump(place: &Place, to: &Path) -> Done {
    runtime()?.block_on(async {
        let directory = open(&ontology(place)?, &place.existing_ledger_url()?, None, Settings::default()).await?;
        let Dumped { records, revision } = write_dump(&directory.views().state(), to)?;
        say(format_args!("{records} records at revision {revision} are in {}", to.display()))
    })
}

/// BLAKE3 of the sorted N-Quads.
fn digest(directory: &Directory) -> Result<String, Failure> {
    let mut hasher = blake3::Hasher::new();
    for line in graph(directory).sorted_lines()? {
        hasher.update(line.as_bytes()).update(b"\n");
    }
    Ok(hasher.finalize().to_hex().to_string())
}

pub fn rebuild(place: &Place) -> Done {
    runtime()?.block_on(async {
        let url = place.existing_ledger_url()?;
        let views = place.views();
        if views.exists() {
            std::fs::remove_dir_all(&views)?;
        }
        let directory = open(&ontology(place)?, &url, Some(&views), Settings::default()).await?;
        let state = directory.views().state();
        say(format_args!("revision {}: {} records, graph {}", state.snapshot.revision(), state.snapshot.len(), digest(&directory)?))
    })
}

pub fn verify(place: &Place) -> Done {
    runtime()?.block_on(async {
        let ledger = Ledger::open(&place.existing_ledger_url()?).await?;
        let progress = Progress::new("verifying the ledger", ledger.head().await?.sequence);
        let verification = ledger.verify(|sequence| progress.at(sequence)).await?;
        drop(progress);
        for damage in &verification.damage {
            say(format_args!("entry {}: {}", damage.sequence, damage.flaw))?;
        }
        for words in &verification.storage {
            say(format_args!("storage: {words}"))?;
        }
        say(format_args!("{} entries, {} erased, {} damaged; head {} {}", verification.entries, verification.erased, verification.damages, verification.head.sequence, verification.head.chain))?;
        if verification.is_sound() { Ok(()) } else { Err(Failure::Message("the ledger is damaged; restore the entries named above from a backup".to_owned())) }
    })
}

pub fn backup(place: &Place, to: &Path) -> Done {
    runtime()?.block_on(async {
        let ledger = Ledger::open(&place.existing_ledger_url()?).await?;
        let head = copy(&ontology(place)?, &ledger, to).await?;
        ledger.close().await?;
        say(format_args!("{}: revision {}, chain {}; keep the folder of keys beside it", to.display(), head.sequence, head.chain))
    })
}

pub fn restore(place: &Place, from: &Path, erasures: &[PathBuf], replace: bool) -> Done {
    runtime()?.block_on(async {
        place.ledger_url()?;
        let restored = bring_back(&ontology(place)?, from, &place.ledger_file(), erasures, replace).await?;
        let views = place.views();
        if views.exists() {
            std::fs::remove_dir_all(&views)?;
        }
        if let Some(replaced) = restored.replaced {
            say(format_args!("the ledger that was there is now {}; delete it once all is well", replaced.display()))?;
        }
        say(format_args!("revision {}, chain {}; {} events were erased again", restored.head.sequence, restored.head.chain, restored.erased))
    })
}

pub fn sample_data(place: &Place, records: u64, seed: u64) -> Done {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let ontology = ontology(place)?;
    sample(&ontology, records, seed, &mut out)?;
    Ok(out.flush()?)
}
