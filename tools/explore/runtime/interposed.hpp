#pragma once

namespace threadlings::explorer {
void keep_interposed();
}
