// Every class of error that the official Node package has for Identity, and what it makes of a broken answer.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import Stripe from 'stripe';

import { arm, connect, failure } from './support.mjs';

const { errors } = Stripe;
const create = (client, options) => client.identity.verificationSessions.create({ type: 'document' }, options);

for (const [error, kind, status, code] of [
  ['bad_request', errors.StripeInvalidRequestError, 400],
  ['unauthorized', errors.StripeAuthenticationError, 401],
  ['request_failed', errors.StripeCardError, 402],
  ['forbidden', errors.StripePermissionError, 403],
  ['not_found', errors.StripeInvalidRequestError, 404, 'resource_missing'],
  ['idempotency_key_in_use', errors.StripeAPIError, 409, 'idempotency_key_in_use'],
  ['external_dependency_failed', errors.StripeAPIError, 424],
  ['rate_limit', errors.StripeRateLimitError, 429, 'rate_limit'],
  ['lock_timeout', errors.StripeRateLimitError, 429, 'lock_timeout'],
  ['server_error', errors.StripeAPIError, 500],
  ['bad_gateway', errors.StripeAPIError, 502],
  ['unavailable', errors.StripeAPIError, 503],
  ['gateway_timeout', errors.StripeAPIError, 504],
]) {
  test(`${error} is ${kind.name}`, async () => {
    const client = connect();
    const { id } = await create(client);
    await arm({ fault: 'error', error, on: `GET /v1/identity/verification_sessions/${id}` });
    const found = await failure(client.identity.verificationSessions.retrieve(id));
    assert.ok(found instanceof kind, found.constructor.name);
    assert.equal(found.statusCode, status);
    assert.equal(found.code, code);
    assert.match(found.requestId, /^req_/);
    assert.equal((await client.identity.verificationSessions.retrieve(id)).id, id, 'it hits once');
  });
}

test('a connected account that does not exist is a matter of permission', async () => {
  const found = await failure(create(connect(), { stripeAccount: 'nobody' }));
  assert.ok(found instanceof errors.StripePermissionError, found.constructor.name);
  assert.equal(found.code, 'account_invalid');
});

for (const fault of ['reset_before_commit', 'reset_after_commit', 'commit_then_drop']) {
  test(`${fault} is gone with a retry`, async () => {
    const client = connect({ maxNetworkRetries: 2 });
    const { id } = await create(client);
    await arm({ fault, on: `POST /v1/identity/verification_sessions/${id}` });
    const metadata = { a: randomUUID() };
    const updated = await client.identity.verificationSessions.update(id, { metadata });
    assert.deepEqual(updated.metadata, metadata);
  });
}

test('a reset that comes again is a connection error', async () => {
  const client = connect();
  const { id } = await create(client);
  // Even without retries the package sends once more after a reset.
  const on = `GET /v1/identity/verification_sessions/${id}`;
  await arm({ fault: 'reset_before_commit', on, times: 2 });
  const found = await failure(client.identity.verificationSessions.retrieve(id));
  assert.ok(found instanceof errors.StripeConnectionError, found.constructor.name);
});

test('a page in place of JSON is an error', async () => {
  const client = connect();
  const { id } = await create(client);
  await arm({ fault: 'not_json', on: `GET /v1/identity/verification_sessions/${id}` });
  const found = await failure(client.identity.verificationSessions.retrieve(id));
  assert.ok(found instanceof errors.StripeAPIError, found.constructor.name);
});
