"""Checks a receipt as anybody can: PyJWT for the signature, PyLD for the canonical form."""

import hashlib
import json
import sys

import jwt
from pyld import jsonld

receipt, keys, proposal = (open(name, encoding="utf-8").read() for name in sys.argv[1:4])
header = jwt.get_unverified_header(receipt)
key = jwt.PyJWKSet.from_dict(json.loads(keys))[header["kid"]]
claims = jwt.decode(receipt, key.key, algorithms=["EdDSA"], issuer="https://whatworks.example/")
assert header["typ"] == "whatworks-receipt+jwt", header

canonical = jsonld.normalize(proposal, {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"})
assert canonical == proposal, "the proposal is not in its canonical form"
assert hashlib.sha256(canonical.encode()).hexdigest() == claims["sha256"], "the receipt is for something else"

try:
    jwt.decode(receipt[:-8] + "AAAAAAAA", key.key, algorithms=["EdDSA"])
except jwt.InvalidSignatureError:
    print("genuine:", claims["sub"])
else:
    raise SystemExit("a false signature holds")
