/// A promise of the contract, and how it was broken. The breach is nil if the promise was kept.
package typealias Finding = (promise: String, breach: String?)

/// Why a promise was broken.
struct Breach: Error {
    let text: String

    /// The breach or other error that `body` throws; nil if it throws none.
    static func found(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let breach as Breach {
            return breach.text
        } catch let error as PluginError {
            return error.message + (error.errorOutput.isEmpty ? "" : "\n\(error.errorOutput)")
        } catch {
            return "\(error)"
        }
    }
}
