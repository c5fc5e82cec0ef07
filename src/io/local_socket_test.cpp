#include "io/local_socket.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include "io/system_clock.hpp"
#include "io/task_group.hpp"

namespace legwork::io {
namespace {

using namespace std::chrono_literals;

struct LocalSocket : testing::Test {
  LocalSocket() {
    std::string name = testing::TempDir() + "localXXXXXX";
    root = ::mkdtemp(name.data());
  }
  void TearDown() override { std::filesystem::remove_all(root); }

  std::filesystem::path root;
  std::filesystem::path path() const { return root / "run" / "engine.sock"; }
  boost::asio::io_context context;
  SystemClock clock;
  LocalConnector connector{clock};
  TaskGroup tasks{context.get_executor()};

  core::Result<std::unique_ptr<Listener>> listen() { return listen_local(context.get_executor(), path()); }
  std::string refusal() {
    const auto listener = listen();
    return listener ? "" : listener.error().message;
  }
  static unsigned mode(const std::filesystem::path& path) {
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
  }
};

Task<void> echo_once(Listener* listener) {
  auto client = co_await listener->accept();
  if (!client) co_return;
  std::string buffer(4096, '\0');
  while (true) {
    const auto got = co_await (*client)->read_some(buffer);
    if (!got || *got == 0) co_return;
    const auto heard = std::string_view(buffer).substr(0, *got);
    if (!co_await (*client)->write(heard)) co_return;
  }
}

/// What comes back, or "ERROR " and why not.
Task<void> ask(LocalConnector* connector, std::filesystem::path path, core::TimePoint deadline, std::string words,
               std::string* answer) {
  const auto to = local_endpoint(path);
  auto server = co_await connector->connect(to, deadline);
  if (!server) {
    *answer = "ERROR " + server.error().message;
    co_return;
  }
  const auto written = co_await (*server)->write(words);
  if (!written) co_return;
  (*server)->end_writing();
  std::string buffer(4096, '\0');
  while (true) {
    const auto got = co_await (*server)->read_some(buffer);
    if (!got || *got == 0) co_return;
    answer->append(buffer, 0, *got);
  }
}

TEST_F(LocalSocket, AConversation) {
  const auto listener = listen().value();
  EXPECT_EQ(listener->local().host, path());
  std::string answer;
  tasks.spawn(echo_once(listener.get()));
  tasks.spawn(ask(&connector, path(), clock.now() + 10s, std::string(300'000, 'x'), &answer));
  context.run();
  EXPECT_EQ(answer, std::string(300'000, 'x'));
}

TEST_F(LocalSocket, OnlyItsUserSeesFolderAndFileWhateverTheUmask) {
  const auto before = ::umask(0);
  const auto listener = listen().value();
  ::umask(before);
  EXPECT_EQ(mode(path().parent_path()), 0700U);
  EXPECT_EQ(mode(path()), 0600U);
}

TEST_F(LocalSocket, ItsFileGoesWithTheListener) {
  auto listener = listen().value();
  EXPECT_TRUE(std::filesystem::exists(path()));
  listener->close();
  EXPECT_FALSE(std::filesystem::exists(path()));
  EXPECT_FALSE(listener->is_open());
}

TEST_F(LocalSocket, AnEndLeavesTheFileOfAnother) {
  auto listener = listen().value();
  std::filesystem::remove(path());
  const auto second = listen().value();
  listener.reset();
  EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(LocalSocket, ASecondEngineIsRefusedAndTheFirstServesOn) {
  const auto listener = listen().value();
  EXPECT_EQ(refusal(), "another engine serves " + path().string() + "; stop it first, or choose another path");
  std::string answer;
  tasks.spawn(echo_once(listener.get()));  // hears the one that looked, who said nothing
  tasks.spawn(echo_once(listener.get()));
  tasks.spawn(ask(&connector, path(), clock.now() + 10s, "still there?", &answer));
  context.run();
  EXPECT_EQ(answer, "still there?");
}

TEST_F(LocalSocket, AFileThatNobodyListensOnIsReplaced) {
  auto listener = listen().value();
  std::filesystem::create_hard_link(path(), root / "kept");
  listener.reset();
  std::filesystem::rename(root / "kept", path());  // as after a crash
  std::string answer;
  tasks.spawn(ask(&connector, path(), clock.now() + 10s, "", &answer));
  context.run();
  EXPECT_EQ(answer, "ERROR cannot connect to " + path().string() + ": Connection refused");
  EXPECT_EQ(refusal(), "");
}

TEST_F(LocalSocket, AnythingElseInItsPlaceStays) {
  std::filesystem::create_directory(path().parent_path());
  std::filesystem::permissions(path().parent_path(), std::filesystem::perms::owner_all);
  std::ofstream(path()) << "notes";
  EXPECT_EQ(refusal(), path().string() + " is there and is no socket; choose another path");
  EXPECT_EQ(std::filesystem::file_size(path()), 5U);
}

TEST_F(LocalSocket, AFolderThatOthersMayWriteIsRefused) {
  std::filesystem::create_directory(path().parent_path());
  std::filesystem::permissions(path().parent_path(), std::filesystem::perms::all);
  EXPECT_EQ(refusal(), "the folder " + path().parent_path().string() +
                           " is not this user's alone to write; choose one that is, or chmod 700 it");
}

TEST_F(LocalSocket, PathsThatNoSocketCanHave) {
  const auto longest = sizeof("/engine.sock");
  const auto too_long = root / std::string(108 - longest, 'd') / "engine.sock";
  for (const auto& bad : std::array<std::filesystem::path, 2>{"", too_long}) {
    const auto listener = listen_local(context.get_executor(), bad);
    ASSERT_FALSE(listener.has_value());
    EXPECT_EQ(listener.error().code, core::ErrorCode::invalid_argument);
    std::string answer;
    tasks.spawn(ask(&connector, bad, clock.now() + 10s, "", &answer));
    context.run();
    context.restart();
    EXPECT_EQ(answer, "ERROR " + listener.error().message);
  }
  EXPECT_FALSE(std::filesystem::exists(too_long.parent_path()));
}

TEST_F(LocalSocket, NobodyWasThereEver) {
  std::string answer;
  tasks.spawn(ask(&connector, path(), clock.now() + 10s, "", &answer));
  context.run();
  EXPECT_EQ(answer, "ERROR cannot connect to " + path().string() + ": No such file or directory");
}

TEST_F(LocalSocket, AnotherUserIsNotServed) {
  const auto listener = listen_local(context.get_executor(), path(), {.user = ::geteuid() + 1}).value();
  std::string answer;
  tasks.spawn(echo_once(listener.get()));
  tasks.spawn(ask(&connector, path(), clock.now() + 10s, "let me in", &answer));
  context.run_for(200ms);
  EXPECT_EQ(answer, "");
  listener->close();
  context.run();
}

}  // namespace
}  // namespace legwork::io
