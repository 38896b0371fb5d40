import Commerce
import Foundation
import Language
import Search

// Ranks the development queries of a data folder (SEARCH-NLU's data/search, unpacked) and prints the measures.
//
//   SearchBenchmark DATA_FOLDER [PROMPTS_FOLDER]
//
// With FUZZ=1000000 it asks so many random queries instead, to see that none crashes; with RACE=2000 it writes and
// searches side by side, for ThreadSanitizer; with LARGE=100000 it measures a shop of so many products.
//
// With the prompts folder it uses its embedding table and synonyms; without, words only. VERBOSE=graded (or typos, gap,
// chatty, …) prints every query of that set.

let arguments = CommandLine.arguments
guard arguments.count > 1 else {
  print("usage: SearchBenchmark DATA_FOLDER [PROMPTS_FOLDER]")
  exit(2)
}
var lexis = Lexis()
if arguments.count > 2 {
  let prompts = URL(fileURLWithPath: arguments[2])
  lexis = Lexis(
    synonyms: try Synonyms.load(path: prompts.appendingPathComponent("synonyms/en.yaml").path),
    vectors: try StaticVectors(folder: prompts.appendingPathComponent("embeddings")))
}
if let count = ProcessInfo.processInfo.environment["LARGE"].flatMap({ Int($0) }) {
  let rows = try TSV.rows(arguments[1] + "/icecat-products.tsv")
  let queries = Set(try TSV.rows(arguments[1] + "/icecat-ratings-dev.tsv").compactMap { $0["query"] })
  let gap = try TSV.rows(arguments[1] + "/gap-queries-dev.tsv").compactMap { $0["query"] }
  let known = try TSV.rows(arguments[1] + "/walmart-amazon-queries-dev.tsv").compactMap { $0["query"] }
  Large(count: count, lexis: lexis, rows: rows, queries: queries.sorted() + gap + known.prefix(100)).run()
  exit(0)
}
let runner = try Runner(folder: arguments[1], lexis: lexis)
if let count = ProcessInfo.processInfo.environment["FUZZ"].flatMap({ Int($0) }) {
  runner.fuzz(count)
} else if let rounds = ProcessInfo.processInfo.environment["RACE"].flatMap({ Int($0) }) {
  await runner.race(rounds)
} else {
  runner.run()
}
