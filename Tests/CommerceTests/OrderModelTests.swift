import Commerce
import Testing

/// Every order of up to six events is tried, and after each step money and stock must be right.
@Suite struct OrderModelTests {
  /// What can happen, in the words of those it happens to.
  enum Happening: CaseIterable {
    case pay, payAgain, payAside, fail, failForGood, cancel, expire, refund, refundPart, refundGoesThrough, refundFails
    case pack, ship, deliver, restock, credit
  }

  /// An order for 100 of one piece, the shop's other pieces aside, as one world.
  struct World: Hashable {
    var order: OrderCase
    /// Pieces the shop counts, and of these held.
    var stock = 5
    var reserved: Int
    var movements = 5
    var moneyIn: Int64 = 0
    var moneyOut: Int64 = 0
    var nextID: Int64 = 100
  }

  static func begin(_ state: OrderState) -> World {
    let link = CasePayment(id: 1, provider: "stripe", amountMinor: 100, state: .open)
    let orphan = CasePayment(id: 2, provider: "stripe", amountMinor: 100, state: .open)
    let order = OrderCase(state: state, totalMinor: 100, payments: state == .pending ? [link, orphan] : [])
    var world = World(order: order, reserved: state == .pending ? 1 : 0)
    if state != .pending { (world.stock, world.movements) = (4, 4) }
    return world
  }

  static func event(_ happening: Happening, _ world: World) -> OrderEvent? {
    switch happening {
    case .pay, .payAgain: .paymentReceived(1)
    case .payAside: .paymentReceived(2)
    case .fail: .paymentFailed(1, final: false)
    case .failForGood: .paymentFailed(1, final: true)
    case .cancel: .cancel
    case .expire: .expire
    case .refund: .refund(amountMinor: nil)
    case .refundPart: .refund(amountMinor: 30)
    case .refundGoesThrough: world.order.refunds.last.map { .refundSettled($0.id, succeeded: true) }
    case .refundFails: world.order.refunds.first.map { .refundSettled($0.id, succeeded: false) }
    case .pack: .pack
    case .ship: .ship(isComplete: true)
    case .deliver: .deliver
    case .restock: .takeBack
    case .credit: .credit(amountMinor: 40)
    }
  }

  /// Does to the world what the consequences say, as storage does.
  static func step(_ world: World, _ event: OrderEvent) -> World {
    var next = world
    let consequences: [OrderConsequence]
    do {
      var id = next.nextID
      consequences = try next.order.apply(event) {
        id += 1
        return id
      }
      next.nextID = id
    } catch {
      return world
    }
    for consequence in consequences {
      switch consequence {
      case .goodsTaken:
        next.stock -= 1
        next.reserved -= 1
        next.movements -= 1
      case .goodsReleased: next.reserved -= 1
      case .goodsGivenBack:
        next.stock += 1
        next.movements += 1
      case .cashTaken(_, let amount): next.moneyIn += amount
      case .paymentSettled(_, .paid): next.moneyIn += 100
      // It is another order's from now on.
      case .credited(_, _, let amount): next.moneyOut += amount
      case .refundSettled(let id, let succeeded):
        let refund = next.order.refunds.first { $0.id == id }
        let before = world.order.refunds.first { $0.id == id }
        if succeeded { next.moneyOut += refund?.amountMinor ?? 0 }
        if !succeeded, before?.state == .succeeded { next.moneyOut -= refund?.amountMinor ?? 0 }
      default: break
      }
    }
    return next
  }

  static func wrong(_ world: World, after old: World) -> String? {
    let order = world.order
    if world.stock != world.movements { return "stock is not the sum of its movements" }
    if world.reserved < 0 || world.reserved > 1 || world.stock < 4 || world.stock > 5 { return "stock out of bounds" }
    if (order.goods == .held) != (world.reserved == 1) { return "held goods and reservations differ" }
    if (order.goods == .out) != (world.stock == 4) { return "goods are out and in at once" }
    if order.state != .refunded, order.goods != order.state.goods { return "goods do not fit \(order.state)" }
    if world.moneyIn != order.paidMinor { return "money in is not what was paid" }
    let sent = order.refunds.reduce(Int64(0)) { $0 + ($1.state == .succeeded ? $1.amountMinor : 0) }
    if world.moneyOut != sent { return "money out is not what was refunded" }
    if order.refundedMinor > order.paidMinor { return "more goes back than came in" }
    for payment in order.payments {
      let back = order.refunds.reduce(Int64(0)) {
        $0 + ($1.paymentID == payment.id && $1.state != .failed ? $1.amountMinor : 0)
      }
      if back > payment.amountMinor { return "more goes back on a payment than came by it" }
    }
    if old.order.state != order.state, !old.order.state.canMove(to: order.state), !isTwoMoves(old.order.state, order) {
      return "\(old.order.state) became \(order.state)"
    }
    if order.state == .paid, order.paidMinor < order.totalMinor { return "paid without the money" }
    return nil
  }

  /// A cancellation whose refund is already through is two legal moves in one event.
  private static func isTwoMoves(_ old: OrderState, _ order: OrderCase) -> Bool {
    order.state == .refunded && old.canMove(to: .cancelled)
  }

  @Test(arguments: [OrderState.pending, .confirmed])
  func `all orders of up to six events end legally, with money and stock right`(_ first: OrderState) {
    var seen: Set<World> = [Self.begin(first)]
    var frontier = seen
    var sequences = 1
    for _ in 1...6 {
      var next: Set<World> = []
      for world in frontier {
        for happening in Happening.allCases {
          guard let event = Self.event(happening, world) else { continue }
          sequences += 1
          let after = Self.step(world, event)
          let problem = Self.wrong(after, after: world)
          #expect(problem == nil, "\(happening) on \(world): \(problem ?? "")")
          // What is delivered a second time changes nothing.
          if [.pay, .payAside, .fail, .failForGood, .expire, .refundGoesThrough].contains(happening) {
            #expect(Self.step(after, event) == after, "\(happening) twice")
          }
          if seen.insert(after).inserted { next.insert(after) }
        }
      }
      frontier = next
    }
    #expect(seen.count > (first == .pending ? 200 : 30))
    let states = Set(seen.map(\.order.state))
    #expect(states.isSuperset(of: [.cancelled, .packed, .shipped, .delivered, .returned, .refunded]))
  }

  @Test func `money for an order that ended is due back, and so is money twice`() throws {
    var late = Self.begin(.pending).order
    _ = try late.apply(.expire) { 0 }
    #expect(try late.apply(.paymentReceived(1)) { 0 }.contains(.refundDue(amountMinor: 100)))
    #expect(late.state == .expired && late.excessMinor == 100)
    var twice = Self.begin(.pending).order
    _ = try twice.apply(.paymentReceived(1)) { 0 }
    #expect(try twice.apply(.paymentReceived(2)) { 0 }.contains(.refundDue(amountMinor: 100)))
    let back = try twice.apply(.refund(amountMinor: nil)) { 7 }
    #expect(back == [.refundWanted(refundID: 7, paymentID: 2, amountMinor: 100)] && twice.state == .paid)
  }

  @Test func `no more is given back than came in`() throws {
    var order = Self.begin(.pending).order
    #expect(throws: OrderRefusal.nothingToRefund) { try order.apply(.refund(amountMinor: 1)) { 0 } }
    _ = try order.apply(.paymentReceived(1)) { 0 }
    _ = try order.apply(.refund(amountMinor: 60)) { 8 }
    #expect(throws: OrderRefusal.tooMuch(refundableMinor: 40)) { try order.apply(.refund(amountMinor: 41)) { 0 } }
    #expect(throws: OrderRefusal.tooMuch(refundableMinor: 40)) { try order.apply(.refund(amountMinor: -1)) { 0 } }
  }

  @Test func `cash is taken at the door once, and never after an online payment`() throws {
    var cash = Self.begin(.confirmed).order
    for event in [OrderEvent.pack, .ship(isComplete: true)] { _ = try cash.apply(event) { 0 } }
    #expect(try cash.apply(.deliver) { 9 }.contains(.cashTaken(paymentID: 9, amountMinor: 100)))
    var paid = Self.begin(.pending).order
    for event in [OrderEvent.paymentReceived(1), .pack, .ship(isComplete: true)] { _ = try paid.apply(event) { 0 } }
    #expect(try paid.apply(.deliver) { 9 } == [.moved(from: .shipped, to: .delivered)])
  }
}
