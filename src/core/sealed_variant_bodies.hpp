// The bodies of SealedVariant. For the one source that says `template class legwork::core::SealedVariant<…>;`.
#pragma once

#include "core/sealed_variant.hpp"

namespace legwork::core {

template <class Variant>
SealedVariant<Variant>::SealedVariant() = default;
template <class Variant>
SealedVariant<Variant>::SealedVariant(const SealedVariant& other) = default;
template <class Variant>
SealedVariant<Variant>::SealedVariant(SealedVariant&& other) noexcept = default;
template <class Variant>
SealedVariant<Variant>& SealedVariant<Variant>::operator=(const SealedVariant& other) = default;
template <class Variant>
SealedVariant<Variant>& SealedVariant<Variant>::operator=(SealedVariant&& other) noexcept = default;
template <class Variant>
SealedVariant<Variant>::~SealedVariant() = default;

}  // namespace legwork::core
