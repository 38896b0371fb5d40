/// How a figure is worked out of its parts, each of which is known by its place.
indirect enum FigureFormula {
  /// nil where no such metric is known, which is 0.
  case sum(Int?)
  case median(Int?)
  case ratio(FigureFormula, FigureFormula)
  case difference(FigureFormula, FigureFormula)

  /// - Parameter leaves: the places of the metrics that are summed up of rows.
  init(_ metric: String, _ layer: AnalyticsLayer, _ leaves: [String: Int]) {
    let part = { (name: String) in FigureFormula(name, layer, leaves) }
    let own = leaves[metric]
    switch layer.metric(metric)?.formula {
    case .sums, nil: self = .sum(own)
    case .median: self = .median(own)
    case .ratio(let first, let second): self = .ratio(part(first), part(second))
    case .difference(let first, let second): self = .difference(part(first), part(second))
    }
  }

  func figure(_ sums: [Int64], median: (Int) -> AnswerTable.Figure) -> AnswerTable.Figure {
    switch self {
    case .sum(let place): return .init(numerator: place.map { sums[$0] } ?? 0)
    case .median(let place): return place.map(median) ?? .init(denominator: 0)
    case .ratio(let first, let second):
      let whole = second.figure(sums, median: median).numerator
      return .init(numerator: first.figure(sums, median: median).numerator, denominator: whole)
    case .difference(let first, let second):
      let less = second.figure(sums, median: median).numerator
      return .init(numerator: first.figure(sums, median: median).numerator - less)
    }
  }
}
