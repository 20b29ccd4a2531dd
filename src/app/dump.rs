//! Everything published as files to be taken away: RDF, tables, checksums and a description (RO-Crate 1.1).
//!
//! `records.nq` has what was said of records and nothing that is derived from it: imported into an empty directory it gives the same
//! answers. `graph.nq` has all that can be looked up: the ontology, derived links and catalogue records as well.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{GraphNameRef, NamedOrBlankNode, Triple};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;

use super::tabulate;
use crate::ontology::Visibility;
use crate::views::{State, graph};

/// A file of a dump: name, media type, what it is.
pub type Part = (&'static str, &'static str, &'static str);

pub const RECORDS: Part = ("records.nq", "application/n-quads", "what was said of every record, to be imported");
pub const GRAPH: Part = ("graph.nq", "application/n-quads", "everything that can be looked up, with the ontology and what is derived");
pub const JSON_LD: Part = ("graph.jsonld", "application/ld+json", "the same as JSON-LD");
pub const TABLES: Part = ("tables.zip", "application/zip", "a CSV table for each type of record");
pub const DESCRIPTION: Part = ("ro-crate-metadata.json", "application/ld+json", "what these files are (RO-Crate)");
pub const SUMS: Part = ("SHA256SUMS", "text/plain; charset=utf-8", "checksums of the others, for sha256sum -c");

/// Every file, in the order in which they are written.
pub const PARTS: [Part; 6] = [RECORDS, GRAPH, JSON_LD, TABLES, DESCRIPTION, SUMS];

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dumped {
    pub records: u64,
    /// Of the last change that the files show.
    pub revision: u64,
    /// SHA-256 of each file, in hexadecimal.
    pub sums: Vec<(&'static str, String)>,
}

/// Writes the files of a state into `folder`, which is made; a file is there whole or not at all.
///
/// # Errors
/// When a file cannot be written.
pub fn dump(state: &State, folder: &Path) -> io::Result<Dumped> {
    fs::create_dir_all(folder)?;
    let mut files = vec![
        written(folder, RECORDS, &|out| stated(state).try_for_each(|triples| lines(out, triples)))?,
        written(folder, GRAPH, &|out| everything(state).try_for_each(|triples| lines(out, triples)))?,
        written(folder, JSON_LD, &|out| json_ld(state, out))?,
        written(folder, TABLES, &|out| tables(state, out))?,
    ];
    let described = description(state, &files).to_string();
    files.push(written(folder, DESCRIPTION, &|out| out.write_all(described.as_bytes()))?);
    let sums: String = files.iter().map(|file| format!("{}  {}\n", file.sum, file.part.0)).collect();
    files.push(written(folder, SUMS, &|out| out.write_all(sums.as_bytes()))?);
    let sums = files.into_iter().map(|file| (file.part.0, file.sum)).collect();
    Ok(Dumped { records: state.snapshot.records().count() as u64, revision: state.snapshot.shown(), sums })
}

struct Written {
    part: Part,
    bytes: u64,
    /// SHA-256 in hexadecimal.
    sum: String,
}

fn written(folder: &Path, part: Part, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<Written> {
    let unfinished = folder.join(format!(".{}.part", part.0));
    let mut out = BufWriter::new(File::create(&unfinished)?);
    write(&mut out)?;
    out.flush()?;
    let (mut hasher, mut file, mut bytes) = (Sha256::new(), File::open(&unfinished)?, 0);
    let mut chunk = vec![0; 64 * 1_024];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hasher.update(chunk.get(..read).unwrap_or_default());
    }
    fs::rename(&unfinished, folder.join(part.0))?;
    Ok(Written { part, bytes, sum: hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect() })
}

fn lines(out: &mut dyn Write, triples: Vec<Triple>) -> io::Result<()> {
    triples.into_iter().try_for_each(|triple| writeln!(out, "{} .", triple.in_graph(oxigraph::model::GraphName::DefaultGraph)))
}

/// What was published of each record. Of terms of the ontology only what the ontology cannot say.
fn stated(state: &State) -> impl Iterator<Item = Vec<Triple>> + '_ {
    let snapshot = &state.snapshot;
    let ontology = snapshot.ontology();
    snapshot.records().filter(|record| record.revision > 0).map(move |record| {
        let mut judged = snapshot.judged(record, false);
        if ontology.ty(record.ty).is_concept() {
            // In which scheme it is and the like: its address and its vocabulary say that.
            judged.rest.clear();
        }
        judged.triples(ontology, Visibility::Everyone)
    })
}

/// What the graph holds: the ontology, then each record.
fn everything(state: &State) -> impl Iterator<Item = Vec<Triple>> + '_ {
    let ontology = state.snapshot.ontology();
    let of_record = |triple: &&Triple| matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if ontology.split_iri(node.as_str()).is_some());
    let own: Vec<Triple> = ontology.triples.iter().filter(|triple| !of_record(triple)).cloned().collect();
    std::iter::once(own).chain(state.snapshot.records().map(|record| graph::triples(state.shown(), record)))
}

fn json_ld(state: &State, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = RdfSerializer::from_format(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }).for_writer(out);
    for triple in everything(state).flatten() {
        writer.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph))?;
    }
    writer.finish()?.flush()
}

fn tables(state: &State, out: &mut dyn Write) -> io::Result<()> {
    let snapshot = &state.snapshot;
    let mut archive = zip::ZipWriter::new_stream(out);
    for ty in &snapshot.ontology().types {
        let records = snapshot.records().filter(|record| record.ty == ty.id).map(|record| &**record);
        let table = tabulate::table(snapshot, ty, records).map_err(io::Error::other)?;
        archive.start_file(format!("{}.csv", ty.plural), SimpleFileOptions::default()).map_err(io::Error::other)?;
        archive.write_all(&table)?;
    }
    archive.finish().map_err(io::Error::other)?;
    Ok(())
}

fn description(state: &State, files: &[Written]) -> Json {
    let directory = &state.snapshot.ontology().directory;
    let names: Vec<Json> = files.iter().map(|file| json!({ "@id": file.part.0 })).collect();
    let mut graph = vec![
        json!({ "@id": DESCRIPTION.0, "@type": "CreativeWork", "conformsTo": { "@id": "https://w3id.org/ro/crate/1.1" }, "about": { "@id": "./" } }),
        json!({
            "@id": "./", "@type": "Dataset", "identifier": directory.iri, "url": directory.iri, "name": directory.title, "description": directory.description,
            "datePublished": state.snapshot.time().to_string(), "version": state.snapshot.shown().to_string(),
            "license": { "@id": directory.license }, "publisher": { "@id": directory.publisher }, "hasPart": names,
        }),
        json!({ "@id": directory.license, "@type": "CreativeWork", "name": "The licence of the data", "url": directory.license }),
        json!({ "@id": directory.publisher, "@type": "Organization", "url": directory.publisher }),
    ];
    graph.extend(files.iter().map(|file| {
        let (name, media_type, words) = file.part;
        json!({ "@id": name, "@type": "File", "name": name, "description": words, "encodingFormat": media_type, "contentSize": file.bytes.to_string(), "sha256": file.sum })
    }));
    json!({ "@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph })
}
