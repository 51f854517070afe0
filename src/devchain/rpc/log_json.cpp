#include "devchain/rpc/log_json.h"

#include "devchain/execution/services.h"
#include "neovm/item/tree.h"

namespace nsl::devchain {
namespace {

json::value item_json(const std::optional<neo::StackItem>& item) {
  if (!item) return json::object{{"type", "Any"}, {"error", "recursive reference, or too large to show"}};
  return item->to_json();
}

// Shows an iterator by an id. It goes on where it is: what is taken from it here is gone for whoever asks next, but
// nobody does.
neo::StackItem::Interop show_interop(const neovm::Interop& object, Sessions::Iterators& iterators) {
  neo::StackItem::Interop out;
  const auto* iterator = dynamic_cast<const ItemIterator*>(&object);
  if (iterator == nullptr) return out;
  out.interface = "IIterator";
  out.id = Sessions::make_id();
  auto& items = iterators[out.id];
  ItemIterator walker = *iterator;
  while (items.size() < Sessions::kItemsMax && walker.next()) {
    if (auto item = to_tree(*walker.value())) items.push_back(*std::move(item));
  }
  return out;
}

}  // namespace

json::array stack_json(const std::vector<std::optional<neo::StackItem>>& stack) {
  json::array out;
  for (const auto& item : stack) out.push_back(item_json(item));
  return out;
}

json::object notification_json(const LoggedNotification& notification) {
  return {{"contract", notification.contract.display()},
          {"eventname", notification.name},
          {"state", item_json(notification.state)}};
}

json::array notifications_json(const std::vector<LoggedNotification>& notifications) {
  json::array out;
  for (const LoggedNotification& one : notifications) out.push_back(notification_json(one));
  return out;
}

json::object log_json(const ExecutionLog& log) {
  json::object out{{"trigger", log.trigger},
                   {"vmstate", neovm::name(log.state)},
                   {"gasconsumed", std::to_string(log.gas_datoshi)},
                   {"stack", stack_json(log.stack)},
                   {"notifications", notifications_json(log.notifications)}};
  if (log.exception.empty()) out["exception"] = nullptr;
  else out["exception"] = log.exception;
  return out;
}

json::array result_stack_json(const Execution& execution, Sessions::Iterators& iterators) {
  const auto& results = execution.engine().results();
  const auto show = [&](const neovm::Interop& object) { return show_interop(object, iterators); };
  json::array out;
  for (std::size_t i = results.size(); i-- > 0;) out.push_back(item_json(to_tree(results.peek(i), show)));
  return out;
}

}  // namespace nsl::devchain
