// Images and their links, and keys for mobile apps, with the official Node package.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { connect, every, finish } from './support.mjs';

async function verified(client) {
  const session = await client.identity.verificationSessions.create({
    type: 'document',
    options: { document: { require_matching_selfie: true } },
  });
  await finish(session, { outcome: 'verify' });
  return client.identity.verificationSessions.retrieve(session.id, { expand: ['last_verification_report'] });
}

test('the images of a report can be read, by key and by link', async () => {
  const client = connect();
  const { last_verification_report: report } = await verified(client);
  const ids = [...report.document.files, report.selfie.document, report.selfie.selfie];
  assert.ok(ids.every((id) => id.startsWith('file_')));

  const file = await client.files.retrieve(report.selfie.selfie);
  assert.equal(file.purpose, 'selfie');
  assert.ok(file.size > 0);
  const listed = await every(client.files.list({ purpose: 'selfie' }));
  assert.deepEqual(listed.map((one) => one.id), [file.id]);

  const link = await client.fileLinks.create({
    file: file.id,
    expires_at: Math.floor(Date.now() / 1000) + 30,
    expand: ['file'],
  });
  assert.equal(link.file.id, file.id);
  assert.equal(link.expired, false);
  const image = await fetch(link.url);
  assert.equal(image.status, 200);
  assert.equal((await image.arrayBuffer()).byteLength, file.size);

  const renamed = await client.fileLinks.update(link.id, { metadata: { seen: 'yes' } });
  assert.deepEqual(renamed.metadata, { seen: 'yes' });
  await client.fileLinks.update(link.id, { expires_at: 'now' });
  assert.equal((await client.fileLinks.retrieve(link.id)).expired, true);
  assert.notEqual((await fetch(link.url)).status, 200);
  const links = await every(client.fileLinks.list({ file: file.id, expired: true }));
  assert.deepEqual(links.map((one) => one.id), [link.id]);
});

test('a file can be uploaded', async () => {
  const client = connect();
  const data = Buffer.from('89504e470d0a1a0a', 'hex');
  const file = await client.files.create({
    purpose: 'identity_document',
    file: { data, name: 'front.png', type: 'application/octet-stream' },
  });
  assert.equal(file.filename, 'front.png');
  assert.equal(file.size, data.length);
  assert.equal((await client.files.retrieve(file.id)).purpose, 'identity_document');
});

test('an ephemeral key is made for a session, and deleted', async () => {
  const client = connect();
  const session = await client.identity.verificationSessions.create({ type: 'document' });
  const key = await client.ephemeralKeys.create(
    { verification_session: session.id },
    { apiVersion: '2026-10-28.endive' },
  );
  assert.match(key.id, /^ephkey_/);
  assert.match(key.secret, /^ek_test_/);
  assert.ok(key.expires > key.created);
  const deleted = await client.ephemeralKeys.del(key.id);
  assert.equal(deleted.id, key.id);
});
