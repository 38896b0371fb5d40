import Commerce

/// The second best, and what comes behind those that were told.
extension QuestionReader {
  /// "second best seller": one row, with those before it passed over.
  func settlePlace(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) {
    guard let place = heard.place, query.descending != nil, !query.dimensions.isEmpty, query.calculation != .count
    else { return }
    (query.skip, query.limit) = (place - 1, 1)
  }

  /// "and the next 5?", and "the one before" after the latest order.
  /// - Returns: whether it was that which was asked for.
  func settleFurther(_ heard: HeardQuestion, _ query: inout AnalyticsQuery) -> Bool {
    let isOfOrders = query.metrics.contains(where: Self.orderTimes.contains)
    let asksBefore = isOfOrders && heard.relatives == [.periodBefore(nil)] && heard.spans.isEmpty
    guard heard.further != nil || asksBefore, let told = query.limit, query.descending != nil else { return false }
    query.skip = (query.skip ?? 0) + told
    if let further = heard.further, further > 0 { query.limit = further }
    return true
  }

  /// What of places found none.
  func lostPlaces(_ heard: HeardQuestion, _ query: AnalyticsQuery) -> [String] {
    if let place = heard.place, query.skip != place - 1 { return ["place \(place)"] }
    return heard.further != nil && query.skip == nil ? ["next"] : []
  }

  /// "12kg bags" are named by their weight.
  static func withoutPacks(_ words: [String]) -> [String] {
    let packs: Set<String> = [
      "bag", "bags", "bottle", "bottles", "box", "boxes", "pack", "packs", "tin", "tins", "jar", "jars", "can", "cans",
      "tub", "tubs", "packet", "packets", "pieces", "ones", "version", "versions",
    ]
    return words.filter { !packs.contains($0) }
  }
}
