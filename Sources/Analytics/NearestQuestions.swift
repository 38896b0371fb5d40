/// Questions that are understood, for whoever asked one that is not.
enum NearestQuestions {
  private static let known = [
    "revenue last week", "how many orders yesterday", "top 10 products this month", "revenue by month this year",
    "average order value in March vs February", "which city buys most", "refund rate last quarter",
    "share of revenue by category", "new vs returning customers last month", "busiest hour this month",
    "who are my best customers", "how much did we give away in discounts last month", "revenue by weekday last 90 days",
    "units sold by brand this year", "orders by channel last week", "repeat rate this year",
    "cancelled orders last month", "customer lifetime value", "orders by payment method", "revenue growth this month",
    "zero-result searches last week", "conversations last week",
  ]

  /// The three that share most words, or letters of them, with a text.
  static func find(_ text: String) -> [String] {
    let words = QuestionTokens(text).words
    let scored = known.enumerated().map { index, question -> (score: Int, index: Int) in
      let own = QuestionTokens(question).words
      let same = words.reduce(0) { sum, word in
        sum + (own.contains(word) ? 4 : own.contains { $0.hasPrefix(word.prefix(4)) && word.count >= 4 } ? 2 : 0)
      }
      return (same, index)
    }
    return scored.sorted { ($0.score, $1.index) > ($1.score, $0.index) }.prefix(3).map { known[$0.index] }
  }
}
