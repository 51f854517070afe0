#include "neo/rpc/answers.h"

#include "neo/rpc/node.h"
#include "neo/testing/vectors.h"

#include <functional>

namespace nsl::neo {
namespace {

namespace fs = std::filesystem;
using testing::Vector;

// Calls `check` with every pair of a method and the result that a node gave, of whatever file they stand in.
void each_answer(const json::value& value, const std::function<void(std::string_view, const json::value&)>& check) {
  if (const auto* list = value.if_array()) {
    for (const auto& element : *list) each_answer(element, check);
  }
  const auto* object = value.if_object();
  if (object == nullptr) return;
  const auto member = [&](std::initializer_list<std::string_view> names) -> const json::value* {
    for (const auto name : names) {
      if (const auto* found = object->if_contains(name)) return found;
    }
    return nullptr;
  };
  const auto* response = member({"response", "Response"});
  const auto* request = member({"request", "Request"});
  const auto* method = member({"method"});
  if (request != nullptr && request->is_object()) method = request->get_object().if_contains("method");
  if (response != nullptr && response->is_object() && method != nullptr && method->is_string()) {
    if (const auto* result = response->get_object().if_contains("result")) {
      check(json::view(method->get_string()), *result);
    }
  }
  for (const auto& [name, inner] : *object) each_answer(inner, check);
}

TEST(Answers, OfRecordedNodesAreRead) {
  NEED_VECTORS("rpc");
  std::map<std::string, int, std::less<>> read;
  for (const auto& entry : fs::recursive_directory_iterator(testing::vectors_folder() / "rpc")) {
    if (entry.path().extension() != ".json") continue;
    const auto document = json::parse(testing::read_file(entry.path()));
    ASSERT_TRUE(document) << entry.path();
    each_answer(*document, [&](std::string_view method, const json::value& result) {
      SCOPED_TRACE(entry.path().string() + ": " + json::serialize(result).substr(0, 300));
      if (method == "invokefunction" || method == "invokescript") {
        const auto answer = read_invocation(result);
        EXPECT_TRUE(answer) << answer.error().message;
      } else if (method == "getversion" && result.is_object() && result.get_object().contains("protocol")) {
        const auto answer = read_version(result);
        EXPECT_TRUE(answer) << answer.error().message;
      } else if (method == "getnep17balances" && result.is_object()) {
        const auto answer = read_balances(result);
        EXPECT_TRUE(answer) << answer.error().message;
      } else if (method == "getapplicationlog" && result.is_object() && result.get_object().contains("txid")) {
        const auto answer = read_application_log(result);
        EXPECT_TRUE(answer) << answer.error().message;
      } else {
        return;
      }
      ++read[std::string(method)];
    });
  }
  for (const auto* method : {"invokefunction", "invokescript", "getapplicationlog"})
    EXPECT_GT(read[method], 0) << method;
}

json::value parsed(std::string_view text) { return json::parse(text).value(); }

TEST(Answers, OfAnotherFormAreRefused) {
  for (const auto* wrong :
       {"null", "{}", "[]", R"({"state":"HALT"})", R"({"state":"RUN","gasconsumed":"1","stack":[]})",
        R"({"state":"HALT","gasconsumed":"x","stack":[]})"}) {
    EXPECT_FALSE(read_invocation(parsed(wrong))) << wrong;
    EXPECT_FALSE(read_version(parsed(wrong))) << wrong;
    EXPECT_FALSE(read_application_log(parsed(wrong))) << wrong;
    EXPECT_FALSE(read_chain_transaction(parsed(wrong))) << wrong;
    EXPECT_FALSE(read_balances(parsed(wrong))) << wrong;
  }
}

TEST(Answers, OfAFaultHaveItsReason) {
  const auto fault =
      read_invocation(parsed(R"({"state":"FAULT","gasconsumed":"12","exception":"no","stack":[],"notifications":[]})"));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->state, ExecutionState::kFault);
  EXPECT_EQ(fault->exception, "no");
}

TEST(RpcResponse, IsTheResultOrTheErrorOfItsRequest) {
  EXPECT_EQ(parse_rpc_response(R"({"jsonrpc":"2.0","id":5,"result":7})", 5).value(), json::value(7));
  const auto error = parse_rpc_response(
      R"({"jsonrpc":"2.0","id":5,"error":{"code":-503,"message":"already in pool","data":"there"}})", 5);
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().code, rpc_code::kAlreadyInPool);
  EXPECT_EQ(error.error().message, "already in pool: there");
}

TEST(RpcBatch, HasAnAnswerForEachRequestInWhateverOrder) {
  const auto answers = parse_rpc_batch(
      R"([{"id":7,"result":"b"},{"id":6,"result":"a"},{"id":8,"error":{"code":-101,"message":"unknown"}}])", 6, 3);
  ASSERT_TRUE(answers);
  ASSERT_EQ(answers->size(), 3u);
  EXPECT_EQ((*answers)[0].value(), json::value("a"));
  EXPECT_EQ((*answers)[1].value(), json::value("b"));
  EXPECT_EQ((*answers)[2].error().code, rpc_code::kUnknownBlock);
}

TEST(RpcBatch, TakesWhatIsMissingOrThereTwiceForNoAnswer) {
  const auto answers = parse_rpc_batch(
      R"([{"id":1,"result":1},{"id":1,"result":2},{"id":9,"result":3},5,{"id":-1,"result":4},{"result":1}])", 1, 2);
  ASSERT_TRUE(answers);
  for (const auto& answer : *answers) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, rpc_code::kNoAnswer);
  }
  for (const auto* none : {"", "{}", "5", R"({"id":1,"result":1})", "<html>"})
    EXPECT_FALSE(parse_rpc_batch(none, 1, 2));
}

TEST(Executions, OfABlockAreReadInOrder) {
  const auto hash = "0x" + std::string(64, 'a');
  const auto execution = R"("vmstate":"HALT","gasconsumed":"0","stack":[],"notifications":[]})";
  const auto log = read_executions(parsed(R"({"blockhash":")" + hash + R"(","executions":[{"trigger":"OnPersist",)" +
                                          execution + R"(,{"trigger":"PostPersist",)" + execution + "]}"));
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->of.display(), hash);
  ASSERT_EQ(log->list.size(), 2u);
  EXPECT_EQ(log->list[1].trigger, "PostPersist");
  EXPECT_FALSE(read_executions(parsed(R"({"executions":[]})")));
}

TEST(RpcResponse, ThatIsNoneCountsAsNoAnswer) {
  for (const auto* wrong : {"", "<html>", "[]", "5", R"({"id":5})", R"({"id":6,"result":1})", R"({"result":1})",
                            R"({"id":"5","result":1})"}) {
    const auto result = parse_rpc_response(wrong, 5);
    ASSERT_FALSE(result) << wrong;
    EXPECT_EQ(result.error().code, rpc_code::kNoAnswer);
    EXPECT_EQ(to_error(result.error()).code, ErrorCode::kUnavailable);
  }
  // An error without a code is an answer all the same.
  EXPECT_NE(parse_rpc_response(R"({"id":5,"error":{}})", 5).error().code, rpc_code::kNoAnswer);
}

}  // namespace
}  // namespace nsl::neo
