"""Usage: matrix.py ORIGIN THINGS. THINGS: a JSON list of [type, address of its document, address of the thing or null, page], one for each type.
Asks for each in every form, by header with weights and wildcards and by ending; reads each form with other people's software."""

import csv
import importlib.metadata
import io
import json
import sys
import urllib.error
import urllib.request

import bibtexparser
import rdflib
import rispy
from lxml import html
from pyld import jsonld
from rdflib.compare import isomorphic

ORIGIN, THINGS = sys.argv[1], json.loads(sys.argv[2])
BASE = "https://whatworks.example"
FORMS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "json": "application/json",
    "csv": "text/csv",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "html": "text/html",
}
SYNTAX = {"ttl": "turtle", "nt": "nt", "rdf": "xml"}


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(Stay)


def get(path, accept=None):
    request = urllib.request.Request(ORIGIN + path, headers={} if accept is None else {"Accept": accept})
    try:
        answer = opener.open(request, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    answer.kind = (answer.headers["Content-Type"] or "").split(";")[0]
    return answer


def load(url, _options):
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": json.loads(get(url.removeprefix(BASE)).read())}


def graph(body, form):
    parsed = rdflib.Graph()
    if form == "jsonld":
        return parsed.parse(data=jsonld.to_rdf(json.loads(body), {"documentLoader": load, "format": "application/n-quads"}), format="nt")
    return parsed.parse(data=body, format=SYNTAX[form])


def read(form, body, turtle, about):
    """Whether a form says what it has to, to who reads it."""
    if form in SYNTAX or form == "jsonld":
        return len(turtle) > 0 and isomorphic(graph(body, form), turtle)
    if form == "json":
        return json.loads(body)["id"] == about
    if form == "csv":
        [row] = csv.DictReader(io.StringIO(body.decode()))
        return row["id"] == about
    if form == "bib":
        library = bibtexparser.parse_string(body.decode())
        return not library.failed_blocks and len(library.entries) == 1
    if form == "ris":
        return len(rispy.loads(body.decode())) == 1
    if form == "csl.json":
        [item] = json.loads(body)
        return item["id"] == about and item["type"]
    page = html.fromstring(body)
    return page.xpath("//title") and page.xpath("//h1")


held, tried, wrong = 0, 0, []


def expect(what, fits):
    if not fits:
        wrong.append(what)
    return bool(fits)


for name, document, thing, page in THINGS:
    about = BASE + (thing or document)
    turtle = graph(get(f"{document}.ttl").read(), "ttl")
    for form, kind in FORMS.items():
        tried += 1
        ending = get(f"{document}.{form}")
        body = ending.read()
        fine = expect(f"{name}: .{form}: {ending.status} {ending.kind}", ending.status == 200 and ending.kind == kind)
        fine &= expect(f"{name}: .{form} does not say the same", read(form, body, turtle, about))
        others = [other for other in FORMS.values() if other != kind]
        for accept in [kind, f"{others[0]};q=0.4, {kind};q=0.9", f"{kind}, */*;q=0.1", f"image/png, {kind};q=0.2", f"{others[1]};q=0, {kind}"]:
            answer = get(document, accept)
            fine &= expect(f"{name} as {accept}: {answer.status} {answer.kind}", answer.status == 200 and answer.kind == kind)
            fine &= expect(f"{name} as {accept}: no Vary", "Accept" in (answer.headers["Vary"] or ""))
            fine &= expect(f"{name} as {accept}: {answer.headers['Content-Location']}", answer.headers["Content-Location"] == f"{document}.{form}")
            if thing:
                answer = get(thing, accept)
                fine &= expect(f"{thing} as {accept}: {answer.status} {answer.headers['Location']}", answer.status == 303 and answer.headers["Location"] == (page if form == "html" else f"{document}.{form}"))
        if thing:
            answer = get(f"{thing}.{form}")
            fine &= expect(f"{thing}.{form}: {answer.status}", answer.status == 303 and answer.headers["Location"] in (page, f"{document}.{form}"))
        held += bool(fine)
    for accept, kinds in [("*/*", FORMS.values()), ("text/*", [kind for kind in FORMS.values() if kind.startswith("text/")]), (None, FORMS.values()), ("application/*;q=0.3", [kind for kind in FORMS.values() if kind.startswith("application/")])]:
        answer = get(document, accept)
        expect(f"{name} as {accept}: {answer.status} {answer.kind}", answer.status == 200 and answer.kind in kinds)
    for accept in ["image/png", "text/turtle;q=0, image/*", "application/pdf;q=0.5"]:
        for address in [document, thing]:
            if address:
                answer = get(address, accept)
                expect(f"{address} as {accept}: {answer.status}", answer.status == 406 and answer.kind == "application/problem+json")

print(f"negotiation: {len(THINGS)} types in {len(FORMS)} forms")
assert not wrong, "\n".join(wrong[:20])
print(f"CONFORMANCE negotiation {importlib.metadata.version('rdflib')} {held} {tried}")
