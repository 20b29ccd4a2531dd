"""Usage: harvest.py ORIGIN SMALL WITHDRAWN MERGED. Harvests by Sickle: everything in ORIGIN, and in SMALL what was withdrawn and merged."""

import importlib.metadata
import json
import sys
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

from sickle import Sickle
from sickle.oaiexceptions import BadArgument, BadResumptionToken, CannotDisseminateFormat, IdDoesNotExist, NoRecordsMatch

ORIGIN, SMALL, WITHDRAWN, MERGED = sys.argv[1:]
OAI = "{http://www.openarchives.org/OAI/2.0/}"


def raw(query, body=None):
    request = urllib.request.Request(ORIGIN + "/oai" + (f"?{query}" if body is None else ""), body)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.headers["Content-Type"].startswith("text/xml")
        return ElementTree.fromstring(answer.read())


def refused(error, ask):
    try:
        ask()
    except error:
        return
    raise AssertionError(f"not refused with {error.__name__}")


client = Sickle(ORIGIN + "/oai")
about = client.Identify()
assert about.protocolVersion == "2.0" and about.deletedRecord == "persistent" and about.granularity == "YYYY-MM-DDThh:mm:ssZ" and "@" in about.adminEmail
assert [form.metadataPrefix for form in client.ListMetadataFormats()] == ["oai_dc"]
sets = [found.setSpec for found in client.ListSets()]
assert "tool" in sets and len(sets) > 10

records = list(client.ListRecords(metadataPrefix="oai_dc"))
heads = [record.header.identifier for record in records]
assert len(set(heads)) == len(heads) > 1000, len(heads)
assert [head.identifier for head in client.ListIdentifiers(metadataPrefix="oai_dc")] == heads
stamps = [record.header.datestamp for record in records]
assert stamps == sorted(stamps) and min(stamps) >= about.earliestDatestamp
for record in records[::50]:
    assert record.metadata["title"] and record.header.identifier in record.metadata["identifier"] and record.metadata["rights"]
    assert client.GetRecord(identifier=record.header.identifier, metadataPrefix="oai_dc").metadata == record.metadata
tools = json.load(urllib.request.urlopen(ORIGIN + "/api/v1/tools?first=0"))["totalCount"]
assert len(list(client.ListIdentifiers(metadataPrefix="oai_dc", set="tool"))) == tools

until = {"until": stamps[-1]}
assert len(list(client.ListIdentifiers(metadataPrefix="oai_dc", **until))) == len(heads)
assert len(list(client.ListIdentifiers(metadataPrefix="oai_dc", **{"from": stamps[0][:10]}))) == len(heads)
refused(NoRecordsMatch, lambda: client.ListIdentifiers(metadataPrefix="oai_dc", until="1999-01-01"))
refused(CannotDisseminateFormat, lambda: client.ListRecords(metadataPrefix="marc"))
refused(IdDoesNotExist, lambda: client.GetRecord(identifier="https://whatworks.example/id/tool/nothing", metadataPrefix="oai_dc"))
refused(BadResumptionToken, lambda: client.ListRecords(resumptionToken="nonsense"))
refused(BadArgument, lambda: client.ListRecords(metadataPrefix="oai_dc", **{"from": "yesterday"}))
refused(BadArgument, lambda: client.ListRecords(metadataPrefix="oai_dc", **{"from": "2018-01-01", "until": "2018-01-01T00:00:00Z"}))
for query, code in [("", "badVerb"), ("verb=Nothing", "badVerb"), ("verb=Identify&more=1", "badArgument"), ("verb=Identify&verb=Identify", "badArgument"), ("verb=GetRecord&identifier=x", "badArgument")]:
    assert raw(query).find(OAI + "error").get("code") == code, query
first = raw("verb=ListRecords&metadataPrefix=oai_dc").find(f"{OAI}ListRecords/{OAI}resumptionToken")
assert first.get("completeListSize") == str(len(heads)) and first.get("cursor") == "0" and first.text
posted = raw("", urllib.parse.urlencode({"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}).encode())
assert len(posted.findall(f"{OAI}ListIdentifiers/{OAI}header")) == 100

small = Sickle(SMALL + "/oai")
found = {record.header.identifier: record for record in small.ListRecords(metadataPrefix="oai_dc")}
for gone in [WITHDRAWN, MERGED]:
    assert found[gone].deleted, gone
    assert small.GetRecord(identifier=gone, metadataPrefix="oai_dc").header.deleted
assert sum(not record.deleted for record in found.values()) == len(found) - 2 > 0
print(f"CONFORMANCE sickle {importlib.metadata.version('Sickle')} {len(heads)} {len(heads)}")
print(f"harvest: {len(heads)} records by Sickle, {len(found)} in a small directory, 2 of them deleted")
