/// Collects what is wrong and what is odd while a file is read.
struct ImportLog: Sendable {
  private(set) var problems: [RowProblem] = []
  private(set) var notes: [RowProblem] = []

  mutating func problem(_ problem: RowProblem) { problems.append(problem) }

  mutating func problem(_ field: FieldProblem, line: Int, subject: String?) {
    problems.append(field.at(line: line, subject: subject))
  }

  mutating func note(_ note: RowProblem) { notes.append(note) }

  mutating func note(_ field: FieldProblem, line: Int, subject: String?) {
    notes.append(field.at(line: line, subject: subject))
  }

  /// By line; of one line, in the order they were met.
  mutating func sort() {
    problems = Self.sorted(problems)
    notes = Self.sorted(notes)
  }

  private static func sorted(_ rows: [RowProblem]) -> [RowProblem] {
    rows.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
  }
}

/// Why one cell cannot be taken; the row around it adds the line.
struct FieldProblem: Error, Hashable {
  var column: String?
  var reason: String
  var hint: String
  /// The code of another currency than the store's, where that is what is wrong.
  var foreignCurrency: String?

  func at(line: Int, subject: String?) -> RowProblem {
    var problem = RowProblem(line: line, column: column, reason: reason, hint: hint, subject: subject)
    problem.foreignCurrency = foreignCurrency
    return problem
  }
}
