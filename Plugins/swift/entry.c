#include "entry.h"

/* The only symbol that muse looks for. Its functions are written in Swift. */
const muse_entry muse_plugin_entry = {MUSE_PLUGIN_VERSION, muse_swift_start, muse_swift_factory};
