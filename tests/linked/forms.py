"""Usage: forms.py ORIGIN. Looks up records of every type, concepts, vocabularies, the namespace and the data set in every form, and reads each
with other people's software (rdflib, PyLD): all forms must say the same, and addresses must lead where the graph says."""

import importlib.metadata
import json
import sys
import urllib.error
import urllib.request

import rdflib
from pyld import jsonld

ORIGIN = sys.argv[1]
BASE = "https://whatworks.example"
RDF = {"ttl": ("text/turtle", "turtle"), "nt": ("application/n-triples", "nt"), "rdf": ("application/rdf+xml", "xml"), "jsonld": ("application/ld+json", None)}
OTHER = {"html": "text/html", "json": "application/json"}


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(Stay)


def get(path, accept=None, status=200):
    request = urllib.request.Request(ORIGIN + path, headers={"Accept": accept} if accept else {})
    try:
        answer = opener.open(request, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    assert answer.status == status, f"{path} ({accept}): {answer.status}"
    return answer


def ask(query):
    request = urllib.request.Request(ORIGIN + "/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=30))["data"]


def load(url, _options):
    body = get(url.removeprefix(BASE), "application/ld+json").read()
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": json.loads(body)}


def triples(body, syntax):
    graph = rdflib.Graph()
    if syntax is None:
        graph.parse(data=jsonld.to_rdf(json.loads(body), {"documentLoader": load, "format": "application/n-quads"}), format="nt")
    else:
        graph.parse(data=body, format=syntax)
    return {tuple(term.n3() for term in triple) for triple in graph}


def same(path_of, of_what):
    """Every RDF form gives the same triples; answers how many."""
    forms = {extension: triples(get(*path_of(extension)).read(), syntax) for extension, (_, syntax) in RDF.items()}
    for extension, found in forms.items():
        assert found and found == forms["nt"], f"{of_what}: .{extension} differs: {sorted(found ^ forms['nt'])[:4]}"
    for extension, media_type in OTHER.items():
        answer = get(*path_of(extension))
        assert answer.headers["Content-Type"].startswith(media_type), f"{of_what}: .{extension}"
    return len(forms["nt"])


tried = 0
counts = ask("{ directory { vocabularies { key concepts { id key } } } }")["directory"]
records = ask("{ records(first: 100) { nodes { id } } more: records(last: 100) { nodes { id } } claims(first: 20) { nodes { id } } }")
seen = {}
for iri in [node["id"] for part in records.values() for node in part["nodes"]]:
    path = iri.removeprefix(BASE)
    if not path.startswith("/id/"):
        continue
    segment = path.split("/")[2]
    seen[segment] = seen.get(segment, 0) + 1
    if seen[segment] > 4:
        continue
    for extension, (media_type, _) in RDF.items():
        answer = get(path, media_type, 303)
        assert answer.headers["Location"] == path.replace("/id/", "/data/") + "." + extension, answer.headers["Location"]
        assert "Accept" in answer.headers["Vary"]
    document = path.replace("/id/", "/data/")
    same(lambda extension: (f"{document}.{extension}",), path)
    # By ending and by header it is the same document.
    assert get(document, "application/n-triples").read() == get(document + ".nt").read()
    plain = json.loads(get(document + ".json").read())
    linked = json.loads(get(document + ".jsonld").read())
    assert linked.pop("@context") == f"{BASE}/context.jsonld" and linked == plain and plain["id"] == iri
    tried += 1
assert len(seen) >= 8, seen

for vocabulary in counts["vocabularies"]:
    same(lambda extension: (f"/vocab/{vocabulary['key']}.{extension}",), vocabulary["key"])
    for concept in vocabulary["concepts"][:3]:
        path = concept["id"].removeprefix(BASE)
        same(lambda extension: (f"{path}.{extension}",), path)
        assert get(path, "text/html;q=0.9, text/turtle").headers["Content-Location"] == path + ".ttl"
        tried += 1
for path in ["/ns", "/.well-known/void"]:
    size = same(lambda extension: (path, (RDF | {name: (kind, None) for name, kind in OTHER.items()})[extension][0]), path)
    assert size > 30, f"{path}: {size}"

# What a client has is not sent again; what is not there is said, with what is near.
answer = get("/data/tool/block-party.ttl")
request = urllib.request.Request(ORIGIN + "/data/tool/block-party.ttl", headers={"If-None-Match": answer.headers["ETag"]})
try:
    opener.open(request)
    raise AssertionError("sent again")
except urllib.error.HTTPError as error:
    assert error.status == 304 and error.headers["ETag"] == answer.headers["ETag"]
get("/id/tool/block-party", "image/png", 406)
for path, near in [("/id/tol/block-party", "tool"), ("/id/tool/nothing", "nothing"), ("/vocab/chalenges", "challenges"), ("/vocab/challenges/troling", "trolling"), ("/data/tool/block-party.exe", ".ttl")]:
    assert near in json.loads(get(path, "application/json", 404).read())["detail"], path
version = importlib.metadata.version
print(f"CONFORMANCE isomorphism {version('rdflib')}+{version('PyLD')} {tried} {tried}")
print(f"linked data: {tried} things in {len(RDF)} RDF forms, all the same; types: {', '.join(sorted(seen))}")
