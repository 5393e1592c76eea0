/// Why the files of a plug-in cannot be installed.
package struct PackageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One sentence without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}
