"""Usage: dumps.py ORIGIN. Takes every dump, checks its sum, and reads it with other people's software."""

import csv
import hashlib
import io
import json
import sys
import urllib.request
import zipfile

import rdflib

ORIGIN = sys.argv[1]


def get(path):
    with urllib.request.urlopen(ORIGIN + path, timeout=120) as answer:
        return answer.read()


assert b"SHA256SUMS" in get("/dumps/")
sums = dict(reversed(line.split("  ")) for line in get("/dumps/SHA256SUMS").decode().splitlines())
files = {name: get(f"/dumps/{name}") for name in sums}
for name, body in files.items():
    assert hashlib.sha256(body).hexdigest() == sums[name], name

crate = {entity["@id"]: entity for entity in json.loads(files["ro-crate-metadata.json"])["@graph"]}
root = crate["./"]
assert root["license"]["@id"].startswith("https://creativecommons.org/") and root["datePublished"], root
for part in root["hasPart"]:
    assert crate[part["@id"]]["sha256"] == sums[part["@id"]] and int(crate[part["@id"]]["contentSize"]) == len(files[part["@id"]]), part

graph = {line for line in files["graph.nq"].decode().splitlines()}
records = {line for line in files["records.nq"].decode().splitlines()}
assert len(graph) > len(records) > 5000, (len(graph), len(records))
# What can be looked up of a record is in the dump, line by line.
subjects = sorted({line.split("> ")[0][1:] for line in records if line.startswith("<https://whatworks.example/id/")})
looked_up = 0
for subject in subjects[:: len(subjects) // 25]:
    for line in get(subject.replace("https://whatworks.example/id/", "/data/") + ".nt").decode().splitlines():
        assert line in graph, line
        looked_up += 1
assert looked_up > 200, looked_up
quads = rdflib.Dataset()
quads.parse(data=files["records.nq"], format="nquads")
assert len(quads) == len(records), (len(quads), len(records))
document = json.loads(files["graph.jsonld"])
assert len(document if isinstance(document, list) else document["@graph"]) > 1000

rows = 0
with zipfile.ZipFile(io.BytesIO(files["tables.zip"])) as tables:
    assert tables.testzip() is None
    for name in tables.namelist():
        table = list(csv.DictReader(io.StringIO(tables.read(name).decode())))
        rows += len(table)
        assert all(row["id"] and row["key"] for row in table), name
        assert not any(cell and cell[0] in "=+-@" and not cell.lstrip("-").replace(".", "").isdigit() for row in table for cell in row.values()), name
assert rows > 1000, rows
print(f"dumps: {len(files)} files, {len(graph)} triples, {len(records)} of them stated, {rows} rows")
