// Events and webhook endpoints, with the official Node package.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { connect, every, failure, finish } from './support.mjs';

test('every step is an event', async () => {
  const client = connect();
  const session = await client.identity.verificationSessions.create(
    { type: 'document' },
    { idempotencyKey: 'around-1' },
  );
  await finish(session, { outcome: 'fail', code: 'document_expired' });
  const again = await client.identity.verificationSessions.retrieve(session.id);
  await finish(again, { outcome: 'verify' });

  const events = await every(client.events.list({ limit: 2 }));
  const kinds = ['verified', 'processing', 'requires_input', 'processing', 'created'];
  assert.deepEqual(events.map((event) => event.type), kinds.map((kind) => `identity.verification_session.${kind}`));
  const created = events.at(-1);
  assert.equal(created.request.idempotency_key, 'around-1');
  assert.match(created.request.id, /^req_/);
  assert.equal(created.data.object.id, session.id);
  assert.equal(created.data.object.status, 'requires_input');
  assert.deepEqual({ ...(await client.events.retrieve(created.id)) }, { ...created });

  const one = await client.events.list({ type: 'identity.verification_session.verified' });
  assert.deepEqual(one.data.map((event) => event.id), [events[0].id]);
  const two = await client.events.list({ types: [events[0].type, events[2].type] });
  assert.deepEqual(two.data.map((event) => event.id), [events[0].id, events[2].id]);
});

test('a webhook endpoint shows its secret once', async () => {
  const client = connect();
  const endpoint = await client.webhookEndpoints.create({
    url: 'http://127.0.0.1:9/hook',
    enabled_events: ['identity.verification_session.verified'],
    description: 'tests',
  });
  assert.match(endpoint.secret, /^whsec_/);
  assert.equal(endpoint.status, 'enabled');
  const found = await client.webhookEndpoints.retrieve(endpoint.id);
  assert.ok(!('secret' in found), 'shown once');

  const updated = await client.webhookEndpoints.update(endpoint.id, { disabled: true, enabled_events: ['*'] });
  assert.equal(updated.status, 'disabled');
  assert.deepEqual(updated.enabled_events, ['*']);
  assert.deepEqual((await every(client.webhookEndpoints.list())).map((one) => one.id), [endpoint.id]);
  const deleted = await client.webhookEndpoints.del(endpoint.id);
  assert.deepEqual({ ...deleted }, { id: endpoint.id, object: 'webhook_endpoint', deleted: true });
  const error = await failure(client.webhookEndpoints.retrieve(endpoint.id));
  assert.equal(error.statusCode, 404);
});
