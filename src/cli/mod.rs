//! Floor 4, the door for operators: one command line, each subcommand a few lines around a verb of `app`.
//!
//! Exit codes: 0 done, 1 failed, 2 bad usage. Problems go to standard error, results to standard output.

mod accounts;
mod commands;
mod links;
mod progress;
mod receipts;

use crate::app::data::{Files, Format};
use crate::app::account::orcid::Provider;
use crate::app::outward::is_private;
use clap::{Args, Parser, Subcommand};
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// The directory of what helps people engage the public with research.
#[derive(Debug, Parser)]
#[command(name = "whatworks", version, about, long_about = None, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    place: Place,
    /// How logs look: `readable` or `json`.
    #[arg(long, global = true, env = "WHATWORKS_LOG_FORMAT", default_value = "readable", value_parser = ["readable", "json"])]
    log_format: String,
    /// What is logged, like `info` or `whatworks=debug`.
    #[arg(long, global = true, env = "WHATWORKS_LOG", default_value = "warn,whatworks=info")]
    log: String,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  whatworks serve --demo                       the seed data at http://127.0.0.1:8080, nothing kept
  whatworks serve --data ./data                keep everything under ./data
  whatworks check ontology seed-data           every problem, with file and line
  whatworks import --data ./data more.ttl      publish the records of a file
  whatworks import table.csv --mapping m.json  publish the rows of a table
  whatworks sample-data --records 10000 > s.nt a synthetic directory
  whatworks account create me@example.org --role administrator
  whatworks verify --data ./data               check the ledger's chain
  whatworks verify-receipt receipt.jws --keys jwks.json
                                               check a receipt, offline";

/// Where things are.
#[derive(Clone, Debug, Args)]
struct Place {
    /// The folder of the ledger and the views.
    #[arg(long, global = true, env = "WHATWORKS_DATA", default_value = "./data", value_name = "DIR")]
    data: PathBuf,
    /// The ledger's database; `DIR/ledger.sqlite` unless given.
    #[arg(long, global = true, env = "WHATWORKS_DATABASE_URL", value_name = "sqlite:PATH|postgres:…")]
    database_url: Option<String>,
    /// The folder of the ontology.
    #[arg(long, global = true, env = "WHATWORKS_ONTOLOGY", default_value = "ontology", value_name = "DIR")]
    ontology: PathBuf,
}

/// How tables are read.
#[derive(Clone, Debug, Args)]
struct Table {
    /// How the files are to be read when their columns are not called like our fields; formats of others are read as the ontology says
    /// unless given.
    #[arg(long, env = "WHATWORKS_MAPPING", value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// What the files are; their names and contents tell unless given.
    #[arg(long, env = "WHATWORKS_FORMAT", value_parser = clap::builder::PossibleValuesParser::new(Format::ALL.map(|format| format.row().name)))]
    format: Option<String>,
}

impl Table {
    fn files(self, paths: Vec<PathBuf>) -> Files {
        Files { paths, mapping: self.mapping, format: self.format.as_deref().and_then(Format::named), ..Files::default() }
    }
}

/// How an import goes.
#[derive(Clone, Debug, Args)]
struct ImportHow {
    /// Judge and count, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// List what each column was taken for, and what becomes of each record.
    #[arg(long)]
    report: bool,
    /// Overrule what curators set, for this reason; it is kept with what changes.
    #[arg(long, value_name = "REASON")]
    overwrite_curated: Option<String>,
}

/// Signing in with ORCID; offered where a client is named.
#[derive(Clone, Debug, Args)]
struct Orcid {
    /// Who says who somebody is, by OpenID Connect.
    #[arg(long, env = "WHATWORKS_ORCID_ISSUER", default_value = "https://orcid.org", value_name = "URL")]
    orcid_issuer: String,
    /// What ORCID calls this directory.
    #[arg(long, env = "WHATWORKS_ORCID_CLIENT", value_name = "ID", requires = "orcid_secret")]
    orcid_client: Option<String>,
    #[arg(long, env = "WHATWORKS_ORCID_SECRET", value_name = "SECRET", hide_env_values = true)]
    orcid_secret: Option<String>,
    /// Where ORCID sends people back to; a page of this server unless given.
    #[arg(long, env = "WHATWORKS_ORCID_REDIRECT", value_name = "URL")]
    orcid_redirect: Option<String>,
}

impl Orcid {
    fn provider(&self) -> Result<Option<Provider>, Failure> {
        let (Some(client), Some(secret)) = (&self.orcid_client, &self.orcid_secret) else { return Ok(None) };
        if !is_private(&self.orcid_issuer) {
            return Err(Failure::Message(format!("`{}`: secrets are sent there, so it has to begin with https://", self.orcid_issuer)));
        }
        Ok(Some(Provider { issuer: self.orcid_issuer.clone(), client: client.clone(), secret: secret.clone(), redirect: self.orcid_redirect.clone() }))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answers over HTTP until it is told to stop.
    Serve(Serve),
    /// Lists every problem of the ontology and of data files.
    Check {
        /// Data files or folders; `seed-data` unless given.
        #[arg(value_name = "FILE", default_value = "seed-data")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        table: Table,
    },
    /// Publishes the records of files (Turtle, JSON-LD, CSV, BibTeX, RIS, CSL-JSON, ORCID, ROR, iCalendar): all of them, or none.
    Import {
        #[arg(required_unless_present = "rollback", value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Take an import back instead: what it changed says again what it said before, unless it was changed since.
        #[arg(long, value_name = "BATCH", conflicts_with = "files")]
        rollback: Option<String>,
        /// Why it is taken back; everybody may read it.
        #[arg(long, default_value = "The import was taken back.", env = "WHATWORKS_REASON")]
        reason: String,
        /// Who imports, as an opaque identifier.
        #[arg(long, env = "WHATWORKS_ACTOR", default_value = "operator")]
        actor: String,
        #[command(flatten)]
        table: Table,
        #[command(flatten)]
        how: ImportHow,
    },
    /// Writes everything published as sorted N-Quads.
    Export {
        /// A file; standard output unless given.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Writes everything published into a folder: N-Quads, JSON-LD, tables, checksums, a description.
    Dump {
        #[arg(value_name = "DIR")]
        to: PathBuf,
    },
    /// Asks the addresses that records lead to whether they answer, a few at a time; lists those that do not. Works beside a running server.
    CheckLinks {
        /// How many at most; those that wait longest come first.
        #[arg(long, default_value_t = 500, env = "WHATWORKS_LIMIT", value_name = "N")]
        limit: usize,
        /// Speak also to addresses of this machine (`http://127.0.0.1:…`); for trying things out.
        #[arg(long, env = "WHATWORKS_REACH_THIS_MACHINE")]
        reach_this_machine: bool,
    },
    /// Deletes the views and fills them again from the ledger; prints the digest of the graph.
    Rebuild,
    /// Checks the ledger's chain and every payload; names what is damaged.
    Verify,
    /// Checks a receipt for something that was sent in to a call; asks no server.
    VerifyReceipt {
        /// The receipt, as it was given.
        #[arg(value_name = "FILE")]
        receipt: PathBuf,
        /// The keys of the directory: a copy of its `/.well-known/jwks.json`. Those under `DIR/keys` unless given.
        #[arg(long, value_name = "FILE", env = "WHATWORKS_RECEIPT_KEYS")]
        keys: Option<PathBuf>,
        /// What was sent in, as N-Quads: whether the receipt is for that.
        #[arg(long, value_name = "FILE")]
        proposal: Option<PathBuf>,
    },
    /// Copies the ledger as it is now into a new file, and beside it the list of what was erased; a server may go on meanwhile.
    Backup {
        #[arg(value_name = "FILE")]
        to: PathBuf,
    },
    /// Puts a backup in the place of the ledger, and erases from it what was erased since. The server must be stopped.
    Restore {
        #[arg(value_name = "FILE")]
        from: PathBuf,
        /// Lists of what was erased, as newer backups have them beside them.
        #[arg(long, value_name = "LIST")]
        erasures: Vec<PathBuf>,
        /// Move a ledger that is there aside.
        #[arg(long)]
        replace: bool,
    },
    /// Makes and changes accounts; works beside a running server.
    Account {
        #[command(subcommand)]
        what: AccountCommand,
    },
    /// Writes a synthetic directory as N-Triples, the same for the same number and seed.
    SampleData {
        /// How many records.
        #[arg(long, default_value_t = 1_000, env = "WHATWORKS_RECORDS")]
        records: u64,
        /// Another number, another directory.
        #[arg(long, default_value_t = 1, env = "WHATWORKS_SAMPLE_SEED")]
        seed: u64,
    },
    /// Answers SPARQL for a server that started it.
    #[command(hide = true)]
    SparqlWorker,
    /// Writes completions for a shell.
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// Makes an account with a confirmed address; prints a link that sets its password.
    Create {
        email: String,
        #[arg(long, default_value = "contributor", value_parser = ROLES, env = "WHATWORKS_ROLE")]
        role: String,
        /// The name to be shown.
        #[arg(long, default_value = "", env = "WHATWORKS_NAME")]
        name: String,
        /// Mail the link as well, once a server runs.
        #[arg(long, env = "WHATWORKS_INVITE")]
        invite: bool,
        /// The address under which the outside reaches the server.
        #[arg(long, env = "WHATWORKS_BASE_URL", value_name = "URL", default_value = "http://127.0.0.1:8080")]
        base_url: String,
    },
    /// Gives an account a role.
    Role {
        email: String,
        #[arg(value_parser = ROLES)]
        role: String,
    },
    /// Suspends an account.
    Disable {
        email: String,
        /// Its owner is told.
        #[arg(long, default_value = "decided by the operator of this directory", env = "WHATWORKS_REASON")]
        reason: String,
    },
    /// Lets a suspended account contribute again.
    Enable { email: String },
    /// Removes a second factor, for whoever has lost it and the recovery codes.
    ForgetFactor { email: String },
}

const ROLES: [&str; 3] = ["contributor", "curator", "administrator"];

#[derive(Clone, Debug, Args)]
struct Serve {
    /// Where to listen; PORT in the environment changes the port alone.
    #[arg(long, env = "WHATWORKS_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR:PORT")]
    listen: SocketAddr,
    /// The address under which the outside reaches this server; the one it listens on unless given.
    #[arg(long, env = "WHATWORKS_BASE_URL", value_name = "URL")]
    base_url: Option<String>,
    /// Serve the seed data from a temporary folder, which goes when the server goes.
    #[arg(long, env = "WHATWORKS_DEMO")]
    demo: bool,
    /// Records to begin with when the ledger is empty; `seed-data` when there is such a folder.
    #[arg(long, env = "WHATWORKS_SEED", value_name = "DIR")]
    seed: Option<PathBuf>,
    /// The server that takes mail, like `smtps://USER:PASSWORD@HOST`; without one, mails are files under `DIR/mail`.
    #[arg(long, env = "WHATWORKS_SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// The sender of mail.
    #[arg(long, env = "WHATWORKS_MAIL_FROM", default_value = "What Works <post@localhost>", value_name = "NAME <ADDRESS>")]
    mail_from: String,
    #[command(flatten)]
    orcid: Orcid,
    /// Speak also to addresses of this machine (`http://127.0.0.1:…`) where others name them, as for webhooks; for trying things out.
    #[arg(long, env = "WHATWORKS_REACH_THIS_MACHINE")]
    reach_this_machine: bool,
    /// Ask the addresses that records lead to whether they answer: a few every ten minutes, each once a fortnight.
    #[arg(long, env = "WHATWORKS_CHECK_LINKS")]
    check_links: bool,
    /// A proxy in front of this server adds whom it answers to X-Forwarded-For; limits per network count by that.
    #[arg(long, env = "WHATWORKS_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Threads that answer.
    #[arg(long, env = "WHATWORKS_WORKERS", default_value_t = std::thread::available_parallelism().map_or(2, usize::from), value_name = "N")]
    workers: usize,
}

/// Why a command failed.
#[derive(Debug)]
enum Failure {
    /// Already lines for people.
    Problems(Vec<crate::ontology::Problem>),
    Message(String),
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Message(error.to_string())
    }
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    log(&cli.log, &cli.log_format);
    let result = match cli.command {
        Command::Serve(serve) => commands::serve(&cli.place, &serve),
        Command::Check { files, table } => commands::check(&cli.place, &table.files(files)),
        Command::Import { rollback: Some(batch), reason, actor, .. } => commands::rollback(&cli.place, &batch, &actor, &reason),
        Command::Import { files, actor, table, how, .. } => commands::import(&cli.place, table.files(files), &actor, &how),
        Command::Export { output } => commands::export(&cli.place, output.as_deref()),
        Command::Dump { to } => commands::dump(&cli.place, &to),
        Command::CheckLinks { limit, reach_this_machine } => links::check(&cli.place, limit, reach_this_machine),
        Command::Rebuild => commands::rebuild(&cli.place),
        Command::Verify => commands::verify(&cli.place),
        Command::Account { what } => accounts::account(&cli.place, &what),
        Command::VerifyReceipt { receipt, keys, proposal } => receipts::verify(&cli.place, &receipt, keys.as_deref(), proposal.as_deref()),
        Command::Backup { to } => commands::backup(&cli.place, &to),
        Command::Restore { from, erasures, replace } => commands::restore(&cli.place, &from, &erasures, replace),
        Command::SampleData { records, seed } => commands::sample_data(&cli.place, records, seed),
        Command::SparqlWorker => crate::app::sparql::worker::run().map_err(Failure::from),
        Command::Completions { shell } => {
            let mut command = <Cli as clap::CommandFactory>::command();
            clap_complete::generate(shell, &mut command, "whatworks", &mut std::io::stdout());
            Ok(())
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report(&failure);
            ExitCode::FAILURE
        }
    }
}

fn report(failure: &Failure) {
    let mut error = std::io::stderr().lock();
    let written = match failure {
        Failure::Message(message) => writeln!(error, "whatworks: {message}"),
        Failure::Problems(problems) => problems
            .iter()
            .try_for_each(|problem| writeln!(error, "{problem}"))
            .and_then(|()| writeln!(error, "whatworks: {} problem{}", problems.len(), if problems.len() == 1 { "" } else { "s" })),
    };
    // When nobody listens there is nobody to tell.
    drop(written);
}

fn log(filter: &str, format: &str) {
    let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    if format == "json" { builder.json().init() } else { builder.compact().init() }
}
