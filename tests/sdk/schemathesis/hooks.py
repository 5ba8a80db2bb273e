"""What schemathesis has to be told: how the API writes nested values, and which objects are there."""

import os
import re
import time
from itertools import cycle
from urllib.parse import urlencode

import requests
import schemathesis

URL = os.environ["IDENTITY_SANDBOX_URL"]
KEY = os.environ["IDENTITY_SANDBOX_KEY"]
# A request line of more than 64 KiB is refused by the server before the API sees it.
LONGEST_QUERY = 8192


def flatten(name, value):
    """A value as pairs of a bracketed name and a text: `options[document][allowed_types][0]=passport`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(f"{name}[{key}]" if name else str(key), inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from flatten(f"{name}[{place}]", inner)
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif value is not None:
        yield name, value if isinstance(value, (bytes, str)) else str(value)


def call(method, path, **data):
    answer = requests.request(method, URL + path, auth=(KEY, ""), data=data, timeout=20)
    answer.raise_for_status()
    return answer.json()


def listed(path):
    return [one["id"] for one in call("GET", path)["data"]]


def session(outcome=None):
    """A session, after an attempt if an outcome is given."""
    made = call("POST", "/v1/identity/verification_sessions", type="document")
    if outcome:
        page = requests.get(made["url"], timeout=20).text
        token = re.search('name="form_token" value="([^"]+)"', page).group(1)
        form = {"form_token": token, "code": "document_expired", "delay": "3600", "outcome": outcome}
        requests.post(made["url"], data=form, timeout=20).raise_for_status()
    return made["id"]


def objects():
    """What stands for each id in a path, in every state there is, in turn."""
    outcomes = [None, "verify", "fail", "verify-later", "abandon"]
    sessions = [session(outcome) for outcome in outcomes]
    files = listed("/v1/files")
    # A link to an image of Identity may be open for 30 seconds.
    soon = int(time.time()) + 30
    links = [call("POST", "/v1/file_links", file=file, expires_at=soon)["id"] for file in files]
    call("POST", f"/v1/file_links/{links[0]}", expires_at="now")
    found = {
        "session": sessions,
        "report": listed("/v1/identity/verification_reports"),
        "file": files,
        "link": links,
    }
    return {name: cycle(ids) for name, ids in found.items()}


OBJECTS = objects()


@schemathesis.serializer("application/x-www-form-urlencoded")
def form(_, value):
    if not isinstance(value, dict):
        return value if isinstance(value, bytes) else str(value).encode()
    return urlencode(list(flatten("", value))).encode()


@schemathesis.hook
def filter_case(_, case):
    return not case.query or len(urlencode(list(flatten("", dict(case.query))))) < LONGEST_QUERY


@schemathesis.hook
def before_call(_, case, __):
    if case.query:
        case.query = dict(flatten("", dict(case.query)))
    if case.path_parameters and takes_objects(case.meta):
        known = {name: next(OBJECTS[name]) for name in case.path_parameters if name in OBJECTS}
        case.path_parameters = {**case.path_parameters, **known}


def takes_objects(meta):
    """Whether the ids in a path may be ours: not where a wrong id is meant, nor where one call leads to the next."""
    return meta is None or (meta.generation.mode.is_positive and meta.phase.name != "stateful")
