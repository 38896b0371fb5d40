/// Something wrong in a configuration file, with where it is and what belongs there.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
  package var file: String
  /// 1-based; nil where the whole file is meant.
  package var line: Int?
  package var found: String
  package var expected: String

  package init(file: String, line: Int? = nil, found: String, expected: String) {
    self.file = file
    self.line = line
    self.found = found
    self.expected = expected
  }

  package var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): found \(found); expected \(expected)"
  }
}

/// Everything wrong in a set of files, reported together.
package struct ConfigurationErrors: Error, CustomStringConvertible {
  package var problems: [ConfigurationProblem]

  package init(_ problems: [ConfigurationProblem]) { self.problems = problems }

  package var description: String { problems.map(\.description).joined(separator: "\n") }
}
