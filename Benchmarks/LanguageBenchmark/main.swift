import Foundation
import Language

/// Prints how well and how fast the built-in model tells intents apart, on public sets.
///
///     LanguageBenchmark DATA_FOLDER EMBEDDINGS_FOLDER [SET…]
///
/// DATA_FOLDER holds `intents/*.tsv.gz`, `orders/multidogo-fastfood.tsv.gz` and `search/icecat-products.tsv.gz`.
let arguments = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }
guard arguments.count >= 2 else {
  print("usage: LanguageBenchmark DATA_FOLDER EMBEDDINGS_FOLDER [words] [SET…]")
  exit(64)
}
let data = URL(fileURLWithPath: arguments[0])
let wanted = Set(arguments.dropFirst(2))
do {
  let vectors = try StaticVectors(folder: URL(fileURLWithPath: arguments[1]))
  if wanted.isEmpty || wanted.contains("words") { try WordBenchmark(vectors: vectors).run(data: data) }
  let benchmark = IntentBenchmark(vectors: vectors)
  print("set                 train texts intents accuracy  in scope/recall  training ms  classify us")
  for set in IntentSet.all where wanted.isEmpty || wanted.contains(set.name) {
    let rows = try set.rows(in: data)
    for train in set.trainSplits { print(try benchmark.row(set, rows, train: train)) }
  }
} catch {
  print("\(error)")
  exit(1)
}
