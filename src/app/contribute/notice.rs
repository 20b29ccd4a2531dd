//! Mail to whoever contributed: every step, with the reason. Kept with the events, sent by the outbox.

use crate::app::mail;
use crate::ledger::Notice;
use crate::views::queue::{Kind, Submission};

use super::machine::Action;

/// A mail about a submission: what happened, and what was said with it.
pub struct Letter<'a> {
    pub key: &'a str,
    /// What the record is called, if it has a name.
    pub title: Option<&'a str>,
    pub kind: Kind,
}

impl<'a> Letter<'a> {
    #[must_use]
    pub fn about(submission: &'a Submission, title: Option<&'a str>) -> Self {
        Self { key: submission.key(), title, kind: submission.kind }
    }

    fn matter(&self) -> String {
        let title = self.title.map(|title| format!(" “{title}”")).unwrap_or_default();
        match self.kind {
            Kind::Record => format!("the new record{title}"),
            Kind::Change => format!("the change of{}", if title.is_empty() { " a record".to_owned() } else { title }),
            Kind::Withdrawal => format!("the withdrawal of{}", if title.is_empty() { " a record".to_owned() } else { title }),
            Kind::Ownership => format!("your request to own{}", if title.is_empty() { " a record".to_owned() } else { title }),
            Kind::Report => format!("your report about{}", if title.is_empty() { " a record".to_owned() } else { title }),
        }
    }

    /// To its author: it has arrived.
    #[must_use]
    pub fn received(&self, author: &str) -> Notice {
        self.to_author(author, "Received", &format!("Thank you. We have received {}. A curator will look at it, and you will hear of each step.", self.matter()), None)
    }

    /// To its author: somebody did something with it.
    #[must_use]
    pub fn step(&self, author: &str, action: Action, said: Option<&str>, fields: &[String]) -> Option<Notice> {
        let matter = self.matter();
        let (subject, text) = match action {
            Action::Take => ("In review", format!("A curator is looking at {matter}.")),
            Action::Accept if fields.is_empty() => ("Accepted", format!("Thank you. We have accepted {matter}.")),
            Action::Accept => ("Accepted in part", format!("Thank you. We have accepted {matter} in part: {}.", fields.join(", "))),
            Action::Return => ("Please change", format!("A curator asks you to change {matter} before it can be accepted.")),
            Action::Reject => ("Not accepted", format!("We have not accepted {matter}.")),
            Action::Quarantine => ("Held", format!("We are holding {matter} for a closer look. If you think that this is a mistake, you can appeal.")),
            Action::Release => ("Held no longer", format!("We no longer hold {matter}; it waits for a curator like others.")),
            Action::Comment => ("A comment", format!("Somebody said something about {matter}.")),
            Action::Amend | Action::Retract | Action::Appeal => return None,
        };
        Some(self.to_author(author, subject, &text, said))
    }

    /// To a curator who looks at it: its author said or did something.
    #[must_use]
    pub fn answer(&self, curator: &str, said: Option<&str>) -> Notice {
        self.written(curator, "An answer", &format!("The author of submission {} answered.", self.key), said).leading_to(format!("/curate/{}", self.key))
    }

    fn to_author(&self, author: &str, subject: &str, text: &str, said: Option<&str>) -> Notice {
        self.written(author, subject, text, said).leading_to(page_of(self.key))
    }

    fn written(&self, account: &str, subject: &str, text: &str, said: Option<&str>) -> Notice {
        let called = self.title.filter(|title| !title.is_empty()).unwrap_or(self.key);
        let paragraphs = [Some(text.to_owned()), said.map(str::to_owned), Some(format!("Submission {}", self.key))];
        mail::Letter { subject: format!("{subject}: {called}"), paragraphs: paragraphs.into_iter().flatten().collect(), action: None }.to(account)
    }
}

/// Where an author, or an owner of the record, finds a submission.
#[must_use]
pub fn page_of(key: &str) -> String {
    format!("/account/submissions/{key}")
}

/// To somebody who is an owner of a record no longer.
#[must_use]
pub fn owner_no_longer(owner: &str, title: &str, reason: &str) -> Notice {
    let paragraphs = vec![format!("“{title}” is listed as yours no longer. You can still propose changes of it, like everybody."), reason.to_owned()];
    mail::Letter { subject: format!("No longer yours: {title}"), paragraphs, action: None }.to(owner)
}

/// To an owner of a record that somebody else says is theirs.
#[must_use]
pub fn disputed(letter: &Letter<'_>, owner: &str, grounds: &str) -> Notice {
    let title = letter.title.unwrap_or(letter.key);
    let text = format!("Somebody asks to own “{title}”, which is yours. A curator will decide; you can see what they say, and answer it, in submission {}.", letter.key);
    mail::Letter { subject: format!("Somebody asks to own {title}"), paragraphs: vec![text, grounds.to_owned()], action: None }.to(owner).leading_to(page_of(letter.key))
}

/// What became of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    AsWell,
    Instead,
}

/// To whoever offered a record that somebody took.
#[must_use]
pub fn shared(owner: &str, title: &str, shared: Shared) -> Notice {
    let text = match shared {
        Shared::AsWell => format!("“{title}” has another owner beside you now, as you offered."),
        Shared::Instead => format!("“{title}” is somebody else’s now, as you offered."),
    };
    mail::Letter { subject: format!("Your offer was taken: {title}"), paragraphs: vec![text], action: None }.to(owner)
}
