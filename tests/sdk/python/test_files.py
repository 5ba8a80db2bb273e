"""Images and their links, and keys for mobile apps, with the official Python package."""

import io
import time
import unittest
from urllib.error import HTTPError
from urllib.request import urlopen

from support import connect, finish, ids


class Files(unittest.TestCase):
    def setUp(self):
        self.client = connect()
        self.sessions = self.client.identity.verification_sessions

    def verified(self):
        options = {"document": {"require_matching_selfie": True}}
        session = self.sessions.create(params={"type": "document", "options": options})
        finish(session, outcome="verify")
        return self.sessions.retrieve(session.id, params={"expand": ["last_verification_report"]})

    def test_the_images_of_a_report_can_be_read_by_link(self):
        report = self.verified().last_verification_report
        file = self.client.files.retrieve(report.document.files[0])
        self.assertGreater(file.size, 0)
        listed = self.client.files.list(params={"limit": 1})
        self.assertEqual(len(ids(listed.auto_paging_iter())), len(report.document.files) + 1)

        expires = int(time.time()) + 30
        link = self.client.file_links.create(params={"file": file.id, "expires_at": expires})
        self.assertEqual(link.file, file.id)
        with urlopen(link.url) as image:
            self.assertEqual(len(image.read()), file.size)
        self.client.file_links.update(link.id, params={"expires_at": "now"})
        self.assertTrue(self.client.file_links.retrieve(link.id).expired)
        with self.assertRaises(HTTPError):
            urlopen(link.url)
        links = self.client.file_links.list(params={"file": file.id})
        self.assertEqual(ids(links.data), [link.id])

    def test_a_file_can_be_uploaded(self):
        content = io.BytesIO(b"\x89PNG\r\n\x1a\n")
        content.name = "front.png"
        params = {"purpose": "identity_document", "file": content}
        file = self.client.files.create(params=params)
        self.assertEqual((file.filename, file.size), ("front.png", 8))

    def test_an_ephemeral_key_is_made_for_a_session_and_deleted(self):
        session = self.sessions.create(params={"type": "document"})
        key = self.client.ephemeral_keys.create(
            params={"verification_session": session.id},
            options={"stripe_version": "2026-10-28.endive"},
        )
        self.assertRegex(key.secret, "^ek_test_")
        self.assertEqual(self.client.ephemeral_keys.delete(key.id).id, key.id)


if __name__ == "__main__":
    unittest.main()
