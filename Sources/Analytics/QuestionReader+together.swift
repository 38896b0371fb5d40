import Commerce

/// Orders that have this and that in them, and customers who bought both.
extension QuestionReader {
  /// Takes the names that belong together out of the filters, which would find any of them.
  /// - Throws: where something is said to be together and no two names say what.
  func takeTogether(_ heard: inout HeardQuestion, _ text: String) throws {
    guard heard.holds != nil || heard.saysBoth != nil, !heard.comparesNames, !heard.saysVersus else {
      return try refuse(heard, text)
    }
    let isOfPeople =
      heard.counted == "customer" || heard.roles.contains(.who) || heard.metrics.contains { $0.name == "customers" }
      || heard.dimensions.contains { $0.name == "customer" }
    let isCounted = heard.metrics.allSatisfy { Self.ofOrders.contains($0.name) }
    let isSplit = heard.dimensions.contains { AbsentRows.goods.contains($0.name) }
    let filters = linkedNames(heard)
    let isOfGoods = filters.allSatisfy { AbsentRows.goods.contains($0.dimension) }
    let holder: AnalyticsTogether.Of = isOfPeople && heard.holds != .together ? .customer : .order
    // "how many A and B were ordered" counts pieces of both.
    let isMeant = heard.holds != nil || !heard.metrics.isEmpty || isOfPeople
    guard filters.count > 1, isCounted, !isSplit, isMeant, isOfGoods || holder == .customer,
      !heard.filters.contains(where: \.isExcluding)
    else { return try refuse(heard, text) }
    for filter in filters {
      for index in heard.filters.indices where heard.filters[index].dimension == filter.dimension {
        heard.filters[index].values.removeAll(where: filter.values.contains)
      }
    }
    heard.filters.removeAll(where: \.values.isEmpty)
    (heard.saysBoth, heard.saysWith, heard.linked) = (nil, nil, [])
    heard.roles.subtract([.sells, .bestSellers])
    if heard.metrics.isEmpty, !isOfPeople { heard.metrics = [("orders", 0)] }
    heard.together = AnalyticsTogether(of: holder, filters: filters)
  }

  /// Figures that whole orders have.
  private static let ofOrders: Set<String> = ["orders", "customers", "revenue", "average_order_value"]

  private func refuse(_ heard: HeardQuestion, _ text: String) throws {
    guard let holds = heard.holds else { return }
    let said = holds == .both ? "both" : "together"
    throw AnalyticsError.notUnderstood(words: [said], nearest: NearestQuestions.find(text))
  }

  /// The names that follow each other with "and" between them, each as its own filter.
  private func linkedNames(_ heard: HeardQuestion) -> [AnalyticsFilter] {
    let places = heard.linked.flatMap { [$0 - 1, $0] }.uniqued.sorted()
    return places.compactMap { place in
      lexicon.names(of: heard.mentions[place].words).map {
        AnalyticsFilter(dimension: $0.dimension, values: $0.values)
      }
    }
  }
}
