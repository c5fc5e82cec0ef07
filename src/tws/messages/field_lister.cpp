#include <algorithm>

#include "core/assert.hpp"
#include "tws/messages/codec.hpp"
#include "tws/messages/layouts.hpp"
#include "tws/messages/message_table.hpp"
#include "tws/messages/protocol_markdown.hpp"
#include "tws/messages/unset.hpp"

namespace legwork::tws {
namespace {

/// A visitor that notes names. It walks into every conditional part, and once into every list.
class FieldLister {
 public:
  FieldLister(std::vector<ListedField>& out, int server_version) : out_(&out), version_(server_version) {}

  int version() const { return version_; }
  void message_version(int version) { note("version=" + std::to_string(version)); }

  template <class T>
  void operator()(const char* name, const T&, Unset = Unset::empty) {
    note(name);
  }
  void escaped(const char* name, const std::string&) { note(name); }
  void choice(const char* name, bool, std::string_view, std::string_view) { note(name); }
  void fixed(const char* name, std::string_view text) { note(std::string(name) + "=\"" + std::string(text) + '"'); }
  void fixed_if_any(const char* name, std::string_view text) { fixed(name, text); }
  void skip_if_more(const char*, std::size_t) {}
  void invalid(const char*, const char*) {}
  template <class F>
  void when(const char* what, bool, F&& visit) {
    const std::string before = when_;
    when_ = before.empty() ? what : before + ", " + what;
    visit();
    when_ = before;
  }
  template <class T, class F>
  void list(const char* name, const std::vector<T>&, F&& visit, EmptyList = EmptyList::zero) {
    note(std::string(name) + ".count");
    walk<T>(std::string(name) + "[]", visit);
  }
  template <class T, class F>
  void open_list(const char* name, const std::vector<T>&, F&& visit) {
    walk<T>(std::string(name) + "[]", visit);
  }
  template <class T, class F>
  void optional(const char* name, const std::optional<T>&, F&& visit) {
    note(name);
    when((std::string(name) + " is 1").c_str(), true, [&] { walk<T>(name, visit); });
  }

 private:
  std::vector<ListedField>* out_;
  int version_;
  std::string prefix_;
  std::string when_;

  void note(std::string_view name) { out_->push_back({prefix_ + std::string(name), when_}); }
  template <class T, class F>
  void walk(const std::string& name, F& visit) {
    const std::string before = prefix_;
    prefix_ = before + name + '.';
    T element{};
    visit(*this, element);
    prefix_ = before;
  }
};

template <class T>
struct Lister {
  static constexpr auto function = +[](FieldLister& lister) {
    if constexpr (requires { T::since; }) {
      if (lister.version() < T::since) return;
    }
    T message;
    layout(lister, message);
  };
};

constexpr MessageTable<Request, Lister> request_listers;
constexpr MessageTable<Response, Lister> response_listers;

auto find(Direction direction, std::int32_t id) {
  return direction == Direction::request ? request_listers.find(id) : response_listers.find(id);
}

}  // namespace

std::vector<ListedField> listed_fields(Direction direction, std::int32_t id, int server_version) {
  ASSERT(supported(server_version), "server version {}", server_version);
  std::vector<ListedField> fields;
  if (const auto function = find(direction, id)) {
    FieldLister lister(fields, server_version);
    function(lister);
  }
  return fields;
}

std::vector<std::int32_t> laid_out_ids(Direction direction) {
  std::vector<std::int32_t> ids;
  for (std::int32_t id = 0; id < static_cast<std::int32_t>(message_ids); ++id)
    if (find(direction, id) != nullptr) ids.push_back(id);
  return ids;
}

}  // namespace legwork::tws
