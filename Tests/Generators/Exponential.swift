#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

func exponential(_ x: Double) -> Double { exp(x) }
