import CKernels

/// The instructions of a product of integers. All give the same results.
package enum ProductKernel: CaseIterable, Sendable {
    /// 512-bit vectors with VNNI.
    case avx512
    /// 256-bit vectors with VNNI.
    case avxVNNI
    case avx2
    case portable

    /// The fastest kernel that this processor supports.
    package static let best = allCases.first(where: \.isSupported) ?? .portable

    package var isSupported: Bool { muse_has_product(kernel) == 1 }

    var kernel: muse_product_kernel {
        switch self {
        case .avx512: MUSE_PRODUCT_AVX512
        case .avxVNNI: MUSE_PRODUCT_AVX_VNNI
        case .avx2: MUSE_PRODUCT_AVX2
        case .portable: MUSE_PRODUCT_PORTABLE
        }
    }
}
