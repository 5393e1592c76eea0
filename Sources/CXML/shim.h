// The part of libxml2 that muse uses: the writer.
#pragma once

#include <libxml/xmlversion.h>
// Debian's libxml2 is built with ICU, and its headers would bring in ICU's. Foundation has an ICU of its own, and where
// both are seen the compiler stops at two definitions of one type. Nothing that the writer needs depends on it.
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlwriter.h>
