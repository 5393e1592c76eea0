/// A named tensor in file layout: little-endian, row-major.
public struct StoredTensor: Sendable {
    /// Element types by their safetensors names.
    public enum Kind: String, Sendable {
        case bool = "BOOL"
        case u8 = "U8"
        case i32 = "I32"
        case u32 = "U32"
        case i64 = "I64"
        case f32 = "F32"
        case f16 = "F16"
        case bf16 = "BF16"

        public var byteCount: Int {
            switch self {
            case .bool, .u8: 1
            case .f16, .bf16: 2
            case .i32, .u32, .f32: 4
            case .i64: 8
            }
        }

        package var isFloat: Bool { [.f32, .f16, .bf16].contains(self) }
    }

    public let name: String
    public let kind: Kind
    public let shape: [Int]
    public let bytes: [UInt8]

    /// - Precondition: `bytes` has as many elements as `shape` requires.
    public init(name: String, kind: Kind, shape: [Int], bytes: [UInt8]) {
        precondition(
            shape.reduce(1, *) * kind.byteCount == bytes.count, "\(name): \(bytes.count) bytes do not fill \(shape)")
        self.name = name
        self.kind = kind
        self.shape = shape
        self.bytes = bytes
    }

    /// Creates a vector of numbers of the type's width.
    public init<Number: BitwiseCopyable>(name: String, kind: Kind, _ values: [Number]) {
        self.init(
            name: name, kind: kind, shape: [values.count], bytes: values.withUnsafeBytes { Array($0) })
    }

    /// Creates a float tensor of any shape.
    ///
    /// - Precondition: there are as many values as `shape` requires.
    public init(name: String, shape: [Int], floats: [Float]) {
        self.init(name: name, kind: .f32, shape: shape, bytes: floats.withUnsafeBytes { Array($0) })
    }

    /// Returns the numbers as floats.
    ///
    /// - Throws: `StorageError` for integer types.
    public func floats() throws -> [Float] {
        switch kind {
        case .f32: return values(as: Float.self)
        case .bf16: return values(as: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
        case .f16: return values(as: UInt16.self).map(Float.init(halfBits:))
        case .bool, .u8, .i32, .u32, .i64:
            throw StorageError("tensor '\(name)' holds \(kind.rawValue) instead of floats")
        }
    }

    /// Returns the numbers as an array of a type of the same width.
    public func values<Number: BitwiseCopyable>(as type: Number.Type) -> [Number] {
        precondition(MemoryLayout<Number>.size == kind.byteCount, "\(name) holds \(kind.rawValue), not \(type)")
        return Array(unsafeUninitializedCapacity: bytes.count / kind.byteCount) { numbers, count in
            UnsafeMutableRawBufferPointer(numbers).copyBytes(from: bytes)
            count = numbers.count
        }
    }
}

extension Float {
    /// Decodes an IEEE 754 binary16 number, for which Swift has a type only on some systems.
    fileprivate init(halfBits bits: UInt16) {
        let sign = UInt32(bits & 0x8000) << 16
        let fraction = UInt32(bits & 0x3FF)
        switch UInt32(bits >> 10 & 0x1F) {
        case 0: self = Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern)
        case 31: self = Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        case let exponent: self = Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
