"""What a client does when answers are late, broken, refused or lost, against a server that answers as told."""

import email.utils
import json
import socket
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from nsl_client import NslClient, NslError


def answer(status, body="", **headers):
    def send(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body.encode())
    return send


def ok(value):
    return answer(200, json.dumps(value), Content_Type="application/json")


def problem(status, code, **headers):
    return answer(status, json.dumps({"code": code, "detail": "why", "retryable": True}), **headers)


def breaks(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}")


MISSING = answer(404, json.dumps({"code": "function_not_found"}))


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.script, self.asked, self.over = [], [], threading.Event()


class Handler(BaseHTTPRequestHandler):
    def _answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append(self)
        self.close_connection = True
        self.server.script.pop(0)(self)

    do_GET = do_PUT = do_POST = do_DELETE = _answer

    def log_message(self, *arguments):
        pass


class Faults(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,)).start()

    def tearDown(self):
        self.server.over.set()
        self.server.shutdown()
        self.server.server_close()

    def client(self, *script, **options):
        self.server.script[:] = script
        self.server.asked.clear()
        return NslClient(self.url, "secret", **options)

    def refused(self, code, action, *arguments, **options):
        with self.assertRaises(NslError) as raised:
            action(*arguments, **options)
        self.assertEqual(raised.exception.code, code)
        return raised.exception

    def test_what_may_be_asked_twice_is_asked_again_after_the_time_that_the_service_asks_for(self):
        refusals = [problem(503, "unavailable", Retry_After="1"), problem(429, "too_many_requests")]
        nsl = self.client(*refusals, ok({"owner": "dev"}))
        begin = time.monotonic()
        self.assertEqual(nsl.whoami()["owner"], "dev")
        self.assertGreaterEqual(time.monotonic() - begin, 1.0)
        self.assertEqual(len(self.server.asked), 3)

    def test_a_broken_connection_is_tried_again_and_a_lost_answer_to_delete_has_done_its_work(self):
        self.assertEqual(self.client(breaks, ok({"owner": "dev"})).whoami()["owner"], "dev")
        self.assertEqual(self.client(cut, ok({"owner": "dev"})).whoami()["owner"], "dev")
        self.client(breaks, MISSING).functions.delete("f")
        self.refused("function_not_found", self.client(MISSING).functions.delete, "f")

    def test_what_may_do_something_twice_is_not_asked_again(self):
        self.refused("unavailable", self.client(problem(503, "unavailable"), ok({})).invoke, "pay", 1)
        self.refused("unreachable", self.client(breaks, ok({})).secrets.set, "A", "b")
        self.assertEqual(len(self.server.asked), 1)

    def test_a_key_makes_an_invocation_repeatable(self):
        ended = {"status": "succeeded", "output": 3, "finished_at": "now"}
        nsl = self.client(breaks, problem(409, "idempotency_in_progress"), ok(ended))
        self.assertEqual(nsl.invoke("pay", 1, idempotency_key="k"), 3)
        self.assertEqual([request.headers["Idempotency-Key"] for request in self.server.asked], ["k", "k", "k"])

    def test_tries_end(self):
        self.refused("unavailable", self.client(*[problem(503, "unavailable")] * 9, retries=1).whoami)
        self.assertEqual(len(self.server.asked), 2)

    def test_a_pause_that_is_too_long_is_left_to_the_caller(self):
        error = self.refused("busy", self.client(problem(429, "busy", Retry_After="3600")).whoami)
        self.assertEqual(error.retry_after, 3600)
        late = email.utils.formatdate(time.time() + 7200, usegmt=True)
        error = self.refused("busy", self.client(problem(503, "busy", Retry_After=late)).whoami)
        self.assertAlmostEqual(error.retry_after, 7200, delta=120)
        error = self.refused("busy", self.client(problem(503, "busy", Retry_After="soon"), retries=0).whoami)
        self.assertIsNone(error.retry_after)

    def test_an_answer_that_does_not_come_is_a_time_out(self):
        def silent(handler):
            handler.server.over.wait(60)

        def drips(handler):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while not handler.server.over.wait(0.02):
                handler.wfile.write(b" ")

        self.refused("timeout", self.client(silent, silent, timeout=0.5, retries=1).whoami)
        self.assertEqual(len(self.server.asked), 2)
        self.refused("timeout", self.client(drips, timeout=0.2, retries=0).whoami)

    def test_what_is_no_neo_service_layer_is_told(self):
        answers = {200: "<html>", 403: "<html>blocked</html>", 400: "null", 302: ""}
        for status, body in answers.items():
            with self.subTest(status):
                nsl = self.client(answer(status, body, Content_Type="application/json", Location=self.url), retries=0)
                error = self.refused("bad_answer", nsl.whoami)
                self.assertEqual(error.status, status)
                self.assertEqual(len(self.server.asked), 1)  # the token is not taken along by a redirect

    def test_nobody_answering_is_unreachable_with_the_cause(self):
        error = self.refused("unreachable", NslClient("http://127.0.0.1:1", retries=0).whoami)
        self.assertIsInstance(error.__cause__, OSError)

    def test_an_address_must_be_one(self):
        for wrong in ("nonsense", "file:///etc", "http://user:password@localhost", "http://localhost/?token=1"):
            with self.subTest(wrong), self.assertRaises(ValueError):
                NslClient(wrong)

    def test_events_are_read_as_they_come(self):
        lines = [{"message": f"é{n}"} for n in range(3)]
        text = (f": following\n\nevent: log\nid: 1\ndata: {json.dumps(lines[0])}\n\nevent: other\ndata: {{}}\n\n"
                'event:log\r\ndata:{"message":\r\ndata:"é1"}\r\n\r\n'
                f"event: log\ndata: {json.dumps(lines[2])}\n\nevent: log\ndata: cut")

        def stream(handler):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for byte in text.encode():
                handler.wfile.write(b"1\r\n" + bytes([byte]) + b"\r\n")
            handler.wfile.write(b"0\r\n\r\n")

        self.assertEqual(list(self.client(stream).functions.follow_logs("f")), lines)


if __name__ == "__main__":
    unittest.main()
