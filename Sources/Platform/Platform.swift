// The system's C library, whichever it is: what imports this module imports that.
#if canImport(Glibc)
    @_exported import Glibc
#elseif canImport(Musl)
    @_exported import Musl
#elseif canImport(Bionic)
    @_exported import Bionic
#else
    @_exported import Darwin
#endif
