// The official Node package, unmodified, against `identity sandbox serve`.
//
// IDENTITY_SANDBOX_URL says where that listens. Each test makes what it needs and leaves the rest alone.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import Stripe from 'stripe';

const KEY = 'sk_test_identitysdksuite00000000';
const { errors } = Stripe;

/** Every option of a document session. */
const OPTIONS = {
  document: {
    allowed_types: ['passport', 'id_card'],
    require_id_number: true,
    require_live_capture: false,
    require_matching_selfie: true,
  },
};

/** Keys and values that an encoder or a decoder may trip over. */
const ODD = {
  'a&b=c+d%e;f"g': 'a&b=c+d%e;f"g',
  'é😀 ключ': 'naïve 😀 значение',
  ' two  spaces ': '  kept  ',
  '0': 'integer-like key',
  '17': '00017',
  'percent%20': '%2B+%00%zz',
  brackets: 'a[b]=[c]&d[]=e',
  lines: 'one\ntwo\r\nthree\ttab',
};

function connect(key = KEY, config = {}) {
  const url = new URL(process.env.IDENTITY_SANDBOX_URL);
  return new Stripe(key, {
    protocol: 'http',
    host: url.hostname,
    port: url.port,
    maxNetworkRetries: 0,
    ...config,
  });
}

const sessions = connect().identity.verificationSessions;

/** What a rejected call fails with. */
async function failure(call) {
  return call.then(
    () => assert.fail('the call went through'),
    (error) => error,
  );
}

test('a create with everything in it is answered in full', async () => {
  const before = Math.floor(Date.now() / 1000);
  const session = await sessions.create(
    {
      type: 'document',
      options: OPTIONS,
      metadata: ODD,
      return_url: 'https://example.com/back?from=identity&x=1%202',
      client_reference_id: 'order #17 & more',
      expand: ['last_verification_report', 'verified_outputs'],
    },
    { idempotencyKey: randomUUID() },
  );

  assert.match(session.id, /^vs_[A-Za-z0-9]+$/);
  assert.equal(session.object, 'identity.verification_session');
  assert.equal(session.type, 'document');
  assert.equal(session.status, 'requires_input');
  assert.match(session.client_secret, new RegExp(`^${session.id}_secret_.+`));
  assert.match(session.url, /^https?:\/\/.+/);
  assert.deepEqual(session.options, OPTIONS);
  assert.deepEqual(session.metadata, ODD);
  assert.equal(session.client_reference_id, 'order #17 & more');
  assert.ok(Number.isInteger(session.created));
  assert.ok(session.created >= before - 5, 'created lies in the past');
  assert.equal(session.livemode, false);
  assert.equal(session.last_error, null);
  assert.equal(session.last_verification_report, null);
  assert.equal(session.redaction, null);
  assert.equal(session.verified_outputs, null, 'asked for, and empty');
  assert.ok(!('return_url' in session), 'return_url is never echoed');
  assert.match(session.lastResponse.requestId, /^req_/);
  assert.equal(session.lastResponse.statusCode, 200);
});

test('a create with the type alone has no options and no metadata', async () => {
  const session = await sessions.create({ type: 'id_number' });
  assert.equal(session.type, 'id_number');
  assert.equal(session.client_reference_id, null);
  assert.deepEqual(session.metadata, {});
  assert.ok(!('verified_outputs' in session), 'not asked for');
});

test('a restricted test key is accepted', async () => {
  const client = connect('rk_test_identitysdksuite00000000');
  const session = await client.identity.verificationSessions.create({ type: 'document' });
  assert.match(session.id, /^vs_/);
});

test('the same key with the same parameters answers the same session', async () => {
  const params = { type: 'document', options: OPTIONS, metadata: ODD };
  const idempotencyKey = randomUUID();
  const first = await sessions.create(params, { idempotencyKey });
  const again = await sessions.create(params, { idempotencyKey });

  assert.equal(again.id, first.id);
  assert.deepEqual({ ...again }, { ...first });
  assert.equal(first.lastResponse.headers['idempotent-replayed'], undefined);
  assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true');
  assert.equal(again.lastResponse.headers['idempotency-key'], idempotencyKey);
});

test('the same key at the same time makes one session', async () => {
  const client = connect(KEY, { maxNetworkRetries: 5 });
  const idempotencyKey = randomUUID();
  const create = () =>
    client.identity.verificationSessions.create({ type: 'document' }, { idempotencyKey });
  const made = await Promise.all(Array.from({ length: 8 }, create));
  assert.equal(new Set(made.map((session) => session.id)).size, 1);
});

test('the same key with other parameters is refused', async () => {
  const idempotencyKey = randomUUID();
  await sessions.create({ type: 'document' }, { idempotencyKey });
  const error = await failure(sessions.create({ type: 'id_number' }, { idempotencyKey }));

  assert.ok(error instanceof errors.StripeIdempotencyError, error.constructor.name);
  assert.equal(error.statusCode, 400);
  assert.equal(error.rawType, 'idempotency_error');
  assert.match(error.message, /^Keys for idempotent requests can only be used with the same parameters/);
});

test('a retrieved session equals the one that was created', async () => {
  const created = await sessions.create({ type: 'document', options: OPTIONS, metadata: ODD });
  const found = await sessions.retrieve(created.id);
  assert.deepEqual({ ...found }, { ...created });
});

test('a retrieve expands what it is asked to', async () => {
  const created = await sessions.create({ type: 'document' });
  const found = await sessions.retrieve(created.id, { expand: ['verified_outputs'] });
  assert.equal(found.verified_outputs, null);
});

test('an empty value clears a metadata key, an empty string all of them', async () => {
  const one = await sessions.create({ type: 'document', metadata: { kept: 'x', cleared: '' } });
  assert.deepEqual(one.metadata, { kept: 'x' });
  const all = await sessions.create({ type: 'document', metadata: '' });
  assert.deepEqual(all.metadata, {});
});

test('an unknown parameter is named', async () => {
  const error = await failure(sessions.create({ type: 'document', colour: 'blue' }));
  assert.ok(error instanceof errors.StripeInvalidRequestError, error.constructor.name);
  assert.equal(error.statusCode, 400);
  assert.equal(error.code, 'parameter_unknown');
  assert.equal(error.param, 'colour');
  assert.equal(error.message, 'Received unknown parameter: colour');
  assert.match(error.requestId, /^req_/);
});

test('an unknown nested parameter is named by its whole path', async () => {
  const options = { document: { allowed_document_types: ['passport'] } };
  const error = await failure(sessions.create({ type: 'document', options }));
  assert.equal(error.code, 'parameter_unknown');
  assert.equal(error.param, 'options[document][allowed_document_types]');
});

test('a bad enum value is named by its place in the list', async () => {
  const options = { document: { allowed_types: ['library_card'] } };
  const error = await failure(sessions.create({ type: 'document', options }));
  assert.ok(error instanceof errors.StripeInvalidRequestError, error.constructor.name);
  assert.equal(error.statusCode, 400);
  assert.equal(error.param, 'options[document][allowed_types][0]');
  assert.match(error.message, /must be one of driving_license, id_card, or passport$/);
});

test('a missing type is asked for', async () => {
  const error = await failure(sessions.create({}));
  assert.ok(error instanceof errors.StripeInvalidRequestError, error.constructor.name);
  assert.equal(error.code, 'parameter_missing');
  assert.equal(error.param, 'type');
});

for (const key of [`sk_live_${'x'.repeat(24)}`, 'bogus']) {
  test(`a key that begins with ${key.slice(0, 8)} is refused`, async () => {
    const error = await failure(connect(key).identity.verificationSessions.create({ type: 'document' }));
    assert.ok(error instanceof errors.StripeAuthenticationError, error.constructor.name);
    assert.equal(error.statusCode, 401);
    assert.match(error.message, /^Invalid API Key provided: /);
    assert.ok(!error.message.includes(key), 'the whole key stands in the message');
  });
}

test('an unknown id is not found', async () => {
  const error = await failure(sessions.retrieve('vs_doesnotexist'));
  assert.ok(error instanceof errors.StripeInvalidRequestError, error.constructor.name);
  assert.equal(error.statusCode, 404);
  assert.equal(error.code, 'resource_missing');
  assert.equal(error.message, "No such VerificationSession: 'vs_doesnotexist'");
});
