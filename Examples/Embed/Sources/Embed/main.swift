// Fits a model and prints three jigs, ranked by a rule that this program defines. Run it in Examples/Embed:
//
//     swift run -c release
import MuseKit

let muse = Muse(components: .builtIn.adding(.rule(Lively.schema) { try Lively($0) }))
let recipe = try muse.recipe(at: "jigs.yaml")

let observer = RunObserver { event in
    switch event {
    case .readCorpus(let corpus): print("% trains on \(corpus.training) tunes")
    case .finishedTune(let tune): print("% tune \(tune.number): candidate \(tune.candidate + 1) was the best")
    default: break
    }
}
let model = try muse.fit(recipe, observer: observer)
let tunes = try muse.generate(recipe, with: model, observer: observer)

print(try muse.text(of: tunes.map(\.score), as: "abc"))
