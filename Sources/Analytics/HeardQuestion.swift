import Commerce

/// What the words of a question say, one after the other, before it is decided what they ask for together.
struct HeardQuestion {
  struct Dimension {
    var name: String
    var isPlural: Bool
    /// Something says that it splits the figure: "by", "which", "top 5".
    var isSplit: Bool
    var index: Int
    /// The word may as well be this figure ("customers").
    var metric: String?
    /// What the word before it does: "by", "top", "how many".
    var cue: WordRole?
    /// "revenue, orders and customers": one more figure.
    var isListed = false
  }

  /// Words that are no grammar: perhaps a part of a name.
  struct Unknown {
    var words: [String]
    var isExcluding = false
  }

  var metrics: [(name: String, index: Int)] = []
  var dimensions: [Dimension] = []
  var filters: [AnalyticsFilter] = []
  var conditions: [AnalyticsCondition] = []
  var conditionMetrics: [String?] = []
  var spans: [TimeSpan] = []
  var relatives: [TimeReader.Relative] = []
  var roles: Set<WordRole> = []
  var limit: Int?
  /// "the second best": its place in the order.
  var place: Int?
  /// "and the next 5?": so many behind those that were told; 0 is as many as those.
  var further: Int?
  var isBottom = false
  var isComparing = false
  var unknown: [Unknown] = []
  var corrections: [String] = []
  /// What "how many" stands before: "how many customers spent more than $50".
  var counted: String?
  /// "in each category"
  var saysEach = false
  /// "biggest orders", "which orders", "list the orders": each by itself.
  var isOfSingleOrders = false
  /// "when do we sell most"
  var asksWhen = false
  /// "worst seller"
  var isOneSeller = false
  /// "where do orders come from"
  var asksWhere = false
  /// "best sellers", not "best seller"
  var isListOfSellers = false
  /// "products nobody bought"
  var asksForNone = false
  /// Set where the sentence begins as a list does: "who are", "what are".
  var asksForSeveral = false
  /// "and by units?"
  var beginsAsFollowUp = false
  /// "the biggest drop"
  var saysGreatest = false
  /// "and mugs?", "what about mugs?": in place of what was asked for before.
  var movesOn = false
  /// "list of customers": each, and not how many.
  var asksForList = false
  /// "how many of those came from Leeds"
  var saysThose = false
  /// "from new customers", "only returning ones": which of what was asked for, and no figure.
  var namesKind = false
  /// "revenue instead": the last question with another figure.
  var saysInstead = false
  /// "sold", "bought": money or pieces, where "made" and "took" are money.
  var saysSold = false
  /// "what did Lisbon buy?"
  var asksWhatWasSold = false
  /// "same month last year": that one, where nothing is compared with it.
  var sameUnit: CalendarUnit?
  /// "month over month": each against the one before.
  var eachUnit: CalendarUnit?
  /// "dropped the most": the greatest fall first.
  var isFalling = false
  /// "fountain pens sold"
  var saysGoodsSold = false
  /// "how many did Ana ring up": orders, and no pieces.
  var saysRungUp = false
  /// "how many are left"
  var asksForRest = false
  /// "how many mugs do we have"
  var asksWhatIsThere = false
  /// "stock levels"
  var saysLevels = false
  /// "what is down this week"
  var asksForMovers = false
  /// "how are we doing"
  var asksHowItGoes = false
  /// "was yesterday any good": against the time before.
  var asksHowGood = false
  /// "the fewest helmets": so many pieces.
  var saysFewest = false
  /// Where the length of a list was said.
  var limitIndex = 0
  /// "sales": revenue, units or orders.
  var saysSales = false
  /// "discount per order": the figure in proportion to them.
  var isPerOrder = false
  /// "heat map of orders": by hour and weekday.
  var saysHeatMap = false
  /// "stock in dollars": what it is worth.
  var saysInMoney = false
  /// "margin of mugs in percent": a rate, and no part of the whole.
  var saysInPercent = false
  /// "basket size in items"
  var saysIn = false
  /// "with and without"
  var saysWithout = false
  /// "how many times"
  var saysTimes = false
  /// "biggest refund": a figure with a rank before it, which no figure of sums is.
  var rankedMetric: String?
  /// "more in Lyon or in Lille": both side by side.
  var comparesNames = false
  /// "mornings", "after 6 pm": how many were said.
  var partsOfDay = 0
  /// The hours of each of them.
  var hoursSaid: [[Int]] = []
  /// "vs", "against": two things are set beside each other.
  var saysVersus = false
  /// "what got refunded"
  var asksWhatGot = false
  /// "without tax", "after refunds": what the figure is to be less, by its own figure.
  var deducted: Set<String> = []
  /// "top candle", "best selling mug": goods of what was named are ranked, one where it is singular.
  var rankedName: (isPlural: Bool, index: Int)?
  /// Where "customers" stands behind the name of a kind of them: "VIP customers".
  var namedKinds: Set<Int> = []
  /// Bounds said of orders themselves, by their place in ``conditions``.
  var orderBounds: Set<Int> = []
  /// "the biggest order and when it was": the order itself.
  var asksForItself: Set<String> = []
  /// "orders with more than 3 items": a bound on what is in each order.
  var boundsItems = false
  /// "the whole of last year"
  var saysWhole = false
  /// "refunded in September and why": a cause is asked for besides the figure.
  var asksWhyToo = false
  /// "how long will the mugs last": whether it is of goods or of the stock is told by what else is said.
  var asksHowLong = false
  /// "revenue and net revenue": both of them.
  var saysAnd = false
  /// "what time do people order": who does it, by the word's place, and no list of them.
  var subjects: Set<Int> = []
  /// "and what they bought": a second question that names no figure.
  var asksMore: String?
  /// Names as they follow each other; the dimension of a part of a name is not known yet.
  var mentions: [(words: [String], dimension: String?, end: Int)] = []
  /// "muffins and cookies": neighbours among ``mentions`` with "and" between them, by the second one's place.
  var linked: Set<Int> = []
  /// "every Saturday": each of them by itself.
  var saysEachWeekday = false
  /// "gift cards sold": the name of a way of paying, spoken of as goods.
  var sellsPayment: String?
  /// "worst 5 by refund rate" are those with the most of it.
  var saysWorst = false
  var saysBest = false
  /// "bought a croissant and a latte": one or both, which is not told.
  var saysBoth: String?
  /// How what is named belongs together: "both", "together", "in one order"; nil where nothing says so.
  enum Holding { case both, together }
  var holds: Holding?
  /// Orders or customers that have each of what was named.
  var together: AnalyticsTogether?
  /// "toys by revenue": those that are named are ranked, each by itself.
  var ranksNamed = false
  /// "recent orders", not "the latest order"
  var saysOrdersLatest = false
  /// "croissants per day": so many of them.
  var saysEachOf = false
  /// "what sells with croissants": goods in the same order as others.
  var saysWith: String?
  /// "WhatsApp orders" behind a figure: where their word stands.
  var ordersOfName: Int?
  /// "tax on sales": of the second only the first is asked for.
  var saysOn = false
  /// "what share pays by card": orders, where no figure is named.
  var saysPay = false
  /// "units of kits and margin on power": each figure has its own goods.
  var asksTwice = false
  /// "products that sold more than last month": up or down.
  var direction: AnalyticsCondition.Comparison?
}
