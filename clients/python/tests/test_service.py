"""Against a running service: NSL_URL and NSL_TOKEN say which. tests/e2e/clients.sh starts one."""

import os
import threading
import unittest

from nsl_client import NslClient, NslError

URL = os.environ["NSL_URL"]
nsl = NslClient(URL, os.environ["NSL_TOKEN"])

SLOW = "export default async ({ ms }) => { await new Promise((done) => setTimeout(done, ms)); return ms; };"


class Service(unittest.TestCase):
    def refused(self, code, action, *arguments, **options):
        with self.assertRaises(NslError) as raised:
            action(*arguments, **options)
        self.assertEqual(raised.exception.code, code)
        return raised.exception

    def test_a_token_that_is_wrong_or_not_there_lets_nobody_in(self):
        for token in (None, "nsl_wrong"):
            error = self.refused("unauthenticated", NslClient(URL, token).whoami)
            self.assertEqual(error.status, 401)
            self.assertRegex(error.request_id, "^req_")
            self.assertIn("Bearer TOKEN", error.advice)

    def test_a_token_without_the_scope_is_refused(self):
        made = nsl.tokens.create("py-reader", scopes=["functions:read"])
        reader = NslClient(URL, made["token"])
        self.assertEqual(reader.whoami()["scopes"], ["functions:read"])
        self.refused("forbidden", reader.functions.deploy, "py-mine", "export default () => 1;")
        self.assertIn("py-reader", [token["name"] for token in nsl.tokens.list()])
        self.assertEqual(nsl.tokens.get("py-reader")["id"], made["id"])
        nsl.tokens.revoke("py-reader")
        self.refused("unauthenticated", reader.whoami)

    def test_what_is_not_there_is_not_found(self):
        self.refused("function_not_found", nsl.functions.get, "nobody")
        self.refused("function_not_found", nsl.invoke, "nobody")
        self.refused("execution_not_found", nsl.executions.get, "ex_01kdqcy8p8f2v9s4m6h0t3wxyz")
        self.refused("secret_not_found", nsl.secrets.get, "NOBODY")
        self.refused("function_not_found", lambda: next(nsl.functions.follow_logs("nobody")))

    def test_a_name_stays_one_part_of_the_path(self):
        with self.assertRaises(NslError) as raised:
            nsl.functions.get("a/../../whoami?x=#\r\nX: y")
        self.assertIn(raised.exception.status, (404, 422))

    def test_bad_input_is_refused_with_its_places(self):
        error = self.refused("unknown_field", nsl.functions.deploy, "py-bad", "export default 1", cod=1)
        self.assertEqual(error.errors[0]["pointer"], "/cod")
        self.refused("invalid_function", nsl.functions.deploy, "py-bad", "export default (")
        with self.assertRaises(ValueError):
            nsl.invoke("py-bad", float("nan"))

    def test_functions_live_from_the_first_version_to_the_end(self):
        self.assertEqual(nsl.functions.deploy("py-life", "export default () => 1;", note="é")["outcome"], "created")
        nsl.functions.deploy("py-life", "export default () => 2;")
        self.assertEqual(nsl.invoke("py-life"), 2)
        self.assertEqual(nsl.invoke("py-life", version=1), 1)
        self.assertEqual([version["number"] for version in nsl.functions.versions("py-life")], [2, 1])
        self.assertEqual(nsl.functions.version("py-life", 1, code=True)["code"], "export default () => 1;")
        self.assertEqual(nsl.functions.rollback("py-life")["active_version"], 1)
        self.assertEqual(nsl.functions.get("py-life")["latest_version"], 2)
        nsl.functions.delete("py-life")
        self.refused("function_not_found", nsl.functions.get, "py-life")

    def test_a_list_goes_over_its_pages(self):
        names = [f"py-page-{letter}" for letter in "abcde"]
        for name in names:
            nsl.functions.deploy(name, "export default () => 1;")
        found = [function["name"] for function in nsl.functions.list(limit=2)]
        self.assertEqual(sorted(name for name in found if name.startswith("py-page-")), names)
        page = nsl.functions.list(limit=2).page()
        self.assertEqual(len(page["data"]), 2)
        self.assertNotEqual(nsl.functions.list(limit=2).page(page["next_cursor"])["data"], page["data"])
        self.assertEqual(len(nsl.functions.list(limit=2).take(3)), 3)

    def test_a_function_that_fails_raises_with_its_record_or_is_looked_at(self):
        code = 'export default () => { console.warn("oh"); throw new RangeError("too much"); };'
        nsl.functions.deploy("py-fails", code)
        error = self.refused("exception", nsl.invoke, "py-fails")
        self.assertIn("too much", error.message)
        execution = nsl.functions.invoke("py-fails")
        self.assertEqual(execution["status"], "failed")
        self.assertEqual(nsl.executions.logs(execution["id"])[0]["message"], "oh")
        self.assertEqual(len(nsl.executions.list("py-fails", status="failed").take(9)), 2)
        self.assertEqual(nsl.functions.logs("py-fails").take(1)[0]["message"], "oh")

    def test_a_queued_execution_is_waited_for_or_cancelled(self):
        nsl.functions.deploy("py-slow", SLOW)
        self.assertEqual(nsl.invoke("py-slow", {"ms": 10}, wait=60), 10)
        queued = nsl.functions.invoke("py-slow", {"ms": 10}, wait=0)
        self.assertEqual(nsl.executions.wait(queued["id"])["output"], 10)
        self.assertTrue(nsl.executions.replay(queued["id"])["same"])
        error = self.refused("execution_pending", nsl.invoke, "py-slow", {"ms": 25_000}, wait=0)
        self.refused("execution_pending", nsl.executions.wait, error.execution["id"], timeout=0.06)
        nsl.executions.cancel(error.execution["id"])
        self.assertEqual(nsl.executions.wait(error.execution["id"])["status"], "cancelled")

    def test_an_idempotency_key_makes_a_function_run_once(self):
        nsl.functions.deploy("py-draw", "export default () => crypto.randomUUID();")
        first = nsl.invoke("py-draw", {}, idempotency_key="py-one")
        self.assertEqual(nsl.invoke("py-draw", {}, idempotency_key="py-one"), first)
        self.assertNotEqual(nsl.invoke("py-draw", {}, idempotency_key="py-two"), first)
        self.refused("idempotency_mismatch", nsl.invoke, "py-draw", {"other": 1}, idempotency_key="py-one")

    def test_logs_are_followed_as_they_are_written(self):
        nsl.functions.deploy("py-says", "export default (n) => console.log(`line ${n}`);")
        heard = threading.Event()

        def say():  # the stream begins some time after it was asked for, so something is said until it is heard
            while not heard.wait(0.05):
                nsl.invoke("py-says", 7)

        speaker = threading.Thread(target=say)
        speaker.start()
        try:
            lines = nsl.functions.follow_logs("py-says")
            self.assertEqual(next(lines)["message"], "line 7")
            lines.close()
        finally:
            heard.set()
            speaker.join()

    def test_secrets_are_set_changed_when_nobody_else_did_granted_and_destroyed(self):
        made = nsl.secrets.set("PY_KEY", "first value", description="for the test", create=True)
        self.refused("precondition_failed", nsl.secrets.set, "PY_KEY", "x", create=True)
        nsl.secrets.set("PY_KEY", b"\x00\xff\n", if_revision=made["revision"])
        self.refused("precondition_failed", nsl.secrets.update, "PY_KEY", description="y", if_revision=made["revision"])
        self.assertEqual(nsl.secrets.reveal("PY_KEY", "a test"), b"\x00\xff\n")
        self.assertEqual(nsl.secrets.reveal("PY_KEY", "a test", version=1), b"first value")
        self.assertEqual(len(nsl.secrets.versions("PY_KEY")), 2)
        self.assertEqual(nsl.secrets.rollback("PY_KEY")["current_version"], 1)
        self.assertEqual(nsl.secrets.set_state("PY_KEY", "disabled")["state"], "disabled")
        self.assertIn("PY_KEY", [secret["name"] for secret in nsl.secrets.list()])
        nsl.functions.deploy("py-signs", "export default () => 1;")
        grant = nsl.secrets.grant("PY_KEY", "py-signs", exposure="value")
        self.assertEqual([one["id"] for one in nsl.secrets.grants("PY_KEY")], [grant["id"]])
        nsl.secrets.revoke("PY_KEY", grant["id"])
        self.assertEqual(nsl.secrets.grants("PY_KEY"), [])
        self.assertIn("secret.reveal", [entry["action"] for entry in nsl.audit.list(secret="PY_KEY")])
        self.assertTrue(nsl.audit.head()["signature"])
        nsl.secrets.destroy("PY_KEY")
        self.refused("secret_not_found", nsl.secrets.get, "PY_KEY")

    def test_a_function_pays_from_an_account_and_the_transaction_is_waited_for(self):
        nsl.functions.deploy("py-pay", """export default async ({ from, to }, { neo }) =>
            (await neo.invoke({ contract: 'GasToken', method: 'transfer', args: [from, to, 1n, null] })).hash;""")
        payment = {"from": nsl.neo.account("dev")["address"], "to": nsl.neo.add_account("py-receiver")["address"]}
        grant = nsl.neo.grant("dev", "py-pay", contracts=["GasToken"], methods=["transfer"], call_max="1", day_max="10")
        hash = nsl.invoke("py-pay", payment)
        self.assertEqual(nsl.neo.wait_for_transaction(hash)["state"], "final")
        self.assertIn(hash, [transaction["hash"] for transaction in nsl.neo.transactions(state="final")])
        self.assertEqual(nsl.neo.transaction(hash)["function"], "py-pay")
        query = {"contract": "GasToken", "account": payment["to"], "from_block": 0}
        events = nsl.neo.follow_events(**query)
        cursor, event = next(events)
        events.close()
        self.assertEqual(event["transaction"], hash)
        self.assertEqual(nsl.neo.events(**query)["data"], [event])
        self.assertEqual(nsl.neo.events(contract="GasToken", account=payment["to"], cursor=cursor)["data"], [])
        self.refused("invalid_argument", nsl.neo.events, contract="no contract")
        self.assertIn(grant["id"], [one["id"] for one in nsl.neo.grants("dev")])
        nsl.neo.revoke("dev", grant["id"])
        self.refused("exception", nsl.invoke, "py-pay", payment)
        self.assertTrue(nsl.neo.nodes())
        nsl.neo.remove_account("py-receiver")
        self.assertNotIn("py-receiver", [account["name"] for account in nsl.neo.accounts()])

    def test_operations_without_a_method_of_their_own_can_be_asked_for(self):
        answer = nsl.request("GET", "/v1/vault")
        self.assertEqual(answer.status, 200)
        self.assertRegex(answer.headers["Request-Id"], "^req_")
        self.assertEqual(answer.data["state"], "unsealed")
        self.assertEqual(nsl.status()["status"], "serving")


class Threads(unittest.TestCase):
    def test_share_a_client(self):
        nsl.functions.deploy("py-square", "export default (n) => n * n;")
        found = {}

        def square(n):
            found[n] = nsl.invoke("py-square", n)

        threads = [threading.Thread(target=square, args=(n,)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, {n: n * n for n in range(16)})


if __name__ == "__main__":
    unittest.main()
