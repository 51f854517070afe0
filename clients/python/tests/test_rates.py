"""Against a service that lets a token ask five times a second: NSL_URL and NSL_TOKEN say which."""

import os
import threading
import unittest

from nsl_client import NslClient, NslError


class Rates(unittest.TestCase):
    def ask(self, retries):
        nsl = NslClient(os.environ["NSL_URL"], os.environ["NSL_TOKEN"], retries=retries)
        errors = []

        def once():
            try:
                nsl.whoami()
            except NslError as error:
                errors.append(error)

        threads = [threading.Thread(target=once) for _ in range(15)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return errors

    def test_what_is_asked_too_often_is_refused_and_gets_through_when_it_is_asked_again(self):
        refused = self.ask(retries=0)
        self.assertTrue(refused)
        for error in refused:
            self.assertEqual(error.code, "too_many_requests")
            self.assertGreater(error.retry_after, 0)
        self.assertEqual(self.ask(retries=9), [])


if __name__ == "__main__":
    unittest.main()
