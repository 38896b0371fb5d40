import Commerce
import Dialogue
import Language

/// What the shop says of itself: hours, place, delivery, returns, payment. What it has not set is honestly unknown.
///
///     shopper: are you open on sundays?
///     souk:    We are open Mon–Sat 9:00–18:00.
struct ShopFacts: Workflow {
  let name = "shop_facts"
  let intents: [Intent] = [
    .askHours, .askLocation, .askDelivery, .askReturns, .askPayment, .askContact, .aboutShop, .nearestPlace,
  ]
  let texts: [TextKey] =
    [
      "shop.hours", "shop.pickup_hours", "shop.hours_by_day", "shop.hours_that_day", "shop.hours_unknown",
      "shop.location",
      "shop.location_unknown", "shop.places",
      "shop.delivery", "shop.nearest",
      "shop.returns", "shop.returns_unknown", "shop.payment", "shop.contact", "shop.contact_unknown", "shop.about",
      "button.human",
      "button.show_products",
    ] + OpeningHours.days

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    let settings = context.store.settings
    switch act.intent {
    case .askHours where act.facts.fulfilment == .pickup && settings.selling?.pickupHours != nil:
      return known(settings.selling?.pickupHours, "shop.pickup_hours", "shop.hours_unknown", context)
    case .askHours:
      if let reply = OpeningHours.reply(to: act, context) { return Step([reply]) }
      return known(settings.hoursText, "shop.hours", "shop.hours_unknown", context)
    case .askLocation where (settings.places ?? []).count > 1: return places(settings.places ?? [])
    case .askLocation: return known(settings.address, "shop.location", "shop.location_unknown", context)
    case .askReturns where isOfOwn(act, context):
      let outgoing = act.items.filter(\.isOutgoing)
      return Step(
        next: .handOn(
          Act(.returnOrder, source: act.source, text: act.text, items: outgoing.isEmpty ? act.items : outgoing)))
    case .askReturns:
      let told = told(act, elseThan: settings.returnsText, context)
      return known(told ?? settings.returnsText, "shop.returns", "shop.returns_unknown", context)
    case .askDelivery: return delivery(act, context)
    case .askPayment:
      return Step([
        Reply(
          "shop.payment",
          [
            "text": .text(settings.paymentText ?? ""), "pickup": .flag(settings.fulfilments.contains(.pickup)),
            "delivery": .flag(settings.fulfilments.contains(.delivery)),
          ])
      ])
    case .askContact: return contact(context)
    case .nearestPlace: return nearest(act, context)
    default: return about(context)
    }
  }

  /// "can I exchange the mat?", of what they have had from the shop: no question about its rules.
  private func isOfOwn(_ act: Act, _ context: Context) -> Bool {
    guard context.store.settings.selling?.returnDays != nil else { return false }
    let named = Set(act.items.flatMap(\.candidates))
    return context.orders.contains { order in
      order.state.canMove(to: .returned) && order.lines.contains { named.contains($0.productID) }
    }
  }

  /// "is there any warranty?", of which only what the shop says of itself tells: that sentence.
  private func told(_ act: Act, elseThan text: String?, _ context: Context) -> String? {
    let asked = Tokenizer.tokens(in: act.text).filter { $0.kind == .word && $0.text.count >= Self.tellingLength }
      .map(\.text)
    guard let text, !asked.contains(where: { TitleWords.overlap(text, $0) }) else { return nil }
    let settings = context.store.settings
    let others = [settings.about, settings.deliveryText, settings.paymentText].compactMap { $0 }
    return others.flatMap(ProductPassages.sentences(of:)).first { sentence in
      asked.contains { TitleWords.overlap(sentence, $0) }
    }.map { $0 + "." }
  }

  /// "is there parking?": what the shop says of itself with all of the words.
  static func sentence(with words: String, _ context: Context) -> String? {
    let asked = Tokenizer.tokens(in: words).filter { $0.kind == .word && $0.text.count >= wordLength }.map(\.text)
    guard !asked.isEmpty else { return nil }
    let settings = context.store.settings
    return [settings.about, settings.deliveryText, settings.paymentText, settings.returnsText].compactMap { $0 }
      .flatMap(ProductPassages.sentences(of:))
      .first { sentence in asked.allSatisfy { TitleWords.overlap(sentence, $0) } }.map { $0 + "." }
  }

  private static let wordLength = 4
  /// Letters of a word that may tell something.
  private static let tellingLength = 6

  private func known(_ text: String?, _ key: TextKey, _ unknown: TextKey, _ context: Context) -> Step<NoState> {
    guard let text, !text.isEmpty else {
      var memory = context.memory
      memory.offer = Act(.human, source: .expectation)
      return Step([Reply(unknown, choices: [ReplyChoice(.act(.human), .text("button.human"))])], memory: memory)
    }
    return Step([Reply(key, ["text": .text(text)])])
  }

  private func delivery(_ act: Act, _ context: Context) -> Step<NoState> {
    let settings = context.store.settings
    let currency = context.store.currency
    var arguments: [String: ReplyFact] = [
      "text": .text(settings.deliveryText ?? ""), "delivers": .flag(settings.fulfilments.contains(.delivery)),
      "pickup": .flag(settings.fulfilments.contains(.pickup)), "free": .flag(settings.deliveryFeeMinor == 0),
      "fee": .money(Money(minorUnits: settings.deliveryFeeMinor, currency: currency)),
    ]
    if let from = settings.freeDeliveryFromMinor, settings.deliveryFeeMinor > 0 {
      arguments["free_from"] = .money(Money(minorUnits: from, currency: currency))
    }
    // "can I collect tomorrow?", with something in the cart, tells how it is to come.
    var memory = context.memory
    if act.facts.fulfilment == .pickup, !context.cart.isEmpty { memory.told.fulfilment = .pickup }
    return Step([Reply("shop.delivery", arguments)], memory: memory)
  }

  /// Of several places the nearest is told to who shares a location.
  private func places(_ places: [StorePlace]) -> Step<NoState> {
    let rows: [[String: ReplyFact]] = places.prefix(Self.maximumPlaces).map {
      ["name": .text($0.name), "address": .text($0.address ?? ""), "phone": .text($0.phone ?? "")]
    }
    var reply = Reply("shop.places", ["rows": .rows(rows)])
    reply.asksForLocation = true
    return Step([reply])
  }

  /// As many as are read.
  private static let maximumPlaces = 10

  /// A shop that has told no places takes a location for what it is: something it was not asked for.
  private func nearest(_ act: Act, _ context: Context) -> Step<NoState> {
    let numbers = act.text.split(separator: ",").compactMap { Double($0) }
    guard numbers.count == 2, let here = GeoPoint(latitude: numbers[0], longitude: numbers[1]),
      let (place, meters) = StorePlace.nearest(to: here, of: context.store.settings.places ?? [])
    else { return Step(next: .handOn(Act(.attachment, source: .structure, text: "location"))) }
    let kilometers = meters >= 10_000 ? "\(Int((meters / 1_000).rounded()))" : ProductText.oneDigit(meters / 1_000)
    return Step([
      Reply(
        "shop.nearest",
        [
          "name": .text(place.name), "address": .text(place.address ?? ""), "phone": .text(place.phone ?? ""),
          "kilometers": .text(kilometers),
        ])
    ])
  }

  private func contact(_ context: Context) -> Step<NoState> {
    let settings = context.store.settings
    let facts = [("phone", settings.phone), ("email", settings.email), ("website", settings.website)]
    guard facts.contains(where: { $0.1?.isEmpty == false }) else {
      return Step([Reply("shop.contact_unknown", choices: [ReplyChoice(.act(.human), .text("button.human"))])])
    }
    let arguments = facts.map { ($0.0, ReplyFact.text($0.1 ?? "")) }
    return Step([Reply("shop.contact", Dictionary(uniqueKeysWithValues: arguments))])
  }

  private func about(_ context: Context) -> Step<NoState> {
    Step([
      Reply(
        "shop.about", ["store": .text(context.store.name), "text": .text(context.store.settings.about ?? "")],
        choices: [ReplyChoice(.act(.browse), .text("button.show_products"))])
    ])
  }
}

/// Opening times, a row a day.
enum OpeningHours {
  static let days: [TextKey] = [
    "day.monday", "day.tuesday", "day.wednesday", "day.thursday", "day.friday", "day.saturday", "day.sunday",
  ]

  /// What is known of the day that is asked about; where it is closed, and where none is named, of the whole week.
  static func reply(to act: Act, _ context: Context) -> Reply? {
    let settings = context.store.settings
    guard let rows = rows(settings.openingHours) else { return nil }
    let week = settings.hoursText.map { ("text", ReplyFact.text($0)) } ?? ("days", .rows(rows))
    if let asked = act.day {
      let day = asked.weekday(at: context.now, in: StoreCalendar(context.store.timeZone))
      var facts: [String: ReplyFact] = ["day": .words(days[day - 1]), "times": rows[day - 1]["times"] ?? .text("")]
      if settings.openingHours?[day, default: []].isEmpty != false { facts[week.0] = week.1 }
      return Reply("shop.hours_that_day", facts)
    }
    return settings.hoursText == nil ? Reply("shop.hours_by_day", ["days": .rows(rows)]) : nil
  }

  private static func rows(_ hours: [Int: [OpeningInterval]]?) -> [[String: ReplyFact]]? {
    guard let hours, !hours.isEmpty else { return nil }
    return days.enumerated().map { index, day in
      let intervals = hours[index + 1] ?? []
      let times = intervals.map { "\(clock($0.opensMinute))–\(clock($0.closesMinute))" }.joined(separator: ", ")
      return ["day": .words(day), "times": .text(times)]
    }
  }

  private static func clock(_ minutes: Int) -> String {
    let rest = minutes % 60
    return "\(minutes / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
