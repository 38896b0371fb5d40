/// Finds the longest known phrase at each place of a text; a phrase may stand for several things.
package struct PhraseTrie: Sendable {
  private struct Node: Sendable {
    var next: [String: Int] = [:]
    var labels: [String] = []
  }

  private var nodes = [Node()]
  /// Of the first words; most places of a text begin no phrase.
  private var beginnings = WordSieve([])

  package init() {}

  /// - Parameter phrase: words as a tokenizer gives them, folded.
  package mutating func insert(_ phrase: [String], label: String) {
    guard let first = phrase.first else { return }
    beginnings.insert(first)
    var index = 0
    for word in phrase {
      if let next = nodes[index].next[word] {
        index = next
      } else {
        nodes.append(Node())
        nodes[index].next[word] = nodes.count - 1
        index = nodes.count - 1
      }
    }
    if !nodes[index].labels.contains(label) { nodes[index].labels.append(label) }
  }

  /// The longest phrase that starts at `start`.
  package func longestMatch(in words: [String], from start: Int) -> (end: Int, labels: [String])? {
    guard start < words.count, beginnings.mayHold(words[start]) else { return nil }
    var index = 0
    var best: (end: Int, labels: [String])?
    var position = start
    while position < words.count, let next = nodes[index].next[words[position]] {
      index = next
      position += 1
      if !nodes[index].labels.isEmpty { best = (position, nodes[index].labels) }
    }
    return best
  }

  /// The longest phrases from left to right, not overlapping.
  package func matches(in words: [String]) -> [(range: Range<Int>, labels: [String])] {
    var found: [(range: Range<Int>, labels: [String])] = []
    var position = 0
    while position < words.count {
      if let match = longestMatch(in: words, from: position) {
        found.append((position..<match.end, match.labels))
        position = match.end
      } else {
        position += 1
      }
    }
    return found
  }
}
