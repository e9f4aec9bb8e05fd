// Makes a failing run simpler while its verdict stays.
#pragma once

#include "../engine/engine.hpp"

namespace threadlings::explorer {

Recording minimise(Session& session, Recording failing);

}  // namespace threadlings::explorer
