"""Usage: signed.py MESSAGES. MESSAGES: a JSON list of {secret, headers, body}: each is verified by the library of Standard Webhooks, and refused
when anything of it is changed."""

import importlib.metadata
import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

OTHER = "whsec_" + "A" * 43 + "="


def verified(secret, headers, body):
    try:
        return Webhook(secret).verify(body, headers) == json.loads(body)
    except WebhookVerificationError:
        return False


messages = json.loads(sys.argv[1])
held = 0
for message in messages:
    secret, headers, body = message["secret"], message["headers"], message["body"]
    later = headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}
    fits = verified(secret, headers, body)
    changed = [verified(secret, headers, body + " "), verified(secret, headers | {"webhook-id": "msg_other"}, body), verified(secret, later, body), verified(OTHER, headers, body)]
    held += fits and not any(changed)
assert held == len(messages) > 0, f"{held} of {len(messages)}"
print(f"CONFORMANCE standard-webhooks {importlib.metadata.version('standardwebhooks')} {held} {len(messages)}")
