// From a session to its report, and to its end, with the official Node package.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { connect, every, failure, finish } from './support.mjs';

const DOCUMENT = {
  type: 'document',
  options: { document: { require_matching_selfie: true, require_id_number: true } },
};

async function verified(client, params = DOCUMENT) {
  const session = await client.identity.verificationSessions.create(params);
  await finish(session, { outcome: 'verify' });
  return client.identity.verificationSessions.retrieve(session.id);
}

test('a verified session gives its data to those who ask for it by name', async () => {
  const client = connect();
  const session = await verified(client);
  assert.equal(session.status, 'verified');
  assert.equal(session.url, null);
  assert.equal(session.client_secret, null);
  assert.equal(session.last_error, null);
  assert.ok(!('verified_outputs' in session), 'not asked for');

  const shown = await client.identity.verificationSessions.retrieve(session.id, {
    expand: [
      'verified_outputs',
      'verified_outputs.dob',
      'verified_outputs.id_number',
      'last_verification_report',
      'last_verification_report.document.number',
    ],
  });
  assert.equal(shown.verified_outputs.last_name, 'Rosen');
  assert.deepEqual(Object.keys(shown.verified_outputs.dob), ['day', 'month', 'year']);
  assert.equal(typeof shown.verified_outputs.id_number, 'string');
  assert.equal(shown.last_verification_report.document.status, 'verified');
  assert.equal(typeof shown.last_verification_report.document.number, 'string');
  assert.ok(!('dob' in shown.last_verification_report.document), 'not asked for');
});

test('each attempt has its report', async () => {
  const client = connect();
  const { verificationSessions, verificationReports } = client.identity;
  const session = await verificationSessions.create({ ...DOCUMENT, client_reference_id: 'user-1' });
  await finish(session, { outcome: 'fail', code: 'selfie_face_mismatch' });
  const failed = await verificationSessions.retrieve(session.id);
  assert.equal(failed.status, 'requires_input');
  assert.equal(failed.last_error.code, 'selfie_face_mismatch');
  assert.notEqual(failed.url, session.url, 'a link is good once');
  await finish(failed, { outcome: 'verify' });

  const page = await verificationReports.list({ verification_session: session.id });
  assert.deepEqual(
    page.data.map((report) => report.selfie.status),
    ['verified', 'unverified'],
  );
  const [newest, oldest] = page.data;
  assert.equal(oldest.id, failed.last_verification_report);
  assert.equal(oldest.selfie.error.code, 'selfie_face_mismatch');
  assert.equal(newest.client_reference_id, 'user-1');
  const report = await verificationReports.retrieve(newest.id, { expand: ['document.dob'] });
  assert.equal(report.verification_session, session.id);
  assert.ok(report.document.dob.year > 0);
});

test('an update sets, keeps and clears', async () => {
  const { verificationSessions } = connect().identity;
  const session = await verificationSessions.create({
    type: 'document',
    metadata: { kept: '1', gone: '2' },
    options: { document: { allowed_types: ['passport'] } },
  });
  const updated = await verificationSessions.update(session.id, {
    type: 'id_number',
    metadata: { gone: '', added: '3' },
    options: { document: '' },
    provided_details: { email: 'jenny@example.com' },
    expand: ['provided_details'],
  });
  assert.equal(updated.type, 'id_number');
  assert.deepEqual(updated.metadata, { kept: '1', added: '3' });
  assert.deepEqual(updated.options, {});
  assert.equal(updated.provided_details.email, 'jenny@example.com');
});

test('a canceled session stays canceled', async () => {
  const { verificationSessions } = connect().identity;
  const session = await verificationSessions.create({ type: 'document' });
  const canceled = await verificationSessions.cancel(session.id);
  assert.equal(canceled.status, 'canceled');
  assert.equal(canceled.url, null);
  assert.equal((await verificationSessions.cancel(session.id)).status, 'canceled');
  const error = await failure(verificationSessions.update(session.id, { metadata: { a: 'b' } }));
  assert.equal(error.statusCode, 400);
  assert.match(error.message, /has a status of "canceled"/);
});

test('what is verified cannot be canceled, and can be redacted', async () => {
  const client = connect();
  const { verificationSessions } = client.identity;
  const session = await verified(client, { ...DOCUMENT, metadata: { a: 'b' } });
  const error = await failure(verificationSessions.cancel(session.id));
  assert.equal(
    error.message,
    'You cannot cancel this VerificationSession because it has a status of "verified". Only a ' +
      'VerificationSession in "requires_input" status may be canceled.',
  );
  const redacted = await verificationSessions.redact(session.id);
  assert.equal(redacted.status, 'verified');
  assert.equal(redacted.redaction.status, 'processing');
  assert.deepEqual(redacted.metadata, {});
});

test('lists are walked to their end, both ways', async () => {
  const { verificationSessions } = connect().identity;
  const made = [];
  for (let number = 0; number < 7; number += 1) {
    const type = number % 2 ? 'document' : 'id_number';
    const session = await verificationSessions.create({ type, client_reference_id: `user-${number % 2}` });
    made.unshift(session.id);
  }
  const ids = (sessions) => sessions.map((session) => session.id);
  assert.deepEqual(ids(await every(verificationSessions.list({ limit: 2 }))), made);

  // Backwards: from the oldest up, as the package turns the pages over.
  const oldest = made.at(-1);
  const newer = await every(verificationSessions.list({ limit: 2, ending_before: oldest }));
  assert.deepEqual(ids(newer), made.slice(0, -1).reverse());

  const odd = await verificationSessions.list({ client_reference_id: 'user-1' }).autoPagingToArray({ limit: 10 });
  assert.equal(odd.length, 3);
  const page = await verificationSessions.list({ limit: 3, starting_after: made[0], status: 'requires_input' });
  assert.deepEqual(ids(page.data), made.slice(1, 4));
  assert.equal(page.has_more, true);
  const old = await verificationSessions.list({ created: { lt: 1 } });
  assert.deepEqual(old.data, []);
});

test('a list expands what its items have', async () => {
  const client = connect();
  await verified(client);
  const page = await client.identity.verificationSessions.list({
    expand: ['data.last_verification_report', 'data.verified_outputs'],
  });
  assert.equal(page.data[0].last_verification_report.selfie.status, 'verified');
  assert.equal(page.data[0].verified_outputs.first_name, 'Jenny');
});
