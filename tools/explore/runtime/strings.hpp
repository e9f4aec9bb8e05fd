#pragma once

namespace threadlings::explorer {
void set_up_strings();
}
