/// A value that is created on first use and then kept. Thread-safe: one thread creates it, the others wait.
///
/// An error is kept as well: later calls throw it again.
package final class Once<Value: Sendable>: Sendable {
    private let made = Monitor<Result<Value, any Error>?>(nil)
    private let make: @Sendable () throws -> Value

    package init(_ make: @escaping @Sendable () throws -> Value) { self.make = make }

    /// The value.
    ///
    /// - Throws: the error of `make`.
    /// - Precondition: `make` does not call `get` of the same instance.
    package func get() throws -> Value {
        try made.change { made in
            let result = made ?? Result(catching: make)
            made = result
            return result
        }.get()
    }
}
