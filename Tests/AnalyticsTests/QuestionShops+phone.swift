/// Shops with kinds of goods, coupons, cities and ways of paying of their own, for the questions of `phone.yaml`.
extension QuestionShops {
  static let smoke = phoneShop([
    "product": [
      "Blue Dream", "Gorilla Glue", "Sour Diesel pre-roll", "Mango gummies 100mg", "OG vape cart", "CBD relief balm",
      "Grinder",
    ],
    "variant": [
      "Blue Dream - 3.5g", "Blue Dream - 7g", "Gorilla Glue - 3.5g", "Sour Diesel pre-roll - 1 pack",
      "Sour Diesel pre-roll - 5 pack", "Mango gummies 100mg", "OG vape cart - 0.5g", "OG vape cart - 1g",
      "CBD relief balm", "Grinder",
    ],
    "brand": ["Green Leaf Farms", "Kush Bros", "Raw", "Wana"],
    "category": ["Accessories", "Edibles", "Flower", "Pre-rolls", "Topicals", "Vapes"].map { "[\"\($0)\"]" },
    "channel": ["web", "pos", "whatsapp", "telegram"],
    "payment_method": ["Cash", "Debit card", "Stripe"],
    "city": ["Denver", "Boulder", "Aurora", "Fort Collins"],
    "coupon": ["420OFF", "FIRSTTIME"],
  ])

  static let storm = phoneShop([
    "product": [
      "72-hour kit", "Water filter", "Freeze-dried chili", "Hand-crank radio", "Solar panel 100W", "First aid kit",
      "Tarp", "Storm bundle",
    ],
    "variant": [
      "72-hour kit - 1 person", "72-hour kit - 4 person", "Water filter", "Freeze-dried chili - single",
      "Freeze-dried chili - case of 12", "Hand-crank radio", "Solar panel 100W", "First aid kit", "Tarp - green",
      "Tarp - tan", "Storm bundle",
    ],
    "brand": ["ClearFlow", "Mountain Table", "ReadyCo", "Voltline"],
    "category": ["Bundles", "Food", "Kits", "Medical", "Power", "Shelter", "Water"].map { "[\"\($0)\"]" },
    "channel": ["web", "instagram", "whatsapp"],
    "payment_method": ["Stripe", "PayPal"],
    "city": ["Austin", "Houston", "Tulsa", "Boise"],
    "coupon": ["PREP10", "STORM25"],
  ])

  static let soap = phoneShop([
    "product": ["Lavender soap", "Beeswax candle", "Oak cutting board", "Linen apron", "Reed diffuser"],
    "variant": [
      "Lavender soap", "Beeswax candle - small", "Beeswax candle - large", "Oak cutting board", "Linen apron - natural",
      "Linen apron - charcoal", "Reed diffuser",
    ],
    "brand": ["Hearth & Home", "Loom", "Timberly"],
    "category": ["Candles", "Home scent", "Kitchen", "Soap"].map { "[\"\($0)\"]" },
    "channel": ["web", "whatsapp", "telegram"],
    "payment_method": ["Stripe", "PayPal", "Bank transfer", "Cash on delivery"],
    "city": ["Leeds", "Bristol", "York", "Paris"],
    "coupon": ["SPRING20", "WELCOME10", "FREESHIP"],
  ])

  static let cafe = phoneShop([
    "product": ["Latte", "Flat white", "Cold brew", "Croissant", "Almond croissant", "Oat milk", "House blend beans"],
    "variant": [
      "Latte - small", "Latte - large", "Flat white", "Cold brew", "Croissant", "Almond croissant", "Oat milk",
      "House blend beans - 250g", "House blend beans - 1kg",
    ],
    "brand": ["House", "Maison", "Oatly"],
    "category": ["Beans", "Coffee", "Extras", "Pastry"].map { "[\"\($0)\"]" },
    "channel": ["pos", "whatsapp", "web"],
    "payment_method": ["Cash", "Card", "Apple Pay"],
    "city": ["Portland", "Salem"],
    "coupon": ["HAPPYHOUR"],
  ])

  static let wear = phoneShop([
    "product": ["Rain Jacket", "Slim jeans", "Linen shirt", "Merino socks", "Summer dress", "Running shoes"],
    "variant": [
      "Rain Jacket - Red / M", "Rain Jacket - Blue / L", "Slim jeans - 30", "Slim jeans - 32", "Slim jeans - 34",
      "Linen shirt - White / S", "Linen shirt - White / M", "Merino socks", "Summer dress - S", "Summer dress - M",
      "Running shoes - 42", "Running shoes - 46",
    ],
    "brand": ["Denim Dept", "Fleet", "Loom", "Northbound"],
    "category": ["Accessories", "Dresses", "Jackets", "Jeans", "Shirts", "Shoes"].map { "[\"\($0)\"]" },
    "channel": ["web", "instagram", "whatsapp", "facebook"],
    "payment_method": ["Stripe", "PayPal", "Klarna"],
    "city": ["New York", "Los Angeles", "Chicago", "Miami"],
    "coupon": ["VIP15", "BF30"],
  ])

  private static func phoneShop(_ own: [String: [String]]) -> [String: [String]] {
    let shared = [
      "country": ["US"], "status": ["fulfilled", "unfulfilled", "partial"],
      "payment_status": ["paid", "pending", "refunded", "partially_refunded", "voided"],
    ]
    return shop(own.merging(shared) { first, _ in first })
  }
}
