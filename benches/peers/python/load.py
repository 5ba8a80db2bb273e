"""The official Python SDK: `load.py URL AUTHORITY TASKS MILLISECONDS` prints creates in a second."""

import sys
import threading
import time

import stripe

url, authority, tasks, milliseconds = sys.argv[1:]
stripe.ca_bundle_path = authority
stripe.enable_telemetry = False
client = stripe.StripeClient("sk_test_peers", base_addresses={"api": url})


def create():
    session = client.v1.identity.verification_sessions.create(
        {
            "type": "document",
            "client_reference_id": "case-0042",
            "metadata": {"order": "6735", "user": "usr_9"},
            "options": {"document": {"require_matching_selfie": True}},
            "return_url": "https://example.com/verify/done?user=usr_9",
        }
    )
    if not session.url:
        raise ValueError("the session has no page")


def calls(seconds):
    """A thread a task, as the SDK's own session is one a thread."""
    end = time.monotonic() + seconds
    counts, faults = [], []

    def task():
        count = 0
        try:
            while count == 0 or time.monotonic() < end:
                create()
                count += 1
        except Exception as fault:  # a thread's fault is the program's
            faults.append(fault)
        counts.append(count)

    threads = [threading.Thread(target=task) for _ in range(int(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return sum(counts)


calls(int(milliseconds) / 5000)
start = time.monotonic()
count = calls(int(milliseconds) / 1000)
print(round(count / (time.monotonic() - start)))
