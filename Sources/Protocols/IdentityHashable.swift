/// A class whose instances are equal only to themselves. States that refer to their grammar can then be compared.
package protocol IdentityHashable: AnyObject, Hashable {}

extension IdentityHashable {
    package static func == (a: Self, b: Self) -> Bool { a === b }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
