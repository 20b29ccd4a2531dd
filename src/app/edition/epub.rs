//! EPUB 3: a book for reading programs, with contents, landmarks and what it says of its own accessibility. Files stand in a fixed order with a
//! fixed date, so that the same edition gives the same bytes.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Edition;
use super::html::Html;
use crate::app::escape::xml;

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>\
     <rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";
const STYLE: &str = "body { line-height: 1.5; margin: 0 4%; } h1, h2, h3 { line-height: 1.2; } table { border-collapse: collapse; } th, td { border-bottom: 1px solid #888; \
     padding: 0.3em 0.6em; text-align: left; vertical-align: top; } figure { margin: 1.5em 0; } figcaption { font-weight: bold; } blockquote { border-left: 3px solid #888; \
     margin-left: 0; padding-left: 1em; } code, pre { font-family: monospace; } pre { white-space: pre-wrap; }\n";

pub fn write(edition: &Edition) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o644);
    // Readers find the type at a fixed place of the first file.
    archive.start_file("mimetype", options.compression_method(CompressionMethod::Stored))?;
    archive.write_all(b"application/epub+zip")?;
    let files = [
        ("META-INF/container.xml", CONTAINER.to_owned()),
        ("EPUB/package.opf", package(edition)),
        ("EPUB/nav.xhtml", contents(edition)),
        ("EPUB/style.css", STYLE.to_owned()),
        ("EPUB/title.xhtml", title(edition)),
        ("EPUB/text.xhtml", text(edition)),
    ];
    for (name, text) in files {
        archive.start_file(name, options.compression_method(CompressionMethod::Deflated))?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn package(edition: &Edition) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{0}\" prefix=\"schema: http://schema.org/ a11y: http://www.idpf.org/epub/vocab/package/a11y/#\">\n\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:identifier id=\"id\">{1}</dc:identifier>\n<dc:title>{2}</dc:title>\n<dc:language>{0}</dc:language>\n",
        xml(&edition.language),
        xml(&edition.doi.as_ref().map_or_else(|| edition.iri.clone(), |doi| format!("https://doi.org/{doi}"))),
        xml(&edition.title),
    );
    let mut say = |element: &str, text: &str| {
        let _ = writeln!(out, "<{element}>{}</{}>", xml(text), element.split(' ').next().unwrap_or(element));
    };
    edition.authors.iter().for_each(|agent| say("dc:creator", &agent.name));
    edition.credits.iter().filter(|credited| !edition.authors.contains(&credited.agent)).for_each(|credited| say("dc:contributor", &credited.agent.name));
    edition.publishers.iter().take(1).for_each(|agent| say("dc:publisher", &agent.name));
    edition.summary.iter().for_each(|summary| say("dc:description", summary));
    edition.licence.iter().for_each(|licence| say("dc:rights", licence));
    say("dc:date", &edition.day().to_string());
    say("dc:source", &edition.iri);
    say("meta property=\"dcterms:modified\"", &edition.modified.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let accessible = [
        ("accessMode", "textual"),
        ("accessModeSufficient", "textual"),
        ("accessibilityFeature", "structuralNavigation"),
        ("accessibilityFeature", "tableOfContents"),
        ("accessibilityFeature", "readingOrder"),
        ("accessibilityFeature", "displayTransformability"),
        ("accessibilityHazard", "none"),
        ("accessibilitySummary", "Text and tables only, with headings in order and a table of contents."),
    ];
    accessible.iter().for_each(|(name, value)| say(&format!("meta property=\"schema:{name}\""), value));
    out.push_str(
        "</metadata>\n<manifest>\n<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n\
         <item id=\"title\" href=\"title.xhtml\" media-type=\"application/xhtml+xml\"/>\n<item id=\"text\" href=\"text.xhtml\" media-type=\"application/xhtml+xml\"/>\n</manifest>\n\
         <spine><itemref idref=\"title\"/><itemref idref=\"nav\"/><itemref idref=\"text\"/></spine>\n</package>\n",
    );
    out
}

fn page(edition: &Edition, title: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{0}\" xml:lang=\"{0}\">\n\
         <head><meta charset=\"utf-8\" /><title>{1}</title><link rel=\"stylesheet\" href=\"style.css\" /></head>\n<body>\n{body}</body>\n</html>\n",
        xml(&edition.language),
        xml(title)
    )
}

fn title(edition: &Edition) -> String {
    let mut body = format!("<section epub:type=\"titlepage\">\n<h1>{}</h1>\n", xml(&edition.title));
    if let Some(summary) = &edition.summary {
        let _ = writeln!(body, "<p>{}</p>", xml(summary));
    }
    if !edition.credits.is_empty() {
        body.push_str("<h2>Credits</h2>\n<ul>\n");
        for credited in &edition.credits {
            let name = xml(&credited.agent.name);
            let shown = credited.agent.orcid().or(credited.agent.iri.as_deref()).map_or_else(|| name.clone(), |to| format!("<a href=\"{}\">{name}</a>", xml(to)));
            let _ = writeln!(body, "<li>{shown}: {}</li>", xml(&credited.roles.join(", ")));
        }
        body.push_str("</ul>\n");
    }
    let publisher = edition.publishers.first().map_or(edition.site.as_str(), |agent| agent.name.as_str());
    let _ = writeln!(body, "<p>{}, {}. Version {}, {}. <a href=\"{3}\">{3}</a></p>", xml(publisher), xml(&edition.year()), edition.version, xml(&edition.iri));
    if let Some(licence) = &edition.licence {
        let _ = writeln!(body, "<p>Licence: <a href=\"{0}\">{0}</a></p>", xml(licence));
    }
    body.push_str("</section>\n");
    page(edition, &edition.title, &body)
}

fn text(edition: &Edition) -> String {
    let href = |to: &str| edition.absolute(to);
    let lower = u8::from(edition.contents().is_empty());
    let mut body = format!("<section epub:type=\"bodymatter\">\n{}</section>\n", Html::new(edition, lower, &href).text());
    if !edition.works.is_empty() {
        let _ = write!(body, "<section epub:type=\"bibliography\" id=\"references\">\n<h2>References</h2>\n<ol>\n{}</ol>\n</section>\n", Html::new(edition, 0, &href).references());
    }
    page(edition, &edition.title, &body)
}

fn contents(edition: &Edition) -> String {
    let mut body = String::from("<nav epub:type=\"toc\" id=\"toc\"><h1>Contents</h1>\n<ol>\n");
    let headings: Vec<_> = edition.contents();
    if headings.is_empty() {
        let _ = writeln!(body, "<li><a href=\"text.xhtml\">{}</a></li>", xml(&edition.title));
    }
    // One level: deeper ones would have to be nested without gaps, which texts do not promise.
    let top = headings.iter().map(|(level, ..)| *level).min().unwrap_or(1);
    for (_, id, words) in headings.iter().filter(|(level, ..)| *level <= top + 1) {
        let _ = writeln!(body, "<li><a href=\"text.xhtml#{}\">{}</a></li>", xml(id), xml(words));
    }
    if !edition.works.is_empty() {
        body.push_str("<li><a href=\"text.xhtml#references\">References</a></li>\n");
    }
    body.push_str("</ol></nav>\n<nav epub:type=\"landmarks\" hidden=\"\"><ol><li><a epub:type=\"bodymatter\" href=\"text.xhtml\">Text</a></li></ol></nav>\n");
    page(edition, "Contents", &body)
}
