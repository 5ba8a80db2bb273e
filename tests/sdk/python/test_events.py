"""Events and webhook endpoints, with the official Python package."""

import unittest

import stripe

from support import connect, finish, ids


class Events(unittest.TestCase):
    def setUp(self):
        self.client = connect()
        self.sessions = self.client.identity.verification_sessions

    def test_every_step_is_an_event(self):
        options = {"idempotency_key": "around-1"}
        session = self.sessions.create(params={"type": "document"}, options=options)
        finish(session, outcome="verify")
        events = list(self.client.events.list(params={"limit": 2}).auto_paging_iter())
        kinds = ["verified", "processing", "created"]
        types = [f"identity.verification_session.{kind}" for kind in kinds]
        self.assertEqual([event.type for event in events], types)
        self.assertEqual(events[-1].request.idempotency_key, "around-1")
        self.assertEqual(events[-1].data.object.id, session.id)
        found = self.client.events.retrieve(events[0].id)
        self.assertEqual(found.to_dict(), events[0].to_dict())
        group = {"type": "identity.verification_session.*"}
        self.assertEqual(len(self.client.events.list(params=group).data), 3)

    def test_a_webhook_endpoint_shows_its_secret_once(self):
        endpoints = self.client.webhook_endpoints
        endpoint = endpoints.create(
            params={"url": "http://127.0.0.1:9/hook", "enabled_events": ["*"]}
        )
        self.assertRegex(endpoint.secret, "^whsec_")
        self.assertNotIn("secret", endpoints.retrieve(endpoint.id).to_dict())
        updated = endpoints.update(endpoint.id, params={"disabled": True})
        self.assertEqual(updated.status, "disabled")
        self.assertEqual(ids(endpoints.list().auto_paging_iter()), [endpoint.id])
        self.assertTrue(endpoints.delete(endpoint.id).deleted)
        with self.assertRaises(stripe.InvalidRequestError) as caught:
            endpoints.retrieve(endpoint.id)
        self.assertEqual(caught.exception.http_status, 404)


if __name__ == "__main__":
    unittest.main()
