#include "entry.h"

/* The one symbol that muse looks for. What it points to is Swift's. */
const muse_entry muse_plugin_entry = {MUSE_PLUGIN_VERSION, muse_swift_start, muse_swift_factory};
