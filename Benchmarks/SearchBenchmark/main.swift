import Commerce
import Foundation
import Search

// Ranks the development queries of a data folder (SEARCH-NLU's data/search, unpacked) and prints the measures.
//
//   SearchBenchmark DATA_FOLDER [SYNONYMS.yaml]

let arguments = CommandLine.arguments
guard arguments.count > 1 else {
  print("usage: SearchBenchmark DATA_FOLDER [SYNONYMS.yaml]")
  exit(2)
}
let synonyms = arguments.count > 2 ? try Synonyms.load(path: arguments[2]) : .none
let runner = try Runner(folder: arguments[1], synonyms: synonyms)
runner.run()
