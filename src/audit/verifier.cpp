#include "audit/verifier.h"

#include <fmt/format.h>

namespace nsl::audit {
namespace {

std::uint64_t number_in(const Verified& chain, const Entry& entry) { return chain.owner.empty() ? entry.seq : entry.owner_seq; }

const Hash& link_in(const Verified& chain, const Entry& entry) { return chain.owner.empty() ? entry.previous : entry.owner_previous; }

}  // namespace

Break Verifier::broken(std::string what) const { return {.line = line_, .seq = found_.head.seq + 1, .what = std::move(what)}; }

std::optional<Break> Verifier::take(std::string_view line) {
  ++line_;
  if (line_ == 1) return take_first(line);
  if (is_head_line(line)) return take_head(line);
  return take_entry(line);
}

// Says which chain it is and where the export starts.
std::optional<Break> Verifier::take_first(std::string_view line) {
  const auto head = parse_signed_head(line);
  if (!head) return broken("an export starts with a signed head: " + head.error().message);
  found_.owner = head->owner;
  found_.before = head->before;
  found_.head = head->before;
  return take_head(line);
}

std::optional<Break> Verifier::take_head(std::string_view line) {
  const auto head = parse_signed_head(line);
  if (!head) return broken("the signed head cannot be read: " + head.error().message);
  if (auto wrong = check_signature(*head, line)) return wrong;
  if (head->owner != found_.owner) return broken("the head belongs to another chain");
  if (head->head.seq != found_.head.seq) {
    return broken(fmt::format("the head was signed at entry {}, but here entry {} is the last: entries are missing or were added",
                              head->head.seq, found_.head.seq));
  }
  if (head->head.hash != found_.head.hash) return broken(fmt::format("entry {} is not the one that was signed", found_.head.seq));
  if (auto wrong = check_segment(*head)) return wrong;
  if (options_.expected == found_.head) met_expected_ = true;
  found_.signed_at = head->time;
  sealed_ = true;
  return std::nullopt;
}

std::optional<Break> Verifier::check_signature(const SignedHead& head, std::string_view line) {
  const auto key = parse_key_text(head.key);
  if (!key) return broken("the head names no key that could have signed it");
  if (!signer_) signer_ = options_.signer.value_or(*key);
  if (*signer_ != *key) return broken("the head was signed with another key than expected");
  if (!is_signed_by(line, *signer_)) return broken("the signature of the head does not fit");
  found_.key = head.key;
  return std::nullopt;
}

// Segments follow each other without gaps.
std::optional<Break> Verifier::check_segment(const SignedHead& head) {
  if (head.number == 0) return std::nullopt;
  if (segment_ && (head.number != segment_->number + 1 || head.before != segment_->head)) {
    return broken(fmt::format("segment {} does not follow segment {}", head.number, segment_->number));
  }
  segment_ = head;
  return std::nullopt;
}

std::optional<Break> Verifier::take_entry(std::string_view line) {
  const auto entry = parse_entry(line);
  if (!entry) return broken("the entry cannot be read: " + entry.error().message);
  const std::uint64_t number = number_in(found_, *entry);
  if (!found_.owner.empty() && entry->owner != found_.owner) return broken("the entry belongs to another owner");
  if (number != found_.head.seq + 1) {
    return broken(fmt::format("entry {} follows entry {}: entries are missing, were added or were moved", number, found_.head.seq));
  }
  if (link_in(found_, *entry) != found_.head.hash) {
    return broken(fmt::format("entry {} does not fit to the one before it: one of the two was changed", number));
  }
  const Hash hash = hash_of(line);
  if (auto wrong = check_owner_chain(*entry, hash)) return wrong;
  found_.head = {.seq = number, .hash = hash};
  ++found_.entries;
  sealed_ = false;
  if (options_.expected && options_.expected->seq == number) {
    if (options_.expected->hash != hash) return Break{.line = line_, .seq = number, .what = fmt::format("entry {} is not the one that was expected", number)};
    met_expected_ = true;
  }
  return std::nullopt;
}

// Inside the overall chain each owner's chain must hold too.
std::optional<Break> Verifier::check_owner_chain(const Entry& entry, const Hash& hash) {
  if (!found_.owner.empty()) return std::nullopt;
  const auto known = owners_.find(entry.owner);
  const bool from_the_start = found_.before.seq == 0;
  if (known == owners_.end() && !from_the_start) {
    owners_[entry.owner] = {.seq = entry.owner_seq, .hash = hash};
    return std::nullopt;
  }
  const Head last = known == owners_.end() ? Head{} : known->second;
  if (entry.owner_seq != last.seq + 1 || entry.owner_previous != last.hash) {
    return broken(fmt::format("the entry does not fit to the one before it of the same owner, {}", last.seq));
  }
  owners_[entry.owner] = {.seq = entry.owner_seq, .hash = hash};
  return std::nullopt;
}

std::expected<Verified, Break> Verifier::finish() {
  ++line_;
  if (line_ == 1) return std::unexpected(broken("the export is empty"));
  if (!sealed_) return std::unexpected(broken(fmt::format("the export ends after entry {} without a signed head: it was cut off", found_.head.seq)));
  if (!options_.expected || met_expected_) return found_;
  if (options_.expected->seq > found_.head.seq) {
    return std::unexpected(broken(fmt::format("it ends at entry {}, but there was an entry {}: the end was cut off", found_.head.seq, options_.expected->seq)));
  }
  return std::unexpected(broken(fmt::format("it starts after entry {}, so it cannot be compared with the expected entry {}", found_.before.seq, options_.expected->seq)));
}

}  // namespace nsl::audit
