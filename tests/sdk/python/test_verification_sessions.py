"""The official Python package, unmodified, against `identity sandbox serve`.

IDENTITY_SANDBOX_URL says where that listens. Each test makes what it needs and leaves the rest alone.
"""

import os
import time
import unittest
import uuid

import stripe

URL = os.environ["IDENTITY_SANDBOX_URL"]
KEY = "sk_test_identitysdksuite00000000"

# Every option of a document session.
OPTIONS = {
    "document": {
        "allowed_types": ["passport", "id_card"],
        "require_id_number": True,
        "require_live_capture": False,
        "require_matching_selfie": True,
    },
}

# Keys and values that an encoder or a decoder may trip over.
ODD = {
    'a&b=c+d%e;f"g': 'a&b=c+d%e;f"g',
    "é😀 ключ": "naïve 😀 значение",
    " two  spaces ": "  kept  ",
    "0": "integer-like key",
    "17": "00017",
    "percent%20": "%2B+%00%zz",
    "brackets": "a[b]=[c]&d[]=e",
    "lines": "one\ntwo\r\nthree\ttab",
}


def connect(key=KEY):
    client = stripe.StripeClient(key, base_addresses={"api": URL}, max_network_retries=0)
    return client.v1.identity.verification_sessions


class VerificationSessions(unittest.TestCase):
    def setUp(self):
        self.sessions = connect()

    def create(self, params, **options):
        return self.sessions.create(params=params, options=options)

    def test_a_create_with_everything_in_it_is_answered_in_full(self):
        before = int(time.time())
        session = self.create(
            {
                "type": "document",
                "options": OPTIONS,
                "metadata": ODD,
                "return_url": "https://example.com/back?from=identity&x=1%202",
                "client_reference_id": "order #17 & more",
                "expand": ["last_verification_report", "verified_outputs"],
            },
            idempotency_key=str(uuid.uuid4()),
        )

        self.assertRegex(session.id, r"^vs_[A-Za-z0-9]+$")
        self.assertEqual(session.object, "identity.verification_session")
        self.assertEqual(session.type, "document")
        self.assertEqual(session.status, "requires_input")
        self.assertRegex(session.client_secret, f"^{session.id}_secret_.+")
        self.assertRegex(session.url, r"^https?://.+")
        self.assertEqual(session.options.to_dict(), OPTIONS)
        self.assertEqual(session.metadata.to_dict(), ODD)
        self.assertEqual(session.client_reference_id, "order #17 & more")
        self.assertIs(type(session.created), int)
        self.assertGreaterEqual(session.created, before - 5)
        self.assertIs(session.livemode, False)
        self.assertIsNone(session.last_error)
        self.assertIsNone(session.last_verification_report)
        self.assertIsNone(session.redaction)
        self.assertIsNone(session.verified_outputs)
        self.assertNotIn("return_url", session.to_dict())
        self.assertRegex(session.last_response.request_id, r"^req_")
        self.assertEqual(session.last_response.code, 200)

    def test_a_create_with_the_type_alone_has_no_options_and_no_metadata(self):
        session = self.create({"type": "id_number"})
        self.assertEqual(session.type, "id_number")
        self.assertIsNone(session.client_reference_id)
        self.assertEqual(session.metadata.to_dict(), {})
        self.assertNotIn("verified_outputs", session.to_dict())

    def test_the_module_level_calls_work_too(self):
        before = stripe.api_base
        stripe.api_base = URL
        try:
            session = stripe.identity.VerificationSession.create(api_key=KEY, type="document")
            found = stripe.identity.VerificationSession.retrieve(session.id, api_key=KEY)
        finally:
            stripe.api_base = before
        self.assertEqual(found.to_dict(), session.to_dict())

    def test_a_restricted_test_key_is_accepted(self):
        sessions = connect("rk_test_identitysdksuite00000000")
        self.assertRegex(sessions.create(params={"type": "document"}).id, "^vs_")

    def test_the_same_key_with_the_same_parameters_answers_the_same_session(self):
        params = {"type": "document", "options": OPTIONS, "metadata": ODD}
        key = str(uuid.uuid4())
        first = self.create(params, idempotency_key=key)
        again = self.create(params, idempotency_key=key)

        self.assertEqual(again.id, first.id)
        self.assertEqual(again.to_dict(), first.to_dict())
        self.assertNotIn("Idempotent-Replayed", first.last_response.headers)
        self.assertEqual(again.last_response.headers["Idempotent-Replayed"], "true")
        self.assertEqual(again.last_response.headers["Idempotency-Key"], key)

    def test_the_same_key_with_other_parameters_is_refused(self):
        key = str(uuid.uuid4())
        self.create({"type": "document"}, idempotency_key=key)
        with self.assertRaises(stripe.IdempotencyError) as caught:
            self.create({"type": "id_number"}, idempotency_key=key)
        self.assertEqual(caught.exception.http_status, 400)
        self.assertRegex(
            caught.exception.user_message,
            "^Keys for idempotent requests can only be used with the same parameters",
        )

    def test_a_retrieved_session_equals_the_one_that_was_created(self):
        created = self.create({"type": "document", "options": OPTIONS, "metadata": ODD})
        found = self.sessions.retrieve(created.id)
        self.assertEqual(found.to_dict(), created.to_dict())

    def test_a_retrieve_expands_what_it_is_asked_to(self):
        created = self.create({"type": "document"})
        found = self.sessions.retrieve(created.id, params={"expand": ["verified_outputs"]})
        self.assertIsNone(found.verified_outputs)

    def test_an_empty_value_clears_a_metadata_key_and_an_empty_string_all_of_them(self):
        one = self.create({"type": "document", "metadata": {"kept": "x", "cleared": ""}})
        self.assertEqual(one.metadata.to_dict(), {"kept": "x"})
        every = self.create({"type": "document", "metadata": ""})
        self.assertEqual(every.metadata.to_dict(), {})

    def refused(self, params):
        with self.assertRaises(stripe.InvalidRequestError) as caught:
            self.create(params)
        self.assertEqual(caught.exception.http_status, 400)
        self.assertRegex(caught.exception.request_id, "^req_")
        return caught.exception

    def test_an_unknown_parameter_is_named(self):
        error = self.refused({"type": "document", "colour": "blue"})
        self.assertEqual(error.code, "parameter_unknown")
        self.assertEqual(error.param, "colour")
        self.assertEqual(error.user_message, "Received unknown parameter: colour")

    def test_an_unknown_nested_parameter_is_named_by_its_whole_path(self):
        options = {"document": {"allowed_document_types": ["passport"]}}
        error = self.refused({"type": "document", "options": options})
        self.assertEqual(error.code, "parameter_unknown")
        self.assertEqual(error.param, "options[document][allowed_document_types]")

    def test_a_bad_enum_value_is_named_by_its_place_in_the_list(self):
        options = {"document": {"allowed_types": ["library_card"]}}
        error = self.refused({"type": "document", "options": options})
        self.assertEqual(error.param, "options[document][allowed_types][0]")
        self.assertRegex(
            error.user_message, "must be one of driving_license, id_card, or passport$"
        )

    def test_a_missing_type_is_asked_for(self):
        error = self.refused({})
        self.assertEqual(error.code, "parameter_missing")
        self.assertEqual(error.param, "type")

    def test_keys_of_another_mode_or_shape_are_refused(self):
        for key in ["sk_live_" + "x" * 24, "bogus"]:
            with self.subTest(prefix=key[:8]):
                with self.assertRaises(stripe.AuthenticationError) as caught:
                    connect(key).create(params={"type": "document"})
                self.assertEqual(caught.exception.http_status, 401)
                self.assertRegex(caught.exception.user_message, "^Invalid API Key provided: ")
                self.assertNotIn(key, caught.exception.user_message)

    def test_an_unknown_id_is_not_found(self):
        with self.assertRaises(stripe.InvalidRequestError) as caught:
            self.sessions.retrieve("vs_doesnotexist")
        self.assertEqual(caught.exception.http_status, 404)
        self.assertEqual(caught.exception.code, "resource_missing")
        self.assertEqual(
            caught.exception.user_message, "No such VerificationSession: 'vs_doesnotexist'"
        )


if __name__ == "__main__":
    unittest.main()
