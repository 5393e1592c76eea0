import MuseMusic
import MuseProtocols
import MuseStorage

extension RecipeCheck {
    /// The tunes of the files that a list names; those with errors, without notes or without tokens are left out, and where
    /// none is left that is noted.
    mutating func set(_ node: Node?, _ path: String, _ tokenizer: Made<any Tokenizer>) throws
        -> (tunes: [[TokenID]], prompts: [Recipe.Prompt])
    {
        var tunes: [[TokenID]] = []
        var prompts: [Recipe.Prompt] = []
        for (i, item) in (node?.items ?? []).enumerated() {
            guard let text = String(node: item) else { continue }
            let place = "\(path)[\(i)]"
            let (files, problem) = Self.files(text, in: item.mark.source.folder, extensions: try importerExtensions())
            if let problem { mistakes.note(.conflict(problem), place, at: item.mark) }
            let before = tunes.count
            for file in files {
                do {
                    let bytes = try FileReader.bytes(file)
                    prompts.append(Recipe.Prompt(key: path, path: file, hash: SHA256.hex(of: bytes)))
                    tunes += try imported(file, bytes).tunes
                        .filter { tune in
                            tune.diagnostics.allSatisfy { $0.severity != .error }
                                && tune.score.parts.contains { !$0.notes.isEmpty }
                        }.compactMap { try? tokenizer.product.encode($0.score).tokens }
                } catch {
                    mistakes.note(.conflict("\(error)"), place, at: item.mark)
                }
            }
            if problem == nil, tunes.count == before {
                mistakes.note(.conflict("no tune of '\(text)' has tokens here"), place, at: item.mark)
            }
        }
        return (tunes, prompts)
    }
}
