/// How well some words name a product: from some word of its title up to all of it.
struct TitleGrade {
  enum Tier: Int, Comparable {
    /// Words beside what the thing is.
    case modifier
    /// What it is with gaps between, or several words beside it.
    case partial
    /// What it is, in one stretch with the words before it.
    case head
    /// All but its brand and measures.
    case core
    case whole

    static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
  }

  var tier: Tier
  /// How many of the title's words.
  var named: Int
  /// The share of the title's words.
  var share: Double

  var confidence: Double {
    switch tier {
    case .whole: 1
    case .core: 0.95
    case .head: 0.6 + 0.3 * share
    case .partial: 0.5 + 0.25 * share
    case .modifier: 0.3 + 0.25 * share
    }
  }

  /// nil where only a brand or a measure is named.
  init?(title: ArraySlice<Segment.TitleWord>, isNamed: (Segment.TitleWord) -> Bool) {
    var named = 0
    var telling = 0
    var first = -1
    var last = -1
    var hasHead = false
    var hasCore = true
    for (position, word) in title.enumerated() {
      guard isNamed(word) else {
        if !word.isOptional { hasCore = false }
        continue
      }
      named += 1
      if !word.isOptional || word.isCode { telling += 1 }
      if first < 0 { first = position }
      last = position
      hasHead = hasHead || word.isHead
    }
    guard telling > 0 else { return nil }
    self.named = named
    share = Double(named) / Double(title.count)
    let isUnbroken = last - first + 1 == named
    if named == title.count {
      tier = .whole
    } else if hasCore {
      tier = .core
    } else if hasHead {
      tier = isUnbroken ? .head : .partial
    } else {
      tier = isUnbroken && telling > 1 ? .partial : .modifier
    }
  }
}
