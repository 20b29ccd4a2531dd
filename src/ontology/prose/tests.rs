use super::{Block, Inline, NESTING_MAX, Part, Prose, plain};

fn depth(blocks: &[Block]) -> usize {
    let of = |block: &Block| match block {
        Block::Quote(within) => 1 + depth(within),
        Block::List { items, .. } => 1 + items.iter().map(|item| depth(item)).max().unwrap_or_default(),
        _ => 0,
    };
    blocks.iter().map(of).max().unwrap_or_default()
}

#[test]
fn every_part_is_read() {
    let prose = Prose::read("# One *two*\n\nText with `code`, **strong**, ~~struck~~, [a link](https://a.example/) and\\\na break.\n\n- a\n- b\n\n  c\n\n3. three\n\n> quoted\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n---\n");
    let kinds: Vec<&str> = prose.blocks.iter().map(|block| match block {
        Block::Heading { .. } => "heading",
        Block::Paragraph(_) => "paragraph",
        Block::Quote(_) => "quote",
        Block::List { start: None, .. } => "list",
        Block::List { start: Some(3), .. } => "numbered from three",
        Block::List { .. } => "numbered",
        Block::Code(_) => "code",
        Block::Table { .. } => "table",
        Block::Figure { .. } => "figure",
        Block::Rule => "rule",
    }).collect();
    assert_eq!(kinds, ["heading", "paragraph", "list", "numbered from three", "quote", "code", "table", "rule"]);
    let Block::List { items, .. } = &prose.blocks[2] else { panic!("a list") };
    assert_eq!(items.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
    let Block::Heading { id, text, .. } = &prose.blocks[0] else { panic!("a heading") };
    assert_eq!((id.as_str(), plain(text).as_str()), ("one-two", "One two"));
}

#[test]
fn headings_have_names_of_their_own() {
    let prose = Prose::read("# A\n\n# A\n\n# A 2\n\n# !\n\n# ?\n\n# A");
    let mut ids: Vec<&str> = prose.blocks.iter().filter_map(|block| if let Block::Heading { id, .. } = block { Some(id.as_str()) } else { None }).collect();
    assert_eq!(ids[..2], ["a", "a-2"]);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

#[test]
fn html_is_text_and_only_safe_addresses_are_links() {
    let text = "<script>alert(1)</script>\n\na <img src=x onerror=alert(1)> b [c](javascript:alert(1)) [d](data:text/html,x) [e](//evil.example) [f](<https://a.example/\">) ![g](https://a.example/p.png)";
    let mut links = Vec::new();
    let mut said = String::new();
    Prose::read(text).each(&mut |part| match part {
        Part::Inline(Inline::Link { to, .. }) => links.push(to.clone()),
        Part::Inline(Inline::Text(text)) => said.push_str(text),
        _ => {}
    });
    assert_eq!(links, ["https://a.example/p.png"]);
    assert!(said.contains("<script>alert(1)</script>") && said.contains("onerror") && said.contains('e'), "{said}");
}

#[test]
fn a_picture_alone_shows_a_record_and_any_other_is_a_link() {
    let prose = Prose::read("![Caption](@tool/a)\n\nx ![b](@tool/b)\n\n![c](/id/tool/c) x\n\n- ![d](@tool/d)");
    assert!(matches!(&prose.blocks[0], Block::Figure { of, caption } if of == "@tool/a" && plain(caption) == "Caption"));
    let shown: Vec<_> = prose.references().into_iter().map(|reference| (reference.key, reference.shown)).collect();
    assert_eq!(shown, [("@tool/a", true), ("@tool/b", false), ("/id/tool/c", false), ("@tool/d", false)].map(|(key, shown)| (key.to_owned(), shown)));
}

#[test]
fn however_deep_a_text_is_its_tree_is_not_and_nothing_of_it_is_lost() {
    for open in [">", "- ", "1. ", "*", "["] {
        let text = format!("{}end", open.repeat(20_000));
        let prose = Prose::read(&text);
        assert!(depth(&prose.blocks) <= NESTING_MAX + 1, "{open}");
        let mut said = String::new();
        prose.each(&mut |part| match part {
            Part::Inline(Inline::Text(text)) => said.push_str(text),
            Part::Block(Block::Code(text)) => said.push_str(text),
            _ => {}
        });
        assert!(said.ends_with("end"), "{open}: {}", said.len());
    }
}
