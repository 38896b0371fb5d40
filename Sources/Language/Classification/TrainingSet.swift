/// The examples that a classifier learns from.
package struct TrainingSet: Sendable {
  /// Texts by intent.
  package let examples: [String: [String]]
  /// Texts that belong to no intent; they sharpen the sense of what is out of scope.
  package let outOfScope: [String]

  package init(examples: [String: [String]], outOfScope: [String] = []) {
    self.examples = examples
    self.outOfScope = outOfScope
  }

  /// A key for caching what is trained from this: it changes with any text, with the way of training, and with nothing
  /// else. 32 hex digits.
  package var fingerprint: String {
    var hashes = [StableHash(seed: 0x50), StableHash(seed: 0xa7_0000_0000)]
    func add(_ text: String) {
      for index in hashes.indices {
        hashes[index].combine(text.utf8)
        hashes[index].combine(0xff)
      }
    }
    add(Self.version)
    for (intent, texts) in examples.sorted(by: { $0.key < $1.key }) {
      add(intent)
      for text in texts { add(text) }
      add("")
    }
    for text in outOfScope { add(text) }
    return hashes.map { hash in
      let digits = String(hash.finished, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// To be raised whenever features or training change, so that stored classifiers are trained anew.
  private static let version = "souk linear classifier 2"
}
