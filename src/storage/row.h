#pragma once
// Rows as structs: the described members of a struct (Boost.Describe) are the columns of a table, in order. So the
// list of columns is written once, and SELECT, INSERT and the C++ type cannot disagree.
//
//   struct UserRow { std::string id; std::int64_t age; std::optional<std::string> note; };
//   BOOST_DESCRIBE_STRUCT(UserRow, (), (id, age, note))
//   "SELECT " + columns<UserRow>() + " FROM users"      SELECT id, age, note FROM users

#include "storage/value.h"

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <array>
#include <span>
#include <string>

namespace nsl::storage {

// std::int64_t or std::string, possibly optional: a row of one column needs no struct.
template <typename T>
concept Scalar = std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::string> || is_optional<T>::value;

template <typename Row>
using Members = boost::describe::describe_members<Row, boost::describe::mod_public>;

template <typename Row>
inline constexpr std::size_t kColumnCount = boost::mp11::mp_size<Members<Row>>::value;

// Calls f(descriptor, index) for every member; the descriptor has `pointer` and `name`.
template <typename Row, typename F>
constexpr void for_each_member(F&& f) {
  std::size_t index = 0;
  boost::mp11::mp_for_each<Members<Row>>([&](auto member) { f(member, index++); });
}

// "a, b, c", or with a prefix "t.a, t.b, t.c".
template <typename Row>
std::string columns(std::string_view prefix = {}) {
  std::string list;
  for_each_member<Row>(
      [&](auto member, std::size_t index) { list.append(index == 0 ? "" : ", ").append(prefix).append(member.name); });
  return list;
}

// "INSERT INTO table (a, b, c) VALUES (:a, :b, :c)"
template <typename Row>
std::string insert_into(std::string_view table) {
  std::string parameters;
  for_each_member<Row>(
      [&](auto member, std::size_t index) { parameters.append(index == 0 ? ":" : ", :").append(member.name); });
  std::string sql = "INSERT INTO ";
  return sql.append(table).append(" (").append(columns<Row>()).append(") VALUES (").append(parameters).append(")");
}

// The members as parameters, in order. They point into the row.
template <typename Row>
auto values_of(const Row& row) {
  return [&]<template <typename...> typename List, typename... Member>(List<Member...>) {
    return std::array<Value, sizeof...(Member)>{Value(row.*Member::pointer)...};
  }(Members<Row>{});
}

template <typename Row>
constexpr auto column_types() {
  if constexpr (Scalar<Row>) {
    return std::array{column_type<Row>()};
  } else {
    return []<template <typename...> typename List, typename... Member>(List<Member...>) {
      return std::array{column_type<std::remove_cvref_t<decltype(std::declval<Row&>().*Member::pointer)>>()...};
    }(Members<Row>{});
  }
}

template <typename Row>
Row take_row(std::span<Slot> slots) {
  Row row{};
  if constexpr (Scalar<Row>) {
    take(slots[0], row);
  } else {
    for_each_member<Row>([&](auto member, std::size_t index) { take(slots[index], row.*member.pointer); });
  }
  return row;
}

}  // namespace nsl::storage
