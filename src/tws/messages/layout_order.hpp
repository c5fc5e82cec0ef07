// Layouts of the order itself: placeOrder, openOrder and completedOrder at server versions 157–200. See visitors.hpp for the vocabulary.
#pragma once

#include "tws/messages/layout_order_answers.hpp"
#include "tws/messages/layout_place_order.hpp"
