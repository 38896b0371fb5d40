import Commerce
import Foundation
import Language
import Search

// Ranks the development queries of a data folder (SEARCH-NLU's data/search), measures a shop of 100,000 products, and
// prints it all as a table against the goals; where one is missed it exits with 1.
//
//   SearchBenchmark DATA_FOLDER [PROMPTS_FOLDER]
//
// With FUZZ=1000000 it asks so many random queries instead, to see that none crashes; with RACE=2000 it writes and
// searches side by side, for ThreadSanitizer; with LARGE=100000 it only measures a shop of so many products, and with
// LARGE=0 only the rankings.
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
let environment = ProcessInfo.processInfo.environment
func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }

let large = number("LARGE")
var goals: [Goal] = []
if large ?? 0 == 0 {
  let runner = try Runner(folder: arguments[1], lexis: lexis)
  if let count = number("FUZZ") {
    runner.fuzz(count)
    exit(0)
  }
  if let rounds = number("RACE") {
    await runner.race(rounds)
    exit(0)
  }
  goals = runner.run()
}
if large != 0 { goals += try Large(folder: arguments[1], count: large ?? 100_000, lexis: lexis).run() }
print("", Goal.header, goals.map(\.row).joined(separator: "\n"), separator: "\n")
exit(goals.allSatisfy(\.isMet) ? 0 : 1)
