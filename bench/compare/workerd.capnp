# workerd on loopback with one worker, fetch.js. The port comes from the command line.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "hello", worker = .hello)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "hello")],
);

const hello :Workerd.Worker = (
  modules = [
    (name = "fetch.js", esModule = embed "fetch.js"),
    (name = "handler.js", esModule = embed "handler.js"),
  ],
  compatibilityDate = "2026-11-17",
);
