set(simgw_broker_sources
  broker/account.cpp broker/broker.cpp broker/broker_figures.cpp broker/broker_market.cpp broker/broker_matching.cpp
  broker/broker_settlement.cpp broker/commission.cpp broker/fill_model.cpp broker/margin.cpp broker/order_terms.cpp
  broker/package_book.cpp broker/sim_order.cpp)
set(simgw_broker_tests broker/broker_test.cpp broker/margin_test.cpp)
