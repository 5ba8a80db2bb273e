// The verifier of the official Node package on this project's cases: both must give the same verdict.
//
// IDENTITY_WEBHOOK_CASES names the file with the cases.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import Stripe from 'stripe';

const CASES = JSON.parse(readFileSync(process.env.IDENTITY_WEBHOOK_CASES, 'utf8'));

/** How the package says each verdict. It takes any time in the future. */
const SENTENCES = {
  accepted: null,
  too_new: null,
  missing: /^No stripe-signature header value was provided/,
  malformed: /^Unable to extract timestamp and signatures from header/,
  no_signature: /^No signatures found with expected scheme/,
  // An empty signature trips its comparison, which refuses it all the same.
  mismatch: /^(No signatures found matching the expected signature|secureCompare must receive two arguments)/,
  too_old: /^Timestamp outside the tolerance zone/,
};

const { signature } = new Stripe('sk_test_123').webhooks;

/** What the package says to a delivery, or null. */
function verdict({ payload, header, secret, now }) {
  try {
    signature.verifyHeader(payload, header, secret, 300, undefined, now * 1000);
    return null;
  } catch (error) {
    return error.message;
  }
}

test('every case gets the same verdict', () => {
  assert.ok(CASES.length > 1000);
  const seen = new Set();
  for (const one of CASES) {
    const said = verdict(one);
    const expected = SENTENCES[one.verdict];
    seen.add(one.verdict);
    assert.notEqual(expected, undefined, `a verdict without a sentence: ${one.verdict}`);
    if (expected === null) {
      assert.equal(said, null, `${one.name}: ${one.header}`);
    } else {
      assert.match(said ?? 'accepted', expected, `${one.name}: ${one.header}`);
    }
  }
  assert.deepEqual([...seen].sort(), Object.keys(SENTENCES).sort(), 'every verdict occurs');
});
