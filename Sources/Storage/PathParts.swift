/// Returns a path without its last part: `` for `jig.yaml`, `a/` for `a/jig.yaml`, `/` for `/jig.yaml`.
package func parentFolder(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
}

/// Returns the file extension in lower case, without the dot; empty if there is none, as in `.profile`.
package func fileExtension(of path: String) -> String {
    let slash = UInt8(ascii: "/")
    let bytes = path.utf8
    let end = bytes.lastIndex { $0 != slash }.map(bytes.index(after:)) ?? bytes.startIndex
    let start = bytes[..<end].lastIndex(of: slash).map(bytes.index(after:)) ?? bytes.startIndex
    guard let dot = bytes[start..<end].lastIndex(of: UInt8(ascii: ".")), dot != start else { return "" }
    return path[bytes.index(after: dot)..<end].lowercased()
}
