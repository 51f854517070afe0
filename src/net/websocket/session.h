#pragma once
// WebSocketSession: the WebSocket of the server, on Boost.Beast.
//
// Only for .cpp files of this folder and its neighbours: it shows Asio.

#include "base/error.h"
#include "net/http/exchange.h"
#include "net/websocket/web_socket.h"

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace nsl::net {

// Whether the request may become a WebSocket: kInvalidArgument with what is wrong with it.
Status check_web_socket_request(const Request& request);

// Answers a request that was checked, which came on this socket and behind which nothing else came.
Result<std::unique_ptr<WebSocket>> open_web_socket(boost::asio::ip::tcp::socket socket, const Request& request,
                                                   WebSocketListener& listener, WebSocketOptions options);

}  // namespace nsl::net
