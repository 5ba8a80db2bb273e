#!/bin/sh
# schemathesis makes up calls from the sandbox's own OpenAPI document, and holds the answers to it.
#
# IDENTITY_SANDBOX_URL says where the sandbox listens, PYTHON which Python has the package.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

IDENTITY_SANDBOX_KEY=sk_test_schemathesis00000000
export IDENTITY_SANDBOX_KEY SCHEMATHESIS_HOOKS=hooks PYTHONPATH="$here"

# What it may not ask for:
# - positive_data_acceptance: a schema cannot say that a session has to be there, or which fields expand.
# - unsupported_method, allow_header_conformance: the API answers 404 where others answer 405.
# The same calls every time, one after the other.
"$(dirname "${PYTHON:?}")/schemathesis" run "${IDENTITY_SANDBOX_URL:?}/_sandbox/openapi.json" \
    --url "$IDENTITY_SANDBOX_URL" \
    --header "Authorization: Bearer $IDENTITY_SANDBOX_KEY" \
    --checks all \
    --exclude-checks positive_data_acceptance,unsupported_method,allow_header_conformance \
    --max-examples 8 --generation-deterministic \
    --warnings off --no-color
