//! The fenced blocks of a Markdown document.

/// One block: the line of the document on which it begins, what follows the fence, and what is inside.
pub struct Block {
    pub line: usize,
    pub info: String,
    pub text: String,
}

pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, words) in text.lines().enumerate() {
        match &mut open {
            Some(_) if words.trim() == "```" => blocks.extend(open.take()),
            Some(block) => {
                block.text.push_str(words);
                block.text.push('\n');
            }
            None => open = words.trim().strip_prefix("```").map(|info| Block { line: line + 1, info: info.to_owned(), text: String::new() }),
        }
    }
    blocks
}
