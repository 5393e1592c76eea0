#include "muse_plugin.h"

/* Defined in MusePlugin.swift. */
bool muse_swift_start(const char *folder, char *error);
const muse_factory *muse_swift_factory(void);
