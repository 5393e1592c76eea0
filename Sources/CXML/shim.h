// The part of libxml2 that muse uses: the writer, the SAX parser and the tree.
#pragma once

#include <libxml/xmlversion.h>
// Debian's libxml2 is built with ICU and its headers include ICU's. Foundation has an ICU of its own, and the compiler
// rejects the two definitions of one type. Writer and parser do not need ICU.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlwriter.h>
