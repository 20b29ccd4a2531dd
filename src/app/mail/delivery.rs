//! Delivery: takes mail out of the outbox, looks its address up, and hands it over, again and again until somebody takes it.
//!
//! A mail leaves the outbox once the server has answered 250 for it. Whoever stops between the two sends it again after the restart,
//! under the same Message-ID. An address is looked up when the mail is sent: who is erased by then gets none.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport as _, Message, Tokio1Executor};
use ulid::Ulid;

use super::letter::{Envelope, Letter};
use crate::app::Problem;
use crate::app::account::Desk;
use crate::error::Code;
use crate::ledger::{Account, Waiting};

/// Mails taken out of the outbox at once.
const MAILS_PER_ROUND_MAX: u32 = 50;
/// How often the outbox is looked into for what another process put there.
pub const MAIL_INTERVAL: Duration = Duration::from_secs(5);
/// A mail server may take this long for each thing it is told.
const SMTP_SECONDS_MAX: u64 = 30;
/// The pause after the first failure; each next one is twice as long.
const FIRST_PAUSE_SECONDS: i64 = 30;
const PAUSE_SECONDS_MAX: i64 = 6 * 3_600;
/// After this many attempts, about three days, a mail is given up.
pub const ATTEMPTS_MAX: i64 = 20;

/// Where mail is handed over.
pub enum Transport {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// A file for each mail, for trying things out.
    Folder(PathBuf),
}

/// Hands mail over.
pub struct Post {
    transport: Transport,
    from: Mailbox,
    /// Behind the `@` of Message-IDs.
    host: String,
}

fn broken(doing: &str, error: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, format!("{doing}: {error}"))
}

impl Transport {
    /// Over a server at `smtp://…`, `smtps://…`, or `smtp://…?tls=required`.
    ///
    /// # Errors
    /// When the address is not understood.
    pub fn smtp(url: &str) -> Result<Self, Problem> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| {
            Problem::new(Code::BadRequest, format!("the address of the mail server is not understood ({error}); give `smtps://USER:PASSWORD@HOST` or `smtp://HOST:PORT`"))
        })?;
        Ok(Self::Smtp(Box::new(builder.timeout(Some(Duration::from_secs(SMTP_SECONDS_MAX))).build())))
    }
}

/// The file of a mail to an account: its name leads to it when the account is erased.
fn file(folder: &Path, id: Ulid, account: &str) -> PathBuf {
    folder.join(format!("{id}-{account}.eml"))
}

/// Deletes the files of mails to an account.
pub fn forget_files(folder: &Path, account: &str) -> std::io::Result<()> {
    let ending = format!("-{account}.eml");
    let files = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        files => files?,
    };
    for file in files {
        let path = file?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(&ending)) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

impl Post {
    /// # Errors
    /// When `from` is not an address, like `What Works <post@example.org>`.
    pub fn new(transport: Transport, from: &str, iri: &str) -> Result<Self, Problem> {
        let from: Mailbox = from.parse().map_err(|error| Problem::new(Code::BadRequest, format!("mail cannot be sent from `{from}`: {error}; give `NAME <user@example.org>`")))?;
        let host = iri.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next()).filter(|host| !host.is_empty()).unwrap_or("localhost").to_owned();
        Ok(Self { transport, from, host })
    }

    /// Hands over whatever comes, until it is stopped.
    pub async fn run(&self, desk: &Desk) {
        loop {
            match self.round(desk).await {
                Ok(sent) if sent > 0 => continue,
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "the outbox cannot be emptied"),
            }
            tokio::select! {
                () = desk.post().notified() => {}
                () = tokio::time::sleep(MAIL_INTERVAL) => {}
            }
        }
    }

    /// Tries what is due, and answers how many mails were handed over.
    ///
    /// # Errors
    /// When the ledger cannot be read or written; a mail that cannot be handed over is none.
    pub async fn round(&self, desk: &Desk) -> Result<usize, Problem> {
        let now = desk.now().as_millisecond();
        let due = desk.ledger().look(move |book| Box::pin(async move { book.due_mail(now, MAILS_PER_ROUND_MAX).await })).await?;
        let mut sent = 0;
        for mail in due {
            let id = mail.id;
            match self.deliver(desk, &mail).await {
                Ok(handed_over) => {
                    sent += usize::from(handed_over);
                    desk.ledger().keep(move |book| Box::pin(async move { book.mail_done(id).await.map(Ok::<_, Problem>) })).await??;
                }
                Err(error) if mail.attempts + 1 >= ATTEMPTS_MAX => {
                    tracing::error!(mail = %id, %error, "a mail is given up");
                    desk.ledger().keep(move |book| Box::pin(async move { book.mail_done(id).await.map(Ok::<_, Problem>) })).await??;
                }
                Err(error) => {
                    let pause = (FIRST_PAUSE_SECONDS << mail.attempts.clamp(0, 20)).min(PAUSE_SECONDS_MAX);
                    tracing::warn!(mail = %id, attempts = mail.attempts + 1, pause, %error, "a mail cannot be sent now");
                    desk.ledger().keep(move |book| Box::pin(async move { book.mail_failed(id, now + pause * 1_000).await.map(Ok::<_, Problem>) })).await??;
                }
            }
        }
        Ok(sent)
    }

    /// False where nobody is to get it any more.
    async fn deliver(&self, desk: &Desk, mail: &Waiting) -> Result<bool, Problem> {
        let id = mail.notice.account.clone();
        let Some(account) = desk.ledger().look(move |book| Box::pin(async move { book.by_id(&id).await })).await? else { return Ok(false) };
        let Some(message) = self.message(desk, mail, &account)? else { return Ok(false) };
        match &self.transport {
            Transport::Smtp(server) => {
                server.send(message).await.map_err(|error| broken("the mail server did not take it", &error))?;
            }
            Transport::Folder(folder) => {
                let path = file(folder, mail.id, &account.id);
                let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, message.formatted()));
                written.map_err(|error| broken("the mail cannot be written", &error))?;
            }
        }
        Ok(true)
    }

    /// The mail itself; nothing where its reader does not want it.
    fn message(&self, desk: &Desk, mail: &Waiting, account: &Account) -> Result<Option<Message>, Problem> {
        let notice = &mail.notice;
        let (envelope, unsubscribe) = match &mail.sealed {
            Some(sealed) => (desk.envelope(sealed).ok_or_else(|| broken("the mail cannot be read", &"it was sealed with other keys"))?, None),
            None if !account.notified || !account.verified => return Ok(None),
            None => {
                let mut envelope = Envelope { to: None, subject: notice.subject.clone(), text: notice.text.clone(), html: notice.html.clone(), calendar: None };
                let address = desk.address(&notice.page);
                if !notice.page.is_empty() && !envelope.text.contains(&address) {
                    let link = Letter { action: Some(("See it here".to_owned(), address)), ..Letter::default() };
                    envelope.text = format!("{}\n{}", envelope.text, link.text());
                    envelope.html = format!("{}\n{}", envelope.html, link.html());
                }
                (envelope, Some(desk.unsubscribe_address(&account.id)))
            }
        };
        let to: lettre::Address = envelope.to.as_deref().unwrap_or(&account.email).parse().map_err(|error| broken("the address is not one", &error))?;
        let (text, html) = dressed(&envelope, desk, unsubscribe.as_deref());
        let written = SystemTime::UNIX_EPOCH + Duration::from_millis(mail.id.timestamp_ms());
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(super::letter::line(&envelope.subject))
            .date(written)
            .message_id(Some(format!("<{}@{}>", mail.id, self.host)))
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()));
        if let Some(address) = unsubscribe {
            builder = builder.raw_header(header("List-Unsubscribe", format!("<{address}>"))).raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        let words = MultiPart::alternative_plain_html(text, html);
        let parts = match envelope.calendar {
            Some(calendar) => MultiPart::mixed().multipart(words).singlepart(attached(calendar)),
            None => words,
        };
        builder.multipart(parts).map(Some).map_err(|error| broken("the mail cannot be written", &error))
    }
}

/// An entry for a calendar beside the words.
fn attached(calendar: String) -> SinglePart {
    let method = if calendar.contains("METHOD:CANCEL") { "CANCEL" } else { "PUBLISH" };
    let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}")).unwrap_or(ContentType::TEXT_PLAIN);
    Attachment::new("event.ics".to_owned()).body(calendar, kind)
}

/// A header whose value is ours: an address of this directory or a fixed word.
fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// The text and the HTML with what stands below every mail.
fn dressed(envelope: &Envelope, desk: &Desk, unsubscribe: Option<&str>) -> (String, String) {
    use super::letter::escaped;
    let address = desk.address("/");
    let mut text = format!("{}\n-- \n{}\n{address}\n", envelope.text, desk.title());
    let mut html = format!("{}\n<hr>\n<p>{}<br><a href=\"{address}\">{address}</a></p>", envelope.html, escaped(desk.title()), address = escaped(&address));
    if let Some(link) = unsubscribe {
        text.push_str(&format!("No such mail any more: {link}\n"));
        html.push_str(&format!("\n<p><a href=\"{}\">No such mail any more</a></p>", escaped(link)));
    }
    (text, format!("<!doctype html>\n<html lang=\"en\"><body>\n{html}\n</body></html>\n"))
}
