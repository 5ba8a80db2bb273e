// What the suites of the Node package share: a client, and a person at the verification page.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import Stripe from 'stripe';

export const URL_OF_SANDBOX = process.env.IDENTITY_SANDBOX_URL;

/** A client of an account of its own, without retries unless they are asked for. */
export function connect(config = {}, key = `sk_test_${randomUUID().replaceAll('-', '')}`) {
  const url = new URL(URL_OF_SANDBOX);
  return new Stripe(key, {
    protocol: 'http',
    host: url.hostname,
    port: url.port,
    maxNetworkRetries: 0,
    ...config,
  });
}

/** What a rejected call fails with. */
export async function failure(call) {
  return call.then(
    () => assert.fail('the call went through'),
    (error) => error,
  );
}

/** The person at the page: sends its form, as a browser without scripts would. */
export async function finish(session, outcome) {
  const page = await fetch(session.url);
  const [, token] = (await page.text()).match(/name="form_token" value="([^"]+)"/);
  const body = new URLSearchParams({ form_token: token, ...outcome });
  const answer = await fetch(session.url, { method: 'POST', body, redirect: 'manual' });
  assert.ok([200, 303].includes(answer.status), `the page answered ${answer.status}`);
}

/** Everything that a list gives, newest first. */
export async function every(list) {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

/** Has the next call go wrong that a rule is about, once unless it says otherwise. */
export async function arm(rule) {
  const answer = await fetch(`${URL_OF_SANDBOX}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  });
  assert.equal(answer.status, 200, await answer.text());
}
