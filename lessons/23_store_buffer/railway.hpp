// What the drivers of trains have in common. You need not edit this file.
#pragma once

// The two sides of a bridge. The other side of `side` is `1 - side`.
constexpr int kWest = 0;
constexpr int kEast = 1;

// What a driver does when he has looked and may not go on yet, before he looks again. It lets other
// threads run. (The small program and the checks each have a whistle of their own.)
void whistle();
