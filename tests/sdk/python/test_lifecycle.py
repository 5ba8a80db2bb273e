"""From a session to its report, and to its end, with the official Python package."""

import unittest

import stripe

from support import connect, finish, ids

DOCUMENT = {
    "type": "document",
    "options": {"document": {"require_matching_selfie": True, "require_id_number": True}},
}


class Lifecycle(unittest.TestCase):
    def setUp(self):
        self.client = connect()
        self.sessions = self.client.identity.verification_sessions
        self.reports = self.client.identity.verification_reports

    def verified(self, **params):
        session = self.sessions.create(params={**DOCUMENT, **params})
        finish(session, outcome="verify")
        return self.sessions.retrieve(session.id)

    def test_a_verified_session_gives_its_data_to_those_who_ask_for_it_by_name(self):
        session = self.verified()
        self.assertEqual(session.status, "verified")
        self.assertIsNone(session.url)
        self.assertNotIn("verified_outputs", session.to_dict())
        shown = self.sessions.retrieve(
            session.id,
            params={
                "expand": [
                    "verified_outputs",
                    "verified_outputs.dob",
                    "last_verification_report.document.expiration_date",
                    "last_verification_report",
                ]
            },
        )
        self.assertEqual(shown.verified_outputs.last_name, "Rosen")
        self.assertGreater(shown.verified_outputs.dob.year, 0)
        self.assertNotIn("id_number", shown.verified_outputs.to_dict())
        document = shown.last_verification_report.document
        self.assertEqual(document.status, "verified")
        self.assertGreater(document.expiration_date.year, 2000)

    def test_each_attempt_has_its_report(self):
        session = self.sessions.create(params={**DOCUMENT, "client_reference_id": "user-1"})
        finish(session, outcome="fail", code="id_number_mismatch")
        failed = self.sessions.retrieve(session.id)
        self.assertEqual(failed.status, "requires_input")
        self.assertEqual(failed.last_error.code, "id_number_mismatch")
        self.assertNotEqual(failed.url, session.url)
        finish(failed, outcome="verify")
        page = self.reports.list(params={"verification_session": session.id})
        self.assertEqual([r.id_number.status for r in page.data], ["verified", "unverified"])
        report = self.reports.retrieve(page.data[0].id, params={"expand": ["id_number.dob"]})
        self.assertEqual(report.client_reference_id, "user-1")
        self.assertGreater(report.id_number.dob.year, 0)

    def test_an_update_sets_keeps_and_clears(self):
        session = self.sessions.create(
            params={
                "type": "document",
                "metadata": {"kept": "1", "gone": "2"},
                "options": {"document": {"allowed_types": ["passport"]}},
            }
        )
        updated = self.sessions.update(
            session.id,
            params={
                "metadata": {"gone": "", "added": "3"},
                "options": {"document": ""},
                "provided_details": {"phone": "+15550001111"},
                "expand": ["provided_details"],
            },
        )
        self.assertEqual(updated.metadata.to_dict(), {"kept": "1", "added": "3"})
        self.assertEqual(updated.options.to_dict(), {})
        self.assertEqual(updated.provided_details.phone, "+15550001111")

    def test_what_is_verified_cannot_be_canceled_and_can_be_redacted(self):
        session = self.verified(metadata={"a": "b"})
        with self.assertRaises(stripe.InvalidRequestError) as caught:
            self.sessions.cancel(session.id)
        self.assertEqual(caught.exception.http_status, 400)
        self.assertRegex(caught.exception.user_message, 'has a status of "verified"')
        redacted = self.sessions.redact(session.id)
        self.assertEqual(redacted.redaction.status, "processing")
        self.assertEqual(redacted.metadata.to_dict(), {})

    def test_a_canceled_session_stays_canceled(self):
        session = self.sessions.create(params={"type": "document"})
        for _ in range(2):
            self.assertEqual(self.sessions.cancel(session.id).status, "canceled")

    def test_lists_are_walked_to_their_end_both_ways(self):
        made = []
        for number in range(7):
            params = {"type": "document", "client_reference_id": f"user-{number % 2}"}
            made.insert(0, self.sessions.create(params=params).id)
        forwards = self.sessions.list(params={"limit": 2})
        self.assertEqual(ids(forwards.auto_paging_iter()), made)
        # Backwards: from the oldest up, as the package turns the pages over.
        backwards = self.sessions.list(params={"limit": 2, "ending_before": made[-1]})
        self.assertEqual(ids(backwards.auto_paging_iter()), made[-2::-1])
        odd = self.sessions.list(params={"limit": 1, "client_reference_id": "user-1"})
        self.assertEqual(len(ids(odd.auto_paging_iter())), 3)

    def test_a_list_expands_what_its_items_have(self):
        self.verified()
        page = self.sessions.list(params={"expand": ["data.last_verification_report"]})
        self.assertEqual(page.data[0].last_verification_report.selfie.status, "verified")


if __name__ == "__main__":
    unittest.main()
