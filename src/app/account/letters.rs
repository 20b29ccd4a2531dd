//! What is written in mails about accounts. No mail to an address that is not confirmed repeats anything that a stranger typed.

use super::Desk;
use crate::app::mail::Letter;

const HOURS: &str = "The link works once, within 24 hours.";
const NOT_YOU: &str = "If this was not you, there is nothing you need to do.";

impl Desk {
    fn letter(&self, subject: &str, paragraphs: &[&str]) -> Letter {
        Letter { subject: format!("{}: {subject}", self.title), paragraphs: paragraphs.iter().map(|&words| words.to_owned()).collect(), action: None }
    }

    fn with_link(&self, letter: Letter, label: &str, path: &str, secret: &str) -> Letter {
        Letter { action: Some((label.to_owned(), self.address(&format!("/account/{path}?token={secret}")))), ..letter }
    }

    pub(super) fn confirm(&self, secret: &str) -> Letter {
        let letter = self.letter("confirm your address", &["Somebody, probably you, made an account with this address.", "Confirm that the address is yours, and you can contribute.", HOURS, NOT_YOU]);
        self.with_link(letter, "Confirm my address", "confirm", secret)
    }

    pub(super) fn exists(&self) -> Letter {
        let letter = self.letter(
            "you have an account already",
            &["Somebody, probably you, wanted to make an account with this address. There is one already: sign in, or ask for a new password if you have forgotten it.", NOT_YOU],
        );
        Letter { action: Some(("Ask for a new password".to_owned(), self.address("/account/forgotten"))), ..letter }
    }

    pub(super) fn reset(&self, secret: &str) -> Letter {
        let letter = self.letter("set a new password", &["Somebody, probably you, asked for a new password for your account.", HOURS, NOT_YOU]);
        self.with_link(letter, "Set a new password", "reset", secret)
    }

    pub(super) fn invited(&self, secret: &str) -> Letter {
        let letter = self.letter("your account", &["An account was made for you. Set a password to use it.", HOURS]);
        self.with_link(letter, "Set a password", "reset", secret)
    }

    pub(super) fn offered(&self, title: &str, keeping: bool, secret: &str) -> Letter {
        let words = if keeping { "share with you" } else { "hand on to you" };
        let letter = self.letter(
            &format!("a record for you: {title}"),
            &[&format!("The owner of “{title}” wants to {words} that record. Whoever owns a record sees what is proposed about it."), "Sign in, or make an account, and accept it.", HOURS, NOT_YOU],
        );
        self.with_link(letter, "Accept the record", "records/accept", secret)
    }

    pub(super) fn password_changed(&self) -> Letter {
        self.letter(
            "your password was changed",
            &["The password of your account was changed, and everybody who was signed in with it was signed out.", "If this was not you, ask for a new password at once, look through the keys that you made for programs, and tell us."],
        )
    }

    pub(super) fn move_here(&self, secret: &str) -> Letter {
        let letter = self.letter("confirm your new address", &["Somebody, probably you, wants to use this address for their account from now on.", HOURS, NOT_YOU]);
        self.with_link(letter, "Use this address", "confirm", secret)
    }

    pub(super) fn moved(&self) -> Letter {
        self.letter("your address was changed", &["Your account has another e-mail address now, and this one is not used any more.", "If this was not you, tell us at once."])
    }

    pub(super) fn factor_set(&self) -> Letter {
        self.letter("a second factor was set up", &["From now on a code is asked for when you sign in. Keep the recovery codes that you were shown in a safe place.", "If this was not you, change your password at once and tell us."])
    }

    pub(super) fn factor_removed(&self) -> Letter {
        self.letter("the second factor was removed", &["No code is asked for any more when you sign in.", "If this was not you, change your password at once and tell us."])
    }

    pub(super) fn role_given(&self, role: &str) -> Letter {
        let more = if role == "contributor" { "" } else { "It takes effect when you sign in with a second factor; set one up if you have none." };
        let words = format!("You are {} {role} here now.", if role.starts_with('a') { "an" } else { "a" });
        let paragraphs: Vec<&str> = [words.as_str(), more].into_iter().filter(|words| !words.is_empty()).collect();
        self.letter("your role was changed", &paragraphs)
    }

    pub(super) fn suspended(&self, reason: &str) -> Letter {
        self.letter("your account is suspended", &["Your account was suspended: you can sign in and see what is kept about you, and cannot contribute.", &format!("The reason given: {reason}"), "You can answer to this mail to appeal."])
    }

    pub(super) fn reinstated(&self) -> Letter {
        self.letter("your account is not suspended any more", &["You can contribute again."])
    }
}
