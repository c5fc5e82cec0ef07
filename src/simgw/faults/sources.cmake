set(simgw_faults_sources
  faults/broker_faults.cpp faults/catalogue.cpp faults/catalogue_table.cpp faults/connection_faults.cpp faults/edits.cpp
  faults/error_texts.cpp faults/faults.cpp faults/frame_faults.cpp faults/injector.cpp faults/link_faults.cpp faults/markdown.cpp
  faults/message_faults.cpp faults/parameters.cpp faults/plan.cpp faults/request_faults.cpp faults/response_faults.cpp)
set(simgw_faults_tests faults/catalogue_test.cpp faults/faults_test.cpp faults/every_fault_test.cpp faults/plan_test.cpp)
