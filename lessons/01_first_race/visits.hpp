// A museum with two doors and one visitor count.
//
// Each door has its own thread. Both doors are open at the same time.
#pragma once

// The east door's thread calls this once for each visitor.
void enter_east();

// The west door's thread calls this once for each visitor.
void enter_west();

// Everybody who has come in so far. Asked when both doors are closed.
int visitors_so_far();
