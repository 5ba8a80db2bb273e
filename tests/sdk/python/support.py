"""What the suites of the Python package share: a client, and a person at the verification page."""

import json
import os
import re
import uuid
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import stripe

URL = os.environ["IDENTITY_SANDBOX_URL"]


def connect(key=None):
    """A client of an account of its own, without retries."""
    return stripe.StripeClient(
        key or f"sk_test_{uuid.uuid4().hex}",
        base_addresses={"api": URL, "files": URL},
        max_network_retries=0,
    ).v1


def finish(session, **outcome):
    """The person at the page: sends its form, as a browser without scripts would."""
    with urlopen(session.url) as page:
        token = re.search('name="form_token" value="([^"]+)"', page.read().decode()).group(1)
    form = urlencode({"form_token": token, **outcome}).encode()
    with urlopen(Request(session.url, form)) as answer:
        assert answer.status == 200, answer.status


def arm(**rule):
    """Has the next call go wrong that a rule is about, once unless it says otherwise."""
    headers = {"content-type": "application/json"}
    rule = Request(f"{URL}/_sandbox/faults", json.dumps(rule).encode(), headers)
    with urlopen(rule) as answer:
        assert answer.status == 200, answer.status


def ids(objects):
    return [one.id for one in objects]
