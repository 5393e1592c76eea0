extension UInt8 {
    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isSpace: Bool { self == 0x20 || self == 0x09 }

    /// `A` to `G` and `a` to `g`.
    var isNoteLetter: Bool { (0x41...0x47).contains(self) || (0x61...0x67).contains(self) }
}
