#pragma once
// Metrics: what the service counts, in the text form that Prometheus scrapes.
//
//   Counter& started = metrics.counter({"nsl_executions_started_total", "Executions started."});
//   started.add();                                                    // any thread, about 10 ns
//
// Series are registered once, at start, and updated through the reference, so no label is looked up on the hot path.
// Names have the prefix nsl_, base units and a unit suffix (_seconds, _bytes; _total for counters). Label values are
// few and known: never an id, an owner or free text.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsl {

// Only goes up. Thread-safe.
class Counter {
 public:
  virtual ~Counter() = default;
  virtual void add(double amount = 1) = 0;
};

// Goes up and down. Thread-safe.
class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual void set(double value) = 0;
};

// How often a value fell into which bucket. Thread-safe.
class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void observe(double value) = 0;
};

struct MetricName {
  std::string name;
  std::string help;
  std::vector<std::pair<std::string, std::string>> labels = {};
};

// Thread-safe. What it gives out lives as long as it does.
class Metrics {
 public:
  // Series in one family; above it the program stops, because a label has values that it should not have.
  static constexpr std::size_t kSeriesMax = 1'000;

  // Upper bounds in seconds for the time that an HTTP request takes (OpenTelemetry's choice, with faster ones in
  // front since a warm execution answers in microseconds).
  static const std::vector<double>& request_buckets();

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // The same name and labels give the same series. A name keeps its kind and its help text.
  Counter& counter(const MetricName& name);
  Gauge& gauge(const MetricName& name);
  Histogram& histogram(const MetricName& name, const std::vector<double>& upper_bounds);

  // Called before each scrape, on the scraping thread: for gauges that are cheaper to read than to keep.
  void before_scrape(std::function<void()> update);

  // Text exposition format 0.0.4.
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nsl
