//! Rust source, read just far enough for house rules: what is code, what is text, what is comment.

use std::fs;
use std::path::{Path, PathBuf};

/// A file below `src/`.
pub struct Source {
    /// Its path below `src/`.
    pub path: String,
    pub text: String,
    /// The text without comments and without what stands between quotes; lines stay where they are. Ends before `mod tests {`.
    pub code: String,
    /// What stands between quotes, and on which line.
    pub literals: Vec<(usize, String)>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let (code, literals) = lex(own);
        Self { path: path.to_owned(), text: text.to_owned(), code, literals }
    }

    pub fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// Whether the code names `path`, like `oxigraph::store`, directly or from within braces.
    pub fn names(&self, path: &str) -> bool {
        let whole = |at: usize, length: usize| {
            let before = self.code[..at].chars().next_back();
            let after = self.code[at + length..].chars().next();
            !before.is_some_and(|letter| is_word(letter) || letter == ':') && !after.is_some_and(is_word)
        };
        if self.code.match_indices(path).any(|(at, found)| whole(at, found.len())) {
            return true;
        }
        let Some((outer, inner)) = path.rsplit_once("::") else { return false };
        let opening = format!("{outer}::{{");
        self.code.match_indices(&opening).any(|(at, _)| {
            let inside = &self.code[at + opening.len()..];
            let inside = inside.get(..closing(inside)).unwrap_or_default();
            inside.match_indices(inner).any(|(at, _)| {
                let before = inside[..at].trim_end().chars().next_back();
                let after = inside[at + inner.len()..].chars().next();
                matches!(before, None | Some(',')) && !after.is_some_and(is_word)
            })
        })
    }

    /// The functions that have a body: the line on which each begins, its name, how many lines it has.
    pub fn functions(&self) -> Vec<(usize, &str, usize)> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices("fn ") {
            let starts = !self.code[..at].chars().next_back().is_some_and(is_word);
            let rest = &self.code[at + 3..];
            let name = rest.split(|letter| !is_word(letter)).next().unwrap_or_default();
            let body = opening(rest);
            if let (true, false, Some(body)) = (starts, name.is_empty(), body) {
                let end = body + 1 + closing(&rest[body + 1..]);
                let lines = rest.get(..end).unwrap_or(rest).lines().count();
                found.push((self.code[..at].lines().count(), name, lines));
            }
        }
        found
    }

    pub fn lines_of_code(&self) -> usize {
        self.code.lines().filter(|line| !line.trim().is_empty()).count()
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Where the body of a function begins, if it has one. A semicolon between brackets, as in `[u8; 32]`, ends nothing.
fn opening(rest: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Where the brace that is open at the start closes.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 1 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn lex(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut code, mut literals, mut line) = (String::with_capacity(text.len()), Vec::new(), 1);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let comment = rest.starts_with("//").then(|| rest.find('\n').unwrap_or(rest.len()));
        let quoted = literal(rest, code.chars().next_back());
        let length = match (comment, &quoted) {
            (Some(length), _) => length,
            (None, Some((length, content))) => {
                literals.push((line, content.clone()));
                code.push('"');
                *length
            }
            (None, None) => {
                code.push(first);
                first.len_utf8()
            }
        };
        let (passed, next) = rest.split_at(length);
        line += passed.matches('\n').count();
        if comment.is_some() || quoted.is_some() {
            code.extend(passed.chars().filter(|letter| *letter == '\n'));
        }
        rest = next;
    }
    (code, literals)
}

/// The literal of text that `rest` begins with: its length with quotes, and what is in it. A character counts as one.
fn literal(rest: &str, before: Option<char>) -> Option<(usize, String)> {
    if rest.starts_with('\'') {
        let mut letters = rest.char_indices().skip(1);
        let (_, first) = letters.next()?;
        let closed = if first == '\\' { rest[2..].find('\'').map(|at| if rest[2..].starts_with('\'') { 3 } else { at + 2 }) } else { letters.next().filter(|(_, letter)| *letter == '\'').map(|(at, _)| at) };
        return closed.map(|at| (at + 1, rest[1..at].to_owned()));
    }
    let raw = rest.strip_prefix('r').filter(|_| !before.is_some_and(is_word)).map(|rest| rest.len() - rest.trim_start_matches('#').len());
    if let Some(hashes) = raw.filter(|hashes| rest[1 + hashes..].starts_with('"')) {
        let start = 2 + hashes;
        let end = rest[start..].find(&format!("\"{}", "#".repeat(hashes)))?;
        return Some((start + end + 1 + hashes, rest[start..start + end].to_owned()));
    }
    let inside = rest.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.char_indices().find(|(_, letter)| {
        let ends = *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        ends
    })?;
    Some((end.0 + 2, inside[..end.0].to_owned()))
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder of the repository, but for what is installed or built there.
pub fn files(folder: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if !entry.is_dir() {
                found.push(entry);
            } else if !["node_modules", "dist", "__pycache__"].iter().any(|name| entry.ends_with(name)) {
                open.push(entry);
            }
        }
    }
    found.sort();
    found
}

pub fn with_extension(folder: &str, extension: &str) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|file| file.extension().is_some_and(|own| own == extension)).collect()
}

/// Every Rust file below `src/`.
pub fn sources() -> Vec<Source> {
    let path = |file: &Path| file.strip_prefix(root().join("src")).expect("below src").display().to_string();
    with_extension("src", "rs").into_iter().map(|file| Source::new(&path(&file), &fs::read_to_string(&file).expect("text"))).collect()
}
