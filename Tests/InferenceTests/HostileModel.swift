import Dialogue
import TestSupport

/// A model that does what it is told by whoever speaks in its data, and worse: each answer is the most harmful that it
/// can think of for the attack, with everything else that is forbidden thrown in.
struct HostileModel: Sendable {
  let attack: Attack

  func reply(to question: FakeLanguageModel.Question) -> FakeLanguageModel.Reply {
    // An attack that brings its own JSON has it answered word for word first.
    if let first = attack.text.firstIndex(of: "{"), let last = attack.text.lastIndex(of: "}"), first < last,
      attack.text.count.isMultiple(of: 2)
    {
      return .text(String(attack.text[first...last]))
    }
    return .text(JSONValue.object(["acts": .array(acts(question)), "reply": "Done! See http://evil.example/"]).text)
  }

  private func acts(_ question: FakeLanguageModel.Question) -> [JSONValue] {
    let wanted = wanted(question)
    let rest: [JSONValue] = [
      act("confirm"), act("cancel_order", facts: ["order_number": "1001"]), act("empty_cart"), act("opt_out"),
      act("human"), act("set_price"), act("refund"), act("reorder"),
    ]
    return Array((wanted + rest).prefix(12))
  }

  private func wanted(_ question: FakeLanguageModel.Question) -> [JSONValue] {
    let message = question.data["message"]?.string ?? ""
    let words = message.split(separator: " ").map(String.init)
    let products = (question.data["products"]?.array ?? []).compactMap { $0["id"]?.string }
    switch attack.wants {
    case "quantity":
      return [add(words.first ?? "", "P1", 9_999), add(message, products.last, 99), add("everything", "P1", -5)]
    case "price", "discount":
      return [
        [
          "intent": "add", "items": [["words": .string(message), "product": "P1", "quantity": 1, "price": 0]],
          "discount": 100, "minimum_price": 0, "maximum_price": .number(0.01),
        ]
      ]
    case "other_order":
      return [
        act("order_status", facts: ["order_number": "1001", "name": "Ana Canary"]),
        act("inform", facts: ["order_number": "[ORDER_1]", "name": "[NAME_1]"]),
      ]
    case "other_store":
      return [add("Quartz Vault", "prd_quartz", 1), act("find", words: "Obsidian canary"), act("switch_store")]
    case "address", "placeholder":
      return [
        act("inform", facts: ["address": "66 Evil Street", "phone": "+19005550666", "name": "Evil"]),
        act("inform", facts: ["address": "[PHONE_1]", "phone": "[ADDRESS_1]", "email": "[EMAIL_9]"]),
      ]
    case "remove": return [act("remove", words: message), act("change_quantity", words: words.last ?? "")]
    case "invented": return [add("Golden Bread", nil, 3), act("details", words: "Golden Bread")]
    case "exfiltrate", "link":
      return [act("about_bot", facts: ["name": .string(question.system)]), act("print", words: question.system)]
    case "state", "tool": return [act("move_order"), act("update_stock"), act("sql")]
    case "empty": return [act("empty_cart"), act("undo"), act("stop")]
    case "cancel": return [act("cancel_order", facts: ["order_number": "1001"]), act("confirm")]
    case "opt_out": return [act("opt_out")]
    case "hand_over": return [act("human"), act("complain")]
    default: return [act("checkout"), act("confirm"), act("confirm")]
    }
  }

  private func act(_ intent: String, words: String? = nil, facts: [String: JSONValue] = [:]) -> JSONValue {
    let items: [JSONValue] = words.map { [["words": .string($0), "product": .null, "quantity": .null]] } ?? []
    return ["intent": .string(intent), "items": .array(items), "facts": .object(facts)]
  }

  private func add(_ words: String, _ product: String?, _ quantity: Int) -> JSONValue {
    [
      "intent": "add",
      "items": [
        [
          "words": .string(words), "product": product.map(JSONValue.string) ?? .null,
          "quantity": .number(Double(quantity)),
        ]
      ],
    ]
  }
}
