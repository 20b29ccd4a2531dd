//! Accounts: signing in and out, what is kept about oneself, one's own contributions. Every page here is for one person and kept by nobody.

mod deeds;
mod home;
mod mails;
mod news;
mod sign_in;
mod submissions;

use askama::Template;

use super::{Layout, Visit, fields::Form};

pub use deeds::{act as deed, page as deed_page};
pub use home::page as home;
pub use mails::{confirm, confirm_page, forgotten, forgotten_page, orcid, orcid_begin, reset, reset_page, unsubscribe, unsubscribe_page};
pub use news::page as news;
pub use submissions::{Line, discard, drafts, page as submissions};
pub use sign_in::{page as sign_in_page, register, register_page, send as sign_in};

/// A few sentences and where to go from here.
#[derive(Template)]
#[template(path = "said.html")]
pub struct Said {
    layout: Layout,
    paragraphs: Vec<String>,
    /// To be written down.
    secrets: Vec<String>,
    links: Vec<(String, String)>,
}

impl Visit {
    /// `title` and `words` name messages.
    fn told(&self, title: &str, words: &[&str]) -> Said {
        Said { layout: self.layout(&self.words.say(title), "account"), paragraphs: words.iter().map(|id| self.words.say(id)).collect(), secrets: Vec::new(), links: Vec::new() }
    }

    fn link(&self, address: &str, words: &str) -> (String, String) {
        (address.to_owned(), self.words.say(words))
    }
}

impl Form {
    fn led_by(mut self, visit: &Visit, words: &str) -> Self {
        self.lead = visit.words.say(words);
        self
    }
}
