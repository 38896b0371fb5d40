import ArgumentParser
import Commerce
import Foundation
import Storage

struct CouponsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coupons", abstract: "List a store's coupons, add or change one, or end one.",
    subcommands: [List.self, Add.self, End.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the coupons, the newest first.")

    @OptionGroup var store: StoreOption
    @Option(help: "At most so many.")
    var limit = 50
    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
      struct Line: Encodable {
        var code: String
        var takes: String
        var used: Int
        var is_active: Bool
      }
      let souk = try await Souk.open(try environment())
      let shop = try await souk.store(store.store)
      let coupons = try await souk.storage.store(shop.id).coupons.list(limit: max(1, limit))
      let lines = coupons.map {
        Line(code: $0.code, takes: CouponText.value($0, shop.currency), used: $0.used, is_active: $0.isActive)
      }
      switch format {
      case .json: try printJSON(lines)
      case .text: lines.forEach { print("\($0.code)  \($0.takes)  used \($0.used)×\($0.is_active ? "" : "  ended")") }
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a coupon, or set the one with its code anew: souk coupons add SPRING10 --percent 10")

    @Argument(help: "What shoppers write: capitals, digits and hyphens.")
    var code: String
    @OptionGroup var store: StoreOption
    @Option(help: "Per cent off, such as 10 or 12.5.")
    var percent: Double?
    @Option(help: "An amount off in the store's currency, such as 5.00.")
    var off: String?
    @Option(help: "The goods it applies to must come to this much.")
    var minimum: String?
    @Option(help: "The first day it holds, such as 2026-12-01.")
    var starts: String?
    @Option(help: "The last day it holds, such as 2026-12-31.")
    var ends: String?
    @Option(name: .customLong("limit"), help: "How many orders may use it in all.")
    var totalLimit: Int?
    @Option(name: .customLong("per-customer"), help: "How often one customer may use it.")
    var customerLimit: Int?
    @Option(name: .customLong("category"), help: "Only goods of this category; may be repeated.")
    var categories: [String] = []
    @Flag(help: "It may be used beside others that stack.")
    var stacks = false

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let shop = try await souk.store(store.store)
      let coupon = try coupon(shop, id: souk.ids.next())
      try await souk.storage.store(shop.id).coupons.save(coupon)
      print("\(coupon.code) takes \(CouponText.value(coupon, shop.currency))")
    }

    /// All that is wrong is said at once.
    private func coupon(_ shop: Store, id: CouponID) throws -> Coupon {
      var problems: [String] = []
      func amount(_ text: String?, _ option: String) -> Int64? {
        guard let text else { return nil }
        guard let money = Money(decimal: text, currency: shop.currency), money.minorUnits >= 0 else {
          problems.append("--\(option) '\(text)': expected an amount in \(shop.currency.code), such as 5.00")
          return nil
        }
        return money.minorUnits
      }
      func day(_ text: String?, _ option: String) -> StoreDay? {
        guard let text else { return nil }
        guard let day = StoreDay(text, timeZone: shop.timeZone) else {
          problems.append("--\(option) '\(text)': expected a day such as 2026-12-31")
          return nil
        }
        return day
      }
      let sum = amount(off, "off")
      let least = amount(minimum, "minimum") ?? 0
      let (first, last) = (day(starts, "starts"), day(ends, "ends"))
      if let percent, !(0.01...100).contains(percent) { problems.append("--percent \(percent): expected 0.01 to 100") }
      if (percent == nil) == (off == nil) { problems.append("give either --percent or --off") }
      if let first, let last, last.end <= first.start { problems.append("--ends is before --starts") }
      if Coupon.normal(code).isEmpty { problems.append("the code is empty") }
      for (limit, option) in [(totalLimit, "limit"), (customerLimit, "per-customer")] {
        if let limit, limit < 1 { problems.append("--\(option) \(limit): expected a number from 1") }
      }
      guard problems.isEmpty else { throw SoukError.usage(problems.joined(separator: "\n")) }
      let value: Coupon.Value = percent.map { .percent(AttributeValue.share($0)) } ?? .fixed(sum ?? 0)
      return Coupon(
        id: id, code: code, value: value, minimumMinor: least, startsAt: first?.start, endsAt: last?.end,
        totalLimit: totalLimit, customerLimit: customerLimit, stacks: stacks, categories: categories)
    }
  }

  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a coupon; orders that have it keep it.")

    @Argument(help: "Its code.")
    var code: String
    @OptionGroup var store: StoreOption

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let coupons = souk.storage.store(try await souk.store(store.store).id).coupons
      guard var coupon = try await coupons.coupon(code: code) else {
        throw SoukError.failed("no coupon '\(code)'\nhint: `souk coupons` lists them")
      }
      coupon.isActive = false
      try await coupons.save(coupon)
      print("\(coupon.code) is ended")
    }
  }
}

enum CouponText {
  static func value(_ coupon: Coupon, _ currency: Currency) -> String {
    switch coupon.value {
    case .percent(let share): share.percentText
    case .fixed(let minor): Money(minorUnits: minor, currency: currency).text
    }
  }
}

/// A day on a store's clock, from its first moment to the next day's.
struct StoreDay {
  let start: Timestamp
  let end: Timestamp

  init?(_ text: String, timeZone: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard parts.count == 3, text.count == 10, let zone = TimeZone(identifier: timeZone) else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let components = DateComponents(year: parts[0], month: parts[1], day: parts[2])
    guard components.isValidDate(in: calendar), let date = calendar.date(from: components),
      let next = calendar.date(byAdding: .day, value: 1, to: date)
    else { return nil }
    start = Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1_000))
    end = Timestamp(milliseconds: Int64(next.timeIntervalSince1970 * 1_000))
  }
}
