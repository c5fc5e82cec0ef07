// A small source tree in a temporary folder with a fault planted in it, so that each check is seen to fail. Removed at the end.
#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

#include <gtest/gtest.h>

namespace legwork::checks {

class PlantedTree {
 public:
  PlantedTree() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::path(testing::TempDir()) / (std::string("legwork_") + test->test_suite_name() + "_" + test->name());
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
  }
  ~PlantedTree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  PlantedTree(const PlantedTree&) = delete;
  PlantedTree& operator=(const PlantedTree&) = delete;

  /// Returns the file's place.
  std::filesystem::path write(std::string_view path, std::string_view text) {
    const auto place = root_ / path;
    std::filesystem::create_directories(place.parent_path());
    std::ofstream(place) << text;
    return place;
  }

  const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path root_;
};

}  // namespace legwork::checks
