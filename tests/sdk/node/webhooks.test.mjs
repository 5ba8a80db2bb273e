// Webhooks of the sandbox, received by a real server and constructed by the official Node package.
//
// IDENTITY_SANDBOX_URL says where the sandbox listens. It delivers by itself.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';

import Stripe from 'stripe';

/** An account of this suite's own: nobody else's events come here. */
const KEY = 'sk_test_identitysdkwebhooks00000000';

const url = new URL(process.env.IDENTITY_SANDBOX_URL);
const stripe = new Stripe(KEY, {
  protocol: 'http',
  host: url.hostname,
  port: url.port,
  maxNetworkRetries: 0,
});

/** A server that keeps what it is sent, raw. */
async function receiver(answers = []) {
  const received = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(answers.shift() ?? 200).end();
    server.emit('delivery');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/hooks`,
    /** The next delivery. */
    async next() {
      while (received.length === 0) await once(server, 'delivery');
      return received.shift();
    },
    close: () => server.close(),
  };
}

test('what the sandbox delivers is constructed by the package itself', async () => {
  const hook = await receiver();
  const endpoint = await stripe.webhookEndpoints.create({
    url: hook.url,
    enabled_events: ['*'],
  });
  try {
    const session = await stripe.identity.verificationSessions.create({ type: 'document' });
    await stripe.identity.verificationSessions.cancel(session.id);
    for (const type of ['created', 'canceled']) {
      const { headers, body } = await hook.next();
      const event = stripe.webhooks.constructEvent(
        body,
        headers['stripe-signature'],
        endpoint.secret,
      );
      assert.equal(event.type, `identity.verification_session.${type}`);
      assert.equal(event.object, 'event');
      assert.equal(event.data.object.id, session.id);
      assert.match(event.id, /^evt_/);
      assert.match(event.request.id, /^req_/);
      assert.equal(event.livemode, false);
      assert.equal(headers['user-agent'], 'Stripe/1.0 (+https://stripe.com/docs/webhooks)');

      // The same event by the API, once the endpoint has taken it.
      const found = await stripe.events.retrieve(event.id);
      assert.deepEqual(found.data, event.data);

      // One byte more, and the package refuses it.
      assert.throws(
        () =>
          stripe.webhooks.constructEvent(
            Buffer.concat([body, Buffer.from(' ')]),
            headers['stripe-signature'],
            endpoint.secret,
          ),
        Stripe.errors.StripeSignatureVerificationError,
      );
    }
  } finally {
    await stripe.webhookEndpoints.del(endpoint.id);
    hook.close();
  }
});

test('endpoints are listed, changed and deleted, and show their secret once', async () => {
  const made = await stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:1/hooks',
    enabled_events: ['identity.verification_session.verified'],
    description: 'mine',
    metadata: { a: 'b' },
  });
  assert.match(made.secret, /^whsec_/);
  const listed = (await stripe.webhookEndpoints.list()).data.find(({ id }) => id === made.id);
  assert.equal(listed.secret, undefined);
  const updated = await stripe.webhookEndpoints.update(made.id, { disabled: true });
  assert.equal(updated.status, 'disabled');
  const gone = await stripe.webhookEndpoints.del(made.id);
  assert.deepEqual({ ...gone }, { id: made.id, object: 'webhook_endpoint', deleted: true });
  await assert.rejects(
    stripe.webhookEndpoints.retrieve(made.id),
    ({ code }) => code === 'resource_missing',
  );
});

test('events are paged by the package and filtered by type', async () => {
  const made = [];
  for (let count = 0; count < 3; count += 1) {
    made.push((await stripe.identity.verificationSessions.create({ type: 'document' })).id);
  }
  const seen = [];
  for await (const event of stripe.events.list({
    limit: 1,
    type: 'identity.verification_session.created',
  })) {
    seen.push(event.data.object.id);
    if (seen.length === 3) break;
  }
  assert.deepEqual(seen, made.reverse());
});
