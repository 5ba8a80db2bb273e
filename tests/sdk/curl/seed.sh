#!/bin/sh
# The request of the API's own page, `POST /v1/identity/verification_sessions`, sent with curl.
#
# IDENTITY_SANDBOX_URL says where the sandbox listens.
set -eu

endpoint="${IDENTITY_SANDBOX_URL:?}/v1/identity/verification_sessions"
key=sk_test_identitysdksuite00000000
passed=0
reply=

# send ARGUMENTS...: the reply's body, its status on a line of its own at the end.
send() {
    reply=$(curl --silent --show-error --max-time 20 --write-out '\n%{http_code}' "$@")
}

# want TEXT: the reply has this text, spaces between JSON tokens apart.
want() {
    if ! printf '%s\n' "$reply" | sed 's/": /":/g' | grep -qF -e "$1"; then
        printf 'FAILED %s: no %s in:\n%s\n' "$name" "$1" "$reply" >&2
        exit 1
    fi
}

# status CODE: the reply ends with this status.
status() {
    if [ "$(printf '%s\n' "$reply" | tail -n 1)" != "$1" ]; then
        printf 'FAILED %s: status is not %s in:\n%s\n' "$name" "$1" "$reply" >&2
        exit 1
    fi
}

ok() {
    passed=$((passed + 1))
    printf 'ok %s\n' "$name"
}

name='every parameter of the page, form-encoded, with a bearer key'
send "$endpoint" \
    --header "Authorization: Bearer $key" \
    --header 'Accept: application/json' \
    --data-urlencode 'type=document' \
    --data-urlencode 'options[document][allowed_types][]=passport' \
    --data-urlencode 'options[document][allowed_types][]=driving_license' \
    --data-urlencode 'options[document][require_id_number]=true' \
    --data-urlencode 'options[document][require_live_capture]=true' \
    --data-urlencode 'options[document][require_matching_selfie]=false' \
    --data-urlencode 'metadata[order id]=a&b=c+d 100%' \
    --data-urlencode 'return_url=https://example.com/back?a=1&b=2' \
    --data-urlencode 'expand[]=last_verification_report'
status 200
want '"id":"vs_'
want '"object":"identity.verification_session"'
want '"status":"requires_input"'
want '"type":"document"'
want '"livemode":false'
want '"client_secret":"vs_'
want '"order id":"a&b=c+d 100%"'
want '"require_id_number":true'
want '"require_matching_selfie":false'
want 'driving_license'
id=$(printf '%s\n' "$reply" | grep -o '"vs_[A-Za-z0-9]*"' | head -n 1 | tr -d '"')
ok

name='the same session again, with basic authentication'
send "$endpoint/$id" --user "$key:"
status 200
want "\"id\":\"$id\""
ok

name='a create with basic authentication'
send "$endpoint" --user "$key:" --data 'type=id_number'
status 200
want '"type":"id_number"'
ok

name='the options are cleared by an empty value'
send "$endpoint" --user "$key:" --data 'type=document&options[document]='
status 200
want '"id":"vs_'
ok

name='a JSON body is refused'
send "$endpoint" --user "$key:" --header 'Content-Type: application/json' --data '{"type":"document"}'
status 400
want '"type":"invalid_request_error"'
ok

name='another content type is refused'
send "$endpoint" --user "$key:" --header 'Content-Type: text/plain' --data 'type=document'
status 400
want '"type":"invalid_request_error"'
ok

name='no key at all'
send "$endpoint" --data 'type=document'
status 401
want 'You did not provide an API key.'
ok

name='a parameter that the page forbids'
send "$endpoint" --user "$key:" --data 'type=document&colour=blue'
status 400
want '"code":"parameter_unknown"'
want '"param":"colour"'
ok

printf '\n%s passed, 0 failed\n' "$passed"
