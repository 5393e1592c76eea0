import ArgumentParser
import MuseKit
import MuseProtocols

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the components of all kinds, or of one kind.")

    @Argument(help: "tokenizer, generator, sampler, constraint, rule, importer or exporter.")
    var kind: String?

    func run() throws {
        let all = try Muse.installed().components(observer: TerminalObserver(isQuiet: false).observer).schemas
        var shown = all
        if let kind {
            shown = all.filter { $0.kind == kind || "\($0.kind)s" == kind }
            if shown.isEmpty {
                let kinds = all.map(\.kind)
                let hint = nearestName(to: kind, in: kinds).map { "; did you mean '\($0)'?" } ?? ""
                throw MuseError.use(
                    "no kind of component is called '\(kind)'\(hint) (known: \(kinds.joined(separator: ", ")))")
            }
        }
        let width = all.flatMap(\.schemas).map(\.name.count).max() ?? 0
        for (i, (kind, schemas)) in shown.enumerated() {
            try Terminal.output(line: (i > 0 ? "\n" : "") + "\(kind)s")
            for schema in schemas {
                let padding = String(repeating: " ", count: width - schema.name.count)
                try Terminal.output(line: "  \(schema.name)\(padding)  \(schema.summary)")
            }
        }
    }
}
