//! One pass over the characters of a document.
//!
//! The parser behind it works by recursive descent, so nesting has to be bounded before it runs. Where a document can be read in
//! two ways, this pass follows the grammar of that parser: a document it undercounts must be one the parser refuses.

use super::{
    ALIASES_MAX, BRACKET_DEPTH_MAX, DIRECTIVES_MAX, FRAGMENTS_MAX, NAME_BYTES_MAX, OPERATIONS_MAX, Refusal, TOKENS_MAX, VARIABLES_MAX, within,
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
    within("length of a name in bytes", NAME_BYTES_MAX, found.name_bytes)?;
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
    /// Of the longest name.
    name_bytes: u64,
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
        let mut lexer = Lexer::new(document);
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
            if let Token::Name(name) = token {
                found.name_bytes = found.name_bytes.max(name.len() as u64);
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

pub(super) enum Token<'a> {
    Name(&'a [u8]),
    Punctuator(u8),
    Value,
}

pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    pub(super) position: usize,
    /// False once a `"""` was found that nothing closes: then nothing later is closed either, and looking again would be quadratic.
    blocks_close: bool,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(document: &'a str) -> Self {
        Self { bytes: document.as_bytes(), position: 0, blocks_close: true }
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
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

#[cfg(test)]
mod tests {
    use async_graphql::parser::{
        parse_query,
        types::{ExecutableDocument, Selection, SelectionSet},
    };

    use super::*;

    /// Pieces that make documents which the parser takes surprisingly often, with everything that is easy to read wrongly.
    const PIECES: &[&str] = &[
        "{", "{", "{", "}", "}", "}", "(", ")", "[", "]", ":", "$", "@", "!", "=", "...", "...F", "... on T {", "a", "b", "query", "queryA",
        "query Q", "mutation", "subscription", "fragment F on T {", "fragmentF on T {", "on", "a:b", "a : b", "a#:\n:#\n b", "(a:1)", "(a:{b:c d:[e]})",
        "($v:Int)", "($v:[Int!]=[1] $w:T@d={x:1})", "@d", "@d(a:$v)", "1", "-1", "1.5e-3", "\"\"", "\"a\"", "\":\"", "\"\\\"\"", "\"#\"",
        "\"\"\"", "\"\"\"a\"\"\"", "\"\"\"\\\"\"\"\"\"\"", "\"\"\" a:b \"\"\"", "\"\"\"\"", "#c\n", "#\"\"\"\r", ",", " ", "\n", "\u{feff}", "a{a}", "{a}",
        "{a:a(b:\"\"\"}\"\"\")}", "\"\\u0041\"", "a(x:[\"\"\"  \"])",
    ];

    /// A small generator of its own, so that a failure repeats.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 >> 33).unwrap_or(0) % sides
        }

        /// A document of random pieces whose brackets are closed in the end.
        fn document(&mut self) -> String {
            let mut document = String::from(["{", "query{", "query($v:Int){", "{a:", "mutation Q@d{"][self.roll(5)]);
            for _ in 0..=self.roll(9) {
                document.push_str(PIECES[self.roll(PIECES.len())]);
                document.push_str(["", " ", ",", "\n"][self.roll(4)]);
            }
            let open = i64::try_from(document.matches('{').count()).unwrap_or(0) - i64::try_from(document.matches('}').count()).unwrap_or(0);
            document.push_str(&"}".repeat(usize::try_from(open).unwrap_or(0)));
            if self.roll(3) == 0 {
                document.push_str([" fragment G on T{a}", "query R{a:b}", "{a}"][self.roll(3)]);
            }
            document
        }
    }

    /// The same counts, out of what the parser understood.
    fn parsed(document: &ExecutableDocument) -> [u64; 5] {
        let (mut aliases, mut directives, mut variables) = (0, 0, 0);
        let mut sets: Vec<&SelectionSet> = Vec::new();
        for fragment in document.fragments.values() {
            directives += fragment.node.directives.len();
            sets.push(&fragment.node.selection_set.node);
        }
        for (_, operation) in document.operations.iter() {
            directives += operation.node.directives.len();
            variables += operation.node.variable_definitions.len();
            directives += operation.node.variable_definitions.iter().map(|variable| variable.node.directives.len()).sum::<usize>();
            sets.push(&operation.node.selection_set.node);
        }
        while let Some(set) = sets.pop() {
            for selection in &set.items {
                directives += selection.node.directives().len();
                match &selection.node {
                    Selection::Field(field) => {
                        aliases += usize::from(field.node.alias.is_some());
                        sets.push(&field.node.selection_set.node);
                    }
                    Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set.node),
                    Selection::FragmentSpread(_) => {}
                }
            }
        }
        [aliases, directives, document.fragments.len(), document.operations.iter().count(), variables].map(|count| count as u64)
    }

    #[test]
    fn the_pass_counts_what_the_parser_understands() {
        let mut dice = Dice(0x2545_f491_4f6c_dd1d);
        let mut compared = 0;
        for _ in 0..150_000 {
            let document = dice.document();
            let Ok(understood) = parse_query(&document) else { continue };
            let found = Counts::of(&document);
            let counted = [found.aliases, found.directives, found.fragments, found.operations, found.variables];
            assert_eq!(counted, parsed(&understood), "{document}");
            compared += 1;
        }
        println!("documents read by the pass and by the parser: {compared}, all the same");
        assert!(compared > 3_000, "{compared}");
    }

    /// Looking for the end of each of these anew would take minutes.
    #[test]
    fn counting_is_linear_in_openings_that_nothing_closes() {
        let document = format!("\"\"\"{}", " \\\"\"\"".repeat(400_000));
        assert!(Counts::of(&document).tokens > 400_000);
    }

    #[test]
    fn only_queries_only_read() {
        for (document, only_reads) in [
            ("{a}", true),
            ("query{a} query B{b}", true),
            ("fragment F on T{a} query{a}", true),
            ("mutation{a}", false),
            ("mutationM{a}", false),
            ("query A{a} mutation B{b}", false),
            ("#\nsubscription{a}", false),
        ] {
            assert_eq!(lexical(document).map(|glance| glance.only_reads), Ok(only_reads), "{document}");
        }
    }
}
