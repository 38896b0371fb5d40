/// What a classifier makes of a text.
package struct Classification: Hashable, Sendable {
  package struct Candidate: Hashable, Sendable {
    package var intent: String
    /// How likely the intent is, given that the text has one; all candidates' add up to 1.
    package var confidence: Double

    package init(intent: String, confidence: Double) {
      self.intent = intent
      self.confidence = confidence
    }
  }

  /// All intents, likeliest first.
  package var candidates: [Candidate]
  /// How likely the text has any of the intents, 0 to 1; 0.5 is where both mistakes are equally likely.
  package var inScope: Double

  package init(candidates: [Candidate], inScope: Double) {
    self.candidates = candidates
    self.inScope = inScope
  }

  package var best: Candidate? { candidates.first }
}
