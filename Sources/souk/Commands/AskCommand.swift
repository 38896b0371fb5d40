import Analytics
import ArgumentParser
import Charts
import Commerce
import Foundation
import Storage
import Transport

struct AskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask", abstract: "Answer an owner's question about a shop's figures.",
    discussion: "Exit code 2: the question has words that are not known; the nearest known ones are told.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
  }

  @Argument(help: "The question, such as \"what sold best last week?\".")
  var question: String

  @OptionGroup var store: StoreOption

  @Option(help: "The moment the question is asked at, such as 2026-11-21T12:00:00Z; now where none is given.")
  var now: String?

  @Option(help: "text, json or csv.")
  var format: Format = .text

  @Option(help: "Draw the answer into this PNG file (SVG where it is named so).")
  var chart: String?

  @Flag(help: "Print the typed query and run nothing.")
  var plan = false

  func run() async throws {
    let souk = try await Souk.open(try environment())
    let store = try await souk.store(store.store)
    let calendar = Souk.calendar(of: store)
    let moment = try moment(souk, calendar)
    let analyst = try await souk.analyst(of: store)
    let shop = try await analyst.names(until: moment)
    do {
      let adviser = try souk.queryAdviser(transport: CurlTransport())
      let (read, names) = try await analyst.reading(
        question, names: shop, now: moment, advice: adviser.map { Analyst.Advice(adviser: $0, store: store) })
      if plan {
        try printJSON(QueryJSON(read.query, calendar))
        return
      }
      let answer = try await analyst.answer(read, names: names)
      if let chart { try draw(answer, into: chart, names.currency) }
      switch format {
      case .text: print(AnswerPrinter.text(answer))
      case .json: print(try AnswerPrinter.json(answer, calendar))
      case .csv: print(AnswerPrinter.csv(answer), terminator: "")
      }
    } catch let error as AnalyticsError {
      FileHandle.standardError.write(Data("souk: \(error)\n".utf8))
      throw ExitCode(2)
    }
  }

  private func draw(_ answer: AnalyticsAnswer, into path: String, _ currency: Currency) throws {
    guard let drawing = ChartDrawing(answer, currency: currency) else {
      FileHandle.standardError.write(Data("souk: one figure makes no picture; \(path) was not written\n".utf8))
      return
    }
    let bytes = try path.hasSuffix(".svg") ? ChartImage.svg(drawing) : ChartImage.png(drawing)
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else { throw SoukError.cannotWrite(path) }
  }

  private func moment(_ souk: Souk, _ calendar: StoreCalendar) throws -> Timestamp {
    guard let now else { return souk.time.now() }
    if let moment = ISOTime.read(now, calendar) { return moment }
    throw ValidationError("--now is '\(now)'; expected a time such as 2026-11-21T12:00:00Z or 2026-11-21")
  }
}

/// Reads ISO 8601 dates and times; without a zone they are the store's.
enum ISOTime {
  static func read(_ text: String, _ calendar: StoreCalendar) -> Timestamp? {
    let fields = text.replacing(" ", with: "T").split(separator: "T", maxSplits: 1).map(String.init)
    let date = fields[0].split(separator: "-").compactMap { Int($0) }
    guard date.count == 3 else { return nil }
    let civil = CivilDate(year: date[0], month: date[1], day: date[2])
    guard civil.isReal else { return nil }
    guard fields.count == 2 else { return calendar.start(of: civil.dayNumber) }
    var clock = fields[1]
    var shift: Int?
    if clock.hasSuffix("Z") || clock.hasSuffix("z") {
      (clock, shift) = (String(clock.dropLast()), 0)
    } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      let digits = clock[clock.index(after: sign)...].replacing(":", with: "")
      guard digits.count == 4 || digits.count == 2, let number = Int(digits.count == 2 ? digits + "00" : digits) else {
        return nil
      }
      shift = (number / 100 * 3_600 + number % 100 * 60) * (clock[sign] == "-" ? -1 : 1)
      clock = String(clock[..<sign])
    }
    let parts = clock.split(separator: ".")[0].split(separator: ":").compactMap { Int($0) }
    guard (1...3).contains(parts.count) else { return nil }
    let seconds = zip(parts, [3_600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    let local = civil.dayNumber * 86_400 + seconds
    let offset = shift ?? calendar.shift(at: local - calendar.shift(at: local))
    return Timestamp(seconds: Int64(local - offset))
  }
}

extension Souk {
  /// The store's days and weeks.
  static func calendar(of store: Store) -> StoreCalendar {
    StoreCalendar(store.timeZone, weekStart: store.settings.firstWeekday ?? 1)
  }

  /// Answers questions about a store, over a connection that can only read.
  func analyst(of store: Store) async throws -> Analyst {
    let folder = configuration.home + "/prompts/analytics"
    let url = configuration.analyticsDatabaseURL ?? configuration.databaseURL
    let database = try await openReadOnly(url, logger: logger)
    var analyst = Analyst(
      layer: try AnalyticsLayer.load(directory: folder), words: try QuestionWords.load(directory: folder),
      calendar: Self.calendar(of: store), currency: store.currency,
      runner: SQLAnalyticsRunner(database, store: store.id))
    analyst.segments = store.settings.segments ?? SegmentRules()
    if let low = store.settings.lowStock { analyst.lowStock = low }
    return analyst
  }
}
