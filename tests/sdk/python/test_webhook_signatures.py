"""The verifier of the official Python package on this project's cases: both must give the same verdict.

IDENTITY_WEBHOOK_CASES names the file with the cases.
"""

import json
import os
import unittest
from unittest import mock

import stripe

# How the package says each verdict. It takes any time in the future.
SENTENCES = {
    "accepted": None,
    "too_new": None,
    "missing": "No Stripe-Signature header value was provided",
    "malformed": "Unable to extract timestamp and signatures from header",
    "no_signature": "No signatures found with expected scheme",
    "mismatch": "No signatures found matching the expected signature",
    "too_old": "Timestamp outside the tolerance zone",
}

with open(os.environ["IDENTITY_WEBHOOK_CASES"], encoding="utf-8") as file:
    CASES = json.load(file)


def verdict(case):
    """What the package says to a delivery, or None."""
    try:
        with mock.patch("time.time", return_value=case["now"]):
            stripe.WebhookSignature.verify_header(
                case["payload"], case["header"], case["secret"], tolerance=300
            )
    except stripe.SignatureVerificationError as error:
        return str(error)
    return None


class WebhookSignatures(unittest.TestCase):
    def test_every_case_gets_the_same_verdict(self):
        self.assertGreater(len(CASES), 1000)
        for case in CASES:
            where = f"{case['name']}: {case['header']}"
            expected = SENTENCES[case["verdict"]]
            said = verdict(case)
            if expected is None:
                self.assertIsNone(said, where)
            else:
                self.assertIsNotNone(said, where)
                self.assertTrue(said.startswith(expected), f"{where}: {said}")
        seen = {case["verdict"] for case in CASES}
        self.assertEqual(seen, set(SENTENCES), "every verdict occurs")


if __name__ == "__main__":
    unittest.main()
