// What every message needs, compiled once: see core/sealed_variant.hpp.
#include "core/sealed_variant_bodies.hpp"
#include "tws/messages/codec.hpp"

template class legwork::core::SealedVariant<legwork::tws::Request::Alternatives>;
template class legwork::core::SealedVariant<legwork::tws::Response::Alternatives>;
