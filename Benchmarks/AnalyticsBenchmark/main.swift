import Analytics
import Charts
import Commerce
import Foundation
import Storage

// How long owners' questions about 90 days of one of many shops take, each with its chart, beside plain SQL.
//
//     SOUK_BENCHMARKS=1 swift run -c release AnalyticsBenchmark [FILE] [LINES] [STORES]

let arguments = CommandLine.arguments
let path = arguments.count > 1 ? arguments[1] : "/tmp/souk-analytics.db"
let lines = arguments.count > 2 ? Int(arguments[2]) ?? 1_000_000 : 1_000_000
let count = arguments.count > 3 ? Int(arguments[3]) ?? 20 : 20
let rounds = 20

let questions = [
  "revenue last 90 days", "orders by channel last 90 days", "revenue by product last 90 days",
  "top 10 products last 90 days", "units by brand last 90 days", "revenue by day last 90 days",
  "average order value by city last 90 days", "new vs returning customers by week last 90 days",
  "orders by hour and weekday last 90 days", "top 10 customers last 90 days", "repeat rate last 90 days",
  "refund rate by product last 90 days", "top 3 products in each city last 90 days",
  "median order value by channel last 90 days", "revenue last 90 days vs the previous period",
]

let plain = """
  SELECT name, SUM(quantity * unit_price_minor - discount_minor) AS v FROM history_lines
  WHERE store_id = $1 AND placed_at >= $2 AND placed_at < $3 AND is_counted = 1 AND currency = 'USD'
  GROUP BY name ORDER BY v DESC LIMIT 10
  """

/// Milliseconds.
func percentile(_ samples: [Double], _ part: Double) -> Double {
  samples.sorted()[min(samples.count - 1, Int(Double(samples.count) * part))]
}

func milliseconds(_ work: () async throws -> Void) async throws -> Double {
  let start = ContinuousClock.now
  try await work()
  let spent = start.duration(to: .now).components
  return Double(spent.seconds) * 1_000 + Double(spent.attoseconds) / 1e15
}

/// Milliseconds that this process's threads have worked, which a busy machine does not stretch.
func worked() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

func show(_ name: String, _ samples: [Double], _ work: [Double] = []) {
  let figures = { (samples: [Double]) in
    [0.5, 0.99].map { percentile(samples, $0).formatted(.number.precision(.fractionLength(1))) }
  }
  let (wall, own) = (figures(samples), work.isEmpty ? nil : figures(work))
  print(
    "\(name.padding(toLength: 52, withPad: " ", startingAt: 0)) p50 \(wall[0]) ms, p99 \(wall[1]) ms"
      + (own.map { "; of processor time p50 \($0[0]) ms, p99 \($0[1]) ms" } ?? ""))
}

let shops = try await Shops.open(path: path, stores: count, lines: lines)
let reader = try await openReadOnly(shops.url, logger: Shops.logger)
let folder = FileManager.default.currentDirectoryPath + "/prompts/analytics"
let layer = try AnalyticsLayer.load(directory: folder)
let words = try QuestionWords.load(directory: folder)
var all: [Double] = []
var naming: [Double] = []
var allWork: [Double] = []
for question in questions {
  var samples: [Double] = []
  var work: [Double] = []
  for round in 0..<rounds {
    let store = shops.stores[round % shops.stores.count]
    let analyst = Analyst(
      layer: layer, words: words, calendar: StoreCalendar("America/New_York"), currency: .usd,
      runner: SQLAnalyticsRunner(reader, store: store.id))
    var names = ShopNames(currency: .usd)
    naming.append(try await milliseconds { names = try await analyst.names(until: Shops.now) })
    let shop = names
    let before = worked()
    samples.append(
      try await milliseconds {
        let read = try analyst.read(question, names: shop, now: Shops.now)
        let answer = try await analyst.answer(read, names: shop)
        if let drawing = ChartDrawing(answer, currency: .usd) { _ = try ChartImage.png(drawing) }
      })
    work.append(worked() - before)
  }
  show(question, samples, work)
  all += samples
  allWork += work
}
show("all questions, with their charts", all, allWork)
show("a shop's names, read before a question", naming)
var yardstick: [Double] = []
for round in 0..<rounds * 2 {
  let store = shops.stores[round % shops.stores.count].id
  yardstick.append(
    try await milliseconds {
      _ = try await reader.read { connection in
        try connection.query(
          plain,
          [.id(store), .integer(Shops.now.adding(milliseconds: -90 * 86_400_000).milliseconds), .time(Shops.now)])
      }
    })
}
show("plain SQL: best sellers of 90 days", yardstick)
