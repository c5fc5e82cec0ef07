# Of src/simgw/CMakeLists.txt, which includes one such list per folder.
set(simgw_world_sources
  universe.cpp instrument.cpp expiry_list.cpp catalogue.cpp
  smile.cpp american_premiums.cpp session_path.cpp option_pricer.cpp residual.cpp option_book.cpp market.cpp
  recording.cpp recorded_smile.cpp world_build.cpp file_worlds.cpp world_advance.cpp world_quotes.cpp world_history.cpp world.cpp
  truth.cpp)
set(simgw_world_tests
  universe_test.cpp smile_test.cpp residual_test.cpp world_test.cpp world_statistics_test.cpp world_files_test.cpp)
list(TRANSFORM simgw_world_sources PREPEND world/)
list(TRANSFORM simgw_world_tests PREPEND world/)
