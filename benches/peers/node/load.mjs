// The official Node SDK: `node load.mjs URL TASKS MILLISECONDS` prints creates in a second.
import Stripe from "stripe";

const [url, tasks, milliseconds] = process.argv.slice(2);
const { protocol, hostname, port } = new URL(url);
const stripe = new Stripe("sk_test_peers", {
  protocol: protocol.slice(0, -1),
  host: hostname,
  port,
  telemetry: false,
});

const create = async () => {
  const session = await stripe.identity.verificationSessions.create({
    type: "document",
    client_reference_id: "case-0042",
    metadata: { order: "6735", user: "usr_9" },
    options: { document: { require_matching_selfie: true } },
    return_url: "https://example.com/verify/done?user=usr_9",
  });
  if (!session.url) throw new Error("the session has no page");
};

const calls = async (time) => {
  const end = performance.now() + time;
  let count = 0;
  const task = async () => {
    do {
      await create();
      count += 1;
    } while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: Number(tasks) }, task));
  return count;
};

await calls(milliseconds / 5);
const start = performance.now();
const count = await calls(Number(milliseconds));
console.log(Math.round((count * 1000) / (performance.now() - start)));
process.exit(0);
