//! Lists the files of the built explorer for `include_bytes!`, so that the binary carries them when they exist and builds without
//! Node when they do not. Reads one directory, writes one file, uses no network.

use std::{env, fmt::Write as _, fs, io, path::Path};

const BUILT: &str = "src/http/explorer/dist";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/http/explorer");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let built = Path::new(&root).join(BUILT);
    let mut names: Vec<String> = match fs::read_dir(&built) {
        Ok(entries) => entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect(),
        Err(_) => Vec::new(),
    };
    names.retain(|name| name.ends_with(".gz"));
    names.sort();
    let mut listing = String::from("&[\n");
    for name in &names {
        let path = built.join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        let _ = writeln!(listing, "    ({:?}, include_bytes!({:?})),", name.trim_end_matches(".gz"), path);
    }
    listing.push_str("]\n");
    fs::write(Path::new(&out).join("explorer_files.rs"), listing)
}
