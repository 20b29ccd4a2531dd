//! The words of a mail, as text and as HTML.

use serde::{Deserialize, Serialize};

use crate::ledger::Notice;

/// Characters of a subject; more are cut.
const SUBJECT_CHARS_MAX: usize = 150;

/// A mail before it has an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// The one thing to do: what it is called, and the address where it is done.
    pub action: Option<(String, String)>,
}

/// Words on one line: whatever would end a header's line is a space.
pub(super) fn line(text: &str) -> String {
    let plain = text.chars().map(|letter| if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') { ' ' } else { letter });
    plain.take(SUBJECT_CHARS_MAX).collect::<String>().trim().to_owned()
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter if letter.is_control() && letter != '\n' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

impl Letter {
    #[must_use]
    pub fn subject(&self) -> String {
        line(&self.subject)
    }

    #[must_use]
    pub fn text(&self) -> String {
        let mut blocks = self.paragraphs.clone();
        blocks.extend(self.action.iter().map(|(label, address)| format!("{label}:\n{address}")));
        let plain = blocks.join("\n\n").chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect::<String>();
        format!("{plain}\n")
    }

    #[must_use]
    pub fn html(&self) -> String {
        let mut blocks: Vec<String> = self.paragraphs.iter().map(|words| format!("<p>{}</p>", escaped(words).replace('\n', "<br>"))).collect();
        let link = |(label, address): &(String, String)| {
            // Nothing but the web is linked to; anything else is only shown.
            if address.starts_with("https://") || address.starts_with("http://") {
                format!("<p><a href=\"{0}\">{1}</a></p>\n<p>{0}</p>", escaped(address), escaped(label))
            } else {
                format!("<p>{}: {}</p>", escaped(label), escaped(address))
            }
        };
        blocks.extend(self.action.iter().map(link));
        blocks.join("\n")
    }

    /// For the outbox: to an account, at the address that it has when the mail is sent.
    #[must_use]
    pub fn to(&self, account: &str) -> Notice {
        Notice { account: account.to_owned(), subject: self.subject(), text: self.text(), html: self.html(), page: String::new() }
    }
}

/// A letter in the form in which it is kept sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Another address than the account's.
    pub to: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// An entry for a calendar, in iCalendar.
    #[serde(default)]
    pub calendar: Option<String>,
}

impl Envelope {
    #[must_use]
    pub fn new(to: Option<&str>, letter: &Letter) -> Self {
        Self { to: to.map(str::to_owned), subject: letter.subject(), text: letter.text(), html: letter.html(), calendar: None }
    }

    /// As kept.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_letter_can_become_a_header_or_markup() {
        let letter = Letter {
            subject: "Hello\r\nBcc: a@b.example".to_owned(),
            paragraphs: vec!["<script>alert(1)</script>\r\n& more".to_owned()],
            action: Some(("Go \"there\"".to_owned(), "javascript:alert(1)".to_owned())),
        };
        assert_eq!(letter.subject(), "Hello  Bcc: a@b.example");
        assert_eq!(letter.html(), "<p>&lt;script&gt;alert(1)&lt;/script&gt; <br>&amp; more</p>\n<p>Go &quot;there&quot;: javascript:alert(1)</p>");
        let good = Letter { action: Some(("Go".to_owned(), "https://a.example/?a=1&b=\"".to_owned())), ..Letter::default() };
        assert_eq!(good.html(), "<p><a href=\"https://a.example/?a=1&amp;b=&quot;\">Go</a></p>\n<p>https://a.example/?a=1&amp;b=&quot;</p>");
    }
}
