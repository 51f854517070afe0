#pragma once
// Handlers of /v1/neo/events.

#include "api/call.h"
#include "api/input.h"
#include "api/types/neo_events.h"

#include <memory>

namespace nsl::api {

void list_neo_events(std::shared_ptr<Call> call, Input<Nothing, NeoEventsQuery, NeoEventsHeaders> input);

}  // namespace nsl::api
