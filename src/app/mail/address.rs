//! E-mail addresses.

use crate::app::Problem;
use crate::error::Code;

/// RFC 5321, section 4.5.3.1.3, without the angle brackets.
pub const ADDRESS_BYTES_MAX: usize = 254;

/// An e-mail address in the form in which two are compared: lower case. Servers that tell upper from lower case before the `@` have
/// not been seen for a long time; people who do not remember how they typed theirs have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// # Errors
    /// When it is not an address that mail can be sent to.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim().to_lowercase();
        let refuse = || Problem::new(Code::InvalidInput, format!("`{}` is not an e-mail address, like `name@example.org`", text.chars().take(80).collect::<String>().escape_debug()));
        if text.len() > ADDRESS_BYTES_MAX || text.chars().any(|letter| letter.is_control() || letter.is_whitespace() || matches!(letter, '"' | '<' | '>' | ',' | ';')) {
            return Err(refuse());
        }
        let parsed: lettre::Address = text.parse().map_err(|_| refuse())?;
        let named = parsed.domain().split('.').filter(|part| !part.is_empty()).count();
        let loopback = parsed.domain() == "localhost";
        if named < 2 && !loopback {
            return Err(refuse());
        }
        Ok(Self(text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_others_refused() {
        assert_eq!(Address::parse(" Maria.Lopez@Example.ORG ").unwrap().as_str(), "maria.lopez@example.org");
        for bad in ["", "a", "a@", "@a.example", "a b@c.example", "a@b", "a@b.example\r\nBcc: c@d.example", "<a@b.example>", "a@b..example", "\"a b\"@c.example", "a@b.example,c@d.example"] {
            assert!(Address::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Address::parse(&format!("{}@example.org", "a".repeat(300))).is_err());
    }
}
