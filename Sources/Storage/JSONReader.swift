/// Reads an untrusted JSON value piece by piece; errors name the path of the offending value.
package struct JSONReader {
    package let value: JSON
    /// The path of the value: `parts[0].notes[3]`; empty for the root.
    package let path: String

    package init(_ value: JSON, path: String = "") {
        self.value = value
        self.path = path
    }

    /// A value that does not have the expected form.
    package struct Mistake: Error, Equatable, CustomStringConvertible {
        /// `parts[0].notes[3].pitch: expected a pitch such as 'F#4', found 7`
        package let description: String
    }

    package func mistake(_ expected: String) -> Mistake {
        let found = (try? value.bytes()).map { String(decoding: $0.prefix(60), as: UTF8.self) } ?? "?"
        return Mistake(description: "\(path.isEmpty ? "" : "\(path): ")expected \(expected), found \(found)")
    }

    /// Returns a member of an object; nil if it is missing or null.
    ///
    /// - Throws: `Mistake` if the value is not an object.
    package func optional(_ key: String) throws -> JSONReader? {
        guard case .object(let members) = value else { throw mistake("an object") }
        guard let member = members[key], member != .null else { return nil }
        return JSONReader(member, path: path.isEmpty ? key : "\(path).\(key)")
    }

    package subscript(_ key: String) -> JSONReader {
        get throws {
            guard let member = try optional(key) else {
                throw Mistake(description: "\(path.isEmpty ? "" : "\(path): ")'\(key)' is missing")
            }
            return member
        }
    }

    package func items() throws -> [JSONReader] {
        guard case .array(let items) = value else { throw mistake("a list") }
        return items.enumerated().map { JSONReader($1, path: "\(path)[\($0)]") }
    }

    /// Returns the items of a list of exactly `count` items.
    package func items(_ count: Int) throws -> [JSONReader] {
        let items = try items()
        guard items.count == count else { throw mistake("a list of \(count)") }
        return items
    }

    package func int(_ range: ClosedRange<Int>) throws -> Int {
        let integer: Int? = if case .double(let number) = value { Int(exactly: number) } else { value.intValue }
        guard let integer, range.contains(integer) else {
            throw mistake("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    package func number() throws -> Double {
        guard let number = value.numberValue, number.isFinite else { throw mistake("a number") }
        return number
    }

    package func bool() throws -> Bool {
        guard case .bool(let isTrue) = value else { throw mistake("true or false") }
        return isTrue
    }

    package func text() throws -> String {
        guard let text = value.stringValue else { throw mistake("a text") }
        return text
    }

    /// Returns the value that `parse` makes of a string.
    ///
    /// - Throws: `Mistake` if the value is not a string or `parse` returns nil.
    package func text<Value>(as expected: String, _ parse: (String) -> Value?) throws -> Value {
        guard let value = value.stringValue.flatMap(parse) else { throw mistake(expected) }
        return value
    }
}
