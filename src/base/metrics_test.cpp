#include "base/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace nsl {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, TooManySeriesInOneFamilyStopTheProgram) {
  EXPECT_DEATH(
      {
        Metrics metrics;
        for (std::size_t i = 0; i <= Metrics::kSeriesMax; ++i) {
          metrics.counter({"nsl_x_total", "X.", {{"id", std::to_string(i)}}});
        }
      },
      "check failed");
}

TEST(Metrics, TheSameNameAndLabelsAreTheSameSeries) {
  Metrics metrics;
  Counter& first = metrics.counter({"nsl_requests_total", "Requests.", {{"status", "200"}}});
  Counter& again = metrics.counter({"nsl_requests_total", "Requests.", {{"status", "200"}}});
  Counter& other = metrics.counter({"nsl_requests_total", "Requests.", {{"status", "500"}}});
  EXPECT_EQ(&first, &again);
  EXPECT_NE(&first, &other);
}

TEST(Metrics, AppearInTheTextFormWithHelpAndType) {
  Metrics metrics;
  metrics.counter({"nsl_requests_total", "Requests.", {{"status", "200"}}}).add(3);
  metrics.gauge({"nsl_workers", "Workers that run."}).set(2);
  metrics.histogram({"nsl_seconds", "Time."}, {0.1, 1}).observe(0.5);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("# HELP nsl_requests_total Requests.\n# TYPE nsl_requests_total counter\n"));
  EXPECT_THAT(text, HasSubstr("nsl_requests_total{status=\"200\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("nsl_workers 2\n"));
  EXPECT_THAT(text, HasSubstr("nsl_seconds_bucket{le=\"0.1\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("nsl_seconds_bucket{le=\"1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("nsl_seconds_bucket{le=\"+Inf\"} 1\n"));
}

TEST(Metrics, LabelValuesCannotForgeALine) {
  Metrics metrics;
  metrics.counter({"nsl_requests_total", "Requests.", {{"route", "a\"}\nnsl_forged 1"}}}).add();
  EXPECT_THAT(metrics.text(), Not(HasSubstr("\nnsl_forged")));
}

TEST(Metrics, GaugesCanBeReadJustBeforeAScrape) {
  Metrics metrics;
  Gauge& queue = metrics.gauge({"nsl_queue", "Waiting."});
  int waiting = 0;
  metrics.before_scrape([&] { queue.set(waiting); });
  waiting = 7;
  EXPECT_THAT(metrics.text(), HasSubstr("nsl_queue 7\n"));
}

TEST(Metrics, NothingIsLostBetweenThreads) {
  Metrics metrics;
  Counter& counter = metrics.counter({"nsl_x_total", "X."});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10'000; ++i) counter.add();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(metrics.text(), HasSubstr("nsl_x_total 40000\n"));
}

}  // namespace
}  // namespace nsl
