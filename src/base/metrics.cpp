#include "base/metrics.h"

#include "base/check.h"
#include "base/guarded.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>

namespace nsl {
namespace {

class PrometheusCounter final : public Counter {
 public:
  explicit PrometheusCounter(prometheus::Counter& series) : series_(series) {}
  void add(double amount) override { series_.Increment(amount); }

 private:
  prometheus::Counter& series_;
};

class PrometheusGauge final : public Gauge {
 public:
  explicit PrometheusGauge(prometheus::Gauge& series) : series_(series) {}
  void set(double value) override { series_.Set(value); }

 private:
  prometheus::Gauge& series_;
};

class PrometheusHistogram final : public Histogram {
 public:
  explicit PrometheusHistogram(prometheus::Histogram& series) : series_(series) {}
  void observe(double value) override { series_.Observe(value); }

 private:
  prometheus::Histogram& series_;
};

prometheus::Labels labels_of(const MetricName& name) { return {name.labels.begin(), name.labels.end()}; }

// The series of one kind, by name and labels.
template <typename Series>
class Table {
 public:
  template <typename Make>
  Series& get(const MetricName& name, Make make) {
    auto& family = families_[name.name];
    auto& series = family[labels_of(name)];
    NSL_CHECK(family.size() <= Metrics::kSeriesMax);
    if (!series) series = make();
    return *series;
  }

 private:
  std::map<std::string, std::map<prometheus::Labels, std::unique_ptr<Series>>> families_;
};

struct Tables {
  Table<Counter> counters;
  Table<Gauge> gauges;
  Table<Histogram> histograms;
  std::vector<std::function<void()>> updates;
};

}  // namespace

struct Metrics::State {
  prometheus::Registry registry;
  Guarded<Tables> tables;
};

const std::vector<double>& Metrics::request_buckets() {
  static const std::vector<double> bounds{0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1,
                                          0.25,   0.5,    0.75,  1,     2.5,  5,     7.5,  10};
  return bounds;
}

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(const MetricName& name) {
  return state_->tables.with([&](Tables& tables) -> Counter& {
    return tables.counters.get(name, [&] {
      auto& family = prometheus::BuildCounter().Name(name.name).Help(name.help).Register(state_->registry);
      return std::make_unique<PrometheusCounter>(family.Add(labels_of(name)));
    });
  });
}

Gauge& Metrics::gauge(const MetricName& name) {
  return state_->tables.with([&](Tables& tables) -> Gauge& {
    return tables.gauges.get(name, [&] {
      auto& family = prometheus::BuildGauge().Name(name.name).Help(name.help).Register(state_->registry);
      return std::make_unique<PrometheusGauge>(family.Add(labels_of(name)));
    });
  });
}

Histogram& Metrics::histogram(const MetricName& name, const std::vector<double>& upper_bounds) {
  return state_->tables.with([&](Tables& tables) -> Histogram& {
    return tables.histograms.get(name, [&] {
      auto& family = prometheus::BuildHistogram().Name(name.name).Help(name.help).Register(state_->registry);
      return std::make_unique<PrometheusHistogram>(family.Add(labels_of(name), upper_bounds));
    });
  });
}

void Metrics::before_scrape(std::function<void()> update) {
  state_->tables.with([&](Tables& tables) { tables.updates.push_back(std::move(update)); });
}

std::string Metrics::text() const {
  // Run outside the lock: an update may register a series.
  const auto updates = state_->tables.with([](const Tables& tables) { return tables.updates; });
  for (const auto& update : updates) update();
  return prometheus::TextSerializer{}.Serialize(state_->registry.Collect());
}

}  // namespace nsl
