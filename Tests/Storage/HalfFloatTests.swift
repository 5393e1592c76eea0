import MuseStorage
import Testing

@Suite struct HalfFloatTests {
    /// IEEE 754-2008, binary16: a sign, five bits of exponent with a bias of 15, ten of fraction.
    @Test func sixteenBitFloatsAreDecodedExactly() throws {
        let bits: [UInt16] = [0x0000, 0x3C00, 0xC000, 0x3555, 0x7BFF, 0x0400, 0x0001, 0x83FF, 0x7C00, 0xFC00]
        let tensor = StoredTensor(name: "x", kind: .f16, bits)
        #expect(
            try tensor.floats() == [
                0, 1, -2, 0.333251953125, 65504, 0x1p-14, 0x1p-24, -1023 * 0x1p-24, .infinity, -.infinity,
            ])
        #expect(try StoredTensor(name: "x", kind: .f16, [UInt16(0x7E00)]).floats()[0].isNaN)
        #expect(try StoredTensor(name: "x", kind: .f16, [UInt16(0x8000)]).floats()[0].sign == .minus)
    }
}
