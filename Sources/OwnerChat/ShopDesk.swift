import Analytics
import Commerce
import Dialogue
import Logging
import Storage

/// The desk at which owners and staff ask for the shop's figures in their own chat, and keep what they ask often.
///
///     owner: revenue last month
///     souk:  Revenue, October 2026: $8,756.61, before: $7,726.27, +13.3 %.   [Why?] [By category] [Pin this]
///     owner: and by category?
///     owner: every Monday at 9
package struct ShopDesk: FiguresDesk {
  let parts: Parts
  private let names: NamesInUse

  /// What it works with. Figures come over `readOnly`, which cannot write.
  package struct Parts: Sendable {
    package var storage: SoukStorage
    package var readOnly: any Database
    package var files: DeskFiles
    package var logger: Logger
    /// nil where no language model is configured.
    package var adviser: (any QueryAdviser)?

    package init(storage: SoukStorage, readOnly: any Database, files: DeskFiles, logger: Logger) {
      self.storage = storage
      self.readOnly = readOnly
      self.files = files
      self.logger = logger
    }
  }

  package init(_ parts: Parts) {
    self.parts = parts
    names = NamesInUse()
  }

  package func isAboutFigures(_ text: String) -> Bool { parts.files.deskWords.isAboutFigures(text) }

  package func answer(_ question: DeskQuestion) async -> DeskAnswer? {
    let visit = DeskVisit(parts: parts, names: names, question: question)
    do {
      return try await visit.answer()
    } catch let error as AnalyticsError {
      return DeskAnswer([Reply("owner.cannot", ["reason": .text("\(error)")])], memory: question.memory)
    } catch {
      parts.logger.error("the desk could not answer", metadata: ["cause": "\(error)"])
      return DeskAnswer([Reply("owner.failed")], memory: question.memory)
    }
  }
}

/// The names of a store's goods and places, read again now and then: every question needs them.
actor NamesInUse {
  private static let keptMilliseconds: Int64 = 30_000
  /// More stores than ask at once.
  private static let mostStores = 64

  private var known: [StoreID: (names: ShopNames, at: Timestamp)] = [:]

  func names(of store: StoreID, by analyst: Analyst, at now: Timestamp) async throws -> ShopNames {
    if let found = known[store], now.milliseconds - found.at.milliseconds < Self.keptMilliseconds { return found.names }
    let names = try await analyst.names(until: now)
    if known.count >= Self.mostStores { known = [:] }
    known[store] = (names, now)
    return names
  }
}

/// What `prompts/analytics` says.
package struct DeskFiles: Sendable {
  let layer: AnalyticsLayer
  let causes: AnalyticsLayer
  let questionWords: QuestionWords
  let deskWords: DeskWords

  /// - Throws: `ConfigurationErrors` with file and line.
  package static func load(directory: String) throws -> DeskFiles {
    DeskFiles(
      layer: try AnalyticsLayer.load(directory: directory),
      causes: try AnalyticsLayer.loadCauses(directory: directory),
      questionWords: try QuestionWords.load(directory: directory), deskWords: try DeskWords.load(directory: directory))
  }
}

extension ShopDesk {
  /// Every text the desk may say.
  package static let texts: [TextKey] = [
    "owner.answer", "owner.cannot", "owner.failed", "owner.unknown", "owner.which", "owner.whose", "owner.sales",
    "owner.no_names", "owner.nothing_asked", "owner.how", "owner.help", "owner.pinned", "owner.charts",
    "owner.no_charts", "owner.no_chart", "owner.scheduled", "owner.too_many_digests", "owner.digests",
    "owner.no_digests", "owner.digest_dropped", "owner.watching", "owner.not_watching", "owner.alerts",
    "owner.no_alerts", "owner.glance", "owner.demand", "owner.no_demand",
    "owner.w_stock", "owner.w_revenue", "owner.w_searches", "owner.w_payments",
    "owner.b_why", "owner.b_category", "owner.b_month", "owner.b_how", "owner.b_pin", "owner.b_charts",
    "owner.b_digests", "owner.b_best", "owner.b_months", "owner.b_segments", "owner.b_revenue", "owner.b_units",
    "owner.why", "owner.why_revenue", "owner.why_period", "owner.best", "owner.lose", "owner.segment",
    "owner.alert_stock", "owner.alert_revenue", "owner.alert_searches", "owner.alert_payments", "owner.b_stop",
    "owner.b_demand", "owner.no_customers", "owner.none_to_lose", "owner.b_product", "owner.b_figures", "owner.b_buy",
    "owner.b_shops", "owner.b_mine",
  ]
}
