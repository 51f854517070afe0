-- For wrk: POSTs NSL_BENCH_BODY, or GETs when there is none, with the headers given on the command line and prints what came
-- of it as one line of JSON.
wrk.body = os.getenv("NSL_BENCH_BODY")
wrk.method = wrk.body and "POST" or "GET"

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"duration_us":%d,"p50_us":%d,"p99_us":%d,"max_us":%d,"bad_status":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    e.status, e.connect + e.read + e.write + e.timeout))
end
