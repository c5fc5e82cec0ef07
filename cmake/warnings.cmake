# Warnings and code-generation flags of our own code; every target we define links `legwork_flags`.
add_library(legwork_flags INTERFACE)
target_compile_options(legwork_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror
  -ffp-contract=off)   # one rounding per operation: scalar and SIMD twins can then be compared
target_compile_definitions(legwork_flags INTERFACE _GLIBCXX_ASSERTIONS)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlapping copies in std::string's own replace (its bug 105651), and cannot tell OpenOrder{.order_id = 7} from a forgotten field.
  target_compile_options(legwork_flags INTERFACE -Wno-restrict -Wno-missing-field-initializers)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # OpenOrder{.order_id = 7}: a member that is not named is what its own type says, an empty string.
  target_compile_options(legwork_flags INTERFACE -Wno-missing-designated-field-initializers)
  target_link_options(legwork_flags INTERFACE -fuse-ld=lld)
endif()
