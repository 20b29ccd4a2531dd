"""Usage: forms.py ORIGIN. Feeds by feedparser, calendars by icalendar, citations by bibtexparser and rispy, the site map by ElementTree."""

import csv
import datetime
import importlib.metadata
import io
import json
import sys
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree

import bibtexparser
import feedparser
import icalendar
import rispy

ORIGIN = sys.argv[1]


def get(path, media_type=None):
    with urllib.request.urlopen(ORIGIN + path, timeout=60) as answer:
        assert media_type is None or answer.headers["Content-Type"].startswith(media_type), (path, answer.headers["Content-Type"])
        return answer.read()


def listed(path):
    return json.loads(get(path))


# Feeds: the same entries in the same order as the list.
entries = 0
for query in ["", "?addresses=fear-of-escalation", "?kind=guide&first=5", "?lang=cy"]:
    wanted = [node["name"] for node in listed("/api/v1/tools" + (query + "&" if query else "?") + ("order=-issued" if "first" in query else "order=-issued&first=50"))["nodes"]]
    assert wanted
    for ending, media_type, version in [("atom", "application/atom+xml", "atom10"), ("rss", "application/rss+xml", "rss20")]:
        body = get(f"/feeds/tools.{ending}{query}", media_type)
        ElementTree.fromstring(body)
        feed = feedparser.parse(body)
        assert not feed.bozo and feed.version == version, (feed.version, feed.bozo_exception)
        assert [entry.title for entry in feed.entries] == wanted, ending
        assert all(entry.id and entry.link and entry.published_parsed and entry.summary for entry in feed.entries)
        assert len({entry.id for entry in feed.entries}) == len(wanted)
        assert any(link.rel == "self" for link in feed.feed.links) and feed.feed.title
        entries += len(feed.entries)
    feed = json.loads(get(f"/feeds/tools.json{query}", "application/feed+json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and [item["title"] for item in feed["items"]] == wanted
    assert all(item["id"] and item["url"] and item["content_text"] for item in feed["items"])
for name in ["records", "case-studies", "challenges", "publications"]:
    feed = feedparser.parse(get(f"/feeds/{name}.atom"))
    assert not feed.bozo and feed.entries, name
    entries += len(feed.entries)

# Calendars: every event on its days, no line too long.
events = listed("/api/v1/events?first=50&order=-issued")["nodes"]
body = get("/feeds/events.ics", "text/calendar")
assert body.endswith(b"END:VCALENDAR\r\n") and all(len(line) <= 75 for line in body.split(b"\r\n")) and b"\n" not in body.replace(b"\r\n", b"")
calendar = icalendar.Calendar.from_ical(body)
found = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
assert len(found) == len(events) > 0
for event in events:
    own = found[event["id"]]
    last = datetime.date.fromisoformat(event["end"] or event["start"])
    assert str(own["summary"]) == event["name"] and own.decoded("dtstart").isoformat() == event["start"]
    assert own.decoded("dtend") == last + datetime.timedelta(days=1)
    assert event["summary"] is None or str(own["description"]) == event["summary"]

# Citations: every form says the same of the same record, whatever its type.
cited = 0
for name, segment in [("publications", "publication"), ("tools", "tool"), ("guides", "guide"), ("organisations", "organisation"), ("challenges", None)]:
    for node in listed(f"/api/v1/{name}?first=15")["nodes"]:
        address = f"/data/{segment}/{node['key']}" if segment else f"/vocab/{name}/{node['key']}"
        library = bibtexparser.parse_string(get(address + ".bib", "application/x-bibtex").decode())
        assert not library.failed_blocks, library.failed_blocks
        [parsed] = library.entries
        entry = {field.key: field.value for field in parsed.fields} | {"ID": parsed.key}
        [ris] = rispy.loads(get(address + ".ris").decode())
        [csl] = json.loads(get(address + ".csl.json", "application/vnd.citationstyles.csl+json"))
        [row] = csv.DictReader(io.StringIO(get(address + ".csv", "text/csv").decode()))
        assert entry["ID"] == node["key"] == row["key"] and csl["id"] == node["id"] == row["id"]
        assert ris["title"] == csl["title"] == " ".join(node["name"].split()), (ris, csl)
        plain = entry["title"].replace("\\", "").strip("{}")
        assert all(word in plain for word in node["name"].split() if word.isalnum()), (entry["title"], node["name"])
        doi = node.get("doi")
        assert not doi or (csl["DOI"] and doi.endswith(csl["DOI"]) and ris["doi"] == csl["DOI"] == entry["doi"]), (doi, csl, ris)
        assert not node.get("year") or csl["issued"]["date-parts"] == [[node["year"]]], csl
        cited += 1

# The site map has every record once, and its pages are there.
space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
parts = [part.text for part in ElementTree.fromstring(get("/sitemap.xml", "application/xml")).iter(f"{space}loc")]
pages = []
for number in range(1, len(parts) + 1):
    pages += [page.text for page in ElementTree.fromstring(get(f"/sitemaps/{number}.xml")).iter(f"{space}loc")]
assert len(set(pages)) == len(pages) > 1000
for page in pages[:: len(pages) // 20]:
    path = "/" + page.split("://", 1)[1].split("/", 1)[1]
    get(path, "text/html")

version = importlib.metadata.version
print(f"CONFORMANCE feedparser {version('feedparser')} {entries} {entries}")
print(f"CONFORMANCE icalendar {version('icalendar')} {len(found)} {len(found)}")
print(f"CONFORMANCE citations {version('bibtexparser')}+{version('rispy')} {cited} {cited}")
print(f"open data: {entries} entries of feeds, {len(found)} events, {cited} records cited in four forms, {len(pages)} pages in the site map")
