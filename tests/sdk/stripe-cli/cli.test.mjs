// The official command line tool, unmodified, against `identity sandbox serve`.
//
// IDENTITY_SANDBOX_URL says where that listens. The tool leaves with 0 whatever the API answers, so what
// it prints is looked at, every time.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const URL = process.env.IDENTITY_SANDBOX_URL;
// What `@stripe/cli` is on this platform: its own package only picks one of these and starts it.
const TOOL = createRequire(import.meta.url).resolve('@stripe/cli-linux-x64/bin/stripe');
const HOME = mkdtempSync(join(tmpdir(), 'identity-cli-'));
after(() => rmSync(HOME, { recursive: true }));

/** A home of its own, and nothing that would leave this machine. */
const ENV = {
  PATH: process.env.PATH,
  HOME,
  XDG_CONFIG_HOME: HOME,
  STRIPE_API_KEY: 'sk_test_identitycommandline00000',
  STRIPE_CLI_TELEMETRY_OPTOUT: '1',
  DO_NOT_TRACK: '1',
  STRIPE_NO_AUTO_UPDATE: '1',
  STRIPE_CLI_NO_PLUGIN_AUTO_INSTALL: '1',
};

/** Runs `stripe WORDS…` and reads the JSON that it prints. */
function stripe(...words) {
  const run = spawnSync(TOOL, [...words, '--api-base', URL, '--color', 'off'], {
    env: ENV,
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(run.status, 0, `stripe ${words.join(' ')}: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

const sessions = (...words) => stripe('identity', 'verification_sessions', ...words);
const reports = (...words) => stripe('identity', 'verification_reports', ...words);

/** The person at the page: sends its form, as a browser without scripts would. */
async function finish(session, outcome) {
  const page = await fetch(session.url);
  const [, token] = (await page.text()).match(/name="form_token" value="([^"]+)"/);
  const body = new URLSearchParams({ form_token: token, ...outcome });
  const answer = await fetch(session.url, { method: 'POST', body, redirect: 'manual' });
  assert.ok([200, 303].includes(answer.status), `the page answered ${answer.status}`);
}

test('a session is created, retrieved, updated and listed', () => {
  const created = sessions(
    'create',
    '--type=document',
    '--client-reference-id=cli-1',
    '-d', 'options[document][allowed_types][0]=passport',
    '-d', 'options[document][require_matching_selfie]=true',
    '-d', 'metadata[order id]=a&b c',
    '-e', 'provided_details',
  );
  assert.match(created.id, /^vs_/);
  assert.equal(created.status, 'requires_input');
  assert.deepEqual(created.options, {
    document: { allowed_types: ['passport'], require_matching_selfie: true },
  });
  assert.deepEqual(created.metadata, { 'order id': 'a&b c' });
  assert.equal(created.provided_details, null);

  assert.deepEqual({ ...sessions('retrieve', created.id), provided_details: null }, created);

  const updated = sessions('update', created.id, '-d', 'metadata[more]=yes');
  assert.deepEqual(updated.metadata, { 'order id': 'a&b c', more: 'yes' });

  sessions('create', '--type=id_number', '--client-reference-id=cli-1');
  const page = sessions('list', '--client-reference-id=cli-1', '--limit=1');
  assert.equal(page.object, 'list');
  assert.equal(page.has_more, true);
  assert.equal(page.data[0].type, 'id_number');
  const next = sessions('list', '--client-reference-id=cli-1', `--starting-after=${page.data[0].id}`);
  assert.deepEqual(next.data.map((session) => session.id), [created.id]);
});

test('a session is canceled and redacted', () => {
  const created = sessions('create', '--type=document', '-d', 'metadata[a]=b');
  const canceled = sessions('cancel', created.id);
  assert.equal(canceled.status, 'canceled');
  assert.equal(canceled.url, null);
  const redacted = sessions('redact', created.id);
  assert.equal(redacted.redaction.status, 'processing');
  assert.deepEqual(redacted.metadata, {});
});

test('a verified session has a report', async () => {
  const created = sessions('create', '--type=document');
  await finish(created, { outcome: 'verify' });
  const verified = sessions('retrieve', created.id, '-e', 'verified_outputs');
  assert.equal(verified.status, 'verified');
  assert.equal(verified.verified_outputs.first_name, 'Jenny');

  const page = reports('list', `--verification-session=${created.id}`);
  assert.deepEqual(page.data.map((report) => report.id), [verified.last_verification_report]);
  const report = reports('retrieve', verified.last_verification_report);
  assert.equal(report.document.status, 'verified');
  assert.equal(report.verification_session, created.id);
});

test('what is refused is printed in the words of the API', () => {
  const missing = sessions('retrieve', 'vs_nope');
  assert.equal(missing.error.code, 'resource_missing');
  const unknown = sessions('create', '--type=document', '-d', 'colour=blue');
  assert.equal(unknown.error.param, 'colour');
});

test('the same key is the same session', () => {
  const words = ['create', '--type=document', '-i', 'cli-key-1'];
  assert.deepEqual(sessions(...words), sessions(...words));
  const other = sessions('create', '--type=id_number', '-i', 'cli-key-1');
  assert.equal(other.error.type, 'idempotency_error');
});
test('plain requests reach what has no command of its own', () => {
  const created = stripe('post', '/v1/identity/verification_sessions', '-d', 'type=document');
  const events = stripe('get', '/v1/events', '-d', 'limit=1');
  assert.equal(events.data[0].type, 'identity.verification_session.created');
  assert.equal(events.data[0].data.object.id, created.id);
});
