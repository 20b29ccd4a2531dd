"""Reads a calendar with icalendar: one entry by its UID, its sequence, its status, its time."""

import sys
import urllib.request
from datetime import datetime

from icalendar import Calendar

address, uid, sequence, status, begins = sys.argv[1:6]
with urllib.request.urlopen(address) as answer:
    assert answer.headers["Content-Type"].startswith("text/calendar"), answer.headers["Content-Type"]
    text = answer.read()
assert all(len(line) <= 75 for line in text.split(b"\r\n"))
calendar = Calendar.from_ical(text)
entries = [entry for entry in calendar.walk("VEVENT") if str(entry["UID"]) == uid]
assert len(entries) == 1, text
entry = entries[0]
assert str(entry["SEQUENCE"]) == sequence and str(entry["STATUS"]) == status, text
assert entry["DTSTART"].dt == datetime.fromisoformat(begins.replace("Z", "+00:00")), entry["DTSTART"].dt
assert (entry["DTEND"].dt - entry["DTSTART"].dt).total_seconds() == 7200
