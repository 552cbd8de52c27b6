// zlib for Swift. The functions that set a stream up are macros, which Swift can't call.
#pragma once
#include <zlib.h>

// A raw deflate stream, as in a zip file: no header, no checksum.
static inline int shim_deflate_init(z_stream *_Nonnull stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
}
static inline int shim_inflate_init(z_stream *_Nonnull stream) {
    return inflateInit2(stream, -MAX_WBITS);
}
