//! One pass over the characters of a document.
//!
//! The parser behind it works by recursive descent, so nesting has to be bounded before it runs. Where a document can be read in
//! two ways, this pass follows the grammar of that parser: a document it undercounts must be one the parser refuses.

use super::{
    ALIASES_MAX, BRACKET_DEPTH_MAX, DIRECTIVES_MAX, FRAGMENTS_MAX, OPERATIONS_MAX, Refusal, TOKENS_MAX, VARIABLES_MAX, within,
};

/// What the characters of an admitted document tell about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glance {
    /// Every operation is a query.
    pub only_reads: bool,
}

/// Counts tokens, brackets, aliases, directives, definitions and variables in one linear pass without allocating.
///
/// # Errors
/// Names the first limit that is exceeded, with what the whole document holds.
pub fn lexical(document: &str) -> Result<Glance, Refusal> {
    let found = Counts::of(document);
    within("bracket depth", BRACKET_DEPTH_MAX, found.depth)?;
    within("number of tokens", TOKENS_MAX, found.tokens)?;
    within("number of aliases", ALIASES_MAX, found.aliases)?;
    within("number of directives", DIRECTIVES_MAX, found.directives)?;
    within("number of fragments", FRAGMENTS_MAX, found.fragments)?;
    within("number of operations", OPERATIONS_MAX, found.operations)?;
    within("number of variables", VARIABLES_MAX, found.variables)?;
    Ok(Glance { only_reads: found.writes == 0 })
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    depth: u64,
    tokens: u64,
    aliases: u64,
    directives: u64,
    fragments: u64,
    operations: u64,
    /// Operations that are neither a query nor without a keyword.
    writes: u64,
    variables: u64,
}

/// The token before this one, as far as it decides what a colon means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Name,
    Dollar,
    Variable,
    Other,
}

impl Counts {
    fn of(document: &str) -> Self {
        let mut found = Self::default();
        let mut lexer = Lexer { bytes: document.as_bytes(), position: 0, blocks_close: true };
        let (mut depth, mut parentheses) = (0_u64, 0_u64);
        let mut before = Before::Other;
        let mut between_definitions = true;
        while let Some(token) = lexer.next() {
            found.tokens += 1;
            if between_definitions {
                between_definitions = false;
                // The parser does not ask for a space after a keyword, hence the prefix.
                match token {
                    Token::Name(name) if name.starts_with(b"fragment") => found.fragments += 1,
                    Token::Punctuator(b'{') => found.operations += 1,
                    Token::Name(name) if name.starts_with(b"query") => found.operations += 1,
                    _ => {
                        found.operations += 1;
                        found.writes += 1;
                    }
                }
            }
            let mut now = Before::Other;
            match token {
                Token::Name(_) => now = if before == Before::Dollar { Before::Variable } else { Before::Name },
                Token::Punctuator(b'$') => now = Before::Dollar,
                Token::Punctuator(b':') if before == Before::Variable => found.variables += 1,
                // Inside parentheses a name and a colon are an argument or a field of an object.
                Token::Punctuator(b':') if before == Before::Name && parentheses == 0 => found.aliases += 1,
                Token::Punctuator(b'@') => found.directives += 1,
                Token::Punctuator(bracket @ (b'{' | b'[' | b'(')) => {
                    depth += 1;
                    found.depth = found.depth.max(depth);
                    parentheses += u64::from(bracket == b'(');
                }
                Token::Punctuator(bracket @ (b'}' | b']' | b')')) => {
                    depth = depth.saturating_sub(1);
                    parentheses = parentheses.saturating_sub(u64::from(bracket == b')'));
                    between_definitions = bracket == b'}' && depth == 0;
                }
                Token::Punctuator(_) | Token::Value => {}
            }
            before = now;
        }
        found
    }
}

enum Token<'a> {
    Name(&'a [u8]),
    Punctuator(u8),
    Value,
}

struct Lexer<'a> {
    bytes: &'a [u8],
    position: usize,
    /// False once a `"""` was found that nothing closes: then nothing later is closed either, and looking again would be quadratic.
    blocks_close: bool,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_ignored();
        let first = *self.bytes.get(self.position)?;
        let start = self.position;
        self.position += 1;
        Some(match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                Token::Name(&self.bytes[start..self.position])
            }
            b'-' | b'0'..=b'9' => {
                self.skip_number();
                Token::Value
            }
            b'"' => {
                self.skip_string();
                Token::Value
            }
            b'.' => {
                if self.bytes[self.position..].starts_with(b"..") {
                    self.position += 2;
                }
                Token::Punctuator(b'.')
            }
            other => Token::Punctuator(other),
        })
    }

    fn skip_while(&mut self, keep: impl Fn(u8) -> bool) {
        while self.bytes.get(self.position).is_some_and(|byte| keep(*byte)) {
            self.position += 1;
        }
    }

    fn skip_ignored(&mut self) {
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        while let Some(byte) = self.bytes.get(self.position) {
            match byte {
                b' ' | b',' | b'\t' | b'\n' | b'\r' => self.position += 1,
                b'#' => {
                    let rest = &self.bytes[self.position..];
                    self.position += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                _ if self.bytes[self.position..].starts_with(BYTE_ORDER_MARK) => self.position += BYTE_ORDER_MARK.len(),
                _ => break,
            }
        }
    }

    fn skip_number(&mut self) {
        self.skip_while(|byte| byte.is_ascii_digit());
        if self.byte(0) == Some(b'.') && self.byte(1).is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
            self.skip_while(|byte| byte.is_ascii_digit());
        }
        if matches!(self.byte(0), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(1), Some(b'+' | b'-')));
            if self.byte(1 + sign).is_some_and(|byte| byte.is_ascii_digit()) {
                self.position += 1 + sign;
                self.skip_while(|byte| byte.is_ascii_digit());
            }
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.position + ahead).copied()
    }

    /// Moves behind a string whose first quote has been taken.
    fn skip_string(&mut self) {
        if self.blocks_close && self.bytes[self.position..].starts_with(b"\"\"") {
            match self.end_of_block(self.position + 2) {
                Some(end) => {
                    self.position = end;
                    return;
                }
                None => self.blocks_close = false,
            }
        }
        while let Some(byte) = self.byte(0) {
            match byte {
                b'"' => {
                    self.position += 1;
                    return;
                }
                // A string ends with its line; the parser will say so.
                b'\n' | b'\r' => return,
                b'\\' if !matches!(self.byte(1), Some(b'\n' | b'\r') | None) => self.position += 2,
                _ => self.position += 1,
            }
        }
    }

    fn end_of_block(&self, mut position: usize) -> Option<usize> {
        loop {
            position += memchr::memchr2(b'"', b'\\', self.bytes.get(position..)?)?;
            let rest = &self.bytes[position..];
            if rest.starts_with(b"\"\"\"") {
                return Some(position + 3);
            }
            position += if rest.starts_with(b"\\\"\"\"") { 4 } else { 1 };
        }
    }
}
