#include "neovm/ops/instructions.h"

namespace nsl::neovm {

const OperationTable& operations() {
  static const OperationTable table = [] {
    OperationTable out{};
    add_push_operations(out);
    add_control_operations(out);
    add_stack_operations(out);
    add_slot_operations(out);
    add_splice_operations(out);
    add_number_operations(out);
    add_comparison_operations(out);
    add_compound_operations(out);
    add_element_operations(out);
    add_type_operations(out);
    return out;
  }();
  return table;
}

}  // namespace nsl::neovm
