"""Usage: hostile.py ORIGIN TEXTS. Reads what has hostile texts back from every form: the texts are there as texts, and nothing else is."""

import csv
import io
import json
import sys
import urllib.request
import xml.etree.ElementTree as ElementTree

import bibtexparser
import feedparser
import icalendar
import rispy

ORIGIN, TEXTS = sys.argv[1], json.loads(sys.argv[2])
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"


def get(path):
    with urllib.request.urlopen(ORIGIN + path, timeout=30) as answer:
        return answer.read()


def lines(text):
    """As XML and iCalendar have ends of lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def words(text):
    return " ".join(text.replace("\u2028", " ").replace("\u2029", " ").split())


wanted = sorted(map(lines, TEXTS))
titles = [entry.find(ATOM + "title").text for entry in ElementTree.fromstring(get("/feeds/tools.atom")).iter(ATOM + "entry")]
assert sorted(map(lines, titles)) == wanted, titles
items = list(ElementTree.fromstring(get("/feeds/tools.rss")).iter("item"))
assert sorted(lines(item.find("title").text) for item in items) == wanted
# A description is HTML: nothing of it may be an element.
assert not any("<" in item.find("description").text for item in items)
feed = json.loads(get("/feeds/tools.json"))
assert sorted(item["title"] for item in feed["items"]) == sorted(TEXTS)
for parsed in [feedparser.parse(get("/feeds/tools.atom")), feedparser.parse(get("/feeds/tools.rss"))]:
    assert not parsed.bozo and len(parsed.entries) == len(TEXTS)

body = get("/feeds/events.ics")
assert body.count(b"BEGIN:VEVENT\r\n") == body.count(b"END:VEVENT\r\n") == len(TEXTS) and b"ATTACH" not in [line.split(b":")[0] for line in body.split(b"\r\n")]
assert all(len(line) <= 75 for line in body.split(b"\r\n"))
events = icalendar.Calendar.from_ical(body).walk("VEVENT")
spoken = sorted(lines(text).replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", "") for text in TEXTS)
assert sorted(str(event["summary"]).replace("\t", "") for event in events) == spoken, [str(event["summary"]) for event in events]
assert sorted(str(event["location"]).replace("\t", "") for event in events) == spoken

for number, text in enumerate(TEXTS):
    address = f"/data/tool/hostile-{number}"
    rows = list(csv.DictReader(io.StringIO(get(address + ".csv").decode(), newline="")))
    assert len(rows) == 1 and rows[0]["key"] == f"hostile-{number}"
    cell = rows[0]["name@en"]
    assert cell[0] not in "=+-@\t\r", cell
    assert cell.removeprefix("'") == text, (cell, text)
    library = bibtexparser.parse_string(get(address + ".bib").decode())
    assert not library.failed_blocks and [entry.key for entry in library.entries] == [f"hostile-{number}"], text
    [entry] = rispy.loads(get(address + ".ris").decode())
    assert words(entry["title"]) == words(text) and "authors" not in entry, entry
    [item] = json.loads(get(address + ".csl.json"))
    assert item["title"] == text
harvested = ElementTree.fromstring(get("/oai?verb=ListRecords&metadataPrefix=oai_dc&set=tool"))
assert sorted(lines(title.text) for title in harvested.iter(DC + "title")) == wanted
ElementTree.fromstring(get("/sitemaps/1.xml"))
print(f"hostile texts: {len(TEXTS)} through Atom, RSS, JSON Feed, iCalendar, CSV, BibTeX, RIS, CSL-JSON and OAI-PMH; all are texts")
