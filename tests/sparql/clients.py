"""Usage: clients.py ENDPOINT. Asks with SPARQLWrapper and with rdflib's SPARQLStore, as their users do, and compares what they read."""

import sys

import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

ENDPOINT = sys.argv[1]
PREFIXES = "PREFIX schema: <https://schema.org/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
NAMES = PREFIXES + "SELECT ?it ?name { ?it schema:name ?name } ORDER BY ?it ?name LIMIT 20"
GRAPH = PREFIXES + "CONSTRUCT { ?it schema:name ?name } { { SELECT ?it ?name { ?it schema:name ?name } ORDER BY ?it ?name LIMIT 20 } }"


def wrapper(query, form):
    client = SPARQLWrapper(ENDPOINT)
    client.setQuery(query)
    client.setReturnFormat(form)
    return client


rows = wrapper(NAMES, JSON).queryAndConvert()["results"]["bindings"]
assert len(rows) == 20 and all(row["name"]["xml:lang"] for row in rows), rows
xml = wrapper(NAMES, XML).queryAndConvert()
assert len(xml.getElementsByTagName("result")) == 20
for form in [CSV, TSV]:
    assert len(wrapper(NAMES, form).queryAndConvert().decode().strip().splitlines()) == 21, form
assert wrapper("ASK { ?s ?p ?o }", JSON).queryAndConvert()["boolean"] is True
for method in [URLENCODED, POSTDIRECTLY]:
    client = wrapper(NAMES, JSON)
    client.setMethod(POST)
    client.setRequestMethod(method)
    assert client.queryAndConvert()["results"]["bindings"] == rows, method

wanted = {(row["it"]["value"], row["name"]["value"]) for row in rows}
tried = 7
for form in [TURTLE, N3, RDFXML, JSONLD]:
    graph = wrapper(GRAPH, form).queryAndConvert()
    if not isinstance(graph, rdflib.Graph):
        graph = rdflib.Graph().parse(data=graph, format="turtle")
    assert {(str(it), str(name)) for it, _, name in graph} == wanted, form
    tried += 1
try:
    wrapper("SELECT * { ?s ?p", JSON).query()
    raise SystemExit("a broken query was answered")
except QueryBadFormed as error:
    assert "BAD_QUERY" in str(error), error

for method in ["GET", "POST", "POST_FORM"]:
    store = SPARQLStore(ENDPOINT, method=method)
    remote = rdflib.Graph(store)
    found = {(str(row.it), str(row.name)) for row in remote.query(NAMES)}
    assert found == wanted, method
    concept = rdflib.URIRef("https://whatworks.example/vocab/challenges/fear-of-escalation")
    label = rdflib.Literal("Fear of escalation", lang="en")
    assert label in set(remote.objects(concept, rdflib.SKOS.prefLabel)), method
    assert (concept, rdflib.SKOS.prefLabel, label) in remote
    tried += 3
print(f"SPARQL clients: {tried} ways of asking with SPARQLWrapper and rdflib, all read the same")
