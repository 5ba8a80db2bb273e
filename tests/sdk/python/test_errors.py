"""Every class of error that the official Python package has for Identity."""

import unittest

import stripe

from support import arm, connect

KINDS = [
    ("bad_request", stripe.InvalidRequestError, 400),
    ("unauthorized", stripe.AuthenticationError, 401),
    ("request_failed", stripe.CardError, 402),
    ("forbidden", stripe.PermissionError, 403),
    ("not_found", stripe.InvalidRequestError, 404),
    ("idempotency_key_in_use", stripe.APIError, 409),
    ("external_dependency_failed", stripe.APIError, 424),
    ("rate_limit", stripe.RateLimitError, 429),
    ("lock_timeout", stripe.RateLimitError, 429),
    ("server_error", stripe.APIError, 500),
    ("bad_gateway", stripe.APIError, 502),
    ("unavailable", stripe.APIError, 503),
    ("gateway_timeout", stripe.APIError, 504),
]


class Errors(unittest.TestCase):
    def setUp(self):
        self.sessions = connect().identity.verification_sessions
        self.id = self.sessions.create(params={"type": "document"}).id
        self.path = f"/v1/identity/verification_sessions/{self.id}"

    def test_every_status_has_its_class(self):
        for error, kind, status in KINDS:
            with self.subTest(error):
                arm(fault="error", error=error, on=f"GET {self.path}")
                with self.assertRaises(kind) as caught:
                    self.sessions.retrieve(self.id)
                self.assertEqual(caught.exception.http_status, status)
                self.assertRegex(caught.exception.request_id, "^req_")
                self.assertEqual(self.sessions.retrieve(self.id).id, self.id)

    def test_a_connected_account_that_does_not_exist_is_a_matter_of_permission(self):
        with self.assertRaises(stripe.PermissionError) as caught:
            self.sessions.list(options={"stripe_account": "nobody"})
        self.assertEqual(caught.exception.json_body["error"]["code"], "account_invalid")

    def test_a_lost_reply_is_a_connection_error_and_gone_with_one_retry(self):
        for fault in ["reset_before_commit", "reset_after_commit", "commit_then_drop"]:
            with self.subTest(fault):
                change = {"metadata": {"fault": fault}}
                arm(fault=fault, on=f"POST {self.path}")
                with self.assertRaises(stripe.APIConnectionError):
                    self.sessions.update(self.id, params=change)
                arm(fault=fault, on=f"POST {self.path}")
                options = {"max_network_retries": 2}
                updated = self.sessions.update(self.id, params=change, options=options)
                self.assertEqual(updated.metadata["fault"], fault)


if __name__ == "__main__":
    unittest.main()
