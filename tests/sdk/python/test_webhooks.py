"""Webhooks of the sandbox, received by a real server and constructed by the official Python package.

IDENTITY_SANDBOX_URL says where the sandbox listens. It delivers by itself.
"""

import os
import queue
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe

URL = os.environ["IDENTITY_SANDBOX_URL"]
# An account of this suite's own: nobody else's events come here.
KEY = "sk_test_identitysdkwebhooks00000000"
# Far above what it takes: this bounds a hang, it measures nothing.
PATIENCE = 30


class Receiver:
    """A server that keeps what it is sent, raw."""

    def __init__(self):
        deliveries = self.deliveries = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                deliveries.put((self.headers, body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self):
        return self.deliveries.get(timeout=PATIENCE)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Webhooks(unittest.TestCase):
    def setUp(self):
        self.client = stripe.StripeClient(KEY, base_addresses={"api": URL}, max_network_retries=0)

    def test_what_the_sandbox_delivers_is_constructed_by_the_package_itself(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        endpoint = self.client.v1.webhook_endpoints.create(
            params={"url": receiver.url, "enabled_events": ["*"]}
        )
        self.addCleanup(self.client.v1.webhook_endpoints.delete, endpoint.id)
        sessions = self.client.v1.identity.verification_sessions
        session = sessions.create(params={"type": "document"})
        sessions.cancel(session.id)
        for name in ["created", "canceled"]:
            headers, body = receiver.next()
            event = self.client.construct_event(
                body, headers["Stripe-Signature"], endpoint.secret
            )
            self.assertEqual(event.type, f"identity.verification_session.{name}")
            self.assertEqual(event.data.object.id, session.id)
            self.assertRegex(event.id, "^evt_")
            self.assertRegex(event.request.id, "^req_")
            with self.assertRaises(stripe.SignatureVerificationError):
                self.client.construct_event(
                    body + b" ", headers["Stripe-Signature"], endpoint.secret
                )

    def test_the_events_of_a_session_are_listed(self):
        sessions = self.client.v1.identity.verification_sessions
        session = sessions.create(params={"type": "document"})
        sessions.cancel(session.id)
        events = self.client.v1.events.list(
            params={"types": ["identity.verification_session.canceled"], "limit": 1}
        )
        self.assertEqual(events.data[0].data.object.id, session.id)


if __name__ == "__main__":
    unittest.main()
