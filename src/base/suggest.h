#pragma once
// "Did you mean": finds the known word that a mistyped one was most likely meant to be.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nsl {

// The nearest of `known` by edits (insert, delete, replace, swap two neighbours), when it is near enough to be a slip:
// at most one edit for every three characters. Ties go to the earlier word. Else one that begins with the word.
std::optional<std::string> suggest(std::string_view word, std::span<const std::string> known);

}  // namespace nsl
