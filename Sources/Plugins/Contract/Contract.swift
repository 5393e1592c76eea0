/// A promise, and how it was broken; nil where it was kept.
package typealias Finding = (promise: String, breach: String?)

/// Why a promise is not kept.
struct Breach: Error {
    let text: String

    /// What `body` finds wrong, or fails with; nil where it does neither.
    static func found(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let breach as Breach {
            return breach.text
        } catch let error as PluginError {
            return error.message + (error.lastWords.isEmpty ? "" : "\n\(error.lastWords)")
        } catch {
            return "\(error)"
        }
    }
}
